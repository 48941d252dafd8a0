"""Moodle XML: a file that Moodle's question bank imports.

Sources: Moodle's own reader and writer, `question/format/xml/format.php`, and `import_from_xml` of
its question types; the shares that it knows are in `question/engine/bank.php`.
"""

import base64
from collections.abc import Sequence as Several
from decimal import Decimal
from xml.etree import ElementTree as ET

from cnnquiz.export import markup, page
from cnnquiz.export.archive import xml
from cnnquiz.export.build import Abilities
from cnnquiz.export.formats import Format
from cnnquiz.export.question import (
    Essay,
    Form,
    Group,
    Near,
    Numeric,
    Pairs,
    Pick,
    Question,
    Recall,
    Sequence,
    Typed,
)

# In percent; with another share a file is refused.
SHARES = (
    *(100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667),
    *(14.28571, 12.5, 11.11111, 10, 5, 0),
)
_PENALTY = "0.3333333"  # for a second try, where a quiz allows one
_ORDERING = {
    "layouttype": "VERTICAL",
    "selecttype": "ALL",
    "selectcount": "0",
    # Of its ways to give a part, the one that is nearest to ours on average over all orders.
    "gradingtype": "RELATIVE_NEXT_EXCLUDE_LAST",
    "showgrading": "SHOW",
    "numberingstyle": "none",
}
_NO_UNITS = {"unitgradingtype": "0", "unitpenalty": "0.1", "showunits": "3", "unitsleft": "0"}
_ESSAY = {
    "responseformat": "editor",
    "responserequired": "1",
    "responsefieldlines": "10",
    "attachments": "0",
}


def write(groups: Several[Group]) -> bytes:
    """Return a file with a category for each topic, and one below it for an item's variants."""
    root = ET.Element("quiz")
    here = ""
    for group in groups:
        if (path := category(group)) != here:
            here = path
            _text(ET.SubElement(root, "question", type="category"), "category", path)
        for question in group.questions:
            _question(root, question)
    return xml(root)


FORMAT = Format(
    abilities=Abilities(
        sequences=True, pairs=True, essays=True, parts=True, reasons=True, shares=SHARES
    ),
    write=write,
)


def category(group: Group) -> str:
    """Return where in a question bank an item's questions go; variants have a place of their own.

    A quiz draws from such a place, and so asks one of them.
    """
    path = f"$course$/top/cnnquiz/{group.item.topic}"
    return f"{path}/{group.item.id}" if len(group.questions) > 1 else path


def percent(share: float) -> str:
    """Return a share in percent, with the decimals that Moodle knows."""
    return f"{100 * share:.5f}".rstrip("0").rstrip(".")


def typed(text: str) -> str:
    r"""Return a typed answer, in which a `*` stands for itself rather than for anything."""
    return text.replace("*", r"\*")


def _question(root: ET.Element, question: Question) -> None:
    element = ET.SubElement(root, "question", type=_type(question.form))
    _text(element, "name", question.name)
    picture = question.picture
    source = f"@@PLUGINFILE@@/{picture.name}" if picture else None
    asked = _html(element, "questiontext", page.asked(question, source))
    if picture:
        file = ET.SubElement(asked, "file", name=picture.name, path="/", encoding="base64")
        file.text = base64.b64encode(picture.svg).decode("ascii")
    _html(element, "generalfeedback", page.explained(question))
    values = {"defaultgrade": "1", "penalty": _PENALTY, "hidden": "0", "idnumber": question.id}
    _values(element, values)
    _answers(element, question)
    tags = ET.SubElement(element, "tags")
    for tag in question.tags:
        _text(tags, "tag", tag)


def _type(form: Form) -> str:
    match form:
        case Pick():
            return "multichoice"
        case Typed():
            return "shortanswer"
        case Numeric():
            return "numerical"
        case Sequence():
            return "ordering"
        case Pairs():
            return "matching"
        case Essay() | Recall():
            return "essay"


def _answers(element: ET.Element, question: Question) -> None:
    match question.form:
        case Pick():
            _options(element, question.form)
        case Typed(answers):
            _values(element, {"usecase": "0"})
            for one in answers:
                _answer(element, typed(one.text), one.share, one.feedback, "moodle_auto_format")
        case Numeric(numbers):
            for number in numbers:
                _number(element, number)
            _values(element, _NO_UNITS)
        case Sequence(steps):
            _steps(element, steps)
        case Pairs():
            _pairs(element, question.form)
        case Essay() | Recall():
            _values(element, _ESSAY)
            _html(element, "graderinfo", page.rubric(question))
            _html(element, "responsetemplate", "")


def _options(element: ET.Element, form: Pick) -> None:
    _values(element, {"single": "false" if form.many else "true", "shuffleanswers": "true"})
    _values(element, {"answernumbering": "abc", "showstandardinstruction": "0"})
    _combined_feedback(element)
    for option in form.options:
        _answer(element, markup.inline(option.text), option.share, option.feedback, "html")


def _steps(element: ET.Element, steps: tuple[str, ...]) -> None:
    _values(element, _ORDERING)
    _combined_feedback(element)
    for place, step in enumerate(steps, 1):
        answer = ET.SubElement(element, "answer", fraction=f"{place}", format="html")
        ET.SubElement(answer, "text").text = markup.inline(step)


def _pairs(element: ET.Element, form: Pairs) -> None:
    _values(element, {"shuffleanswers": "true"})
    _combined_feedback(element)
    # A partner of no text is one more to choose from.
    for left, right in [*form.pairs, *(("", text) for text in form.spare)]:
        _text(_html(element, "subquestion", markup.inline(left)), "answer", markup.plain(right))


def _number(element: ET.Element, number: Near) -> None:
    value = decimal(number.value)
    answer = _answer(element, value, number.share, number.feedback, "moodle_auto_format")
    ET.SubElement(answer, "tolerance").text = decimal(number.within)


def decimal(value: Decimal) -> str:
    """Return a number without an exponent, and without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _answer(
    element: ET.Element, text: str, share: float, feedback: str, format_: str
) -> ET.Element:
    answer = ET.SubElement(element, "answer", fraction=percent(share), format=format_)
    ET.SubElement(answer, "text").text = text
    _html(answer, "feedback", markup.block(feedback))
    return answer


def _combined_feedback(element: ET.Element) -> None:
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        _html(element, name, "")


def _html(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = _text(parent, name, text)
    element.set("format", "html")
    return element


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    ET.SubElement(element, "text").text = text
    return element


def _values(parent: ET.Element, values: dict[str, str]) -> None:
    for name, value in values.items():
        ET.SubElement(parent, name).text = value
