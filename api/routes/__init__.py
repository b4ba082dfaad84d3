"""The JSON API, one noun per module."""
