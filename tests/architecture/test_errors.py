"""Every refusal has a sentence in both languages."""

import ast
from collections import Counter
from collections.abc import Iterator

from buildings import words
from buildings.errors import DomainError
from tests.architecture.sources import PRODUCT, domain_modules, files, name, tree

TABLES = ("labels", "errors", "edge", "openapi", "operations", "report_texts", "remedies", "definitions", "gaps")


def refusals() -> list[type[DomainError]]:
    """DomainError and all its descendants, wherever in the domain they stand."""
    domain_modules()
    found, ahead = [], [DomainError]
    while ahead:
        one = ahead.pop()
        found.append(one)
        ahead.extend(one.__subclasses__())
    return found


def raised_slugs() -> Iterator[tuple[str, str]]:
    """Slugs given where an error is made, with the place."""
    names = {one.__name__ for one in refusals()}
    for path in files(*PRODUCT):
        for node in ast.walk(tree(path)):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names and node.args):
                continue
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, f"{name(path)}:{node.lineno}"


def silent(slugs: set[str]) -> list[str]:
    """Slugs that lack a sentence in Chinese or English."""
    lacking = []
    for slug in sorted(slugs):
        try:
            said = [words.text("errors", slug, language) for language in ("zh", "en")]
        except KeyError:
            said = [""]
        if not all(said):
            lacking.append(slug)
    return lacking


def test_every_kind_of_refusal_has_a_sentence() -> None:
    assert len(refusals()) > 5
    assert silent({one.slug for one in refusals()}) == []


def test_every_slug_that_is_raised_has_a_sentence() -> None:
    places = dict(raised_slugs())
    assert {slug: places[slug] for slug in silent(set(places))} == {}


def test_no_sentence_and_no_label_stands_twice() -> None:
    """The later of two would be said, and the earlier would be kept up in vain."""
    for table in TABLES:
        rows = [(row.get("group", ""), row["slug"]) for row in words._rows(table)]
        assert rows, table
        assert [one for one, count in Counter(rows).items() if count > 1] == [], table
