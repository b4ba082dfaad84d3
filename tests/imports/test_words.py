"""Every problem an import can name has its sentence and its remedy, in both languages."""

import ast
import re

from buildings import tables, words
from buildings.imports import cells
from buildings.settings import DATA, ROOT
from buildings.words import Language

SOURCES = sorted((ROOT / "buildings" / "imports").rglob("*.py"))
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def said(method: str) -> set[str]:
    """First arguments of calls such as ``book.log.add("…")``."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
                found |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
    return {slug for slug in found if isinstance(slug, str)}


def remedies() -> set[str]:
    text = "".join(path.read_text("utf-8") for path in SOURCES)
    named = set(re.findall(r'right="(\w+)"', text)) | set(re.findall(r'"right", "(\w+)"', text))
    kinds = {column.type.partition(":")[0] for kind in tables.maps().values() for column in kind.columns}
    return named | kinds | {"money"} | set(cells.READERS)


def test_every_issue_and_note_has_a_sentence() -> None:
    slugs = {slug for slug in said("add") | said("note") if re.fullmatch(r"[a-z_]+", slug)}
    assert len(slugs) > 30
    for slug in slugs:
        for language in LANGUAGES:
            assert words.text("errors", slug, language)


def test_every_remedy_has_a_sentence() -> None:
    for slug in remedies():
        for language in LANGUAGES:
            assert words.text("remedies", slug, language)


def test_every_gap_has_a_sentence_and_none_is_idle() -> None:
    text = "".join(path.read_text("utf-8") for path in SOURCES)
    rows = [row["slug"] for row in tables.rows_of(DATA / "i18n" / "gaps_imports.csv")]
    assert [slug for slug in rows if f'"{slug}"' not in text] == []
    for slug in rows:
        assert words.text("gaps", slug, "zh") != words.text("gaps", slug, "en")
