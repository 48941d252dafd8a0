"""What Moodle's importer insists on, and what it would get wrong in silence."""

import base64
from collections import Counter
from itertools import combinations, pairwise, permutations

import pytest

from cnnquiz.export.question import Sequence
from cnnquiz.quiz.mark import mark
from support.exports import bank, built, drawing, next_to_each_other, written
from support.read_moodle import tree

pytest.importorskip("lxml", reason="needs lxml")

# Moodle refuses other shares, which it compares up to 1e-5.
KNOWN = {
    *(1, 0.9, 0.8333333, 0.8, 0.75, 0.7, 0.6666667, 0.6, 0.5, 0.4, 0.3333333, 0.3, 0.25, 0.2),
    *(0.1666667, 0.1428571, 0.125, 0.1111111, 0.1, 0.05, 0),
}
NEVER = {"cloze", "calculated", "calculatedmulti", "calculatedsimple"}  # they read { } as their own


def questions(variants=3):
    """Return every question of the file with the category that it is in."""
    found, category = [], None
    for question in tree(written("moodle", variants)).iterfind("question"):
        if question.get("type") == "category":
            category = question.findtext("category/text")
        else:
            found.append((category, question))
    return found


def shares(question):
    return [float(answer.get("fraction")) / 100 for answer in question.iterfind("answer")]


def test_shares_are_those_that_moodle_knows():
    for _, question in questions():
        if question.get("type") == "ordering":
            assert shares(question) == [n / 100 for n in range(1, len(shares(question)) + 1)]
            continue
        for share in shares(question):
            assert any(abs(abs(share) - known) <= 1e-5 for known in KNOWN), share


def test_the_right_options_add_up_to_everything():
    for _, question in questions():
        if question.get("type") == "multichoice" and question.findtext("single") == "false":
            assert round(sum(share for share in shares(question) if share > 0), 2) == 1
        elif question.get("type") in ("multichoice", "shortanswer", "numerical"):
            assert shares(question).count(1) >= 1
            assert question.get("type") != "multichoice" or shares(question).count(1) == 1


def test_the_right_number_stands_before_those_that_are_understood():
    for _, question in questions():
        if question.get("type") == "numerical":
            assert shares(question)[0] == 1
            assert set(shares(question)[1:]) <= {0}


def test_no_question_reads_braces_as_its_own():
    assert {question.get("type") for _, question in questions()} & NEVER == set()


def test_names_differ_and_ids_differ_within_a_category():
    names = Counter(question.findtext("name/text") for _, question in questions())
    ids = Counter((where, question.findtext("idnumber")) for where, question in questions())
    assert max(names.values()) == max(ids.values()) == 1
    assert all(len(id_) <= 100 for _, id_ in ids)


def test_variants_have_a_category_of_their_own_to_draw_from():
    for where, question in questions():
        id_, variant = question.findtext("idnumber").rsplit(":v", 1)
        item = next(item for item in bank() if item.id == id_)
        home = f"$course$/top/cnnquiz/{item.topic}"
        assert where == (f"{home}/{id_}" if len(item.variants) > 1 else home)
        assert int(variant) < 3
    assert {where.count("/") for where, _ in questions(1)} == {3}


def test_pictures_are_in_the_file():
    groups, _ = built("moodle")
    due = {group.item.id: group.item.figure for group in groups if group.item.figure}
    found = 0
    for _, question in questions():
        figure = due.get(question.findtext("idnumber").rsplit(":v", 1)[0])
        if figure is not None:
            (file,) = question.iterfind("questiontext/file")
            assert base64.b64decode(file.text) == drawing(figure)
            assert f'src="@@PLUGINFILE@@/{file.get("name")}"' in question.findtext(
                "questiontext/text"
            )
            found += 1
    assert found >= len(due) > 0


def runs(places):
    """Return the lengths of the pieces in which each step is followed by the next."""
    lengths = [1]
    for one, other in pairwise(places):
        lengths = [*lengths, 1] if other != one + 1 else [*lengths[:-1], lengths[-1] + 1]
    return lengths


def in_any_order(places, count):
    """Return whether some so many of the steps are in order among themselves."""
    return any(list(some) == sorted(some) for some in combinations(places, count))


# How Moodle can give a part for an order, by the places of its steps from 0: from its form's help.
WAYS = {
    "ABSOLUTE_POSITION": lambda p: sum(n == place for n, place in enumerate(p)) / len(p),
    "RELATIVE_NEXT_EXCLUDE_LAST": lambda p: next_to_each_other(range(len(p)), p),
    "LONGEST_CONTIGUOUS_SUBSET": lambda p: max(runs(p)) / len(p) if max(runs(p)) > 1 else 0.0,
    "LONGEST_ORDERED_SUBSET": lambda p: (
        max(n for n in range(len(p) + 1) if in_any_order(p, n)) / len(p)
    ),
}


def test_orders_are_marked_in_the_way_that_is_nearest_to_ours():
    away = Counter()
    for group in built("moodle", 1)[0]:
        question = group.questions[0]
        if isinstance(question.form, Sequence) and len(question.form.steps) < 6:
            right = question.variant.answer.split(",")
            for order in permutations(right):
                here = mark(question.item, question.variant, ",".join(order)).score
                places = [right.index(one) for one in order]
                away.update({way: abs(rule(places) - here) for way, rule in WAYS.items()})
    assert min(away, key=away.get) == "RELATIVE_NEXT_EXCLUDE_LAST", away
    assert all(
        question.findtext("gradingtype") in (None, "RELATIVE_NEXT_EXCLUDE_LAST")
        for _, question in questions()
    )


def test_partners_fit_into_moodles_column():
    for _, question in questions():
        for partner in question.iterfind("subquestion/answer/text"):
            assert 0 < len(partner.text) <= 255
