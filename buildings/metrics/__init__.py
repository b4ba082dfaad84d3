"""Figures, one declaration each, computed over a whole portfolio at once."""
