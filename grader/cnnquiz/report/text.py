"""Reports for people who read them in a terminal."""

from collections.abc import Iterator, Sequence
from itertools import islice

from cnnquiz.model.report import CheckResult, ExerciseReport, Status, Verdict
from cnnquiz.report.terminal import Terminal

_PRINTED_LINES = 10
_INDENT = " " * 7

# Mark, the same in ASCII, colour.
_MARKS = {
    Verdict.PASSED: ("✓", "ok", "green"),
    Verdict.FAILED: ("✗", "x", "red"),
    Verdict.ERROR: ("!", "!", "red"),
    Verdict.TIMEOUT: ("⏱", "t", "yellow"),
    Verdict.CRASHED: ("!", "!", "red"),
    Verdict.NOT_IMPLEMENTED: ("·", "-", None),
    Verdict.NOT_RUN: ("?", "?", "yellow"),
}

# What is said where a check that did not pass gives no reason of its own.
REASONS = {
    Verdict.FAILED: "The result is not the one the exercise asks for.",
    Verdict.ERROR: "Your code raised an error.",
    Verdict.TIMEOUT: "Your code took too long and was stopped.",
    Verdict.CRASHED: "The process that ran your code ended unexpectedly.",
    Verdict.NOT_RUN: "cnnquiz could not run this check. No points are lost by it.",
}

_NO_SCORE = {Status.EXAMPLES_ONLY: "examples only", Status.NOT_RUN: "could not be judged"}
_ZERO = {Status.UNREADABLE: "could not be read", Status.MISSING: "no file yet"}


def write_report(
    report: ExerciseReport,
    terminal: Terminal,
    *,
    following: str | None = None,
    advice: bool = True,
) -> str:
    """Return the report as lines of text, without a line break at the end.

    Args:
        report: what became of the exercise.
        terminal: what can be shown.
        following: the short name of the next exercise, to go to when this one is done.
        advice: whether to close with what to do next; of several reports, the summary does.
    """
    lines = [_header(report, terminal)]
    if report.message:
        lines += terminal.wrap(report.message, "  ")
    if report.status is Status.EXAMPLES_ONLY:
        lines += terminal.wrap("The hidden checks run when your work is handed in.", "  ")
    told: set[str] = set()
    for functions, checks in _groups(report.checks):
        lines += ["", *_group(functions, checks, terminal, told)]
    if report.printed:
        lines += ["", "  Your file printed while loading:"]
        lines += _printed(report.printed, terminal, "  ")
    lines += _also_printed(report.checks)
    if advice:
        lines += ["", *terminal.wrap(_advice(report, following))]
    # Paragraphs bring their own empty lines; two in a row are one.
    pairs = zip(lines, ["", *lines], strict=False)
    return "\n".join(line for line, before in pairs if line or before)


def write_summary(reports: Sequence[ExerciseReport], terminal: Terminal) -> str:
    """Return one line for each report, their total, and what to do next."""
    lines = [_header(report, terminal, bold=False) for report in reports]
    scored = [report for report in reports if report.score is not None]
    if scored:
        earned = sum(report.score or 0.0 for report in scored)
        worth = sum(report.max_score for report in scored)
        lines.append(_sides("total", _score(earned, worth, terminal), terminal, bold=True))
    left = [report.exercise for report in reports if not report.complete]
    advice = f"Next: cnnquiz check {left[0]}" if left else "Nothing is left to do here."
    return "\n".join([*lines, "", advice])


def points(value: float) -> str:
    """Return points as people write them: `2`, `7.5`, `0.25`."""
    return f"{round(value, 2):g}"


# --- one exercise -----------------------------------------------------------------------------


def _header(report: ExerciseReport, terminal: Terminal, *, bold: bool = True) -> str:
    if report.score is None:
        right = _NO_SCORE[report.status].ljust(20)
    else:
        right = _score(report.score, report.max_score, terminal)
        if not bold and report.status in _ZERO:
            right = _ZERO[report.status].ljust(20)
    return _sides(f"{report.exercise}  {report.title}", right, terminal, bold=bold)


def _score(earned: float, worth: float, terminal: Terminal) -> str:
    return f"{points(earned)} / {points(worth)}  {terminal.bar(earned, worth)}"


def _sides(left: str, right: str, terminal: Terminal, *, bold: bool) -> str:
    """Return one line with `left` at its left, cut if need be, and `right` at its right."""
    space = terminal.width - len(right) - 2
    left = terminal.fit(left).replace("\n", " ")
    if len(left) > space:
        ending = terminal.fit("…")
        left = left[: space - len(ending)] + ending
    styled = terminal.style(left, bold=True) if bold else left
    return f"{styled}{' ' * (space - len(left) + 2)}{right}".rstrip()


def _groups(
    checks: Sequence[CheckResult],
) -> Iterator[tuple[tuple[str, ...], list[CheckResult]]]:
    """Yield the checks by the functions they judge, in the order of their first check."""
    groups: dict[tuple[str, ...], list[CheckResult]] = {}
    for check in checks:
        groups.setdefault(check.functions, []).append(check)
    yield from groups.items()


def _group(
    functions: tuple[str, ...],
    checks: Sequence[CheckResult],
    terminal: Terminal,
    told: set[str],
) -> list[str]:
    """Return the lines on one function's checks; beliefs that are explained join `told`."""
    name = ", ".join(functions) or "the whole file"
    unwritten = [check for check in checks if check.verdict is Verdict.NOT_IMPLEMENTED]
    lines: list[str] = []
    if len(unwritten) < len(checks):
        worth = sum(check.points for check in checks)
        earned = [check.earned for check in checks]
        sure = None if None in earned else sum(value or 0.0 for value in earned)
        right = _earned(sure, worth) if worth else ""
        lines.append(_sides(f"  {name}", right, terminal, bold=True))
        for check in checks:
            if check.verdict is not Verdict.NOT_IMPLEMENTED:
                lines += _check(check, terminal, told)
    if unwritten:
        worth = sum(check.points for check in unwritten)
        unit = "point" if worth == 1 else "points"
        lost = f" ({points(worth)} {unit})" if worth else ""
        mark = _mark(Verdict.NOT_IMPLEMENTED, terminal)
        # Under another name it is written, perhaps: then the message says so.
        message = unwritten[0].message or ""
        head = f"not written yet: {name}" if message.endswith(" yet.") or not message else message
        lines += terminal.wrap(f"{head}{lost}", f"  {mark} ")
        printed = "\n".join(check.printed.rstrip("\n") for check in unwritten if check.printed)
        lines += _said(printed, terminal)
    return lines


def _earned(earned: float | None, worth: float) -> str:
    return f"{'?' if earned is None else points(earned)} / {points(worth)}"


def _mark(verdict: Verdict, terminal: Terminal) -> str:
    """Return the verdict's mark, two characters wide."""
    fine, plain, _colour = _MARKS[verdict]
    return (fine if terminal.unicode else plain).ljust(2)


# --- one check --------------------------------------------------------------------------------


def _check(check: CheckResult, terminal: Terminal, told: set[str]) -> list[str]:
    right = _earned(check.earned, check.points) if check.points else ""
    mark = _mark(check.verdict, terminal)
    narrow = Terminal(terminal.width - len(right) - 2, terminal.colour, terminal.encoding)
    head, *more = narrow.wrap(check.description, f"  {mark} ")
    gap = terminal.width - len(head) - len(right)
    coloured = terminal.style(mark, fg=_MARKS[check.verdict][2], bold=True)
    first = f"  {coloured}{head[2 + len(mark) :]}{' ' * gap}{right}".rstrip()
    lines = [first, *more]
    if check.verdict is Verdict.PASSED:
        return lines
    return [*lines, *_details(check, terminal, told), *_said(check.printed, terminal)]


def _details(check: CheckResult, terminal: Terminal, told: set[str]) -> list[str]:
    lines: list[str] = []
    if check.call:
        call = terminal.wrap(check.call, _INDENT, f"{_INDENT}    ")
        lines += [terminal.style(line, fg="cyan") for line in call]
    if check.came_back:
        arrow = terminal.fit("→")
        lines += terminal.wrap(check.came_back, f"{_INDENT}{arrow} ")
    if message := check.message or REASONS.get(check.verdict):
        lines += terminal.wrap(message, _INDENT)
    if belief := check.misconception:
        again = belief.id in told
        told.add(belief.id)
        opening = "Perhaps, as above, you think:" if again else "Perhaps you think:"
        think = terminal.wrap(f"{opening} {belief.belief}", _INDENT)
        lines += ["", *(terminal.style(line, fg="yellow") for line in think)]
        lines += ["", ""] if again else [*terminal.wrap(belief.refutation, _INDENT), ""]
    return lines


def _said(printed: str, terminal: Terminal) -> list[str]:
    return [f"{_INDENT}It printed:", *_printed(printed, terminal, _INDENT)] if printed else []


def _also_printed(checks: Sequence[CheckResult]) -> list[str]:
    """Return a line on what was printed in checks that passed, which is nobody's concern."""
    printed = [check.printed for check in checks if check.verdict is Verdict.PASSED]
    count = sum(len(text.splitlines()) for text in printed)
    if not count:
        return []
    unit = "line" if count == 1 else "lines"
    return ["", f"  In checks that passed, your code also printed {count} {unit}."]


def _printed(printed: str, terminal: Terminal, indent: str) -> list[str]:
    """Return what code printed, every line marked so that it cannot pass for the report's own."""
    start = f"{indent}| "
    room = terminal.width - len(start)
    lines = [
        line[at : at + room]
        for line in terminal.fit(printed.rstrip("\n")).split("\n")
        for at in range(0, max(len(line), 1), room)  # cut, not wrapped: spacing carries meaning
    ]
    shown = [f"{start}{line}".rstrip() for line in islice(lines, _PRINTED_LINES)]
    if (more := len(lines) - _PRINTED_LINES) > 0:
        unit = "line" if more == 1 else "lines"
        shown.append(f"{start}{terminal.fit('…')} {more} more {unit}")
    return shown


def _advice(report: ExerciseReport, following: str | None) -> str:
    name = report.exercise
    match report.status:
        case Status.MISSING:
            return f"To begin: cnnquiz start writes the files, cnnquiz show {name} the lesson."
        case Status.UNREADABLE:
            return f"Once the file is mended: cnnquiz check {name}"
        case Status.NOT_RUN:
            return f"To try again: cnnquiz check {name}"
        case Status.GRADED | Status.EXAMPLES_ONLY if report.complete:
            done = "Full score." if report.status is Status.GRADED else "All examples pass."
            return f"{done} Next: cnnquiz {f'show {following}' if following else 'list'}"
        case Status.GRADED | Status.EXAMPLES_ONLY:
            return f"Stuck? cnnquiz hint {name} gives a hint, cnnquiz show {name} the lesson."
