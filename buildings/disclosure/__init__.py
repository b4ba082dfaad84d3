"""The one gate: an assessment and who looks at it, to the figures they may see."""

from buildings.disclosure.gate import disclose

__all__ = ["disclose"]
