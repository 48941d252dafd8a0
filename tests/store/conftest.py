"""Databases for gradebooks: SQLite, and a PostgreSQL server of the tests' own, if it can be had."""

import contextlib
import getpass
import os
import pwd
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text


def _programs() -> Path | None:
    """Return the folder of PostgreSQL's server programs, which are seldom on the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server, started for these tests, without a database's name."""
    pytest.importorskip("psycopg", reason="needs psycopg")
    programs = _programs()
    if programs is None:
        pytest.skip("needs a PostgreSQL server (Debian: postgresql)")
    user, become = getpass.getuser(), []
    if os.geteuid() == 0:  # which the server refuses to run as
        user = "postgres"
        with contextlib.suppress(KeyError):
            pwd.getpwnam(user)
            become = ["runuser", "-u", user, "--"]
        if not (become and shutil.which("runuser")):
            pytest.skip("needs a user postgres, since its server does not run as root")
    # A socket's path has to be short.
    folder = Path(f"/tmp/cnnquiz-{uuid.uuid4().hex[:12]}")  # noqa: S108  # made for this user alone
    folder.mkdir(mode=0o700)
    try:
        if become:
            shutil.chown(folder, user)
        data, log = str(folder / "data"), str(folder / "log")
        init = [str(programs / "initdb"), "-D", data, "--auth=trust", "--no-sync", "-U", user]
        subprocess.run([*become, *init], cwd="/", check=True, capture_output=True)
        serve = [str(programs / "pg_ctl"), "-D", data, "-l", log, "-w"]
        # No port: only who may enter the folder reaches it.
        options = f"-c listen_addresses='' -c fsync=off -k {folder}"
        subprocess.run([*become, *serve, "-o", options, "start"], cwd="/", check=True)
        try:
            yield f"postgresql+psycopg://{user}@/{{}}?host={folder}"
        finally:
            subprocess.run([*become, *serve, "-m", "immediate", "stop"], cwd="/", check=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'gradebook.db'}"
    server: str = request.getfixturevalue("postgresql")
    name = f"book_{uuid.uuid4().hex}"
    engine = create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.format(name)
