"""专业楼宇: 70 % of the firms or of the area are of one industry that belongs to a specialty (Wuchang's rule)."""

from collections.abc import Mapping, Sequence

from buildings.kinds import Derives, TypeKind
from buildings.portfolio import Portfolio
from buildings.quantities import last_day
from buildings.types import industries
from buildings.types.industries import Industry
from buildings.types.proposal import NONE, Evidence, Proposal, TypeRule
from buildings.types.residents import Residents, Shares, residents, shares


def _propose(portfolio: Portfolio) -> Sequence[Proposal]:
    by_specialty = industries.of_specialties(last_day(portfolio.month))
    return [_one(portfolio, firms, by_specialty) for firms in residents(portfolio)]


def _one(portfolio: Portfolio, firms: Residents | None, known: Mapping[str, tuple[Industry, ...]]) -> Proposal:
    threshold, least = (portfolio.parameters[f"specialty.{name}"] for name in ("share", "least_firms"))
    if firms is None:
        return Proposal(None, "cannot_tell", missing=("tenancy",))
    count = Evidence("firms", len(firms), threshold=float(least))
    if len(firms) < least:
        return Proposal(None, "cannot_tell", (count,), ("firms",))
    found = [(slug, one, shares(firms, one.has)) for slug, each in known.items() for one in each]
    sure = [(slug, legs) for slug, _, each in found if (legs := each.reach(threshold))]
    _, industry, best = max(found, key=lambda one: _rank(one[2]))
    told = (Evidence("specialty_industry", industry.section), *best.evidence(threshold), count)
    if len({one for one, _ in sure}) > 1:  # most firms are of one, most of the space is another's
        return Proposal(None, "cannot_tell", told, ("legs",))
    if sure:
        return Proposal(sure[0][0], "_and_".join(sure[0][1]), told)
    if any(each.reach(threshold) is None for _, _, each in found):
        return Proposal(None, "cannot_tell", told, _missing(firms, industry))
    return Proposal(NONE, "none_fits", told)


def _rank(each: Shares) -> tuple[object, object]:
    return max(each.count.low, each.area.low), max(each.count.high, each.area.high)


def _missing(firms: Residents, industry: Industry) -> tuple[str, ...]:
    found = {"industry" for one in firms if industry.has(one) is None} | {"area" for one in firms if one.open}
    return tuple(sorted(found or {"industry"}))


SPECIALTY = TypeRule(
    TypeKind.SPECIALTY,
    "1",
    Derives.IDENTITY,
    ("tenancy", "industry", "area", "firms", "legs"),
    ("specialty.share", "specialty.least_firms"),
    _propose,
)
