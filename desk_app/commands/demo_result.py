"""A result that waits in the demo office: accepted and decided by the desks beside those shown.

Their stores are put away afterwards: the registry brings the result to the counter like any other.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desk_app import bootstrap
from desk_app.commands.demo_office import DemoOffice, share_token
from desk_app.devices.pages import import_pages
from desk_app.domain.applicants import IinSource
from desk_app.domain.cases import Case
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.iin import Iin
from desk_app.domain.rules import consents_for
from desk_app.domain.vocabulary import DeskKind, PaperKind
from desk_app.errors import ExchangeError
from desk_app.ports.registry import RegistryGateway
from desk_app.resource_paths import shipped_folder
from desk_app.services import decisions, intake, issuing, lookup, queue
from desk_app.services.desk import Desk
from desk_app.services.exchange import exchange_now
from desk_app.store.durable import disk_errors, make_folder
from desk_app.texts import load_texts

_SCRATCH = "result.new"
_WORKPLACE = "08"


def bring_result(folder: Path, registry_url: str) -> None:
    """Bring a result to hand over to the demo office under a folder.

    Args:
        folder: The demo office's.
        registry_url: Where its registry listens.

    Raises:
        KnownError: The registry, the disk or the office's rules stood in the way.
    """
    scratch = folder / _SCRATCH
    shutil.rmtree(scratch, ignore_errors=True)
    with disk_errors():
        make_folder(scratch)
    try:
        share_token(folder, scratch)
        _bring(DemoOffice(scratch, registry_url, None, load_texts(_resources() / "texts")))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _bring(office: DemoOffice) -> None:
    with (
        _colleague(office, DeskKind.STATE_CORPORATION) as clerk,
        _colleague(office, DeskKind.PROVIDER) as specialist,
    ):
        # Both need numbers before anything can be issued.
        for colleague in (clerk, specialist):
            colleague.exchange()
        told = tomllib.loads((_resources() / "demo" / "result.toml").read_text(encoding="utf-8"))
        case = _accepted(_somebody_new(told["iins"], clerk.registry), told["answers"], clerk)
        clerk.exchange()
        specialist.exchange()
        decisions.register(case.application_id, desk=specialist.desk)
        specialist.exchange()


@dataclass(frozen=True, slots=True)
class _Colleague:
    """A desk beside the one that is shown, with its way to the registry."""

    desk: Desk
    registry: RegistryGateway

    def exchange(self) -> None:
        report = bootstrap.exchange_all(self.desk, self.registry, exchange_now)
        if report.failure:
            raise ExchangeError(report.failure)


@contextmanager
def _colleague(office: DemoOffice, kind: DeskKind) -> Iterator[_Colleague]:
    demo = office.desk(kind)
    settings = replace(demo.premises.settings, workplace=_WORKPLACE)
    with (
        closing(replace(demo.premises, settings=settings)) as premises,
        closing(bootstrap.registry_of(settings)) as registry,
    ):
        yield _Colleague(premises.unlock(demo.login, demo.password), registry)


def _somebody_new(iins: Sequence[str], registry: RegistryGateway) -> Iin:
    """Return the first person without an application; once all have one, the first comes again."""
    people = [Iin.parse(digits) for digits in iins]
    return next((iin for iin in people if not registry.known_cases(iin)), people[0])


def _accepted(iin: Iin, answers: Mapping[str, Any], clerk: _Colleague) -> Case:
    desk = clerk.desk
    visit = queue.take_without_ticket(desk=desk)
    case_id = intake.open_case(visit.visit_id, desk=desk).application_id
    intake.give_iin(case_id, iin, IinSource.BARCODE, desk=desk)
    answer = lookup.ask_registry(iin, registry=clerk.registry, desk=desk)
    intake.take_answer(case_id, answer, desk=desk)
    intake.confirm_person(case_id, desk=desk)
    for code in ("employment", "education"):
        intake.mark_document(case_id, code, DocumentStatus.ABSENT, desk=desk)
    for code, text in answers.items():
        intake.answer_field(case_id, code, text, desk=desk)
    for consent in consents_for(desk.pack, intake.CHANNELS[desk.office.kind]):
        intake.record_consent(case_id, consent, given=True, desk=desk)
    _sign(issuing.make_application(case_id, desk=desk), desk)
    accepted = decisions.accept(case_id, desk=desk, link_is_up=True)
    queue.finish_visit(visit.visit_id, desk=desk)
    return accepted


def _sign(case: Case, desk: Desk) -> None:
    """Keep the printed application as it comes back from the applicant's hand."""
    paper = issuing.latest_paper(case, PaperKind.APPLICATION)
    for page in import_pages(issuing.paper_bytes(paper, desk=desk)):
        intake.keep_page(case.application_id, "application", page, desk=desk)


def _resources() -> Path:
    return shipped_folder("resources")
