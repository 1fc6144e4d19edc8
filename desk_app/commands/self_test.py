"""The self-test: everything started off-screen, a small case done, its store opened again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from desk_app import bootstrap
from desk_app.commands.answer import Answer, Status
from desk_app.commands.invocation import Invocation
from desk_app.commands.journal import journal_report
from desk_app.commands.unexpected import write_report
from desk_app.domain.cases import CaseState
from desk_app.domain.languages import Language
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.vocabulary import DeskKind, PaperKind
from desk_app.logs import log_folder

_CASE = "standard"


@dataclass(frozen=True, slots=True)
class Checked:
    """How one check ended; `found` says what does not hold."""

    name: str
    holds: bool
    seconds: float
    found: str = ""


def answer_self_test(call: Invocation) -> Answer:
    """Answer `--self-test`; status 1 where a check fails."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="desk-app-self-test-") as folder:
        test = _SelfTest(call, Path(folder))
        checks = [_check(name, deed, call) for name, deed in test.deeds()]
    holds = all(check.holds for check in checks)
    values: dict[str, Any] = {
        "checks": [_values(check) for check in checks],
        "verdict": "passed" if holds else "failed",
    }
    return Answer(Status.DONE if holds else Status.REFUSED, values)


def _values(check: Checked) -> dict[str, Any]:
    return {
        "name": check.name,
        "state": "ok" if check.holds else "fail",
        "seconds": round(check.seconds, 3),
        "found": check.found,
    }


def _check(name: str, deed: Callable[[], str], call: Invocation) -> Checked:
    started = perf_counter()
    try:
        found = deed()
    except Exception as error:  # noqa: BLE001 - whatever it is, the other checks still tell something
        write_report(error, log_folder(call.home))
        found = str(error) or type(error).__name__
    return Checked(name, not found, perf_counter() - started, found)


class _SelfTest:
    """The checks, in order; each returns what does not hold."""

    def __init__(self, call: Invocation, folder: Path) -> None:
        self._call = call
        self._folder = folder
        self._report: dict[str, Any] = {}

    def deeds(self) -> tuple[tuple[str, Callable[[], str]], ...]:
        """Return the checks by name."""
        return (
            ("rules", self._rules),
            ("papers", self._papers),
            ("case", self._case),
            ("exchange", self._exchange),
            ("store", self._store),
        )

    def _rules(self) -> str:
        packs = bootstrap.load_rules("KZ-LIR-2020", self._folder).packs
        return "" if len(packs) > 1 else "a rule pack is missing"

    def _papers(self) -> str:
        import json

        from desk_app.commands.render import example, shipped_templates
        from desk_app.printing.inputs import read_paper
        from desk_app.printing.render import preview_page, render

        templates = shipped_templates()
        for kind in PaperKind:
            paper = read_paper(kind, json.dumps(example(kind)).encode())
            for language in PaperLanguage:
                preview_page(render(paper, language, templates).content, 0, 50)
        return ""

    def _case(self) -> str:
        """Play a case through the window; its pages, papers and prints are made for real."""
        from desk_app.commands.play_scenarios import play_on
        from desk_app.commands.stage import Stage

        pictures = self._folder / "pictures"
        pictures.mkdir()
        stage = Stage(
            self._folder / "office", pictures, Language.KK, self._call.texts, is_instant=True
        )
        self._report = play_on(stage, _CASE)
        if self._report["state"] != CaseState.ACCEPTED:
            return f"the case is {self._report['state'] or 'not there'}"
        return "" if self._report["papers"] else "no paper was made"

    def _exchange(self) -> str:
        return "" if self._report.get("synced") else "the case has not reached the registry"

    def _store(self) -> str:
        """Open the store again: every page of it, the case, its files, and the journal."""
        from desk_app.commands.demo_office import demo_office

        with demo_office(self._folder / "office", self._call.texts) as office:
            demo = office.desk(DeskKind.STATE_CORPORATION)
            with closing(demo.premises) as premises:
                desk, opened = premises.unlock_for_command(demo.login, demo.password)
                opened.require_whole()
                with desk.store.reading() as unit:
                    journal = journal_report(unit.audit.entries())
                    cases = [unit.cases.get(case_id) for case_id in unit.cases.all_ids()]
                for page in (p for c in cases for d in c.documents for p in d.pages):
                    desk.scans.get(page.sha256)
        if str(self._report.get("application_id")) not in {str(c.application_id) for c in cases}:
            return "the case is not in the store"
        return "" if journal["verdict"] == "intact" else "the journal is broken"
