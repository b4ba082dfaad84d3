"""What the upgrade rules say as plain values: the one shape they have in JSON."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from buildings.disclosure import plain
from buildings.disclosure.explain import Compared, Explained, explained, peers_said, said
from buildings.disclosure.figures import Figures, State
from buildings.disclosure.upgrade import judged_said, without_upside
from buildings.flags.catalogue import FLAGS
from buildings.kinds import Rule, Verdict
from buildings.metrics.verdicts import DERIVES
from buildings.quantities import format_month
from buildings.words import Language, label

MEASURED: Final = ("value", "watch", "due", "clear", "margin")


def month_of(month: int | None) -> str | None:
    """A month as it is written, None where there is none."""
    return None if month is None else format_month(month)


def verdict_of(verdict: Verdict | None) -> str | None:
    """The slug of a verdict."""
    return None if verdict is None else verdict.name.lower()


def lists(figures: Figures, language: Language) -> dict[str, Any]:
    """The ranked list, what moved in the month, and what each rule is."""
    return {
        **plain.imprint(figures),
        "rules": [rule(one, language) for one in DERIVES],
        "buildings": plain.sheet(figures.sheets["upgrade"]),
        "without_upside": by_name(without_upside(figures.sheets["upgrade"])),
        "judged": judged_said(figures.audience, language),
        "moves": plain.sheet(figures.sheets["upgrade_moves"]),
    }


def rule(slug: Rule, language: Language) -> dict[str, Any]:
    """What a rule is, and how it is called."""
    flag = FLAGS.get(slug)
    return {
        "rule": slug.value,
        "label": label("rule", slug, language),
        "version": "1" if flag is None else flag.version,
        "derives_from": DERIVES[slug].value,
        "inputs": [] if flag is None else list(flag.inputs),
        "metric": slug.value if flag is None else f"flag_{slug}",
    }


def building(figures: Figures, at: int, language: Language) -> list[dict[str, Any]]:
    """Every rule's answer for the building in a row, with its evidence."""
    return [_one(one, language) for one in explained(figures, at)]


def _one(one: Explained, language: Language) -> dict[str, Any]:
    hidden = one.state == State.HIDDEN
    return {
        "rule": one.rule.value,
        "label": label("rule", one.rule, language),
        "version": one.version,
        "derives_from": one.derives_from.value,
        "state": one.state.name.lower(),
        "verdict": verdict_of(one.verdict),
        "since": month_of(one.since),
        "former": verdict_of(one.former),
        "guarded": None if hidden else bool(one.guards),
        "guards": list(one.guards),
        "missing": list(one.missing),
        "peers": {"group": one.peers, "label": peers_said(one.peers, language)} if one.peers else None,
        "measures": [measure(each, language, MEASURED) for each in one.compared],
        "running": None if hidden else dict(zip(("watch", "due", "clear"), one.runs, strict=True)),
        "takes": dict(zip(("watch", "due", "clear"), one.needs, strict=True)),
        "said": said(one, language),
    }


def by_name(without: Mapping[State, Sequence[str]]) -> dict[str, list[str]]:
    """Codes by the name of what stands in place of a figure."""
    return {state.name.lower(): list(codes) for state, codes in without.items()}


def measure(one: Compared, language: Language, names: Sequence[str]) -> dict[str, Any]:
    """A figure with what it is compared with, as far as it is asked for by name."""
    numbers = {name: plain.number(getattr(one, name), one.unit) for name in names}
    return {
        "measure": one.measure,
        "label": one.name(language),
        "unit": plain.unit(one.unit),
        "worse": "high" if one.high else "low",
        **numbers,
    }
