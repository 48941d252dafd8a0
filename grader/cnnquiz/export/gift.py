"""GIFT: questions as text that people can read, and Moodle and others import.

Source: Moodle's reader, `question/format/gift/format.php`. It knows no pictures, and has no way to
write `->` in a typed answer.
"""

import re
from collections.abc import Iterator, Sequence

from cnnquiz.export import markup, page
from cnnquiz.export.build import Abilities
from cnnquiz.export.formats import Format
from cnnquiz.export.moodle import SHARES, category, decimal, percent, typed
from cnnquiz.export.question import (
    Answer,
    Essay,
    Form,
    Group,
    Numeric,
    Pairs,
    Pick,
    Question,
    Recall,
    Typed,
)
from cnnquiz.export.question import Sequence as Steps

# A backslash comes first, so that no escape is escaped. A line break would end the question.
_ESCAPES = {"\\": r"\\", **{sign: f"\\{sign}" for sign in "~=#{}:"}, "\n": r"\n", "\r": ""}
_MARKED = re.compile(r"\[(?:html|plain|markdown|moodle)\]")


def write(groups: Sequence[Group]) -> bytes:
    """Return a file with a category for each topic, and one below it for an item's variants."""
    parts, here = [], ""
    for group in groups:
        if (path := category(group)) != here:
            here = path
            parts.append(f"$CATEGORY: {path}")
        parts += [_question(question) for question in group.questions]
    return "".join(f"{part}\n\n" for part in parts).encode()


FORMAT = Format(
    abilities=Abilities(
        pairs=True,
        essays=True,
        parts=True,
        reasons=True,
        pictures=False,
        arrows=False,
        shares=SHARES,
    ),
    write=write,
)


def _question(question: Question) -> str:
    tags = " ".join(f"[tag:{tag}]" for tag in question.tags)
    stem = _escaped(page.asked(question, None))
    return "\n".join(
        [
            f"// [id:{question.id}] {tags}",
            f"::{_escaped(question.name)}::[html]{stem}{{{_kind(question.form)}",
            *_answers(question.form),
            f"####{_escaped(_afterwards(question))}",
            "}",
        ]
    )


def _kind(form: Form) -> str:
    return "#" if isinstance(form, Numeric) else ""


def _answers(form: Form) -> Iterator[str]:
    match form:
        case Pick(options, many):
            for option in options:
                sign = "=" if option.share == 1 and not many else "~"
                share = f"%{percent(option.share)}%" if option.share and sign == "~" else ""
                yield f"{sign}{share}{_option(option.text)}{_feedback(option)}"
        case Typed(answers):
            for one in answers:
                # What looks like the name of a format would be taken for it.
                plain = "[plain]" if _MARKED.match(one.text) else ""
                text = f"{plain}{_escaped(typed(one.text))}"
                yield f"=%{percent(one.share)}%{text}{_feedback(one)}"
        case Numeric(numbers):
            for number in numbers:
                text = f"{decimal(number.value)}:{decimal(number.within)}"
                feedback = _escaped(markup.block(number.feedback))
                yield f"=%{percent(number.share)}%{text}#{feedback}"
        case Pairs(pairs, spare):
            for left, right in [*pairs, *(("", text) for text in spare)]:
                # No escape is known for an arrow; in HTML, on the left, it never occurs.
                partner = markup.plain(right).replace("->", "→")
                yield f"={_option(left)} -> {_escaped(partner)}"
        case Steps() | Essay() | Recall():
            return


def _option(text: str) -> str:
    """Return a text that does not begin like a share or the name of a format."""
    html = markup.inline(text)
    if html.startswith("%") or _MARKED.match(html):
        html = f"&#{ord(html[0])};{html[1:]}"
    return _escaped(html)


def _feedback(answer: Answer) -> str:
    return f"#{_escaped(markup.block(answer.feedback))}" if answer.feedback else ""


def _afterwards(question: Question) -> str:
    text = page.explained(question)
    return f"{text}\n{page.rubric(question)}" if isinstance(question.form, Essay) else text


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(sign, sign) for sign in text)
