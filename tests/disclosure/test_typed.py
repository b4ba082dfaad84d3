"""Proposed types past the gate: the same whatever the tax is, and nothing where they are not for somebody."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildings.assessment import assess
from buildings.audience import PROMOTER, PUBLIC, Audience, Role, audience
from buildings.disclosure import disclose, typed
from buildings.disclosure.figures import Figures
from buildings.disclosure.masks import guard
from buildings.flags import fold
from buildings.portfolio import Portfolio
from buildings.reports import types as chapter
from buildings.types.proposal import Proposal
from tests.disclosure.districts import District, districts
from tests.types.towns import town

OFFICER = audience(Role.TAX_OFFICER)
SEES = {Role.PROMOTER, Role.LEADER, Role.TAX_OFFICER}
FIRMS = [{"section": "J", "m2": 100, "times": 4}]
OLD = {"completed_earliest": "2000-01-01", "completed_latest": "2000-12-31", "subdistrict": "350102001"}


def told(portfolio: Portfolio, who: Audience = PROMOTER) -> Figures:
    found = portfolio if portfolio.findings else replace(portfolio, findings=fold.advance(portfolio))
    return disclose(assess(found), who, guard=guard([found]))


def two() -> Portfolio:
    """One decided to be what is proposed, one of which nobody decided anything."""
    decided = {**OLD, "specialty": "finance", "policy_type": "upgrade", "specialty_since": "2026-01-01"}
    other = {**OLD, "subdistrict": "350102002"}
    return town([decided, other], [FIRMS, FIRMS], [{"ageing": "due"}, {"ageing": "due"}])


@given(districts(), st.integers(0, 12), st.integers(-60_000, 60_000))
@settings(max_examples=40, deadline=None)
def test_tax_moves_nothing_of_it(district: District, which: int, more: int) -> None:
    if not district.payments:
        return
    chosen = district.payments[which % len(district.payments)]
    moved = [replace(one, tax_fen=one.tax_fen + more * (one is chosen)) for one in district.payments]
    before, after = (told(one) for one in (district.portfolio(), district.portfolio(moved)))
    assert before.proposals == after.proposals
    assert typed.rules(before, "zh") == typed.rules(after, "zh")


def test_a_tax_officer_reads_what_a_promoter_reads() -> None:
    assert told(two(), OFFICER).proposals == told(two()).proposals


@pytest.mark.parametrize("role", list(Role))
def test_to_whom_it_is_told(role: Role) -> None:
    who = Audience(frozenset({role}), subdistrict_codes=frozenset({"350102001"} if role is Role.SUBDISTRICT else ()))
    figures = told(two(), who)
    wanted = [True, True] if role in SEES else [role is Role.SUBDISTRICT, False]
    for kind in ("policy_type", "specialty"):
        assert [one is not None for one in figures.proposals[kind]] == wanted
        assert typed.counts(figures, kind)["hidden"] == wanted.count(False)
    assert (chapter.section(figures) is not None) == any(wanted)
    assert figures.tables["building"].attributes["specialty_since"].tolist() == ["2026-01-01", None]


def test_what_differs_and_what_is_said() -> None:
    figures = told(two())
    (only,) = typed.differing(figures, "specialty")
    assert (only.at, only.held, only.since, only.proposal.value) == (1, None, None, "finance")
    for language, words in (("zh", ("金融业", "100.0%", "70.0%")), ("en", ("100.0%", "share of firms"))):
        assert all(word in typed.said("specialty", only.proposal, language) for word in words)  # type: ignore[arg-type]
    (row,) = [one for one in typed.rows(figures, "zh") if one["kind"] == "policy_type"]
    assert (row["code"], row["value"], row["proposal"]["label"]) == ("SF-0002", None, "改造提升型")
    assert "楼龄" in row["proposal"]["said"]
    assert typed.values(figures, "specialty")["finance"] == (1, 2)


@pytest.mark.parametrize(
    ("kind", "slug", "zh", "en"),
    [
        ("specialty", "intermediary", "中介服务型", "intermediary services"),
        ("policy_type", "upgrade", "改造提升型", "upgrade"),
        ("specialty", "none", "则为无", "none"),
        ("policy_type", "none", "不归类", "none"),
    ],
)
def test_what_it_would_be_otherwise_is_said_in_the_words_of_its_kind(kind: str, slug: str, zh: str, en: str) -> None:
    one = Proposal(None, "cannot_tell", missing=("area",), otherwise=slug)
    assert typed.said(kind, one, "zh").endswith(zh)
    assert typed.said(kind, one, "en").endswith(en)


def test_the_chapter_lists_and_counts_them() -> None:
    section = chapter.section(told(two()))
    assert section is not None
    counts, by_value, differing = section.blocks
    assert [list(column) for column in counts.columns[1:]] == [[2, 2], [1, 1], [0, 0], [0, 0]]
    assert len(differing.columns[0]) == 2
    assert sum(int(str(one)) for one in by_value.columns[3]) == 4


def test_nobody_asked_the_rules() -> None:
    portfolio = replace(two(), findings={})
    figures = disclose(assess(portfolio), PUBLIC, guard=guard([portfolio]))
    assert figures.proposals == {}
    assert chapter.section(figures) is None
    assert np.sum([list(typed.counts(figures, kind).values()) for kind in ("policy_type", "specialty")]) == 0
