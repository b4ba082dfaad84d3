"""Tests of the edge: routes, pages, commands."""
