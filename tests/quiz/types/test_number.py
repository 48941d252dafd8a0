"""A number, computed and read in many ways."""

import pytest

from cnnquiz.model.item import ItemType, Tolerance
from cnnquiz.quiz.case import CollisionError, DraftError
from cnnquiz.quiz.types.table import KINDS
from support.items import make_draft
from support.kinds import belief, credit, dealt, unreadable

NUMBER = make_draft(
    ItemType.NUMBER,
    answer="size(n, 3, stride=2)",
    oracle="counted(n, 3, 2)",
    wrong=[
        {"misconception": "stride-ignored"},
        {"misconception": "forgets-one", "feedback": "{{ it }} is one less than {{ answer }}."},
    ],
)


def test_number_is_computed_and_so_are_the_wrong_ones():
    variant = dealt(NUMBER, n=9)
    assert variant.answer == "4"
    assert [(one.response, one.misconception) for one in variant.wrong] == [
        ("7", "stride-ignored"),
        ("3", "forgets-one"),
    ]
    assert variant.wrong[1].feedback == "3 is one less than 4."


@pytest.mark.parametrize("text", ["4", " 4 ", "4.0", "+4", "8/2", "4e0", "04"])
def test_number_is_read_in_many_ways(text):
    assert credit(NUMBER, dealt(NUMBER, n=9), text) == 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("18,432", "18432"),
        ("18 432", "18432"),
        ("1,000,000.5", "1000000.5"),
        ("−3", "-3"),  # noqa: RUF001  # the minus sign of typesetting
        (".5", "0.5"),
        ("1e-3", "0.001"),
        ("138357544", "138357544"),
        ("1/3", "0.333333333333"),
    ],
)
def test_number_is_kept_in_one_form(text, number):
    assert KINDS[ItemType.NUMBER].read(dealt(NUMBER, n=9), text) == number


def test_what_is_no_number_costs_nothing():
    variant = dealt(NUMBER, n=9)
    texts = ("", "four", "4 or 5", "1,00", "1/0", ".", "-", "nan", "inf", "0x4", "4%", "1e999")
    unreadable(NUMBER, variant, *texts)
    assert belief(NUMBER, variant, "7.0") == "stride-ignored"
    assert belief(NUMBER, variant, "5") is None


def test_tolerance_accepts_what_is_near_and_no_wrong_value():
    fields = {"answer": "n / 3", "oracle": "n / 3.0", "tolerance": Tolerance(absolute=0.01)}
    wrong = [{"misconception": "forgot-sum", "value": "n / 3 + 0.02"}]
    draft = make_draft(ItemType.NUMBER, **fields, wrong=wrong)
    variant = dealt(draft, n=2)
    assert credit(draft, variant, "0.67") == 1
    assert credit(draft, variant, "0.65") == 0
    near = [{"misconception": "forgot-sum", "value": "n / 3 + 0.005"}]
    with pytest.raises(CollisionError):
        dealt(make_draft(ItemType.NUMBER, **fields, wrong=near), n=2)


@pytest.mark.parametrize(
    ("value", "tolerance", "text"),
    [
        ("2 / 3", Tolerance(absolute=0.01), "0.667"),
        ("0.19999999", Tolerance(absolute=0.01), "0.2"),
        ("-0.0001", Tolerance(absolute=0.01), "0"),
        ("200 / 3", Tolerance(relative=0.01), "66.7"),
        ("1 / 8", Tolerance(), "0.125"),
        ("7", Tolerance(absolute=0.5), "7"),
    ],
)
def test_answer_is_shown_as_exactly_as_its_tolerance_asks(value, tolerance, text):
    wrong = [{"misconception": "forgot-sum", "value": "1000"}]
    fields = {"answer": value, "oracle": value, "tolerance": tolerance, "wrong": wrong}
    assert dealt(make_draft(ItemType.NUMBER, **fields)).answer == text


def test_relative_tolerance_is_a_share_of_the_answer():
    wrong = [{"misconception": "forgot-sum", "value": "1"}]
    draft = make_draft(
        ItemType.NUMBER,
        answer="1000",
        oracle="999 + 1",
        tolerance=Tolerance(relative=0.01),
        wrong=wrong,
    )
    variant = dealt(draft)
    assert [credit(draft, variant, text) for text in ("1010", "989", "990")] == [1, 0, 1]


@pytest.mark.parametrize(
    ("fields", "path", "said"),
    [
        ({"oracle": "counted(n, 3, 1)"}, "oracle", "the answer is 4, the oracle says 7"),
        ({"oracle": "nothing(n)"}, "oracle", "nothing is no variable"),
        ({"answer": "[n]", "oracle": "[n]"}, "answer", "expected a number"),
        ({"answer": "n > 1", "oracle": "n > 1"}, "answer", "expected a number"),
        ({"answer": "1 / 3", "oracle": "2 / 6"}, "wrong[0]", "no wrong version of any function"),
        ({"wrong": [{"misconception": "unheard-of"}]}, "wrong[0]", "no wrong version of size"),
        ({"stem": "{{ m }}"}, "stem", "m is no variable"),
    ],
)
def test_number_that_is_not_written_as_it_should_be(fields, path, said):
    base = {
        "answer": "size(n, 3, stride=2)",
        "oracle": "counted(n, 3, 2)",
        "wrong": [{"misconception": "stride-ignored"}],
    }
    draft = make_draft(ItemType.NUMBER, **(base | fields))
    with pytest.raises(DraftError) as error:
        dealt(draft, n=9)
    assert error.value.path == path
    assert said in error.value.problem
