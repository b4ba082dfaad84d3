"""Typed builders of records, one noun per module."""
