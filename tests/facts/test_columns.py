"""Shares of file columns are dated data, and facts know when they changed."""

import datetime as dt
from fractions import Fraction

import pytest
from sqlalchemy import Engine

from buildings import parameters
from buildings.database import work
from buildings.facts import columns, horizon, rebuild, verify
from buildings.parameters import Parameter
from buildings.quantities import parse_month

MONTH = parse_month("2026-10")


def test_a_sourced_share_beats_the_assumed_one() -> None:
    found = columns.columns(MONTH, MONTH)
    share = {
        key: Fraction(int(top), int(bottom))
        for key, top, bottom in zip(found.key, found.numerator[0], found.denominator[0], strict=True)
    }
    assert share["zzs"] == Fraction(1, 2) * Fraction(1, 2)
    assert share["fcs"] == Fraction(1, 2)
    assert share["yhs"] == Fraction(1, 2) * Fraction(1, 2)  # no source: the assumed local share
    assert share["xfs"] == 0


def test_only_the_income_tax_of_firms_is_central_for_banks() -> None:
    found = columns.columns(MONTH, MONTH)
    assert [key for key, central in zip(found.key, found.central, strict=True) if central] == ["qysds"]


def test_facts_are_stale_once_a_parameter_changed(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(changes: work.Changes) -> None:
        horizon.ensure_month(changes, MONTH)
        rebuild.rebuild(changes.session)

    work.run(engine, build, actor="test", action="test")
    with work.reading(engine) as session:
        assert horizon.is_covered(session)
        assert not verify.verify(session)
        resolve = parameters.resolve

        def halved(slug: str, day: dt.date) -> Parameter:
            found = resolve(slug, day)
            half = found.value / 2 if slug == "retained.district_share" else found.value
            return Parameter(slug, half, found.unit, found.valid_from, found.source)

        monkeypatch.setattr(parameters, "resolve", halved)
        columns.columns.cache_clear()
        try:
            assert not horizon.is_covered(session)
            assert [difference.table for difference in verify.verify(session)] == ["fact_states"]
        finally:
            columns.columns.cache_clear()
