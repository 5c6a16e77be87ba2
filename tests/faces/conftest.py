import pytest

from checker import packs
from checker.words import text
from tests.faces.reports_made import PACKS, name_packs


@pytest.fixture(autouse=True)
def good_pack_only(monkeypatch, tmp_path):
    """Every face sees one small pack, and an empty folder without checker.toml."""
    monkeypatch.syspath_prepend(str(PACKS))
    monkeypatch.setattr("importlib.metadata.entry_points", name_packs("good_pack"))
    monkeypatch.setattr(text, "BUILT_IN", PACKS / "refusals.toml")
    text.load_built_in.cache_clear()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CHECKER_LANG", raising=False)
    yield
    text.load_built_in.cache_clear()


@pytest.fixture
def catalogue():
    return packs.load_catalogue()
