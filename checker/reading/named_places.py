"""Titles that name a firm with the place where it lies: 安徽省芜湖市某某有限公司2024年用电统计."""

from __future__ import annotations

import re

from checker.reading.collect import NAN, Collector
from checker.reading.grid import filled
from checker.reading.profile import find_only_region
from checker.reading.text import fold
from checker.workbook import Sheet

HEAD_ROWS = 12
"""So many rows above the first table of a sheet may name who files (ours)."""
LONGEST = 80
_FIRM = re.compile(r"公司|集团|厂|\b(?:ltd|limited|inc|gmbh|llc|plc|pvt|corp|corporation|sarl|s\.?a|b\.?v)\b")
_OTHERS = re.compile(
    r"[:：]|电力公司|供电|国网|南网|燃气|热力|统计局|发改|生态环境|税务|银行|electric|power|energy supply|utility|gas co|bank"
)
"""Suppliers and authorities, whose place is not the filer's, and labels, whose values the profile reads."""


def note_places(sheet: Sheet, top: int, collector: Collector) -> None:
    """Note the lines above a sheet's first table that name a firm and one region with it."""
    for row in range(min(top, HEAD_ROWS)):
        for column in filled(sheet, row):
            text = sheet.value(row, column)
            if not isinstance(text, str) or len(text) > LONGEST:
                continue
            folded = fold(text)
            firm = _FIRM.search(folded) and not _OTHERS.search(folded)
            if firm and find_only_region(text) is not None:
                collector.named_places.append({
                    "site": "", "item": "region", "text": text.strip(), "value": NAN, "state": "value",
                    **collector.place(sheet, row, column, collector.blocks),
                })  # fmt: skip
