"""The autograder zip of the course itself, with wheels built from the checkout."""

import io
import zipfile

import pytest

from support import CHECKOUT

pytestmark = pytest.mark.packaging
CANARY = b"cnnquiz-instructor: never for students"


@pytest.fixture
def archives(tmp_path, run, monkeypatch):
    """Two autograder zips of ex03, built one after the other."""
    monkeypatch.delenv("CNNQUIZ_COURSE", raising=False)
    monkeypatch.delenv("CNNQUIZ_SOLUTIONS", raising=False)
    paths = [tmp_path / "a.zip", tmp_path / "b.zip"]
    for path in paths:
        ended = run("gradescope", "build", "ex03", "--output", path)
        assert (ended.status, ended.out) == (0, ""), ended.err
    return paths


def test_wheels_built_from_the_checkout_are_the_same_and_hold_no_more_than_is_needed(archives):
    first, second = archives
    assert first.read_bytes() == second.read_bytes()

    with zipfile.ZipFile(first) as archive:
        held = {info.filename: archive.read(info) for info in archive.infolist()}
    wheels = {name: held.pop(name) for name in sorted(held) if name.endswith(".whl")}
    students, instructors = (zipfile.ZipFile(io.BytesIO(wheel)) for wheel in wheels.values())
    bearing = {
        place: [name for name in opened.namelist() if CANARY in opened.read(name)]
        for place, opened in (("students", students), ("instructors", instructors))
    }

    # Solutions are where they have to be, and those of this exercise alone.
    assert bearing["students"] == []
    assert "cnnquiz_instructor/ex03_output_size/check_output_size.py" in bearing["instructors"]
    assert [name for name, data in held.items() if CANARY in data] == []
    others = [path.name for path in (CHECKOUT / "solutions").iterdir() if path.is_dir()]
    others.remove("ex03_output_size")
    assert "exam" in others
    assert [n for n in instructors.namelist() if n.split("/")[1] in others] == []
    requirements = set(held["requirements.txt"].decode().split())
    assert {"numpy", "pytest"} < requirements
    assert {"torch", "nbgrader"} & requirements == set()


def test_torch_comes_from_the_index_that_is_named(tmp_path, run):
    url = "https://index.example/whl/cpu"
    ended = run(
        *("gradescope", "build", "ex13", "--output", tmp_path / "a.zip", "--torch-index", url)
    )

    assert ended.status == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.read("torch-index.txt").decode() == f"{url}\n"
        assert archive.read("torch.txt") == b"torch\n"
        pins = archive.read("constraints.txt").decode().splitlines()
    assert any(pin.startswith("torch==") and "+" not in pin for pin in pins)
