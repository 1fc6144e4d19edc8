"""Step 3: the application's data, consents, languages and status; printed for signing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from desk_app.domain.cases import Case, CaseState, Step
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.form_fields import FieldKind, FieldSpec, RowSpec, validate
from desk_app.domain.languages import Language
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.rules import ConsentConsequence, consents_for
from desk_app.domain.steps import consent_consequences
from desk_app.domain.vocabulary import Channel, Outcome, PaperKind, RequestedStatus
from desk_app.errors import InputError, KnownError
from desk_app.services import intake, issuing
from desk_app.services.desk import Desk
from ui.presenters.case_file import CaseFile, Settled
from ui.presenters.workbench import Lane

_PHONE_PREFIX = "+7"
_ISO_DATE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class ConsentWords:
    """A consent as it is asked: `given` is None while nobody answered."""

    code: str
    title: str
    text: str
    given: bool | None


@dataclass(frozen=True, slots=True)
class FormSection:
    """Fields and tables behind "more" under one heading."""

    code: str
    title: str
    fields: tuple[FieldSpec, ...]
    rows: tuple[RowSpec, ...]


class ApplicationView(Protocol):
    """The third step as its presenter sees it."""

    def show_application(self) -> None:
        """Show the step as it stands."""

    def application_printed(self, failure: KnownError | None) -> None:
        """The paper for signing is at the printer, or waits with a reason."""


class Application:
    """The third step of one case."""

    def __init__(self, file: CaseFile, view: ApplicationView) -> None:
        self.file = file
        self._view = view
        self._printed: object = None
        self.is_printing = False

    def opened(self) -> None:
        """The case was opened: what was printed before is printed again only if it changed."""
        has_paper = any(p.kind is PaperKind.APPLICATION for p in self.file.case.papers)
        self._printed = _content(self.file.case) if has_paper else None
        self.is_printing = False

    def recover(self) -> None:
        """A bug broke off a job: let the next key act."""
        self.is_printing = False

    # --- fields ---

    def main_fields(self) -> tuple[FieldSpec, ...]:
        """Return the fields of the standard case, in their order."""
        main = [spec for spec in self.file.pack.form.fields if spec.main_position is not None]
        return tuple(sorted(main, key=lambda spec: spec.main_position or 0))

    def sections(self) -> tuple[FormSection, ...]:
        """Return everything behind "more"."""
        form = self.file.pack.form
        sections = (
            FormSection(
                code=section.code,
                title=self.file.words(section.title),
                fields=tuple(
                    f for f in form.fields if f.section == section.code and f.main_position is None
                ),
                rows=tuple(rows for rows in form.rows if rows.section == section.code),
            )
            for section in form.sections
        )
        return tuple(section for section in sections if section.fields or section.rows)

    def shown(self, spec: FieldSpec) -> str:
        """Return a field's answer as its input shows it."""
        return shown(spec, self.file.case.form.answers.get(spec.code, ""))

    def is_from_registry(self, spec: FieldSpec) -> bool:
        """Whether the registry filled the field and nobody changed it."""
        return spec.code in self.file.case.form.from_registry

    def rows(self, group: RowSpec) -> tuple[Mapping[str, str], ...]:
        """Return the rows of a table as its inputs show them."""
        specs = {spec.code: spec for spec in group.fields}
        return tuple(
            {code: shown(specs[code], text) for code, text in row.items() if code in specs}
            for row in self.file.case.form.rows.get(group.code, ())
        )

    def error(self, spec: FieldSpec, text: str) -> str:
        """Return what is wrong with an answer that has content, in words, or nothing."""
        try:
            validate(spec, raw(spec, text), self.file.today)
        except InputError as error:
            return self.file.error_words(error)
        return ""

    def answer(self, spec: FieldSpec, text: str, settled: Settled) -> None:
        """Keep an answer: cleaned where it will do, as typed where it will not yet."""
        kept = stored(spec, text, self.file)
        if kept == self.file.case.form.answers.get(spec.code, ""):
            settled(None)
            return

        def job(application_id: UUID, desk: Desk) -> Case:
            return intake.answer_field(application_id, spec.code, kept, desk=desk)

        self.file.keep(job, settled)

    def answer_rows(
        self, group: RowSpec, rows: Sequence[Mapping[str, str]], settled: Settled
    ) -> None:
        """Keep the rows of a table; rows without a word are left out."""
        specs = {spec.code: spec for spec in group.fields}
        kept = [
            {code: stored(specs[code], text, self.file) for code, text in row.items() if text}
            for row in rows
        ]
        filled = [row for row in kept if row]
        self.file.keep(
            lambda application_id, desk: intake.answer_rows(
                application_id, group.code, filled, desk=desk
            ),
            settled,
        )

    # --- consents ---

    def consents(self) -> tuple[ConsentWords, ...]:
        """Return the consents of the case's channel with the answers so far."""
        case = self.file.case
        asked = set(consents_for(self.file.pack, case.channel))
        return tuple(
            ConsentWords(
                rule.code,
                self.file.words(rule.title),
                self.file.words(rule.text),
                record.given if (record := case.consent(rule.code)) else None,
            )
            for rule in self.file.pack.consents
            if rule.code in asked
        )

    def has_all_consents(self) -> bool:
        """Whether the applicant gave every consent."""
        return all(consent.given for consent in self.consents())

    def consent_to_all(self, *, given: bool) -> None:
        """Record one answer to every consent of the channel."""
        codes = consents_for(self.file.pack, self.file.case.channel)

        def job(application_id: UUID, desk: Desk) -> None:
            for code in codes:
                intake.record_consent(application_id, code, given=given, desk=desk)

        self.file.change(job)

    def consent(self, code: str, *, given: bool) -> None:
        """Record the answer to one consent."""
        self.file.change(
            lambda application_id, desk: intake.record_consent(
                application_id, code, given=given, desk=desk
            )
        )

    def consequences(self) -> tuple[tuple[str, Outcome | None], ...]:
        """Return in words what each refused consent leads to, and the outcome to go to."""
        file = self.file
        found = consent_consequences(file.case, file.pack, file.kind, file.today)
        titles = {rule.code: file.words(rule.title) for rule in file.pack.consents}
        return tuple(
            (self._consequence_words(titles[code], what), what.outcome) for code, what in found
        )

    def _consequence_words(self, title: str, what: ConsentConsequence) -> str:
        say = self.file.bench.say
        if what.outcome is None:
            return say("application.consent_goes_on", consent=title)
        rules = self.file.pack.outcomes[self.file.kind]
        outcome = next(self.file.words(r.title) for r in rules if r.code is what.outcome)
        return say("application.consent_leads_to", consent=title, outcome=outcome)

    # --- languages and status ---

    def choose_application_language(self, language: Language) -> None:
        """Keep the language of the application."""
        self.file.change(
            lambda application_id, desk: intake.choose_languages(
                application_id, desk=desk, application=language
            )
        )

    def choose_result_language(self, language: PaperLanguage) -> None:
        """Keep the language of the result."""
        self.file.change(
            lambda application_id, desk: intake.choose_languages(
                application_id, desk=desk, result=language
            )
        )

    def statuses(self) -> tuple[RequestedStatus, ...]:
        """Return the statuses that can be asked for."""
        return self.file.pack.procedure.statuses

    def ask_for(self, status: RequestedStatus) -> None:
        """Keep which status is asked for."""
        self.file.change(
            lambda application_id, desk: intake.ask_for(application_id, status, desk=desk)
        )

    def ask_for_the_other(self) -> None:
        """Keep the next of the statuses as the one asked for; the focus stays where it is."""
        if not self.file.is_draft:
            return
        statuses = self.statuses()
        here = statuses.index(self.file.case.requested_status)
        self.ask_for(statuses[(here + 1) % len(statuses)])

    # --- the paper for signing ---

    def needs_printing(self) -> bool:
        """Whether the application was never printed, or says something else by now."""
        case = self.file.case
        is_paper = case.channel is not Channel.PORTAL and case.state is CaseState.DRAFT
        return is_paper and self._printed != _content(case)

    def print_if_changed(self) -> None:
        """Make and print the application for signing once it is whole, for each content anew."""
        if self.needs_printing() and not self.file.blockers(Step.APPLICATION):
            self.print()

    def print(self) -> None:
        """Make and print the application for signing as it stands now."""
        if self.is_printing or self.file.case.state is not CaseState.DRAFT:
            return
        self.is_printing = True
        bench, application_id = self.file.bench, self.file.case.application_id
        self._printed = _content(self.file.case)

        def job() -> str:
            made = issuing.make_application(application_id, desk=bench.desk)
            paper = issuing.latest_paper(made, PaperKind.APPLICATION)
            printed = issuing.print_paper(
                application_id, paper.paper_id, desk=bench.desk, printer=bench.printer
            )
            return printed.failure

        self.file.work(
            Lane.PRINT,
            job,
            done=lambda code: self._printed_as(KnownError(code) if code else None),
            failed=self._not_made,
        )

    def _not_made(self, error: KnownError) -> None:
        self._printed = None
        self._printed_as(error)

    def _printed_as(self, failure: KnownError | None) -> None:
        self.is_printing = False

        def unread(error: KnownError) -> None:
            self.file.fail(error)
            self._view.application_printed(failure)

        self.file.settle(lambda: self._view.application_printed(failure), unread)


def _content(case: Case) -> object:
    """Return all that the application says; equal contents print equal papers."""
    who, form = case.applicant, case.form
    settled = {DocumentStatus.SCANNED, DocumentStatus.SEEN}
    own = PaperKind.APPLICATION.value
    return (
        (who.name, who.iin, who.birth_date, who.document, who.representative),
        {code: text for code, text in form.answers.items() if text},
        {code: tuple(map(dict, rows)) for code, rows in form.rows.items() if rows},
        {consent.code: consent.given for consent in case.consents},
        tuple(d.code for d in case.documents if d.status in settled and d.code != own),
        (case.application_language, case.requested_status),
    )


def shown(spec: FieldSpec, text: str) -> str:
    """Return a stored answer as its input shows it."""
    if spec.kind is FieldKind.PHONE:
        return text.removeprefix(_PHONE_PREFIX)
    if spec.kind is FieldKind.DATE and len(text) == _ISO_DATE_LENGTH and text[4] == "-":
        return f"{text[8:]}.{text[5:7]}.{text[:4]}"
    return text


def raw(spec: FieldSpec, text: str) -> str:
    """Return an input's value as the field's rule reads it."""
    is_phone = spec.kind is FieldKind.PHONE and text
    return f"{_PHONE_PREFIX}{text}" if is_phone else text


def stored(spec: FieldSpec, text: str, file: CaseFile) -> str:
    """Return an input's value as it is stored: cleaned where it will do."""
    typed = raw(spec, text)
    try:
        return validate(spec, typed, file.today)
    except InputError:
        return typed
