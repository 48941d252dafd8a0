"""The question bank keeps its promises: every variant of every item, and the bank as a whole."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from cnnquiz import wiring
from cnnquiz.course.bank import load_topic, topics
from cnnquiz.course.load import exercise_slugs, load_exercise
from cnnquiz.model.item import ItemType
from cnnquiz.quiz.mark import mark
from cnnquiz.quiz.types.table import KINDS

ROOT = Path(__file__).parents[2]
ITEMS = (*wiring.practice_items(), *wiring.exam_items())
# The beliefs that the lesson notes hold or invite; each is asked about.
OF_THE_NOTES = [
    "forgot-sum",
    "comprehension-order",
    "weight-in-out-swapped",
    "channel-is-colour-only",
    "roles-swapped",
    "refactoring-is-stride",
    "filter-size-for-count",
    "flatten-feeds-linear",
    "w-is-weight",
    "nhwc",
    "counts-input-grid",
    "bias-per-input",
    "rf-is-kernel",
    "rf-is-output-size",
    "rf-ignores-stride",
    "rf-adds-kernels",
    "rf-multiplies-kernels",
    "channels-are-rank",
    "per-channel-outputs",
    "batch-count-for-size",
    "first-kernel-4",
    "callback-camel-case",
    "x-axis-activations",
    "column-is-bin",
    "bn-stats-trainable",
    "bn-batch-stats-at-eval",
    "instance-norm-1x1",
    "descriptor-is-classifier",
    "activation-before-relu",
    "filter-is-2d",
    "softmax-is-sigmoid",
    "tie-is-half",
    "softmax-for-multilabel",
    "pool-is-regularizer",
    "mnist-55k",
    "conv-not-matmul",
    "equivariance-for-invariance",
    "fc-does-the-work",
    "dropout-scales-at-test",
    "inverted-scales-weights",
    "dropout-gap",
    "forgot-no-padding",
    "kernels-per-input-only",
    "bias-per-weight",
    "no-bias",
    "depth-alone-adds-power",
    "pool-has-weights",
    "l1-l2-swapped",
    "l2-is-decay-always",
    "one-cycle-returns-to-start",
    "stride-changes-features",
    "big-kernel-less-info",
    "pool-cuts-conv-params",
    "memory-is-dense",
    "softmax-always-sharpens",
    "map-is-layer",
    "fc-per-map",
    "bn-input-only",
    "gamma-beta-normalise",
    "norms-differ-by-dims",
    "bn-everywhere",
    "bn-momentum-swapped",
    "padding-always-same",
    "gap-is-overfitting",
    "augment-grows-dataset",
    "augment-always-safe",
    "uat-any-architecture",
    "tensor-above-rank-2",
    "output-keeps-colour",
    "conv2d-is-network",
    "filters-pretrained",
    "zeros-give-zero",
    "dot-then-sum",
    "tensor-rows-as-arguments",
    "plot-sched-lr-only",
    "near-zero-is-dead",
]


def test_bank_is_verified_and_what_is_released_is_what_its_items_give():
    ended = subprocess.run(
        [sys.executable, "-m", "cnnquiz", "bank", "verify"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ended.stderr == ""
    assert ended.returncode == 0


def test_bank_is_as_large_as_a_course_needs():
    practice = [item for item in ITEMS if not item.exam]
    folder = wiring.course_folder() / "questionbank"
    drafts = [draft for topic in topics(folder) for draft in load_topic(folder, topic)]
    assert len(practice) == len(drafts) >= 220
    assert sum(bool(draft.vars) for draft in drafts) >= 90
    assert sum(item.exam for item in ITEMS) >= 40
    assert {item.type for item in practice} == set(ItemType)


def test_every_belief_of_the_notes_is_asked_about():
    used = {belief for item in ITEMS if not item.exam for belief in item.misconceptions}
    assert set(OF_THE_NOTES) - used == set()
    assert set(OF_THE_NOTES) - set(wiring.catalogue()) == set()


def test_every_misconception_of_the_catalogue_is_used_by_a_question_or_by_code():
    folder = wiring.exercises_folder()
    exercises = [load_exercise(folder, slug) for slug in exercise_slugs(folder)]
    in_code = {w.id for exercise in exercises for w in wiring.material(exercise).wrong_versions}
    asked = {belief for item in ITEMS for belief in item.misconceptions}
    assert set(wiring.catalogue()) - in_code - asked == set()


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_every_variant_credits_its_key_and_names_its_wrong_answers(item):
    for variant in item.variants:
        kind = KINDS[item.type]
        assert kind.read(variant, variant.answer) == variant.answer
        right = mark(item, variant, variant.answer)
        assert right.score == 1
        assert right.misconception is None
        for wrong in variant.wrong:
            marked = mark(item, variant, wrong.response)
            assert marked.score < 1
            assert marked.misconception == wrong.misconception
            assert wrong.feedback in marked.feedback


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_no_text_shows_how_it_was_made(item):
    left = re.compile(r"\{\{|\}\}|\$[a-z]|\d\.\d{9,}|  +\S")
    for variant in item.variants:
        texts = [variant.stem, variant.explanation, *variant.rubric]
        texts += [option.text for option in (*variant.prompts, *variant.options)]
        texts += [wrong.feedback for wrong in variant.wrong]
        shown = [re.sub(r"`[^`]*`", "code", text) for text in texts]
        assert [text for text in shown if left.search(text)] == []


def test_keys_of_choices_stand_in_every_place():
    places = Counter(
        variant.answer
        for item in ITEMS
        if item.type is ItemType.CHOICE
        for variant in item.variants
    )
    assert set("abc") <= set(places)
    assert max(places.values()) < 0.5 * sum(places.values())


def test_exam_forms_ask_different_questions():
    command = [sys.executable, "-m", "cnnquiz", "author", "exam", "--seed", "1", "--format", "json"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    first, second = json.loads(ended.stdout)["forms"]
    assert len(first) == len(second) >= 10
    assert {one["id"] for one in first} & {one["id"] for one in second} == set()
    ended = subprocess.run(
        [*command, "--forms", "20"], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 3
    assert "items, expected" in ended.stderr
