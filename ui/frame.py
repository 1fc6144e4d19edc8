"""The window's frame: top bar, rail, pages, banner and toast, status bar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desk_app.domain.languages import Language
from ui.presenters.words import Say
from ui.theme import follow_theme, look
from ui.views.page import Page
from ui.views.status_bar import DeskStatusBar
from ui.views.top_bar import DeskTopBar
from ui.widgets.chips import Tone
from ui.widgets.edit_menu import EditWords, set_edit_words
from ui.widgets.messages import Banner, Toast
from ui.widgets.speech import announce
from ui.widgets.tab_order import step_focus
from ui.window_start import WindowStart

if TYPE_CHECKING:
    from ui.views.rail import DeskRail


class Frame(QWidget):
    """Everything around the pages, and the pages; `banner_action()` by the banner's button."""

    banner_action = Signal()

    def __init__(self, start: WindowStart, say: Say) -> None:
        super().__init__()
        self.setObjectName("frame")
        office = start.settings.office
        self.top = DeskTopBar(say, office, mark_key=_mark_key(start))
        self._kind = office.kind
        self._rail: DeskRail | None = None
        self.status = DeskStatusBar(say, start.settings.workplace)
        self.pages = QStackedWidget()
        self.banner = Banner("frame.banner")
        self.banner.action_requested.connect(self.banner_action)
        self._banner_row = QWidget()
        self._say = say
        self._banner_words: Callable[[], str] = str
        self._banner_action_key = self._banner_key = ""
        self.toast = Toast("frame.toast", self.pages)
        self._lay_out()
        follow_theme(self._restyle)

    @property
    def rail(self) -> DeskRail:
        """The rail; only a signed-in desk has one, so it is loaded and made when asked for."""
        if self._rail is None:
            from ui.views.rail import DeskRail

            self._rail = DeskRail(self._say, self._kind)
            self._rail.hide()
            self._middle.insertWidget(0, self._rail)
        return self._rail

    def add_page(self, page: Page) -> None:
        """Add a page; its notices become toasts."""
        self.pages.addWidget(page)
        page.notice.connect(self.toast.show_message)

    def page(self) -> Page | None:
        """Return the page shown."""
        current = self.pages.currentWidget()
        return current if isinstance(current, Page) else None

    def show_page(self, page: Page, *, takes_focus: bool = True) -> None:
        """Show a page with the focus where its work starts."""
        if self.pages.currentWidget() is not page:
            self.hide_banner()
            self.pages.setCurrentWidget(page)
            if layout := page.layout():
                # Wrapped words get their height before the first picture, not after it.
                layout.activate()
        if takes_focus:
            page.focus_start()

    def show_banner(self, words: Callable[[], str], *, action_key: str = "", key: str = "") -> None:
        """Say above the page what cannot be done now, and what can.

        Args:
            words: Words it in the language in force.
            action_key: Text key of a button, or empty.
            key: The key cap of the button.
        """
        self._banner_words, self._banner_action_key, self._banner_key = words, action_key, key
        self._word_banner()
        self._banner_row.show()
        announce(self, words())

    def hide_banner(self) -> None:
        """Take the banner away: its cause is gone."""
        self._banner_row.hide()

    def has_banner(self) -> bool:
        """Return whether a banner is shown."""
        return not self._banner_row.isHidden()

    def focusNextPrevChild(self, next: bool) -> bool:
        return step_focus(self, forward=next)

    def show_signed_in(self, *, signed_in: bool) -> None:
        """Show or hide what only a signed-in desk has."""
        if signed_in or self._rail is not None:
            self.rail.setVisible(signed_in)
        self.status.set_signed_in(signed_in=signed_in)
        if not signed_in:
            self.hide_banner()
            self.toast.dismiss()

    def retranslate(self, language: Language) -> None:
        """Show every word of frame and pages in the language in force."""
        set_edit_words(
            EditWords(
                *(self._say(f"edit.{deed}") for deed in ("cut", "copy", "paste", "select_all"))
            )
        )
        self.top.show_language(language)
        if self._rail is not None:
            self._rail.retranslate()
        self.status.retranslate()
        if self.has_banner():
            self._word_banner()
        self.toast.dismiss()
        for number in range(self.pages.count()):
            page = self.pages.widget(number)
            if isinstance(page, Page):
                page.retranslate()

    def _word_banner(self) -> None:
        self.banner.show_message(self._banner_words(), Tone.WARN)
        action = self._say(self._banner_action_key) if self._banner_action_key else ""
        self.banner.set_action(action, self._banner_key)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._banner_row)
        row.addWidget(self.banner)
        self._banner_layout = row
        self._banner_row.hide()
        area = QVBoxLayout()
        area.setSpacing(0)
        area.addWidget(self._banner_row)
        area.addWidget(self.pages, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(area, 1)
        self._middle = middle
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addLayout(middle, 1)
        column.addWidget(self.status)

    def _restyle(self) -> None:
        margin, gap = look().px(look().density.margin), look().px(look().density.gap)
        self._banner_layout.setContentsMargins(margin, gap, margin, 0)


def _mark_key(start: WindowStart) -> str:
    if start.is_demo:
        return "top.demo"
    return "top.training" if start.settings.is_training else ""
