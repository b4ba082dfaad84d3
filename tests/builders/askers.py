"""Somebody with a key that may write, asking the API under one address."""

from typing import Any, Self

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from buildings.access.grants import ScopeKind
from buildings.audience import Role
from tests.builders.accounts import key_of

Json = dict[str, Any]


class Asker:
    """``base`` goes before every path; ``here`` is asked where no path is given."""

    base = "/api/v1"
    here = ""

    def __init__(self, talking: TestClient, key: str) -> None:
        self.talking, self.headers = talking, {"authorization": f"Bearer {key}"}

    @classmethod
    def of(cls, engine: Engine, talking: TestClient, role: Role, scope: tuple[ScopeKind, str] | None = None) -> Self:
        """Who holds a role, for the district unless said."""
        where = scope or (ScopeKind.DISTRICT, "")
        return cls(talking, key_of(engine, role.value.replace("_", "-"), role, scope=where, read_only=False))

    def send(
        self, method: str, path: str | None = None, said: Json | None = None, upon: int | None = None, **more: str
    ) -> Any:  # noqa: ANN401 - the client's answer
        """What is answered; ``upon``: the version a change is made upon."""
        headers = {**self.headers, **more} | ({} if upon is None else {"if-match": f'"{upon}"'})
        return self.talking.request(
            method, f"{self.base}{self.here if path is None else path}", json=said, headers=headers
        )


def slug(answer: Any) -> tuple[int, str]:  # noqa: ANN401 - the client's answer
    """Status and name of a problem."""
    return answer.status_code, answer.json()["type"].rpartition(":")[2]
