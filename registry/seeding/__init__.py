"""Invented people, a queue and a portal request for a registry to begin with."""

from __future__ import annotations

from registry.seeding.seed import seed

__all__ = ["seed"]
