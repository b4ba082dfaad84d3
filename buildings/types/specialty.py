"""专业楼宇: 70 % of the firms or of the area are of one industry that belongs to a specialty (Wuchang's rule)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

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


@dataclass(frozen=True)
class _Candidate:
    """An industry that makes a specialty, and its shares in a building."""

    slug: str
    industry: Industry
    shares: Shares


def _one(portfolio: Portfolio, firms: Residents | None, known: Mapping[str, tuple[Industry, ...]]) -> Proposal:
    threshold, least = (portfolio.parameters[f"specialty.{name}"] for name in ("share", "least_firms"))
    if firms is None:
        return Proposal(None, "cannot_tell", missing=("tenancy",))
    count = Evidence("firms", len(firms), threshold=float(least))
    if len(firms) < least:
        return Proposal(None, "cannot_tell", (count,), ("firms",))
    found = [_Candidate(slug, one, shares(firms, one.has)) for slug, each in known.items() for one in each]
    legs = [each.shares.reach(threshold) for each in found]
    sure = [one for one, reached in zip(found, legs, strict=True) if reached]
    agreed = {one.slug for one in sure}
    rivals = [one for one, reached in zip(found, legs, strict=True) if reached is None and one.slug not in agreed]
    best = max((rivals if len(agreed) < 2 else ()) or sure or found, key=_rank)  # noqa: PLR2004 - of two is no one
    told = (Evidence("specialty_industry", best.industry.section), *best.shares.evidence(threshold), count)
    if len(agreed) > 1:  # most firms are of one, most of the space is another's
        return Proposal(None, "cannot_tell", told, ("legs",))
    if rivals:  # what is sure by one leg may turn out to be another's by the other
        return Proposal(None, "cannot_tell", told, _missing(firms, rivals, threshold), next(iter(agreed), None))
    if sure:
        return Proposal(best.slug, "_and_".join(best.shares.reach(threshold) or ()), told)
    return Proposal(NONE, "none_fits", told)


def _rank(each: _Candidate) -> tuple[object, object]:
    one = each.shares
    return max(one.count.low, one.area.low), max(one.count.high, one.area.high)


def _missing(firms: Residents, rivals: Sequence[_Candidate], threshold: Fraction) -> tuple[str, ...]:
    """Never empty: a share has two ends only where the industry of a firm, or the area of one, is not known."""
    found = {"industry" for one in firms if any(each.industry.has(one) is None for each in rivals)}
    if any(each.shares.area.reaches(threshold) is None for each in rivals):
        found |= {"area" for one in firms if one.open}
    return tuple(sorted(found))


SPECIALTY = TypeRule(
    TypeKind.SPECIALTY,
    "2",
    Derives.IDENTITY,
    ("tenancy", "industry", "area", "firms", "legs"),
    ("specialty.share", "specialty.least_firms"),
    _propose,
)
