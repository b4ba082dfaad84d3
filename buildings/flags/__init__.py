"""Upgrade rules, one declaration each: due, watch, not due or cannot tell."""
