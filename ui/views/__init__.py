"""Widgets, layouts and signals."""
