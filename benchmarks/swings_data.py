"""Windows of 24 months from the real series of `CHECKER_REAL_DATA/monthly`, each with its filer.

A window is a year and the year before it; its last twelve months are judged, as a check judges the
report year. Partner: the flow of the same site that should move with it (fuel and power made of it).
Companies stand in several files under several spellings; all that is one company's is of one filer.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

MONTHS = 24
FEWEST_POSITIVE = 20
"""So many of the 24 months are above 0 (ours): of a line at rest half the year no fault could be told."""
DEAD_HOURS = 24
"""A university month with more hours of 0 is a meter that stood still: the authors wrote 0 for missing."""
SAME_RATIO = 1e-3
"""Fuel per kWh varies less inside a year: a yearly figure was spread over its months."""
COMPANIES = re.compile(
    r"\b(inc|llc|co|company|corp|corporation|coop|cooperative|assn|association|electric|elec|power|light|"
    r"the|of|and|city|utility|utilities|generating|d b a)\b"
)
SINGLE = ("village", "university")
"""One company files the whole set: both are tested on, never learnt from, and drawn by site in the bootstrap."""
VILLAGE_FLOWS = (
    "fuel_used_gallons", "diesel_kwh_generated", "other_1_kwh_generated", "powerhouse_consumption_kwh",
    "residential_sold_to", "commercial_sold_to", "com_facil_sold_to", "govt_facil_sold_to",
)  # fmt: skip


class Windows(NamedTuple):
    """Windows as matrices of 24 columns, and who filed them.

    `amounts` and `partner` (NaN: none) as filed; `others` is the usual shape of the same flow at the
    company's other sites, a logarithm over each site's own level; `suspected` marks months on the list of suspected
    mistakes. `meta` has the columns set, filer, site, flow, year.
    """

    amounts: np.ndarray[Any, Any]
    partner: np.ndarray[Any, Any]
    others: np.ndarray[Any, Any]
    suspected: np.ndarray[Any, Any]
    meta: pd.DataFrame

    def pick(self, where: np.ndarray[Any, Any]) -> Windows:
        """Pick windows by flags or places."""
        return Windows(
            self.amounts[where], self.partner[where], self.others[where], self.suspected[where],
            self.meta[where] if where.dtype == bool else self.meta.iloc[where],
        )  # fmt: skip


def load_windows(folder: Path | None = None) -> Windows:
    """Load all windows of all data sets; raises KeyError where CHECKER_REAL_DATA is not set."""
    monthly = folder or Path(os.environ["CHECKER_REAL_DATA"]) / "monthly"
    long = pd.concat(
        [read_village(monthly), read_university(monthly), read_plants(monthly), read_sales(monthly)]
    )
    long["filer"] = long["company"].map({name: plain_company(name) for name in long["company"].unique()})
    keys = ["set", "filer", "site", "flow"]
    long["month"] = long["year"].astype(int) * 12 + long["month"].astype(int) - 1
    long = long.drop_duplicates([*keys, "month"])
    wide = long.set_index([*keys, "month"])[["amount", "partner", "suspected"]].unstack("month")  # noqa: PD010  # pivot_table multiplies out the keys
    wide = wide[wide["amount"].notna().any(axis=1)]
    months = np.arange(long["month"].min() // 12 * 12, long["month"].max() // 12 * 12 + 12)
    tables = {
        name: wide[name].reindex(columns=months).to_numpy(float)
        for name in ("amount", "partner", "suspected")
    }
    tables["others"] = shape_others(tables["amount"], wide.index)
    return cut_windows(tables, wide.index.to_frame(index=False), months)


def cut_windows(tables: dict[str, Any], lines: pd.DataFrame, months: np.ndarray[Any, Any]) -> Windows:
    """Cut lines into every pair of years that is filed whole."""
    parts = []
    for first in range(0, len(months) - MONTHS + 1, 12):
        cut = {name: table[:, first : first + MONTHS] for name, table in tables.items()}
        amount = cut["amount"]
        whole = (amount >= 0).all(axis=1) & ((amount > 0).sum(axis=1) >= FEWEST_POSITIVE)
        whole &= (np.ptp(amount[:, :12], axis=1) > 0) & (np.ptp(amount[:, 12:], axis=1) > 0)
        kept = np.nonzero(whole & ~is_spread(amount, cut["partner"]))[0]
        meta = lines.iloc[kept].assign(year=int(months[first]) // 12 + 1)
        suspected = np.nan_to_num(cut["suspected"][kept]) > 0
        parts.append(Windows(amount[kept], cut["partner"][kept], cut["others"][kept], suspected, meta))
    joined = [np.concatenate([getattr(each, name) for each in parts]) for name in Windows._fields[:4]]
    return Windows(*joined, pd.concat([each.meta for each in parts], ignore_index=True))


def is_spread(amount: np.ndarray[Any, Any], partner: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Say where a year was spread over its months: the ratio to the partner is one number in either year."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(amount > 0, partner / amount, np.nan).reshape(-1, 2, 12)
    most, least = np.nan_to_num(ratio, nan=-np.inf).max(axis=2), np.nan_to_num(ratio, nan=np.inf).min(axis=2)
    return ((most > 0) & (most - least <= SAME_RATIO * most)).any(axis=1)


def shape_others(amount: np.ndarray[Any, Any], lines: pd.MultiIndex) -> np.ndarray[Any, Any]:
    """Give each line the median shape of the same flow at the company's other sites; NaN with fewer than four."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(amount > 0, np.log(amount), np.nan)
    years = logs.reshape(len(logs), -1, 12)
    enough = (~np.isnan(years)).sum(axis=2) >= 8
    level = np.where(enough, nan_median(years, 2), np.nan)
    apart = (years - level[:, :, None]).reshape(logs.shape)
    groups = lines.to_frame(index=False).groupby(["set", "filer", "flow"]).indices
    shape = np.full_like(logs, np.nan)
    for rows in groups.values():
        if len(rows) < 5:
            continue
        for row in rows:
            others = apart[rows[rows != row]]
            count = (~np.isnan(others)).sum(axis=0)
            shape[row] = np.where(count >= 4, nan_median(others, 0), np.nan)
    return shape


def nan_median(values: np.ndarray[Any, Any], axis: int) -> np.ndarray[Any, Any]:
    """Take medians without NaN and without numpy's warning for what is NaN throughout."""
    from checker.swings.features import take_median

    return take_median(values, axis)


def plain_company(name: str) -> str:
    """Strip a company's name of what differs between the files: legal forms, abbreviations, marks."""
    words = COMPANIES.sub(" ", re.sub(r"[^a-z0-9 ]", " ", name.lower().replace("-", "")))
    return " ".join(words.split()) or name.lower()


def read_village(monthly: Path) -> pd.DataFrame:
    """Read the co-operative's filings; fuel and diesel power are partners."""
    filed = pd.read_parquet(monthly / "village_utility_filings.parquet")
    listed = pd.read_csv(monthly / "village_utility_suspected_errors.csv")
    sold = [flow for flow in VILLAGE_FLOWS if flow.endswith("sold_to")]
    blame = {"row_id": VILLAGE_FLOWS, "sold": sold, "fuel_cost": ("fuel_used_gallons",)}
    marked = {
        (row, flow) for row, field in zip(listed["row_id"], listed["field"], strict=True)
        for flow in blame.get(field, (field,))
    }  # fmt: skip
    partners = {"fuel_used_gallons": "diesel_kwh_generated", "diesel_kwh_generated": "fuel_used_gallons"}
    frames = []
    for flow in VILLAGE_FLOWS:
        frame = pd.DataFrame({"site": filed["code"], "year": filed["year"], "month": filed["month"]})
        frame["amount"] = filed[flow].astype(float)
        frame["partner"] = filed[partners[flow]].astype(float) if flow in partners else np.nan
        frame["suspected"] = [float((row, flow) in marked) for row in filed["row_id"]]
        frames.append(frame.assign(flow=flow))
    return pd.concat(frames).assign(set="village", company="ALASKA VILLAGE ELECTRIC COOP")


def read_university(monthly: Path) -> pd.DataFrame:
    """Read the buildings' electricity, months of dead meters as not filed."""
    filed = pd.read_parquet(monthly / "university_buildings_electricity.parquet")
    amount = filed["value"].where(filed["zero_hours"] <= DEAD_HOURS)
    return pd.DataFrame({
        "set": "university", "company": "the university", "site": filed["entity"].astype(str), "flow": "electricity",
        "year": filed["year"], "month": filed["month"], "amount": amount, "partner": np.nan, "suspected": 0.0,
    })  # fmt: skip


def read_plants(monthly: Path) -> pd.DataFrame:
    """Read fuel and net generation of plants by technology and fuel; each is the other's partner."""
    filed = pd.read_parquet(monthly / "power_plants_fuel_and_generation.parquet").dropna(subset=["year"])
    keys = ["operator", "plant_id", "pm", "fuel", "year", "month"]
    wanted = filed[filed["variable"].isin(["fuel_quantity", "net_generation_mwh"])]
    wide = wanted.pivot_table(
        index=keys, columns="variable", values="value", aggfunc="sum", observed=True
    ).reset_index()
    frames = []
    for flow, partner in (("fuel_quantity", "net_generation_mwh"), ("net_generation_mwh", "fuel_quantity")):
        amount = wide[flow]
        frames.append(pd.DataFrame({
            "set": "plants", "company": wide["operator"].astype(str), "year": wide["year"], "month": wide["month"],
            "site": wide["plant_id"].astype(str) + wide["pm"].astype(str) + wide["fuel"].astype(str), "flow": flow,
            "amount": amount, "partner": wide[partner].where(wide[partner] > 0), "suspected": 0.0,
        }))  # fmt: skip
    return pd.concat(frames)


def read_sales(monthly: Path) -> pd.DataFrame:
    """Read sales in MWh by class of customer; the total repeats its parts."""
    filed = pd.read_parquet(monthly / "utility_sales_before_2015_07.parquet")
    filed = filed[(filed["unit"] == "MWh") & (filed["variable"] != "total_sales_mwh")]
    return pd.DataFrame({
        "set": "sales", "company": filed["entity_name"].astype(str),
        "site": filed["source"].astype(str) + filed["entity"].astype(str), "flow": filed["variable"].astype(str),
        "year": filed["year"], "month": filed["month"], "amount": filed["value"], "partner": np.nan, "suspected": 0.0,
    })  # fmt: skip


def split_filers(windows: Windows, *, seed: int = 0) -> np.ndarray[Any, Any]:
    """Say of each window whether its filer is learnt from: half of the companies with data in the two common sets.

    The two companies that fill a set of their own are tested on.
    """
    single = set(windows.meta.loc[windows.meta["set"].isin(SINGLE), "filer"])
    free = sorted(set(windows.meta["filer"]) - single)
    chosen = np.random.default_rng(seed).permutation(len(free))[: len(free) // 2]
    return windows.meta["filer"].isin([free[place] for place in chosen]).to_numpy()


def sample_windows(windows: Windows, most: int, *, seed: int = 0) -> Windows:
    """Draw at most so many windows of each data set: none outweighs the others."""
    return windows.pick(sample_places(windows, most, seed=seed))


def sample_places(windows: Windows, most: int, *, seed: int = 0) -> np.ndarray[Any, Any]:
    """Draw the places of at most so many windows of each data set."""
    return np.sort(np.concatenate(list(_draw(windows, most, seed))))


def _draw(windows: Windows, most: int, seed: int) -> Iterator[np.ndarray[Any, Any]]:
    rng = np.random.default_rng(seed)
    for _, places in sorted(windows.meta.reset_index(drop=True).groupby("set").indices.items()):
        yield rng.permutation(places)[:most]
