"""checker.toml says which rules, how grave, with which options; a slip in it is named with its key."""

import datetime as dt
from dataclasses import replace

import pytest

from checker.errors import UsageError
from checker.packs import load_catalogue
from checker.settings import Settings, apply_programme, check_settings, load_settings, read_settings
from tests.faces.reports_made import PACKS, name_packs


@pytest.fixture
def catalogue(monkeypatch):
    monkeypatch.syspath_prepend(str(PACKS))
    monkeypatch.setattr("importlib.metadata.entry_points", name_packs("good_pack"))
    return load_catalogue()


def write(folder, text, name="checker.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


WHOLE = """
select = ["ELX"]
ignore = ["ELX101"]

[severity]
TRX102 = "warning"

[options.TRX102]
times = 5

[facility]
region = "CN-AH"
year = 2024
pv_kwp = 650.5

[[explanation]]
finding = "TRX102-00000001"
by = "company"
text = "the genset ran"
filed = ["1234"]
until = 2026-12-31

[[explanation]]
finding = "ELX101-00000001"
by = "verifier"
text = "seen on site"
"""


def test_a_whole_file_is_read(tmp_path, catalogue):
    settings = load_settings(write(tmp_path, WHOLE))
    check_settings(settings, catalogue)
    assert settings.selects("ELX102")
    assert not settings.selects("ELX101")
    assert not settings.selects("TRX102")
    assert settings.severity == {"TRX102": "warning"}
    assert settings.options_of(catalogue.find("TRX102")) == {"times": 5}
    assert settings.options_of(catalogue.find("ELX101"))["low"] == 800.0
    assert settings.facility == {"region": "CN-AH", "year": 2024, "pv_kwp": 650.5}
    company, verifier = settings.explanations
    assert not company.accepted
    assert verifier.accepted
    assert company.filed == ("1234",)
    assert company.until == dt.date(2026, 12, 31)


def test_without_a_file_everything_is_looked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_settings() == Settings()
    assert Settings().selects("ABC123")


def test_the_file_of_the_current_folder_is_taken(tmp_path, monkeypatch):
    write(tmp_path, 'ignore = ["TRX"]')
    monkeypatch.chdir(tmp_path)
    assert not load_settings().selects("TRX102")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("selct = []", "did you mean select?"),
        ('select = "ELE"', "select: must be a list"),
        ('severity = "error"', "severity: must be a table"),
        ('[severity]\nTRX102 = "grave"', "severity.TRX102: 'grave' is no severity"),
        ("[options]\nTRX102 = 3", "options.TRX102: must be a table"),
        ("[facility]\nregion = [1]", "facility.region"),
        ("[[explanation]]\nby = 'company'\ntext = 'x'", "explanation 1: lacks finding"),
        ("[[explanation]]\nfinding = 'a'\nby = 'me'\ntext = 'x'", "write company or verifier"),
        (
            "[[explanation]]\nfinding = 'a'\nby = 'company'\ntext = 'x'\nuntil = 'soon'",
            "until must be a date",
        ),
        ("[explanation]\nfinding = 'a'", "write [[explanation]]"),
        ("select = [", "not valid TOML"),
    ],
)
def test_a_slip_is_told_in_one_line_with_file_key_and_remedy(tmp_path, text, said):
    with pytest.raises(UsageError) as caught:
        load_settings(write(tmp_path, text))
    message = str(caught.value)
    assert message.startswith("checker.toml: ")
    assert said in message
    assert "\n" not in message
    assert caught.value.exit_code == 2


def test_a_settings_file_that_is_not_there_is_misuse(tmp_path):
    with pytest.raises(UsageError, match=r"other\.toml: settings cannot be read"):
        load_settings(tmp_path / "other.toml")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"select": ["XYZ"]}, "select: no rule code begins with 'XYZ'"),
        ({"ignore": ["TRX10"]}, None),
        ({"severity": {"TRX103": "info"}}, "did you mean TRX102"),
        ({"options": {"ELX102": {"low": 1}}}, "there is no rule ELX102"),
        ({"options": {"ELX101": {"lo": 1}}}, "ELX101 has no option 'lo'; did you mean low"),
        ({"options": {"ELX101": {"low": "1"}}}, "of another kind than the default 800.0"),
        ({"options": {"ELX101": {"low": True}}}, "of another kind"),
        ({"options": {"ELX101": {"low": 1}}}, None),
    ],
)
def test_codes_and_options_are_held_against_the_rules(catalogue, said, expected):
    settings = read_settings(said)
    if expected is None:
        check_settings(settings, catalogue)
        return
    with pytest.raises(UsageError) as caught:
        check_settings(settings, catalogue)
    assert expected in str(caught.value)


def test_codes_of_the_checker_itself_may_be_set(catalogue):
    known = replace(catalogue, built_in={"SCH101": "error"})
    check_settings(read_settings({"severity": {"SCH101": "info"}, "ignore": ["SCH"]}), known)


def test_what_a_programme_fixes_goes_before_own_settings(tmp_path):
    own, programme = tmp_path / "checker.toml", tmp_path / "programme.toml"
    own.write_text('ignore = ["SWG"]\n[options.CAL101]\nfail = 0.05\n[facility]\nregion = "CN-AH"\n', "utf-8")
    programme.write_text(
        'ignore = ["ENT"]\n[options.CAL101]\nfail = 0.02\n[facility]\nrule_set = "NDRC-2015"\n', "utf-8"
    )

    settings = apply_programme(load_settings(own), programme)

    assert settings.options == {"CAL101": {"fail": 0.02}}
    assert settings.facility == {"region": "CN-AH", "rule_set": "NDRC-2015"}
    assert settings.ignore == ("SWG", "ENT")


def test_a_programme_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match="give an existing file to --programme"):
        apply_programme(load_settings(), tmp_path / "none.toml")
