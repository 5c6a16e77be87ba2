"""Of which category declared tonnes are: fuel, process, electricity, heat, or the sum of all."""

from __future__ import annotations

from checker.reading.lines import Line
from checker.reading.scene import Scene
from checker.reading.terms import Meaning, kind_of, list_terms
from checker.reading.text import fold

WHOLE_WORDS = ("总计", "总量", "共计", "grand", "महायोग")
"""How the sum of all begins, where it stands below sums of parts."""


CATEGORY_OF_KIND = {
    "electricity": "electricity",
    "heat": "heat",
    "gas": "fuel",
    "liquid": "fuel",
    "solid": "fuel",
}


def choose_category(label: Meaning, scene: Scene, *, is_total: bool) -> tuple[str, str]:
    """Give the category of declared tonnes and their level: row, category or total."""
    if label.category == "total":
        return "total", "total"
    if label.category == "electricity_heat":
        return "electricity_heat", "category"
    told = kind_of(scene.context.source)
    if (
        is_total
        and not label.category
        and scene.context.category in ("", "emissions")
        and told in ("electricity", "heat")
    ):
        return told, "category"
    kind = kind_of(label.source)
    if kind == "electricity" and any(term.code == "generated" for term in list_terms(scene.context.text)):
        return "fuel", "row"  # the tonnes of a power station are those of what it burns
    if label.source in ("carbonate", "wastewater_cod") or kind == "gas_process":
        return ("wastewater" if label.source == "wastewater_cod" else "process"), "category"
    if kind in ("electricity", "heat"):
        both = kind == "electricity" and ("热" in label.text or "heat" in label.text.lower())
        return ("electricity_heat" if both else kind), "category"
    if kind and label.category != "total":
        return "fuel", "row"
    if label.category in ("fuel", "process"):
        return label.category, "category"
    titled = scene.context.category in ("fuel", "process", "electricity_heat")
    if is_total and titled and not label.category and not fold(label.text).startswith(WHOLE_WORDS):
        return scene.context.category, "category"  # the sum of a table that is about one category
    if is_total or label.category in ("total", "emissions", ""):
        return "total", "total"
    return scene.context.category or "total", "category"


def declares_another(category: str, line: Line) -> bool:
    """Tell a column whose header names a category of emissions that the row's line is none of."""
    own = CATEGORY_OF_KIND.get(kind_of(line.source), "process")
    if line.flow == "generated" or category not in ("fuel", "process", "electricity_heat"):
        return False
    return own not in (category, *(("electricity", "heat") if category == "electricity_heat" else ()))
