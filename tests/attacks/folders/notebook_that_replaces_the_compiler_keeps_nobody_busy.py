"""A cell replaces what compiles the next one, which no compiler is ever done with.

That one alone is left out, as a cell that hangs is; what the others define has the points that it
deserves, `total` being wrong.
"""

import json

SCORE = 6
SAYS = "could not be loaded|not loaded within|process ended"


def bomb(depth, indent=" "):
    if not depth:
        return f"{indent}return 1\n"
    inner = bomb(depth - 1, indent + " ")
    return f"{indent}try:\n{indent} return 2\n{indent}finally:\n{inner}"


def fill(place, student, slug, right):
    cheat = "import cnnquiz.worker.serve as s\ns.compile_cell = lambda *_: compile('', '', 'exec')"
    wrong = right.replace("values.sum()", "0")
    cells = [cheat, wrong, "def f():\n" + bomb(19)]
    code = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    (place / student).mkdir()
    (place / student / f"{slug}.ipynb").write_text(json.dumps({"cells": code, "nbformat": 4}))
