"""Read a page back, as a browser's tools would."""

from __future__ import annotations

import json
from html.parser import HTMLParser


class Page(HTMLParser):
    """Collect the tags, the attributes and the findings of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.findings: list[dict[str, object]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in given.items()]
        if "data-code" in given:
            self.findings.append({
                "anchor": given["id"], "id": given["data-id"], "code": given["data-code"],
                "severity": given["data-severity"], "cells": json.loads(given["data-cells"]),
            })  # fmt: skip

    def handle_data(self, data):
        self.text.append(data)

    def values(self, name):
        return [value for _, each, value in self.attributes if each == name]


def assert_needs_nothing_else(page):
    """Hold that a page has no script, no handler, no inline style and no outside resource."""
    assert not {"script", "iframe", "object", "embed", "link", "img", "form", "base"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in {"src", "style"}]
    assert all(each.startswith("#") for each in page.values("href"))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {each[1:] for each in page.values("href")} <= set(ids)
