"""Whether an exercise is fit for release: what its author promised is tried out, not believed."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cnnquiz.course.stub import UnbalancedError, cut
from cnnquiz.course.submission import read_submission
from cnnquiz.errors import CourseError, Problem
from cnnquiz.judge.author import WrongVersion
from cnnquiz.judge.examples import examples_of
from cnnquiz.judge.material import Material
from cnnquiz.judge.run import Judge
from cnnquiz.judge.student import Rehearsal
from cnnquiz.model.course import MAX_SCORE, Exercise, Misconception
from cnnquiz.model.report import CheckResult, ExerciseReport, Status, Verdict
from cnnquiz.model.submission import Submission

HINTS = 3
WRONG_VERSIONS = 6
NAMED = 0.8  # of the wrong versions caught, this share at least is named by the diagnosis

Check = Callable[[Exercise, Submission, int], ExerciseReport]


@dataclass(slots=True)
class Verification:
    """What came of verifying one exercise.

    Attributes:
        exercise: which.
        problems: everything that keeps it from being released.
        wrong_versions: how many executable misconceptions it has.
        caught: how many of them a check of their function caught, with every seed.
        named: how many of those the diagnosis named, with every seed.
        seconds: processor time that the checks took on the reference.
    """

    exercise: Exercise
    problems: list[Problem] = field(default_factory=list)
    wrong_versions: int = 0
    caught: int = 0
    named: int = 0
    seconds: float = 0.0


class Verifier:
    """Verifies one exercise.

    Args:
        material: the instructor's half of it.
        catalogue: the misconceptions by id.
        check: checks a file as `cnnquiz check` does, in a worker.
        examples: likewise runs the examples of the docstrings.
    """

    def __init__(
        self,
        material: Material,
        catalogue: Mapping[str, Misconception],
        check: Check,
        examples: Callable[[Exercise, Submission], ExerciseReport],
    ) -> None:
        self._material = material
        self._exercise = material.exercise
        self._catalogue = catalogue
        self._check = check
        self._examples = examples
        self._done = Verification(material.exercise)
        self._judge = Judge(material, catalogue.get, self._done.problems.append)

    def verify(self, seeds: Sequence[int]) -> Verification:
        """Return what came of it; nothing that is wrong with the exercise is raised."""
        try:
            self._files()
            for seed in seeds:
                self._reference(seed)
            self._stub()
            self._wrong_versions(seeds)
        except CourseError as error:
            self._done.problems += error.problems
        return self._done

    # --- what can be read -------------------------------------------------------------------

    def _files(self) -> None:
        exercise = self._exercise
        reference = self._reference_file
        if len(exercise.hints) < HINTS:
            text = f"found {len(exercise.hints)}, expected {HINTS} or more"
            self._problem(exercise.folder / "exercise.yaml", "hints", text)
        if not exercise.concepts:
            self._problem(exercise.folder / "exercise.yaml", "concepts", "found none")
        try:
            due = cut(reference.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, UnbalancedError) as error:
            self._problem(reference, "", str(error))
            return
        stub = exercise.stub
        fresh = stub.is_file() and stub.read_text(encoding="utf-8", errors="replace") == due
        if not fresh:
            self._problem(stub, "", "is not what the reference gives; run: cnnquiz author stubs")
        if not exercise.lesson.is_file():
            self._problem(exercise.lesson, "", "is missing")
        else:
            lesson = exercise.lesson.read_text(encoding="utf-8")
            for name in exercise.function_names:
                if name not in lesson:
                    self._problem(exercise.lesson, "", f"does not mention {name}")
        if fresh:  # another stub's examples may be anything, and it need not even be Python
            self._examples_run(reference)

    def _examples_run(self, reference: Path) -> None:
        with_examples = {name for name, examples in examples_of(self._exercise) if examples}
        for name in self._exercise.function_names:
            if name not in with_examples:
                self._problem(self._exercise.stub, name, "has no example in its docstring")
        report = self._examples(self._exercise, self._read(reference))
        for result in report.checks:
            if result.verdict is not Verdict.PASSED:
                self._problem(reference, result.functions[0], f"example: {result.message}")

    # --- what has to be run ------------------------------------------------------------------

    def _reference(self, seed: int) -> None:
        report = self._check(self._exercise, self._read(self._reference_file), seed)
        self._done.seconds = max(self._done.seconds, sum(one.seconds for one in report.checks))
        if report.status is not Status.GRADED:
            text = f"the reference is {report.status.value}: {report.message}"
            self._problem(self._reference_file, f"seed {seed}", text)
            return
        for result in report.checks:
            if result.verdict is not Verdict.PASSED:
                text = f"the reference fails: {result.message} [{result.call}]"
                self._problem(self._material.checks_file, f"{result.name}, seed {seed}", text)
        for path, text in self._points(report.checks):
            self._problem(self._material.checks_file, path, text)

    def _points(self, checks: Sequence[CheckResult]) -> Iterator[tuple[str, str]]:
        own = [check for check in checks if check.points or not check.name.endswith("off_limits")]
        total = math.fsum(check.points for check in own)
        if not math.isclose(total, MAX_SCORE):
            yield "points", f"add up to {total:g}, expected {MAX_SCORE:g}"
        for check in own:
            if not check.points:
                yield check.name, "is worth nothing; expected @points(…) above 0"
            if not check.functions:
                yield check.name, "names no function of the exercise"
            if check.description == check.name:
                yield check.name, "has no docstring, the line that students read"
        for name in self._exercise.function_names:
            worth = sum(check.points for check in own if name in check.functions)
            if worth < 1:
                yield name, f"carries {worth:g} points, expected 1 or more"

    def _stub(self) -> None:
        if not self._exercise.stub.is_file():
            return
        report = self._check(self._exercise, self._read(self._exercise.stub), 0)
        if report.status is not Status.GRADED or report.score != 0:
            text = f"scores {report.score} ({report.status.value}), expected 0"
            self._problem(self._exercise.stub, "", text)
        for check in report.checks:
            if check.points and check.verdict is not Verdict.NOT_IMPLEMENTED:
                text = f"{check.name} says {check.verdict.value}, expected not_implemented"
                self._problem(self._exercise.stub, "", text)

    def _wrong_versions(self, seeds: Sequence[int]) -> None:
        wrong_versions = self._material.wrong_versions
        self._listed(wrong_versions)
        file = self._material.folder / "misconceptions.py"
        caught = named = set(range(len(wrong_versions)))
        for seed in seeds:
            for index, failed in enumerate(self._failures(wrong_versions, seed)):
                wrong = wrong_versions[index]
                for text in _not_as_promised(wrong, failed, seed):
                    self._problem(file, f"{wrong.id} ({wrong.compute.__name__})", text)
                if not any(wrong.of in check.functions for check in failed):
                    caught = caught - {index}
                if wrong.id not in {one.misconception.id for one in failed if one.misconception}:
                    named = named - {index}
        self._done.wrong_versions = len(wrong_versions)
        self._done.caught, self._done.named = len(caught), len(named & caught)
        if self._done.named < NAMED * self._done.caught:
            text = f"the diagnosis names {self._done.named} of {self._done.caught} that are caught"
            self._problem(file, "", f"{text}, expected {NAMED:.0%}")

    def _listed(self, wrong_versions: Sequence[WrongVersion]) -> None:
        """Look at what can be said of the wrong versions before any has run."""
        file = self._material.folder / "misconceptions.py"
        if len(wrong_versions) < WRONG_VERSIONS:
            text = f"found {len(wrong_versions)}, expected {WRONG_VERSIONS} or more"
            self._problem(file, "", text)
        for wrong in wrong_versions:
            if wrong.of not in self._exercise.function_names:
                self._problem(file, wrong.id, f"replaces {wrong.of}, which is no function here")
            if wrong.id not in self._catalogue:
                self._problem(file, wrong.id, "is not in questionbank/misconceptions.yaml")

    def _failures(
        self, wrong_versions: Sequence[WrongVersion], seed: int
    ) -> Iterator[list[CheckResult]]:
        """Yield, for each wrong version in the reference's place, the checks that it fails."""
        for wrong in wrong_versions:
            student = Rehearsal(self._material, self._material.mutated(wrong))
            results = self._judge.run(student, seed)
            yield [check for check in results if check.verdict is not Verdict.PASSED]

    # ------------------------------------------------------------------------------------------

    @property
    def _reference_file(self) -> Path:
        return self._material.folder / f"{self._exercise.slug}.py"

    def _read(self, path: Path) -> Submission:
        submission = read_submission(path)
        if not isinstance(submission, Submission):
            raise CourseError([Problem(str(path), "", submission.message)])
        return submission

    def _problem(self, file: Path, path: str, text: str) -> None:
        problem = Problem(f"{file.parent.name}/{file.name}", path, text)
        if problem not in self._done.problems:
            self._done.problems.append(problem)


def _not_as_promised(
    wrong: WrongVersion, failed: Sequence[CheckResult], seed: int
) -> Iterator[str]:
    """Yield what is wrong with the checks that a wrong version fails."""
    if not any(wrong.of in check.functions for check in failed):
        yield f"no check of {wrong.of} catches it with seed {seed}"
    for check in failed:
        if wrong.of not in check.functions:
            yield f"makes {check.name} fail, which does not judge {wrong.of}"
