"""Looks at enterprise tax are written down with their purpose, or do not happen."""

import pytest
from sqlalchemy import Engine

from buildings.access import audit
from buildings.database import work
from buildings.errors import Forbidden
from tests.builders.register import edit


def test_a_look_is_logged_with_who_what_and_why(engine: Engine) -> None:
    edit(engine, lambda c: audit.looked(c, " 核对 ", enterprise="E-000001", month="2026-05"))
    with work.reading(engine) as session:
        (entry,) = audit.looks(session, "cli:tester")
        assert audit.looks(session, "cli:other") == []
    assert (entry.actor, entry.purpose, entry.details["enterprise"]) == ("cli:tester", "核对", "E-000001")


@pytest.mark.parametrize("purpose", [None, "", "  "])
def test_without_a_purpose_nobody_looks(engine: Engine, purpose: str | None) -> None:
    with pytest.raises(Forbidden):
        edit(engine, lambda c: audit.looked(c, purpose))
