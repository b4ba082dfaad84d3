"""Looks at enterprise tax are logged with their purpose."""

import pytest
from sqlalchemy import Engine

from buildings.access import audit
from buildings.audience import Role, audience
from buildings.database import version, work
from buildings.errors import Forbidden
from buildings.quantities import parse_month
from buildings.workflows import figures

MONTH = parse_month("2026-10")


def test_a_look_is_logged_with_its_purpose_and_changes_no_state(engine: Engine) -> None:
    with work.reading(engine) as session:
        before = version.version(session)
    officer = audience(Role.TAX_OFFICER, purpose=" 月度核对 ")
    figures.note_look(engine, MONTH, officer, what="report", actor="cli:lin")
    with work.reading(engine) as session:
        (entry,) = audit.looks(session)
        assert (entry.actor, entry.purpose) == ("cli:lin", "月度核对")
        assert entry.details == {"month": "2026-10", "what": "report"}
        assert audit.looks(session, actor="cli:wu") == []
        assert version.version(session) == before


@pytest.mark.parametrize("purpose", [None, "", "  "])
def test_nobody_looks_without_a_purpose(engine: Engine, purpose: str | None) -> None:
    with pytest.raises(Forbidden, match="purpose_missing"):
        figures.note_look(engine, MONTH, audience(Role.TAX_OFFICER, purpose=purpose), what="report", actor="cli:lin")
    with work.reading(engine) as session:
        assert audit.looks(session) == []


def test_who_sees_no_enterprise_tax_leaves_no_entry(engine: Engine) -> None:
    figures.note_look(engine, MONTH, audience(Role.PROMOTER), what="report", actor="cli:chen")
    with work.reading(engine) as session:
        assert audit.looks(session) == []
