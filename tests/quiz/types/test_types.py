"""Every type of item: what it deals, what it reads, what it credits."""

import pytest

from cnnquiz.model.draft import Pair
from cnnquiz.model.item import ItemType, Tolerance, Variant
from cnnquiz.quiz.case import CollisionError, DraftError
from cnnquiz.quiz.types.kind import UnreadableError
from cnnquiz.quiz.types.table import KINDS
from support.items import make_case, make_draft


def dealt(draft, **values) -> Variant:
    """Return the variant of a draft with some values."""
    return KINDS[draft.type].deal(draft, make_case(draft, **values), 0)


def credit(draft, variant, response) -> float:
    """Return what a response is worth."""
    kind = KINDS[draft.type]
    return kind.score(variant, kind.read(variant, response))


def belief(draft, variant, response) -> str | None:
    """Return the misconception that a response shows."""
    kind = KINDS[draft.type]
    found = kind.believed(variant, kind.read(variant, response))
    return found.misconception if found else None


def unreadable(draft, variant, *responses) -> None:
    """Fail unless none of the responses can be read."""
    for response in responses:
        with pytest.raises(UnreadableError):
            KINDS[draft.type].read(variant, response)


def letter_of(variant, text) -> str:
    """Return the letter of an option."""
    return next(option.id for option in variant.options if option.text == text)


def test_table_has_every_type():
    assert set(KINDS) == set(ItemType)


# --- choice -------------------------------------------------------------------------------------

CHOICE = make_draft(
    ItemType.CHOICE,
    right=("{{ n }} windows",),
    wrong=[
        {"misconception": "forgot-sum", "text": "{{ n + 1 }} windows"},
        {"misconception": "stride-ignored", "text": "none"},
    ],
)


def test_choice_credits_the_one_right_letter():
    variant = dealt(CHOICE, n=3)
    right, wrong = letter_of(variant, "3 windows"), letter_of(variant, "4 windows")
    assert variant.answer == right
    assert credit(CHOICE, variant, f" {right.upper()} ") == 1
    assert credit(CHOICE, variant, wrong) == 0
    assert belief(CHOICE, variant, wrong) == "forgot-sum"
    assert belief(CHOICE, variant, right) is None
    unreadable(CHOICE, variant, "", "d", "ab", "a,b", "1", "yes")


def test_choice_between_computed_values_shows_them_as_its_author_says():
    draft = make_draft(
        ItemType.CHOICE,
        answer="size(n, 3, 2)",
        oracle="counted(n, 3, 2)",
        option="{{ commas(it) }} windows",
        wrong=[
            {"misconception": "stride-ignored", "feedback": "{{ it }} is at stride 1."},
            {"misconception": "forgot-sum", "value": "n * 1000"},
        ],
    )
    variant = dealt(draft, n=9)
    assert {option.text for option in variant.options} == {
        "4 windows",
        "7 windows",
        "9,000 windows",
    }
    assert variant.answer == letter_of(variant, "4 windows")
    assert "7 is at stride 1." in {wrong.feedback for wrong in variant.wrong}


def test_choice_whose_options_are_equal_is_dropped():
    draft = make_draft(
        ItemType.CHOICE,
        right=("{{ n }}",),
        wrong=[{"misconception": "forgot-sum", "text": "{{ 2 * n - 2 }}"}],
    )
    assert len(dealt(draft, n=3).options) == 2
    with pytest.raises(CollisionError):
        dealt(draft, n=2)


def test_options_stand_in_other_places_for_other_values():
    answers = {dealt(CHOICE, n=n).answer for n in range(20)}
    assert answers == {"a", "b", "c"}
    assert dealt(CHOICE, n=1) == dealt(CHOICE, n=1)


# --- multi --------------------------------------------------------------------------------------

MULTI = make_draft(
    ItemType.MULTI,
    right=("one", "two"),
    wrong=[
        {"misconception": "forgot-sum", "text": "three"},
        {"misconception": "stride-ignored", "text": "four"},
    ],
)


@pytest.mark.parametrize(
    ("chosen", "worth"),
    [
        (["one", "two"], 1),
        (["two"], 0.5),
        (["one", "two", "four"], 0.5),
        (["one", "three"], 0),
        (["three", "four"], 0),
        (["one", "two", "three", "four"], 0),
    ],
)
def test_multi_credits_right_less_wrong(chosen, worth):
    variant = dealt(MULTI)
    response = ", ".join(letter_of(variant, text) for text in chosen)
    assert credit(MULTI, variant, response) == worth


def test_multi_names_the_belief_behind_a_wrong_option():
    variant = dealt(MULTI)
    four, one = letter_of(variant, "four"), letter_of(variant, "one")
    assert belief(MULTI, variant, f"{one}{four}") == "stride-ignored"
    assert belief(MULTI, variant, one) is None
    unreadable(MULTI, variant, "", "a,a", "e", "a-b", "none")


# --- number -------------------------------------------------------------------------------------

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


# --- shape --------------------------------------------------------------------------------------

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


# --- trace --------------------------------------------------------------------------------------

TRACE = make_draft(
    ItemType.TRACE,
    code="x = [i * $n for i in range(2)]\nprint(x)\nprint('a', \"b\")\n",
    wrong=[
        {"misconception": "forgot-sum", "replace": {"range(2)": "range(3)"}},
        {"misconception": "stride-ignored", "prints": "nothing at all\n"},
    ],
)


def test_trace_is_answered_by_running_the_program():
    variant = dealt(TRACE, n=4)
    assert variant.code == "x = [i * 4 for i in range(2)]\nprint(x)\nprint('a', \"b\")"
    assert variant.answer == "[0, 4]\na b"
    assert variant.wrong[0].response == "[0, 4, 8]\na b"


@pytest.mark.parametrize("text", ["[0, 4]\na b", "[0,4]\nA  b\n", "[0, 4] / a b", "[0, 4]\\na b"])
def test_trace_forgives_spaces(text):
    assert credit(TRACE, dealt(TRACE, n=4), text) == 1


def test_trace_counts_an_empty_line_as_a_line():
    assert credit(TRACE, dealt(TRACE, n=4), "[0, 4]\n\na b") == 0


def test_trace_names_the_belief_whose_program_prints_that():
    variant = dealt(TRACE, n=4)
    assert belief(TRACE, variant, "[0,4,8] / a b") == "forgot-sum"
    assert credit(TRACE, variant, "[0, 5]\na b") == 0
    unreadable(TRACE, variant, "", "  \n")


def test_trace_whose_belief_changes_nothing_is_dropped():
    wrong = [{"misconception": "forgot-sum", "replace": {"$n": "4"}}]
    draft = make_draft(ItemType.TRACE, code="print($n)", wrong=wrong)
    assert dealt(draft, n=3).wrong[0].response == "4"
    with pytest.raises(CollisionError):
        dealt(draft, n=4)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("print(1 / 0)", "ZeroDivisionError"),
        ("x = 1", "prints ''"),
        ("for i in range(9): print(i)", "expected one to"),
        ("print($m)", "$m is none"),
    ],
)
def test_trace_of_a_program_that_is_of_no_use(code, said):
    wrong = [{"misconception": "forgot-sum", "prints": "x"}]
    with pytest.raises(DraftError) as error:
        dealt(make_draft(ItemType.TRACE, code=code, wrong=wrong))
    assert said in error.value.problem


# --- order --------------------------------------------------------------------------------------

ORDER = make_draft(
    ItemType.ORDER,
    steps=("zero", "forward", "log", "backward", "step"),
    before=((1, 4), (2, 4), (4, 5)),
    wrong=[{"misconception": "forgot-sum", "order": (1, 2, 3, 5, 4)}],
)


@pytest.mark.parametrize(
    ("order", "worth"),
    [
        (("zero", "forward", "log", "backward", "step"), 1),
        (("log", "forward", "zero", "backward", "step"), 1),
        (("zero", "forward", "log", "step", "backward"), 1 / 3),
        (("step", "backward", "log", "forward", "zero"), 0),
    ],
)
def test_order_is_partial_and_credited_by_pairs(order, worth):
    variant = dealt(ORDER)
    response = ",".join(letter_of(variant, step) for step in order)
    assert credit(ORDER, variant, response) == pytest.approx(worth)


def test_order_is_never_shown_in_order():
    for n in range(60):
        draft = make_draft(
            ItemType.ORDER,
            id=f"item-{n}",
            steps=("first", "second", "third"),
            wrong=[{"misconception": "forgot-sum", "order": (2, 1, 3)}],
        )
        variant = dealt(draft)
        assert [option.text for option in variant.options] != ["first", "second", "third"]
        assert credit(draft, variant, variant.answer) == 1


def test_order_needs_all_letters_and_names_a_belief():
    variant = dealt(ORDER)
    unreadable(ORDER, variant, "", "a", "a,b,c,d,d", "a,b,c,d,x")
    assert belief(ORDER, variant, variant.wrong[0].response) == "forgot-sum"
    assert credit(ORDER, variant, variant.answer.replace(",", " ")) == 1


def test_order_that_is_right_is_no_wrong_order():
    wrong = [{"misconception": "forgot-sum", "order": (2, 1, 3)}]
    draft = make_draft(ItemType.ORDER, steps=("a", "b", "c"), before=((1, 3),), wrong=wrong)
    with pytest.raises(CollisionError):
        dealt(draft)


# --- match --------------------------------------------------------------------------------------

MATCH = make_draft(
    ItemType.MATCH,
    pairs=(Pair("batch", "N"), Pair("channels", "C"), Pair("width", "W")),
    extra=("weight",),
    wrong=[{"misconception": "w-is-weight", "pairs": (1, 2, 4)}],
)


def test_match_credits_every_pair():
    variant = dealt(MATCH)
    number = {option.text: option.id for option in variant.options}
    assert [prompt.text for prompt in variant.prompts] == ["batch", "channels", "width"]
    right = f"a={number['N']},b={number['C']},c={number['W']}"
    assert variant.answer == right
    assert credit(MATCH, variant, right.replace(",", " ").replace("=", "")) == 1
    swapped = f"b={number['N']}, a={number['C']}, c={number['W']}"
    assert credit(MATCH, variant, swapped) == pytest.approx(1 / 3)
    weight = f"a={number['N']};b={number['C']};c={number['weight']}"
    assert belief(MATCH, variant, weight) == "w-is-weight"
    unreadable(MATCH, variant, "", "a=1", "a=1,b=2,c=9", "a=1,b=2,c=3,d=4", "a=1,b=2,x=3")


# --- explain ------------------------------------------------------------------------------------


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


# --- bug ----------------------------------------------------------------------------------------

BUG = make_draft(
    ItemType.BUG,
    code="def area(n):\n    return n + n\n",
    line=2,
    fix="    return n * n",
    test="assert area($n) == $n * $n",
    right=("a sum for a product",),
    wrong=[
        {"misconception": "forgot-sum", "text": "n is no number"},
        {"misconception": "stride-ignored", "text": "the name is taken", "line": 1},
    ],
)


def test_bug_credits_line_and_reason():
    variant = dealt(BUG, n=3)
    right, wrong = letter_of(variant, "a sum for a product"), letter_of(variant, "n is no number")
    assert variant.answer == f"2:{right}"
    responses = (f"2:{right}", f"line 2, {right}", f"1:{right}", f"2{wrong}", f"1:{wrong}")
    assert [credit(BUG, variant, text) for text in responses] == [1, 1, 0.5, 0.5, 0]
    assert belief(BUG, variant, f"1:{wrong}") == "forgot-sum"
    unreadable(BUG, variant, "", "2", "a", "3:a", "0:a", "2:x")


def test_bug_must_be_one_and_its_fix_must_mend_it():
    with pytest.raises(DraftError) as error:
        dealt(BUG, n=2)  # 2 + 2 is 2 · 2
    assert error.value.problem == "passes on the program as it is shown"
    useless = make_draft(
        ItemType.BUG,
        code="x = 1",
        line=1,
        fix="x = 2",
        test="assert x == 3",
        right=("r",),
        wrong=[{"misconception": "forgot-sum", "text": "w"}],
    )
    with pytest.raises(DraftError) as error:
        dealt(useless)
    assert error.value.path == "fix"
