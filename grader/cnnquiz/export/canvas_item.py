"""One question as an item of QTI 1.2, in the form that Canvas reads.

The order of conditions matters: what is said to everybody, what is said about an answer, what earns
points, what is said about anything else. A condition that ends the search hides what follows it.
"""

from decimal import Decimal
from xml.etree import ElementTree as ET

from cnnquiz.export import markup, page
from cnnquiz.export.archive import digest
from cnnquiz.export.moodle import decimal
from cnnquiz.export.question import (
    Answer,
    Essay,
    Form,
    Numeric,
    Pairs,
    Pick,
    Question,
    Typed,
)

_ALL = "100"
_RESPONSE = "response1"


def add_item(parent: ET.Element, question: Question, asked: str) -> None:
    """Add a question to a section.

    Args:
        parent: the section.
        question: the question.
        asked: what is asked, as HTML.
    """
    writer = _Writer(question)
    item = ET.SubElement(parent, "item", ident=writer.name("item"), title=question.name)
    writer.metadata(item)
    presentation = ET.SubElement(item, "presentation")
    _material(presentation, asked)
    writer.response(presentation)
    processing = ET.SubElement(item, "resprocessing")
    outcomes = ET.SubElement(processing, "outcomes")
    ET.SubElement(
        outcomes, "decvar", maxvalue=_ALL, minvalue="0", varname="SCORE", vartype="Decimal"
    )
    writer.conditions(processing)
    writer.feedback(item)


class _Writer:
    """Writes the parts of an item, which refer to each other by names."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._form = question.form

    def name(self, *parts: object) -> str:
        """Return the name of a part; equal for equal questions, and no other part's."""
        question = self._question
        key = (question.item.id, question.item.rev, question.variant.number)
        return f"cnnquiz_{digest(*key, *parts)}"

    def metadata(self, item: ET.Element) -> None:
        """Add what type of question Canvas is to make of it."""
        form, answers = self._form, ""
        if isinstance(form, Pick):
            answers = ",".join(self._option(option) for option in form.options)
        elif isinstance(form, Pairs):
            answers = ",".join(self._partner(text) for text in _partners(form))
        fields = {
            "question_type": _type(form),
            "points_possible": "1.0",
            "original_answer_ids": answers,
            "assessment_question_identifierref": self.name("bank"),
        }
        metadata = ET.SubElement(ET.SubElement(item, "itemmetadata"), "qtimetadata")
        for label, entry in fields.items():
            field = ET.SubElement(metadata, "qtimetadatafield")
            ET.SubElement(field, "fieldlabel").text = label
            ET.SubElement(field, "fieldentry").text = entry

    def response(self, presentation: ET.Element) -> None:
        """Add what there is to answer with."""
        match self._form:
            case Pick(options, many):
                lid = ET.SubElement(presentation, "response_lid", ident=_RESPONSE)
                lid.set("rcardinality", "Multiple" if many else "Single")
                choice = ET.SubElement(lid, "render_choice")
                for option in options:
                    label = ET.SubElement(choice, "response_label", ident=self._option(option))
                    _material(label, markup.inline(option.text))
            case Pairs() as form:
                for left, _ in form.pairs:
                    self._choice_for(presentation, left, _partners(form))
            case form:
                blank = ET.SubElement(presentation, "response_str", ident=_RESPONSE)
                blank.set("rcardinality", "Single")
                kind = {"fibtype": "Decimal"} if isinstance(form, Numeric) else {}
                box = ET.SubElement(blank, "render_fib", kind)
                ET.SubElement(box, "response_label", ident="answer1", rshuffle="No")

    def _choice_for(self, presentation: ET.Element, left: str, partners: list[str]) -> None:
        lid = ET.SubElement(presentation, "response_lid", ident=self._row(left))
        _material(lid, markup.inline(left))
        choice = ET.SubElement(lid, "render_choice")
        for text in partners:
            label = ET.SubElement(choice, "response_label", ident=self._partner(text))
            material = ET.SubElement(label, "material")
            ET.SubElement(material, "mattext").text = markup.plain(text)  # shown as it is

    def conditions(self, processing: ET.Element) -> None:
        """Add what is said about answers, and what they earn."""
        everybody = _condition(processing, more=True)
        ET.SubElement(everybody[0], "other")
        _say(everybody[1], "general_fb")
        if isinstance(self._form, Pick):
            for option in self._form.options:
                if option.feedback:
                    tests, condition = _condition(processing, more=True)
                    _equals(tests, self._option(option))
                    _say(condition, f"{self._option(option)}_fb")
        self._earn(processing)

    def _earn(self, processing: ET.Element) -> None:
        if isinstance(self._form, Pairs):
            share = f"{100 / len(self._form.pairs):.2f}"
            for left, right in self._form.pairs:
                tests, condition = _condition(processing, more=True)
                _equals(tests, self._partner(right), row=self._row(left))
                _set(condition, share, action="Add")
            return
        tests, condition = _condition(processing, more=False)
        match self._form:
            case Pick(options, many):
                self._right_options(ET.SubElement(tests, "and") if many else tests, options)
            case Typed(answers):
                for answer in answers:
                    _equals(tests, answer.text)
            case Numeric(numbers):
                _near(tests, numbers[0].value, numbers[0].within)
            case _:
                ET.SubElement(tests, "other")
                return
        _set(condition, _ALL)

    def _right_options(self, tests: ET.Element, options: tuple[Answer, ...]) -> None:
        for option in options:
            if option.share > 0:
                _equals(tests, self._option(option))
            elif tests.tag == "and":
                _equals(ET.SubElement(tests, "not"), self._option(option))

    def feedback(self, item: ET.Element) -> None:
        """Add the texts that conditions refer to."""
        text = page.explained(self._question)
        if isinstance(self._form, Essay):
            text += f"\n{page.rubric(self._question)}"
        _feedback(item, "general_fb", text)
        if isinstance(self._form, Pick):
            for option in self._form.options:
                if option.feedback:
                    name = f"{self._option(option)}_fb"
                    _feedback(item, name, markup.block(option.feedback))

    def _option(self, option: Answer) -> str:
        return self.name("option", option.response)

    def _partner(self, text: str) -> str:
        return self.name("partner", text)

    def _row(self, text: str) -> str:
        return f"response_{self.name('row', text)}"


def _type(form: Form) -> str:
    match form:
        case Pick(many=many):
            return "multiple_answers_question" if many else "multiple_choice_question"
        case Typed():
            return "short_answer_question"
        case Numeric():
            return "numerical_question"
        case Pairs():
            return "matching_question"
        case _:
            return "essay_question"


def _partners(form: Pairs) -> list[str]:
    """Return what can be chosen for any row, in an order that says nothing."""
    return sorted({right for _, right in form.pairs} | set(form.spare), key=lambda t: (len(t), t))


def _near(tests: ET.Element, value: Decimal, within: Decimal) -> None:
    """Add the test for a number in the one form that all versions of Canvas read alike.

    New Quizzes compares texts: three equal ones mean an exact number, three different ones a
    margin. A strict lower bound would mean a number of digits.
    """
    either = ET.SubElement(tests, "or")
    _equals(either, decimal(value))
    both = ET.SubElement(either, "and")
    ET.SubElement(both, "vargte", respident=_RESPONSE).text = decimal(value - within)
    ET.SubElement(both, "varlte", respident=_RESPONSE).text = decimal(value + within)


def _condition(processing: ET.Element, *, more: bool) -> tuple[ET.Element, ET.Element]:
    """Add a condition; return where its tests go, and itself."""
    condition = ET.SubElement(processing, "respcondition")
    condition.set("continue", "Yes" if more else "No")
    return ET.SubElement(condition, "conditionvar"), condition


def _equals(tests: ET.Element, text: str, *, row: str = _RESPONSE) -> None:
    ET.SubElement(tests, "varequal", respident=row).text = text


def _set(condition: ET.Element, share: str, *, action: str = "Set") -> None:
    ET.SubElement(condition, "setvar", action=action, varname="SCORE").text = share


def _say(condition: ET.Element, name: str) -> None:
    ET.SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=name)


def _feedback(item: ET.Element, name: str, text: str) -> None:
    feedback = ET.SubElement(item, "itemfeedback", ident=name)
    _material(ET.SubElement(feedback, "flow_mat"), text)


def _material(parent: ET.Element, text: str) -> None:
    material = ET.SubElement(parent, "material")
    ET.SubElement(material, "mattext", texttype="text/html").text = text
