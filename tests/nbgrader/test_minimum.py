"""Students' notebooks are graded where their code is held as well as is asked for."""

import pytest

from cnnquiz import wiring
from cnnquiz.errors import UsageError
from cnnquiz.model.report import Confinement


@pytest.mark.parametrize(
    ("found", "expected"),
    [(None, Confinement.REDUCED), ("", Confinement.REDUCED), ("full", Confinement.FULL)],
)
def test_minimum_is_what_the_environment_says(monkeypatch, found, expected):
    monkeypatch.delenv(wiring.MINIMUM_VARIABLE, raising=False)
    if found is not None:
        monkeypatch.setenv(wiring.MINIMUM_VARIABLE, found)
    assert wiring.minimum_confinement() is expected


def test_minimum_that_is_none_is_told_with_those_that_there_are(monkeypatch):
    monkeypatch.setenv(wiring.MINIMUM_VARIABLE, "some")
    with pytest.raises(UsageError, match="found 'some', expected one of full, reduced, process"):
        wiring.minimum_confinement()
