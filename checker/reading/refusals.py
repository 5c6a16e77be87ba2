"""Why a file is refused and what to do: the words, and telling files apart by their first bytes."""

from checker.errors import UnreadableFileError

REFUSALS = {
    "missing": ("there is no such file", "check the name and the folder"),
    "folder": ("this is a folder, not a workbook", "name the workbooks in it"),
    "forbidden": ("the file may not be read", "close it in other programs or ask for the right to read it"),
    "lock": ("this is the lock file Excel keeps while a workbook is open", "name the workbook itself"),
    "empty": ("the file is empty", "copy or download it again"),
    "too_large": ("the workbook is too large to be read safely", "split it, or delete sheets without data"),
    "bomb": (
        "the file unpacks to far more than a workbook holds",
        "do not open it; ask the sender for the original",
    ),
    "entities": (
        "the workbook declares XML entities, which Excel never writes",
        "do not open it; ask the sender for the original",
    ),
    "damaged": ("the workbook is damaged", "open it in Excel, let it repair the file, and save it as .xlsx"),
    "protected_open": (
        "the OpenDocument file is protected by a password",
        "open it and save it without the password",
    ),
    "no_sheets": ("the workbook has no worksheet", "check that this is the right file"),
    "protected": ("the workbook is protected by a password", "give the password, or save it without one"),
    "wrong_password": ("the password does not open the workbook", "check the password and try again"),
    "xls": ("this is a workbook of Excel 4 or older", "open it in Excel and save it as .xlsx"),
    "old_office": (
        "this is a Word or PowerPoint document of Office 97-2003, not a workbook",
        "open it in Word and save it as .docx, or put its tables into a workbook",
    ),
    "xml": ("this is an XML file, not a workbook", "open it in Excel and save it as .xlsx"),
    "xml_2003": (
        "this is an XML Spreadsheet 2003, which some programs export under a workbook's name",
        "open it in Excel and save it as .xlsx",
    ),
    "html": (
        "this is a web page, which some programs export under a workbook's name",
        "open it in Excel and save it as .xlsx",
    ),
    "web_archive": (
        "this is a web archive, which some programs export under a workbook's name",
        "open it in Excel and save it as .xlsx",
    ),
    "pdf": ("this is a PDF, not a workbook", "ask for the workbook it was printed from"),
    "text": ("this is a text file, such as CSV, not a workbook", "open it in Excel and save it as .xlsx"),
    "open_document": (
        "this is an OpenDocument file, but no spreadsheet",
        "put its tables into a workbook, or save it as .docx",
    ),
    "office": ("this is a PowerPoint or Visio document, not a workbook", "put its tables into a workbook"),
    "no_tables": (
        "the Word document holds no table",
        "check that this is the right file, or put its figures into a workbook",
    ),
    "other": ("this is not a workbook", "check that this is the right file"),
}
"""Reason and advice by key; the reader raises nothing that does not stand here."""

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style", b"<body", b"<div")


def refuse(name: str, key: str) -> UnreadableFileError:
    """Make the error that refuses a file, to be raised by the caller."""
    return UnreadableFileError(name, *REFUSALS[key])


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
