"""Pure computation of the facts: whole numbers in, whole numbers out, no SQL."""
