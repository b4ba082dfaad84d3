"""The demonstration's own workbooks go through the same import as any other file."""

from pathlib import Path

from sqlalchemy import Engine

from buildings.database import work
from buildings.demo import files
from buildings.facts import verify
from buildings.quantities import parse_month
from tests.builders.imported import count, dump, load


def test_a_small_demonstration_goes_in_whole_and_only_once(engine: Engine, tmp_path: Path) -> None:
    paths = files.write(tmp_path, last_month=parse_month("2026-10"), months=2, buildings=40)
    outcomes = load(engine, *paths, demonstration=True, facts=True)
    kinds = {"enterprises", "buildings", "rooms", "leases", "projects", "scores", "taxes", "splits"}
    assert {outcome.kind for outcome in outcomes} == kinds
    assert all(outcome.new and not outcome.changed and not outcome.absent for outcome in outcomes)
    assert [note.slug for outcome in outcomes for note in outcome.notes] == []
    assert count(engine, "buildings") == 40
    with work.reading(engine) as session:
        assert list(verify.verify(session)) == []
    before = dump(engine, "audit_entries", "editions")
    assert all(outcome.idle for outcome in load(engine, *paths, facts=True))
    assert dump(engine, "audit_entries", "editions") == before
