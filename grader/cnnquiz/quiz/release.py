"""The whole bank, from its authors' files to what is released: dealt, verified, locked."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cnnquiz.course import bank
from cnnquiz.errors import CourseError, Problem
from cnnquiz.model.draft import Draft
from cnnquiz.model.item import Concept, Item, ItemType
from cnnquiz.quiz.case import Functions
from cnnquiz.quiz.deal import Dealt, deal, lock_lines
from cnnquiz.quiz.rules import Entry, Known, of_bank, of_item

# Of these types the wrong values are computed, and can therefore collide.
_COMPUTED = {ItemType.NUMBER, ItemType.SHAPE}


@dataclass(slots=True)
class Shelf:
    """One of the two halves of the bank: items for practice, or items for exams.

    Attributes:
        folder: where its items are written, and where it is released to.
        exam: which half it is.
        dealt: what came of every item, by topic.
    """

    folder: Path
    exam: bool
    dealt: dict[str, list[Dealt]] = field(default_factory=dict)

    @property
    def items(self) -> list[Item]:
        """All items that could be dealt, by topic, in the order of their files."""
        found = (one.item for topic in self.dealt.values() for one in topic)
        return [item for item in found if item is not None]

    @property
    def text(self) -> str:
        """What `dealt.jsonl` has to hold."""
        return bank.dealt_text(self.items)

    @property
    def lock(self) -> str:
        """What `variants.lock` has to hold."""
        lines = (line for topic in self.dealt.values() for one in topic for line in lock_lines(one))
        return "".join(f"{line}\n" for line in lines)


@dataclass(slots=True)
class Release:
    """What came of dealing and verifying.

    Attributes:
        shelves: practice, then exam.
        problems: everything that keeps the bank from being released.
        covered: the ids of the items by heading of the lesson notes.
    """

    shelves: Sequence[Shelf]
    problems: list[Problem] = field(default_factory=list)
    covered: dict[str, list[str]] = field(default_factory=dict)

    @property
    def entries(self) -> list[Entry]:
        """Every item as written and as dealt."""
        return [
            Entry(one.draft, topic, shelf.exam, one.item)
            for shelf in self.shelves
            for topic, all_dealt in shelf.dealt.items()
            for one in all_dealt
        ]


def prepare(
    shelves: Sequence[Shelf],
    known: Known,
    functions: Functions,
    *,
    topics: Sequence[str] = (),
    wanted: Callable[[Draft, str], bool] = lambda _draft, _topic: True,
    progress: Callable[[Sequence[Draft]], Iterable[Draft]] = iter,
) -> Release:
    """Return the bank, dealt and verified.

    Args:
        shelves: its halves, empty as yet; they are filled.
        known: what items may refer to.
        functions: what their expressions may call.
        topics: deal these alone; left out, all.
        wanted: says of an item and its topic whether to deal it.
        progress: wraps the items of each file, to show how far it has come.
    """
    release = Release(shelves)
    ids: dict[str, str] = {}
    for shelf in shelves:
        for topic in bank.topics(shelf.folder):
            if topics and topic not in topics:
                continue
            file = f"{shelf.folder.name}/{topic}.yaml"
            try:
                drafts = bank.load_topic(shelf.folder, topic)
            except CourseError as error:
                release.problems += error.problems
                continue
            shelf.dealt[topic] = [
                deal(draft, topic, functions, file=file, exam=shelf.exam)
                for draft in progress([draft for draft in drafts if wanted(draft, topic)])
            ]
            for one in shelf.dealt[topic]:
                release.problems += one.problems
                first = ids.setdefault(one.draft.id, file)
                if first != file:
                    release.problems.append(Problem(file, one.draft.id, f"is in {first} as well"))
    _verify(release, _narrowed(known, topics, release), is_whole=not topics)
    return release


def stale(release: Release, known: Known) -> list[Problem]:
    """Return a problem for each released file that is not what the items give."""
    problems = []
    for path, due in _released(release, known):
        if not path.is_file() or path.read_text(encoding="utf-8") != due:
            text = "is not what the items give; run: cnnquiz author deal"
            problems.append(Problem(f"{path.parent.name}/{path.name}", "", text))
    return problems


def changed_without_notice(shelf: Shelf) -> list[str]:
    """Return the ids of items whose variants differ from the lock's, with the same `rev`."""
    path = shelf.folder / bank.LOCK
    before = _by_item(path.read_text(encoding="utf-8") if path.is_file() else "")
    now = _by_item(shelf.lock)
    return sorted(key[0] for key in before.keys() & now.keys() if before[key] != now[key])


def write(release: Release, known: Known) -> list[Path]:
    """Write what is released; return the files that changed."""
    written = []
    for path, text in _released(release, known):
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            written.append(path)
    return written


def coverage(release: Release, known: Known) -> str:
    """Return what the bank covers, as Markdown: concepts, then headings of the lesson notes."""
    lines = [
        "# What the question bank covers",
        "",
        "Written by `cnnquiz author deal`. Questions are counted once, whatever their variants.",
        "",
        "| topic | concept | questions | with variables | for exams |",
        "| --- | --- | --- | --- | --- |",
    ]
    for concept in known.concepts.values():
        own = [entry for entry in release.entries if concept.id in entry.draft.concepts]
        practice = [entry for entry in own if not entry.exam]
        with_vars = sum(bool(entry.draft.vars) for entry in practice)
        counts = f"{len(practice)} | {with_vars} | {len(own) - len(practice)}"
        lines.append(f"| {concept.topic} | {concept.name} | {counts} |")
    lines += ["", "| lesson note | heading | questions |", "| --- | --- | --- |"]
    for heading, about in known.headings.items():
        note = heading.partition("/")[0]
        lines.append(f"| {note} | {about} | {len(release.covered[heading])} |")
    return "\n".join([*lines, ""])


def _released(release: Release, known: Known) -> Iterator[tuple[Path, str]]:
    """Yield every file that is released, and what it has to hold."""
    for shelf in release.shelves:
        yield shelf.folder / bank.DEALT, shelf.text
        yield shelf.folder / bank.LOCK, shelf.lock
        if not shelf.exam:
            yield shelf.folder / bank.COVERAGE, coverage(release, known)


def collisions(release: Release) -> list[tuple[str, int, int, str]]:
    """Return a row for every item with computed wrong values: id, variants, dropped, why."""
    rows = []
    for shelf in release.shelves:
        for one in (one for topic in shelf.dealt.values() for one in topic):
            if one.dropped or one.draft.type in _COMPUTED:
                reasons = "; ".join(dict.fromkeys(dropped.reason for dropped in one.dropped))
                rows.append((one.draft.id, len(one.values), len(one.dropped), reasons))
    return rows


def _by_item(lock: str) -> dict[tuple[str, str], list[str]]:
    """Return a lock's lines by item and revision."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in lock.splitlines():
        id_, rev, rest = line.split(" ", 2)
        found.setdefault((id_, rev), []).append(rest)
    return found


def _verify(release: Release, known: Known, *, is_whole: bool) -> None:
    entries = release.entries
    for entry in entries:
        folder = "exam" if entry.exam else "questionbank"
        for path, text in of_item(entry, known):
            problem = Problem(f"{folder}/{entry.topic}.yaml", f"{entry.draft.id}.{path}", text)
            release.problems.append(problem)
    texts = of_bank(entries, known, is_whole=is_whole)
    release.problems += [Problem("questionbank", "", text) for text in texts]
    release.covered = {heading: [] for heading in known.headings}
    for entry in entries:
        for source in entry.draft.sources:
            if source in release.covered and not entry.exam:
                release.covered[source].append(entry.draft.id)


def _narrowed(known: Known, topics: Sequence[str], release: Release) -> Known:
    """Return what the bank is held to: all of it, or what belongs to the topics asked for."""
    if not topics:
        return known
    concepts: Mapping[str, Concept] = {
        id_: concept for id_, concept in known.concepts.items() if concept.topic in topics
    }
    drafts = [entry.draft for entry in release.entries]
    exercises = {draft.exercise for draft in drafts if draft.exercise} & set(known.exercises)
    named = {source for draft in drafts for source in draft.sources}
    headings = {id_: about for id_, about in known.headings.items() if id_ in named}
    return replace(known, concepts=concepts, exercises=sorted(exercises), headings=headings)
