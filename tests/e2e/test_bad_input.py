"""Whatever is handed in: a clear message, the points of its own checks lost, and nothing left.

That no process and no file of a command is left is looked at after every test: see `desk`.
"""

import json
import textwrap
from dataclasses import dataclass

import pytest

HEAD = """\
import os, sys, time, warnings
import numpy as np

"""
DOUBLE_ALL = """\
def double_all(values):
    if not values.size:
        raise ValueError("values is empty")
"""
TOTAL = """
def total(values):
    return float(values.sum())
"""
RIGHT = f"{DOUBLE_ALL}    return 2 * values\n{TOTAL}"

SECRET = 7654321  # stands in every hidden input of the small course
# As a number, as numpy prints it, doubled (an expected value), and with thousands set apart.
SIGNS_OF_IT = ("7654321", "7.6543", "15308642", "1.5309", "7,654,321", "153,086,420")

ON_VALUES = {"check_every_value_is_doubled", "check_the_shape_is_kept"}
ON_DOUBLE_ALL = ON_VALUES | {"check_no_values_are_an_error"}
ON_TOTAL = {"check_all_values_are_added", "check_rows_and_columns_are_added"}


def with_body(body: str) -> str:
    """Return a submission whose `double_all` refuses what it has to, then does as `body` says."""
    return f"{HEAD}{DOUBLE_ALL}{textwrap.indent(textwrap.dedent(body), '    ')}\n{TOTAL}"


def notebook(*cells: dict) -> str:
    """Return a notebook."""
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def code(*lines: str) -> dict:
    """Return a code cell."""
    return {"cell_type": "code", "metadata": {}, "outputs": [], "source": "\n".join(lines)}


# --- files that hold nothing that can be checked ------------------------------------------------


@dataclass(frozen=True)
class File:
    """A file, and what has to be said of it."""

    content: str | bytes
    words: tuple[str, ...]
    name: str = "ex01_double.py"


UNREADABLE = {
    "syntax_error": File("def double_all(values)\n    return 2\n", ("line 1", "def double_all")),
    "not_utf8": File("# café\n".encode("latin-1"), ("line 1", "0xe9", "UTF-8")),
    "nul_bytes": File(f"{RIGHT}x = '\0'\n", ("line 8", "NUL")),
    "five_megabytes": File("#" * (5 << 20), ("5.0 MiB", "at most 1 MiB")),
    "empty_file": File("", ("file is empty",)),
    "blank_file": File("\n \n\n", ("file is empty",)),
    "leaves_at_the_top": File(
        f"{RIGHT}import sys\nsys.exit()\n", ("line 9: sys.exit()", "left the program", "__main__")
    ),
    "dies_at_the_top": File(
        f"{RIGHT}import os\nos._exit(0)\n", ("while the file was loaded", "left without an answer")
    ),
    "loops_at_the_top": File(
        f"{RIGHT}while True:\n    pass\n", ("within 1 s", "loop outside of the functions")
    ),
    "raises_at_the_top": File(f"{RIGHT}1 / 0\n", ("line 8: 1 / 0", "ZeroDivisionError")),
    "asks_at_the_top": File(
        f"{RIGHT}input('Your name? ')\n", ("line 8: input(", "Nobody is there to answer input()")
    ),
    "notebook_that_is_no_json": File("{not", ("line 1", "not JSON"), "ex01_double.ipynb"),
    "notebook_of_something_else": File('{"a": 1}', ("no list of cells",), "ex01_double.ipynb"),
    "empty_notebook_file": File("", ("file is empty",), "ex01_double.ipynb"),
    "notebook_without_code": File(
        notebook({"cell_type": "markdown", "metadata": {}, "source": "# Twice as much"}),
        ("without code cells",),
        "ex01_double.ipynb",
    ),
    "notebook_with_empty_cells": File(
        notebook(code(""), code("  ")), ("all cells are empty",), "ex01_double.ipynb"
    ),
    "notebook_cell_with_a_syntax_error": File(
        notebook(code("x = 1"), code("y = 2", "def double_all(")),
        ("cell 2, line 2: def double_all(", "SyntaxError"),
        "ex01_double.ipynb",
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_file_that_cannot_be_loaded_scores_nothing_and_is_told_why(small, case):
    file = UNREADABLE[case]

    ended = small.check(file.content, file.name)

    assert ended.status == 1
    assert ended.err == ""
    report = ended.report
    assert (report["status"], report["score"], report["checks"]) == ("unreadable", 0.0, [])
    for words in file.words:
        assert words in report["message"]


def test_folder_in_the_place_of_a_file_is_called_a_folder(small):
    (small.folder / "ex01_double.py").mkdir()

    ended = small.run("check", "ex01", "--file", "ex01_double.py", "--format", "json")

    assert ended.status == 1
    assert ended.report["status"] == "unreadable"
    assert ended.report["message"] == "found a folder, expected a Python file or a notebook"


def test_exercise_without_a_file_is_missing(small):
    ended = small.run("check", "ex01", "--format", "json")

    assert ended.status == 1
    report = ended.report
    assert (report["status"], report["score"], report["checks"]) == ("missing", 0.0, [])
    assert "There is no ex01_double.py here" in report["message"]


def test_missing_file_that_was_named_is_a_mistake_in_the_command(small):
    ended = small.run("check", "ex01", "--file", "nowhere.py")

    assert (ended.status, ended.out) == (2, "")
    assert ended.err == "cnnquiz: no file nowhere.py\n"


def test_exercise_that_does_not_exist_is_answered_with_the_nearest(small):
    ended = small.run("check", "ex01_doubel")

    assert (ended.status, ended.out) == (2, "")
    assert ended.err == "cnnquiz: no exercise 'ex01_doubel'; did you mean ex01_double?\n"


# --- functions that do not return what they should ----------------------------------------------


@dataclass(frozen=True)
class Function:
    """What `double_all` does with numbers, how its checks end, and what they say."""

    body: str
    verdict: str
    words: str


FUNCTIONS = {
    "sleeps": Function("time.sleep(60)", "timeout", "No answer within 1 s"),
    "loops": Function("while True:\n    pass", "timeout", "loop that never ends"),
    "leaves_politely": Function("sys.exit(0)", "error", "tried to leave the program at line 7"),
    "leaves_at_once": Function("os._exit(3)", "crashed", "left without an answer"),
    "aborts": Function("os.abort()", "crashed", "an abort in native code"),
    "asks_for_much_memory": Function("return np.ones(10**9)", "error", "ran out of memory"),
    "eats_memory": Function(
        # Empty ones: touching so many pages takes a slow machine as long as the limit of time.
        "held = []\nwhile True:\n    held.append(np.empty(10**6))",
        "error",
        "ran out of memory",
    ),
    "returns_a_generator": Function(
        "return (2 * value for value in values)", "failed", "A generator came back"
    ),
    "equals_everything": Function(
        """\
        class Equal:
            __hash__ = None
            def __eq__(self, other): return True
            def __array__(self, *_args, **_more): return 2 * values
        return Equal()
        """,
        "failed",
        "An object that is not plain data came back",
    ),
    "array_subclass": Function(
        "class Sly(np.ndarray): pass\nreturn (2 * values).view(Sly)",
        "failed",
        "Return a plain numpy array",
    ),
    "nan": Function("return values * np.nan", "failed", "values are NaN or infinite"),
    "right_values_in_the_wrong_shape": Function(
        "return (2 * values).reshape(1, -1)", "failed", "(1, 4) came back, (4,) was due"
    ),
    "no_return": Function("2 * values", "failed", "Does the function end without a return?"),
    "no_end_of_recursion": Function(
        "return double_all(values)", "error", "called itself without end at line 7"
    ),
    "raises": Function("return values.nothing", "error", "An AttributeError was raised at line 7"),
    "leaves_children_behind": Function(
        "if os.fork() == 0:\n    try:\n        os.setsid()\n    except OSError:\n        pass\n"
        "time.sleep(60)",
        "timeout",
        "No answer within 1 s",
    ),
}


@pytest.mark.parametrize("case", FUNCTIONS)
def test_function_that_misbehaves_loses_the_points_of_its_own_checks(small, case):
    function = FUNCTIONS[case]

    ended = small.check(with_body(function.body))

    assert (ended.status, ended.err) == (1, "")
    report, checks = ended.report, ended.checks
    lost = {name: check["status"] for name, check in checks.items() if check["status"] != "passed"}
    assert lost == dict.fromkeys(ON_VALUES, function.verdict)
    assert (report["status"], report["score"]) == ("graded", 5.0)
    assert function.words in checks["check_every_value_is_doubled"]["message"]


def test_function_that_changes_its_input_loses_one_check_by_it(small):
    ended = small.check(with_body("values *= 2\nreturn values"))

    (lost,) = (check for check in ended.checks.values() if check["status"] != "passed")
    assert (lost["status"], lost["functions"]) == ("failed", ["double_all"])
    assert "changed its input values. Work on a copy." in lost["message"]


@pytest.mark.parametrize(
    ("source", "verdict", "words"),
    [
        (
            RIGHT.replace("double_all", "double_every"),
            "not_implemented",
            "There is no double_all in your file. Is it the one called double_every?",
        ),
        (TOTAL, "not_implemented", "There is no double_all in your file."),
        (
            f"def double_all(values, times): return times * values\n{TOTAL}",
            "error",
            "Keep the stub's parameters: (values).",
        ),
        (
            f"double_all = 3\n{TOTAL}",
            "not_implemented",
            "double_all is not a function in your file",
        ),
    ],
    ids=["misspelt", "missing", "wrong_signature", "a_number"],
)
def test_function_that_cannot_be_called_loses_all_its_points_and_no_others(
    small, source, verdict, words
):
    ended = small.check(source)

    assert (ended.status, ended.err) == (1, "")
    checks = ended.checks
    assert {name for name, check in checks.items() if check["status"] == verdict} == ON_DOUBLE_ALL
    assert {name for name, check in checks.items() if check["status"] == "passed"} == ON_TOTAL
    assert ended.report["score"] == 4.0
    assert all(words in checks[name]["message"] for name in ON_DOUBLE_ALL)


def test_misconception_is_named_and_refuted(small):
    ended = small.check(with_body("return values * values"))

    check = ended.checks["check_every_value_is_doubled"]
    assert check["misconception"] == "doubling-squares"
    assert "It is the number times two." in check["message"]


@pytest.mark.parametrize(
    "body",
    ["print('working', values)", "print('!', file=sys.stderr)", "warnings.warn('careful')"],
    ids=["prints", "prints_to_stderr", "warns"],
)
def test_right_function_that_prints_or_warns_has_full_marks(small, body):
    ended = small.check(with_body(f"{body}\nreturn 2 * values"))

    assert (ended.status, ended.err) == (0, "")
    assert ended.report["score"] == 10.0


# --- nothing hidden comes out -------------------------------------------------------------------

MUTANTS = {
    "string": "return repr(values.tolist())",
    "list_of_strings": "return [repr(value) for value in values.flat]",
    "class_name": "return type('C%d' % values.flat[0], (), {})()",
    "class_itself": "return type('C%d' % values.flat[0], (), {})",
    "dict_keys": "return {'k%d' % value: value for value in values.flat}",
    "field_names": "return np.zeros(3, dtype=[('f%d' % values.flat[0], float)])",
    "exception_text": "raise RuntimeError(repr(values.tolist()))",
    "exception_name": "raise type('E%d' % values.flat[0], (Exception,), {})()",
    "exception_of_a_known_kind": "raise type('E%d' % values.flat[0], (KeyError,), {})(values[0])",
    "not_implemented": "raise NotImplementedError(repr(values.tolist()))",
    "exit_text": "sys.exit(repr(values.tolist()))",
    "line_of_made_up_code": (
        "exec(compile('raise ValueError(%d)' % values.flat[0], 'ex01_double.py', 'exec'), {})"
    ),
    "made_up_function": """\
        name = 'f%d' % values.flat[0]
        globals()[name] = globals().pop('double_all')
        globals()['double_all'] = 3
        return 0
        """,
    "parameter_name": """\
        import inspect
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        named = inspect.Parameter('p%d' % values.flat[0], kind)
        double_all.__signature__ = inspect.Signature([named])
        values *= 2
        return values
        """,
    "module_off_limits": """\
        import gc
        for thing in gc.get_objects():
            if type(thing).__name__ == 'OffLimits':
                thing.used.append('m%d' % values.flat[0])
        return values
        """,
    "kind_of_result": """\
        from cnnquiz.wire.values import Opaque
        return Opaque('k%d' % values.flat[0])
        """,
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_message_holds_nothing_of_a_hidden_input_that_the_submission_gives_back(small, mutant):
    # Printed as well: what code prints is its own affair, but not the message's.
    ended = small.check(with_body(f"print(values, 2 * values)\n{textwrap.dedent(MUTANTS[mutant])}"))

    assert ended.status == 1
    messages = [check["message"] or "" for check in ended.checks.values()]
    assert any(messages)
    assert [sign for sign in SIGNS_OF_IT if any(sign in text for text in messages)] == []


@pytest.mark.parametrize(
    ("body", "sign"),
    [
        pytest.param(
            "os._exit(int(values.flat[0]) % 251)",
            f"status {SECRET % 251}",
            id="exit_status",
        ),
        pytest.param(
            """\
            import socket, struct
            header = struct.pack('>IQ', int(values.flat[0]) * 20, 1)
            socket.socket(fileno=3).sendall(header)
            time.sleep(60)
            """,
            "153,086,420",
            id="length_of_a_frame",
        ),
        pytest.param(
            """\
            import cnnquiz.worker.serve as serve
            encode = serve.encode
            serve.encode = lambda value: encode(value) + bytes(int(values.flat[0]))
            return values
            """,
            "7654321",
            id="bytes_too_many",
        ),
    ],
)
def test_message_holds_no_number_that_a_submission_makes_out_of_a_hidden_input(small, body, sign):
    # But for shapes and lengths of results, without which a message would say nothing.
    ended = small.check(with_body(body))

    assert ended.status == 1
    assert not any(sign in (check["message"] or "") for check in ended.checks.values())


def test_report_holds_what_came_in_only_in_the_call_it_shows(small):
    ended = small.check(with_body("return values + 2"))

    for check in ended.checks.values():
        rest = {key: value for key, value in check.items() if key != "call"}
        assert not any(sign in json.dumps(rest) for sign in SIGNS_OF_IT)
    assert "7.6543" in ended.checks["check_every_value_is_doubled"]["call"]
