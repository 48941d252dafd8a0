import json
import multiprocessing
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cnnquiz.model.report import CheckResult, ExerciseReport, Status, Verdict
from cnnquiz.progress.log import Entry, read_log, record_check, record_hints

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
LATER = datetime(2026, 3, 5, 5, 6, 7, tzinfo=UTC)


def scored(points: float) -> ExerciseReport:
    checks = (
        CheckResult("check_a", "It adds.", ("add",), points, Verdict.PASSED),
        CheckResult("check_b", "It subtracts.", ("sub",), 10 - points, Verdict.FAILED),
    )
    return ExerciseReport("ex03", "Sums", Status.GRADED, checks=checks)


def path(workspace: Path) -> Path:
    return workspace / ".cnnquiz" / "progress.json"


def entry(**fields: object) -> bytes:
    """A log that is right but for `fields` of its one entry."""
    empty = {"best": None, "last": None, "status": None, "when": None}
    whole = {**empty, "complete": False, "checks": 0, "hints": 0, **fields}
    return json.dumps({"format": 1, "exercises": {"ex03": whole}}).encode()


def test_folder_without_a_log_has_an_empty_one_and_stays_untouched(tmp_path):
    log = read_log(tmp_path)

    assert (dict(log.entries), log.warning, log.of("ex03")) == ({}, None, Entry())
    assert list(tmp_path.iterdir()) == []


def test_best_score_stays_when_a_later_one_is_lower(tmp_path):
    assert record_check(tmp_path, scored(7.5), NOW) is None
    assert record_check(tmp_path, scored(2), LATER) is None

    assert read_log(tmp_path).of("ex03") == Entry(
        best=7.5, last=2.0, status=Status.GRADED, checks=2, when=LATER
    )


def test_full_score_makes_an_exercise_complete_for_good(tmp_path):
    record_check(tmp_path, scored(10), NOW)
    record_check(tmp_path, scored(1), LATER)

    assert read_log(tmp_path).of("ex03").complete


def test_check_that_we_could_not_run_costs_no_score(tmp_path):
    record_check(tmp_path, scored(7.5), NOW)
    record_check(tmp_path, ExerciseReport("ex03", "Sums", Status.NOT_RUN), LATER)

    entry = read_log(tmp_path).of("ex03")
    assert (entry.best, entry.last, entry.status) == (7.5, 7.5, Status.NOT_RUN)


def test_hints_are_remembered_and_never_fewer(tmp_path):
    record_hints(tmp_path, "ex03", 2, NOW)
    record_hints(tmp_path, "ex03", 1, LATER)

    assert read_log(tmp_path).of("ex03") == Entry(hints=2, when=LATER)


def test_file_has_format_1_and_times_in_utc(tmp_path):
    record_check(tmp_path, scored(7.5), NOW)

    assert json.loads(path(tmp_path).read_text()) == {
        "format": 1,
        "exercises": {
            "ex03": {
                "best": 7.5,
                "last": 7.5,
                "status": "graded",
                "complete": False,
                "checks": 1,
                "hints": 0,
                "when": "2026-03-04T05:06:07Z",
            }
        },
    }


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"format": 1}',
        b'{"format": 1, "exercises": []}',
        b'{"format": 1, "exercises": {"ex03": 7}}',
        b'{"format": 1, "exercises": {"ex03": {"best": 1}}}',
        entry(best=float("nan")),
        entry(status="odd"),
        entry(checks=float("inf")),
        b"[" * 100_000,
    ],
)
def test_damaged_log_is_kept_aside_and_a_new_one_begins(tmp_path, content):
    path(tmp_path).parent.mkdir()
    path(tmp_path).write_bytes(content)

    warning = record_check(tmp_path, scored(7.5), NOW)

    assert warning == (
        f"{path(tmp_path)} was damaged; it is kept as progress.json.bak, and progress starts anew"
    )
    assert path(tmp_path).with_name("progress.json.bak").read_bytes() == content
    assert read_log(tmp_path).of("ex03").best == 7.5
    assert read_log(tmp_path).warning is None


def test_second_damaged_log_does_not_overwrite_the_first(tmp_path):
    path(tmp_path).parent.mkdir()
    for content in ("one", "two"):
        path(tmp_path).write_text(content)
        assert read_log(tmp_path).warning is not None

    kept = sorted(p.read_text() for p in path(tmp_path).parent.glob("*.bak"))
    assert kept == ["one", "two"]


def test_log_of_a_newer_format_is_left_as_it_is(tmp_path):
    path(tmp_path).parent.mkdir()
    path(tmp_path).write_text('{"format": 2, "exercises": "who knows"}')

    warning = record_check(tmp_path, scored(7.5), NOW)

    assert warning == f"{path(tmp_path)} was written by a newer cnnquiz; progress is not recorded"
    assert path(tmp_path).read_text() == '{"format": 2, "exercises": "who knows"}'


def test_interruption_while_writing_leaves_the_old_log_whole(tmp_path, monkeypatch):
    record_check(tmp_path, scored(7.5), NOW)

    def interrupted(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        record_check(tmp_path, scored(9), LATER)
    monkeypatch.undo()

    assert read_log(tmp_path).of("ex03").last == 7.5
    assert {file.name for file in path(tmp_path).parent.iterdir()} == {"progress.json", "lock"}


def test_folder_that_cannot_be_written_gives_a_warning_and_no_crash(tmp_path):
    (tmp_path / ".cnnquiz").write_text("a file where the folder should be")

    warning = record_check(tmp_path, scored(7.5), NOW)

    assert warning is not None
    assert warning.startswith("progress could not be recorded: ")


def _record_ten_times(workspace: Path) -> None:
    for _ in range(10):
        record_check(workspace, scored(5), NOW)


def test_commands_at_the_same_time_lose_nothing(tmp_path):
    context = multiprocessing.get_context("spawn" if os.name == "nt" else "fork")
    writers = [context.Process(target=_record_ten_times, args=(tmp_path,)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)

    assert read_log(tmp_path).of("ex03").checks == 40
