"""The table of all types of items."""

from cnnquiz.model.item import ItemType
from cnnquiz.quiz.types.table import KINDS


def test_table_has_every_type():
    assert set(KINDS) == set(ItemType)
