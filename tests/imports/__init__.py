"""Tests of buildings.imports."""
