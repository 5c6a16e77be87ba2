"""Fuel is held against the power or heat made of it."""

import numpy as np

from checker.swings.judge import find_swings
from checker.swings.lines import lay_out_lines
from tests.unit.building import build_filing, line

POWER = [520.0, 310.0, 640.0, 150.0, 480.0, 720.0, 890.0, 260.0, 410.0, 560.0, 330.0, 690.0]
FUEL = [each * 0.27 for each in POWER]


def build(fuel, **others):
    lines = [
        line("diesel", "consumed", fuel, unit="t"),
        line("electricity", "generated", POWER, unit="MWh"),
        *others.get("more", []),
    ]
    return build_filing(lines=lines, facility={"region": "CN-AH"}, year=2024)


def test_fuel_that_leaves_the_power_made_of_it_is_found_though_both_vary_freely():
    fuel = [*FUEL]
    fuel[4] *= 1.4
    found = find_swings(build(fuel)).found
    assert found
    assert found[0].against == ("partner_flow",) or "partner_flow" in found[0].against
    assert found[0].rate <= 5


def test_fuel_that_follows_the_power_made_of_it_is_usual():
    assert not [each for each in find_swings(build(FUEL)).found if each.rate <= 5]


def test_a_site_that_makes_power_and_heat_holds_its_fuel_against_neither():
    steam = line("steam", "sold", POWER, unit="GJ")
    lines = lay_out_lines(build(FUEL, more=[steam]))
    assert lines is not None
    assert np.isnan(lines.partner).all()
