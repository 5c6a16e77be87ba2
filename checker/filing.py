"""Filing: all that a rule may look at, and the statistics its rules share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from checker.accounting.rule_sets import RuleSet
    from checker.cells import CellRef
    from checker.findings import Coverage, FileRead, Plain, Question, TableRead
    from checker.reading.formulas import Formula
    from checker.swings.judge import Swings

T = TypeVar("T")
M = TypeVar("M")
"""Months by number: one, or an array or column of them."""

VALUE_COLUMNS = {"facts": "quantity", "totals": "quantity", "parameters": "value", "declared": "tco2e"}
"""The tables whose values an edit may change, and the column of each that holds the value as filed."""
AS_FILED = "as filed: "
"""So begins the name of what a rule shares that is judged once, of the filing as filed, and holds for all corrections tried."""
MARK = "\x1f"
"""Parts a site's name from its candidate's number in a counterfactual; no cell holds this control character."""
NO_SERIES = -1
"""What stands in a `series` column where a row speaks of no line."""


@dataclass(frozen=True, slots=True)
class NewFact:
    """A fact that stands nowhere in the workbook yet; quantity is in `unit`, scale to the base unit."""

    site: str
    source: str
    flow: str
    attribute: str
    start: dt.date
    end: dt.date
    unit: str
    scale: float
    base_unit: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a filing: a row's value in the filer's unit (None: blank), or a new fact.

    `row` is a row of facts, totals, parameters or declared; `unit`, with its `scale`, replaces
    the unit label of a row and leaves the number alone. Where the value cannot be known, `quantity`
    is a likely one to try and `span` the least and the most it can be, which is what is proposed.
    """

    row: int | None
    quantity: float | None
    fact: NewFact | None = None
    unit: str | None = None
    scale: float | None = None
    span: tuple[float, float] | None = None


@dataclass(frozen=True)
class Filing:
    """The tables of `checker.schemas.columns`, as pandas frames that no rule may change."""

    facility: pd.DataFrame
    series: pd.DataFrame
    facts: pd.DataFrame
    totals: pd.DataFrame
    covers: pd.DataFrame
    parameters: pd.DataFrame
    production: pd.DataFrame
    documents: pd.DataFrame
    declared: pd.DataFrame
    explanations: pd.DataFrame
    refusals: pd.DataFrame
    """row, table, code, column of every value a schema refused."""
    year: int | None = None
    """The report year; a financial year is named by the calendar year in which it begins."""
    first_month: int = 1
    """The month in which the report year begins: 4 from April to March."""
    rule_set: RuleSet | None = None
    places: Mapping[tuple[int, str], CellRef] = field(default_factory=dict)
    """Cells of a row beside its main one, by field: unit, remark, data_source, header, label, …"""
    files: tuple[FileRead, ...] = ()
    located: tuple[TableRead, ...] = ()
    coverage: Coverage | None = None
    questions: tuple[Question, ...] = ()
    left_out: tuple[tuple[CellRef, CellRef, str], ...] = ()
    """Ranges not read (first cell, last cell) and why: stray, refused, not_understood."""
    asked: frozenset[CellRef] = frozenset()
    """Cells of the figures that wait for the answer to a question."""
    profile_before: Mapping[str, float] = field(default_factory=dict)
    """Numbers of the facility profile in last year's file, by item; those told once."""
    packages: Mapping[str, bytes] = field(default_factory=dict, repr=False, compare=False)
    """The files' own bytes by name, from which formulas are read when a correction asks for them."""
    shared: dict[str, object] = field(default_factory=dict, repr=False, compare=False)
    """Statistics computed once and borrowed by every rule."""

    def share(self, name: str, compute: Callable[[Filing], T]) -> T:
        """Compute a statistic of this filing once, under a name, and lend it to every caller."""
        if name not in self.shared:
            self.shared[name] = compute(self)
        return self.shared[name]  # type: ignore[return-value]

    def monthly(self) -> pd.DataFrame:
        """Give the facts that span one month, by site, series and month; all years, blanks too.

        A column `month` holds the month as a period ordinal (year * 12 + month - 1).
        """
        from checker.statistics import list_months

        return self.share("monthly", list_months)

    def usual_month(self, months: pd.DataFrame) -> pd.Series:
        """Give, for every month, the median of the other positive months of its series."""
        from checker.statistics import usual_month

        return self.share("usual_month", usual_month).reindex(months.index)

    def last_year(self, months: pd.DataFrame) -> pd.Series:
        """Give, for every month, the amount of the same month a year before; NaN where unknown."""
        from checker.statistics import last_year

        return self.share("last_year", last_year).reindex(months.index)

    def yearly(self) -> pd.DataFrame:
        """Give one row per site, series and year: amount, months, complete, rows.

        `complete` is True where twelve months or one whole-year figure are filed.
        """
        from checker.statistics import sum_years

        return self.share("yearly", sum_years)

    def emissions(self) -> pd.DataFrame:
        """Give, for every fact row: counted, factor (tCO2e per base unit), tco2e, category.

        `counted` is False where a fact is another level of a figure already counted, another
        year than the report year's, or no emission source. Without a rule set all are NaN.
        """
        from checker.accounting.recompute import recompute_facts

        return self.share("emissions", recompute_facts)

    def recomputed(self) -> pd.DataFrame:
        """Give tonnes recomputed from what was filed: one row per site and category.

        Columns site, category, tco2e, complete; empty without a rule set.
        """
        from checker.accounting.recompute import sum_categories

        return self.share("recomputed", sum_categories)

    def compare_declared(self) -> pd.DataFrame:
        """Give, by row of `declared` for the report year: site, category, level, tco2e, recomputed, complete.

        `recomputed` is NaN where no recomputed figure states the same thing.
        """
        from checker.accounting.declared import compare_declared

        return compare_declared(self)

    def swings(self, reference: str = "") -> Swings:
        """Give the unusual months of the report year, rarest first, by the reference that ships or another file."""
        from checker.swings.judge import find_swings

        return self.share(f"swings {reference}", lambda own: find_swings(own, reference))

    def plans(self) -> frozenset[tuple[str, int]]:
        """Give site and series of the lines that are a plan or a budget by their own words, or those of their sheet."""
        from checker.accounting.said_twice import list_plans

        return list_plans(self)

    def formulas(self) -> Mapping[tuple[str, str, int, int], Formula]:
        """Give the formulas by file, sheet, row and column, from 0: their text as Excel stores it, and how far it was moved."""
        from checker.recalculate import list_formulas

        return self.share("formulas by cell", list_formulas)

    def profile(self, item: str) -> pd.Series:
        """Give a number of the facility profile (pv_kwp, transformer_kva, …) by site."""
        from checker.statistics import profile_number

        return profile_number(self, item)

    def profile_text(self, item: str) -> pd.Series:
        """Give a text of the facility profile (region, sector, …) by site."""
        from checker.statistics import profile_text

        return profile_text(self, item)

    def profile_rows(self, item: str) -> pd.Series:
        """Give the row id where a facility item stands, by site."""
        from checker.statistics import profile_rows

        return profile_rows(self, item)

    def year_bounds(self, year: int | None = None) -> tuple[dt.datetime, dt.datetime]:
        """Give [start, end) of a year that begins as the report year does, that one by default; raises ValueError without one."""
        from checker.statistics import bound_year

        return bound_year(year if year is not None else self.year, self.first_month)

    def year_of(self, month: M) -> M:
        """Give the year in which a month (an ordinal, or many) lies, as the report year counts years."""
        return (month - self.first_month + 1) // 12  # type: ignore[operator, return-value]

    def place_of(self, month: M) -> M:
        """Give the place of a month (an ordinal, or many) in its year, from 0."""
        return (month - self.first_month + 1) % 12  # type: ignore[operator, return-value]

    def years_of(self, moments: pd.Series) -> pd.Series:
        """Give the years in which moments lie, as the report year counts years."""
        return self.year_of(moments.dt.year * 12 + moments.dt.month - 1)

    def date_place(self, place: int) -> dt.date:
        """Give the first day of a month of the report year by its place, from 0."""
        import datetime as dt

        month = (self.year or 0) * 12 + self.first_month - 1 + place
        return dt.date(month // 12, month % 12 + 1, 1)

    def number_month(self, month: int) -> int:
        """Give the ordinal of a month of the report year by its place in the calendar, from 0."""
        return (self.year or 0) * 12 + month + (12 if month + 1 < self.first_month else 0)

    def name_year(self) -> int | str:
        """Name the report year as people do: 2024, or 2024-25 where it runs over New Year."""
        year = self.year or 0
        return year if self.first_month == 1 else f"{year}-{(year + 1) % 100:02d}"

    def documents_of(self, series: int, site: str) -> pd.DataFrame:
        """Give the documents that cover a series: named in its row, by account, else where its source and flow are unique."""
        from checker.statistics import match_documents

        return match_documents(self, series, site)


def plain(value: object) -> Plain:
    """Turn a pandas scalar into what evidence may carry; NaN and NaT become None."""
    if value is None or value != value:  # noqa: PLR0124  # NaN and NaT differ from themselves
        return None
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime().date()  # type: ignore[no-any-return]
    return value.item() if hasattr(value, "item") else value  # type: ignore[return-value]
