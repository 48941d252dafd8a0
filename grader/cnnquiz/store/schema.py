"""The gradebook's tables, and how one of an older version becomes one of this.

Nothing is ever changed or deleted in them but the time at which a grading ended: what holds is what
was added last, and what held before can be looked up.
"""

from collections.abc import Callable

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    inspect,
    select,
)

from cnnquiz.errors import StoreError

METADATA = MetaData()
_NAME = String(1024)  # a file name's 255 bytes, each written as an escape at worst

_VERSIONS = Table("schema_version", METADATA, Column("version", Integer, primary_key=True))

GRADINGS = Table(
    "grading",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("begun", DateTime, nullable=False),
    Column("ended", DateTime),  # none of one that was interrupted
    Column("version", String(64), nullable=False),
    Column("seed", Integer, nullable=False),
)
ATTEMPTS = Table(
    "attempt",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", String(64)),  # what the result is known by
    Column("exercise", String(64), nullable=False),
    Column("status", String(32), nullable=False),
    Column("score", Float),
    Column("max_score", Float, nullable=False),
    Column("confinement", String(32)),
    Column("reusable", Boolean, nullable=False),
    Column("graded", DateTime, nullable=False),
    Column("report", Text, nullable=False),
    Index("attempt_by_key", "key"),
)
RESULTS = Table(
    "result",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("grading", ForeignKey("grading.id"), nullable=False),
    Column("student", _NAME, nullable=False),
    Column("exercise", String(64), nullable=False),
    Column("attempt", ForeignKey("attempt.id"), nullable=False),
    Column("handed_in", DateTime),
    Index("result_by_grading", "grading"),
)
PROBLEMS = Table(
    "problem",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("grading", ForeignKey("grading.id"), nullable=False),
    Column("student", _NAME, nullable=False),
    Column("text", Text, nullable=False),
    Index("problem_by_grading", "grading"),
)
DUES = Table(
    "due",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("exercise", String(64), nullable=False),
    Column("student", _NAME),  # none for everybody
    Column("due", DateTime, nullable=False),
    Column("noted", DateTime, nullable=False),
)
POLICIES = Table(
    "late_policy",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("percent_a_day", Float, nullable=False),
    Column("most_percent", Float, nullable=False),
    Column("grace_minutes", Float, nullable=False),
    Column("noted", DateTime, nullable=False),
)
OVERRIDES = Table(
    "override",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("exercise", String(64), nullable=False),
    Column("student", _NAME, nullable=False),
    Column("score", Float),  # none takes an earlier one back
    Column("reason", Text, nullable=False),
    Column("noted", DateTime, nullable=False),
)


def _create(connection: Connection) -> None:
    METADATA.create_all(connection)


# What leads from each version to the next, from an empty database on. A step that was released is
# never changed; a new one is added, and what it adds to tables stands in the tables above as well.
MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_create,)


def migrate(connection: Connection) -> None:
    """Bring a database up to date.

    Raises:
        StoreError: it is a newer cnnquiz's, or something else's.
        SQLAlchemyError: somebody else is at it at the same time.
    """
    tables = set(inspect(connection).get_table_names())
    if tables and _VERSIONS.name not in tables and tables & set(METADATA.tables):
        raise StoreError("the database holds tables of the same names that are no gradebook's")
    version = 0
    if _VERSIONS.name in tables:
        version = max(connection.execute(select(_VERSIONS.c.version)).scalars(), default=0)
    if version > len(MIGRATIONS):
        expected = f"it has version {version}; this cnnquiz knows {len(MIGRATIONS)}: update cnnquiz"
        raise StoreError(f"the gradebook was written by a newer cnnquiz ({expected})")
    for number, step in enumerate(MIGRATIONS[version:], version + 1):
        step(connection)
        connection.execute(insert(_VERSIONS).values(version=number))
