"""A number of the facility sheet was mistyped: the report year, the transformer's kVA, the panels' kWp."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checker.api import Evidence, Filing, rule
from rules.entry._profile import list_slips


@rule("ENT102", severity="warning", scope="filing")
def profile_mistyped(filing: Filing) -> Iterator[Evidence]:
    """Find a report year that is none, a capacity with a letter or a minus sign, and one unlike last year's by a slip.

    A capacity that what goes through it in both years exceeds, or leaves idle, is a warning too: the
    plant's own figures agree with each other and not with it.
    """
    for slip in list_slips(filing).values():
        values: dict[str, Any] = {"cell_text": slip.text, "hints": [slip.hint], "item": f"item_{slip.item}"}
        if slip.meant is not None:
            values["expected"] = slip.meant
        yield Evidence((slip.row,), values)
