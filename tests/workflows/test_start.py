"""From an address to a database that is ready: what is loaded where, what a second start does, who looks."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, func, select, text
from sqlmodel import col

from api import writing
from buildings.audience import PROMOTER, PUBLIC
from buildings.database import migrate, work
from buildings.database.engine import connect
from buildings.database.entries import AuditEntry
from buildings.database.work import Changes
from buildings.errors import Misconfigured
from buildings.kinds import Origin
from buildings.operations import stamp
from buildings.register.tables.buildings import Building
from buildings.settings import Settings, settings
from buildings.workflows import checking, edit, figures, opening, start
from tests.builders.edge import BUILDINGS, DISTRICT, MONTHS
from tests.builders.imported import dump
from tests.builders.register import make_building
from tests.fixtures.edge import Configure
from tests.fixtures.postgres import Cluster

REAL = 39
pytestmark = pytest.mark.usefixtures("loopback")


def buildings(engine: Engine, origin: str) -> int:
    with work.reading(engine) as session:
        statement = select(func.count()).select_from(Building).where(Building.origin == origin)  # type: ignore[arg-type]
        found: int = session.execute(statement).scalar_one()
        return found


def entries(engine: Engine) -> int:
    with work.reading(engine) as session:
        found: int = session.execute(select(func.count()).select_from(AuditEntry)).scalar_one()
        return found


@pytest.fixture
def default(monkeypatch: pytest.MonkeyPatch, configure: Configure, tmp_path: Path) -> str:
    """The test's own file plays the default database."""
    url = f"sqlite:///{tmp_path}/louyu.db"
    monkeypatch.setattr(Settings.model_fields["database_url"], "default", url)
    configure(database_url=url)
    return url


def test_a_fresh_default_database_gets_both(default: str) -> None:
    stages: list[str] = []

    def tell(stage: str, _done: int, _total: int, _detail: str = "") -> None:
        if stage not in stages:
            stages.append(stage)

    ready = start.prepare(actor="cli:tester", district=DISTRICT, progress=tell)
    assert default.endswith("louyu.db")
    assert (ready.origin, ready.audience, ready.demo_refused) == (Origin.DEMONSTRATION, PROMOTER, False)
    assert (buildings(ready.engine, "demonstration"), buildings(ready.engine, "real")) == (BUILDINGS, REAL)
    assert [one for one in stages if one != "demo"] == [
        "read",
        "write",
        "facts",
        "real",
        "verdicts",
    ]  # the workbooks may be cached
    known = figures.months(ready.engine, ready.origin)
    assert sum(info.has_file for info in known) == MONTHS

    before, done = dump(ready.engine), entries(ready.engine)
    stages.clear()
    again = start.prepare(actor="cli:tester", district=DISTRICT, progress=tell)
    assert (stages, entries(again.engine), dump(again.engine)) == ([], done, before)
    assert checking.verify(again.engine) == []


def test_another_file_gets_no_demonstration_unless_asked(real_sqlite: Path, configure: Configure) -> None:
    configure(database_url=f"sqlite:///{real_sqlite}")
    ready = start.prepare(actor="cli:tester")
    assert (ready.origin, ready.audience, ready.demo_refused) == (Origin.REAL, PUBLIC, False)
    assert (buildings(ready.engine, "demonstration"), buildings(ready.engine, "real")) == (0, REAL)
    assert figures.months(ready.engine, ready.origin)  # there is a month to look at
    ready.engine.dispose()


def test_a_database_with_records_refuses_the_demonstration(real_file: Path, configure: Configure) -> None:
    configure(database_url=f"sqlite:///{real_file}")
    engine = connect(settings().database_url)
    before = dump(engine)
    ready = start.prepare(actor="cli:tester", demo=True, district=DISTRICT)
    assert ready.demo_refused
    assert (ready.origin, ready.audience) == (Origin.REAL, PUBLIC)
    assert dump(engine) == before
    engine.dispose()


def test_one_record_of_somebody_is_enough_to_refuse(sqlite_url: str, configure: Configure) -> None:
    configure(database_url=sqlite_url)
    engine = connect(sqlite_url)
    edit.apply(engine, lambda changes: make_building(changes, code="GL-9000"), actor="cli:clerk", action="test")
    ready = start.prepare(actor="cli:tester", demo=True, district=DISTRICT)
    assert ready.demo_refused
    assert buildings(ready.engine, "demonstration") == 0
    assert buildings(ready.engine, "real") == REAL + 1
    engine.dispose()


@pytest.mark.pg
def test_postgresql_starts_without_demonstration_unless_asked(
    pg_cluster: Cluster, pg_url: str, configure: Configure
) -> None:
    configure(database_url=pg_url)
    ready = start.prepare(actor="cli:tester")
    assert (ready.origin, buildings(ready.engine, "demonstration")) == (Origin.REAL, 0)
    ready.engine.dispose()

    fresh = pg_cluster.copy("blank")  # not even tables
    configure(database_url=pg_cluster.url(fresh))
    asked = start.prepare(actor="cli:tester", demo=True, district=DISTRICT)
    assert (asked.origin, asked.audience) == (Origin.DEMONSTRATION, PROMOTER)
    assert (buildings(asked.engine, "demonstration"), buildings(asked.engine, "real")) == (BUILDINGS, REAL)
    asked.engine.dispose()
    pg_cluster.drop(fresh)


@pytest.mark.pg
def test_both_engines_give_equal_figures(demo_sqlite: Path, demo_pg: str, pg_cluster: Cluster) -> None:
    found = []
    for url in (f"sqlite:///{demo_sqlite}", pg_cluster.url(demo_pg)):
        engine = connect(url)
        month = figures.month_or_latest(engine, Origin.DEMONSTRATION, None)
        tables = figures.figures(engine, month, PROMOTER, Origin.DEMONSTRATION).tables
        found.append(
            {
                (level, slug, code): (column.value(row), column.state(row))
                for level, table in tables.items()
                for slug, column in table.columns.items()
                for row, code in enumerate(table.codes)
            }
        )
        engine.dispose()
    assert found[0] == found[1]


def test_a_killed_first_start_leaves_no_half(configure: Configure, tmp_path: Path) -> None:
    configure(database_url=f"sqlite:///{tmp_path}/fresh.db")

    def stop(stage: str, _done: int, _total: int, _detail: str = "") -> None:
        if stage == "facts":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        start.prepare(actor="cli:tester", demo=True, district=DISTRICT, progress=stop)
    engine = connect(settings().database_url)
    assert (buildings(engine, "demonstration"), buildings(engine, "real"), entries(engine)) == (0, 0, 0)
    with work.reading(engine) as session:
        assert stamp.read(session, "demonstration") is None
    ready = start.prepare(actor="cli:tester", demo=True, district=DISTRICT)
    assert buildings(ready.engine, "demonstration") == BUILDINGS
    engine.dispose()
    ready.engine.dispose()


def test_without_tax_files_the_months_go_on(
    real_file: Path, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(database_url=f"sqlite:///{real_file}")
    newest = figures.months(connect(settings().database_url), Origin.REAL)[0].month
    monkeypatch.setattr(start, "last_complete_month", lambda: newest + 1)
    ready = start.prepare(actor="cli:tester")
    assert figures.months(ready.engine, ready.origin)[0].month == newest + 1
    assert checking.verify(ready.engine) == []
    ready.engine.dispose()


def test_a_changed_source_of_the_real_register_is_read_again(
    real_file: Path, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(database_url=f"sqlite:///{real_file}")
    engine = connect(settings().database_url)
    done = entries(engine)
    monkeypatch.setattr(start, "SOURCES", start.SOURCES[:1])
    start.prepare(actor="cli:tester")
    assert entries(engine) == done + 1
    assert buildings(engine, "real") == REAL
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:////nowhere/at/all/louyu.db", "unable to open"),
        ("postgresql+psycopg://clerk:geheim@127.0.0.1:9/louyu", "connection"),
    ],
)
def test_a_database_that_cannot_be_opened_is_named_without_its_password(
    configure: Configure, url: str, reason: str
) -> None:
    configure(database_url=url)
    with pytest.raises(Misconfigured) as refusal:
        start.prepare(actor="cli:tester")
    said = f"{refusal.value.name} {refusal.value.details}"
    assert "bad_database" in said
    assert reason in said
    assert "geheim" not in said


def test_what_was_never_prepared_is_not_opened(configure: Configure, tmp_path: Path) -> None:
    configure(database_url=f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(Misconfigured, match="not_prepared"):
        opening.opened()
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "text.db").write_text("a letter, not a database " * 100)
    configure(database_url=f"sqlite:///{tmp_path}/text.db")
    with pytest.raises(Misconfigured, match="bad_database"):
        opening.opened()


@pytest.mark.parametrize(("revision", "said"), [("2026112101", "older_database"), ("2999010101", "newer_database")])
def test_a_database_of_another_version_is_told_from_none(
    revision: str, said: str, sqlite_url: str, configure: Configure
) -> None:
    configure(database_url=sqlite_url)
    engine = connect(sqlite_url)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = :revision"), {"revision": revision})
    with pytest.raises(Misconfigured, match=said):
        opening.opened()
    if said == "newer_database":  # and nothing is tried on it
        with pytest.raises(Misconfigured, match=said):
            start.prepare(actor="cli:tester")
    engine.dispose()


def test_an_older_database_makes_its_facts_anew(demo_file: Path, configure: Configure) -> None:
    configure(database_url=f"sqlite:///{demo_file}")
    engine = connect(f"sqlite:///{demo_file}")
    later = ["upgrade_projects", "project_steps", "fact_verdicts", "fact_states"]  # there were no projects yet
    later += ["rating_scores", "rating_answers"]  # and nobody said who scored, and when
    typed = ("buildings", "building_types")  # whose types stood in columns, and are copied from there
    noted = ("audit_entries", "import_batches", "editions", *typed, *later)
    before, types = dump(engine, *noted), said(engine)
    with engine.connect() as connection:  # as it was before facts were kept by month
        config = migrate.configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, "2026112705")
    with pytest.raises(Misconfigured, match="older_database"):
        opening.opened()
    migrate.upgrade(engine)  # and the first start is stopped here
    with pytest.raises(Misconfigured, match="older_database"):
        opening.opened()
    ready = start.prepare(actor="cli:tester")
    assert opening.opened().origin == ready.origin
    after = dump(ready.engine, *noted)
    assert [name for name, rows in after.items() if rows != before[name]] == []
    assert said(ready.engine) == types
    assert checking.verify(ready.engine) == []
    engine.dispose()


def test_files_of_the_latest_month_are_written_once(demo_file: Path, configure: Configure) -> None:
    configure(database_url=f"sqlite:///{demo_file}")
    ready = opening.opened()
    paths = writing.latest(ready)
    assert len(paths) == 3
    assert all("promoter" in path.name and "示范" in path.name for path in paths)
    times = [path.stat().st_mtime_ns for path in paths]
    assert sorted(writing.latest(ready)) == sorted(paths)
    assert [path.stat().st_mtime_ns for path in paths] == times

    def rename(changes: Changes) -> None:
        changes.session.execute(select(Building).where(col(Building.code) == "SF-0001")).scalar_one().name = "示范·改名"

    edit.apply(ready.engine, rename, actor="cli:tester", action="rename")
    writing.latest(ready)
    assert [path.stat().st_mtime_ns for path in paths] != times
    ready.engine.dispose()


def said(engine: Engine) -> list[tuple[object, ...]]:
    """Types that stand."""
    query = "select building_id, kind, value, valid_from, version from building_types where voided_at is null"
    with engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(text(query)))
