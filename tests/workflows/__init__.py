"""Tests of buildings.workflows."""
