"""Composes both sides: edit and refresh, import, assess, publish; no SQL."""
