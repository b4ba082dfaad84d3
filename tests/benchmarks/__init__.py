"""Run by hand: louyu against its rivals."""
