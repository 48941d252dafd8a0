"""Every item in every format: other people's readers take it, and mark as cnnquiz does."""

from collections.abc import Mapping

import pytest

from cnnquiz.export.fidelity import Fate, Fidelity, Loss
from cnnquiz.export.question import Question
from cnnquiz.export.spelling import spellings
from cnnquiz.model.item import ItemType
from cnnquiz.quiz.mark import mark
from support.exports import Read, answered, bank, built, responses, written
from support.read_canvas import read_canvas
from support.read_gift import read_gift
from support.read_jupyterquiz import read_jupyterquiz
from support.read_moodle import read_moodle

READERS = {
    "moodle": read_moodle,
    "gift": read_gift,
    "canvas": read_canvas,
    "jupyterquiz": read_jupyterquiz,
}
# With these, an answer that is partly right may be worth another part there.
OTHER_PARTS = {Loss.PARTS_CHOSEN, Loss.PARTS_ORDERED, Loss.PARTS_TYPED, Loss.ROUNDED}
FORMS = list(READERS)


@pytest.fixture(scope="module", params=FORMS)
def exported(request: pytest.FixtureRequest) -> tuple[str, Mapping[str, Read]]:
    """A format and what its reader makes of the whole bank, by the names of questions."""
    form = request.param
    return form, READERS[form](written(form))


def questions(form: str) -> list[tuple[Question, Fidelity]]:
    groups, found = built(form)
    fates = {one.item.id: one for one in found}
    return [(question, fates[group.item.id]) for group in groups for question in group.questions]


def test_every_question_is_read(exported: tuple[str, Mapping[str, Read]]) -> None:
    form, read = exported
    assert sorted(read) == sorted(question.name for question, _ in questions(form))


def test_every_item_is_written_or_said_to_be_left_out(
    exported: tuple[str, Mapping[str, Read]],
) -> None:
    form, read = exported
    names = {name.split()[0] for name in read}
    for one in built(form)[1]:
        assert (one.item.id in names) == (one.fate is not Fate.LEFT_OUT), one.item.id


def test_right_stays_right_and_wrong_stays_wrong(
    exported: tuple[str, Mapping[str, Read]],
) -> None:
    form, read = exported
    marked = 0
    for question, _ in questions(form):
        item, variant, there = question.item, question.variant, read[question.name]
        if there.kind == "essay":
            continue
        for response in responses(item, variant):
            given = answered(there.kind, item, variant, response)
            if given is not None:
                here = mark(item, variant, response)
                worth = there.mark(given)
                assert (worth > 1 - 1e-6) == here.right, (question.name, response, worth)
                marked += 1
    assert marked > 3 * len(bank())


def test_parts_are_worth_the_same_unless_the_report_says_so(
    exported: tuple[str, Mapping[str, Read]],
) -> None:
    form, read = exported
    parts = 0
    for question, fidelity in questions(form):
        item, variant, there = question.item, question.variant, read[question.name]
        # A notebook shows which options were right, and gives no part of a point.
        if there.kind == "essay" or OTHER_PARTS & set(fidelity.losses) or form == "jupyterquiz":
            continue
        for response in responses(item, variant):
            given = answered(there.kind, item, variant, response)
            if given is not None:
                here = mark(item, variant, response).score
                assert there.mark(given) == pytest.approx(here, abs=1e-3), (question.name, response)
                parts += 0 < here < 1
    assert parts or form == "jupyterquiz"


def test_usual_spellings_are_worth_the_same(exported: tuple[str, Mapping[str, Read]]) -> None:
    form, read = exported
    spelt = 0
    for question, _ in questions(form):
        item, variant, there = question.item, question.variant, read[question.name]
        if item.type not in (ItemType.SHAPE, ItemType.TRACE):
            continue
        for response in (variant.answer, *(wrong.response for wrong in variant.wrong)):
            here = mark(item, variant, response)
            for text in spellings(item.type, response):
                assert mark(item, variant, text).score == here.score, text
                for way in (text, text.upper(), text.lower(), f" {text} "):
                    assert (there.mark(way) == 1) == here.right, (question.name, way)
                    spelt += 1
    assert spelt > 100


def test_what_people_wrote_is_read_as_it_was(exported: tuple[str, Mapping[str, Read]]) -> None:
    _, read = exported
    nasty = {name: one for name, one in read.items() if name.startswith("nasty-")}
    assert len(nasty) >= 8
    for name, one in nasty.items():
        for piece in (
            "<code>a[b[0]]&gt;1 and c&amp;d</code>",
            r"\(\frac{a}{b} \neq \nabla_{x}\)",
            "&lt;b&gt;not bold&lt;/b&gt; = ~ # { } : // \\n \\t $5 and $6 [html] [link](there)",
            "]]&gt; &amp;amp; %50% <em>really</em> “ü” → 卷积",
            "    # {a: b} = ~c\n",
            "\n\n    return {'k': [y, '\\n', \"-&gt;\"]}  // 2 ]]&gt; $z$ [a](b) \\(q\\) 卷",
        ):
            if "return" in piece and "bug" in name:
                piece = "5      return" + piece.partition("return")[2]  # noqa: PLW2901  # numbered
            if piece.startswith("    #") and "bug" in name:
                piece = "2      # {a: b} = ~c\n"  # noqa: PLW2901  # numbered
            assert piece in one.text, (name, piece)
