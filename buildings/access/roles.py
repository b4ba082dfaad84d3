"""Roles and what each may do: actions here, figures at the gate."""

from collections.abc import Mapping
from enum import StrEnum

from buildings.audience import Audience, Role


class Permission(StrEnum):
    """An action that a role allows."""

    SEE_FIGURES = "see_figures"  # what the gate lets through, for anybody
    SEE_FILES = "see_files"  # reports and maps written for one's own audience
    SEE_TENANCY = "see_tenancy"  # units, leases and who rents them, within one's scope
    SEE_REGISTER = "see_register"  # the same as staff see it: enterprises behind reported names
    SEE_TAX = "see_tax"  # figures that derive from it, as far as the gate lets them through
    SEE_ENTERPRISE_TAX = "see_enterprise_tax"  # with a purpose; each look is logged
    IMPORT_REGISTER = "import_register"
    IMPORT_TAX = "import_tax"
    CLOSE_MONTH = "close_month"
    REPORT_TENANCY = "report_tenancy"  # change units, leases, tenants in one's scope; some of it as proposals
    CORRECT_TENANCY = "correct_tenancy"  # link reported names, decide proposals: staff, in their scope
    SEE_RATINGS = "see_ratings"  # assessments before they are public, and their points as far as they hide no tax
    RECORD_RATINGS = "record_ratings"  # apply, score, add evidence, ask for a re-review; in their scope
    JUDGE_RATINGS = "judge_ratings"  # fill economic items, name the star of a public notice: who sees the tax in them
    AWARD_RATINGS = "award_ratings"  # grant what was noticed, revoke, restore: never who assessed it
    SEE_PROJECTS = "see_projects"  # upgrade projects and plan targets, before anything of them is published
    RECORD_PROJECTS = "record_projects"  # in one's scope
    DECIDE_TYPES = "decide_types"  # policy type and specialty of a building, for the whole district
    MANAGE_ACCOUNTS = "manage_accounts"
    SEE_AUDIT = "see_audit"  # an administrator everybody's, a tax officer the own entries


_EVERYBODY = frozenset({Permission.SEE_FIGURES, Permission.SEE_FILES})
_STAFF = _EVERYBODY | {
    Permission.SEE_TAX,
    Permission.SEE_TENANCY,
    Permission.SEE_REGISTER,
    Permission.REPORT_TENANCY,
    Permission.CORRECT_TENANCY,
    Permission.SEE_RATINGS,
    Permission.RECORD_RATINGS,
    Permission.SEE_PROJECTS,
    Permission.RECORD_PROJECTS,
}

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.TAX_OFFICER: _STAFF
    | {
        Permission.SEE_ENTERPRISE_TAX,
        Permission.IMPORT_REGISTER,
        Permission.IMPORT_TAX,
        Permission.CLOSE_MONTH,
        Permission.SEE_AUDIT,
        Permission.JUDGE_RATINGS,
    },
    Role.PROMOTER: _STAFF | {Permission.IMPORT_REGISTER, Permission.DECIDE_TYPES},
    Role.SUBDISTRICT: _STAFF,
    Role.LEADER: _EVERYBODY
    | {Permission.SEE_TAX, Permission.SEE_RATINGS, Permission.AWARD_RATINGS, Permission.SEE_PROJECTS}
    | {Permission.DECIDE_TYPES},
    Role.PUBLIC: _EVERYBODY,
    Role.LANDLORD: _EVERYBODY | {Permission.SEE_TENANCY, Permission.REPORT_TENANCY},
    Role.ADMIN: _EVERYBODY | {Permission.MANAGE_ACCOUNTS, Permission.SEE_AUDIT},
}


def allowed(audience: Audience, permission: Permission) -> bool:
    """Whether any role of the audience carries the permission."""
    return any(permission in PERMISSIONS[role] for role in audience.roles)
