"""Tests of buildings.flags."""
