import pytest

from checker.testing import write_book
from tests.faces.reports_made import PACKS, name_packs

MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]


@pytest.fixture
def filing_of():
    """Write a small filing of a company; `kwh` makes it differ from others."""

    def write(folder, company, kwh=1000, name=None):
        facility = [["Company", company], ["Province", "Anhui"], ["Reporting year", 2024]]
        rows = [
            ["Item", "Unit", *MONTHS],
            ["Purchased electricity", "kWh", *(kwh + 7 * n for n in range(12))],
        ]
        folder.mkdir(parents=True, exist_ok=True)
        return write_book({"Facility": facility, "Energy": rows}, folder / f"{name or company}.xlsx")

    return write


@pytest.fixture
def hostile(monkeypatch):
    """A catalogue of the hostile pack beside the rules that ship."""
    from checker.packs import load_catalogue

    monkeypatch.syspath_prepend(str(PACKS))
    monkeypatch.setattr("importlib.metadata.entry_points", name_packs("hostile_pack", builtin="rules"))
    return load_catalogue()
