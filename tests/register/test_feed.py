"""The feed: nobody misses anything, whoever commits when; nobody is told what is not theirs."""

import datetime as dt
import random
import threading
import time
from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, func, select

from buildings.access.grants import ScopeKind
from buildings.audience import Role
from buildings.database import work
from buildings.database.work import Changes
from buildings.operations import events
from buildings.operations.events import Event, EventUnit, News
from buildings.quantities import SHANGHAI
from buildings.register import codes, feed
from buildings.register.feed import Eyes
from buildings.register.scopes import EVERYTHING
from buildings.workflows import following
from tests.builders.accounts import key_of
from tests.builders.register import edit, make_building, make_unit
from tests.builders.world import A, Plain, build, people

ALL = Eyes(EVERYTHING, EVERYTHING)
PEOPLE = people()


def tell(engine: Engine, *news: News, before: float = 0, after: float = 0) -> None:
    """Tell as a deed does: last, under the lock; slow on either side of it when asked."""

    def do(changes: Changes) -> None:
        time.sleep(before)
        changes.last.append(lambda last: events.tell(last, list(news)))
        changes.last.append(lambda _: time.sleep(after))

    work.run(engine, do, actor="cli:tester", action="test")


def read(engine: Engine, eyes: Eyes, since: int = 0, kinds: Sequence[str] = (), most: int = 500) -> feed.News:
    with work.reading(engine) as session:
        return feed.after(session, eyes, since, kinds, most)


def test_a_follower_misses_nothing_whoever_commits_when(engine: Engine) -> None:
    """Slow and quick writers at once, a follower who asks all the time: he is told of each, once, in order."""
    writers, each = 6, 12
    seen: list[str] = []
    done = threading.Event()

    def write(number: int) -> None:
        draw = random.Random(number)  # noqa: S311 - spreads writers apart
        for turn in range(each):
            news = [News("lease", "changed", f"L-{number}-{turn}-{one}") for one in range(draw.choice([1, 1, 3]))]
            tell(engine, *news, before=draw.uniform(0, 0.02), after=draw.uniform(0, 0.01))

    def follow() -> None:
        since = 0
        while True:
            last_round = done.is_set()
            news = read(engine, ALL, since, most=draw_limit.choice([1, 2, 500]))
            assert [one.id for one in news.events] == sorted(one.id or 0 for one in news.events)
            assert all((one.id or 0) > since for one in news.events)
            seen.extend(one.code for one in news.events)
            since = news.newest
            if last_round and not news.more:
                return

    draw_limit = random.Random(1)  # noqa: S311
    follower = threading.Thread(target=follow)
    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    follower.start()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    done.set()
    follower.join()
    with work.reading(engine) as session:
        rows = session.execute(select(Event).order_by(Event.__table__.c.id)).scalars().all()  # type: ignore[attr-defined]
    assert seen == [row.code for row in rows]
    assert len(seen) >= writers * each


def test_a_follower_who_may_know_nothing_still_moves_on(engine: Engine) -> None:
    tell(engine, News("unit", "changed", "U-1"), News("unit", "changed", "U-2"))
    nobody = following.eyes((), 7)
    news = read(engine, nobody)
    assert (list(news.events), news.newest, news.more) == ([], 2, False)
    assert read(engine, nobody, since=2**40).newest == 2  # a number that was never given misses nothing either
    tell(engine, News("proposal", "accepted", "P-1", account_id=None))
    assert read(engine, nobody, 2).newest == 3


def test_kinds_and_pages(engine: Engine) -> None:
    tell(engine, *(News(kind, "changed", f"{kind}-{n}") for n in range(3) for kind in ("unit", "lease")))
    news = read(engine, ALL, 0, ["lease"], 2)
    assert [one.code for one in news.events] == ["lease-0", "lease-1"]
    assert news.more
    rest = read(engine, ALL, news.newest, ["lease"], 2)
    assert ([one.code for one in rest.events], rest.more, rest.newest) == (["lease-2"], False, 6)


@pytest.mark.stocked("world")
def test_an_event_tells_whom_it_concerns_and_nobody_else(engine: Engine) -> None:
    build(engine)
    register = Plain.of(engine)
    someone = key_of(engine, "someone", Role.LANDLORD, scope=(ScopeKind.BUILDING, "GL-9001"))
    assert someone
    with work.reading(engine) as session:
        account = session.execute(select(func.max(Event.__table__.c.id))).scalar_one()  # type: ignore[attr-defined]
    assert account is None
    homes = {row.id: row.code for row in register.buildings.values()}
    told = [
        News("unit", "changed", codes.code("U", unit.id), 1, [unit.id], homes[unit.building_id])
        for unit in register.units
    ]
    pair = [register.units[0].id, register.units[-1].id]
    told += [
        News("lease", "changed", "both ends", None, pair, None),
        News("building", "changed", "GL-9001", 2, (), "GL-9001"),
        News("building", "changed", "GL-9004", 2, (), "GL-9004"),
        News("proposal", "accepted", "mine", 1, pair, "GL-9004", account_id=1),
        News("party", "changed", "nobody's", 1),
    ]
    tell(engine, *told)
    move_back(engine, dt.datetime(2026, 1, 20, 23, 30, tzinfo=SHANGHAI))
    day = dt.date(2026, 1, 20)
    for name, who in PEOPLE.items():
        held = register.units_held(who.held, day)
        staff = [one for one in who.held if one.role is not Role.LANDLORD]
        own = register.units_held(staff, day) if staff else set()
        streets = {row.code for row in register.buildings.values() if row.subdistrict_code == A}
        in_scope = set(homes.values()) if name == "promoter" else streets if name in {"street", "both"} else set()
        wanted = []
        for one in told:
            concerns = one.account_id is None and bool(held & set(one.units))
            as_staff = name == "promoter" or one.building_code in in_scope or bool(own & set(one.units))
            if concerns or as_staff or one.account_id == who.account_id:
                wanted.append(one.code)
        news = read(engine, following.eyes(who.held, who.account_id))
        assert [one.code for one in news.events] == wanted, name
        for event in news.events:
            named = {codes.key("U", code) for code in news.units.get(event.id or 0, ())}
            units = next(one.units for one in told if one.code == event.code)
            assert named == set(units) & (held | own), name


def move_back(engine: Engine, at: dt.datetime) -> None:
    """As if it had happened then; late in the evening, when the day in UTC is another."""
    table = Event.__table__  # type: ignore[attr-defined]
    work.keeping(engine, lambda session: session.execute(table.update().values(at=at)))


def test_the_day_of_an_event_is_counted_in_shanghai(engine: Engine) -> None:
    """A building held from the 21st on: an event of the 20th in the evening is before it, one after midnight is not."""
    home = edit(engine, lambda changes: make_building(changes, code="GL-9003"))
    unit = edit(engine, lambda changes: make_unit(changes, home))
    who = PEOPLE["building"]  # from 2026-03-01
    eyes = following.eyes(who.held, who.account_id)
    tell(engine, News("unit", "changed", "x", units=[unit.key]))
    for at, seen in (
        (dt.datetime(2026, 2, 28, 15, 59, tzinfo=dt.UTC), 0),
        (dt.datetime(2026, 2, 28, 16, 0, tzinfo=dt.UTC), 1),
        (dt.datetime(2026, 9, 30, 15, 59, tzinfo=dt.UTC), 1),
        (dt.datetime(2026, 9, 30, 16, 0, tzinfo=dt.UTC), 0),
    ):
        move_back(engine, at)
        assert len(read(engine, eyes).events) == seen, at
    with work.reading(engine) as session:
        assert session.execute(select(func.count()).select_from(EventUnit)).scalar_one() == 1
