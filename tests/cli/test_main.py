import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cnnquiz.cli.main import COMMANDS, Entry, cnnquiz
from cnnquiz.errors import CourseError, Problem, SandboxError, UsageError, WorkspaceError

README = Path(__file__).parents[2] / "README.md"
MINE = ["start", "list", "show", "hint", "reset"]

failure: BaseException = SandboxError("no worker")


@click.command
def failing() -> None:
    """Fail in the way that a test asks for."""
    raise failure


@pytest.fixture
def fail(run, monkeypatch):
    """A function that runs a command that raises, and says how `cnnquiz` ended."""

    def run_it(error: BaseException):
        monkeypatch.setattr(sys.modules[__name__], "failure", error)
        monkeypatch.setitem(sys.modules, "failing_command", sys.modules[__name__])
        monkeypatch.setitem(COMMANDS, "fail", Entry("failing_command:failing", "Fail."))
        return run("fail")

    return run_it


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (UsageError("no exercise 'ex33'"), 2, "cnnquiz: no exercise 'ex33'\n"),
        (SandboxError("no worker"), 4, "cnnquiz: no worker\n"),
        (WorkspaceError("/x: Read-only file system"), 4, "cnnquiz: /x: Read-only file system\n"),
        (
            CourseError([Problem("a.yaml:1", "title", "missing"), Problem("b.yaml", "", "gone")]),
            3,
            "cnnquiz: a.yaml:1: title: missing\ncnnquiz: b.yaml: gone\n",
        ),
        (KeyboardInterrupt(), 130, "\n"),
        (click.Abort(), 130, "\n"),  # as from a prompt
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_error_becomes_a_message_on_stderr_and_an_exit_status(fail, error, status, message):
    ended = fail(error)

    assert (ended.status, ended.out, ended.err) == (status, "", message)


def test_bug_shows_its_traceback_says_so_and_is_not_taken_for_lost_points(fail):
    ended = fail(ZeroDivisionError("oh"))

    assert ended.status == 4
    assert ended.err.startswith("Traceback (most recent call last):\n")
    assert ended.err.endswith(
        "ZeroDivisionError: oh\ncnnquiz: this is a bug in cnnquiz, not in your work\n"
    )


def test_exit_status_that_a_command_asks_for_is_the_exit_status(fail):
    assert fail(click.exceptions.Exit(1)).status == 1


@pytest.mark.parametrize("args", [["show", "ex01"], ["list"], ["--help"]])
def test_reader_who_has_gone_ends_it_quietly(course, workspace, args):
    del course
    reader, writer = os.pipe()
    os.close(reader)  # beforehand: how much fits into a pipe differs between systems
    done = subprocess.run(
        [sys.executable, "-m", "cnnquiz", *args],
        cwd=workspace,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)

    assert (done.returncode, done.stderr) == (141, "")


def test_name_that_the_stream_cannot_encode_does_not_stop_a_command(course, tmp_path):
    del course
    done = subprocess.run(
        [sys.executable, "-m", "cnnquiz", "start", "卷积"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "6 files written to \\u5377\\u79ef\n")


def test_interruption_by_a_real_signal_exits_with_130(course):
    del course
    code = (
        "import time, cnnquiz.wiring as w; from cnnquiz.cli.main import main\n"
        "def wait(): print('ready', flush=True); time.sleep(30)\n"
        "w.exercises_folder = wait\n"
        "raise SystemExit(main(['list']))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)

    assert (process.returncode, out, err) == (130, "", "\n")


def test_help_shows_every_command_in_the_order_of_the_table(run):
    out = run("--help").out

    lines = out[out.index("Commands:") :].splitlines()[1:]
    assert [line.split(maxsplit=1) for line in lines] == [
        [name, entry.help] for name, entry in COMMANDS.items()
    ]


def test_version_is_the_packages(run):
    assert run("--version").out == "cnnquiz 0.1.0\n"


@pytest.mark.parametrize("args", [("frobnicate",), ("show",), ("list", "--format", "xml")])
def test_command_line_that_makes_no_sense_exits_with_2(run, args):
    ended = run(*args)

    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("Usage: cnnquiz")


def test_unknown_exercise_is_answered_with_the_nearest(run):
    ended = run("show", "ex22")

    assert ended.status == 2
    assert ended.err.startswith("cnnquiz: no exercise 'ex22'; did you mean ex")


@pytest.mark.parametrize("args", [["--help"], ["list"], ["list", "--format", "json"]])
def test_help_and_list_import_nothing_heavy(course, workspace, args):
    del course
    code = (
        "import sys; from cnnquiz.cli.main import main\n"
        f"status = main({args!r})\n"
        "heavy = {'numpy', 'torch', 'pytest', 'nbgrader', 'rich'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=workspace, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr.removesuffix("\nNext: cnnquiz show ex01\n")) == (0, "")


def test_help_imports_no_command(tmp_path):
    code = (
        "import sys; from cnnquiz.cli.main import COMMANDS, main\n"
        "main(['--help'])\n"
        "modules = {entry.where.partition(':')[0] for entry in COMMANDS.values()}\n"
        "sys.exit(str(modules & set(sys.modules) or ''))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.stderr.strip() == ""


@pytest.mark.parametrize("name", MINE)
def test_command_says_of_itself_what_the_table_says_of_it(name):
    command = cnnquiz.get_command(click.Context(cnnquiz), name)

    assert command.help.splitlines()[0] == COMMANDS[name].help


@pytest.mark.parametrize("name", COMMANDS)
def test_command_and_each_of_its_options_have_help(name):
    command = cnnquiz.get_command(click.Context(cnnquiz), name)
    commands = [command, *getattr(command, "commands", {}).values()]

    for each in commands:
        assert each.help, each.name
        for option in each.params:
            assert not isinstance(option, click.Option) or option.help, option.name


@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_in_the_readme(name):

    assert f"cnnquiz {name}" in README.read_text(encoding="utf-8")


def test_module_runs_as_the_command(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "cnnquiz", "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "cnnquiz 0.1.0\n")


def test_shell_completion_offers_the_short_names(course, tmp_path):
    del course
    environ = {**os.environ, "_CNNQUIZ_COMPLETE": "bash_complete"}
    environ |= {"COMP_WORDS": "cnnquiz show ex0", "COMP_CWORD": "2"}
    done = subprocess.run(
        [sys.executable, "-m", "cnnquiz"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "plain,ex01\nplain,ex02\n"
