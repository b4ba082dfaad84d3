"""Tax files, manual splits, months, ratings."""

import datetime as dt
from functools import partial

import pytest
from sqlalchemy import Engine, select

from buildings.database import work
from buildings.errors import Conflict, InvalidValue, MonthClosed
from buildings.quantities import parse_month
from buildings.register import months, ratings, splits, taxes
from buildings.register.taxes import TaxFile, TaxPaymentHistory
from tests.builders.register import again, edit, make_building, make_tax_file, make_taxpayer

D = dt.date
MAY, JUNE = parse_month("2026-05"), parse_month("2026-06")


def test_a_new_delivery_replaces_its_month_and_the_old_one_is_kept(engine: Engine) -> None:
    first, second = edit(engine, make_taxpayer), edit(engine, make_taxpayer)
    rows: list[taxes.Payment] = [(first.key, "zzs", 100, 25), (first.key, "zzs", -30, 5), (first.key, "yhs", 7, None)]
    rows += [(second.key, "zzs", 1, 1), (second.key, "zzs", 2, None)]
    file = edit(engine, lambda c: make_tax_file(c, MAY, rows))
    edit(engine, lambda c: make_tax_file(c, JUNE, [(first.key, "zzs", 9, None)]))
    assert (file.delivery, file.current) == (1, True)
    with work.reading(engine) as session:
        assert taxes.payments_of(session, MAY) == [
            (first.key, "yhs", 7, None),
            (first.key, "zzs", 70, 30),
            (second.key, "zzs", 3, None),
        ]

    def replace(changes: work.Changes) -> tuple[TaxFile, set[int]]:
        return make_tax_file(changes, MAY, [(second.key, "zzs", 5, None)]), changes.taxpayers

    new, touched = edit(engine, replace)
    assert (new.delivery, touched) == (2, {first.key, second.key})
    with work.reading(engine) as session:
        current = taxes.current_file(session, MAY)
        assert current is not None
        assert current.key == new.key
        assert not session.get_one(TaxFile, file.key).current
        assert taxes.payments_of(session, MAY) == [(second.key, "zzs", 5, None)]
        assert len(taxes.payments_of(session, JUNE)) == 1
        old = session.execute(select(TaxPaymentHistory)).scalars().all()
        assert sorted((one.file_id, one.column_key, one.amount_fen) for one in old) == [
            (file.key, "yhs", 7),
            (file.key, "zzs", 3),
            (file.key, "zzs", 70),
        ]
        assert {one.superseded_at for one in old} == {new.recorded_at}
        first_known = taxes.payments_of(session, MAY, file.recorded_at)
        assert first_known == [(first.key, "yhs", 7, None), (first.key, "zzs", 70, 30), (second.key, "zzs", 3, None)]
        assert taxes.payments_of(session, MAY, new.recorded_at) == taxes.payments_of(session, MAY)
        assert taxes.payments_of(session, MAY, file.recorded_at - dt.timedelta(seconds=1)) == []


def test_a_closed_month_takes_no_file(engine: Engine) -> None:
    payer = edit(engine, make_taxpayer)
    edit(engine, lambda c: make_tax_file(c, MAY, [(payer.key, "zzs", 1, None)]))
    state = edit(engine, lambda c: months.close(c, MAY))
    assert (state.closed_by, state.state) == ("cli:tester", "closed")
    with pytest.raises(MonthClosed) as refusal:
        edit(engine, lambda c: make_tax_file(c, MAY, []))
    assert refusal.value.details == {"month": "2026-05"}
    with pytest.raises(MonthClosed):
        edit(engine, lambda c: months.close(c, MAY))
    with work.reading(engine) as session:
        assert [months.is_closed(session, month) for month in (MAY, JUNE)] == [True, False]
        assert len(taxes.payments_of(session, MAY)) == 1


def test_sums_that_no_column_can_hold_are_refused() -> None:
    with pytest.raises(InvalidValue):
        taxes.summed([(1, "zzs", 2**61, None), (1, "zzs", 2**61, None)])


def test_manual_splits_never_overlap(engine: Engine) -> None:
    payer, home, other = edit(engine, make_taxpayer), edit(engine, make_building), edit(engine, make_building)

    def split(changes: work.Changes, first: int, last: int, weights: splits.Weights) -> tuple[int, set[int]]:
        row = splits.record(changes, again(changes, payer), (first, last), weights, "总部集中缴纳")
        return row.key, changes.buildings

    key, spoilt = edit(engine, lambda c: split(c, MAY, JUNE, {home.key: 3, None: 1}))
    assert spoilt == {home.key}
    for first, last in ((JUNE, JUNE + 3), (MAY - 3, MAY), (MAY - 1, JUNE + 1), (MAY, MAY)):
        with pytest.raises(Conflict):
            edit(engine, partial(split, first=first, last=last, weights={home.key: 1}))
    assert edit(engine, lambda c: split(c, MAY, JUNE, {home.key: 3, None: 1})) == (key, set())
    assert edit(engine, lambda c: split(c, MAY, JUNE, {other.key: 2})) == (key, {home.key, other.key})
    assert edit(engine, lambda c: split(c, MAY, JUNE, {home.key: 2}))[0] == key
    assert edit(engine, lambda c: split(c, JUNE + 1, JUNE + 2, {None: 1}))[0] != key
    wrong: list[splits.Weights] = [{}, {home.key: 0}, {home.key: -1}]
    for weights in wrong:
        with pytest.raises(InvalidValue):
            edit(engine, partial(split, first=MAY + 9, last=MAY + 9, weights=weights))
    with pytest.raises(InvalidValue):
        edit(engine, lambda c: split(c, JUNE, MAY, {home.key: 1}))
    edit(engine, lambda c: splits.void(c, c.session.get_one(splits.ManualSplit, key), "撤销"))
    with work.reading(engine) as session:
        standing = splits.of(session, payer)
        assert [(row.month_from, row.month_to) for row in standing] == [(JUNE + 1, JUNE + 2)]
        assert [part.building_id for part in splits.parts_of(session, standing[0])] == [None]


def test_ratings_stand_side_by_side_and_end(engine: Engine) -> None:
    home = edit(engine, make_building)
    four = {"grade": "4", "granted_on": D(2024, 1, 1), "valid_until": D(2026, 12, 31), "body": "区商务局"}
    row = edit(engine, lambda c: ratings.record(c, home.key, "star", "2021", four))
    assert edit(engine, lambda c: ratings.record(c, home.key, "star", "2021", four | {"grade": "5"})).key == row.key
    green = edit(engine, lambda c: ratings.record(c, home.key, "green", "2019", {"granted_on": D(2025, 1, 1)}))
    score = edit(engine, lambda c: ratings.score(c, again(c, row), "hardware", 30, "照片"))
    assert edit(engine, lambda c: ratings.score(c, again(c, row), "hardware", 31)).key == score.key
    assert valid(engine, home.key, D(2026, 12, 31)) == [row.key, green.key]
    assert valid(engine, home.key, D(2027, 1, 1)) == [green.key]
    edit(engine, lambda c: ratings.revoke(c, again(c, green), D(2026, 6, 1)))
    assert valid(engine, home.key, D(2026, 6, 1)) == [row.key]
    with pytest.raises(InvalidValue):
        edit(engine, lambda c: ratings.revoke(c, again(c, row), D(2023, 1, 1)))
    with pytest.raises(InvalidValue):
        edit(engine, lambda c: ratings.record(c, home.key, "star", "2021", {"status": "shiny"}))


def valid(engine: Engine, building_id: int, day: D) -> list[int]:
    with work.reading(engine) as session:
        return [row.key for row in ratings.valid_on(session, building_id, day)]
