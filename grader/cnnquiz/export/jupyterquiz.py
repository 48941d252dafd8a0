"""JSON for jupyterquiz, which asks questions within a notebook.

Sources: its schemas and its scripts. It marks at once and keeps no score. Its scripts read a `$` as
LaTeX and `[…](…)` as a link, in what is HTML already: both are written as entities.
"""

import json
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from cnnquiz.export import markup, page
from cnnquiz.export.build import Abilities
from cnnquiz.export.formats import Format
from cnnquiz.export.picture import data_address
from cnnquiz.export.question import Answer, Group, Near, Numeric, Pick, Question, Typed

_ENTITIES = str.maketrans({"$": "&#36;", "[": "&#91;", "]": "&#93;"})


def write(groups: Sequence[Group]) -> bytes:
    """Return a list of questions, variants one after the other."""
    questions = [_question(question) for group in groups for question in group.questions]
    text = json.dumps(questions, indent=1, ensure_ascii=False)
    # jupyterquiz puts the file into a script; there `<` could end it.
    return (text.replace("<", "\\u003c") + "\n").encode()


FORMAT = Format(abilities=Abilities(reasons=True, boxes=False), write=write)


def _question(question: Question) -> dict[str, Any]:
    picture = question.picture
    source = data_address(picture.svg) if picture else None
    asked = _shown(page.asked(question, source, with_program=False))
    match question.form:
        case Pick(options, many):
            answers = [_option(question, option) for option in options]
            several = sum(option.share > 0 for option in options) > 1
            kind = "many_choice" if many and several else "multiple_choice"
        case Typed(typed):
            answers = [_typed(question, one) for one in typed]
            answers.append(_otherwise(question))
            kind = "string"
        case Numeric(numbers):
            answers = [_number(question, number) for number in numbers]
            answers.append(_otherwise(question))
            kind = "numeric"
        case form:
            raise TypeError(f"jupyterquiz has no {type(form).__name__}")
    written = {"id": question.name, "type": kind, "question": asked, "answers": answers}
    if question.variant.code is not None:
        written["code"] = page.program(question)  # in which no formulas are looked for
    return written


def _option(question: Question, option: Answer) -> dict[str, Any]:
    return {
        "answer": _shown(markup.inline(option.text)),
        "correct": option.share > 0,
        "feedback": _said(question, option),
    }


def _typed(question: Question, answer: Answer) -> dict[str, Any]:
    return {
        "answer": answer.text,
        "correct": answer.share == 1,
        "match_case": False,
        "feedback": _said(question, answer),
    }


def _number(question: Question, number: Near) -> dict[str, Any]:
    said = {"correct": number.share == 1, "feedback": _said(question, number)}
    if not number.within:
        return {"value": _plain(number.value), **said}
    # The upper end is the first number that does not count.
    upper = math.nextafter(float(number.value + number.within), math.inf)
    return {"range": [float(number.value - number.within), upper], **said}


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _otherwise(question: Question) -> dict[str, Any]:
    return {"type": "default", "feedback": _shown(f"Not so. {_explanation(question)}")}


def _said(question: Question, answer: Answer | Near) -> str:
    if answer.feedback:
        return _shown(markup.inline(answer.feedback))
    return _shown(f"{'Right' if answer.share > 0 else 'Not so'}. {_explanation(question)}")


def _explanation(question: Question) -> str:
    return markup.inline(question.variant.explanation)


def _shown(html: str) -> str:
    """Return HTML in which jupyterquiz finds no formulas and links of its own."""
    return html.translate(_ENTITIES)
