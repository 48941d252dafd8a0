"""A gradebook's database: opened, brought up to date, and its errors told in words."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, ProgrammingError, SQLAlchemyError

from cnnquiz.errors import StoreError
from cnnquiz.store.schema import migrate

_WAIT_S = 60.0  # for another writer to finish


def full_url(url: str) -> str:
    """Return a database's URL, of which the path of an SQLite file is the short form."""
    return url if "://" in url else f"sqlite:///{url}"


def open_database(url: str) -> Engine:
    """Return the database at a URL, with a gradebook's tables as this cnnquiz has them.

    Raises:
        StoreError: it cannot be opened, or is no gradebook.
    """
    with store_errors(url), contextlib.ExitStack() as undo:
        engine = _engine(url)
        undo.callback(engine.dispose)
        _bring_up_to_date(engine)
        undo.pop_all()
    return engine


@contextlib.contextmanager
def store_errors(url: str) -> Iterator[None]:
    """Raise what goes wrong with the database at a URL as a `StoreError`."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        shown = make_url(url).render_as_string() if "://" in url else url  # without a password
        raise StoreError(f"{shown}: {cause}") from error
    except ImportError as error:  # the database's own driver
        raise StoreError(f"{error.name} is not installed; this database needs it") from error


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed)
    if parsed.database and parsed.database != ":memory:":
        folder = Path(parsed.database).absolute().parent
        if not folder.is_dir():
            raise StoreError(f"{url}: there is no folder {folder}")
    engine = create_engine(parsed, connect_args={"timeout": _WAIT_S})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _bring_up_to_date(engine: Engine) -> None:
    for is_last in (False, True):
        try:
            with engine.begin() as connection:
                migrate(connection)
        # Of several who make the tables at once one is the first. The others find them there now.
        except (IntegrityError, ProgrammingError):
            if is_last:
                raise
        else:
            return


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # Readers and a writer do not wait for each other; a process that is killed loses nothing.
    connection.isolation_level = None  # transactions are begun below, at once and not late
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and then wants to write could find that it may not.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
