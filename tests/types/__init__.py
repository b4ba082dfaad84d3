"""Proposals of types."""
