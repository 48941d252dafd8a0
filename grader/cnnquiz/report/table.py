"""CSV that spreadsheets open without executing anything in it."""

import csv
import io
from collections.abc import Iterable, Sequence

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterable[str]:
    """Yield rows as lines of CSV: text in quotes, numbers bare, None empty.

    Text that a spreadsheet would take for a formula gets a ' before it.
    """
    for row in rows:
        line = io.StringIO()
        writer = csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerow([safe(cell) if isinstance(cell, str) else _bare(cell) for cell in row])
        yield line.getvalue()


def safe(text: str) -> str:
    """Return a cell's text so that no spreadsheet takes it for a formula."""
    begins = text.lstrip(" \n").startswith(_STARTS_FORMULA) or text.startswith(("\t", "\r"))
    return f"'{text}" if begins else text


def _bare(cell: object) -> object:
    return "" if cell is None else cell
