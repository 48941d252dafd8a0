"""A rule says whether results agree, outcomes are alike, and a message names what is at fault."""

import numpy as np
import pytest

from cnnquiz.judge.compare import Tolerance
from cnnquiz.judge.rule import Rule, names_any
from cnnquiz.wire.outcome import Crashed, Missing, Raised, Returned, TimedOut
from cnnquiz.wire.values import OBJECT, SUBCLASS, Opaque


@pytest.mark.parametrize(
    ("message", "words", "named"),
    [
        ("kernel_size is 0", {"kernel_size"}, True),
        ("The kernel size is too large", {"kernel_size"}, True),
        ("KERNEL-SIZE!", {"kernel_size"}, True),
        ("the kernel is too large", {"kernel_size"}, False),
        ("padding must not be negative", {"stride", "padding"}, True),
        ("a layer lacks a key", {"layers"}, True),
        ("no label for a class", {"classes"}, True),
        ("layers", {"layer"}, True),
        ("n is 0", {"n"}, True),
        ("expected n>=1", {"n"}, True),
        ("(n)", {"n"}, True),
        ("n_out is 0", {"n"}, True),
        ("a negative number", {"n"}, False),
        ("must be positive", {"n", "x"}, False),
        ("n1 is 0", {"n"}, False),
        ("", {"n", "stride"}, False),
        ("wrong!", {"s"}, False),
        ("s is 0", {"s"}, True),
        ("- ?!", {"s", "es"}, False),
        ("anything", set(), False),
    ],
)
def test_message_names_a_parameter_in_its_singular_or_alone(message, words, named):
    assert names_any(message, frozenset(words)) is named


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (Returned(1), Returned(1), True),
        (Returned(1), Returned(2), False),
        (Returned(np.ones(2)), Returned(np.ones(2, "f4")), True),
        (Returned(np.ones(2)), Returned([1.0, 1.0]), False),
        (Returned(1, ("args",)), Returned(1, ("image",)), True),
        (Returned(1, ("args",)), Returned(1), False),
        (Returned(Opaque("a set")), Returned([1]), False),
        (Returned([1j]), Returned([1j]), False),
        (Raised("ValueError", (), "n"), Raised("ValueError", (), "k"), True),
        (Raised("ValueError", (), "n"), Raised("KeyError", (), "n"), False),
        (Raised("ValueError", (), "n"), Returned(1), False),
        (TimedOut(1), TimedOut(1), False),
        (Crashed("a"), Crashed("a"), False),
        (Missing("f", False, ()), Missing("f", False, ()), False),
    ],
)
def test_outcomes_are_alike_by_value_or_by_type_of_exception(one, other, alike):
    assert Rule().alike(one, other) is alike


def test_two_things_that_are_no_data_are_alike_if_they_are_of_one_kind():
    module, other = Opaque(OBJECT, "Net"), Opaque(OBJECT, "Sequential")
    assert Rule().alike(Returned(module), Returned(other))
    assert not Rule().alike(Returned(module), Returned(Opaque(SUBCLASS, "Net")))
    assert not Rule().alike(Returned(module), Returned(other, ("x",)))


def test_exceptions_are_alike_if_both_name_something_or_neither_does():
    rule = Rule(words=frozenset({"stride"}))
    naming, other, silent = (
        Raised("ValueError", ("ValueError",), text)
        for text in ("stride is 0", "the stride!", "wrong")
    )
    assert rule.alike(naming, other)
    assert not rule.alike(naming, silent)


def test_tolerance_of_the_rule_decides():
    assert not Rule().differs(1.00001, 1.0)
    assert Rule(Tolerance(rtol=0, atol=0)).differs(1.00001, 1.0)


def test_measure_compares_facts_after_shapes_and_kinds():
    rule = Rule(measure=lambda drawn: {"the share that is kept": round(float(drawn.mean()), 1)})
    half, all_kept = np.array([0.0, 1.0]), np.array([1.0, 1.0])
    assert rule.differs(half[::-1].copy(), half) is None
    assert rule.differs(all_kept, half) == "Not as it should be: the share that is kept."
    assert "The shape is wrong" in rule.differs(np.zeros(3), half)
    assert "A list of 2 came back" in rule.differs([0.0, 1.0], half)
    assert "The dtype is bool" in rule.differs(half > 0, half)


@pytest.mark.parametrize("dtype", ["f4", "f8", "i8"])
def test_outcomes_are_alike_where_no_difference_can_be_told(dtype):
    rng = np.random.default_rng(0)
    rule = Rule(Tolerance(rtol=0.1, atol=0.1))
    steps, odds = [0.0, 0.09, 0.2, np.inf, np.nan], [0.9, *[0.025] * 4]
    alike = []
    for _ in range(200):
        one = (rng.integers(0, 2, (2, 2)) * 1.05).astype(dtype)
        other = one + rng.choice(steps, (2, 2), p=odds)
        alike.append(rule.alike(Returned(one), Returned(other)))
        assert alike[-1] is (rule.differs(other, one) is None)
    assert len(set(alike)) == 2
