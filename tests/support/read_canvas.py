"""A QTI 1.2 package, read by lxml and marked by its own conditions, or by a rule of Canvas."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping

from support.exports import Read

# QTI's document type is older than namespaces.
NAMESPACES = re.compile(r'\s(?:xmlns(?::xsi)?|xsi:schemaLocation)="[^"]*"')


def read_canvas(content: bytes) -> Mapping[str, Read]:
    """Return the questions of a package by their names."""
    return {
        item.get("title"): _read(item) for root in quizzes(content) for item in root.iter("item")
    }


def quizzes(content: bytes) -> Iterator:
    """Yield the roots of the quizzes in a package, without namespaces."""
    import lxml.etree

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        manifest = lxml.etree.fromstring(archive.read("imsmanifest.xml"))
        for resource in manifest.iter("{*}resource"):
            if resource.get("type") == "imsqti_xmlv1p2":
                text = archive.read(resource[0].get("href")).decode()
                yield lxml.etree.fromstring(NAMESPACES.sub("", text, count=3).encode())


def metadata(item) -> dict[str, str]:
    """Return the fields that say what an item is."""
    fields = item.iterfind("itemmetadata/qtimetadata/qtimetadatafield")
    return {field.findtext("fieldlabel"): field.findtext("fieldentry") for field in fields}


def _read(item) -> Read:
    kind, mark = KINDS[metadata(item)["question_type"]](item)
    return Read(kind, mark, "\n".join(item.itertext()))


def _labels(lid) -> dict[str, str]:
    """Return the names of options by their texts."""
    return {
        label.findtext("material/mattext"): label.get("ident")
        for label in lid.iterfind("render_choice/response_label")
    }


def score(item, given: Mapping[str, set[str]]) -> float:
    """Return what conditions make of a response, from 0 to 1.

    Args:
        item: the item.
        given: what was chosen or typed, by the name of what it answers.
    """
    total = 0.0
    for condition in item.iterfind("resprocessing/respcondition"):
        tests = list(condition.find("conditionvar"))
        several = len(tests) > 1  # spellings, of which any will do
        held = [_holds(test, given) for test in tests]
        if any(held) if several else all(held):
            for change in condition.iterfind("setvar"):
                worth = float(change.text) / 100
                total = worth if change.get("action") == "Set" else total + worth
            if condition.get("continue") == "No":
                break
    return total


def _holds(test, given: Mapping[str, set[str]]) -> bool:
    match test.tag:
        case "other":
            return True
        case "and":
            return all(_holds(one, given) for one in test)
        case "or":
            return any(_holds(one, given) for one in test)
        case "not":
            return not _holds(test[0], given)
        case "varequal":
            return test.text.strip().lower() in given.get(test.get("respident"), ())
    (value,) = given[test.get("respident")]
    bound, number = float(test.text), float(value)
    return number >= bound if test.tag == "vargte" else number <= bound


def _one(item) -> tuple[str, Callable]:
    names = _labels(item.find("presentation/response_lid"))
    return "one", lambda given: score(item, {"response1": {names[text] for text in given}})


def _many(item) -> tuple[str, Callable]:
    names = _labels(item.find("presentation/response_lid"))
    (both,) = item.iterfind("resprocessing/respcondition/conditionvar/and")
    right = {one.text for one in both.iterfind("varequal")}
    assert {one.text for one in both.iterfind("not/varequal")} == set(names.values()) - right

    def mark(given: set[str]) -> float:
        chosen = {names[text] for text in given}
        # Canvas gives a part for each right option and takes one for each wrong one.
        parts = max(0.0, (len(chosen & right) - len(chosen - right)) / len(right))
        assert (score(item, {"response1": chosen}) == 1) == (parts == 1)
        return parts

    return "many", mark


def _typed(item) -> tuple[str, Callable]:
    return "typed", lambda given: score(item, {"response1": {given.strip().lower()}})


def _number(item) -> tuple[str, Callable]:
    return "number", lambda given: score(item, {"response1": {repr(given)}})


def _pairs(item) -> tuple[str, Callable]:
    rows = {
        lid.findtext("material/mattext"): (lid.get("ident"), _labels(lid))
        for lid in item.iterfind("presentation/response_lid")
    }

    def mark(given: Mapping[str, str]) -> float:
        answers = {rows[left][0]: {rows[left][1][text]} for left, text in given.items()}
        return min(1.0, round(score(item, answers), 3))

    return "pairs", mark


def _essay(item) -> tuple[str, Callable]:
    assert item.find(".//setvar") is None
    return "essay", lambda _: 0.0


KINDS = {
    "multiple_choice_question": _one,
    "multiple_answers_question": _many,
    "short_answer_question": _typed,
    "numerical_question": _number,
    "matching_question": _pairs,
    "essay_question": _essay,
}
