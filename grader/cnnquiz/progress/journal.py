"""The student's journal: an append-only file of what they did, one JSON object a line.

Everything else that is known of a student's learning (cards, mastery, beliefs) is computed from
it. A line that was cut short, as by a battery that died, costs that line alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from cnnquiz.model.event import Event
from cnnquiz.progress.workspace import STATE, lock

JOURNAL = "journal.jsonl"


@dataclass(frozen=True, slots=True)
class Journal:
    """What a student did, oldest first, and what was wrong with the file, if anything."""

    events: tuple[Event, ...]
    warning: str | None = None


def read_journal(workspace: Path) -> Journal:
    """Return what the workspace's journal says; lines that cannot be read are left out."""
    return read_journal_file(workspace / STATE / JOURNAL)


def read_journal_file(path: Path) -> Journal:
    """Return what a journal says, wherever it lies; one that is not there is empty."""
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return Journal(())
    except OSError as error:
        return Journal((), f"the journal could not be read: {error}")
    decoder = msgspec.json.Decoder(Event)
    events: list[Event] = []
    unread = 0
    for line in lines:
        if line.strip():
            try:
                events.append(decoder.decode(line))
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                unread += 1
    warning = f"{path}: {unread} of {unread + len(events)} lines could not be read"
    return Journal(tuple(events), warning if unread else None)


def read_journals(folder: Path) -> Iterator[tuple[str, Journal]]:
    """Yield every student's name and journal: of a folder for each, or of a file for each.

    Raises:
        OSError: the folder cannot be read.
    """
    for path in sorted(folder.iterdir()):
        found = [path / JOURNAL, path / STATE / JOURNAL] if path.is_dir() else [path]
        file = next((f for f in found if f.is_file() and f.suffix == ".jsonl"), None)
        if file is not None:
            yield (path.name if path.is_dir() else path.stem), read_journal_file(file)


def record(workspace: Path, events: Iterable[Event]) -> str | None:
    """Add events to the workspace's journal, and return a warning if that went wrong."""
    path = workspace / STATE / JOURNAL
    lines = b"".join(msgspec.json.encode(event) + b"\n" for event in events)
    try:
        with lock(workspace), path.open("ab+") as file:
            # What a half-written line left behind must not swallow the next one.
            if file.tell() and _last_byte(path) != b"\n":
                lines = b"\n" + lines
            file.write(lines)
            file.flush()
    except OSError as error:
        return f"the journal could not be written: {error}"
    return None


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1)
