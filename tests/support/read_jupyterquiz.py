"""Questions for jupyterquiz, marked by the rules of its scripts."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from support.exports import Read


def read_jupyterquiz(content: bytes) -> Mapping[str, Read]:
    """Return the questions of a file by their names."""
    return {question["id"]: _read(question) for question in json.loads(content)}


def _read(question: dict[str, Any]) -> Read:
    kind, mark = KINDS[question["type"]](question["answers"])
    texts = [
        question["question"],
        question.get("code", ""),
        *(answer["feedback"] for answer in question["answers"]),
    ]
    return Read(kind, mark, "\n".join(_drawn(text) for text in texts))


def _drawn(text: str) -> str:
    """Return HTML with the signs that are entities for the sake of jupyterquiz alone."""
    for sign in "$[]":
        text = text.replace(f"&#{ord(sign)};", sign)
    return text


def _options(answers: list[dict[str, Any]]) -> dict[str, bool]:
    return {_drawn(answer["answer"]): answer["correct"] for answer in answers}


def _one(answers: list[dict[str, Any]]) -> tuple[str, Callable]:
    right = _options(answers)
    assert sum(right.values()) == 1
    return "one", lambda given: float(right[next(iter(given))])


def _many(answers: list[dict[str, Any]]) -> tuple[str, Callable]:
    right = _options(answers)
    assert sum(right.values()) > 1
    due = {text for text, correct in right.items() if correct}
    return "many", lambda given: float(given == due)


def _string(answers: list[dict[str, Any]]) -> tuple[str, Callable]:
    def mark(given: str) -> float:
        for answer in answers:
            if "answer" in answer and answer["answer"].lower() == given.strip().lower():
                return float(answer["correct"])
        return 0.0

    return "typed", mark


def _numeric(answers: list[dict[str, Any]]) -> tuple[str, Callable]:
    def mark(given: float) -> float:
        for answer in answers:
            if "value" in answer and answer["value"] == given:
                return float(answer["correct"])
            if "range" in answer and answer["range"][0] <= given < answer["range"][1]:
                return float(answer["correct"])
        return 0.0

    return "number", mark


KINDS = {
    "multiple_choice": _one,
    "many_choice": _many,
    "string": _string,
    "numeric": _numeric,
}
