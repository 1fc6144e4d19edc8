"""Window tests run off-screen with the shipped typeface."""

import os

# Before anything imports Qt: afterwards the platform is fixed.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.theme import Look, apply_theme


@pytest.fixture
def kit(qapp: QApplication) -> Look:
    """The light, comfortable look in force."""
    return apply_theme(qapp)


class PatientBot(QtBot):
    """Waits for a condition as long as a machine under load may need; a fact is no race."""

    def waitUntil(self, callback, *, timeout=60_000):  # noqa: N802 - Qt's spelling
        super().waitUntil(callback, timeout=timeout)


@pytest.fixture
def qtbot(qapp, request):
    """The library's robot with more patience."""
    return PatientBot(request)
