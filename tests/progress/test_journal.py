"""The journal keeps what was done, and survives what happens to files."""

import pytest

from cnnquiz.model.event import Asked, Checked, QuizBegun
from cnnquiz.progress.journal import JOURNAL, read_journal, record
from cnnquiz.progress.workspace import STATE
from support.items import START, make_response

EVENTS = (
    QuizBegun(START, "q", "quiz", (Asked("size", 1, 0),), 7),
    make_response("size", 0.5, misconception="forgot-sum", hint=True),
    Checked(START, "ex03", None, ("stride-ignored",)),
)


def test_what_was_recorded_is_read(tmp_path):
    assert read_journal(tmp_path).events == ()
    assert record(tmp_path, EVENTS[:1]) is None
    assert record(tmp_path, EVENTS[1:]) is None
    journal = read_journal(tmp_path)
    assert journal.events == EVENTS
    assert journal.warning is None


def test_recording_only_ever_adds(tmp_path):
    record(tmp_path, EVENTS[:1])
    path = tmp_path / STATE / JOURNAL
    before = path.read_bytes()
    record(tmp_path, EVENTS[1:])
    assert path.read_bytes().startswith(before)


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_line_that_was_cut_short_costs_itself_alone(tmp_path, cut):
    record(tmp_path, EVENTS)
    path = tmp_path / STATE / JOURNAL
    path.write_bytes(path.read_bytes()[:-cut])
    journal = read_journal(tmp_path)
    kept = EVENTS if cut == 1 else EVENTS[:2]
    assert journal.events == kept
    record(tmp_path, EVENTS[2:])
    journal = read_journal(tmp_path)
    assert journal.events == (*kept, EVENTS[2])
    assert (journal.warning is None) == (cut == 1)


@pytest.mark.parametrize(
    "line", [b"{", b"\xff\xfe", b"[]", b'{"type": "party"}', b'{"type": "check"}', b"[" * 5000]
)
def test_line_that_is_no_event_is_left_out_and_told(tmp_path, line):
    record(tmp_path, EVENTS[:1])
    path = tmp_path / STATE / JOURNAL
    path.write_bytes(line + b"\n" + path.read_bytes())
    journal = read_journal(tmp_path)
    assert journal.events == EVENTS[:1]
    assert "1 of 2 lines" in journal.warning


def test_journal_that_cannot_be_written_is_a_warning(tmp_path):
    (tmp_path / STATE).mkdir()
    (tmp_path / STATE / JOURNAL).mkdir()
    assert "could not be written" in record(tmp_path, EVENTS)
    assert "could not be read" in read_journal(tmp_path).warning
