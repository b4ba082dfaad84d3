"""A change of tenancy from what is asked to what is answered: done at once, or staged as a proposal."""

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.database.trials import Trial
from buildings.database.work import Changes, Session
from buildings.errors import CapacityExceeded, Conflict, InvalidValue, Word
from buildings.operations import proposals
from buildings.operations.events import News
from buildings.operations.proposals import Proposal
from buildings.register import records, tenure, versions
from buildings.register.buildings import Building
from buildings.workflows import deeds, tenancy, tenancy_seen
from buildings.workflows.tenancy import Asker, Outcome, Task
from buildings.workflows.tenancy_past import TAXED, Cause
from buildings.workflows.tenancy_verbs import Verb


@dataclass(frozen=True)
class Made:
    """What is answered: the thing as the asker sees it now; ``path`` of something new; what others are told."""

    content: dict[str, Any]
    version: int | None
    status: int = 200
    path: str | None = None
    news: Sequence[News] = ()


@dataclass(frozen=True)
class Wish:
    """What is asked: which change of which thing (``""`` = something new), with what, upon which version."""

    verb: Verb
    subject: str
    body: BaseModel
    version: int | None = None


def carry_out(changes: Changes, who: Principal, wish: Wish) -> Made:
    """Do it, or stage it where the asker may only propose it.

    Raises
    ------
    NotFound, BeyondScope, Forbidden
        It is not there for the asker; it reaches further than what he may change; a tax officer does not say why.
    StaleVersion, CapacityExceeded, Conflict, InvalidValue
        It moved on; a rule of the register refuses, and names what is in the way as far as the asker may know.
    """
    asker = tenancy.asker(who)
    task = Task(changes, asker, wish.subject, wish.body, wish.version)
    if (asker.own.nothing and asker.looks) or not wish.verb.may_wait:
        return _at_once(task, attempt(task, wish.verb))
    trial = Trial(changes)
    outcome = attempt(task, wish.verb)
    if outcome.why is None or not outcome.action:
        trial.keep()
        return _at_once(task, outcome)
    if outcome.why.slug == TAXED and who.may(Permission.SEE_ENTERPRISE_TAX):
        raise tenancy.not_alone(asker)
    things = [(outcome.noun, outcome.key), *outcome.others]
    after = tenancy_seen.portraits_of(
        changes.session, tenancy_seen.again(changes.session, asker), things, _origin(task)
    )
    trial.undo()
    before = tenancy_seen.portraits_of(changes.session, asker, things, _origin(task))
    return _stage(task, wish, outcome, tenancy_seen.difference(before, after, wish.subject))


def attempt(task: Task, verb: Verb) -> Outcome:
    """Do it; refusals name only those leases that the asker may know of."""
    with blinded(task.session, task.asker):
        return verb.do(task, task.body)


@contextmanager
def blinded(session: Session, who: Asker) -> Any:  # noqa: ANN401 - a context
    """Let refusals from inside name only what the asker may know of."""
    try:
        yield
    except CapacityExceeded as error:
        raise deeds.blind(error, lambda names: tenure.named(session, who.sees, names)) from None
    except Conflict as error:
        lease = error.details.get("lease")
        if isinstance(lease, str) and lease not in tenure.named(session, who.sees, [lease]):
            error.details["lease"] = Word("outside_lease")
        raise


def _at_once(task: Task, outcome: Outcome) -> Made:
    who = tenancy_seen.again(task.session, task.asker)
    voided = outcome.action == "voided"
    gone: dict[str, Any] = {"code": outcome.code, "voided": True}
    content = gone if voided else _seen(task, who, outcome)
    if outcome.others:
        more = tenancy_seen.portraits_of(task.session, who, outcome.others, _origin(task))
        content["others"] = list(more.values())
    version = None if voided else int(content["version"])
    path = f"{PATHS[outcome.noun]}/{outcome.code}" if outcome.created else None
    return Made(content, version, 201 if outcome.created else 200, path, told(task.session, outcome))


def _seen(task: Task, who: Asker, outcome: Outcome) -> dict[str, Any]:
    return tenancy_seen.seen(task.session, who, outcome.noun, outcome.key, _origin(task))


PATHS: Final = {
    "lease": "leases",
    "unit": "units",
    "outage": "outages",
    "party": "parties",
    "building": "register/buildings",
    "proposal": "proposals",
}


def told(session: Session, outcome: Outcome) -> list[News]:
    """What subscribers hear; a link is told to staff alone, a tenant's version to nobody."""
    if not outcome.action:
        return []
    home = None if outcome.building_id is None else records.by_key(session, Building, outcome.building_id).code
    units = () if outcome.quiet else outcome.units
    return [News(outcome.noun, outcome.action, outcome.code, _version(session, outcome), units, home)]


def _version(session: Session, outcome: Outcome) -> int | None:
    if outcome.noun == "lease":
        return versions.of_lease(session, outcome.key)
    if outcome.noun == "unit":
        return versions.of_unit(session, outcome.key)
    return None


def _stage(task: Task, wish: Wish, outcome: Outcome, difference: dict[str, Any]) -> Made:
    why = outcome.why
    assert why is not None  # noqa: S101 - else it was done at once
    reason = getattr(wish.body, "reason", None)
    if not reason:
        raise InvalidValue(f"needs_reason_{why.slug}", pointer="/reason", month=why.said)
    who = task.asker.who
    home = outcome.building_id
    if home is None:
        raise LookupError("a proposal concerns a building")
    row = proposals.stage(task.changes, _values(task, wish, why, home) | {"difference": difference, "reason": reason})
    content = tenancy_seen.seen(task.session, task.asker, "proposal", row.key, _origin(task))
    news = news_of(task.session, row, "staged", who.account_id)
    return Made(content, row.version, 202, f"proposals/{row.code}", [news])


def _values(task: Task, wish: Wish, why: Cause, home: int) -> dict[str, Any]:
    said = wish.body.model_dump(mode="json", exclude_unset=True)
    return {
        "account_id": task.asker.who.account_id,
        "building_id": home,
        "kind": wish.verb.slug,
        "subject": wish.subject,
        "subject_version": wish.version,
        "why_staged": why.slug,
        "payload": {"body": said, "landlord": task.reported},
    }


def news_of(session: Session, row: Proposal, action: str, account_id: int | None) -> News:
    """What is told of a proposal: to whom it belongs."""
    home = None if row.building_id is None else records.by_key(session, Building, row.building_id).code
    return News("proposal", action, row.code, row.version, (), home, account_id)


def _origin(task: Task) -> str:
    return str(task.changes.origin)
