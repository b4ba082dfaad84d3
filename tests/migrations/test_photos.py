"""Links of projects become pictures too, and go back, on both engines; what was sealed before still fits."""

from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from buildings.access import canonical
from buildings.database import migrate
from buildings.database.engine import connect
from buildings.database.work import Changes
from buildings.errors import Conflict
from buildings.operations import evidence
from buildings.register import buildings, photos, projects
from buildings.workflows import auditing
from tests.builders.pictures import checked_picture
from tests.builders.register import edit, make_building
from tests.migrations.test_migrations import ask, on

BEFORE = "2026112805"
COLUMNS = canonical.columns
NEW = {"file_id", "taken_on", "added_by"}
LINKS = "select kind, url from project_links order by id"


def stock(changes: Changes) -> None:
    home = make_building(changes, code="GL-0001")
    row = projects.create(changes, home, {"title": "大堂更新"})
    said = {"https://a.example/1": {"kind": "before"}, "https://a.example/2": {"kind": "document", "caption": "批文"}}
    for url, values in said.items():
        photos.set_link(changes, row, url, values)


def pictures(changes: Changes) -> None:
    row = projects.by_code(changes.session, "UP-0001")
    home = buildings.by_code(changes.session, "GL-0001")
    photos.add(changes, row, {"kind": "during", "url": "https://a.example/3"}, None)
    file = evidence.keep(changes, home.key, checked_picture("a.png"))
    photos.add(changes, row, {"kind": "after"}, file)


def columns_before(name: str) -> tuple[str, ...]:
    """Columns of a table as the program knew them before there were pictures."""
    return tuple(one for one in COLUMNS(name) if name != "project_links" or one not in NEW)


def test_links_stay_and_files_go_on_the_way_back(blank_url: str) -> None:
    engine = connect(blank_url)
    migrate.upgrade(engine)
    edit(engine, stock)
    on(engine, BEFORE)
    assert ask(engine, LINKS) == [("before", "https://a.example/1"), ("document", "https://a.example/2")]
    migrate.upgrade(engine)
    on(engine, "check")
    edit(engine, pictures)
    assert ask(engine, "select kind, url is null, file_id is null from project_links order by id") == [
        *((kind, 0, 1) for kind in ("before", "document", "during")),
        ("after", 1, 0),
    ]
    on(engine, BEFORE)
    assert ask(engine, LINKS)[2:] == [("document", "https://a.example/3")]
    assert ask(engine, "select name from evidence_files") == [("a.png",)]
    migrate.upgrade(engine)
    on(engine, "check")
    edit(engine, lambda changes: photos.add(changes, projects.by_code(changes.session, "UP-0001"), AGAIN, None))
    engine.dispose()


AGAIN: dict[str, Any] = {"kind": "after", "url": "https://a.example/4"}


def test_what_was_sealed_before_still_fits(blank_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = connect(blank_url)
    migrate.upgrade(engine)
    edit(engine, stock)
    on(engine, BEFORE)
    with monkeypatch.context() as before:
        before.setattr(canonical, "columns", columns_before)
        assert auditing.seal(engine) == 1
    migrate.upgrade(engine)
    assert list(auditing.verify(engine).misfits) == []
    edit(engine, pictures)
    assert auditing.seal(engine) == 1
    assert list(auditing.verify(engine).misfits) == []
    engine.dispose()


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"url": None, "file_id": None}, "one_place"),
        ({"url": "https://a.example/9", "file_id": 1}, "one_place"),
        ({"url": None, "file_id": 1, "kind": "document"}, "pictures"),
        ({"url": "https://a.example/9", "kind": "sometime"}, "kind_slug"),
        ({"url": None, "file_id": 999}, "evidence_files"),
    ],
)
def test_the_database_itself_refuses_what_is_no_picture(engine: Engine, columns: dict[str, Any], rule: str) -> None:
    edit(engine, stock)
    edit(engine, pictures)
    values = {"kind": "before", "version": 1, "audit_id": 1, "origin": "real", "project_id": 1} | columns
    table = sa.table("project_links", *(sa.column(name) for name in (*values, "recorded_at")))
    now = ask(engine, "select recorded_at from project_links")[0][0]
    with pytest.raises(sa.exc.IntegrityError) as refusal, engine.begin() as connection:
        connection.execute(sa.insert(table).values(**values, recorded_at=now))
    assert ("FOREIGN KEY" if engine.dialect.name == "sqlite" and rule == "evidence_files" else rule) in str(
        refusal.value
    )


def test_two_rows_of_one_file_are_refused(engine: Engine) -> None:
    edit(engine, stock)
    edit(engine, pictures)
    home = partial(buildings.by_code, code="GL-0001")

    def again(changes: Changes) -> None:
        file = evidence.keep(changes, home(changes.session).key, checked_picture("b.png"))
        photos.add(changes, projects.by_code(changes.session, "UP-0001"), {"kind": "before"}, file)

    with pytest.raises(Conflict) as refusal:
        edit(engine, again)
    assert (refusal.value.name, refusal.value.details["code"]) == ("photo_known", "PH-0000004")
