"""From an item as its author wrote it to the variants that students meet."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from cnnquiz.errors import Problem
from cnnquiz.model.draft import Draft
from cnnquiz.model.item import Item, Variant
from cnnquiz.quiz.case import Case, CollisionError, DraftError, Functions, combinations
from cnnquiz.quiz.types.table import KINDS

MOST_VARIANTS = 40  # combinations of one item; more would teach nothing, and fill the lock


@dataclass(frozen=True, slots=True)
class Dropped:
    """A variant that is of no use.

    Attributes:
        values: its variables.
        reason: which responses say the same.
    """

    values: Mapping[str, Any]
    reason: str


@dataclass(slots=True)
class Dealt:
    """What came of one draft.

    Attributes:
        draft: as its author wrote it.
        item: with its accepted variants; None where there are problems.
        values: the variables of every accepted variant, in order.
        dropped: variants whose responses collide.
        problems: what is wrong with the draft.
    """

    draft: Draft
    item: Item | None = None
    values: list[Mapping[str, Any]] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def deal(draft: Draft, topic: str, functions: Functions, *, file: str, exam: bool) -> Dealt:
    """Return an item's variants, one for every combination of its variables that is of use.

    Args:
        draft: the item as written.
        topic: the part of the bank that it stands in.
        functions: what its expressions may call.
        file: where it is written, for problems.
        exam: whether it is kept for exams.
    """
    dealt = Dealt(draft)
    variants: list[Variant] = []
    kind = KINDS[draft.type]
    seen: set[tuple[object, ...]] = set()
    try:
        for values in combinations(draft):
            case = Case(draft, topic, values, functions)
            if not case.allowed():
                continue
            if len(variants) + len(dealt.dropped) >= MOST_VARIANTS:
                raise DraftError("vars", f"give more than {MOST_VARIANTS} variants")
            try:
                variant = kind.deal(draft, case, len(variants))
            except CollisionError as error:
                dealt.dropped.append(Dropped(values, str(error)))
                continue
            look = (variant.stem, variant.code, tuple(sorted(o.text for o in variant.options)))
            if look in seen:
                raise DraftError("vars", f"{dict(values)} looks like another variant")
            seen.add(look)
            variants.append(variant)
            dealt.values.append(values)
        if not variants:
            reasons = "; ".join(dict.fromkeys(one.reason for one in dealt.dropped))
            raise DraftError("vars", f"no variant is left{': ' if reasons else ''}{reasons}")
    except DraftError as error:
        path = f"{draft.id}.{error.path}" if error.path else draft.id
        dealt.problems.append(Problem(file, path, error.problem))
        return dealt
    dealt.item = Item(
        id=draft.id,
        rev=draft.rev,
        type=draft.type,
        topic=topic,
        concepts=draft.concepts,
        exercise=draft.exercise,
        sources=draft.sources,
        level=draft.level,
        difficulty=draft.difficulty,
        exam=exam,
        figure=draft.figure,
        variants=tuple(variants),
    )
    return dealt


def lock_lines(dealt: Dealt) -> list[str]:
    """Return a line for every accepted variant: its number, variables, and a digest of its text."""
    item = dealt.item
    if item is None:
        return []
    encode = msgspec.json.encode
    return [
        f"{item.id} r{item.rev} {variant.number} {encode(dict(values)).decode()}"
        f" {hashlib.sha256(encode(variant)).hexdigest()[:16]}"
        for variant, values in zip(item.variants, dealt.values, strict=True)
    ]
