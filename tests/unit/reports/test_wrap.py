"""Lines fit 80 columns of a terminal in every language."""

import pytest

from checker.reports.wrap import clean, cut, measure, pad, wrap

CHINESE = (
    "购入电力行填报了光伏发电量，共665,000kWh（含自发自用），应将其移至“光伏自发自用电量”一行，并保存每月的计量记录。"
    * 3
)
HINDI = "खरीदी गई बिजली की पंक्ति में सौर उत्पादन भरा गया है; इसे सौर पंक्ति में ले जाएँ और मासिक मीटर अभिलेख रखें। " * 3
ENGLISH = "PV output was filed in the row of purchased power; move it, and keep the meter records. " * 3


@pytest.mark.parametrize("text", [CHINESE, HINDI, ENGLISH, "x" * 300, "光" * 200])
@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_asked_and_nothing_is_lost(text, width):
    lines = wrap(text, width, "- ", "  ")
    assert all(measure(each) <= width for each in lines)
    assert lines[0].startswith("- ")
    assert "".join("".join(lines).split()).removeprefix("-") == "".join(text.split())


def test_chinese_fills_its_lines_and_never_begins_one_with_a_closing_mark():
    lines = wrap(CHINESE, 40)
    assert all(measure(each) >= 30 for each in lines[:-1])
    assert not any(each[0] in "，。、”）" for each in lines)


def test_words_stay_whole():
    assert wrap("aaa bbb ccc", 7) == ["aaa bbb", "ccc"]


def test_a_cut_never_parts_a_vowel_sign_from_its_letter():
    assert all(not part.startswith(("ि", "ी", "्", "ो")) for part in cut("बिजलीबिजलीबिजली" * 5, 10))


def test_what_a_terminal_would_obey_is_taken_out():
    assert clean("a\x1b[31m\nb\u202ec\t d") == "a [31m bc d"


def test_padding_counts_wide_characters_twice():
    assert pad("光", 4) == "光  "
    assert wrap("") == [""]
