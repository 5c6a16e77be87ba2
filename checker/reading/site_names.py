"""What may be the name of a site: no version of a table, no machine, no energy, no period."""

from __future__ import annotations

import re

from checker.reading.periods import find_fiscal_year, find_year, parse_period_text
from checker.reading.terms import understand
from checker.reading.text import fold

LONGEST_NAME = 40
"""Longer texts are no names of sites (ours)."""
SITE_WORDS = re.compile(
    r"\b(?:sites?|plants?|works|factory|mills?|facility|campus|warehouse|depot|office|store|building|unit \d+)\b"
    r"|厂|园区|基地|校区|院区|门店|कारखाना|संयंत्र|फैक्टरी|परिसर|इकाई \d"
)
NO_NAMES = re.compile(
    r"\A(?:sheet|tabelle|hoja|table|tab|工作表|表|शीट)? ?\d*\Z|\b(?:final|draft|old|new|copy|backup|version|v\d+|rev\w*|original"
    r"|data|input|sample|example|template|notes?|summary|part|section|group|table|boiler|furnace|kiln|meter|line|turbine"
    r"|engine|chiller|compressor|phase|option|scenario|scope|fy)\b|原始|修订|备份|初稿|终稿|汇总|说明|附[表件]|副本|锅炉|窑|电?炉"
    r"|机组|产线|电表|变压器|部分|बॉयलर|भट्ठी|मीटर|तालिका"
    r"|\b(?:fuels?|inputs?|utilities|documents?|records?)\b|燃料|物料|原料|辅料|凭证|台账|ईंधन|सामग्री"
)
"""What sheets and parts of a sheet are called that are no sites: versions, tables, machines, kinds of input."""


def is_name(text: str) -> bool:
    """Tell whether a text may be a site's name: no period, no energy, no word for a version, a table, a machine."""
    name = text.strip()
    folded = fold(name)
    if not folded or len(name) > LONGEST_NAME or NO_NAMES.search(folded):
        return False
    if parse_period_text(name) is not None or find_year(name) or find_fiscal_year(name):
        return False
    said = understand(name)
    if (
        said.source
        or said.flow
        or said.category
        or said.parameter
        or said.documents
        or said.production
        or said.note
    ):
        return False
    return (
        said.length < 1.0
        and said.facility in ("", "site")
        and not said.units
        and set(said.roles) <= {"site", "unit"}
    )


def says_site(name: str) -> bool:
    """Tell whether a name says that it is a site's: plant, works, campus, 厂区, संयंत्र."""
    return SITE_WORDS.search(fold(name)) is not None
