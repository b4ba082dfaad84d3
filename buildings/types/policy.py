"""分类施策: new build, upgrade, model, cluster, in this order; the first that fits. Tax is not looked at.

What is decided is public, so nothing of tax may flow into it. Where an earlier step cannot be told, no later one is
proposed; but it is said which would be if that one does not fit.
"""

from collections.abc import Iterator, Sequence

from buildings.flags import reading
from buildings.flags.catalogue import FLAGS
from buildings.kinds import BuildingStatus, Derives, PolicyType, TypeKind, Verdict
from buildings.portfolio import Portfolio
from buildings.types import industries
from buildings.types.proposal import NONE, Evidence, Proposal, TypeRule
from buildings.types.residents import residents, shares

AHEAD = (BuildingStatus.PLANNED, BuildingStatus.UNDER_CONSTRUCTION)
RULES = tuple(str(slug) for slug, flag in FLAGS.items() if flag.derives_from is not Derives.TAX)
"""Upgrade rules that do not derive from tax."""


def _propose(portfolio: Portfolio) -> Sequence[Proposal]:
    return [_one(portfolio, at) for at in range(len(portfolio.buildings))]


def _one(portfolio: Portfolio, at: int) -> Proposal:
    seen: tuple[Evidence, ...] = ()
    steps = _steps(portfolio, at)
    for value, fits, evidence, missing in steps:
        seen = (*seen, *evidence)
        if fits is None:
            later = next((one.value for one, would, *_ in steps if would), NONE)
            return Proposal(None, "cannot_tell", seen, missing, later)
        if fits:
            return Proposal(value.value, value.value, evidence)
    return Proposal(NONE, "none_fits", seen)


Step = tuple[PolicyType, bool | None, tuple[Evidence, ...], tuple[str, ...]]


def _steps(portfolio: Portfolio, at: int) -> Iterator[Step]:
    yield _new_build(portfolio, at)
    yield _upgrade(portfolio, at)
    yield _model(portfolio, at)
    yield _cluster(portfolio, at)


def _new_build(portfolio: Portfolio, at: int) -> Step:
    """Planned or under construction, or certainly completed within so many months."""
    frame, months = portfolio.buildings, int(portfolio.parameters["types.new_months"])
    status, limit = frame.status[at], reading.span(portfolio, months)
    least, most = (
        reading.days_before(portfolio, column[at : at + 1])[0]
        for column in (frame.completed_latest, frame.completed_earliest)
    )
    told = (
        Evidence("status", status),
        Evidence("completed_by", frame.completed_latest[at], threshold=months),
    )
    if status in AHEAD or most < limit:
        return PolicyType.NEW_BUILD, True, told, ()
    if least >= limit:
        return PolicyType.NEW_BUILD, False, told, ()
    missing = ("completed", *(("status",) if status is None else ()))
    return PolicyType.NEW_BUILD, None, told, missing


def _upgrade(portfolio: Portfolio, at: int) -> Step:
    """Works are ahead or under way, or upgrade rules that derive from no tax say that it is due."""
    condition, watches = portfolio.condition, int(portfolio.parameters["flags.watches"])
    works = bool(condition.renovating[at]), bool(condition.works_ahead[at])
    maybe = bool(condition.maybe_renovating[at])
    verdicts = {
        rule: int(portfolio.findings[rule].verdict[at]) if rule in portfolio.findings else int(Verdict.CANNOT_TELL)
        for rule in RULES
    }
    due, watch, open_ = (
        [rule for rule, verdict in verdicts.items() if verdict == wanted]
        for wanted in (Verdict.DUE, Verdict.WATCH, Verdict.CANNOT_TELL)
    )
    told = (
        Evidence("works", "under_way" if works[0] else "ahead" if works[1] else None if maybe else NONE),
        Evidence("rules_due", " ".join(due) or NONE),
        Evidence("rules_watch", " ".join(watch) or NONE, threshold=watches),
    )
    if any(works) or due or len(watch) >= watches:
        return PolicyType.UPGRADE, True, told, ()
    missing = (*(("works",) if maybe else ()), *(f"rule_{rule}" for rule in open_))
    return PolicyType.UPGRADE, None if missing else False, told, missing


def _model(portfolio: Portfolio, at: int) -> Step:
    """A star that holds and is high enough; without one, or with a grade that counts no stars, there is none."""
    star, least = portfolio.buildings.star[at], int(portfolio.parameters["types.model_star"])
    told = (Evidence("star", star, threshold=least),)
    return PolicyType.MODEL, star is not None and star.isdecimal() and int(star) >= least, told, ()


def _cluster(portfolio: Portfolio, at: int) -> Step:
    """Most of the firms or of the space are of one industry, whichever."""
    firms, threshold = residents(portfolio)[at], portfolio.parameters["cluster.share"]
    least = portfolio.parameters["specialty.least_firms"]
    if firms is None:
        return PolicyType.CLUSTER, None, (), ("tenancy",)
    count = Evidence("firms", len(firms), threshold=float(least))
    if len(firms) < least:
        return PolicyType.CLUSTER, False, (count,), ()
    found = [(one, shares(firms, one.has)) for one in industries.among(firms)]
    industry, best = max(found, key=lambda one: (max(one[1].count.low, one[1].area.low), one[0].section))
    told = (Evidence("industry", industry.section), *best.evidence(threshold), count)
    reached = [each.reach(threshold) for _, each in found]
    if any(reached):
        return PolicyType.CLUSTER, True, told, ()
    missing = {"area" for one in firms if one.open} | {"industry" for one in firms if industry.has(one) is None}
    open_ = None in reached
    return PolicyType.CLUSTER, None if open_ else False, told, tuple(sorted(missing)) if open_ else ()


POLICY_TYPE = TypeRule(
    TypeKind.POLICY_TYPE,
    "2",
    Derives.IDENTITY,
    ("completed", "status", "works", *(f"rule_{rule}" for rule in RULES), "tenancy", "industry", "area"),
    ("types.new_months", "flags.watches", "types.model_star", "cluster.share", "specialty.least_firms"),
    _propose,
)
