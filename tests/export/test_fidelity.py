"""What is said about what survives."""

import csv
import io
import json
from dataclasses import replace

import pytest

from cnnquiz import wiring
from cnnquiz.export.build import Abilities, build
from cnnquiz.export.fidelity import Fate, Loss, as_csv, as_json, as_text, summary
from cnnquiz.export.formats import NAMES
from cnnquiz.export.moodle import SHARES
from cnnquiz.export.question import Numeric, Pairs, Pick, Sequence, Typed
from cnnquiz.model.item import ItemType
from support.exports import ROOT, bank, built, drawing, nasty_items

EVERYTHING = Abilities(sequences=True, pairs=True, essays=True, parts=True, reasons=True)


def one(item, abilities, variants=1):
    """Return the questions of one item, and what became of it."""
    groups, (fidelity,) = build([item], abilities, variants=variants, drawing=drawing)
    return (groups[0].questions if groups else ()), fidelity


def nasty(id_):
    return next(item for item in nasty_items() if item.id == f"nasty-{id_}")


def with_variant(item, **fields):
    return replace(item, variants=(replace(item.variants[0], **fields),))


@pytest.mark.parametrize("type_", ["choice", "multi", "number"])
def test_what_is_picked_or_is_a_number_is_exact(type_):
    _, fidelity = one(nasty(type_), EVERYTHING)
    assert (fidelity.fate, fidelity.losses) == (Fate.EXACT, ())


def test_a_shape_loses_rare_spellings_and_unforeseen_parts():
    (question,), fidelity = one(nasty("shape"), EVERYTHING)
    assert set(fidelity.losses) == {Loss.SPELLINGS, Loss.PARTS_TYPED}
    worth = {answer.text: answer.share for answer in question.form.answers}
    assert worth["(3, 1, 7)"] == worth["3x1x7"] == worth["torch.Size([3, 1, 7])"] == 1
    assert worth["(3,1,8)"] == pytest.approx(2 / 3)


def test_one_printed_word_has_one_spelling():
    item = with_variant(nasty("trace"), answer="42", wrong=())
    (question,), fidelity = one(item, EVERYTHING)
    assert fidelity.fate is Fate.EXACT
    assert [answer.text for answer in question.form.answers] == ["42"]


def test_steps_with_one_right_order_are_ordered_and_others_are_chosen():
    (question,), fidelity = one(nasty("order"), EVERYTHING)
    assert isinstance(question.form, Sequence)
    assert set(fidelity.losses) == {Loss.PARTS_ORDERED, Loss.REASONS_LISTED}
    (question,), fidelity = one(nasty("free"), EVERYTHING)
    assert isinstance(question.form, Pick)
    assert fidelity.losses == (Loss.KNOWN_ONLY,)


def test_steps_are_matched_with_places_where_they_cannot_be_ordered():
    (question,), _ = one(nasty("order"), replace(EVERYTHING, sequences=False))
    assert isinstance(question.form, Pairs)
    assert [place for _, place in question.form.pairs] == ["2", "3", "1", "4"]


def test_a_choice_without_wrong_answers_is_left_out():
    item = with_variant(nasty("match"), wrong=())
    assert one(item, EVERYTHING)[1].fate is Fate.DEGRADED or one(item, EVERYTHING)[1].losses == ()
    questions, fidelity = one(item, Abilities())
    assert (questions, fidelity.fate, fidelity.variants) == ((), Fate.LEFT_OUT, 0)
    assert Loss.NOTHING_WRONG in fidelity.losses


def test_wrong_numbers_are_listed_where_they_cannot_have_their_own_feedback():
    (question,), fidelity = one(nasty("number"), replace(EVERYTHING, reasons=False))
    assert isinstance(question.form, Numeric)
    assert len(question.form.numbers) == 1
    assert [remark.answer for remark in question.remarks] == ["0.125", "1e-05"]
    assert fidelity.losses == (Loss.REASONS_LISTED,)


def test_a_part_that_is_not_known_is_rounded_and_said():
    item = nasty("shape")
    axes = tuple(range(1, 8))
    wrong = replace(item.variants[0].wrong[0], response=str((*axes[:-1], 9)))
    item = with_variant(item, answer=str(axes), wrong=(wrong,))
    (question,), fidelity = one(item, replace(EVERYTHING, shares=SHARES))
    assert Loss.ROUNDED in fidelity.losses
    assert isinstance(question.form, Typed)
    assert {answer.share for answer in question.form.answers} == {1, 0.8333333}


def test_a_part_that_is_nearly_everything_is_not_rounded_to_it():
    item, axes = nasty("shape"), tuple(range(1, 25))
    wrong = replace(item.variants[0].wrong[0], response=str((*axes[:-1], 99)))
    item = with_variant(item, answer=str(axes), wrong=(wrong,))
    (question,), _ = one(item, replace(EVERYTHING, shares=SHARES))
    assert {answer.share for answer in question.form.answers} == {1, 0.9}


def test_no_part_is_spoken_of_where_there_is_none():
    for form in NAMES:
        for group in built(form)[0]:
            for question in group.questions:
                for option in getattr(question.form, "options", ()):
                    assert "Partly right" not in option.feedback


def test_a_line_and_its_reason_keep_half_of_what_they_are_worth():
    (question,), fidelity = one(nasty("bug"), EVERYTHING)
    assert fidelity.losses == (Loss.KNOWN_ONLY,)
    shares = {option.response: option.share for option in question.form.options}
    assert shares == {"3:b": 1, "3:a": 0.5, "2:c": 0, "5:d": 0}
    assert Loss.PARTS_CHOSEN in one(nasty("bug"), replace(EVERYTHING, parts=False))[1].losses


def test_as_many_variants_as_asked_for_are_taken():
    item = next(item for item in bank() if len(item.variants) > 2)
    assert len(one(item, EVERYTHING, variants=2)[0]) == 2
    assert len(one(item, EVERYTHING, variants=999)[0]) == len(item.variants)
    questions, fidelity = one(item, Abilities(cards=True), variants=999)
    assert len(questions) == fidelity.variants == 1
    assert Loss.FIRST_VARIANT in fidelity.losses


@pytest.mark.parametrize("form", NAMES)
def test_reports_name_every_item_and_every_reason(form):
    _, found = built(form)
    text, rows = as_text(found), list(csv.DictReader(io.StringIO(as_csv(found))))
    document = json.loads(as_json(found, form))
    assert (document["format"], document["target"]) == (1, form)
    assert [item["id"] for item in document["items"]] == [item.id for item in bank()]
    assert [row["id"] for row in rows] == [item.id for item in bank()]
    for fidelity, item, row in zip(found, document["items"], rows, strict=True):
        assert item["fate"] == row["fate"] == fidelity.fate
        assert (item["fate"] == "exact") == (item["losses"] == [])
        assert [loss["why"] for loss in item["losses"]] == [loss.why for loss in fidelity.losses]
        assert row["losses"] == "; ".join(loss.why for loss in fidelity.losses)
    losses = sum(len(fidelity.losses) for fidelity in found)
    assert text.count("\n") == len(found) + losses
    counts = {fate: sum(one.fate is fate for one in found) for fate in Fate}
    assert summary(found) == ", ".join(f"{counts[fate]} {fate}" for fate in Fate)


def test_every_loss_says_why():
    assert all(loss.why for loss in Loss)
    assert len({loss.why for loss in Loss}) == len(Loss)


def test_the_table_in_the_documentation_is_what_the_command_writes(capsys):
    from cnnquiz.cli.main import main

    assert main(["export", "table"]) == 0
    assert capsys.readouterr().out in (ROOT / "docs" / "exports.md").read_text(), (
        "put the output of `cnnquiz export table` into docs/exports.md"
    )


def test_the_table_is_about_all_types_and_formats():
    text = (ROOT / "docs" / "exports.md").read_text()
    assert f"| type | {' | '.join(NAMES)} |" in text
    for type_ in {item.type for item in wiring.practice_items()}:
        assert f"| {type_} |" in text
    assert len(ItemType) == 9
