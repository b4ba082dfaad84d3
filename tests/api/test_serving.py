"""The socket that a server listens on."""

import socket

from api.cli import serving
from tests.fixtures.edge import Configure


def test_small_answers_are_sent_at_once(configure: Configure) -> None:
    """Of a listening socket that does not know its protocol asyncio holds small answers back, 40 ms each."""
    configure()
    bound = serving._bound("127.0.0.1", 0)
    assert bound.proto == socket.IPPROTO_TCP
    bound.close()
