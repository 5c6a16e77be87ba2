"""One of the places where employees eat and sleep is filed, and the other, which the facility sheet names, is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.api import Evidence, Filing, rule
from rules._columns import take_list
from rules.boundary._told import list_told
from rules.boundary.named_but_not_filed import YES

if TYPE_CHECKING:
    from checker.findings import Row

PLACES = {
    "canteen": re.compile(r"canteen|kitchen|食堂|餐厅|भोजनालय|कैंटीन|रसोई", re.IGNORECASE),
    "dormitory": re.compile(r"dormitor|\bhostel\b|living quarters|宿舍|छात्रावास|आवास", re.IGNORECASE),
}


@rule("BOU102", severity="review", scope="site", needs=("facts.amount",), given=("year",))
def canteen_without_dormitory(filing: Filing) -> Iterator[Evidence]:
    """Ask about the canteen or dormitory that the facility sheet names, where only the other one has rows.

    A remark or a data source that names it answers too: it hangs on the main meter then.
    """
    told = list_told(filing, "series")
    names = ("site", "series", "label", "remark", "data_source")
    lines = list(
        zip(filing.series.index.tolist(), *(take_list(filing, "series", name) for name in names), strict=True)
    )
    for here, there in (("canteen", "dormitory"), ("dormitory", "canteen")):
        answers = filing.profile_text(there)
        for site, text in answers.items():
            if not YES.match(str(text)):
                continue
            own = [each for each in lines if each[1] == site and (str(site), str(each[2])) in told]
            filed = [row for row, _, _, label, *_ in own if PLACES[here].search(str(label))]
            if not filed or any(PLACES[there].search(" ".join(map(str, each[3:]))) for each in own):
                continue
            values: dict[str, Any] = {
                "year": filing.name_year(),
                "hints": [f"has_{there}"],
                "text": str(text),
            }
            context: tuple[tuple[Row, str], ...] = tuple(((int(row), "label"), "partner") for row in filed)
            yield Evidence((int(filing.profile_rows(there).to_dict()[site]),), values, context)
