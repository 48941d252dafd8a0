"""Draws docs/assets/check.svg: what `cnnquiz check` says of a submission with a wrong idea in it.

    python docs/terminal_picture.py

The command is run in a terminal, and what it writes there is drawn as far as the first belief that
it names. Run it again when reports look different; a test says when.
"""

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
SUBMISSION = "tests/submissions/ex03_output_size/wrong_conv_output_size_pads_once_for_all.py"
PICTURE = ROOT / "docs" / "assets" / "check.svg"
COLUMNS = 80
BAR = 28  # pixels
_VIEW = re.compile(r'viewBox="0 0 (?P<width>[\d.]+) (?P<height>[\d.]+)"')
# As rich has it, less the fonts that it would fetch and the window's frame.
_FORMAT = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, "DejaVu Sans Mono", "Cascadia Mono", Menlo, monospace;
  font-size: {char_height}px; line-height: {line_height}px;
}}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
<rect width="100%" height="100%" y="28" rx="8" fill="#11151a"/>
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def report() -> str:
    """Return the report in colour, up to the first belief that it names and what is true."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cnnquiz", "check", "ex03", "--file", SUBMISSION]
    environ = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    environ |= {"COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=theirs) as process:  # noqa: S603  # our own program
        os.close(theirs)
        written = b"".join(_pieces(ours))
    if process.returncode != 1:
        raise SystemExit(f"cnnquiz check: exit status {process.returncode}, expected 1")
    lines = written.decode().replace("\r\n", "\n").split("\n")
    first = next(place for place, line in enumerate(lines) if "Perhaps you think" in line)
    end = lines.index("", first)
    return "\n".join(["$ cnnquiz check ex03", *lines[:end], "       …"])


def _pieces(descriptor: int) -> list[bytes]:
    pieces = []
    try:
        while piece := os.read(descriptor, 65536):
            pieces.append(piece)
    except OSError:  # how Linux says that nobody has the terminal open any more
        pass
    os.close(descriptor)
    return pieces


def draw(text: str) -> str:
    """Return what a terminal shows as an SVG picture that needs no other file."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(text), soft_wrap=True, highlight=False)
    drawn = console.export_svg(code_format=_FORMAT, unique_id="check", title="")
    drawn = _VIEW.sub(_without_bar, drawn, count=1)
    return "\n".join(line.rstrip() for line in drawn.splitlines() if line.strip()) + "\n"


def _without_bar(view: re.Match[str]) -> str:
    """Return the picture's part that is shown, less what rich leaves for a window's title."""
    return f'viewBox="0 {BAR} {view["width"]} {float(view["height"]) - BAR:g}"'


if __name__ == "__main__":
    PICTURE.write_text(draw(report()), encoding="utf-8")
