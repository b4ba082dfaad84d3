"""How long work tells how far it is; in which language is the edge's affair."""

from collections.abc import Callable
from typing import Protocol

Told = Callable[[str, int, int], None]
"""What the parts below call: with what they have just done, how much is done, and how much there is."""


class Progress(Protocol):
    """Called with a stage's slug (``stage_…`` of the words of the edge), how much is done of how much, and what."""

    def __call__(self, stage: str, done: int, total: int, detail: str = "", /) -> None:
        """Say so, or not."""


def silent(_stage: str, _done: int, _total: int, _detail: str = "", /) -> None:
    """No progress shown."""


def of(progress: Progress, stage: str) -> Told:
    """One stage of the whole, to be handed to a part below."""

    def tell(detail: str, done: int, total: int) -> None:
        progress(stage, done, total, detail)

    return tell
