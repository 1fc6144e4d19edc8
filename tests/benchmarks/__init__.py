"""Measurements printed by `dev.py bench`; targets are goals of quality and fail nothing."""
