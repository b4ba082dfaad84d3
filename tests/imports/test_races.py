"""An import and a single lease that want the same room at the same moment: one of them gets it."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from buildings.errors import CapacityExceeded, FileRejected
from buildings.register import types
from buildings.register.tables.buildings import Building
from buildings.register.tables.leases import Lease
from buildings.register.tables.units import Unit
from tests.builders.imported import count, load
from tests.builders.register import again, edit, make_building, make_lease, make_unit
from tests.builders.workbooks import building_row, enterprise_row, lease_row, make_workbook

ROUNDS = 3


def at_once(*does: Callable[[], object]) -> list[object]:
    """What each gave, or the refusal it met; both start together."""
    gate = threading.Barrier(len(does))
    found: list[object] = [None] * len(does)

    def run(index: int) -> None:
        gate.wait()
        try:
            found[index] = does[index]()
        except (CapacityExceeded, FileRejected) as error:
            found[index] = error

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(does))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def let(engine: Engine, room: Unit) -> Lease:
    return edit(engine, lambda changes: make_lease(changes, [again(changes, room)], area_dm2=5000))


def furnish(engine: Engine, home: Building, label: str) -> Unit:
    return edit(engine, lambda changes: make_unit(changes, again(changes, home), label=label))


def state(engine: Engine, home: Building) -> bool:
    return edit(engine, lambda changes: types.state(changes, again(changes, home), "policy_type", "cluster"))


def test_a_file_and_a_source_never_state_two_types_of_a_building(engine: Engine, tmp_path: Path) -> None:
    for number in range(1, ROUNDS + 1):
        code = f"SF-{number:04d}"
        home = edit(engine, partial(make_building, code=code))
        row = building_row(number, policy_type="改造提升型")
        file = make_workbook(tmp_path, "buildings", [row], name=f"楼宇{number}.xlsx")
        found = at_once(partial(load, engine, file), partial(state, engine, home))
        assert not [one for one in found if isinstance(one, Exception)]
        assert count(engine, "building_types") == number


def test_two_writers_never_share_what_only_one_can_have(engine: Engine, tmp_path: Path) -> None:
    load(engine, make_workbook(tmp_path, "enterprises", [enterprise_row(1)]))
    home = edit(engine, lambda changes: make_building(changes, code="SF-0001"))
    for number in range(ROUNDS):
        room = furnish(engine, home, f"R{number}")
        row = lease_row(f"N{number}", unit_label=room.label, area=60)
        file = make_workbook(tmp_path, "leases", [row], name=f"租赁{number}.xlsx")
        found = at_once(partial(load, engine, file), partial(let, engine, room))
        assert sum(isinstance(one, CapacityExceeded | FileRejected) for one in found) == 1
        assert count(engine, "lease_units") == number + 1
