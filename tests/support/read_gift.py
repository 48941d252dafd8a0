"""GIFT, read by gift-pegjs and marked by the rules of Moodle's question types."""

from collections.abc import Callable, Mapping
from typing import Any

from support.exports import Read, node, oracle

_SCRIPT = """
const { parse } = require("gift-pegjs");
let text = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (piece) => { text += piece; });
process.stdin.on("end", () => { process.stdout.write(JSON.stringify(parse(text))); });
"""


def read_gift(content: bytes) -> Mapping[str, Read]:
    """Return the questions of a file by their names."""
    return {one["title"]: _read(one) for one in parsed(content) if one["type"] != "Category"}


def parsed(content: bytes) -> list[dict[str, Any]]:
    """Return what gift-pegjs makes of a file."""
    oracle("node_modules/gift-pegjs")
    found = node(_SCRIPT, content)
    assert isinstance(found, list)
    return found


def _read(question: dict[str, Any]) -> Read:
    assert not question["hasEmbeddedAnswers"]
    texts = [question["stem"]["text"], question["globalFeedback"]["text"]]
    kind, mark = KINDS[question["type"]](question)
    return Read(kind, mark, "\n".join(texts))


def _worth(choice: dict[str, Any]) -> float:
    if choice["weight"] is not None:
        return choice["weight"] / 100
    return 1.0 if choice["isCorrect"] else 0.0


def _choice(question: dict[str, Any]) -> tuple[str, Callable]:
    worth = {_shown(choice["text"]["text"]): _worth(choice) for choice in question["choices"]}
    if any(choice["isCorrect"] for choice in question["choices"]):
        return "one", lambda given: worth[next(iter(given))]
    return "many", lambda given: max(0.0, sum(worth[text] for text in given))


def _short(question: dict[str, Any]) -> tuple[str, Callable]:
    worth = {
        choice["text"]["text"].replace(r"\*", "*").lower(): _worth(choice)
        for choice in reversed(question["choices"])
    }
    return "typed", lambda given: worth.get(given.strip().lower(), 0.0)


def _numerical(question: dict[str, Any]) -> tuple[str, Callable]:
    def mark(given: float) -> float:
        for choice in question["choices"]:
            value, within = choice["text"]["number"], choice["text"]["range"]
            if abs(given - value) <= max(within, 1e-12 * abs(value)):
                return _worth(choice)
        return 0.0

    return "number", mark


def _matching(question: dict[str, Any]) -> tuple[str, Callable]:
    pairs = [
        (_shown(p["subquestion"]["text"]), _plain(p["subanswer"])) for p in question["matchPairs"]
    ]
    right = {left: text for left, text in pairs if left}
    partners = {text for _, text in pairs}

    def mark(given: Mapping[str, str]) -> float:
        meant = {left: text.replace("->", "→") for left, text in given.items()}
        assert set(meant.values()) <= partners
        return sum(right[left] == text for left, text in meant.items()) / len(right)

    return "pairs", mark


def _shown(text: str) -> str:
    """Return HTML whose first sign is no entity, as a browser shows it."""
    return text.replace("&#37;", "%").replace("&#91;", "[")


def _plain(text: str) -> str:
    """Return a partner as it was meant: gift-pegjs leaves its own placeholders in."""
    for sign in ":#={}~\\":
        text = text.replace(f"&&{ord(sign):03};", sign)
    return text


def _essay(_: dict[str, Any]) -> tuple[str, Callable]:
    return "essay", lambda _: 0.0


KINDS = {
    "MC": _choice,
    "Short": _short,
    "Numerical": _numerical,
    "Matching": _matching,
    "Essay": _essay,
}
