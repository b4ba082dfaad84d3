"""Tests of buildings.database."""
