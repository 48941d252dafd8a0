"""Finds the course and the solutions on disk.

Neither is ever looked for in the working directory: solutions are executed by the judge, and the
working directory is where students' files lie.
"""

import sys
from collections.abc import Mapping
from importlib.machinery import PathFinder
from pathlib import Path

from cnnquiz.errors import CourseError, Problem

COURSE_VARIABLE = "CNNQUIZ_COURSE"
SOLUTIONS_VARIABLE = "CNNQUIZ_SOLUTIONS"
ENTRY_POINTS = "cnnquiz.solutions"  # group of the entry point that names the solutions' package


def course_folder(environ: Mapping[str, str], package: Path | None = None) -> Path:
    """Return the folder that holds `exercises` and `questionbank`.

    That is what CNNQUIZ_COURSE names; else the course inside the installed package; else the
    checkout that contains the package.

    Args:
        environ: the environment variables.
        package: the folder of the package `cnnquiz`; by default, of the one that is running.

    Raises:
        CourseError: CNNQUIZ_COURSE names a folder without a course, or there is none anywhere.
    """
    package = _package_folder() if package is None else package
    if named := environ.get(COURSE_VARIABLE):
        if not _holds_course(Path(named)):
            expected = f"found {named!r}, expected a folder that holds exercises/course.yaml"
            raise CourseError([Problem(COURSE_VARIABLE, "", expected)])
        return Path(named)
    for folder in filter(None, (package / "_course", _checkout(package))):
        if _holds_course(folder):
            return folder
    problem = (
        "found no course, neither installed nor in a checkout; "
        f"set {COURSE_VARIABLE} to a folder that holds exercises/course.yaml"
    )
    raise CourseError([Problem(package.as_posix(), "", problem)])


def solutions_folder(environ: Mapping[str, str], package: Path | None = None) -> Path | None:
    """Return the folder with the reference solutions and hidden checks, or None if there is none.

    That is what CNNQUIZ_SOLUTIONS names; else `solutions` in the checkout that contains the
    package; else the installed distribution cnnquiz-instructor.

    Args:
        environ: the environment variables.
        package: the folder of the package `cnnquiz`; by default, of the one that is running.

    Raises:
        CourseError: CNNQUIZ_SOLUTIONS names something that is no folder.
    """
    package = _package_folder() if package is None else package
    if named := environ.get(SOLUTIONS_VARIABLE):
        if not Path(named).is_dir():
            expected = f"found {named!r}, expected an existing folder of solutions"
            raise CourseError([Problem(SOLUTIONS_VARIABLE, "", expected)])
        return Path(named)
    checkout = checkout_folder(package)
    if checkout and (checkout / "solutions").is_dir():
        return checkout / "solutions"
    return _bundled_solutions()


def checkout_folder(package: Path | None = None) -> Path | None:
    """Return the checkout of the course that contains the package, or None if there is none.

    Args:
        package: the folder of the package `cnnquiz`; by default, of the one that is running.
    """
    checkout = _checkout(_package_folder() if package is None else package)
    return checkout if checkout and _holds_course(checkout) else None


def _package_folder() -> Path:
    return Path(__file__).resolve().parents[1]


def _checkout(package: Path) -> Path | None:
    """Return the checkout that contains the package, or None if it lies in no `grader` folder.

    Without that condition, `pip install --target x` would make a checkout of the folder beside x.
    """
    source_root = package.resolve().parent
    return source_root.parent if source_root.name == "grader" else None


def _holds_course(folder: Path) -> bool:
    return (folder / "exercises" / "course.yaml").is_file()


def _bundled_solutions() -> Path | None:
    """Return the folder of the package that the entry point `bundled` names, importing nothing.

    The package is found as an import would find it, except in the working directory, which
    `python -m` puts first on the module path.
    """
    from importlib.metadata import distributions  # noqa: PLC0415  # slow, and rarely needed

    here = Path.cwd()
    path = [entry for entry in sys.path if entry and Path(entry).resolve() != here]
    for distribution in distributions(path=path):
        for point in distribution.entry_points.select(group=ENTRY_POINTS, name="bundled"):
            spec = PathFinder.find_spec(point.value, path)
            if spec is not None and spec.submodule_search_locations:
                return Path(next(iter(spec.submodule_search_locations)))
    return None
