"""Which flows of a source are its emission activity, and with which sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from checker.accounting.activity import Columns

    Ints = np.ndarray[Any, np.dtype[np.int64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]
    Numbers = np.ndarray[Any, np.dtype[np.float64]]

OUTWARD = ("sold", "exported", "transferred")
"""What left the site: subtracted from what was bought."""

NOT_BURNED = (*OUTWARD, "other_use", "raw_material_use")

UNEXPLAINED = 0.01
"""Ours: share of a consumption that other rows may leave unexplained before it is unclear."""


def sign_flows(
    facts: Columns, kind: np.ndarray[Any, np.dtype[Any]], zero: Flags, kept: Flags, told: Flags
) -> tuple[Numbers, Flags, Flags]:
    """Give each fact its sign in the sum, whether it is counted, and whether that is unclear.

    Fuel: what was consumed; else bought and received and the change of stock, less what left or
    was not burned. Power and heat: net purchased; else purchased less what left; else consumed.
    """
    import numpy as np

    from checker.arrays import number_codes

    sites, flow = facts["site_code"], facts["flow"]
    groups = number_codes(sites, facts["source"], zero.astype(np.int64))
    is_flow = {name: flow == name for name in set(flow.tolist())}
    nothing = np.zeros(len(flow), dtype=bool)

    def of(*names: str) -> Flags:
        return np.logical_or.reduce([is_flow.get(name, nothing) for name in names])

    def has(flags: Flags, by: Ints = groups) -> Flags:
        return (np.bincount(by[flags], minlength=by.max(initial=-1) + 1) > 0)[by] if len(by) else flags

    fuel, energy = kind == "fuel", (kind == "power") | (kind == "clean_power") | (kind == "heat")
    live = kept & told
    sign = np.zeros(len(flow))
    counted, unclear = nothing.copy(), nothing.copy()

    bought = of("purchased", "net_purchased")
    net = has(live & of("net_purchased"))
    sign[energy & (bought | of("consumed"))] = 1
    sign[(kind != "clean_power") & energy & of(*OUTWARD)] = -1
    counted |= energy & bought & (of("net_purchased") == net)
    counted |= energy & (sign < 0) & ~net & has(live & of("purchased"))
    # power generated and power used on site are two views of one figure: the second goes first
    made = of("own_use") | of("generated") & ~has(live & of("own_use"), sites)
    consumed, doubt = count_consumed(
        facts, kind, sites, live=live, bought=bought, consumed=of("consumed"), made=made
    )
    counted |= consumed
    unclear |= doubt

    burned = has(live & of("consumed"))
    own = ~burned & has(live & of("own_use"))
    balance = fuel & ~burned & ~own
    opening, closing = find_stocks(facts, groups, live & of("opening_stock"), live & of("closing_stock"))
    sign[fuel & of("consumed", "own_use", "opening_stock", "purchased", "received", "net_purchased")] = 1
    sign[fuel & of(*NOT_BURNED, "closing_stock")] = -1
    counted |= fuel & ((burned & of("consumed")) | (own & of("own_use")))
    purchases = has(live & of("purchased"))
    counted |= balance & of("received", "purchased")
    counted |= balance & of("net_purchased") & ~purchases
    counted |= balance & of(*NOT_BURNED) & (purchases | has(opening) | has(live & of("received")))
    counted |= balance & (opening | closing)
    unclear |= balance & (opening & ~has(closing) | closing & ~has(opening))

    process = kind == "process"
    refilled = ~burned & has(live & of("refilled"))
    sign[process & of("consumed", "refilled", "purchased")] = 1
    counted |= process & burned & of("consumed")
    counted |= process & ~burned & np.where(refilled, of("refilled"), of("purchased"))
    return sign, counted & kept, unclear & kept


def count_consumed(
    facts: Columns, kind: np.ndarray[Any, np.dtype[Any]], sites: Ints, *, live: Flags,
    bought: Flags, consumed: Flags, made: Flags,
) -> tuple[Flags, Flags]:  # fmt: skip
    """Tell which consumption of power or heat stands in for a purchase nobody filed, and where that is unclear.

    It does where its site tells no purchase of that kind. Unclear is it where purchase rows
    exist but are empty, or a consumption that does not name the grid may hold what the site
    made itself, and the other rows leave more than 1 % of it unexplained.
    """
    import numpy as np

    counted, unclear = np.zeros(len(sites), dtype=bool), np.zeros(len(sites), dtype=bool)
    size = sites.max(initial=-1) + 1
    amounts = np.nan_to_num(facts["amount"])

    def sum_sites(flags: Flags) -> Numbers:
        return np.bincount(sites, weights=amounts * flags, minlength=size).astype(np.float64)[sites]

    for kinds in (("power", "clean_power"), ("heat",)):
        here = np.logical_or.reduce([kind == each for each in kinds])
        ordinary = here & (kind == kinds[0])
        exists = (np.bincount(sites[ordinary & bought], minlength=size) > 0)[sites]
        tells = (np.bincount(sites[ordinary & bought & live], minlength=size) > 0)[sites]
        stands_in = ordinary & consumed & ~tells
        supplied = sum_sites(here & live & (made | (bought & ~ordinary)))
        used = sum_sites(stands_in & live)
        mixed = facts["generic"] & (supplied > 0)
        doubtful = (exists | mixed) & (used - supplied > UNEXPLAINED * used)
        counted |= stands_in & (doubtful | ~(exists | mixed))
        unclear |= stands_in & doubtful
    return counted, unclear


def find_stocks(facts: Columns, groups: Ints, opening: Flags, closing: Flags) -> tuple[Flags, Flags]:
    """Tell which opening stocks are the year's first and which closing stocks its last."""
    import numpy as np

    size = groups.max(initial=-1) + 1
    start = facts["start"].astype("datetime64[s]").astype(np.int64)
    end = facts["end"].astype("datetime64[s]").astype(np.int64)
    first = np.full(size, np.iinfo(np.int64).max)
    last = np.full(size, np.iinfo(np.int64).min)
    np.minimum.at(first, groups[opening], start[opening])
    np.maximum.at(last, groups[closing], end[closing])
    return opening & (start == first[groups]), closing & (end == last[groups])
