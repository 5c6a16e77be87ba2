"""Headers that name a financial year beside something else: Q1 FY2024-25."""

from __future__ import annotations

import re
from functools import lru_cache

from checker.reading.periods import LONGEST_PERIOD, find_fiscal_year, parse_period_text
from checker.reading.text import DEVANAGARI, fold

_NAMED_FISCAL = re.compile(
    r"(?:f\.?y\.?|financial year|fiscal year|year|वित्तीय वर्ष|वर्ष)?\s*(?<!\d)(?:19|20)\d\d\s*[-–—/]\s*(?:(?:19|20)\d\d|\d\d)(?!\d)"
)

_SAYS_WHICH = re.compile(
    r"\b(?:current|previous|prior|last|reporting|this)\s+(?:(?:financial|fiscal|reporting)\s+year|year|f\.?y\.?)(?![a-z])|(?:चालू|पिछला|गत)\s+(?:वित्तीय\s+)?वर्ष"
)
"""Words that say again which year it is: FY 2024-25 (Current Financial Year)."""


@lru_cache(maxsize=5_000)
def split_fiscal(text: str) -> tuple[str, int] | None:
    """Split what a header says beside its financial year ("Q1 FY2024-25") from the year in which that begins."""
    if (
        len(text) > LONGEST_PERIOD
        or (year := find_fiscal_year(text)) is None
        or parse_period_text(text) is not None
    ):
        return None
    rest = _SAYS_WHICH.sub(" ", _NAMED_FISCAL.sub(" ", fold(text).translate(DEVANAGARI)))
    return rest.strip(" -–,:;()（）"), year
