"""Tests of the upgrade rules."""
