"""Moodle XML, read by lxml and marked by the rules of Moodle's question types."""

import re
from collections.abc import Callable, Mapping

from support.exports import Read, next_to_each_other


def read_moodle(content: bytes) -> Mapping[str, Read]:
    """Return the questions of a file by their names."""
    return {
        question.findtext("name/text"): _read(question)
        for question in tree(content).iterfind("question")
        if question.get("type") != "category"
    }


def tree(content: bytes):
    """Return the root of a file."""
    import lxml.etree

    return lxml.etree.fromstring(content)


def _read(question) -> Read:
    kind, mark = KINDS[question.get("type")](question)
    return Read(kind, mark, "\n".join(question.itertext()))


def _answers(question) -> list[tuple[str, float]]:
    return [
        (answer.findtext("text"), float(answer.get("fraction")) / 100)
        for answer in question.iterfind("answer")
    ]


def _multichoice(question) -> tuple[str, Callable]:
    worth = dict(_answers(question))
    if question.findtext("single") == "true":
        return "one", lambda given: worth[next(iter(given))]
    return "many", lambda given: max(0.0, sum(worth[text] for text in given))


def _shortanswer(question) -> tuple[str, Callable]:
    assert question.findtext("usecase") == "0"

    def mark(given: str) -> float:
        for text, worth in _answers(question):
            # An asterisk that is not escaped stands for anything.
            parts = [re.escape(part.replace(r"\*", "*")) for part in re.split(r"(?<!\\)\*", text)]
            if re.fullmatch(".*".join(parts), given.strip(), re.IGNORECASE):
                return worth
        return 0.0

    return "typed", mark


def _numerical(question) -> tuple[str, Callable]:
    assert question.findtext("showunits") == "3"

    def mark(given: float) -> float:
        for answer in question.iterfind("answer"):
            value, within = float(answer.findtext("text")), float(answer.findtext("tolerance"))
            if abs(given - value) <= max(within, 1e-12 * abs(value)):
                return float(answer.get("fraction")) / 100
        return 0.0

    return "number", mark


def _matching(question) -> tuple[str, Callable]:
    subs = question.findall("subquestion")
    right = {s.findtext("text"): s.findtext("answer/text") for s in subs if s.findtext("text")}
    partners = {sub.findtext("answer/text") for sub in subs}

    def mark(given: Mapping[str, str]) -> float:
        assert set(given.values()) <= partners
        return sum(right[left] == text for left, text in given.items()) / len(right)

    return "pairs", mark


def _ordering(question) -> tuple[str, Callable]:
    assert question.findtext("gradingtype") == "RELATIVE_NEXT_EXCLUDE_LAST"
    answers = sorted(question.iterfind("answer"), key=lambda answer: float(answer.get("fraction")))
    steps = [answer.findtext("text") for answer in answers]
    return "order", lambda given: next_to_each_other(steps, given)


def _essay(question) -> tuple[str, Callable]:
    assert question.findtext("graderinfo/text")
    return "essay", lambda _: 0.0


KINDS = {
    "multichoice": _multichoice,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
}
