"""Tests of buildings.metrics."""
