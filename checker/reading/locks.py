"""Files under a password: telling that one is, and opening it in memory."""

from __future__ import annotations

import io
from collections.abc import Callable

from checker.reading.package import DAMAGE
from checker.reading.refusals import recognise, refuse

_EXCELS_OWN = "VelvetSweatshop"
"""The password by which Excel locks what is only to be protected from changes, and opens it unasked
([MS-OFFCRYPTO] 2.4.2.3)."""


def is_locked(data: bytes, name: str) -> bool:
    """Tell whether a file's content is encrypted; raises UnreadableFileError for a damaged old one."""
    kind = recognise(data)
    if kind != "old":
        return kind == "protected"
    from checker.reading.biff import is_locked_old

    return is_locked_old(data, name)


def unlock(data: bytes, name: str, ask_password: Callable[[str], str | None] | None) -> bytes:
    """Decrypt a protected workbook in memory; raises UnreadableFileError without the right password."""
    plain = _decrypt(data, name, _EXCELS_OWN)
    if plain is not None:
        return plain
    password = ask_password(name) if ask_password is not None else None
    if not password:
        raise refuse(name, "protected")
    plain = _decrypt(data, name, password)
    if plain is None:
        raise refuse(name, "wrong_password")
    return plain


def _decrypt(data: bytes, name: str, password: str) -> bytes | None:
    """Decrypt with a password; None where it is the wrong one."""
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    plain = io.BytesIO()
    try:
        office = OfficeFile(io.BytesIO(data))
        if office.format == "ooxml":
            office.load_key(password=password, verify_password=True)
        else:
            office.load_key(password=password)
        office.decrypt(plain)
    except InvalidKeyError:
        return None
    except (
        *DAMAGE,
        DecryptionError,
        FileFormatError,
        ParseError,
        AssertionError,
        AttributeError,
        TypeError,
    ) as error:
        raise refuse(name, "damaged") from error
    return plain.getvalue()
