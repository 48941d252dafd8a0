"""Pages that follow from the course's own files: lessons, misconceptions, what questions cover.

They are made when the site is built, so that they cannot be out of step. Nothing is read but what
students receive.
"""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from cnnquiz.course.bank import COVERAGE, load_concepts
from cnnquiz.course.load import load_catalogue, load_course
from cnnquiz.model.course import Course, Exercise, Misconception
from cnnquiz.model.item import Concept

_SECTION = "The course"  # of the menu, as mkdocs.yml has it
_PICTURE = re.compile(r"!\[(?P<alt>[^\]]+)\]\((?P<file>[\w.]+)\)")
_SPECIAL = re.compile(r"([\\*_\[\]#|~])")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the lessons into the menu, in teaching order, behind the list of exercises."""
    course = load_course(_root(config) / "exercises")
    pages = [
        {f"{one.id}  {one.title}": f"exercises/{one.slug}/README.md"} for one in course.exercises
    ]
    (section,) = (entry[_SECTION] for entry in config.nav or () if _SECTION in entry)
    (place,) = (at for at, entry in enumerate(section) if "Exercises" in entry)
    section[place] = {"Exercises": [section[place]["Exercises"], *pages]}
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages to those that lie in docs/."""
    root = _root(config)
    course = load_course(root / "exercises")
    for page in _lessons(course):
        files.append(_from(root, page.relative_to(root).as_posix(), config))
    files.append(File.generated(config, "exercises/index.md", content=_exercises_page(course)))
    bank = root / "questionbank"
    beliefs = load_catalogue(bank / "misconceptions.yaml").values()
    text = _misconceptions_page(beliefs, load_concepts(bank))
    files.append(File.generated(config, "misconceptions.md", content=text))
    files.append(_from(bank, COVERAGE, config))
    return files


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent


def _from(folder: Path, path: str, config: MkDocsConfig) -> File:
    """Return a file that lies outside of docs/, under its own path."""
    return File(path, str(folder), config.site_dir, config.use_directory_urls)


def _lessons(course: Course) -> Iterator[Path]:
    for exercise in course.exercises:
        yield exercise.lesson
        yield from sorted(exercise.folder.glob("*.svg"))


def _exercises_page(course: Course) -> str:
    minutes = sum(exercise.minutes for exercise in course.exercises)
    count, hours = len(course.exercises), round(minutes / 60)
    intro = f"{count} exercises, about {hours} hours in all. Each title leads to its lesson."
    lines = ["# Exercises", "", intro, ""]
    for exercise in course.exercises:
        lines += _entry(exercise)
    return "\n".join(lines)


def _entry(exercise: Exercise) -> Iterator[str]:
    page = f"{exercise.slug}/README.md"
    yield f"## [{exercise.id}  {exercise.title}]({page}) {{ #{exercise.id} }}"
    yield ""
    yield f"*{exercise.minutes} minutes, {exercise.tools}*"
    yield ""
    for function in exercise.functions:
        yield f"- `{function.name}`: {_plain(function.summary)}"
    yield ""
    if picture := _PICTURE.search(exercise.lesson.read_text(encoding="utf-8")):
        alt = " ".join(picture["alt"].split())
        yield f"[![{alt}]({exercise.slug}/{picture['file']})]({page})"
        yield ""


def _misconceptions_page(beliefs: Iterable[Misconception], concepts: dict[str, Concept]) -> str:
    def about(belief: Misconception) -> tuple[str, str]:
        known = concepts.get(belief.concept)
        name = known.name if known else belief.concept.replace("-", " ")
        return name[0].upper() + name[1:], belief.concept

    beliefs = sorted(beliefs, key=lambda belief: (about(belief), belief.id))
    intro = (
        f"What one may believe about convolutional networks, and what is true: {len(beliefs)} "
        "beliefs. Each has a name, which reports and questions use; `cnnquiz why NAME` shows it."
    )
    lines = ["# Misconceptions", "", intro, ""]
    for (name, concept), members in groupby(beliefs, about):
        lines += [f"## {name} {{ #{concept} }}", ""]
        for belief in members:
            # No heading: 500 of them would bury the table of contents.
            lines += [
                f"**{_plain(belief.belief)}**{{ #belief-{belief.id} }} `{belief.id}`",
                "",
                _plain(belief.refutation),
                "",
            ]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Return text that means the same as Markdown; what stands in backticks is code."""
    parts = " ".join(text.split()).split("`")
    for place, part in enumerate(parts):
        if place % 2 == 0:
            parts[place] = _SPECIAL.sub(r"\\\1", html.escape(part, quote=False))
    return "`".join(parts)
