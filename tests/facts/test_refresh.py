"""After any sequence of edits, imports and corrections the facts are what a full rebuild gives, on both engines."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from buildings.database import work
from buildings.database.engine import connect
from buildings.database.work import Changes
from buildings.errors import DomainError
from buildings.facts import horizon
from buildings.facts import refresh as refreshing
from buildings.facts.verify import verify
from buildings.kinds import Origin
from buildings.register import (
    buildings,
    enterprises,
    leases,
    links,
    parties,
    records,
    splits,
    successions,
    taxpayers,
    units,
)
from buildings.register.leases import Lease, Part
from buildings.register.tables.buildings import Building
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.taxes import Taxpayer
from buildings.register.tables.units import Unit
from tests.builders.register import (
    make_building,
    make_enterprise,
    make_lease,
    make_party,
    make_tax_file,
    make_taxpayer,
    make_unit,
)
from tests.facts.districts import LAST, TAX_FIRST, days
from tests.fixtures.database import MakeDatabase

PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
"""Shrinking edits a database at a time takes minutes; the failing steps are printed as they were."""

number = st.integers(0, 10**6)  # which row: taken modulo how many there are
dm2 = st.none() | st.integers(1, 6_000)
months = st.integers(TAX_FIRST, LAST)
fen = st.integers(-(10**4), 10**9)
payments = st.lists(
    st.tuples(number, st.sampled_from(["zzs", "qysds", "yhs", "jyffj"]), fen, st.none() | st.integers(0, 99)),
    min_size=1,
    max_size=6,
)


class Edits(RuleBasedStateMachine):
    """Any writer of the register, in any order; a refused write leaves everything as it was."""

    make: MakeDatabase

    def __init__(self) -> None:
        super().__init__()
        self.engine = connect(self.make())

    def teardown(self) -> None:
        self.engine.dispose()

    def edit(self, do: Callable[[Changes], Any]) -> None:
        about: Any = {"actor": "test", "action": "test", "origin": Origin.DEMONSTRATION}
        try:
            work.run(self.engine, do, refresh=refreshing.refresh, **about)
        except DomainError:
            return
        with work.reading(self.engine) as session:
            assert verify(session) == []

    def one(self, changes: Changes, cls: type[records.R], which: int) -> records.R:
        rows = changes.session.execute(records.standing(cls)).scalars().all()
        if not rows:
            raise DomainError
        found: records.R = rows[which % len(rows)]
        return found

    @initialize()
    def begin(self) -> None:
        def do(changes: Changes) -> None:
            for _ in range(3):
                home = make_building(changes)
                for _ in range(2):
                    make_unit(changes, home)
            firms = [make_enterprise(changes) for _ in range(3)]
            payers = [make_taxpayer(changes, firm) for firm in firms]
            held = changes.session.execute(records.standing(Unit)).scalars().all()
            for firm, unit in zip((firms[0], firms[0], firms[1]), held[::2], strict=True):
                make_lease(changes, [unit], enterprise_id=firm.key, starts_on=dt.date(2023, 12, 15), area_dm2=4_000)
            make_party(changes)
            for month in (TAX_FIRST, TAX_FIRST + 5):
                rows = [(payer.key, "zzs", 1_000_001, None) for payer in payers]
                make_tax_file(changes, month, rows, filename=f"税收{month}.xlsx")
            horizon.ensure_month(changes, LAST)

        self.edit(do)

    @rule(home=number, area=dm2, lettable=st.booleans())
    def new_unit(self, home: int, area: int | None, lettable: bool) -> None:
        self.edit(
            lambda changes: make_unit(changes, self.one(changes, Building, home), area_dm2=area, lettable=lettable)
        )

    @rule(unit=number, area=dm2, lettable=st.booleans(), first=st.none() | days)
    def measure(self, unit: int, area: int | None, lettable: bool, first: dt.date | None) -> None:
        self.edit(
            lambda changes: units.set_area(
                changes, self.one(changes, Unit, unit), area, lettable=lettable, valid_from=first
            )
        )

    @rule(unit=number, first=days, last=st.none() | days, area=dm2)
    def take_out(self, unit: int, first: dt.date, last: dt.date | None, area: int | None) -> None:
        self.edit(lambda changes: units.take_out(changes, self.one(changes, Unit, unit), first, last, area_dm2=area))

    @rule(unit=number, on=days)
    def split_unit(self, unit: int, on: dt.date) -> None:
        def do(changes: Changes) -> None:
            old = self.one(changes, Unit, unit)
            successions.split(changes, old, [(f"{old.label}a", 1_000), (f"{old.label}b", None)], on)

        self.edit(do)

    @rule(who=number, reported=st.booleans(), unit=number, first=days, length=st.none() | st.integers(0, 800), area=dm2,
          own=st.booleans(), signed=st.none() | days)  # fmt: skip
    def new_lease(self, **values: Any) -> None:  # noqa: ANN401 - as drawn
        def do(changes: Changes) -> None:
            cls = ReportedParty if values["reported"] else Enterprise
            key = self.one(changes, cls, values["who"]).key
            length, first = values["length"], values["first"]
            make_lease(
                changes,
                [self.one(changes, Unit, values["unit"])],
                **{"reported_party_id" if values["reported"] else "enterprise_id": key},
                kind="owner_occupied" if values["own"] else "let",
                signed_on=values["signed"],
                starts_on=first,
                ends_on=None if length is None else first + dt.timedelta(days=length),
                area_dm2=values["area"],
            )

        self.edit(do)

    @rule(lease=number, signed=days, length=st.integers(1, 800))
    def renew(self, lease: int, signed: dt.date, length: int) -> None:
        def do(changes: Changes) -> None:
            old = self.one(changes, Lease, lease)
            last = leases.last_day_of(old, leases.parts_of(changes.session, old)[0])
            if last is not None:
                leases.renew(changes, old, last + dt.timedelta(days=length), signed_on=signed)

        self.edit(do)

    @rule(lease=number, last=st.none() | days)
    def end_early(self, lease: int, last: dt.date | None) -> None:
        self.edit(lambda changes: leases.end_early(changes, self.one(changes, Lease, lease), last))

    @rule(lease=number, who=number, unit=number, first=days, rent=st.integers(0, 9_999))
    def change_lease(self, **values: Any) -> None:  # noqa: ANN401 - as drawn
        def do(changes: Changes) -> None:
            row = self.one(changes, Lease, values["lease"])
            firm = self.one(changes, Enterprise, values["who"]).key
            moved = {
                "enterprise_id": firm,
                "reported_party_id": None,
                "rent_fen": values["rent"],
                "rent_unit": "m2_day",
            }
            part = Part(self.one(changes, Unit, values["unit"]).key, values["first"], None, 500)
            leases.change(changes, row, moved, parts=[part])

        self.edit(do)

    @rule(lease=number)
    def void_lease(self, lease: int) -> None:
        self.edit(lambda changes: leases.void(changes, self.one(changes, Lease, lease), "试"))

    @rule(party=number, who=st.none() | number)
    def link_party(self, party: int, who: int | None) -> None:
        self.edit(
            lambda changes: parties.link(
                changes,
                self.one(changes, ReportedParty, party),
                None if who is None else self.one(changes, Enterprise, who),
            )
        )

    @rule(payer=number, who=st.none() | number, first=st.none() | days)
    def link_taxpayer(self, payer: int, who: int | None, first: dt.date | None) -> None:
        self.edit(
            lambda changes: links.decide(
                changes,
                self.one(changes, Taxpayer, payer),
                None if who is None else self.one(changes, Enterprise, who),
                first,
            )
        )

    @rule(payer=number, central=st.booleans())
    def mark_central(self, payer: int, central: bool) -> None:
        self.edit(lambda changes: taxpayers.mark_central(changes, self.one(changes, Taxpayer, payer), central=central))

    @rule(month=months, rows=payments)
    def import_tax(self, month: int, rows: list[tuple[int, str, int, int | None]]) -> None:
        def do(changes: Changes) -> None:
            found = [(self.one(changes, Taxpayer, payer).key, *rest) for payer, *rest in rows]
            make_tax_file(changes, month, found)  # type: ignore[arg-type]

        self.edit(do)

    @rule(
        payer=number, first=months, length=st.integers(0, 5), homes=st.lists(st.none() | number, min_size=1, max_size=3)
    )
    def split_tax(self, payer: int, first: int, length: int, homes: list[int | None]) -> None:
        def do(changes: Changes) -> None:
            keys = [None if home is None else self.one(changes, Building, home).key for home in homes]
            weights = {key: place + 1 for place, key in enumerate(keys)}
            splits.record(changes, self.one(changes, Taxpayer, payer), (first, first + length), weights, "试")

        self.edit(do)

    @rule(payer=number)
    def void_split(self, payer: int) -> None:
        def do(changes: Changes) -> None:
            for row in splits.of(changes.session, self.one(changes, Taxpayer, payer))[:1]:
                splits.void(changes, row, "试")

        self.edit(do)

    @rule(who=number, section=st.sampled_from("AJT"), first=st.none() | days)
    def classify(self, who: int, section: str, first: dt.date | None) -> None:
        self.edit(
            lambda changes: enterprises.classify(changes, self.one(changes, Enterprise, who), section, valid_from=first)
        )

    @rule(home=number, status=st.sampled_from(["in_operation", "closed"]), first=st.none() | days)
    def set_status(self, home: int, status: str, first: dt.date | None) -> None:
        self.edit(
            lambda changes: buildings.set_status(changes, self.one(changes, Building, home), status, valid_from=first)
        )

    @rule()
    def new_firm(self) -> None:
        self.edit(lambda changes: make_taxpayer(changes, make_enterprise(changes)))

    @rule()
    def new_building(self) -> None:
        self.edit(make_building)


def test_facts_follow_any_edits(make_database: MakeDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "MANY", 0)  # never the short cut of computing everything

    class EditsHere(Edits):
        make = staticmethod(make_database)

    run_state_machine_as_test(
        EditsHere,
        settings=settings(
            max_examples=8,
            stateful_step_count=12,
            deadline=None,
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
        ),
    )
