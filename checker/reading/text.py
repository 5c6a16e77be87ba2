"""Folding of text, so that one term matches however it was typed."""

import re
import unicodedata
from functools import lru_cache

BRACKETS = re.compile(r"[(\[（【][^()\[\]（）【】]*[)\]）】]")
"""What stands in brackets, brackets and all."""
DEVANAGARI = str.maketrans("०१२३४५६७८९", "0123456789")
"""Hindi digits to plain ones."""
_SPACES = re.compile(r"\s+")
_CJK = r"\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff"
_CJK_SPACE = re.compile(rf"(?<=[{_CJK}])\s+(?=[{_CJK}])")
_SUPERSCRIPTS = str.maketrans({"⁴": "^4", "³": "3", "²": "2", "₂": "2", "₄": "4", "₆": "6"})


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Fold width, case, superscripts and spaces; spaces between Chinese characters go."""
    if text.isascii():  # the same, in a tenth of the time
        return " ".join(text.lower().split())
    folded = unicodedata.normalize("NFKC", text.translate(_SUPERSCRIPTS)).lower()
    folded = folded.replace("·", "·").replace("“", '"').replace("”", '"').replace("’", "'")
    return _CJK_SPACE.sub("", _SPACES.sub(" ", folded)).strip()
