"""No request brings more than the limit, whatever it says of itself."""

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem
from buildings import parameters
from buildings.access import clock
from buildings.errors import TooLarge


def most_megabytes() -> int:
    """What a request may bring."""
    return int(parameters.resolve("access.body_megabytes", clock.today()).value)


class BodyLimit:
    """Answers 413 to a body that is too large: at once when it says so, else as soon as it is."""

    def __init__(self, app: ASGIApp, *, megabytes: int) -> None:
        self.app, self.megabytes, self.most = app, megabytes, megabytes * 2**20

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes in. Once it is too much the application hears that the client left; the answer is ours."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        stated = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not stated.isdigit() or int(stated) > self.most:
            await self._refuse(scope, receive, send)
            return
        taken, answered = 0, False

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            return message if taken <= self.most else {"type": "http.disconnect"}

        async def watched(message: Message) -> None:
            nonlocal answered
            if taken <= self.most or answered:
                answered = True
                await send(message)

        try:
            await self.app(scope, counted, watched)
        except Exception:
            if taken <= self.most:
                raise
        if taken > self.most and not answered:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        await problem(TooLarge(limit=f"{self.megabytes} MB"), request)(scope, receive, send)
