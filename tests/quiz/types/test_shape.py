"""A shape, credited axis by axis."""

import pytest

from cnnquiz.model.item import ItemType
from support.items import make_draft
from support.kinds import belief, credit, dealt, unreadable

SHAPE = make_draft(
    ItemType.SHAPE,
    answer="(1, 8, n, n)",
    oracle="[1, 8, n, n]",
    wrong=[{"misconception": "nhwc", "value": "(1, n, n, 8)"}],
)


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("(1, 8, 5, 5)", 1),
        ("1 8 5 5", 1),
        ("[1,8,5,5]", 1),
        ("torch.Size([1, 8, 5, 5])", 1),
        ("1x8x5x5", 1),
        ("1 × 8 × 5 × 5", 1),  # noqa: RUF001  # as people write shapes
        ("(1, 8, 5, 4)", 0.75),
        ("(8, 5, 5)", 0),
        ("(8, 1, 5, 5)", 0.5),
    ],
)
def test_shape_is_credited_axis_by_axis(text, worth):
    assert credit(SHAPE, dealt(SHAPE, n=5), text) == worth


def test_shape_names_a_belief_and_refuses_what_is_none():
    variant = dealt(SHAPE, n=5)
    assert belief(SHAPE, variant, "1,5,5,8") == "nhwc"
    unreadable(SHAPE, variant, "", "a", "1.5, 2", "-1, 2", "N, 8", "shape", "1,,x,y")
