"""Notebooks of questions: the same for all, in a variant for each."""

import json
from pathlib import Path
from typing import Any

import pytest

from cnnquiz import wiring
from cnnquiz.model.item import Item, ItemType
from cnnquiz.nbgrader import given_questions
from cnnquiz.nbgrader.given_questions import VARIANT, variant_of
from cnnquiz.nbgrader.questions import judged, marked, questions_notebook
from support import CHECKOUT
from support.nbgrader_class import name_of, text_of

STUDENTS = [f"student{number}" for number in range(60)]


def built(count: int = 3, slug: str = "ex05_conv2d") -> dict[str, Any]:
    text = questions_notebook(slug, count, CHECKOUT / "exercises", "# tools")
    assert text is not None
    document: dict[str, Any] = json.loads(text)
    return document


def item_of(name: str) -> Item:
    return next(one for one in wiring.practice_items() if one.id == name)


def worth(document: dict[str, Any]) -> dict[str, float]:
    metas = [cell["metadata"].get("nbgrader", {}) for cell in document["cells"]]
    return {meta["grade_id"]: meta["points"] for meta in metas if meta.get("grade")}


def answered(document: dict[str, Any], item: Item, text: str) -> None:
    for cell in document["cells"]:
        if name_of(cell) == f"answer-{item.id}":
            cell["source"] = text


def first_item(document: dict[str, Any]) -> Item:
    names = (name_of(cell) for cell in document["cells"])
    return item_of(next(name for name in names if name.startswith("answer-"))[len("answer-") :])


def test_variants_differ_between_students_and_stay_for_each() -> None:
    variants = [variant_of(student, "padding", 10) for student in STUDENTS]
    assert len(set(variants)) == 10
    assert variants == [variant_of(student, "padding", 10) for student in STUDENTS]


def test_no_key_stands_outside_of_a_solution() -> None:
    document = built()
    solutions = 0
    for cell in document["cells"]:
        text = text_of(cell)
        solutions += "### BEGIN SOLUTION" in text
        assert "explanation" not in text
        if name_of(cell).startswith("ask-"):
            item = item_of(name_of(cell).removeprefix("ask-"))
            for variant in item.variants:
                assert variant.explanation not in text
                assert all(wrong.feedback not in text for wrong in variant.wrong)
    assert solutions >= 3


def test_an_exercise_about_which_there_is_a_question_in_words_has_one_to_be_read() -> None:
    about = [i for i in wiring.practice_items() if i.type is ItemType.EXPLAIN and i.exercise]
    slug = next(
        path.name
        for path in (CHECKOUT / "exercises").glob("ex*")
        if path.name.startswith(about[0].exercise or "?")
    )
    cells = [cell for cell in built(1, slug)["cells"] if name_of(cell).startswith("words-")]
    (cell,) = cells
    meta = cell["metadata"]["nbgrader"]
    assert (cell["cell_type"], meta["grade"], meta["solution"]) == ("markdown", True, True)
    assert text_of(cell).startswith("### BEGIN SOLUTION")


@pytest.mark.parametrize("student", STUDENTS[:8])
def test_the_right_answer_to_ones_own_variant_is_worth_everything(student: str) -> None:
    document = built()
    item = first_item(document)
    variant = variant_of(student, item.id, len(item.variants))
    answered(document, item, f"answer_1 = {item.variants[variant].answer!r}")
    found, problems = judged(document, worth(document), student)
    assert problems == []
    name = f"question-{item.id}-r{item.rev}"
    assert found[name].outputs[-1]["data"]["text/plain"] == "1.0"


@pytest.mark.parametrize(
    "source",
    ["", "answer_1 = ''", "answer_1 = open('x').read()", "answer_1 = (", "other = 'a'", "1 / 0"],
)
def test_what_is_no_answer_is_worth_nothing_and_is_never_run(source: str) -> None:
    document = built()
    item = first_item(document)
    answered(document, item, source)
    found, _ = judged(document, worth(document), "ames")
    output = found[f"question-{item.id}-r{item.rev}"].outputs[-1]
    assert output["data"]["text/plain"] == "0.0"


def test_an_answer_to_another_variant_is_left_to_somebody() -> None:
    document = built()
    item = first_item(document)
    own = variant_of("ames", item.id, len(item.variants))
    shown = {"data": {VARIANT: {"question": item.id, "variant": own + 1}}}
    document["cells"][3]["outputs"] = [shown]
    found, problems = judged(document, worth(document), "ames")
    assert not found[f"question-{item.id}-r{item.rev}"].known
    assert problems == [f"{item.id}: answered in variant {own + 2}, ames has {own + 1}"]


def test_a_question_that_has_changed_is_left_to_somebody() -> None:
    found, problems = judged(built(), {"question-size-of-one-side-r99": 1.0}, "ames")
    assert not found["question-size-of-one-side-r99"].known
    assert "to be judged by hand" in problems[0]
    assert marked("size-of-one-side", 99, "7", "ames") is None


@pytest.mark.parametrize("document", [None, [], {"cells": 3}, {"cells": [3, {"metadata": 1}]}])
def test_files_of_any_kind_are_read(document: object) -> None:
    name = f"question-{first_item(built()).id}-r{first_item(built()).rev}"
    found, _ = judged(document, {name: 1.0}, "ames")
    assert found[name].outputs[-1]["data"]["text/plain"] == "0.0"


def test_the_notebooks_own_code_deals_as_the_grader_does() -> None:
    scope: dict[str, Any] = {}
    source = Path(given_questions.__file__).read_text(encoding="utf-8")
    exec(source, scope)  # noqa: S102  # our own, as a notebook's cell runs it
    for student in STUDENTS:
        assert scope["variant_of"](student, "x", 7) == variant_of(student, "x", 7)
