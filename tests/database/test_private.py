"""Nobody else on the machine reads the database."""

import stat
from pathlib import Path

import pytest

from buildings.database import migrate, work
from buildings.database.engine import connect
from tests.database.test_work import add

pytestmark = pytest.mark.usefixtures("loopback")


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def test_a_new_database_is_its_owners_alone(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/new.db")
    assert modes(tmp_path) == {}  # nothing is opened yet
    migrate.upgrade(engine)
    work.run(engine, add, actor="t", action="t")
    found = modes(tmp_path)
    assert found.keys() >= {"new.db", "new.db-wal", "new.db-shm"}
    assert set(found.values()) == {0o600}
    engine.dispose()


def test_one_that_stands_is_tightened_with_what_lies_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    migrate.upgrade(f"sqlite:///{file}")
    first = connect(f"sqlite:///{file}")
    work.run(first, add, actor="t", action="t")
    for path in tmp_path.iterdir():
        path.chmod(0o664)
    (tmp_path / "other.txt").write_text("not ours")
    (tmp_path / "other.txt").chmod(0o644)
    second = connect(f"sqlite:///{file}")
    with work.reading(second):
        found = modes(tmp_path)
    assert found.pop("other.txt") == 0o644
    assert found.keys() == {"old.db", "old.db-wal", "old.db-shm"}
    assert set(found.values()) == {0o600}
    first.dispose()
    second.dispose()


@pytest.mark.parametrize("there", [True, False])
def test_the_file_behind_a_link_is_the_one_that_is_kept(tmp_path: Path, there: bool) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if there:
        migrate.upgrade(f"sqlite:///{elsewhere}/kept.db")
        (elsewhere / "kept.db").chmod(0o644)
    (tmp_path / "louyu.db").symlink_to(elsewhere / "kept.db")
    engine = connect(f"sqlite:///{tmp_path}/louyu.db")
    migrate.upgrade(engine)
    work.run(engine, add, actor="t", action="t")
    assert modes(elsewhere).keys() >= {"kept.db", "kept.db-wal"}
    assert set(modes(elsewhere).values()) == {0o600}
    engine.dispose()


def test_a_database_without_a_file_makes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url in ("sqlite:///:memory:", "sqlite://"):
        engine = connect(url)
        engine.connect().close()
        engine.dispose()
    assert modes(tmp_path) == {}
