"""Tests of buildings.demo."""
