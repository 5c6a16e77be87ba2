"""The figures of `swings.py`: recall, intervals, paired differences, calibration; printed and as docs/swings.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from swings_data import SINGLE, Windows
from swings_faults import FAULTS, HARD, LARGE, Measured

DRAWS = 300
OURS, FORESTS = ("shipped ranking", "fitted ranking"), ("shipped forest", "fitted forest")
INTRO = Path(__file__).with_name("swings_page.md")


class Told(NamedTuple):
    """What was measured: the windows, each method's scores, seconds for 1,000 windows, rates of clean months.

    `once` marks the months that are told once, as months of many lines.
    """

    windows: Windows
    measured: dict[str, Measured]
    seconds: dict[str, float]
    rates: dict[str, np.ndarray[Any, Any]]
    once: dict[str, np.ndarray[Any, Any]]


class Group(NamedTuple):
    """Windows looked at together; whether suspected months count as clean."""

    name: str
    where: np.ndarray[Any, Any]
    suspected_in: bool = False


def name_groups(windows: Windows) -> list[Group]:
    """Name what is shown: all, all with suspected months counted as clean, with a partner, each data set."""
    every = np.ones(len(windows.meta), dtype=bool)
    partner = ~np.isnan(windows.partner[:, -12:]).all(axis=1)
    sets = windows.meta["set"].to_numpy()
    return [
        Group("all", every), Group("all, suspected in", every, suspected_in=True), Group("with a partner", partner),
        Group("with a partner, suspected in", partner, suspected_in=True),
        *(Group(name, sets == name) for name in sorted(set(sets))),
    ]  # fmt: skip


def number_units(windows: Windows) -> np.ndarray[Any, Any]:
    """Number what the bootstrap draws: filers; the sites of a company that fills a data set of its own."""
    meta = windows.meta
    single = meta["filer"].isin(set(meta.loc[meta["set"].isin(SINGLE), "filer"]))
    return np.unique(np.where(single, meta["set"] + meta["site"], meta["filer"]), return_inverse=True)[1]


def weigh_draws(windows: Windows) -> np.ndarray[Any, Any]:
    """Give how often each window is drawn: first once each, then by units with replacement."""
    units = number_units(windows)
    count = int(units.max()) + 1
    rng = np.random.default_rng(0)
    drawn = [np.bincount(rng.integers(0, count, count), minlength=count)[units] for _ in range(DRAWS)]
    return np.stack([np.ones(len(units)), *drawn])


def take_recalls(told: Told, name: str, group: Group, draws: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Give recall by draw and fault, the threshold found anew in each draw: draws x faults."""
    measured, windows = told.measured[name], told.windows
    where = group.where & ~np.isnan(measured.faulty["x2"])
    kept = ~np.isnan(measured.clean[where])
    if not group.suspected_in:
        kept &= ~windows.suspected[where][:, -12:]
    clean, owner = measured.clean[where][kept], np.nonzero(kept)[0]
    order = np.argsort(-clean)
    clean, owner = clean[order], owner[order]
    faulty = np.stack([measured.faulty[fault][where] for fault in FAULTS], axis=1)
    recalls = []
    for weights in draws[:, where]:
        above = np.cumsum(weights[owner])
        threshold = clean[min(int(np.searchsorted(above, 0.01 * above[-1], side="right")), len(clean) - 1)]
        recalls.append(((faulty > threshold) * weights[:, None]).sum(axis=0) / weights.sum())
    return np.stack(recalls)


def take_right_month(told: Told, name: str, group: Group) -> float:
    """Give the share of found large faults whose month has the highest score of its year."""
    measured = told.measured[name]
    where = group.where & ~np.isnan(measured.faulty["x2"])
    clean = np.sort(measured.clean[where][~np.isnan(measured.clean[where])])
    threshold = clean[int(0.99 * len(clean))]
    found = np.concatenate([measured.faulty[fault][where] > threshold for fault in LARGE])
    return float(np.concatenate([measured.top[fault][where] for fault in LARGE])[found].mean())


def mean_of(recalls: np.ndarray[Any, Any], faults: tuple[str, ...]) -> np.ndarray[Any, Any]:
    """Give the mean over faults of each draw."""
    return recalls[:, [FAULTS.index(each) for each in faults]].mean(axis=1)


def span(values: np.ndarray[Any, Any]) -> str:
    """Write a value with its 95 % interval; the first draw is the data themselves."""
    low, high = np.quantile(values[1:], (0.025, 0.975))
    return f"{values[0]:.3f} ({low:.3f} to {high:.3f})"


def tell_groups(told: Told) -> Iterator[str]:
    """Write one table a group: each method's means, its faults, and how far ours is above it."""
    draws = weigh_draws(told.windows)
    for group in name_groups(told.windows):
        few = draws if group.name.startswith("all") else draws[:101]
        yield f"\n## {group.name[0].upper()}{group.name[1:]}: {int(group.where.sum())} windows\n"
        yield "| method | mean of ten | hard five | shipped above it | fitted above it | right month | s per 1,000 | " + " | ".join(FAULTS) + " |"  # fmt: skip
        yield "|---" * (7 + len(FAULTS)) + "|"
        for name in told.measured:
            recalls = take_recalls(told, name, group, few)
            above = [
                mean_of(take_recalls(limit(told, each, name), each, group, few) - recalls, FAULTS)
                for each in OURS
            ]
            cells = [span(mean_of(recalls, FAULTS)), span(mean_of(recalls, HARD))]
            cells += ["" if name == each else span(values) for each, values in zip(OURS, above, strict=True)]
            cells += [f"{take_right_month(told, name, group):.3f}", f"{told.seconds[name]:.2f}"]
            cells += [f"{each:.2f}" for each in recalls[0]]
            yield f"| {name} | " + " | ".join(cells) + " |"


def limit(told: Told, ours: str, other: str) -> Told:
    """Limit a method to the windows another was given, so that both are compared on the same ones."""
    given = np.isnan(told.measured[other].faulty["x2"])
    if not given.any():
        return told
    own = told.measured[ours]
    faulty = {fault: np.where(given, np.nan, scores) for fault, scores in own.faulty.items()}
    return told._replace(measured={**told.measured, ours: own._replace(faulty=faulty)})


def tell_rates(told: Told) -> Iterator[str]:
    """Write how many of 1,000 clean months are flagged where 5 and 10 are stated, and how many more are told once."""
    yield "\n## Flags per 1,000 clean months\n"
    yield "| clean months of | months | shipped, stated 5 | stated 10 | told once | fitted, stated 5 | stated 10 | told once |"
    yield "|---|---|---|---|---|---|---|---|"
    for group in name_groups(told.windows):
        if group.suspected_in:
            continue
        cells = []
        months = 0
        for name, rates in told.rates.items():
            kept = ~np.isnan(rates) & ~told.windows.suspected[:, -12:] & group.where[:, None]
            clean, once = rates[kept], told.once[name][kept]
            months = len(clean)
            cells += [f"{1000 * float(((clean <= stated) & ~once).mean()):.1f}" for stated in (5, 10)]
            cells += [f"{1000 * float((once & (clean <= 5)).mean()):.1f}"]
        yield f"| {group.name} | {months} | " + " | ".join(cells) + " |"


def print_told(told: Told) -> None:
    """Print all tables."""
    print("\n".join([*tell_groups(told), *tell_rates(told)]))


def write_page(told: Told, folder: Path) -> None:
    """Write docs/swings.md, its words from swings_page.md, and the plot beside it."""
    tables = "\n".join([*tell_groups(told), *tell_rates(told)])
    intro = INTRO.read_text(encoding="utf-8")
    (folder / "swings.md").write_text(
        f"{intro}\n![Recall of each fault](swings.svg)\n{tables}\n", encoding="utf-8"
    )
    draw_plot(told, folder / "swings.svg")


def draw_plot(told: Told, path: Path) -> None:
    """Draw recall of each fault, a line a method."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "swings"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(9, 5))
    group = name_groups(told.windows)[0]
    order = sorted(FAULTS, key=lambda fault: -take_recalls(told, OURS[0], group, np.ones((1, len(group.where))))[0][FAULTS.index(fault)])  # fmt: skip
    for name in told.measured:
        recall = take_recalls(told, name, group, np.ones((1, len(group.where))))[0]
        ours = name in OURS
        axes.plot(order, [recall[FAULTS.index(each)] for each in order], marker="o", label=name,
                  linewidth=2.5 if ours else 1, linestyle="-" if ours else "--" if name in FORESTS else ":")  # fmt: skip
    axes.set_ylabel("recall at 1 % of clean months")
    axes.legend(fontsize=8)
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
