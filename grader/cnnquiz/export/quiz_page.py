"""A quiz that is one HTML file: it asks, marks and explains in the browser, without a network.

With a script it is a quiz that marks as `cnnquiz.quiz.mark` does; without, a sheet to print, whose
answers unfold. The page without a key holds nothing that depends on an answer.
"""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from cnnquiz.export import markup, program
from cnnquiz.export.build import Abilities
from cnnquiz.export.formats import Format
from cnnquiz.export.mathml import formula
from cnnquiz.export.picture import data_address
from cnnquiz.export.question import Group
from cnnquiz.model.item import Item, ItemType, Variant
from cnnquiz.quiz.mark import how
from cnnquiz.quiz.returned import FORMAT as RETURNED_FORMAT
from cnnquiz.quiz.returned import Mode, Offer, Paper

_FOLDER = Path(__file__).parent / "templates"
_SCRIPTS = ("reading.js", "marking.js", "quiz.js")
_KEYLESS_SCRIPTS = ("reading.js", "quiz.js")
_BANK = re.compile(r'<script type="application/json" id="bank">(.*?)</script>', re.DOTALL)


def write(groups: Sequence[Group]) -> bytes:
    """Return a page that marks and explains; it holds the answers."""
    return _page(groups, "quiz")


def write_keyless(groups: Sequence[Group]) -> bytes:
    """Return a page that collects responses and holds no answers."""
    return _page(groups, "exam")


FORMAT = Format(abilities=Abilities(native=True), write=write, write_keyless=write_keyless)


def read_paper(page: str) -> Paper | None:
    """Return what a page asks, or None if it is none of ours."""
    found = _BANK.search(page)
    try:
        bank = json.loads(found[1]) if found else None
        if not isinstance(bank, dict) or bank["format"] != RETURNED_FORMAT:
            return None
        offers = tuple(
            Offer(one["item"], one["rev"], tuple(v["number"] for v in one["variants"]))
            for one in bank["questions"]
        )
        return Paper(bank["quiz"], bank["mode"], offers)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _page(groups: Sequence[Group], mode: Mode) -> bytes:
    offers = tuple(
        Offer(group.item.id, group.item.rev, tuple(one.variant.number for one in group.questions))
        for group in groups
    )
    paper = Paper.of(mode, offers)
    bank = {
        "format": RETURNED_FORMAT,
        "quiz": paper.quiz,
        "mode": mode,
        "questions": [_script_data(group, mode) for group in groups],
    }
    style = _text("quiz.css")
    script = "".join(_text(name) for name in (_KEYLESS_SCRIPTS if mode == "exam" else _SCRIPTS))
    topics = list(dict.fromkeys(group.item.topic for group in groups))
    text = (
        _environment()
        .get_template("quiz.html")
        .render(
            keyless=mode == "exam",
            topics=[topic.replace("-", " ") for topic in topics],
            parts=_parts(groups),
            count=len(groups),
            several=any(len(group.questions) > 1 for group in groups),
            bank=_in_script(bank),
            style=Markup(style),  # noqa: S704  # our own file
            script=Markup(script),  # noqa: S704  # likewise
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )
    return text.encode()


def _parts(groups: Sequence[Group]) -> list[tuple[str, list[tuple[int, Group, str | None]]]]:
    """Return the topics with their questions: each with its place and its picture's address."""
    placed = []
    for place, group in enumerate(groups):
        picture = group.questions[0].picture
        placed.append((place, group, data_address(picture.svg) if picture else None))
    by_topic = groupby(placed, key=lambda one: one[1].item.topic)
    return [(topic.replace("-", " "), list(some)) for topic, some in by_topic]


# --- what the script reads ------------------------------------------------------------------------


def _script_data(group: Group, mode: Mode) -> dict[str, Any]:
    variants = [question.variant for question in group.questions]
    return {
        "item": group.item.id,
        "rev": group.item.rev,
        "type": group.item.type.value,
        "variants": [
            {"number": one.number} | ({} if mode == "exam" else _key(group.item, one))
            for one in variants
        ],
    }


def _key(item: Item, variant: Variant) -> dict[str, Any]:
    key: dict[str, Any] = {
        "answer": variant.answer,
        "explanation": _inline(variant.explanation),
        "wrong": [
            {
                "response": wrong.response,
                "misconception": wrong.misconception,
                "feedback": _inline(wrong.feedback),
            }
            for wrong in variant.wrong
        ],
    }
    match item.type:
        case ItemType.NUMBER:
            key["absolute"] = variant.tolerance.absolute
            key["relative"] = variant.tolerance.relative
        case ItemType.ORDER:
            key["before"] = variant.before
        case ItemType.EXPLAIN:
            key["rubric"] = [_inline(point) for point in variant.rubric]
        case _:
            pass
    return key


def _in_script(content: dict[str, Any]) -> Markup:
    """Return JSON that no reader of HTML takes for the end of its script, or for a comment."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = text.replace("</", "<\\/").replace("<!", "\\u003c!")
    return Markup(text)  # noqa: S704  # see above


def _hash(text: str) -> str:
    """Return the name by which a page's policy admits a script or style."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


# --- what people read -----------------------------------------------------------------------------


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "block": lambda text: Markup(markup.block(text, formula)),  # noqa: S704  # escaped there
        "inline": lambda text: Markup(_inline(text)),  # noqa: S704  # likewise
        "plain": markup.plain,
        "program": program.lines,
        "how": how,
        "text_of": _text_of,
        "free": _free,
        "pairs": lambda response: [pair.split("=") for pair in response.split(",")],
    }
    return environment


def _inline(text: str) -> str:
    return markup.inline(text, formula)


def _free(variant: Variant) -> bool:
    """Return whether steps can be in another order and still be right."""
    return not set(pairwise(variant.answer.split(","))) <= set(variant.before)


def _text_of(id_: str, variant: Variant) -> str:
    """Return the text of an option, by the letter or number that stands for it."""
    return next(option.text for option in variant.options if option.id == id_)
