"""Every type of item, by its name in the bank."""

from collections.abc import Mapping
from types import MappingProxyType

from cnnquiz.model.item import ItemType
from cnnquiz.quiz.types.bug import Bug
from cnnquiz.quiz.types.choice import Choice
from cnnquiz.quiz.types.explain import Explain
from cnnquiz.quiz.types.kind import Kind
from cnnquiz.quiz.types.match import Match
from cnnquiz.quiz.types.multi import Multi
from cnnquiz.quiz.types.number import Number
from cnnquiz.quiz.types.order import Order
from cnnquiz.quiz.types.shape import Shape
from cnnquiz.quiz.types.trace import Trace

KINDS: Mapping[ItemType, Kind] = MappingProxyType(
    {
        ItemType.CHOICE: Choice(),
        ItemType.MULTI: Multi(),
        ItemType.NUMBER: Number(),
        ItemType.SHAPE: Shape(),
        ItemType.TRACE: Trace(),
        ItemType.ORDER: Order(),
        ItemType.MATCH: Match(),
        ItemType.EXPLAIN: Explain(),
        ItemType.BUG: Bug(),
    }
)
