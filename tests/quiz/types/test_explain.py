"""An explanation, worth what its writer says."""

from cnnquiz.model.item import ItemType
from support.items import make_draft
from support.kinds import belief, credit, dealt, unreadable


def test_explain_is_worth_what_its_writer_says():
    draft = make_draft(ItemType.EXPLAIN, rubric=("says one thing", "says another"))
    variant = dealt(draft)
    assert variant.rubric == ("says one thing", "says another")
    assert [credit(draft, variant, text) for text in ("0", "0.5", "1", "1.0", "0,25", ".5")] == [
        *(0, 0.5, 1),
        *(1, 0.25, 0.5),
    ]
    assert belief(draft, variant, "0") is None
    unreadable(draft, variant, "", "2", "-1", "much", "1.5", "nan")
