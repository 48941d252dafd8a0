"""What of an item survives in another system, and what does not: the one source of all such claims.

Exact is an item if whatever can be answered there is worth what cnnquiz gives for the same answer,
and the same is said about it.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cnnquiz.model.item import Item, ItemType

FORMAT = 1


class Fate(StrEnum):
    """What becomes of an item."""

    EXACT = "exact"
    DEGRADED = "degraded"
    LEFT_OUT = "left out"


class Loss(StrEnum):
    """What an item loses; the value is its name in reports for programs."""

    SPELLINGS = "spellings"
    PARTS_TYPED = "parts-typed"
    PARTS_CHOSEN = "parts-chosen"
    PARTS_ORDERED = "parts-ordered"
    ROUNDED = "rounded"
    KNOWN_ONLY = "known-only"
    REASONS_LISTED = "reasons-listed"
    BY_HAND = "by-hand"
    BY_LEARNER = "by-learner"
    FIRST_VARIANT = "first-variant"
    PICTURE = "picture"
    ONE_BY_ONE = "one-by-one"
    ONE_BUTTON = "one-button"
    NO_ESSAYS = "no-essays"
    NOTHING_WRONG = "nothing-wrong"
    ARROW = "arrow"

    @property
    def why(self) -> str:
        """What is lost, in words."""
        return _WHY[self]

    @property
    def fatal(self) -> bool:
        """Whether no question can be made of the item."""
        return self in (Loss.NO_ESSAYS, Loss.NOTHING_WRONG, Loss.ARROW)


_WHY = {
    Loss.SPELLINGS: "typed answers are compared as text: only usual spellings count",
    Loss.PARTS_TYPED: "of answers that are partly right, only foreseen ones earn their part",
    Loss.PARTS_CHOSEN: "answers that are partly right earn nothing",
    Loss.PARTS_ORDERED: "an order that is partly right earns another part",
    Loss.ROUNDED: "some parts are rounded to what the system knows",
    Loss.KNOWN_ONLY: "it becomes a choice between the right answer and foreseen wrong ones",
    Loss.REASONS_LISTED: "what speaks against wrong answers is listed, whichever was given",
    Loss.BY_HAND: "somebody has to mark it, by the rubric",
    Loss.BY_LEARNER: "the learners judge their answers themselves",
    Loss.FIRST_VARIANT: "a card has the first variant alone",
    Loss.PICTURE: "in place of the picture stands its description",
    Loss.ONE_BY_ONE: "options are judged one by one, as they are clicked, not all together",
    Loss.ONE_BUTTON: "that only one option is right shows before answering",
    Loss.NO_ESSAYS: "there are no questions to be answered in words",
    Loss.NOTHING_WRONG: "it would be a choice, and no wrong answer is foreseen",
    Loss.ARROW: "an answer that contains -> cannot be typed there",
}


@dataclass(frozen=True, slots=True)
class Fidelity:
    """What became of an item in an export.

    Attributes:
        item: the item.
        variants: how many of its variants were written.
        losses: what they lose, each once.
    """

    item: Item
    variants: int
    losses: tuple[Loss, ...]

    @property
    def fate(self) -> Fate:
        """What became of it, in a word."""
        if any(loss.fatal for loss in self.losses):
            return Fate.LEFT_OUT
        return Fate.DEGRADED if self.losses else Fate.EXACT


def as_text(found: Sequence[Fidelity]) -> str:
    """Return a line for every item, and a further one for each of its losses."""
    width = max((len(one.item.id) for one in found), default=0)
    lines = []
    for one in found:
        lines.append(f"{one.item.id:{width}}  {one.item.type:7}  {one.fate}")
        lines += [f"{'':{width}}  - {loss.why}" for loss in one.losses]
    return "".join(f"{line}\n" for line in lines)


def as_json(found: Sequence[Fidelity], target: str) -> str:
    """Return a report for programs.

    Args:
        found: what became of each item.
        target: the name of the format that they were written in.
    """
    items = [
        {
            "id": one.item.id,
            "type": one.item.type.value,
            "topic": one.item.topic,
            "variants": one.variants,
            "fate": one.fate.value,
            "losses": [{"loss": loss.value, "why": loss.why} for loss in one.losses],
        }
        for one in found
    ]
    return json.dumps({"format": FORMAT, "target": target, "items": items}, indent=2) + "\n"


def as_csv(found: Sequence[Fidelity]) -> str:
    """Return a report for spreadsheets, one row for each item."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["id", "type", "topic", "variants", "fate", "losses"])
    for one in found:
        item, losses = one.item, "; ".join(loss.why for loss in one.losses)
        writer.writerow([item.id, item.type, item.topic, one.variants, one.fate, losses])
    return stream.getvalue()


def summary(found: Sequence[Fidelity]) -> str:
    """Return how many items were exact, degraded or left out."""
    counts = Counter(one.fate for one in found)
    return ", ".join(f"{counts[fate]} {fate}" for fate in Fate)


def table(by_format: Iterable[tuple[str, Sequence[Fidelity]]]) -> str:
    """Return what becomes of every type of item in every format, as markdown.

    Args:
        by_format: the names of formats, and what becomes of a bank's items in each.
    """
    columns = [(name, _by_type(found)) for name, found in by_format]
    cells = [cell for _, by_type in columns for cell in by_type.values()]
    losses = [loss for loss in Loss if any(loss in cell for cell in cells)]
    notes = {loss: number for number, loss in enumerate(losses, 1)}
    lines = [
        "| type | " + " | ".join(name for name, _ in columns) + " |",
        "| --- |" + " --- |" * len(columns),
    ]
    for type_ in ItemType:
        row = [_cell(by[type_], notes) for _, by in columns if type_ in by]
        if row:
            lines.append(f"| {type_} | " + " | ".join(row) + " |")
    lines.append("")
    lines += [f"{number}. {loss.why[0].upper()}{loss.why[1:]}." for loss, number in notes.items()]
    return "".join(f"{line}\n" for line in lines)


def _by_type(found: Sequence[Fidelity]) -> dict[ItemType, Counter[Fate | Loss]]:
    """Return, for every type of item, how many items have each fate and each loss."""
    by_type: dict[ItemType, Counter[Fate | Loss]] = {}
    for one in found:
        counts = by_type.setdefault(one.item.type, Counter())
        counts.update((one.fate, *one.losses))
    return by_type


def _cell(counts: Counter[Fate | Loss], notes: dict[Loss, int]) -> str:
    total = sum(counts[fate] for fate in Fate)
    fates = [fate for fate in Fate if counts[fate]]
    marks = [
        f"{number}" if counts[loss] == total else f"({number})"
        for loss, number in notes.items()
        if loss in counts
    ]
    return f"{' or '.join(fates)} {', '.join(marks)}".strip()
