"""Equal questions give equal bytes."""

import hashlib
import io
import os
import subprocess
import sys
import zipfile

import pytest

from cnnquiz.export.archive import zipped
from cnnquiz.export.formats import NAMES
from support.exports import written

WRITING = """
import hashlib
from support.exports import written
from cnnquiz.export.formats import NAMES
for name in NAMES:
    print(name, hashlib.sha256(written(name)).hexdigest())
"""


@pytest.mark.parametrize("form", NAMES)
def test_a_second_build_has_the_same_bytes(form):
    assert written.__wrapped__(form) == written(form)


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_builds_in_other_processes_have_the_same_bytes(seed):
    environ = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", WRITING],
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    due = {name: hashlib.sha256(written(name)).hexdigest() for name in NAMES}
    assert dict(line.split() for line in done.stdout.splitlines()) == due


def test_a_zip_says_nothing_of_when_and_where_it_was_made():
    content = zipped({"b/": b"", "b/c.txt": b"text", "a.txt": b""})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["b/", "b/c.txt", "a.txt"]
        assert archive.read("b/c.txt") == b"text"
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.create_system == 3
        assert archive.getinfo("b/").is_dir()
