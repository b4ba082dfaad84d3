"""Proposals: withdrawn by who made them, accepted or rejected by staff; an accepted one is done at once."""

from typing import Any, Final

from pydantic import ValidationError

from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.database.engine import Engine
from buildings.database.work import Changes, Session
from buildings.errors import BeyondScope, Conflict, NotFound, StaleVersion
from buildings.operations import proposals
from buildings.operations.proposals import Proposal, ProposalState
from buildings.register import records, tenure
from buildings.register.buildings import Building
from buildings.register.views import asking
from buildings.register.views.proposals import PROPOSALS
from buildings.workflows import reading, tenancy, tenancy_doing, tenancy_seen
from buildings.workflows.tenancy import Asker, Task
from buildings.workflows.tenancy_doing import Made
from buildings.workflows.tenancy_past import TAXED
from buildings.workflows.tenancy_verbs import VERBS

NOUN: Final = "proposal"
WAITING: Final = (("state", ProposalState.STAGED.value), ("sort", "updated_at"), ("limit", "50"))
DECIDED: Final = (
    *(("state", one.value) for one in ProposalState if one is not ProposalState.STAGED),
    *(("sort", "-decided_at"), ("limit", "10")),
)


def accept(changes: Changes, who: Principal, code: str, version: int | None, decision: str | None) -> Made:
    """Do what was proposed, in the name of who decides, upon what it was proposed upon.

    Raises
    ------
    Forbidden
        It would move tax on record, and whoever decides is no tax officer, or does not say why.
    Conflict
        It was decided already; what it would change has moved on since, or what it says is no longer understood.
    CapacityExceeded …
        It is no longer possible: the rule that refuses says why, and it stays open.
    """
    asker = tenancy.asker(who)
    row = in_scope(changes.session, asker, code, str(changes.origin))
    proposals.open_upon(row, version)
    verb = VERBS.get(row.kind)
    try:
        body = None if verb is None else verb.shape.model_validate(row.payload["body"])
    except ValidationError:
        body = None
    if verb is None or body is None:
        raise Conflict("proposal_outdated", code=code)
    task = Task(changes, asker, row.subject, body, row.subject_version, landlord=row.payload.get("landlord"))
    try:
        outcome = tenancy_doing.attempt(task, verb)
    except StaleVersion as error:
        raise Conflict("proposal_stale", code=code, subject=row.subject) from error
    if not task.as_staff:
        raise BeyondScope
    if outcome.action and outcome.why is not None:
        raise tenancy.not_alone(asker)
    proposals.decide(changes, row, ProposalState.ACCEPTED, decision=decision, subject=outcome.code)
    made = _made(changes, asker, row, "accepted")
    return Made(made.content, made.version, news=[*tenancy_doing.told(changes.session, outcome), *made.news])


def reject(changes: Changes, who: Principal, code: str, version: int | None, decision: str) -> Made:
    """Let it be, and say why."""
    asker = tenancy.asker(who)
    row = in_scope(changes.session, asker, code, str(changes.origin))
    proposals.open_upon(row, version)
    if row.why_staged == TAXED and not who.may(Permission.SEE_ENTERPRISE_TAX):
        raise tenancy.not_alone(asker)
    proposals.decide(changes, row, ProposalState.REJECTED, decision=decision)
    return _made(changes, asker, row, "rejected")


def withdraw(changes: Changes, who: Principal, code: str, version: int | None) -> Made:
    """Take one's own proposal back."""
    row = proposals.by_code(changes.session, code, str(changes.origin))
    if row.account_id != who.account_id:
        raise NotFound(code=code)
    proposals.open_upon(row, version)
    proposals.decide(changes, row, ProposalState.WITHDRAWN)
    return _made(changes, tenancy.asker(who), row, "withdrawn")


def in_scope(session: Session, who: Asker, code: str, origin: str) -> Proposal:
    """A proposal that concerns a building that staff keep; NotFound."""
    row = proposals.by_code(session, code, origin)
    home = None if row.building_id is None else records.by_key(session, Building, row.building_id)
    if home is None or not tenure.writes_building(session, who.corrects, (), home, who.day):
        raise NotFound(code=code)
    return row


def latest(engine: Engine, who: Principal, origin: str) -> tuple[list[dict[str, Any]], bool]:
    """Proposals that the asker sees: what waits, the oldest first, then what was decided last; and whether more are."""
    found: list[dict[str, Any]] = []
    more = False
    for pairs in (WAITING, DECIDED):
        asked = asking.parse(PROPOSALS, pairs, staff=False)
        with reading.opened(engine, who, origin, PROPOSALS, asked) as desk:
            page = desk.page()
            found += [dict(row) for row in page.rows]
            more |= page.following is not None
    return found, more


def _made(changes: Changes, who: Asker, row: Proposal, action: str) -> Made:
    content = tenancy_seen.seen(changes.session, who, NOUN, row.key, str(changes.origin))
    return Made(content, row.version, news=[tenancy_doing.news_of(changes.session, row, action, row.account_id)])
