"""Tests of buildings.register."""
