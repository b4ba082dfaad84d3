"""Tests of buildings.reports."""
