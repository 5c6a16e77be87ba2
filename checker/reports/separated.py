"""Lists as CSV, safe to be opened in a spreadsheet program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


def write_separated(header: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    """Write lines of values under a header, None as an empty field; every line ends in a newline.

    Spreadsheet programs take "=", "+", "-" and "@" at the start of a text for a formula; a text that
    begins so and is no number is written behind an apostrophe (OWASP, CSV Injection).
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(
        [guard_formula(value) if isinstance(value, str) else value for value in row] for row in rows
    )
    return stream.getvalue()


def guard_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet program would calculate."""
    formula_like = text[:1] in {"=", "@", "\t", "\r"} or (text[:1] in {"+", "-"} and not _is_number(text))
    return f"'{text}" if formula_like and len(text) > 1 else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
