"""Where the bars, marks and labels of a chart stand."""

from __future__ import annotations

import datetime as dt

import pytest

from checker.findings import FlaggedLine
from checker.reports.chart import BOTTOM, HEIGHT, TOP, Chart, lay_out_chart

MARCH = dt.date(2024, 3, 1)


def months(year: int, quantities: list[float | None], first: int = 1) -> list[tuple[dt.date, float | None]]:
    return [
        (dt.date(year + (first + number - 1) // 12, (first + number - 1) % 12 + 1, 1), quantity)
        for number, quantity in enumerate(quantities)
    ]


def line(*filed, flagged=((MARCH, "A"),), unit="kWh"):
    return FlaggedLine(
        "S", "Purchased power", "grid_electricity", "purchased", unit, tuple(filed), tuple(flagged)
    )


def lay_out(drawn: FlaggedLine, ghosts=None, lang="en") -> Chart:
    chart = lay_out_chart(drawn, "A", ghosts or {}, lang)
    assert chart is not None
    return chart


YEAR: list[float | None] = [100.0, 110, 120, 130, 120, 110, 100, 110, 120, 130, 120, 110]


def test_a_year_has_twelve_bars_and_the_month_in_doubt_is_marked_and_labelled():
    chart = lay_out(line(*months(2024, YEAR)))
    assert [each.name for each in chart.bars][:3] == ["Jan", "Feb", "Mar"]
    assert [each.mark for each in chart.bars] == ["", "", "own", *[""] * 9]
    assert chart.bars[2].label == "120"
    assert chart.bars[2].said == "Mar 2024: 120 kWh"
    assert chart.said == "In doubt: Mar 2024: 120 kWh"
    assert chart.title == "Purchased power, 2024, by month"


def test_heights_are_proportional_and_within_the_drawing():
    chart = lay_out(line(*months(2024, YEAR)))
    assert chart.bars[3].height / chart.bars[0].height == pytest.approx(1.3, abs=0.01)
    assert all(TOP <= each.y <= HEIGHT - BOTTOM for each in chart.bars)
    assert chart.ticks[0].label == "0"


def test_the_year_before_is_a_line_that_breaks_where_nothing_was_filed():
    before = [*YEAR]
    before[5] = None
    chart = lay_out(line(*months(2023, before), *months(2024, YEAR)))
    assert [len(each) for each in chart.before] == [5, 6]
    assert "before" in chart.keys


def test_a_month_that_dwarfs_all_others_is_cut_and_the_others_stay_readable():
    dwarfed = [*YEAR]
    dwarfed[2] = 120_000.0
    chart = lay_out(line(*months(2024, dwarfed)), {MARCH: (120.0, 120.0)})
    assert [each.cut for each in chart.bars] == [False, False, True, *[False] * 9]
    assert chart.bars[0].height > 60
    assert chart.bars[2].label == "120,000"
    assert {"own", "ghost", "cut"} <= chart.keys


def test_a_month_without_a_figure_is_said_so():
    blank = [*YEAR]
    blank[2] = None
    chart = lay_out(line(*months(2024, blank)))
    assert chart.bars[2].missing
    assert chart.bars[2].said == "Mar 2024: no figure"


def test_a_fiscal_year_begins_where_the_filing_begins():
    chart = lay_out(line(*months(2024, YEAR, first=4), flagged=((dt.date(2025, 1, 1), "A"),)))
    assert chart.bars[0].name == "Apr"
    assert chart.title == "Purchased power, 2024/25, by month"
    assert chart.bars[9].mark == "own"


def test_a_month_that_another_finding_names_is_marked_apart():
    chart = lay_out(line(*months(2024, YEAR), flagged=((MARCH, "A"), (dt.date(2024, 5, 1), "B"))))
    assert chart.bars[4].mark == "other"
    assert not chart.bars[4].label


def test_what_is_proposed_is_a_bar_of_its_own():
    chart = lay_out(line(*months(2024, YEAR)), {MARCH: (60.0, 60.0)})
    ghost = chart.ghosts[0]
    assert ghost.height == pytest.approx(chart.bars[2].height / 2, abs=0.3)
    assert ghost.said == "proposed: 60 kWh"
    assert (
        lay_out(line(*months(2024, YEAR)), {MARCH: (60.0, 90.0)}).ghosts[0].said
        == "proposed: between 60 and 90 kWh"
    )


def test_a_negative_month_hangs_below_the_axis():
    negative = [*YEAR]
    negative[2] = -50.0
    chart = lay_out(line(*months(2024, negative)))
    assert chart.bars[2].y == chart.base
    assert chart.bars[2].height > 0


@pytest.mark.parametrize("quantity", [0.0, 1e-9, 5e14])
def test_any_size_of_figures_can_be_drawn(quantity):
    chart = lay_out(line(*months(2024, [quantity] * 12)))
    assert len({each.label for each in chart.ticks}) > 1


def test_a_line_without_figures_or_without_the_finding_has_no_chart():
    assert lay_out_chart(line(*months(2024, [None] * 12)), "A", {}, "en") is None
    assert lay_out_chart(line(*months(2024, YEAR)), "B", {}, "en") is None
