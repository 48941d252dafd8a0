"""How people type a shape, or what a program prints, where answers are compared as text."""

import re

from cnnquiz.model.item import Item, ItemType, Variant

_ONE_WORD = re.compile(r"[\w.+-]+")


def spellings(type_: ItemType, response: str) -> list[str]:
    """Return the usual ways to type a response, the best one first."""
    ways = _of_shape(response) if type_ is ItemType.SHAPE else _of_output(response)
    return [way for way in dict.fromkeys(ways) if way]


def several_spellings(type_: ItemType, response: str) -> bool:
    """Return whether there are more ways to type a response than can be listed."""
    return type_ is ItemType.SHAPE or not _ONE_WORD.fullmatch(response)


def how_to_type(item: Item, variant: Variant) -> str:
    """Return how to type the answer to an item of type `shape` or `trace`."""
    if item.type is ItemType.SHAPE:
        return "Answer with a shape such as (1, 8)."
    if "\n" in variant.answer:
        between = _separator(variant.answer)
        return f"Answer with what it prints, all in one line, with `{between}` between the lines."
    return "Answer with what it prints."


def _of_shape(response: str) -> list[str]:
    axes = re.findall(r"\d+", response)
    wide, narrow = ", ".join(axes), ",".join(axes)
    inside = [wide, narrow, f"{narrow},"] if len(axes) == 1 else [wide, narrow]
    ways = [response, *(f"({axes})" for axes in inside), *inside, "x".join(axes), " ".join(axes)]
    return [*ways, f"[{wide}]", f"[{narrow}]", f"torch.Size([{wide}])"]


def _of_output(response: str) -> list[str]:
    lines = response.split("\n")
    bare = ["".join(line.split()) for line in lines]
    sign = _separator(response)
    ways = [f" {sign} ".join(lines), sign.join(lines), f" {sign} ".join(bare), sign.join(bare)]
    return [*ways, *(way.replace("'", '"') for way in ways)]


def _separator(response: str) -> str:
    r"""Return what stands for the end of a line: `/`, or else `\n` as typed in a program."""
    return r"\n" if "/" in response else "/"
