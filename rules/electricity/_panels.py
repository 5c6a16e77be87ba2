"""What a site says of its panels beside the rows of kWh: capacity, owner, meter records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from checker.api import NO_SERIES, number_years, take_column
from rules._columns import is_any

if TYPE_CHECKING:
    from checker.api import Filing

OWN = ("own_use", "generated")
LEAST_YIELD = 300.0
"""kWh per kWp and year of which less is used on site only where most is fed in (ours)."""
EXPLAINED = 500.0
"""kWh per kWp and year, bought or fed in, from which rows other than own use tell where the panels' output is (ours)."""
UTMOST = 2000.0
"""kWh per kWp and year that no roof yields (ours, above the sunniest fixed systems)."""
SOMEONE_ELSES = re.compile(
    r"third[\s-]*party|\bemc\b|\besco\b|\bppa\b|leas|合同|第三方|他方|租赁|तीसरे|तीसरा|तृतीय|अनुबंध",
    re.IGNORECASE,
)
"""Words by which a PV system's owner or a purchase's remark say that its power is bought."""
SELF = re.compile(r"\bown(ed|er)?\b|\bself\b|自有|自建|自投|企业|公司|अपना|अपनी|स्वयं|स्वामित्व", re.IGNORECASE)


class Panels(NamedTuple):
    """A site's kWp (None: not told), the kWh of own PV that meter records tell (0: none), and whose the panels are."""

    kwp: float | None
    metered: float
    own: bool


def read_panels(filing: Filing, site: str) -> Panels:
    """Read what a site says of its panels."""
    kwp = filing.profile("pv_kwp").to_dict().get(site)
    owner = str(filing.profile_text("pv_ownership").to_dict().get(site, ""))
    metered = sum_meters(filing).get(site, 0.0)
    own = bool(SELF.search(owner)) and not SOMEONE_ELSES.search(owner)
    return Panels(None if kwp is None else float(kwp), metered, own or metered > 0)


def sum_meters(filing: Filing) -> dict[str, float]:
    """Give by site the kWh of the report year that papers of the panels' own meter tell."""
    documents = filing.documents
    if documents.empty:
        return {}
    own = (
        (documents["kind"] == "meter")
        & (documents["source"] == "pv_electricity")
        & documents["flow"].isin(OWN)
    )
    own &= (documents["base_unit"] == "kWh") & (documents["series"] == NO_SERIES) & (documents["amount"] > 0)
    own &= filing.years_of(documents["start"]) == filing.year
    found: dict[str, float] = {}
    for site, papers in documents[own].groupby("site"):
        # records of use and of generation are two views of one output
        found[str(site)] = float(papers.groupby("flow")["amount"].sum().min())
    return found


def list_told_sites(filing: Filing, year: int) -> set[str]:
    """Give the sites whose rows tell where the output of their panels is.

    A row of own PV does. A row of PV bought or fed in does too, unless the site says that panels
    of its own stand there and the row holds far less than these give.
    """
    source, flow, amount, site = (
        take_column(filing, "facts", name) for name in ("source", "flow", "amount", "site")
    )
    filed = (source == "pv_electricity") & (amount > 0)
    filed &= number_years(filing, "facts") == year
    told = set(site[filed & is_any(flow, OWN)].tolist())
    other: dict[str, float] = {}
    for name, kwh in zip(site[filed].tolist(), amount[filed].tolist(), strict=True):
        other[name] = other.get(name, 0.0) + kwh
    for name in sorted(set(other) - told):
        panels = read_panels(filing, name)
        if not (panels.own and panels.kwp and other[name] < EXPLAINED * panels.kwp):
            told.add(name)
    return told
