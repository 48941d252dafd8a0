"""A question as text for a terminal or a notebook."""

from collections.abc import Iterator

from cnnquiz.model.item import Item, ItemType, Variant
from cnnquiz.report.terminal import Terminal


def question(item: Item, variant: Variant, terminal: Terminal) -> list[str]:
    """Return the lines of a question: the stem, its program or picture, what there is to choose."""
    return [*_asked(item, variant, terminal), *_choices(variant, terminal)]


def with_key(variant: Variant, terminal: Terminal) -> list[str]:
    """Return the lines of the answer, of why it is right, and of what is wrong with others."""
    lines = ["", *terminal.wrap(f"Answer: {variant.answer}", "", "        ")]
    lines += terminal.wrap(variant.explanation)
    lines += [line for point in variant.rubric for line in terminal.wrap(point, "  - ")]
    for wrong in variant.wrong:
        text = f"{wrong.response}: {wrong.feedback} [{wrong.misconception}]"
        lines += ["", *terminal.wrap(text, "", "  ")]
    return lines


def _asked(item: Item, variant: Variant, terminal: Terminal) -> Iterator[str]:
    for paragraph in variant.stem.split("\n\n"):
        yield from terminal.wrap(paragraph)
    if item.figure is not None:
        yield ""
        yield from terminal.wrap(f"[Picture: {item.figure.alt}]", "  ")
    if variant.code is not None:
        yield ""
        lines = variant.code.split("\n")
        numbered = item.type is ItemType.BUG
        for number, line in enumerate(lines, 1):
            yield f"  {number:2}  {line}" if numbered else f"    {line}"


def _choices(variant: Variant, terminal: Terminal) -> Iterator[str]:
    for options in (variant.prompts, variant.options):
        if options:
            yield ""
        for option in options:
            first, *rest = terminal.wrap(option.text, "     ") or [""]
            yield f"  {option.id}) {first.strip()}"
            yield from rest
