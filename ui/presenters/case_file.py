"""The case on the screen: its latest state, and the one way to read and change it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from desk_app.domain.cases import Case, CaseOrigin, CaseState, Step
from desk_app.domain.languages import Bilingual
from desk_app.domain.rule_packs import RulePack
from desk_app.domain.service_time import Visit
from desk_app.domain.steps import Blocker, blockers
from desk_app.domain.vocabulary import DeskKind
from desk_app.errors import KnownError
from desk_app.services import intake, lists
from desk_app.services.desk import Desk
from ui.presenters.workbench import Lane, Workbench

Result = TypeVar("Result")
# Hears why something was not saved, or None.
Settled = Callable[[KnownError | None], None]


class CaseFile:
    """One open case. All changes go through the store's lane, in order, and come back from it.

    Callbacks about a case that was closed meanwhile are dropped.
    """

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench
        self.visit: Visit | None = None
        self.saved_at: datetime | None = None
        self.failure: KnownError | None = None
        self._case: Case | None = None
        self._open = threading.Event()
        self._followers: list[Callable[[], None]] = []
        self._said: dict[str, tuple[str, Mapping[str, str | int]]] = {}

    def follow(self, follower: Callable[[], None]) -> None:
        """Call something after each change of the case or of how it was saved."""
        self._followers.append(follower)

    def open(self, case: Case, visit: Visit | None) -> None:
        """Take a case up."""
        self._open.set()
        self._open = threading.Event()
        self._case, self.visit = case, visit
        self.saved_at = self.failure = None
        self._said.clear()

    def close(self) -> None:
        """Let go of the case; nothing of it comes back any more."""
        self._open.set()
        self._case = self.visit = None

    @property
    def is_open(self) -> bool:
        """Whether there is a case on the screen."""
        return self._case is not None

    @property
    def case(self) -> Case:
        """The case as last read from the store."""
        if self._case is None:
            raise RuntimeError("no case is open")
        return self._case

    @property
    def pack(self) -> RulePack:
        """The rules of the case; without one, those of the next."""
        desk = self.bench.desk
        return desk.pack if self._case is None else desk.pack_of(self._case)

    @property
    def kind(self) -> DeskKind:
        """The kind of this desk."""
        return self.bench.desk.office.kind

    @property
    def today(self) -> date:
        """The local date."""
        return self.bench.desk.today()

    @property
    def is_draft(self) -> bool:
        """Whether the case is still being filled here."""
        return self.case.state is CaseState.DRAFT

    @property
    def is_incoming(self) -> bool:
        """Whether the case came from another desk or the portal and is only decided here."""
        return self.case.origin is CaseOrigin.REGISTRY or not self.is_draft

    def words(self, text: Bilingual) -> str:
        """Return a text of the rule pack in the screen's language."""
        return text.text(self.bench.language)

    def error_words(self, error: KnownError) -> str:
        """Return what happened and what to do, in the words of this page where it has its own."""
        return self.code_words(error.code, error.params)

    def code_words(self, code: str, params: Mapping[str, str | int]) -> str:
        """Return the words of an error or of something to put right."""
        texts, own = self.bench.texts, f"problem.{code}"
        key = own if own in texts else f"error.{code}"
        words = texts.get(key, self.bench.language, **params)
        self._said[words] = code, params
        return words

    def said_again(self, words: str) -> str:
        """Return what was said of something to put right, in the language in force."""
        said = self._said.get(words)
        return self.code_words(*said) if said is not None else words

    def blockers(self, step: Step) -> tuple[Blocker, ...]:
        """Return what keeps a step from being left."""
        return blockers(self.case, step, pack=self.pack, desk=self.kind, today=self.today)

    def change(
        self,
        job: Callable[[UUID, Desk], Result],
        *,
        done: Callable[[Result], None] | None = None,
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Do something with the case in the store and show it as it stands afterwards.

        A failure without a callback of its own stands beside the save stamp.
        """
        desk, application_id = self.bench.desk, self.case.application_id

        def work() -> tuple[Result, Case]:
            return job(application_id, desk), lists.case(application_id, desk=desk)

        def on_done(outcome: tuple[Result, Case]) -> None:
            self._case, self.failure = outcome[1], None
            self.saved_at = desk.clock.now()
            self._tell()
            if done is not None:
                done(outcome[0])

        self.work(Lane.DB, work, done=on_done, failed=failed)

    def keep(self, job: Callable[[UUID, Desk], object], settled: Settled) -> None:
        """Keep what was typed; a failure stands beside the save stamp and is told as well."""

        def failed(error: KnownError) -> None:
            self.fail(error)
            settled(error)

        self.change(job, done=lambda _: settled(None), failed=failed)

    def keep_place(self, place: str, settled: Settled) -> None:
        """Keep where the focus is; nothing on the screen depends on it, nor tells of it."""
        desk, application_id = self.bench.desk, self.case.application_id
        self.work(
            Lane.DB,
            lambda: intake.keep_place(application_id, place, desk=desk),
            done=lambda _: settled(None),
            failed=settled,
        )

    def keep_text(self, name: str, text: str, settled: Settled) -> None:
        """Keep what stands in a field and is no part of the case yet."""
        self.keep(
            lambda application_id, desk: intake.keep_text(application_id, name, text, desk=desk),
            settled,
        )

    def unfinished(self, name: str) -> str:
        """Return what was kept of a field as typed."""
        return self.case.unfinished.texts.get(name, "")

    def settle(
        self,
        done: Callable[[], None],
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Call something when all that was asked of the store before is done and shown."""
        desk, application_id = self.bench.desk, self.case.application_id

        def on_read(case: Case) -> None:
            self._case = case
            self._tell()
            done()

        self.work(
            Lane.DB, lambda: lists.case(application_id, desk=desk), done=on_read, failed=failed
        )

    def work(
        self,
        lane: Lane,
        job: Callable[[], Result],
        *,
        done: Callable[[Result], None],
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Run a job about this case on a lane; its callbacks come only while the case is open."""
        still = self._open

        def on_done(result: Result) -> None:
            if not still.is_set():
                done(result)

        def on_failed(error: KnownError) -> None:
            if not still.is_set():
                (failed or self.fail)(error)

        self.bench.run.submit(lane, job, on_done=on_done, on_failed=on_failed)

    def report(self, callback: Callable[[], None]) -> None:
        """Call something on the interface thread from within a job, while the case is open."""
        still = self._open
        self.bench.run.report(lambda: None if still.is_set() else callback())

    def fail(self, error: KnownError) -> None:
        """Show beside the save stamp why something was not saved."""
        self.failure = error
        self._tell()

    def _tell(self) -> None:
        for follower in self._followers:
            follower()
