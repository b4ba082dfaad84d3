"""What the audit calls a change has words in both languages: a command that is stopped says what stands."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from buildings.words import labels, text
from buildings.workflows.tenancy_past import CAUSES
from buildings.workflows.tenancy_verbs import VERBS
from tests.architecture.sources import PRODUCT, files, name, tree

WORKS: Final = {"work.run", "edit.apply"}
PASSED_ON: Final = {
    "write": 1,
    "change": 1,
    "answered": 2,
    "commits.noted": 0,
}  # by place: what hands an action on to one of those


def module(path: Path) -> object:
    return importlib.import_module(name(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."))


def said(path: Path, node: ast.expr) -> str | None:
    """The text of an expression: a literal, or a constant by its name; None for what is only known when it runs."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    found: object = module(path)
    for part in ast.unparse(node).split("."):
        found = getattr(found, part, None)
    return found if isinstance(found, str) else None


def actions() -> Iterator[tuple[str, str]]:
    """Every action with a place where it is named."""
    for path in files(*PRODUCT):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call):
                continue
            called, given = ast.unparse(node.func), [one.value for one in node.keywords if one.arg == "action"]
            place = PASSED_ON.get(called)
            if place is not None and len(node.args) > place:
                given.append(node.args[place])
            elif called not in WORKS:
                continue
            for one in given:
                text = said(path, one)
                if text is not None:
                    yield text, f"{name(path)}:{node.lineno}"
    yield from ((slug, "VERBS") for slug in VERBS)


def test_every_action_has_words() -> None:
    places = dict(actions())
    assert {"import", "look_enterprise_tax", "load_real_register", "grant_role", "make_key", "lease_end"} <= set(places)
    for language in ("zh", "en"):
        known = labels("committed", language)
        assert {action: place for action, place in places.items() if not known.get(action)} == {}, language


def test_no_words_are_left_of_actions_that_nobody_does() -> None:
    assert set(labels("committed")) - set(dict(actions())) == set()


def test_every_change_that_may_wait_has_words_for_it() -> None:
    for language in ("zh", "en"):
        assert {verb.slug for verb in VERBS.values() if verb.may_wait} == set(labels("proposal_kind", language))
        assert set(CAUSES) == set(labels("why_staged", language))
        for slug in CAUSES:
            assert text("errors", f"needs_reason_{slug}", language, month="2026-10")
