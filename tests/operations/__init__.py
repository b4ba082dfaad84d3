"""Tests of buildings.operations."""
