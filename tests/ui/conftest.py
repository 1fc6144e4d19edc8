"""Window tests run off-screen with the shipped typeface."""

import os

# Before anything imports Qt: afterwards the platform is fixed.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from ui.theme import Look, apply_theme


@pytest.fixture
def kit(qapp: QApplication) -> Look:
    """The light, comfortable look in force."""
    return apply_theme(qapp)
