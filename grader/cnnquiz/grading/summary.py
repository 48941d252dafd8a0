"""What a class's results say together: distributions, pass rates, beliefs, what needs a look."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from cnnquiz.model.course import Misconception
from cnnquiz.model.gradebook import Grade, Standing
from cnnquiz.model.report import CheckResult, ExerciseReport, Status, Verdict

PASS_PERCENT = 50.0  # of the points, by default
_OFF_LIMITS_CHECK = "check_off_limits"  # the judge's name for it; importing it imports pytest
_WHY = {
    Verdict.TIMEOUT: "takes too long",
    Verdict.CRASHED: "crashes",
}
_NOT_GRADED = {
    Status.UNREADABLE: "cannot be read",
    Status.NOT_RUN: "could not be judged, because cnnquiz or the course failed",
}


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """How a class fared with one check.

    Attributes:
        name: the check function's name.
        description: the line that students read.
        functions: the functions that it judges.
        points: what it is worth.
        verdicts: how often it ended in each way, the most frequent first; `not_run` is left out.
    """

    name: str
    description: str
    functions: tuple[str, ...]
    points: float
    verdicts: Mapping[Verdict, int]

    @property
    def judged(self) -> int:
        """How many submissions it was run on."""
        return sum(self.verdicts.values())

    @property
    def passed(self) -> float | None:
        """The share of them that passed, from 0 to 1; None if there are none."""
        return self.verdicts.get(Verdict.PASSED, 0) / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class ExerciseSummary:
    """How a class fared with one exercise.

    Attributes:
        exercise: its short name.
        title: its title.
        max_score: points to be had.
        scores: the points that count of everybody who handed something in that could be judged.
        missing: how many handed nothing in.
        not_run: how many could not be judged.
        confinement: how often each level held the students' code.
        checks: its checks, in order.
        pass_points: from how many points on it is passed.
    """

    exercise: str
    title: str
    max_score: float
    scores: tuple[float, ...]
    missing: int
    not_run: int
    confinement: Mapping[str, int]
    checks: tuple[CheckSummary, ...]
    pass_points: float

    @property
    def mean(self) -> float | None:
        """The mean score; None if there is no score."""
        return fmean(self.scores) if self.scores else None

    @property
    def median(self) -> float | None:
        """The median score; None if there is no score."""
        return median(self.scores) if self.scores else None

    @property
    def passed(self) -> float | None:
        """The share of scores that pass, from 0 to 1; None if there is no score."""
        return self._share(self.pass_points)

    @property
    def full(self) -> float | None:
        """The share of scores that are full; None if there is no score."""
        return self._share(self.max_score)

    def _share(self, least: float) -> float | None:
        # Points such as 0.1 do not add up exactly.
        reached = sum(score >= least - 1e-9 for score in self.scores)
        return reached / len(self.scores) if self.scores else None


@dataclass(frozen=True, slots=True)
class Belief:
    """Who holds a misconception.

    Attributes:
        misconception: the belief, and what refutes it.
        code: the exercises whose checks it explains, by student.
        quizzes: who shows it in quizzes.
    """

    misconception: Misconception
    code: Mapping[str, tuple[str, ...]]
    quizzes: frozenset[str]

    @property
    def students(self) -> tuple[str, ...]:
        """Everybody who holds it, in alphabetical order."""
        return tuple(sorted(self.code.keys() | self.quizzes))


@dataclass(frozen=True, slots=True)
class Look:
    """A submission that somebody should look at.

    Attributes:
        student: whose it is.
        exercise: the exercise's short name.
        reasons: why, each a few words.
    """

    student: str
    exercise: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StudentSummary:
    """What one student has.

    Attributes:
        student: the student.
        grades: what holds for each exercise, by its short name.
        problems: what is odd about what they handed in.
    """

    student: str
    grades: Mapping[str, Grade]
    problems: tuple[str, ...]

    @property
    def points(self) -> float:
        """Points that count, of all exercises together."""
        return sum(grade.final or 0.0 for grade in self.grades.values())

    @property
    def max_points(self) -> float:
        """Points to be had in the exercises that have a score."""
        return sum(g.max_score for g in self.grades.values() if g.final is not None)

    @property
    def share(self) -> float | None:
        """Points that count, of those to be had; None if no exercise has a score."""
        return self.points / self.max_points if self.max_points else None


@dataclass(frozen=True, slots=True)
class ClassSummary:
    """What the results of a class say together.

    Attributes:
        students: everybody, in alphabetical order.
        exercises: every exercise, in order.
        beliefs: every misconception that anybody holds, the most frequent first.
        looks: submissions that need a look, by student.
    """

    students: tuple[StudentSummary, ...]
    exercises: tuple[ExerciseSummary, ...]
    beliefs: tuple[Belief, ...]
    looks: tuple[Look, ...]


def summarise(
    standings: Iterable[Standing],
    quizzes: Mapping[str, Sequence[Misconception]],
    pass_percent: float = PASS_PERCENT,
) -> ClassSummary:
    """Return what the results of a class say together.

    Args:
        standings: where each student stands; they are gone through once.
        quizzes: what each student believes, by the quizzes that they took.
        pass_percent: of the points, from which on an exercise is passed.
    """
    students: list[StudentSummary] = []
    looks: list[Look] = []
    grades: dict[str, list[Grade]] = defaultdict(list)
    tallies: dict[str, _Tally] = {}
    catalogue: dict[str, Misconception] = {}
    code: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for standing in standings:
        own = {grade.exercise: grade for grade in standing.grades}
        students.append(StudentSummary(standing.student, own, standing.problems))
        for report in standing.reports:
            name = report.exercise
            grades[name].append(own[name])
            tallies.setdefault(name, _Tally(report.title)).add(report)
            if reasons := tuple(reasons_to_look(report)):
                looks.append(Look(standing.student, name, reasons))
            for held in (check.misconception for check in report.checks):
                if held is not None:
                    catalogue[held.id] = held
                    code[held.id][standing.student][name] = None
    believed: dict[str, set[str]] = defaultdict(set)
    for student, beliefs in quizzes.items():
        for held in beliefs:
            catalogue.setdefault(held.id, held)
            believed[held.id].add(student)
    beliefs_of_all = [
        Belief(
            held,
            {student: tuple(names) for student, names in code[held.id].items()},
            frozenset(believed[held.id]),
        )
        for held in catalogue.values()
    ]
    return ClassSummary(
        tuple(sorted(students, key=lambda one: one.student)),
        tuple(
            _exercise(name, grades[name], tally, pass_percent)
            for name, tally in sorted(tallies.items())
        ),
        tuple(sorted(beliefs_of_all, key=lambda one: (-len(one.students), one.misconception.id))),
        tuple(sorted(looks, key=lambda look: (look.student, look.exercise))),
    )


def reasons_to_look(report: ExerciseReport) -> Iterator[str]:
    """Yield why somebody should look at a submission; nothing where nobody need."""
    if report.status in _NOT_GRADED:
        yield (
            f"{_NOT_GRADED[report.status]}: {report.message}"
            if report.message
            else (_NOT_GRADED[report.status])
        )
    for verdict, why in _WHY.items():
        names = [check.name for check in report.checks if check.verdict is verdict]
        if names:
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            yield f"{why} in {names[0]}{more}"
    for check in report.checks:
        if check.name == _OFF_LIMITS_CHECK and check.verdict is not Verdict.PASSED:
            yield check.message or "uses what is off limits"


class _Tally:
    """How the checks of an exercise ended, counted as reports come."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.statuses: Counter[Status] = Counter()
        self.confinement: Counter[str] = Counter()
        self._checks: dict[str, CheckResult] = {}
        self._verdicts: dict[str, Counter[Verdict]] = defaultdict(Counter)

    def add(self, report: ExerciseReport) -> None:
        """Count one report."""
        self.statuses[report.status] += 1
        if report.confinement is not None:
            self.confinement[report.confinement.value] += 1
        for check in report.checks:
            # The last of those of one name: a later grading may have had another file of checks.
            self._checks[check.name] = check
            if check.verdict is not Verdict.NOT_RUN:
                self._verdicts[check.name][check.verdict] += 1

    def checks(self) -> Iterator[CheckSummary]:
        """Yield how each check fared."""
        for name, check in self._checks.items():
            functions = check.functions[:1]  # what is behind it differs from student to student
            verdicts = dict(self._verdicts[name].most_common())
            yield CheckSummary(name, check.description, functions, check.points, verdicts)


def _exercise(
    name: str, grades: Sequence[Grade], tally: _Tally, pass_percent: float
) -> ExerciseSummary:
    # An override gives a score to those who handed in nothing, too.
    nothing = [g for g in grades if g.status == Status.MISSING.value and g.override is None]
    scores = tuple(g.final for g in grades if g.final is not None and g not in nothing)
    max_score = max(grade.max_score for grade in grades)
    return ExerciseSummary(
        name,
        tally.title,
        max_score,
        scores,
        len(nothing),
        sum(grade.final is None for grade in grades),
        dict(tally.confinement),
        tuple(tally.checks()),
        max_score * pass_percent / 100,
    )
