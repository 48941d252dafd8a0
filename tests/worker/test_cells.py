"""A notebook's cells run as Python, without their magics and with their line numbers."""

import pytest

from cnnquiz.worker.cells import compile_cell


def ran(source: str) -> dict[str, object]:
    """Return what a cell leaves behind."""
    scope: dict[str, object] = {}
    exec(compile_cell(source, "cell 1"), scope)  # noqa: S102  # these are the tests' own
    scope.pop("__builtins__")
    return scope


@pytest.mark.parametrize(
    "line",
    [
        "%matplotlib inline",
        "%pip install -q numpy==1.2.3",
        "%timeit sum(range(3))",
        "%cd /tmp/it's here",
        "!ls",
        "!ls *.py | grep 'it",
        "!echo (",
        '!echo "',
        "!!ls",
        "files = !ls",
        "time = %timeit -o f(1)",
        "a, b = !ls",
        "?sum",
        "sum?",
        "sum??",
        "np.array?",
        "?",
    ],
)
def test_magic_or_shell_line_is_dropped(line):
    assert ran(f"x = 1\n{line}\ny = 2") == {"x": 1, "y": 2}
    assert ran(line) == {}
    assert ran(f"{line}\r\ny = 2\r\n") == {"y": 2}


@pytest.mark.parametrize("line", ["%matplotlib inline", "!ls", "files = !ls", "sum?"])
def test_magic_may_be_all_there_is_below_an_if(line):
    assert ran(f"if True:\n    {line}\nelse:\n    {line}\ny = 2") == {"y": 2}
    assert ran(f"for n in range(2):\n\tif n:\n\t\t{line}\n\ty = n") == {"n": 1, "y": 1}


def test_many_magics_are_dropped_one_by_one():
    assert ran("%load_ext autoreload\n%autoreload 2\n" * 20 + "y = 2") == {"y": 2}


def test_shell_line_goes_on_where_a_backslash_ends_it():
    assert ran("!pip install \\\n    numpy \\\n    torch\ny = 2") == {"y": 2}
    assert ran("if True:\n    !ls \\\n      -l\ny = 2") == {"y": 2}
    assert ran("!ls \\") == {}


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%writefile a.py", "%%javascript", "%%sh"])
def test_cell_of_another_language_is_dropped_whole(magic):
    assert ran(f"{magic}\nx = 1\nls -l | grep 'it") == {}
    assert ran(f"\n  {magic}\nx = 1") == {}


@pytest.mark.parametrize(
    "magic", ["%%time", "%%timeit -n 3", "%%capture out", "%%prun", "%%time  "]
)
def test_cell_of_python_under_a_magic_is_kept(magic):
    assert ran(f"{magic}\nx = 1") == {"x": 1}
    assert ran(f"\n{magic}\n!ls\nx = 1") == {"x": 1}
    assert ran(magic) == {}


def test_python_that_looks_like_a_magic_is_kept():
    assert ran("x = (7\n% 4)") == {"x": 3}
    assert ran("x = (\n    17\n    % 10\n    % 4\n)\n!ls") == {"x": 3}
    assert ran("x = 7 \\\n% 4") == {"x": 3}
    assert ran("x = [\n1\n!= 2]") == {"x": [True]}


def test_string_that_holds_magics_is_kept():
    text = "x = '''\n%matplotlib inline\n!ls\nsum?\n'''"
    assert ran(text) == {"x": "\n%matplotlib inline\n!ls\nsum?\n"}
    assert ran(f"!ls\n{text}\n%time") == {"x": "\n%matplotlib inline\n!ls\nsum?\n"}


def test_lines_keep_their_numbers():
    with pytest.raises(ZeroDivisionError) as caught:
        ran("%%time\n!ls \\\n  -l\n\n%matplotlib inline\nx = 1\n1 / 0")
    assert caught.traceback[-1].lineno + 1 == 7


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("x = 1\ny = = 2", 2),
        ("!ls\n%time\nif x\n    y", 3),
        ("%%time\n\ndef f(:\n    pass", 3),
        ("x = (1,\n!ls\n", 1),
        ("print 'hello'", 1),
        ("!ls\nif True:\nx = 1", 3),
        ("x = 'it\n!ls", 1),
        ("x = 1 !\n", 1),
        ("1 + 1 = !ls\nx = 1", 1),
    ],
)
def test_syntax_error_keeps_its_line(source, line):
    with pytest.raises(SyntaxError) as caught:
        compile_cell(source, "cell 4")
    assert caught.value.lineno == line
    assert caught.value.filename == "cell 4"


def test_code_takes_nothing_over_from_this_package():
    # `from __future__ import annotations` here would turn every student's annotation to text.
    assert ran("def f(n: int): pass\nx = f.__annotations__['n']")["x"] is int
    assert "x" not in ran("")
