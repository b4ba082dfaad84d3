"""Over which buildings a permission is held."""

import pytest

from buildings.access import grants
from buildings.access.grants import SCOPES, Held, ScopeKind
from buildings.access.roles import PERMISSIONS, Permission
from buildings.audience import Role

OWN = dict.fromkeys(ScopeKind, "350102003") | {ScopeKind.DISTRICT: ""}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", [Permission.SEE_RATINGS, Permission.RECORD_RATINGS, Permission.AWARD_RATINGS])
def test_a_permission_reaches_the_district_or_the_sub_districts_it_is_held_in(
    role: Role, permission: Permission
) -> None:
    for kind in SCOPES[role]:
        found = grants.subdistricts([Held(role, kind, OWN[kind])], permission)
        if permission not in PERMISSIONS[role]:
            assert found == frozenset()
        else:
            assert found == (None if kind is ScopeKind.DISTRICT else frozenset({OWN[kind]}))


def test_the_widest_of_several_counts() -> None:
    streets = [Held(Role.SUBDISTRICT, ScopeKind.SUBDISTRICT, code) for code in ("350102001", "350102003")]
    assert grants.subdistricts(streets, Permission.SEE_RATINGS) == frozenset({"350102001", "350102003"})
    whole = [*streets, Held(Role.PROMOTER, ScopeKind.DISTRICT)]
    assert grants.subdistricts(whole, Permission.SEE_RATINGS) is None
    assert grants.subdistricts([], Permission.SEE_RATINGS) == frozenset()
