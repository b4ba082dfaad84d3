"""Migrations up, down and against the models, on both engines."""
