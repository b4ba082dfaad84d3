"""Tests of buildings.access."""
