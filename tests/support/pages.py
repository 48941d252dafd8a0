"""Pages of the documentation: their blocks, and the commands that they show."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click

from cnnquiz.cli.main import cnnquiz

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SECONDS = 240
_TYPED = re.compile(r"(?<=^Answer with a number > )(.+)$", re.MULTILINE)
_APPENDED = "at the end of "
_FENCED = re.compile(
    r"^(?P<fence>`{3,}) ?(?P<language>\w*)(?: title=\"(?P<title>[^\"]+)\")?\n"
    r"(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    language: str
    title: str
    text: str

    @property
    def where(self) -> str:
        """The place, for whoever reads a failure."""
        return f"{self.page.name}:{self.line}"

    def commands(self) -> Iterator[tuple[list[str], str]]:
        """Yield each command's words, and what the page says that it writes."""
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            line, _, written = part.partition("\n")
            yield shlex.split(line, comments=True), written


def pages() -> list[Path]:
    """Return all pages that are written by hand."""
    return [*sorted(DOCS.rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]


def blocks(page: Path) -> list[Block]:
    """Return a page's fenced blocks, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            page,
            text.count("\n", 0, found.start()) + 1,
            found["language"],
            found["title"] or "",
            found["text"],
        )
        for found in _FENCED.finditer(text)
    ]


def refuse_unknown(words: list[str]) -> None:
    """Check that a command that begins with `cnnquiz` exists, with all its options.

    Raises:
        click.UsageError: it does not.
    """
    command: click.Command = cnnquiz
    context = click.Context(cnnquiz, info_name="cnnquiz")
    rest = words[1:]
    while True:
        # Without a type's conversion: a page's files need not be there.
        values, rest, _ = command.make_parser(context).parse_args(list(rest))
        for option in command.params:
            given = values.get(option.name or "")
            if isinstance(option.type, click.Choice) and isinstance(given, str):
                option.type.convert(given, option, context)
        if not isinstance(command, click.Group) or not rest:
            return
        name, *rest = rest
        inner = command.get_command(context, name)
        if inner is None:
            raise click.UsageError(f"no command {context.command_path} {name}")
        command, context = inner, click.Context(inner, parent=context, info_name=name)


@dataclass
class Reader:
    """Somebody who does what a page says: writes its files and types its commands.

    Attributes:
        folder: where they are.
        environ: what their environment has besides ours.
    """

    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict)

    def follow(self, page: Path) -> int:
        """Do all that a page says, and return how many commands that were.

        Raises:
            AssertionError: a command writes something else than the page says.
        """
        count = 0
        for block in blocks(page):
            if block.title:
                self._write(block)
            elif block.language == "console":
                for words, written in block.commands():
                    count += 1
                    self._type(block, words, written)
        return count

    def run(
        self, words: list[str], answers: Iterable[str] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run a command that begins with `cnnquiz`; the answers are what is typed meanwhile."""
        return subprocess.run(
            [sys.executable, "-m", *words],
            cwd=self.folder,
            env=os.environ | {"COLUMNS": "80"} | self.environ,
            input="".join(f"{answer}\n" for answer in answers),
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )

    def _write(self, block: Block) -> None:
        path = self.folder / block.title.removeprefix(_APPENDED)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a" if block.title.startswith(_APPENDED) else "w", encoding="utf-8") as file:
            file.write(block.text)

    def _type(self, block: Block, words: list[str], written: str) -> None:
        if words[0] == "cd":
            self.folder /= words[1]
            return
        assert words[0] == "cnnquiz", f"{block.where}: {words[0]} is not run here"
        ended = self.run(words, _TYPED.findall(written))
        said = f"{block.where}: {shlex.join(words)}\n{ended.stdout}{ended.stderr}"
        assert ended.returncode in (0, 1), said
        written = _TYPED.sub("", written)  # only a terminal shows what is typed
        # A page for programs leaves out what is told to people besides.
        missing = [_missing(written, text) for text in (ended.stdout, ended.stdout + ended.stderr)]
        assert None in missing, f"{said}\nnot found in it, in its place: {missing[-1]!r}"


def _missing(due: str, written: str) -> str | None:
    """Return the first part of what is due that was not written in its place, or None.

    Parts stand between `…`, which is for anything; the first begins and the last ends the text.
    """
    first, *others = due.strip().split("…")
    text = written.strip()
    if not text.startswith(first) or (not others and text != first):
        return first
    place = len(first)
    for part in others[:-1]:
        if (found := text.find(part, place)) < 0:
            return part
        place = found + len(part)
    last = others[-1] if others else ""
    return None if text[place:].endswith(last) else last


def author(folder: Path) -> Reader:
    """Return an author, in a copy of the course and its solutions."""
    for name in ("exercises", "questionbank", "solutions"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*", "__py*"))
    return Reader(
        folder,
        {"CNNQUIZ_COURSE": str(folder), "CNNQUIZ_SOLUTIONS": str(folder / "solutions")},
    )


def student(folder: Path) -> Reader:
    """Return a student, who has the package and the course, and no solutions."""
    packages, desk = folder / "packages", folder / "desk"
    shutil.copytree(ROOT / "grader", packages, ignore=shutil.ignore_patterns("__py*"))
    for name in ("exercises", "questionbank"):
        shutil.copytree(ROOT / name, packages / "cnnquiz" / "_course" / name)
    desk.mkdir()
    return Reader(desk, {"PYTHONPATH": str(packages)})


def instructor(folder: Path) -> Reader:
    """Return an instructor, beside what Ames and Bell have handed in."""
    ex03, ex05 = "ex03_output_size", "ex05_conv2d"
    one, other = folder / "submissions" / "ames", folder / "submissions" / "bell"
    for theirs in (one, other):
        theirs.mkdir(parents=True)
    for slug in (ex03, ex05):
        shutil.copy(ROOT / "solutions" / slug / f"{slug}.py", one)
    attempt = next(ROOT.glob(f"tests/submissions/{ex03}/wrong_*_pads_once_for_all.py"))
    shutil.copy(attempt, other / f"{ex03}.py")
    shutil.copy(attempt, folder / f"{ex03}.py")
    return Reader(folder)
