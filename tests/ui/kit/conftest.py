"""Widgets shown as in a window that is used."""

import pytest

from tests.ui.kit.keys import show_focused


@pytest.fixture
def make(kit, qtbot):
    def shown(widget):
        qtbot.addWidget(widget)
        show_focused(widget)
        return widget

    return shown
