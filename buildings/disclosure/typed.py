"""Types and what is proposed, cut to an audience: what was decided is public, a proposal derives from tenancy."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from buildings import parameters
from buildings.disclosure.figures import Figures
from buildings.disclosure.show import show
from buildings.disclosure.view import View
from buildings.kinds import TypeKind
from buildings.quantities import last_day
from buildings.types.catalogue import TYPES
from buildings.types.proposal import NONE, Evidence, Proposal
from buildings.words import Language, joined, label, labels, text

Seen = Mapping[str, Sequence[Proposal | None]]
GROUPS: Mapping[str, str] = {
    "industry": "industry_section",
    "specialty_industry": "industry_section",
    "status": "building_status",
    "rules_due": "rule",
    "rules_watch": "rule",
    "works": "type_works",
    "star": "star",
}
"""Evidence in words: by which labels."""
COUNTED = ("proposed", "differs", "cannot_tell", "hidden")


@dataclass(frozen=True)
class Differs:
    """A building of which a proposal is another than what was decided; ``held`` None: nobody looked at it."""

    kind: TypeKind
    at: int
    held: str | None
    since: str | None
    proposal: Proposal


def seen(view: View) -> Seen:
    """Proposals by kind in the order of the building table, None where they are not for this audience.

    None at all where nobody asked the upgrade rules: a proposal stands on them.
    """
    portfolio = view.assessment.portfolio
    if not portfolio.findings:
        return {}
    found: dict[str, Sequence[Proposal | None]] = {}
    for slug, rule in TYPES.items():
        mine = view.policy.rows("building", rule.derives_from)
        proposed = rule.propose(portfolio) if mine.any() else [None] * len(mine)
        found[slug] = tuple(one if told else None for one, told in zip(proposed, mine.tolist(), strict=True))
    return found


def differing(figures: Figures, kind: str) -> Iterator[Differs]:
    """Buildings in scope whose proposal is another than what was decided; where nobody looked, "none" is no news."""
    facts = figures.tables["building"].attributes
    for at, one in enumerate(figures.proposals.get(kind, ())):
        held = facts[kind][at]
        if one is not None and one.value is not None and facts["in_scope"][at] and one.value != (held or NONE):
            yield Differs(TypeKind(kind), at, held, facts[f"{kind}_since"][at], one)


def counts(figures: Figures, kind: str) -> dict[str, int]:
    """Buildings in scope of which anything is proposed, another than decided, cannot be told, or is hidden."""
    in_scope = np.asarray(figures.tables["building"].attributes["in_scope"], dtype=bool)
    mine = [one for one, here in zip(figures.proposals.get(kind, ()), in_scope.tolist(), strict=False) if here]
    told = [one for one in mine if one is not None]
    return {
        "proposed": sum(one.value is not None for one in told),
        "differs": len(list(differing(figures, kind))),
        "cannot_tell": sum(one.value is None for one in told),
        "hidden": len(mine) - len(told),
    }


def values(figures: Figures, kind: str) -> dict[str, tuple[int, int]]:
    """How many buildings in scope are decided, and proposed, to be of each value."""
    facts = figures.tables["building"].attributes
    here = np.flatnonzero(np.asarray(facts["in_scope"], dtype=bool)).tolist()
    proposed = figures.proposals.get(kind, (None,) * len(facts["in_scope"]))
    wanted = [None if one is None else one.value for one in proposed]
    return {
        slug: (sum(facts[kind][at] == slug for at in here), sum(wanted[at] == slug for at in here))
        for slug in labels(kind)
    }


def said(kind: str, one: Proposal, language: Language = "zh") -> str:
    """Why, in a sentence: which step decided, what was looked at, and what is missing."""
    parts = [label("type_step", one.step, language)]
    parts += [_evidence(each, language) for each in one.evidence]
    if one.missing:
        parts.append(text("types", "missing", language, names=missing_said(one, language)))
    if one.otherwise is not None:
        parts.append(text("types", "otherwise", language, value=label(kind, one.otherwise, language)))
    return ("；" if language == "zh" else "; ").join(parts)


def missing_said(one: Proposal, language: Language) -> str:
    """For want of what it cannot be told."""
    return joined((_input(slug, language) for slug in one.missing), language)


def _input(slug: str, language: Language) -> str:
    rule = slug.removeprefix("rule_")
    return label("type_input", slug, language) if rule == slug else label("rule", rule, language)


def _evidence(one: Evidence, language: Language) -> str:
    name, found = label("type_evidence", one.slug, language), _shown(one, language)
    if one.threshold is None:
        return text("types", "evidence", language, name=name, value=found)
    edge = f"{one.threshold:g}" if one.unit is None else show(one.threshold, one.unit)
    if one.slug == "completed_by":
        edge = text("types", "months", language, count=edge)
    return text("types", "compared", language, name=name, value=found, threshold=edge)


def _shown(one: Evidence, language: Language) -> str:
    if one.value is None:
        return label("state", "unknown", language) if one.slug != "star" else label("type_works", NONE, language)
    if one.unit is not None:
        low = show(float(one.value), one.unit)
        return low if one.high is None else f"{low}–{show(one.high, one.unit)}"
    group = GROUPS.get(one.slug)
    if group is None:
        return str(one.value)
    return joined((_word(group, slug, language) for slug in str(one.value).split()), language)


def _word(group: str, slug: str, language: Language) -> str:
    return label("type_works", NONE, language) if slug == NONE else label(group, slug, language)


def rules(figures: Figures, language: Language) -> list[dict[str, Any]]:
    """What each rule is, its thresholds as valid in the month, and its counts."""
    by = parameters.values(last_day(figures.month))
    return [
        {
            "kind": slug,
            "label": label("type_kind", slug, language),
            "version": rule.version,
            "derives_from": rule.derives_from.value,
            "definition": text("types", f"rule_{slug}", language),
            "inputs": list(rule.inputs),
            "thresholds": {name: float(by[name]) for name in rule.parameters},
            "counts": counts(figures, slug),
        }
        for slug, rule in TYPES.items()
    ]


def rows(figures: Figures, language: Language) -> list[dict[str, Any]]:
    """Buildings of which a proposal is another than what was decided, by kind, then by code."""
    table = figures.tables["building"]
    return [
        {
            "code": table.codes[one.at],
            "name": table.names[one.at],
            **held(figures, kind, one.at, language),
            "proposal": plain(kind, one.proposal, language),
        }
        for kind in TYPES
        for one in differing(figures, kind)
    ]


def held(figures: Figures, kind: str, at: int, language: Language) -> dict[str, Any]:
    """What was decided of a building for the month's end."""
    facts = figures.tables["building"].attributes
    value, since = facts[kind][at], facts[f"{kind}_since"][at]
    return {"kind": kind, **valued(kind, value, language), "since": since}


def valued(kind: str, value: str | None, language: Language) -> dict[str, Any]:
    """A value with its label."""
    return {"value": value, "label": None if value is None else label(kind, value, language)}


def plain(kind: str, one: Proposal | None, language: Language) -> dict[str, Any] | None:
    """A proposal as plain values; None where it is hidden."""
    if one is None:
        return None
    return {
        "kind": kind,
        **valued(kind, one.value, language),
        "told": one.value is not None,
        "version": TYPES[kind].version,
        "step": one.step,
        "evidence": [
            {"slug": each.slug, "value": each.value, "high": each.high, "threshold": each.threshold}
            for each in one.evidence
        ],
        "missing": list(one.missing),
        "otherwise": one.otherwise,
        "said": said(kind, one, language),
    }
