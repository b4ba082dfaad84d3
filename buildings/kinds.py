"""Enumerations of the domain as English slugs; their labels (zh, en) are data in ``data/i18n/labels.csv``."""

from enum import IntEnum, StrEnum


class Origin(StrEnum):
    """Where a record comes from; totals run on one origin only."""

    REAL = "real"
    DEMONSTRATION = "demonstration"


class EnterpriseKind(StrEnum):
    """What sort of party an enterprise is."""

    COMPANY = "company"
    BRANCH = "branch"
    REPRESENTATIVE_OFFICE = "representative_office"
    SOLE_TRADER = "sole_trader"
    UNREGISTERED = "unregistered"


class Answer(StrEnum):
    """Yes, no, or not known: unknown is a value of its own."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class BuildingUse(StrEnum):
    """What a building is used for."""

    OFFICE = "office"
    MIXED_USE = "mixed_use"
    OTHER = "other"
    UNKNOWN = "unknown"


class BuildingStatus(StrEnum):
    """Where a building stands in its life, by date."""

    PLANNED = "planned"
    UNDER_CONSTRUCTION = "under_construction"
    IN_OPERATION = "in_operation"
    UNDER_RENOVATION = "under_renovation"
    CLOSED = "closed"


class AreaKind(StrEnum):
    """Which of a building's areas is meant."""

    GROSS = "gross"
    OFFICE = "office"
    LETTABLE_DECLARED = "lettable_declared"
    LAND = "land"


class TypeKind(StrEnum):
    """What is decided of a building from a day on."""

    POLICY_TYPE = "policy_type"
    SPECIALTY = "specialty"


class PolicyType(StrEnum):
    """分类施策类型 of the plan; none = looked at and none."""

    NEW_BUILD = "new_build"
    MODEL = "model"
    UPGRADE = "upgrade"
    CLUSTER = "cluster"
    NONE = "none"


class Specialty(StrEnum):
    """专业楼宇 of the plan; none = looked at and none."""

    FINANCE = "finance"
    INTERMEDIARY = "intermediary"
    RESEARCH = "research"
    MEDIA = "media"
    NONE = "none"


class ManagementMode(StrEnum):
    """Who runs a unit for its owner."""

    SELF_HELD = "self_held"
    PURCHASE = "purchase"
    UNIFIED_LEASE = "unified_lease"
    CUSTODY = "custody"
    NONE = "none"


class FundingMode(StrEnum):
    """出资方式 of an upgrade project."""

    GOVERNMENT = "government"
    ENTERPRISE = "enterprise"
    SOCIAL_CAPITAL = "social_capital"


class OneHand(StrEnum):
    """How a strata building was brought into one hand for its upgrade; none = it was not."""

    PURCHASE = "purchase"
    UNIFIED_LEASE = "unified_lease"
    CUSTODY = "custody"
    NONE = "none"


class ProjectStage(StrEnum):
    """谋划 → 立项 → 开工 → 竣工 → 验收 of an upgrade project, or 取消 on the way."""

    PLANNED = "planned"
    APPROVED = "approved"
    STARTED = "started"
    FINISHED = "finished"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"


class LinkKind(StrEnum):
    """What a link of an upgrade project shows."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    DOCUMENT = "document"


class LeaseKind(StrEnum):
    """租约 or 自用; a future signed lease is no kind of its own."""

    LET = "let"
    OWNER_OCCUPIED = "owner_occupied"


class RentUnit(StrEnum):
    """The unit a rent was agreed in."""

    MONTH = "m2_month"
    DAY = "m2_day"


class RatingStatus(StrEnum):
    """申报 → 评审 → 公示 → 授牌 → 复评 → 摘牌 / 过期."""

    APPLIED = "applied"
    REVIEW = "review"
    NOTICE = "notice"
    GRANTED = "granted"
    REREVIEW = "rereview"
    REVOKED = "revoked"
    LAPSED = "lapsed"


class MediaType(StrEnum):
    """Kinds of evidence files, as their names end."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    XLSX = "xlsx"


class ZoneKind(StrEnum):
    """区 before 带 before 组团: the order of primary zones."""

    CORE = "core"
    BELT = "belt"
    CLUSTER = "cluster"


class Basis(StrEnum):
    """Why a building counts to a zone; recorded beats geometry."""

    RECORDED = "recorded"
    FOOTPRINT = "footprint"
    POINT = "point"


class Unattributed(StrEnum):
    """Why tax of a month belongs to no building."""

    NEVER_LEASED = "never_leased"
    LEFT_EARLIER = "left_earlier"
    UNKNOWN_CODE = "unknown_code"
    AREA_UNKNOWN = "area_unknown"
    MANUAL_OUTSIDE = "manual_outside"


class Derives(StrEnum):
    """What a figure derives from: decides who may see it."""

    PUBLIC = "public"
    TENANCY = "tenancy"
    IDENTITY = "identity"  # tenancy, and what staff alone know of it: who tenants are, points of an assessment
    TAX = "tax"


class Rule(StrEnum):
    """Upgrade rules, and what they say together."""

    AGEING = "ageing"
    VACANCY = "vacancy"
    LOW_YIELD = "low_yield"
    STRATA = "strata"
    HARDWARE = "hardware"
    ROLLOVER = "rollover"
    DECLINE = "decline"
    RATING_LAPSE = "rating_lapse"
    UPGRADE = "upgrade"  # of all of them


class Alert(StrEnum):
    """Early warnings: what changes in a building before the year's figures show it."""

    OCCUPANCY_FALL = "occupancy_fall"
    TAX_FALL = "tax_fall"
    REGISTRATION_FALL = "registration_fall"
    EXPIRY_CLIFF = "expiry_cliff"
    ONE_TENANT = "one_tenant"
    NEAR_TIER = "near_tier"


class AlertEvent(StrEnum):
    """What an early warning did in a month."""

    RAISED = "raised"
    STANDING = "standing"
    ENDED = "ended"
    CANNOT_TELL = "cannot_tell"


class Verdict(IntEnum):
    """What a rule answers of a building."""

    NOT_DUE = 0
    WATCH = 1
    DUE = 2
    CANNOT_TELL = 3


OPEN = (Verdict.WATCH, Verdict.DUE)
"""Verdicts that bring a building onto the list."""
