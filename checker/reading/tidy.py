"""From located tables to rows: one reader for each layout."""

from __future__ import annotations

from checker.cells import write_range
from checker.findings import TableRead
from checker.reading.across import read_across
from checker.reading.bill_lists import name_bills
from checker.reading.collect import Collector
from checker.reading.down import read_down
from checker.reading.forms import read_form
from checker.reading.layouts import LISTED, THINGS
from checker.reading.locate import Block
from checker.reading.meters import read_meters
from checker.reading.month_lanes import find_month
from checker.reading.pairs import read_profiles
from checker.reading.rivals import find_scale
from checker.reading.scene import Scene, name_month, share_titled_month


def read_block(block: Block, collector: Collector, year: int, site: str) -> None:
    """Read one located table into the collector and note its range and rows."""
    if collector.bills_only and block.layout == "documents" and not block.of_kind("document"):
        block = block._replace(layout="list")
    collector.blocks += 1
    scene = Scene(collector, block.sheet, collector.blocks, block.year or year, block.context, site)
    if block.layout in THINGS:
        collector.thing_blocks.add(collector.blocks)
    bill = name_bills(block)
    if bill:
        collector.bill_blocks[collector.blocks] = bill
    scene.scale = find_scale(block.title)
    name_month(scene)
    if scene.month is None and block.layout in ("rows", "entities"):
        share_titled_month(scene, find_month(block.title))
    _ignore_indices(block, collector)
    if block.layout == "across":
        read_across(block, scene)
    elif block.layout == "down":
        read_down(block, scene)
    elif block.layout == "profile":
        read_profiles(block, scene)
    elif block.layout == "documents":
        from checker.reading.papers import read_documents

        read_documents(block, scene)
    elif block.layout == "explanations":
        from checker.reading.papers import read_explanations

        read_explanations(block, scene)
    else:
        read_form(block, scene)
    if block.layout in ("down", *LISTED):
        read_meters(block, scene)
    _note_table(block, scene)


def _note_table(block: Block, scene: Scene) -> None:
    if not scene.counts:
        return
    table = max(scene.counts, key=lambda name: (scene.counts[name], name))
    columns = [column.at for column in block.columns]
    area = write_range(block.first, min(columns), block.last, max(columns))
    scene.collector.tables.append(
        TableRead(block.sheet.name, area, table, scene.counts[table], scene.collector.file)
    )


def _ignore_indices(block: Block, collector: Collector) -> None:
    """Keep indices, account numbers and references out of the count of figures."""
    for column in block.of_kind(
        "index",
        "account",
        "reference",
        "finding",
        "by",
        "multiplier",
        "month",
        "start",
        "end",
        "date",
        "year",
        "cost",
        "price",
        "derived",
    ):
        for row in range(block.first, block.last + 1):
            collector.mark_ignored(block.sheet, row, column.at)
