"""Tests of buildings.disclosure."""
