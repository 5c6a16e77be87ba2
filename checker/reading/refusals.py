"""Refusing a file, and telling files apart by their first bytes."""

from checker.errors import UnreadableFileError

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_HTML = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style", b"<body", b"<div")


def refuse(name: str, key: str) -> UnreadableFileError:
    """Make the error that refuses a file, to be raised by the caller; its words stand in words/phrases_refusal.toml."""
    return UnreadableFileError(name, key)


def recognise(data: bytes) -> str:
    """Tell what a file is by its bytes: "zip", "old", "protected", or the key of the refusal.

    Office hides an .xlsx with a password in an OLE2 container whose directory names an
    EncryptedPackage ([MS-OFFCRYPTO] 2.3.4.4); every other OLE2 file here is an old one.
    """
    if not data:
        return "empty"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if data.startswith(OLE2):
        return "protected" if "EncryptedPackage".encode("utf-16-le") in data else "old"
    if data.startswith((b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")):
        return "old"  # the records of an .xls without their container
    if data.startswith((b"\x09\x00", b"\x09\x02", b"\x09\x04")):
        return "xls"  # the record that opens a workbook of Excel 2 to 4
    if data.startswith(_PICTURES):
        return "picture"
    head = data[:1024].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith(b"%pdf"):
        return "pdf"
    if head.startswith(_HTML) or (head.startswith((b"<?xml", b"<!--")) and b"<html" in head):
        return "html"
    if head.startswith(b"mime-version:"):
        return "web_archive"
    if head.startswith(b"<?xml"):
        return "xml_2003" if b"urn:schemas-microsoft-com:office:spreadsheet" in head else "xml"
    return "text" if _looks_like_text(data[:4096]) else "other"


def _looks_like_text(head: bytes) -> bool:
    """Tell whether bytes read as text: no control characters, in UTF-16 none but zeros."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\0", b"")
    return not any(byte < 32 and byte not in b"\t\n\f\r" for byte in head)
