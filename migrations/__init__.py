"""Migrations of the register, one dated file each, for SQLite and PostGIS."""
