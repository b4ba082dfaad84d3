"""The one gate: an assessment and who looks at it, to the figures they may see."""
