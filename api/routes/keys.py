"""What the routes of keys share: a key as JSON, and how a new one leaves with its secret this once."""

from typing import Any

from api.deeds import done
from buildings.access.keys import AccessKey
from buildings.workflows.deeds import Done
from buildings.workflows.keyring import KeySeen


def shape(seen: KeySeen) -> dict[str, Any]:
    """A key without its secret."""
    used = seen.last_used_at
    return {
        "id": seen.key.public,
        "name": seen.key.name,
        "roles": seen.key.roles,
        "read_only": seen.key.read_only,
        "expires_at": seen.key.expires_at.isoformat(),
        "last_used_at": None if used is None else used.isoformat(),
        "replaces": seen.key.replaces,
    }


def shown_once(made: tuple[AccessKey, str]) -> Done:
    """The answer with the secret, and the one that is kept without it."""
    row, secret = made
    content = shape(KeySeen(row))
    kept = done({**content, "key": None}, status=201).answer
    return Done(done({**content, "key": secret}, status=201).answer, kept=kept)
