"""What opens over any page: the keys of the screen, and the change of one's password."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from desk_app.errors import KnownError
from ui.frame import Frame
from ui.presenters.help import HelpKey, keys_of, panel_keys_of
from ui.presenters.words import Say
from ui.presenters.workbench import Runner
from ui.widgets.overlay import Overlay
from ui.window_start import WindowStart

if TYPE_CHECKING:
    from ui.views.help_panel import HelpPanel
    from ui.views.password_panel import PasswordPanel


class WindowPanels:
    """The window's own panels; the sign-in page stands sooner without what nobody asked for yet."""

    def __init__(
        self,
        frame: Frame,
        start: WindowStart,
        run: Runner,
        say: Say,
        say_error: Callable[[KnownError], str],
    ) -> None:
        self._frame = frame
        self._start = start
        self._run = run
        self._say = say
        self._say_error = say_error
        self._help: HelpPanel | None = None
        self._password: PasswordPanel | None = None

    @property
    def help(self) -> HelpPanel:
        """The keys of the screen; loaded and made when first asked for."""
        if self._help is None:
            from ui.views.help_panel import HelpPanel

            self._help = HelpPanel(self._say, self._frame)
        return self._help

    @property
    def password(self) -> PasswordPanel:
        """Another password for oneself; loaded and made when first asked for."""
        if self._password is None:
            from ui.views.password_panel import PasswordPanel

            change = self._start.change_password
            panel = PasswordPanel(self._say, self._say_error, self._run, change, self._frame)
            panel.changed.connect(self._frame.toast.show_message)
            self._password = panel
        return self._password

    def has_open(self) -> bool:
        """Whether any panel is over the window, these or others."""
        return next(self._open_ones(), None) is not None

    def explain(self) -> None:
        """Show the keys that work now."""
        self.help.explain(self._keys_now())

    def retranslate(self) -> None:
        """Show what was made in the language in force."""
        if self._password is not None:
            self._password.retranslate()
        if self._help is not None and self._help.isVisible():
            self._help.set_keys(self._keys_now())

    def close(self) -> None:
        """Take both away."""
        for panel in (self._help, self._password):
            if panel is not None:
                panel.close_overlay()

    def recover(self) -> None:
        """A bug broke off a job: let the next key act."""
        if self._password is not None:
            self._password.presenter.recover()

    def _open_ones(self) -> Iterator[Overlay]:
        return (panel for panel in self._frame.findChildren(Overlay) if panel.isVisible())

    def _keys_now(self) -> tuple[HelpKey, ...]:
        panel = next((panel for panel in self._open_ones() if panel is not self._help), None)
        if panel is not None:
            return panel_keys_of(panel.more_keys, self._say)
        page = self._frame.page()
        if page is None:
            return ()
        everywhere = page.works_everywhere()
        return keys_of(page.actions_now(), page.keys_now(), self._say, everywhere=everywhere)
