"""The player: keys as a keyboard sends them, everything counted, nothing slept through."""

from __future__ import annotations

import sys
from time import perf_counter

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget

from desk_app.commands import player as playing
from desk_app.commands.player import Alarm, Player, Pulse, Witness
from desk_app.errors import RuleError


@pytest.fixture
def form(qtbot):
    """A window of two fields; Enter in the first goes to the second."""
    window = QWidget()
    column = QVBoxLayout(window)
    first, second = QLineEdit(), QLineEdit()
    first.returnPressed.connect(second.setFocus)
    for field in (first, second):
        column.addWidget(field)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    first.setFocus()
    return window, first, second


@pytest.fixture
def player(qapp, tmp_path):
    witness, alarm = Witness(qapp), Alarm()
    alarm.install()
    yield Player(qapp, tmp_path, Pulse(), witness, alarm)
    alarm.remove()
    witness.leave()


def test_letters_of_every_alphabet_arrive_and_only_they_are_data(player, form):
    window, first, second = form
    with player.step("fill", window):
        player.type("Әсем Iванова-7")
        player.press(Qt.Key.Key_Return)
        player.type("қ")

    assert (first.text(), second.text()) == ("Әсем Iванова-7", "қ")
    assert (player.presses, player.data_presses) == (1, 15)
    assert (player.witness.mouse_events, player.witness.dialogs) == (0, 0)


def test_a_step_leaves_its_picture(player, form, tmp_path):
    window, *_ = form
    with player.step("fill", window):
        player.type("1")

    assert player.steps[0].picture == str(tmp_path / "01-fill.png")
    assert (tmp_path / "01-fill.png").stat().st_size > 0


def test_waiting_lets_the_window_work_until_it_is_so(player, form):
    window, first, _ = form
    with player.step("wait", window):
        QTimer.singleShot(0, lambda: first.setText("came"))
        player.wait(lambda: first.text() == "came")

    assert first.text() == "came"


def test_what_never_comes_ends_the_play_and_names_the_step(player, form, monkeypatch):
    monkeypatch.setattr(playing, "_PATIENCE_MS", 20)
    window, *_ = form
    with pytest.raises(RuleError, match="stuck") as stuck, player.step("hope", window):
        player.wait(lambda: False)

    assert stuck.value.params == {"step": "hope"}
    assert player.steps[0].picture


def test_a_bug_in_the_window_ends_the_play_at_once(player, form):
    window, *_ = form

    def report_a_bug() -> None:
        error = KeyError("no such words")
        sys.excepthook(KeyError, error, None)

    QTimer.singleShot(0, report_a_bug)
    with player.step("break", window), pytest.raises(KeyError):
        player.wait(lambda: False)


def test_a_mouse_and_a_dialog_do_not_go_unseen(player, form, qtbot):
    window, first, _ = form
    dialog = QDialog(window)
    qtbot.addWidget(dialog)
    dialog.open()
    at = QPointF(first.rect().center())
    event = QMouseEvent(
        QEvent.Type.MouseButtonPress, at, first.mapToGlobal(at),
        Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(first, event)

    assert (player.witness.mouse_events, player.witness.dialogs) == (1, 1)


def test_the_pulse_feels_what_keeps_the_thread(player, form):
    window, first, _ = form

    def work_hard() -> None:
        until = perf_counter() + 0.08
        while perf_counter() < until:
            pass

    with player.step("calm", window):
        player.wait(lambda: len(player.pulse.blocks_ms) > 10)
    calm = player.pulse.longest_ms
    first.textChanged.connect(work_hard)
    with player.step("block", window):
        beats = len(player.pulse.blocks_ms)
        player.type("x")
        player.wait(lambda: len(player.pulse.blocks_ms) > beats)

    assert player.pulse.longest_ms >= 70
    assert player.pulse.longest_ms > calm
