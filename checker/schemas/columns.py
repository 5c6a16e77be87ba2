"""The tables of a filing: every column with its type, declared once.

Each table is indexed by `row`, an id that is unique over all tables of a filing, and each
row knows its main cell: `file`, `sheet`, `at_row`, `at_col` (counted from 0, -1 where there
is none). Amounts are in base units: kWh, GJ, Nm3 (gas), kg, L, piece, CNY.
"""

TEXT = "str"
NUMBER = "float64"
WHOLE = "int64"
TIME = "datetime64[us]"
FLAG = "bool"

PLACE = {"file": TEXT, "sheet": TEXT, "at_row": WHOLE, "at_col": WHOLE, "block": WHOLE}
"""Where a row stands; `block` numbers the located table it was read from (-1: none)."""

STATES = ("value", "text", "blank", "not_applicable", "refused", "error", "not_calculated")
"""`text` is a number stored as text, read as its number; the last four have no number."""

FLOWS = (
    "opening_stock", "purchased", "net_purchased", "generated", "received", "consumed", "own_use",
    "sold", "exported", "transferred", "lost", "recovered", "destroyed", "refilled",
    "stock_adjustment", "raw_material_use", "other_use", "closing_stock",
)  # fmt: skip

TABLES: dict[str, dict[str, str]] = {
    "facility": {"site": TEXT, "item": TEXT, "text": TEXT, "value": NUMBER, "state": TEXT, **PLACE},
    "series": {
        "site": TEXT, "series": WHOLE, "source": TEXT, "flow": TEXT, "attribute": TEXT,
        "label": TEXT, "ordinal": WHOLE, "unit": TEXT, "scale": NUMBER, "base_unit": TEXT, "account": TEXT, "parent": TEXT,
        "multiplier": NUMBER, "supplier": TEXT, "data_source": TEXT, "remark": TEXT, **PLACE,
    },
    "facts": {
        "site": TEXT, "series": WHOLE, "source": TEXT, "flow": TEXT, "attribute": TEXT,
        "start": TIME, "end": TIME, "as_filed": TEXT, "text": TEXT, "state": TEXT,
        "quantity": NUMBER, "unit": TEXT, "scale": NUMBER, "amount": NUMBER, "base_unit": TEXT,
        "estimated": FLAG, "cost": NUMBER, "currency": TEXT, **PLACE,
    },
    "totals": {
        "site": TEXT, "series": WHOLE, "source": TEXT, "flow": TEXT, "label": TEXT, "scope": TEXT,
        "start": TIME, "end": TIME, "text": TEXT, "state": TEXT, "quantity": NUMBER, "unit": TEXT,
        "scale": NUMBER, "amount": NUMBER, "base_unit": TEXT, **PLACE,
    },
    "covers": {"site": TEXT, "total": WHOLE, "fact": WHOLE},
    "parameters": {
        "site": TEXT, "series": WHOLE, "source": TEXT, "parameter": TEXT, "basis": TEXT,
        "start": TIME, "end": TIME, "text": TEXT, "state": TEXT, "value": NUMBER, "unit": TEXT,
        "scale": NUMBER, "amount": NUMBER, "base_unit": TEXT, "origin": TEXT, **PLACE,
    },
    "production": {
        "site": TEXT, "product": TEXT, "item": TEXT, "start": TIME, "end": TIME, "text": TEXT,
        "state": TEXT, "quantity": NUMBER, "unit": TEXT, **PLACE,
    },
    "documents": {
        "site": TEXT, "kind": TEXT, "series": WHOLE, "source": TEXT, "flow": TEXT, "account": TEXT,
        "start": TIME, "end": TIME, "text": TEXT, "state": TEXT, "quantity": NUMBER, "unit": TEXT,
        "scale": NUMBER, "amount": NUMBER, "base_unit": TEXT, "cost": NUMBER, "currency": TEXT,
        "reference": TEXT, **PLACE,
    },
    "declared": {
        "site": TEXT, "label": TEXT, "category": TEXT, "level": TEXT, "series": WHOLE, "source": TEXT, "gas": TEXT,
        "start": TIME, "end": TIME, "text": TEXT, "state": TEXT, "mass": NUMBER, "tco2e": NUMBER,
        "unit": TEXT, "scale": NUMBER, **PLACE,
    },
    "explanations": {
        "site": TEXT, "finding": TEXT, "by": TEXT, "text": TEXT, "filed": TEXT, "until": TIME, **PLACE,
    },
}  # fmt: skip
"""Missing text is "", a missing number NaN, a missing series -1, a missing time NaT.

series: `series` is the id of the line, unique in a site; `ordinal` counts lines alike.
facts: one figure of a series over [start, end); `text` as filed; `quantity` in the filed unit;
amount = quantity * scale, in `base_unit`. A blank cell of a grid of months is a fact, state blank.
`as_filed` is period_use, cumulative or index.
totals: a stated sum in the same table as its parts; `scope` is row (along a series), column
(over series) or block; `covers` links total rows to fact rows.
parameters: of a series, else (-1) of a source. `parameter` is ncv, carbon_content (per GJ),
carbon_content_mass, oxidation_rate, emission_factor, heat_factor, density, moisture, …;
amount = value * scale in the canonical unit `base_unit`: ncv GJ/t or GJ/10^4Nm3, carbon_content
tC/GJ, oxidation_rate as a fraction, emission_factor tCO2/MWh (power) or tCO2/GJ (heat), density
kg/L. `origin` is measured, default or "".
declared: `category` is fuel, process, electricity, heat, wastewater, recovered, total or "";
`level` is row (one line of activity), category or total; tco2e in tonnes.
documents: `kind` is invoice, meter, settlement, contract, certificate, ledger, statistics,
log or reference; it covers a series by `series` (named in the row itself), by account, else by
(site, source, flow) where that is unique.
facility: `item` is company, site, credit_code, sector, region, address, year, rule_set, pv_kwp,
pv_ownership, pv_grid_date, pv_export, transformer_kva, accounts, floor_area, employees, …
"""
