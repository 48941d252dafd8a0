"""Signals every process that it may, while the file is loaded."""

SCORE = 0
SAYS = "The process ended while the file was loaded"


def fill(place, student, slug, right):
    (place / student).mkdir()
    kill = "import os\nfor pid in (os.getppid(), 1, -1, os.getpid()):\n"
    kill += "    try: os.kill(pid, 9)\n    except OSError: pass\n"
    (place / student / f"{slug}.py").write_text(kill)
