"""Expressions of items are evaluated, and nothing else is."""

import pytest

from cnnquiz.quiz.expression import ExpressionError, evaluate, fill, names

SCOPE = {"n": 7, "k": 3, "row": [1, 2, 3], "add": lambda a, b=1: a + b}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("n - k // 2 * 2 + 1", 6),
        ("-n % k", 2),
        ("n / 2", 3.5),
        ("(n, k)[1]", 3),
        ("[n, [k]]", [7, [3]]),
        ("row[2] == 3 and not n < k", True),
        ("add(n, b=k) if n > k else 0", 10),
        ("'a' if n == 1 else 'b'", "b"),
    ],
)
def test_expression_means_what_it_says(text, value):
    assert evaluate(text, SCOPE) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("n ** 2", "`**`"),
        ("row.append(4)", "by their names"),
        ("row|length", "filter"),
        ("''.__class__", "attribute"),
        ("add.__globals__", "attribute"),
        ("row['append'](4)", "by their names"),
        ("n ~ k", "`~`"),
        ("row[0:2]", "slice"),
        ("{'a': 1}", "dict"),
        ("n is odd", "test"),
        ("m + 1", "'m' is undefined"),
        ("m", "'m' is undefined"),
        ("add(1, 2, 3)", "TypeError"),
        ("row[9] + 1", "row"),
        ("n +", "n +"),
        ("n }} {% if 1 %}", "n }}"),
        ("1 / 0", "ZeroDivisionError"),
        ("open('/etc/passwd')", "'open' is undefined"),
        ("range(3)", "'range' is undefined"),
    ],
)
def test_what_is_no_plain_expression_is_refused_by_name(text, said):
    with pytest.raises(ExpressionError) as error:
        evaluate(text, SCOPE)
    assert said in str(error.value)
    assert text.split("}}")[0].strip() in str(error.value)


def test_blanks_of_a_text_are_filled_in():
    assert fill("{{ n }}×{{ n }} pixels, {{ add(k) }}", SCOPE) == "7×7 pixels, 4"  # noqa: RUF001  # as in the bank


@pytest.mark.parametrize(
    "text", ["{{ m }}", "{% for x in row %}{% endfor %}", "{{ n.real }}", "{{"]
)
def test_text_with_more_than_blanks_is_refused(text):
    with pytest.raises(ExpressionError):
        fill(text, SCOPE)


def test_markup_and_quotes_in_values_stay_as_they_are():
    assert fill("{{ text }}", {"text": "<b>&'\""}) == "<b>&'\""


def test_names_of_an_expression_and_of_a_text():
    assert names("add(n, k) + 1") == {"add", "n", "k"}
    assert names("of {{ n }} or {{ k }}", blanks=True) == {"n", "k"}
