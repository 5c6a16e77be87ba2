"""Whether one amount of a fuel is the tonnes of coal equivalent of another."""

from __future__ import annotations

COEFFICIENTS = {
    "raw_coal": (0.7143,), "anthracite": (0.9428,), "bituminous_coal": (0.7143,), "washed_coal": (0.9,),
    "lignite": (0.4286,), "coke": (0.9714,), "crude_oil": (1.4286,), "fuel_oil": (1.4286,), "petrol": (1.4714,), "kerosene": (1.4714,),
    "diesel": (1.4571,), "lpg": (1.7143,), "lng": (1.7572,),
}  # fmt: skip
"""tce a tonne, as energy statistics returns have it (GB/T 2589, reference coefficients; as practice knows them, not confirmed)."""
GAS = (1.33, 1.2143, 1.1)
"""tce per 1,000 m3 of natural gas in the same returns (13.3, 12.143 or 11 tce per 10,000 m3)."""
SAME = 0.004
"""How near a ratio must come to a coefficient: both sides are rounded (ours)."""


def find_coefficient(source: str, base_unit: str, ratio: float) -> float | None:
    """Give the coefficient of a fuel that a ratio of two amounts is; None where it is none, or the fuel has none."""
    known: tuple[float, ...] = COEFFICIENTS.get(source, ()) if base_unit == "kg" else ()
    if source == "natural_gas" and base_unit == "Nm3":
        known = tuple(
            each * 10 for each in GAS
        )  # in rows of 10,000 m3 the figure in tce stands as so many 10,000 m3
    return next((each for each in known if abs(ratio / each - 1) <= SAME), None)
