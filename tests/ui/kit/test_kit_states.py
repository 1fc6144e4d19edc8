"""Buttons, timer, steps, header: states, keys and what they tell."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QProgressBar, QWidget

from tests.ui.kit.gallery import reading, steps_at
from tests.ui.kit.keys import press
from tests.ui.kit.pictures import colours_in, pixels
from ui.theme import look
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import HeaderCard
from ui.widgets.chips import StatusItem, Tone, WaitBadge
from ui.widgets.service_timer import ServiceTimer, TimerState
from ui.widgets.steps_bar import Step, StepsBar, StepState


def test_enter_and_space_press_a_button_once_and_repeats_do_not(make):
    button = make(Button("call", ButtonKind.PRIMARY, icon="megaphone", key="F2"))
    button.set_text("Келесіні шақыру")
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))

    press(button, Qt.Key.Key_Return)
    press(button, Qt.Key.Key_Return, repeats=True)
    press(button, Qt.Key.Key_Space, " ")

    assert len(pressed) == 2
    assert button.accessibleName() == "Келесіні шақыру"


def test_neither_enter_nor_space_presses_the_button_that_issues_a_paper(make):
    button = make(Button("issue", ButtonKind.PRIMARY, key="Ctrl+Enter"))
    button.set_keys_activate(False)
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))

    press(button, Qt.Key.Key_Return)
    press(button, Qt.Key.Key_Space, " ")

    assert pressed == []


def test_a_busy_button_keeps_its_width_and_does_nothing(make):
    button = make(Button("next", ButtonKind.PRIMARY))
    button.set_text("Тіркеу және басып шығару")
    button.adjustSize()
    width = button.width()
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))

    button.set_busy("Басып шығару…")
    press(button, Qt.Key.Key_Return)
    press(button, Qt.Key.Key_Space, " ")
    assert (button.width(), button.accessibleName(), pressed) == (width, "Басып шығару…", [])

    button.set_busy("")
    press(button, Qt.Key.Key_Return)
    assert (button.accessibleName(), pressed) == ("Тіркеу және басып шығару", [1])


def test_in_a_narrow_button_the_words_go_before_the_key(make):
    keyed = make(Button("keyed", icon="check", key="Ctrl+Enter"))
    plain = make(Button("plain", icon="check"))
    for button in (keyed, plain):
        button.set_text("Қабылдау")
        button.clearFocus()
    width = plain.sizeHint().width()

    for button in (keyed, plain):
        button.setFixedWidth(width)

    assert keyed.sizeHint().width() > width
    assert keyed.grab().toImage() == plain.grab().toImage()


def test_a_disabled_button_says_why(make):
    button = make(Button("scan"))
    button.set_text("Сканерлеу")

    button.set_unavailable("Сканер табылмады")

    assert not button.isEnabled()
    assert button.toolTip() == button.accessibleDescription() == "Сканер табылмады"
    button.set_unavailable("")
    assert button.isEnabled()


@pytest.mark.parametrize("kind", ButtonKind)
def test_the_focus_ring_lies_inside_and_moves_nothing(make, kind):
    button = make(Button("any", kind, key="F9"))
    button.set_text("Кідірту")
    button.clearFocus()
    size, before = button.size(), colours_in(button)

    button.setFocus()

    assert button.size() == size
    assert look().colours.focus in colours_in(button) - before


@pytest.mark.parametrize(
    ("state", "present", "absent"),
    [
        (TimerState.NORMAL, {"text", "accent"}, {"warn", "bad", "warn_fill", "bad_fill"}),
        (TimerState.WARNING, {"warn", "warn_fill", "warn_sub"}, {"accent", "bad"}),
        (TimerState.LAST_MINUTES, {"warn", "warn_fill"}, {"accent", "bad", "warn_sub"}),
        (TimerState.OVERRUN, {"bad", "bad_fill", "text_2", "bad_sub"}, {"accent", "warn"}),
        (TimerState.PAUSED, {"input_line", "muted"}, {"accent", "warn", "bad"}),
    ],
)
def test_each_state_of_the_timer_has_its_own_look(make, state, present, absent):
    timer = make(ServiceTimer("timer"))

    timer.set_reading(reading(state))

    drawn = colours_in(timer)
    assert {token for token in present if look().colours[token] not in drawn} == set()
    assert {token for token in absent if look().colours[token] in drawn} == set()


def test_the_excess_over_the_norm_is_hatched(make):
    timer = make(ServiceTimer("timer"))
    timer.set_reading(reading(TimerState.OVERRUN))
    line = pixels(timer)[timer.height() - look().px(6)]
    start = round(timer.width() * 1200 / 1330) + 3

    stripes = [colour > "#E00000" for colour in line[start:290]]

    assert sum(before != after for before, after in pairwise(stripes)) >= 4


def test_the_timer_is_read_as_progress_with_words(make):
    timer = make(ServiceTimer("timer"))
    timer.set_texts("Қызмет көрсету уақыты", "норма – 20 мин")
    timer.set_reading(reading(TimerState.WARNING))

    assert isinstance(timer, QProgressBar)
    assert timer.accessibleName() == "Қызмет көрсету уақыты, норма – 20 мин"
    assert timer.accessibleDescription() == "3:08 қалды"
    assert (timer.value(), timer.maximum()) == (1012, 1200)


def test_the_same_reading_again_repaints_nothing_and_a_new_one_only_the_timer(make, qtbot):
    header = make(HeaderCard("header"))
    painted = []

    class Watch(QWidget):
        def eventFilter(self, watched, event):  # noqa: N802
            if event.type() == QEvent.Type.Paint:
                painted.append(watched)
            return False

    watch = Watch()
    qtbot.addWidget(watch)
    for part in (header, header.timer, header.wait):
        part.installEventFilter(watch)
    header.timer.set_reading(reading(TimerState.NORMAL))
    QApplication.processEvents()
    painted.clear()

    header.timer.set_reading(reading(TimerState.NORMAL))
    QApplication.processEvents()
    assert painted == []

    header.timer.set_reading(reading(TimerState.WARNING))
    QApplication.processEvents()
    assert header.timer in painted
    assert header.wait not in painted


@pytest.mark.parametrize("state", list(TimerState))
def test_a_note_stands_beside_the_number_and_leaves_the_number_and_the_bar_alone(make, state):
    timer = make(ServiceTimer("timer"))
    timer.set_reading(reading(state))
    plain = timer.grab().toImage()

    timer.set_reading(reading(state, "без связи 3:10"))
    noted = timer.grab().toImage()

    assert noted != plain
    ratio = plain.devicePixelRatio()
    width, height = plain.width(), plain.height()
    number = QRect(0, 0, round(100 * ratio), height)
    bar = QRect(0, height - round(10 * ratio), width, round(10 * ratio))
    assert noted.copy(number) == plain.copy(number)
    assert noted.copy(bar) == plain.copy(bar)


@pytest.mark.parametrize(
    ("notes", "shown"),
    [
        (("без связи 3:10", "без принтера 0:40"), "без связи 3:10 · +1"),
        (("байланыс жоқ 3:10", "тізілімсіз 1:00", "сканерсіз 0:40"), "байланыс жоқ 3:10 · +2"),
        (("без связи 3:10", "без сканера 0:40"), "без связи 3:10 · без сканера 0:40"),
    ],
)
def test_notes_without_room_are_counted_and_told_whole_in_the_tooltip(make, notes, shown):
    timer, other = make(ServiceTimer("timer")), make(ServiceTimer("other"))

    timer.set_reading(reading(TimerState.NORMAL, *notes))
    other.set_reading(reading(TimerState.NORMAL, shown))

    assert timer.grab().toImage() == other.grab().toImage()
    assert timer.toolTip() == " · ".join(notes)


def test_steps_tell_their_number_name_and_state(make):
    bar = make(StepsBar("steps"))
    asked = []
    bar.step_requested.connect(asked.append)
    bar.set_steps([Step("a", "Құжаттар", StepState.DONE, "аяқталды"), *steps_at(2)[1:]])

    first = bar.findChild(QWidget, "steps.1")
    first.click()

    assert first.accessibleName() == "1. Құжаттар"
    assert first.accessibleDescription() == "аяқталды"
    assert asked == ["a"]
    current = [part.objectName() for part in bar.findChildren(QWidget) if part.isChecked()]
    assert current == ["steps.2"]


def test_errors_of_a_step_are_shown_as_a_red_count(make):
    bar = make(StepsBar("steps"))
    bar.resize(800, 44)
    bar.set_steps(steps_at(3))
    assert look().colours.bad not in colours_in(bar)

    bar.set_steps([Step("a", "Өтініш", StepState.CURRENT, error_count=2), *steps_at(1)[1:]])

    assert look().colours.bad in colours_in(bar)


def test_the_wait_is_read_with_its_caption(make):
    badge = make(WaitBadge("wait"))
    badge.set_state("Кезекте күтті", "31 / 30 мин", Tone.BAD)

    assert badge.accessibleName() == "Кезекте күтті: 31 / 30 мин"
    assert look().colours.bad in colours_in(badge)


def test_a_status_chip_stands_out_and_a_plain_state_does_not(make):
    item = make(StatusItem("link"))
    item.set_plain("Байланыс бар", "соңғы алмасу 10:41", icon="wifi", tone=Tone.OK)
    assert look().colours.warn_sub not in colours_in(item)

    item.set_chip("Байланыс жоқ", "үзілген уақыты 10:17", icon="cloud-off", tone=Tone.WARN)
    item.adjustSize()

    assert look().colours.warn_sub in colours_in(item)
    assert item.accessibleName() == "Байланыс жоқ үзілген уақыты 10:17"


def test_a_screen_reader_gets_the_roles_that_people_know(make):
    bar, timer = make(StepsBar("steps")), make(ServiceTimer("timer"))
    bar.set_steps(steps_at(2))

    step = QAccessible.queryAccessibleInterface(bar.findChild(QWidget, "steps.2"))
    progress = QAccessible.queryAccessibleInterface(timer)

    assert step.role() == QAccessible.Role.RadioButton
    assert step.state().checked
    assert progress.role() == QAccessible.Role.ProgressBar


def test_an_incoming_case_shows_its_due_date_instead_of_the_timer(make):
    header = make(HeaderCard("header"))

    header.set_deadline("Нәтиже беру мерзімі", "06.03.2026, 18:00")
    assert header.deadline.isVisible()
    assert not header.timer.isVisible()

    header.set_deadline("", "")
    assert header.timer.isVisible()
    assert not header.deadline.isVisible()
