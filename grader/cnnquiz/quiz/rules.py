"""What makes a good item, and a good bank, as far as a program can tell."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cnnquiz.model.draft import Draft
from cnnquiz.model.item import Concept, Item, ItemType, Level

STEM_WORDS = 80  # at most
EXPLANATION_WORDS = 8  # at least
MISCONCEPTION_STEMS = 2
MISCONCEPTION_VARIANTS = 5  # where the wrong value is computed
CONCEPT_ITEMS = 4
CONCEPT_TYPES = 2
EXERCISE_ITEMS = 5
NEGATIVE_SHARE = 0.05
LIBRARY_SHARE = 0.10
# Of all items, the levels' shares: at least, at most.
LEVEL_SHARES: Mapping[Level, tuple[float, float]] = {
    Level.REMEMBER: (0.0, 0.25),
    Level.UNDERSTAND: (0.30, 1.0),
    Level.APPLY: (0.30, 1.0),
    Level.ANALYSE: (0.10, 1.0),
}
# How many options, the right ones included, an item has.
OPTIONS: Mapping[ItemType, tuple[int, int]] = {
    ItemType.CHOICE: (3, 4),
    ItemType.MULTI: (4, 6),
    ItemType.BUG: (3, 4),
    ItemType.ORDER: (3, 7),
    ItemType.MATCH: (3, 6),
}
_WORD = re.compile(r"[a-z][a-z-]*")
_LONG_WORD = 6
_ABSOLUTE = re.compile(r"\b(always|never|only|impossible|completely)\b", re.IGNORECASE)
_CATCH_ALL = re.compile(
    r"\b(all|none|both|neither) of (the|these) (above|options|answers|others)\b", re.IGNORECASE
)
_NEGATIVE = re.compile(r"\b(NOT|EXCEPT)\b")
_HIDDEN_NEGATIVE = re.compile(
    r"\b(which|what)\b[^.?]*\b(not|except|never)\b[^.?]*\?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Known:
    """What items may refer to.

    Attributes:
        concepts: by id.
        exercises: ids such as `ex03`.
        misconceptions: ids.
        headings: what every heading of the lesson notes is about, by `note/heading`.
        pictures: the files below `exercises/` that questions may show.
    """

    concepts: Mapping[str, Concept]
    exercises: Collection[str]
    misconceptions: Collection[str]
    headings: Mapping[str, str]
    pictures: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as written and as dealt; `item` is None where it could not be."""

    draft: Draft
    topic: str
    exam: bool
    item: Item | None


def of_item(entry: Entry, known: Known) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one item: the place in it, and the problem."""
    yield from _placed(entry, known)
    yield from _believed(entry.draft, known)
    yield from _options(entry.draft)
    yield from _wording(entry.draft)
    yield from _texts_of_options(entry.draft)
    if entry.exam != entry.draft.id.startswith("exam-"):
        yield "id", "ids of exam items, and of no others, begin with exam-"


def _placed(entry: Entry, known: Known) -> Iterator[tuple[str, str]]:
    draft = entry.draft
    if len(draft.concepts) != 1:
        yield "concepts", f"found {len(draft.concepts)}, expected one"
    for concept in draft.concepts:
        if concept not in known.concepts:
            yield "concepts", f"{concept} is not in concepts.yaml"
        elif known.concepts[concept].topic != entry.topic:
            yield "concepts", f"{concept} belongs to the topic {known.concepts[concept].topic}"
    if draft.exercise is not None and draft.exercise not in known.exercises:
        yield "exercise", f"there is no exercise {draft.exercise}"
    for source in draft.sources:
        if source not in known.headings:
            yield "sources", f"{source} is not in notes.yaml"
    if draft.figure is not None and draft.figure.file not in known.pictures:
        yield "figure", f"there is no picture {draft.figure.file} in exercises/"


def _believed(draft: Draft, known: Known) -> Iterator[tuple[str, str]]:
    ids = [wrong.misconception for wrong in draft.wrong]
    for id_ in sorted(set(ids) - set(known.misconceptions)):
        yield "wrong", f"{id_} is not in misconceptions.yaml"
    for id_, count in Counter(ids).items():
        if count > 1:
            yield "wrong", f"{id_} occurs {count} times in one item"


def _options(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.type not in OPTIONS:
        return
    least, most = OPTIONS[draft.type]
    count = {
        ItemType.ORDER: len(draft.steps),
        ItemType.MATCH: len(draft.pairs) + len(draft.extra),
    }.get(draft.type, len(draft.wrong) + max(1, len(draft.right)))
    if not least <= count <= most:
        yield "wrong", f"gives {count} options, expected {least} to {most}"
    if draft.type is ItemType.MULTI and len(draft.wrong) < len(draft.right):
        yield "wrong", "there are fewer wrong options than right ones"


def _wording(draft: Draft) -> Iterator[tuple[str, str]]:
    words = len(draft.stem.split())
    if words > STEM_WORDS:
        yield "stem", f"has {words} words, expected {STEM_WORDS} or fewer"
    if _HIDDEN_NEGATIVE.search(draft.stem) and not _NEGATIVE.search(draft.stem):
        yield "stem", "asks for what is not so; write NOT in capitals, or ask for what is"
    if len(draft.explanation.split()) < EXPLANATION_WORDS:
        yield "explanation", f"is too short to teach; expected {EXPLANATION_WORDS} words or more"
    if draft.library and draft.library not in draft.stem:
        yield "stem", f"does not name {draft.library}, which the answer depends on"
    if draft.attribution and draft.attribution.split(",")[0] not in draft.stem:
        yield "stem", f"does not say that it is {draft.attribution} who holds this"


def _texts_of_options(draft: Draft) -> Iterator[tuple[str, str]]:
    feedbacks = [wrong.feedback.strip() for wrong in draft.wrong]
    if len(set(feedbacks)) < len(feedbacks):
        yield "wrong", "two wrong options have the same feedback"
    wrong_texts = [wrong.text for wrong in draft.wrong if wrong.text]
    if not draft.right or not wrong_texts:
        return
    if any(map(_CATCH_ALL.search, (*draft.right, *wrong_texts))):
        yield "wrong", "an option speaks about the other options"
    if any(map(_ABSOLUTE.search, wrong_texts)) and not any(map(_ABSOLUTE.search, draft.right)):
        yield "wrong", "always, never, only and the like stand in wrong options alone"
    if draft.type is ItemType.CHOICE:
        telling = _words(draft.stem) & _words(draft.right[0]) - _words(" ".join(wrong_texts))
        if telling:
            yield "right", f"repeats of the stem what no wrong option does: {min(telling)}"


def _words(text: str) -> set[str]:
    without_blanks = re.sub(r"\{\{.*?\}\}|`.*?`", " ", text.lower())
    # Up to an ending: "filters" tells as much as "filter".
    return {word[:7] for word in _WORD.findall(without_blanks) if len(word) >= _LONG_WORD}


def of_bank(entries: Sequence[Entry], known: Known, *, is_whole: bool = True) -> Iterator[str]:
    """Yield what is wrong with the items as a whole.

    Args:
        entries: all items of the topics concerned, for practice and for exams.
        known: the concepts, exercises and headings concerned, and all misconceptions.
        is_whole: whether these are all topics; shares and misconceptions are the whole bank's.
    """
    if is_whole:
        yield from _of_misconceptions(entries)
        yield from _of_shares(entries)
    yield from _of_concepts(entries, known)
    practice = [entry for entry in entries if not entry.exam]
    counts = Counter(entry.draft.exercise for entry in practice)
    for exercise in known.exercises:
        if counts[exercise] < EXERCISE_ITEMS:
            yield f"{exercise} has {counts[exercise]} items, expected {EXERCISE_ITEMS} or more"
    covered = {source for entry in practice for source in entry.draft.sources}
    for heading in known.headings:
        if heading not in covered:
            yield f"{heading} of the lesson notes has no item"


def _of_misconceptions(entries: Sequence[Entry]) -> Iterator[str]:
    stems: Counter[str] = Counter()
    variants: Counter[str] = Counter()
    computed: set[str] = set()
    for entry in entries:
        for wrong in entry.draft.wrong:
            stems[wrong.misconception] += 1
            variants[wrong.misconception] += len(entry.item.variants) if entry.item else 0
            if entry.draft.answer is not None:
                computed.add(wrong.misconception)
    for id_, count in sorted(stems.items()):
        if count < MISCONCEPTION_STEMS:
            yield f"{id_} occurs in {count} item, expected {MISCONCEPTION_STEMS} or more"
        elif id_ in computed and variants[id_] < MISCONCEPTION_VARIANTS:
            yield (
                f"{id_} is computed in {variants[id_]} variants,"
                f" expected {MISCONCEPTION_VARIANTS} or more"
            )


def _of_concepts(entries: Sequence[Entry], known: Known) -> Iterator[str]:
    by_concept: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for concept in entry.draft.concepts:
            by_concept[concept].append(entry)
    for concept in known.concepts:
        practice = [entry for entry in by_concept[concept] if not entry.exam]
        types = {entry.draft.type for entry in practice}
        if len(practice) < CONCEPT_ITEMS:
            yield f"{concept} has {len(practice)} items, expected {CONCEPT_ITEMS} or more"
        if len(types) < CONCEPT_TYPES:
            yield f"{concept} has items of {len(types)} types, expected {CONCEPT_TYPES} or more"
        if len(practice) == len(by_concept[concept]):
            yield f"{concept} has no exam item"
    for topic in sorted({entry.topic for entry in entries}):
        there = {entry.draft.difficulty for entry in entries if entry.topic == topic}
        if missing := sorted({1, 2, 3} - there):
            yield f"{topic} has no item of difficulty {', '.join(map(str, missing))}"


def _of_shares(entries: Sequence[Entry]) -> Iterator[str]:
    count = len(entries)
    if not count:
        return
    levels = Counter(entry.draft.level for entry in entries)
    for level, (least, most) in LEVEL_SHARES.items():
        share = levels[level] / count
        if not least <= share <= most:
            expected = f"at least {least:.0%}" if share < least else f"at most {most:.0%}"
            yield f"{levels[level]} of {count} items ask to {level}, expected {expected}"
    negative = sum(bool(_NEGATIVE.search(entry.draft.stem)) for entry in entries)
    if negative > max(1, NEGATIVE_SHARE * count):
        yield f"{negative} of {count} stems are negative, expected at most {NEGATIVE_SHARE:.0%}"
    library = sum(entry.draft.library is not None for entry in entries)
    if library > max(1, LIBRARY_SHARE * count):
        yield f"{library} of {count} items are about a library, at most {LIBRARY_SHARE:.0%}"
    choices = [e.item for e in entries if e.item and e.draft.type is ItemType.CHOICE]
    yield from _of_keys(choices)


def _of_keys(choices: Sequence[Item]) -> Iterator[str]:
    """Yield what a student could tell about keys without knowing anything."""
    longest, due = 0, 0.0
    places: Counter[str] = Counter()
    for item in choices:
        variant = item.variants[0]
        lengths = {option.id: len(option.text) for option in variant.options}
        key = lengths.pop(variant.answer)
        longest += key > max(lengths.values())
        due += 1 / len(variant.options)
        places[variant.answer] += 1
    if longest > max(1, round(due)):
        yield (
            f"the key is the longest option in {longest} of {len(choices)} choice items,"
            f" expected at most {round(due)}"
        )
    first = places.most_common(1)
    if len(choices) >= 30 and first[0][1] > 0.45 * len(choices):
        yield f"the key is {first[0][0]} in {first[0][1]} of {len(choices)} choice items"
