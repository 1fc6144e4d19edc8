"""The words of a timer put into its widget; case header and lock screen share it."""

from __future__ import annotations

from ui.presenters.timer import TimerWords
from ui.presenters.words import Say
from ui.widgets.service_timer import ServiceTimer, TimerReading, TimerState


def show_timer(timer: ServiceTimer, words: TimerWords, say: Say) -> None:
    """Show a reading with caption and norm in the language in force."""
    timer.set_texts(say("timer.caption"), say("timer.norm", minutes=words.norm_seconds // 60))
    timer.set_reading(
        TimerReading(
            TimerState(words.zone.value),
            words.elapsed_seconds,
            words.norm_seconds,
            words.warning_seconds,
            words.beside,
            words.notes,
            words.spoken,
        )
    )
