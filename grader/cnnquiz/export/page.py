"""The texts of a question as HTML, for every system that takes HTML."""

from cnnquiz.export import markup
from cnnquiz.export.question import Question
from cnnquiz.model.item import ItemType


def asked(question: Question, source: str | None, *, with_program: bool = True) -> str:
    """Return what is asked: the stem, its picture and its program, and how to answer.

    Args:
        question: the question.
        source: the address of its picture, or None if there is none or it cannot be shown.
        with_program: whether the program goes with it, or has a place of its own.
    """
    parts = [markup.block(question.variant.stem)]
    if question.picture is not None:
        alt = question.picture.alt
        parts.append(markup.picture(source, alt) if source else markup.described(alt))
    if with_program and question.variant.code is not None:
        parts.append(f"<pre><code>{program(question)}</code></pre>")
    if question.how:
        parts.append(markup.block(question.how))
    return "\n".join(parts)


def program(question: Question) -> str:
    """Return the program that is asked about, with numbered lines if one of them is looked for."""
    numbered = question.item.type is ItemType.BUG
    return markup.program(question.variant.code or "", numbered=numbered)


def explained(question: Question) -> str:
    """Return what everybody reads afterwards: the explanation, and what goes wrong easily."""
    return "\n".join([markup.block(question.variant.explanation), *_remarks(question)])


def rubric(question: Question) -> str:
    """Return what a good answer says, as a list."""
    points = "".join(f"<li>{markup.inline(point)}</li>" for point in question.variant.rubric)
    return f"<ul>{points}</ul>"


def _remarks(question: Question) -> list[str]:
    if not question.remarks:
        return []
    points = []
    for remark in question.remarks:
        answer = f"{markup.code(remark.answer)}: " if remark.answer else ""
        points.append(f"<li>{answer}{markup.inline(remark.feedback)}</li>")
    return ["<p>What goes wrong easily:</p>", f"<ul>{''.join(points)}</ul>"]
