"""A rent roll that comes back: compared with what stands, and written whole or not at all; its preview is the same."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from buildings.access.principals import Principal
from buildings.database.work import Changes
from buildings.errors import BeyondScope, Conflict, DomainError, InvalidValue, Refused, StaleVersion, WrongOrigin
from buildings.imports import desk
from buildings.imports.rent_roll import read
from buildings.imports.workbook import Workbook
from buildings.kinds import Origin
from buildings.operations import batches
from buildings.register import tenure
from buildings.workflows import (
    reading,
    roll_answer,
    roll_compare,
    roll_faults,
    roll_match,
    roll_sheet,
    tenancy,
    tenancy_doing,
    tenancy_roll,
)
from buildings.workflows import tenancy_verbs as verbs
from buildings.workflows.lease_shapes import LeaseChange, LeaseEnd, LeaseNew, LeaseResume, Roll, RollRow
from buildings.workflows.roll_answer import Wanted, Written
from buildings.workflows.roll_changes import Saying
from buildings.workflows.roll_sheet import Sheet
from buildings.workflows.tenancy_doing import Made, Wish
from buildings.workflows.tenancy_past import Cause
from buildings.workflows.tenancy_verbs import Verb

__all__ = ["KIND", "read", "write"]

KIND: Final = "rent_roll"
MOST_PROPOSED: Final = 100
"""Leases of one file that become proposals: each is for a person to decide."""


def write(changes: Changes, who: Principal, book: Workbook, wanted: Wanted) -> Made:
    """Write what a file says otherwise than the register, or stage it where the writer may only propose it.

    Raises
    ------
    FileRejected
        Names each cell that is wrong, does not fit, was read in an older version, or is not the writer's to change.
    StaleVersion
        The file does no longer what its preview said.
    WrongOrigin
        The file is of a demonstration, and the database is not.
    """
    if book.map is None or not book.layout.columns:
        raise desk.rejection(book)
    if book.demonstration and changes.origin != Origin.DEMONSTRATION:
        raise WrongOrigin
    sheet = _laid_out(changes, who, book.afresh())  # a unit of work that is tried again starts from the file
    sayings = roll_compare.compare(sheet)
    _require(sheet)
    left = roll_answer.absent(sheet, sayings)
    done = _Scribe(changes, who, sheet, wanted).write([one for one in sayings if one.changes])
    answer = roll_answer.of(sheet, sayings, left, done, wanted)
    if wanted.difference not in {None, answer["difference"]}:
        raise StaleVersion("difference_moved")
    if done.made:
        batches.record(changes, KIND, book.name, book.sha256, counts=answer["counts"])
    return Made(answer, None, news=[one for made in done.made for one in made.news])


def _laid_out(changes: Changes, who: Principal, book: Workbook) -> Sheet:
    asker = tenancy.asker(who)
    sight = reading.sight(who, str(changes.origin), asker.day)
    sheet = roll_sheet.lay_out(book, changes.session, asker, sight)
    roll_match.match(sheet)
    _require(sheet)
    return sheet


def _require(sheet: Sheet) -> None:
    if sheet.book.log:
        raise desk.rejection(sheet.book)


class _Scribe:
    """Writes what a file says: most of it as one roll, what is not the writer's to change alone as proposals."""

    def __init__(self, changes: Changes, who: Principal, sheet: Sheet, wanted: Wanted) -> None:
        self._changes, self._who, self._sheet, self._wanted = changes, who, sheet, wanted

    def write(self, told: Sequence[Saying]) -> Written:
        """All of it, or FileRejected."""
        sheet, done = self._sheet, Written()
        rows = [row for one in told if (row := _row(sheet, one)) is not None]
        _require(sheet)
        if not rows:
            return done
        later: dict[int, Cause] = {}
        try:
            made = tenancy_roll.write(self._changes, self._who, Roll(rows=rows), later)
        except Refused as refused:
            roll_faults.tell(sheet, told, refused)
            raise desk.rejection(sheet.book) from None
        for line in made.content["items"]:
            if line["action"] != "unchanged":
                done.leases[id(told[line["index"]])] = (line["code"], line["version"])
        done.made += [made] if done.leases else []
        self._may_wait(told, later)
        for index in sorted(later):
            self._propose(told[index], rows[index], done)
        return done

    def _may_wait(self, told: Sequence[Saying], later: dict[int, Cause]) -> None:
        for index, cause in later.items():
            line, said = told[index].group.first, cause.word
            if not self._wanted.reason:
                roll_faults.refuse(self._sheet, line, "", InvalidValue("roll_needs_reason", cause=said))
            elif _verb(told[index].said) is None:
                roll_faults.refuse(self._sheet, line, "", Conflict("propose_alone", cause=said))
        if len(later) > MOST_PROPOSED:
            self._sheet.book.log.add("roll_many_proposals", value=len(later), most=MOST_PROPOSED)
        _require(self._sheet)

    def _propose(self, saying: Saying, row: RollRow, done: Written) -> None:
        """Stage what waits for somebody else, as if it were sent alone."""
        verb = _verb(saying.said)
        assert verb is not None  # noqa: S101 - _may_wait refused the others
        said = _body(verb, row) | {"reason": self._wanted.reason}
        if verb is verbs.LEASE_CREATE and row.renewal_of is not None:
            said["renewal_of"] = roll_match.code_of(self._sheet, saying.group.first, row.renewal_of)
        try:
            wish = Wish(verb, row.code or "", verb.shape.model_validate(said), row.version)
            made = tenancy_doing.carry_out(self._changes, self._who, wish)
        except ValidationError as error:
            roll_faults.form(self._sheet, saying, error)
            raise desk.rejection(self._sheet.book) from None
        except DomainError as error:
            roll_faults.at(self._sheet, saying, error)
            raise desk.rejection(self._sheet.book) from None
        done.made.append(made)
        done.proposals[id(saying)] = str(made.content["code"])


def _row(sheet: Sheet, one: Saying) -> RollRow | None:
    """The row of a roll that says it; None with the problem in the log."""
    asker = sheet.asker
    ours = set() if asker.staff.nothing else tenure.held(sheet.session, asker.staff, one.unseen, None)
    ours |= set() if asker.own.nothing else tenure.held(sheet.session, asker.own, one.unseen, asker.day)
    if not one.unseen <= ours:
        roll_faults.refuse(sheet, one.group.first, "", BeyondScope())
        return None
    try:
        return RollRow.model_validate(one.said)
    except ValidationError as error:
        roll_faults.form(sheet, one, error)
        return None


def _verb(said: dict[str, Any]) -> Verb | None:
    """The one change that says it all; None when it takes more than one."""
    fields = set(said) - {"code", "version"}
    if "code" not in said:
        return verbs.LEASE_CREATE if fields <= set(LeaseNew.model_fields) else None
    if fields == {"ended_early_on"}:
        return verbs.LEASE_RESUME if said["ended_early_on"] is None else verbs.LEASE_END
    return verbs.LEASE_CHANGE if fields <= set(LeaseChange.model_fields) else None


def _body(verb: Verb, row: RollRow) -> dict[str, Any]:
    if verb.shape is LeaseEnd:
        return {"last_on": row.ended_early_on}
    if verb.shape is LeaseResume:
        return {}
    return {name: _plain(getattr(row, name)) for name in row.model_fields_set - {"code", "version"}}


def _plain(value: Any) -> Any:  # noqa: ANN401 - a value of any field
    """Shapes within shapes are said anew."""
    if isinstance(value, BaseModel):
        return value.model_dump(exclude_unset=True)
    return [_plain(one) for one in value] if isinstance(value, list) else value
