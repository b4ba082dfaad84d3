"""Tests of buildings.facts."""
