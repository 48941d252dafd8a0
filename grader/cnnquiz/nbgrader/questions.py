"""Questions in a notebook of their own: the same file for all, and a variant for each student.

The notebook holds every variant of its questions, without keys, and shows the one that follows from
the student's id. Whoever grades deals by the id that nbgrader has, and marks the same variant.
"""

import ast
import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cnnquiz import wiring
from cnnquiz.model.item import Item, ItemType, Mark, Variant
from cnnquiz.nbgrader import cells
from cnnquiz.nbgrader.given_questions import VARIANT, variant_of
from cnnquiz.nbgrader.outputs import NOT_JUDGED, Judged, of_mark
from cnnquiz.quiz.draw import concerning, draw
from cnnquiz.quiz.mark import how, mark
from cnnquiz.quiz.types.kind import UnreadableError

NAME = "questions"  # of the notebook, in every assignment that has one
POINTS = 1.0  # of a question
_TEST = re.compile(r"question-(?P<item>[a-z0-9-]+)-r(?P<rev>[0-9]+)")
_ANSWER = re.compile(r"answer_[0-9]+")
_MARK = """\
from cnnquiz.nbgrader.kernel import mark

mark("{item}", {rev}, {variable}, {variant}) * {points:g}"""
_HEAD = """\
# Questions

Run this notebook from its first cell on. Every question then appears in a variant of its own for
you, which follows from the name that you have in this course. Write each answer between the quotes.
"""
_WHO = """\
# Your name in this course; leave it empty if it is the one that you logged in by.
student = ""
"""
_SOLUTION = """\
{variable} = ""  # your answer: {how}
if not {variable}:
    ### BEGIN SOLUTION
    {variable} = {answers}[{variant}]
    ### END SOLUTION
"""


def questions_notebook(slug: str, count: int, exercises: Path, tools: str) -> str | None:
    """Return a notebook of questions about an exercise; None if the bank has none about it.

    Args:
        slug: the exercise's long name.
        count: how many questions, besides one to be answered in words.
        exercises: the `exercises` folder, for pictures.
        tools: the text of `given_questions.py`.

    Raises:
        CourseError: the question bank cannot be read.
    """
    short, _, _ = slug.partition("_")
    about = concerning(wiring.practice_items(), [short])
    seed = int(short.removeprefix("ex"))  # the same questions in every build
    drawn = [
        item for item, _ in draw([i for i in about if i.type is not ItemType.EXPLAIN], count, seed)
    ]
    words = [i for i, _ in draw([i for i in about if i.type is ItemType.EXPLAIN], 1, seed)]
    if not drawn:
        return None
    found = [cells.markdown("head", _HEAD), cells.tools("tools", tools), cells.code("who", _WHO)]
    for number, item in enumerate(drawn, 1):
        found += _question(number, item, exercises)
    for item in words:
        found += _essay(item, exercises)
    return cells.notebook(f"{slug}/{NAME}", found)


def judged(
    document: object, names: Mapping[str, float], student: str
) -> tuple[dict[str, Judged], list[str]]:
    """Return what is to stand below each test cell of a notebook of questions.

    Args:
        document: the notebook as its file has it; nothing in it is run.
        names: of the test cells, and what each is worth.
        student: whose it is.

    Returns:
        That, and what somebody should look at.
    """
    found: dict[str, Judged] = {}
    problems = []
    submitted = _cells(document)
    shown = {asked: variant for cell in submitted for asked, variant in _shown(cell)}
    for name, worth in names.items():
        test = _TEST.fullmatch(name)
        if test is None:
            continue  # answered in words
        item = _item(test["item"], int(test["rev"]))
        if item is None:
            found[name] = NOT_JUDGED
            problems.append(f"{test['item']}: is not in the bank as it was; to be judged by hand")
            continue
        number = variant_of(student, item.id, len(item.variants))
        if shown.get(item.id, number) != number:
            # Answered under another name, perhaps: marking what was not asked would be wrong.
            found[name] = NOT_JUDGED
            other = shown[item.id] + 1
            problems.append(f"{item.id}: answered in variant {other}, {student} has {number + 1}")
            continue
        found[name] = of_mark(_marked(item, item.variants[number], _answer(submitted, item)), worth)
    return found, problems


def marked(question: str, rev: int, answer: str, asked: int | str) -> Mark | None:
    """Return what an answer is worth; None if the bank has no such question any more.

    Args:
        question: the item's id.
        rev: the item's, when the notebook was built.
        answer: the answer.
        asked: the variant's number, or the student who was asked.
    """
    item = _item(question, rev)
    if item is None:
        return None
    number = variant_of(asked, item.id, len(item.variants)) if isinstance(asked, str) else asked
    return _marked(item, item.variants[number], answer)


def _item(question: str, rev: int) -> Item | None:
    item = _bank(wiring.course_folder()).get(question)
    return item if item is not None and item.rev == rev else None


@functools.lru_cache(maxsize=2)
def _bank(_course: Path) -> Mapping[str, Item]:
    """Return a course's items by id, read once for a whole class."""
    return {item.id: item for item in wiring.practice_items()}


def _marked(item: Item, variant: Variant, answer: str) -> Mark:
    if not answer.strip():
        return Mark(0.0, None, "There is no answer.")
    try:
        return mark(item, variant, answer)
    except UnreadableError as error:
        return Mark(0.0, None, f"The answer cannot be read: {error}.")


# --- reading ------------------------------------------------------------------------------------


def _cells(document: object) -> list[dict[str, Any]]:
    found = document.get("cells") if isinstance(document, dict) else None
    return [cell for cell in found if isinstance(cell, dict)] if isinstance(found, list) else []


def _shown(cell: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the questions that a cell has shown, with the variants in which it did."""
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else []:
        match output:
            case {"data": {**data}}:
                pass
            case _:
                continue
        match data.get(VARIANT):
            case {"question": str(question), "variant": int(variant)}:
                yield question, variant
            case _:
                pass


def _answer(submitted: Sequence[Mapping[str, Any]], item: Item) -> str:
    """Return the answer as it stands in its cell: text, a number or a tuple; nothing is run."""
    found = ""
    for cell in submitted:
        match cell:
            case {"metadata": {"nbgrader": {"grade_id": str(name)}}, "source": source}:
                if name == f"answer-{item.id}":
                    found = _literal("".join(source) if isinstance(source, list) else str(source))
            case _:
                pass
    return found


def _literal(source: str) -> str:
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    value = ""
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=given) if _ANSWER.fullmatch(name):
                try:
                    value = str(ast.literal_eval(given))
                except (ValueError, TypeError, RecursionError, MemoryError):
                    value = ""
            case _:
                pass
    return value


# --- writing ------------------------------------------------------------------------------------


def _question(number: int, item: Item, exercises: Path) -> Iterable[cells.JsonCell]:
    variable, variant = f"answer_{number}", f"variant_{number}"
    texts = json.dumps([_text(item, one, exercises) for one in item.variants], ensure_ascii=False)
    asked = f'{variant} = ask({number}, "{item.id}", {texts}, student)'
    answers = json.dumps([one.answer for one in item.variants], ensure_ascii=False)
    yield cells.tools(f"ask-{item.id}", asked)
    text = _SOLUTION.format(variable=variable, how=how(item), answers=answers, variant=variant)
    yield cells.solution(f"answer-{item.id}", text)
    about = [f"Question {number} is worth {POINTS:g} point, judged when your work is handed in."]
    visible = f'assert {variable}, "Question {number} is not answered yet."'
    hidden = _MARK.format(
        item=item.id, rev=item.rev, variable=variable, variant=variant, points=POINTS
    )
    yield cells.judged(f"question-{item.id}-r{item.rev}", POINTS, about, visible, hidden)


def _essay(item: Item, exercises: Path) -> Iterable[cells.JsonCell]:
    variant = item.variants[0]
    yield cells.markdown(
        f"stem-{item.id}",
        f"**In your own words** ({POINTS:g} point)\n\n" + _text(item, variant, exercises),
    )
    rubric = "".join(f"\n- {line}" for line in variant.rubric)
    yield cells.essay(f"words-{item.id}", POINTS, f"{variant.explanation}\n{rubric}")


def _text(item: Item, variant: Variant, exercises: Path) -> str:
    """Return a question as Markdown, without its key."""
    parts = [variant.stem]
    if item.figure is not None:
        parts.append(cells.picture(exercises / item.figure.file, item.figure.alt))
    if variant.code is not None:
        lines = variant.code.split("\n")
        if item.type is ItemType.BUG:
            lines = [f"{number:2}  {line}" for number, line in enumerate(lines, 1)]
        parts.append("\n".join(["```python", *lines, "```"]))
    for options in (variant.prompts, variant.options):
        parts += [f"{option.id}) {option.text}" for option in options]
    return "\n\n".join(parts)
