"""The window: keys, language, density, signing in, locking and closing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from desk_app.domain.languages import Language
from desk_app.errors import KnownError
from ui.executor import Executor
from ui.frame import Frame
from ui.keys import Action
from ui.presenters.session import SignIn
from ui.presenters.workbench import Lane, Workbench
from ui.sweeps import let_all_go
from ui.theme import apply_theme, look
from ui.tokens import MIN_WINDOW_PX, density_for
from ui.views.sign_in_page import SignInPage
from ui.window_keys import INPUT_EVENTS, PRESSED_ONCE, actions_by_key, key_of
from ui.window_panels import WindowPanels
from ui.window_start import WindowStart
from ui.window_state import WindowState, save_window_state

# What only a signed-in desk is made of is imported where it is first needed.
if TYPE_CHECKING:
    from desk_app.domain.keyboard_wedge import WedgeRead
    from desk_app.services.desk import Desk
    from ui.screens import MakeCounterPage, Screens
    from ui.views.lock_page import LockPage
    from ui.wedge import Wedge
    from ui.workspace import Workspace

# The toolkit's own controls use Esc first: a list that is open, a panel over the window.
_AFTER_THE_WIDGET = frozenset({Action.ESCAPE})


class MainWindow(QMainWindow):
    """The one window of the desk.

    Args:
        app: The application, whose keys it hears first.
        start: The workplace.
        run: The lanes.
        make_counter_page: Makes the page that serves a case.
        state: How the window stood when it was last closed.
    """

    def __init__(
        self,
        app: QApplication,
        start: WindowStart,
        run: Executor,
        make_counter_page: MakeCounterPage,
        state: WindowState,
    ) -> None:
        super().__init__()
        self._app = app
        self._start = start
        self.run = run
        self._make_counter_page = make_counter_page
        self.language = state.language or start.settings.language
        self.bench: Workbench | None = None
        self.workspace: Workspace | None = None
        self._lock_page: LockPage | None = None
        self._is_locked = False
        self._focus_before_lock: QWidget | None = None
        # Pressed while the screens of the desk were being built.
        self._early: list[Action] = []
        self._idle_since: float | None = None
        self._actions = actions_by_key()
        self._wedge: Wedge | None = None
        self.frame = Frame(start, self.say)
        self.setCentralWidget(self.frame)
        self._sign_ins = [self._sign_in(self._on_signed_in)]
        self.sign_in_page = SignInPage(
            self.say, self._sign_ins[0], start.operators, start.settings.workplace, start.demo_hint
        )
        self.panels = WindowPanels(self.frame, start, run, self.say, self._say_error)
        self._build()
        self._restore(state)

    def say(self, key: str, **params: str | int) -> str:
        """Return a text of the catalogue in the language in force."""
        return self._start.texts.get(key, self.language, **params)

    def _say_error(self, error: KnownError) -> str:
        return self._start.texts.of_error(error, self.language)

    def recover(self) -> None:
        """A bug broke off a job: let the next key act."""
        for sign_in in self._sign_ins:
            sign_in.recover()
        self.panels.recover()
        if self.workspace is not None:
            self.workspace.recover()
        elif self.bench is not None:
            # The next sign-in builds the desk that could not be finished.
            self.bench = None
            self._early.clear()
            self.sign_in_page.show_busy(busy=False)

    # --- language and look ---

    def set_language(self, language: Language) -> None:
        """Word the whole window in a language; focus and typed text stay."""
        self.language = language
        if self.bench is not None:
            self.bench.language = language
        self.setWindowTitle(self.say("app.title"))
        self.frame.retranslate(language)
        if self.workspace is not None:
            self.workspace.retranslate()
        if self._is_locked:
            self._show_lock_time()
        self.panels.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        now = look()
        density = density_for(self.width(), self.height(), now.text_factor)
        if density is not now.density:
            apply_theme(
                self._app,
                now.theme,
                density,
                text_factor=now.text_factor,
                shows_keys=now.shows_keys,
            )

    # --- time ---

    def tick(self) -> None:
        """Do what is due in this second."""
        bench = self.bench
        if bench is None:
            page = self.frame.page()
            if page is self.sign_in_page:
                self.sign_in_page.count_second()
            return
        now = bench.desk.clock.moment()
        self.frame.status.show_time(now.wall_at)
        if self.workspace is not None:
            self.workspace.tick(now)
            if self._is_locked:
                self.lock_page.show_timer(self.workspace.timer(now))
        self._lock_when_idle(now.counter_seconds)

    def _lock_when_idle(self, counter_seconds: float) -> None:
        if self._idle_since is None or self._is_locked:
            self._idle_since = counter_seconds
        elif counter_seconds - self._idle_since >= self._start.settings.idle_lock_minutes * 60:
            self.lock()

    # --- signing in, locking ---

    @property
    def lock_page(self) -> LockPage:
        """The page of the lock; made with the screens that it hides."""
        if self._lock_page is None:
            from ui.views.lock_page import LockPage

            sign_in = self._sign_in(self._on_unlocked)
            self._lock_page = LockPage(self.say, sign_in, self._start.operators)
            self._sign_ins.append(sign_in)
            self.frame.add_page(self._lock_page)
            self._lock_page.retranslate()
        return self._lock_page

    def lock(self) -> None:
        """Take every person off the screen; the timer goes on and stays visible."""
        if self.bench is None or self.workspace is None or self._is_locked:
            return
        from desk_app.services.sessions import note_lock

        self._focus_before_lock = self.focusWidget()
        self.workspace.leave()
        self.panels.close()
        self._is_locked = True
        self.frame.show_signed_in(signed_in=False)
        self.frame.top.set_operator("")
        self.lock_page.lock_for(self.bench.desk.operator.login)
        self._show_lock_time()
        self.frame.show_page(self.lock_page)
        desk = self.bench.desk
        self.run.submit(
            Lane.DB,
            lambda: note_lock(desk=desk),
            on_done=lambda _: None,
            on_failed=self._on_store_failed,
        )

    def _show_lock_time(self) -> None:
        if self.bench is not None and self.workspace is not None:
            now = self.bench.desk.clock.moment()
            self.lock_page.show_time(now)
            self.lock_page.show_timer(self.workspace.timer(now))

    def _sign_in(self, entered: Callable[[Desk], None]) -> SignIn:
        return SignIn(
            run=self.run,
            unlock=self._start.unlock,
            say=self.say,
            say_error=self._say_error,
            entered=entered,
        )

    def _on_signed_in(self, desk: Desk) -> None:
        if self.bench is not None:
            return
        start = self._start
        bench = Workbench(
            run=self.run,
            texts=start.texts,
            desk=desk,
            registry=start.registry,
            scanners=start.scanners,
            files=start.files,
            printer=start.printer,
            exchange=lambda run: start.exchange(bench.desk, run),
            language=self.language,
            preview_paper=start.preview_paper,
            watched=start.watched,
        )
        self.bench = bench
        self.sign_in_page.show_busy(busy=True)
        self._build_on(bench, self._parts(bench))

    def _parts(self, bench: Workbench) -> Iterator[Screens | None]:
        """Yield None after each part of the desk built, and its screens at last."""
        from ui.screens import build_screens

        self.frame.rail.retranslate()
        yield None
        self.lock_page.retranslate()
        yield None
        yield from build_screens(bench, self.say, self.frame, self._make_counter_page)

    def _build_on(self, bench: Workbench, parts: Iterator[Screens | None]) -> None:
        """Build a part, let the events that came meanwhile be handled, build the next."""
        if self.bench is not bench or not self._clock.isActive():
            return  # given up, or the window was closed meanwhile
        screens = next(parts)
        if screens is None:
            QTimer.singleShot(0, self, lambda: self._build_on(bench, parts))
            return
        from ui.workspace import Workspace

        workspace = Workspace(bench, self.say, self.frame, screens, parent=self)
        self.workspace = workspace
        self.sign_in_page.show_busy(busy=False)
        self._enter(workspace)
        workspace.start()
        early, self._early = self._early, []
        for action in early:
            self.do(action)

    def _on_unlocked(self, desk: Desk) -> None:
        bench, workspace = self.bench, self.workspace
        if bench is None or workspace is None:
            return
        if desk.operator.login == bench.desk.operator.login:
            self._enter(workspace)
            workspace.come_back()
            if self._focus_before_lock is not None:
                self._focus_before_lock.setFocus()
            return
        from ui.presenters.put_aside import put_aside_for

        before = bench.desk
        self.run.submit(
            Lane.DB,
            lambda: put_aside_for(desk, desk=before),
            on_done=lambda _: self._hand_desk_to(desk),
            on_failed=self._on_store_failed,
        )

    def _hand_desk_to(self, desk: Desk) -> None:
        bench, workspace = self.bench, self.workspace
        if bench is None or workspace is None:
            return
        bench.desk = desk
        workspace.forget_counter()
        # Pages speak of the operator and of what their role may do.
        self.frame.retranslate(self.language)
        self._enter(workspace)
        workspace.start()

    def _on_store_failed(self, error: KnownError) -> None:
        self.lock_page.show_failure(self._start.texts.of_error(error, self.language))

    def _enter(self, workspace: Workspace) -> None:
        self._is_locked = False
        self._idle_since = None
        self.frame.show_signed_in(signed_in=True)
        if self.bench is not None:
            self.frame.top.set_operator(self.bench.desk.operator.name)
        self.tick()

    # --- keys ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear the keys of the focused part before it does, and any input that defers the lock."""
        kind = event.type()
        if kind in INPUT_EVENTS:
            self._idle_since = None
        if (
            kind == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(watched, QWidget)
            and watched.window() is self
        ):
            return self._take_key(event)
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if handle := self.windowHandle():
            handle.installEventFilter(self)
        # Nobody reads a card before the first picture, so it does not wait for this.
        QTimer.singleShot(0, self, self._hear_readers)

    def _hear_readers(self) -> None:
        if self._wedge is not None:
            return
        from ui.wedge import Wedge

        self._wedge = Wedge(self, self._today, now_ms=self._counter_ms)
        self._wedge.scanned.connect(self._on_scanned)
        self._follow_focus(None, self.focusWidget())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What no part took comes here, and everything while no part has the focus.
        action = self._actions.get(key_of(event))
        if action in _AFTER_THE_WIDGET and not event.isAutoRepeat():
            self.do(action)
        elif self.focusWidget() is not None or not self._take_key(event):
            super().keyPressEvent(event)

    def _follow_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        # A filter on the application would run Python for every event of every part.
        if old is not None:
            old.removeEventFilter(self)
            if self._wedge is not None:
                old.removeEventFilter(self._wedge)
        if new is not None:
            new.installEventFilter(self)
            # The last one hears first: Enter at the end of a barcode is no key of the clerk's.
            if self._wedge is not None:
                new.installEventFilter(self._wedge)

    def _on_scanned(self, read: WedgeRead) -> None:
        workspace = self.workspace
        if workspace is None or self._is_locked:
            return
        if workspace.search.isVisible() or not self.panels.has_open():
            workspace.take_scan(read)

    def _today(self) -> date:
        return self.bench.desk.today() if self.bench is not None else date.today()  # noqa: DTZ011

    def _counter_ms(self) -> float:
        if self.bench is None:
            return time.monotonic() * 1000
        return self.bench.desk.clock.moment().counter_seconds * 1000

    def _take_key(self, event: QKeyEvent) -> bool:
        action = self._actions.get(key_of(event))
        if event.isAutoRepeat() and event.key() in PRESSED_ONCE:
            return True
        if action is None or action in _AFTER_THE_WIDGET:
            return False
        return self.do(action)

    def do(self, action: Action) -> bool:
        """Do what a key asks for: the page first, then the desk, then the window."""
        if action is Action.SWITCH_LANGUAGE:
            self.set_language(Language.RU if self.language is Language.KK else Language.KK)
            return True
        if action is Action.FULL_SCREEN:
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
            return True
        if action is Action.HELP:
            self.panels.explain()
            return True
        if action is Action.CHANGE_PASSWORD:
            self._ask_password()
            return True
        if self.bench is None or self._is_locked:
            return False
        if self.workspace is None:
            self._early.append(action)
            return True
        if action is Action.LOCK:
            self.lock()
            return True
        if self.panels.has_open():
            return False
        page = self.frame.page()
        if page is not None and page.handle(action):
            return True
        if action in (Action.NEXT_PANE, Action.PREVIOUS_PANE):
            self._step_pane(1 if action is Action.NEXT_PANE else -1)
            return True
        return self.workspace.handle(action)

    def _ask_password(self) -> None:
        login = self._login_in_view()
        if login and not self.panels.has_open():
            self.panels.password.ask(login)

    def _login_in_view(self) -> str:
        """Return the login that stands in the form shown, else whose desk it is."""
        if self._is_locked:
            return self.lock_page.login()
        if self.bench is None or self.workspace is None:
            return self.sign_in_page.login()
        return self.bench.desk.operator.login

    def _step_pane(self, by: int) -> None:
        page = self.frame.page()
        panes: list[tuple[QWidget, Callable[[], None]]] = [
            (self.frame.rail, self.frame.rail.focus_list),
            (self.frame.pages, page.focus_start if page else self.frame.pages.setFocus),
            (self.frame.status, self.frame.status.focus_first),
        ]
        focused = self.focusWidget()
        here = next(
            (n for n, (pane, _) in enumerate(panes) if focused and pane.isAncestorOf(focused)), 1
        )
        pane, go = panes[(here + by) % len(panes)]
        self.frame.status.set_reachable(reachable=pane is self.frame.status)
        go()

    # --- closing ---

    def closeEvent(self, event: QCloseEvent) -> None:
        self._clock.stop()
        if self.workspace is not None and self.bench is not None:
            self.workspace.leave()
            self._hold_open_case(self.bench)
        state = WindowState(
            self.language,
            self.isMaximized(),
            (self.normalGeometry().width(), self.normalGeometry().height()),
        )
        home = self._start.settings.home
        self.run.submit(
            Lane.DB,
            lambda: save_window_state(home, state),
            on_done=_nothing_more,
            on_failed=_nothing_more,
        )
        self._app.focusChanged.disconnect(self._follow_focus)
        let_all_go()
        super().closeEvent(event)

    def _hold_open_case(self, bench: Workbench) -> None:
        from ui.presenters.put_aside import hold_for_closing

        desk = bench.desk
        self.run.submit(
            Lane.DB,
            lambda: hold_for_closing(desk=desk),
            on_done=_nothing_more,
            on_failed=_nothing_more,
        )

    # --- how ---

    def _build(self) -> None:
        self.setMinimumSize(*MIN_WINDOW_PX)
        self.frame.add_page(self.sign_in_page)
        self.frame.show_signed_in(signed_in=False)
        self.frame.top.lock_requested.connect(self.lock)
        self.frame.top.search_requested.connect(lambda: self.do(Action.SEARCH))
        self.frame.top.language_chosen.connect(lambda key: self.set_language(Language(key)))
        self.frame.status.help_requested.connect(lambda: self.do(Action.HELP))
        self.set_language(self.language)
        self.frame.show_page(self.sign_in_page)
        self._app.focusChanged.connect(self._follow_focus)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self.tick)
        self._clock.start()

    def _restore(self, state: WindowState) -> None:
        self.resize(*state.size_px)
        if state.is_maximized:
            self.setWindowState(Qt.WindowState.WindowMaximized)


def _nothing_more(_: object) -> None:
    """The window is gone; what failed is in the store's own journal."""
