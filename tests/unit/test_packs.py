"""Packs are found by entry point; a broken one is named in one line and nothing is checked."""

import pytest

from checker.errors import PackError
from checker.packs import load_catalogue
from tests.faces.reports_made import PACKS, name_packs


@pytest.fixture
def install(monkeypatch):
    """Make these packs the installed ones."""

    def install_packs(*names, **renamed):
        monkeypatch.syspath_prepend(str(PACKS))
        monkeypatch.setattr("importlib.metadata.entry_points", name_packs(*names, **renamed))

    return install_packs


def read_refusal():
    with pytest.raises(PackError) as caught:
        load_catalogue()
    message = str(caught.value)
    assert "\n" not in message
    assert caught.value.exit_code == 3
    return message


def test_rules_and_misfilings_of_a_pack_are_found_in_families_without_init_files(install):
    install("good_pack")
    catalogue = load_catalogue()
    assert [each.code for each in catalogue.rules] == ["ELX101", "TRX102"]
    assert [each.slug for each in catalogue.misfilings] == ["pv-as-grid"]
    assert catalogue.pack_of("ELX101") == "good_pack"
    assert catalogue.pack_of("pv-as-grid") == "good_pack"
    found = catalogue.find("TRX102")
    assert found is catalogue.rules[1]
    assert catalogue.find("NIL000") is None


def test_a_rule_imported_from_elsewhere_is_not_counted_twice(install, tmp_path, monkeypatch):
    pack = tmp_path / "borrowing_pack"
    pack.mkdir()
    (pack / "__init__.py").write_text("from good_pack.electricity.trx102_jump import jump\n")
    (pack / "own.py").write_text(
        "from checker.api import rule\n"
        "from good_pack.electricity.trx102_jump import jump\n"
        "@rule('OWN101', severity='info', scope='site')\n"
        "def own(filing):\n    yield from ()\n"
    )
    (pack / "own.toml").write_text('[en]\ntitle = "own"\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    install("good_pack", "borrowing_pack")
    assert [each.code for each in load_catalogue().rules] == ["ELX101", "OWN101", "TRX102"]


def test_the_same_pack_seen_twice_is_one_pack(install, monkeypatch):
    install("good_pack", "good_pack")
    assert len(load_catalogue().rules) == 2


def test_no_pack_at_all_is_refused(install):
    install()
    assert "no rule pack is installed" in read_refusal()


def test_a_pack_that_cannot_be_imported_names_pack_module_and_cause(install):
    install("good_pack", "broken_pack")
    message = read_refusal()
    assert "'broken_pack'" in message
    assert "broken_pack.abc101" in message
    assert "no_such_module_at_all" in message


def test_a_pack_that_is_not_there_is_named(install):
    install(ghost="no_such_pack_anywhere")
    assert "'ghost'" in read_refusal()


def test_a_pack_that_leaves_the_program_is_named(install, tmp_path, monkeypatch):
    (tmp_path / "leaving_pack").mkdir()
    (tmp_path / "leaving_pack" / "__init__.py").write_text("raise SystemExit(0)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    install("leaving_pack")
    assert "SystemExit" in read_refusal()


def test_two_packs_claiming_one_code_are_both_named(install):
    install("good_pack", "rival_pack")
    message = read_refusal()
    assert all(each in message for each in ("ELX101", "'good_pack'", "'rival_pack'"))


@pytest.mark.parametrize(
    ("pack", "said"),
    [
        ("empty_pack", "holds no rule"),
        ("twice_pack", "ELX101 is claimed twice by rule pack 'twice_pack'"),
        ("retired_pack", "ELX101 is retired"),
        ("wordless_pack", "write elx101.toml"),
    ],
)
def test_a_faulty_pack_is_named_with_what_to_do(install, pack, said):
    install(pack)
    message = read_refusal()
    assert repr(pack) in message
    assert said in message


def test_an_entry_point_that_names_a_module_is_refused(install):
    install(flat="json.decoder")
    assert "json.decoder is not a package" in read_refusal()
