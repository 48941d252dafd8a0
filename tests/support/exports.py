"""Items to export, other people's readers, and what somebody would answer there."""

import functools
import itertools
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from cnnquiz import wiring
from cnnquiz.export import markup
from cnnquiz.export.build import build
from cnnquiz.export.fidelity import Fidelity
from cnnquiz.export.formats import format_named
from cnnquiz.export.question import Group
from cnnquiz.export.spelling import spellings
from cnnquiz.model.item import Figure, Item, ItemType, Level, Option, Tolerance, Variant, Wrong

ROOT = Path(__file__).parents[2]
ORACLES = ROOT / ".oracles"
MISSING = "fetch it with `make oracles`"
VARIANTS = 3  # of each item: its forms differ in numbers, not in kind

# All that formats stumble over: their own signs, markup, formulas, other scripts.
NASTY = (
    r"`a[b[0]]>1 and c&d` then `{x: #1, y~2 -> 3}` \(\frac{a}{b} \neq \nabla_{x}\) <b>not bold</b>"
    r" = ~ # { } : // \n \t $5 and $6 [html] [link](there) ]]> &amp; %50% *really* “ü” → 卷积"
)
NASTY_CODE = (
    "def f(x):\n    # {a: b} = ~c\n    y = x[i[0]]>1 and x & 1 < 2\n\n"
    "    return {'k': [y, '\\n', \"->\"]}  // 2 ]]> $z$ [a](b) \\(q\\) 卷"
)


def drawing(figure: Figure) -> bytes:
    """Return the SVG file of a figure."""
    return (wiring.exercises_folder() / figure.file).read_bytes()


@functools.cache
def bank() -> tuple[Item, ...]:
    """Return every item of the bank, those for exams as well, and the nasty ones."""
    return (*wiring.practice_items(), *wiring.exam_items(), *nasty_items())


@functools.cache
def built(form: str, variants: int = VARIANTS) -> tuple[list[Group], list[Fidelity]]:
    """Return the questions that the bank gives in a format, and what became of each item."""
    return build(bank(), format_named(form).abilities, variants=variants, drawing=drawing)


@functools.cache
def written(form: str, variants: int = VARIANTS) -> bytes:
    """Return the bank in a format."""
    return format_named(form).write(built(form, variants)[0])


def nasty_items() -> tuple[Item, ...]:
    """Return an item of every type whose texts hold what formats stumble over."""
    starts = {"a": "[html] a", "b": "%50% b", "c": "%50% c", "d": "# d"}
    options = tuple(Option(letter, f"{start} {NASTY}") for letter, start in starts.items())
    numbers = tuple(Option(number, f"{number} {NASTY}") for number in "1234")

    def wrong(*responses: str) -> tuple[Wrong, ...]:
        return tuple(Wrong(one, "forgot-sum", f"{one} {NASTY}") for one in responses)

    def item(type_: ItemType, answer: str, *responses: str, **fields: object) -> Item:
        shared = {"stem": NASTY, "explanation": NASTY, "code": NASTY_CODE}
        variant = Variant(0, answer=answer, wrong=wrong(*responses), **(shared | fields))
        return Item(
            id=f"nasty-{type_}",
            rev=3,
            type=type_,
            topic="nasty",
            concepts=("output-size",),
            exercise=None,
            sources=(),
            level=Level.APPLY,
            difficulty=1,
            exam=False,
            figure=None,
            variants=(variant,),
        )

    chain = (("c", "a"), ("a", "b"), ("b", "d"))
    free = (("c", "a"), ("c", "b"), ("a", "d"), ("b", "d"))
    return (
        item(ItemType.CHOICE, "b", "a", "c", "d", options=options),
        item(ItemType.MULTI, "a,b,d", "c", options=options),
        item(ItemType.NUMBER, "-0.125", "0.125", "1e-05", tolerance=Tolerance(absolute=0.001)),
        item(ItemType.SHAPE, "(3, 1, 7)", "(3, 1, 8)", "(3, 7)"),
        item(ItemType.TRACE, "{'a': 1}\n* # ~ = \\t :", "{'a': 2}\n* # ~ = \\t :", "%50%"),
        item(ItemType.ORDER, "c,a,b,d", "c,b,a,d", "a,b,c,d", options=options, before=chain),
        item(ItemType.MATCH, "a=2,b=1", "a=1,b=2", prompts=options[:2], options=numbers),
        item(ItemType.BUG, "3:b", "3:a", "2:c", "5:d", options=options),
        item(ItemType.EXPLAIN, "1", rubric=(NASTY, NASTY + NASTY)),
        replace(
            item(ItemType.ORDER, "c,a,b,d", "b,a,c,d", options=options, before=free),
            id="nasty-free",
        ),
    )


# --- what other programs read ---------------------------------------------------------------------


def oracle(name: str) -> Path:
    """Return a file or folder that `make oracles` fetches; skip the test where it is missing."""
    path = ORACLES / name
    if not path.exists():
        pytest.skip(f"needs {name}: {MISSING}")
    return path


def node(script: str, text: bytes) -> object:
    """Return what a script for node makes of a text, as JSON."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("needs node")
    command = [program, "--stack-size=4000", "-e", script]
    done = subprocess.run(
        command, input=text, capture_output=True, timeout=120, cwd=ORACLES, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@dataclass(frozen=True)
class Read:
    """A question as another program has read it.

    Attributes:
        kind: `one`, `many`, `typed`, `number`, `pairs`, `order` or `essay`.
        mark: returns what an answer is worth there, from 0 to 1.
        text: all that was read of it.
    """

    kind: str
    mark: Callable[[object], float]
    text: str


# --- what people would answer ---------------------------------------------------------------------


def responses(item: Item, variant: Variant) -> Iterator[str]:
    """Yield the right response, the wrong ones that are known, and others of every sort."""
    yield variant.answer
    yield from (wrong.response for wrong in variant.wrong)
    ids = [option.id for option in variant.options]
    match item.type:
        case ItemType.MULTI:
            for count in range(1, len(ids) + 1):
                yield from (",".join(some) for some in itertools.combinations(ids, count))
        case ItemType.ORDER if len(ids) < 6:
            yield from (",".join(order) for order in itertools.permutations(ids))
        case ItemType.MATCH:
            prompts = [prompt.id for prompt in variant.prompts]
            for some in itertools.islice(itertools.permutations(ids, len(prompts)), 24):
                yield ",".join(f"{one}={other}" for one, other in zip(prompts, some, strict=True))
        case ItemType.NUMBER:
            yield from _numbers_about(variant)
        case ItemType.SHAPE:
            yield from ("(1, 2, 3, 4, 5, 6)", "(99999,)")
        case ItemType.TRACE:
            yield "something else"
        case _:
            pass


def _numbers_about(variant: Variant) -> Iterator[str]:
    answer, tolerance = float(variant.answer), variant.tolerance
    within = max(tolerance.absolute, tolerance.relative * abs(answer))
    for share in (0.9, 1.1) if within else ():
        yield f"{answer + share * within:.10g}"
        yield f"{answer - share * within:.10g}"
    yield f"{answer + 1234.5:.10g}"


def answered(kind: str, item: Item, variant: Variant, response: str) -> object:
    """Return what somebody does who means a response; None where it cannot be done.

    Returns:
        The texts of options for `one` and `many`, text for `typed`, a number for `number`, a
        mapping for `pairs`, a list of steps for `order`.
    """
    shown = markup.inline
    options = {option.id: option.text for option in variant.options}
    if kind == "typed":
        return spellings(item.type, response)[0]
    if kind == "number":
        return float(response)
    if kind == "many":
        return {shown(options[one]) for one in response.split(",")}
    if kind == "order":
        return [shown(options[one]) for one in response.split(",")]
    if kind == "pairs" and item.type is ItemType.ORDER:
        places = enumerate(response.split(","), 1)
        return {shown(options[one]): str(place) for place, one in places}
    if kind == "pairs":
        left = {prompt.id: prompt.text for prompt in variant.prompts}
        pairs = (pair.split("=") for pair in response.split(","))
        return {shown(left[one]): markup.plain(options[other]) for one, other in pairs}
    if item.type is ItemType.MULTI:  # with one right option, where boxes are buttons
        return None if "," in response else {shown(options[response])}
    known = {variant.answer, *(wrong.response for wrong in variant.wrong)}
    return {shown(_said(item, variant, response))} if response in known else None


def _said(item: Item, variant: Variant, response: str) -> str:
    texts: Mapping[str, str] = {option.id: option.text for option in variant.options}
    match item.type:
        case ItemType.BUG:
            line, reason = response.split(":")
            return f"Line {line}: {texts[reason]}"
        case ItemType.ORDER:
            steps = enumerate(response.split(","), 1)
            return "  \n".join(f"{place}. {texts[one]}" for place, one in steps)
        case ItemType.MATCH:
            left = {prompt.id: prompt.text for prompt in variant.prompts}
            pairs = (pair.split("=") for pair in response.split(","))
            return "  \n".join(f"{left[one]} → {texts[other]}" for one, other in pairs)
        case _:
            return texts[response]


def next_to_each_other(right: Sequence[str], given: Sequence[str]) -> float:
    """Return the share of steps that are followed by the right one, the last one aside."""
    follows = dict(itertools.pairwise(right))
    return sum(follows.get(a) == b for a, b in itertools.pairwise(given)) / (len(right) - 1)
