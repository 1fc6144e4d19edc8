"""Step 1: who is this, on what evidence, and is it the person at the counter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import UUID

from desk_app.domain import identity
from desk_app.domain.applicants import Applicant, IinSource
from desk_app.domain.cases import Case, CaseState, Step
from desk_app.domain.identity_sources import registry_number
from desk_app.domain.iin import Iin
from desk_app.domain.keyboard_wedge import WedgeRead
from desk_app.domain.mrz import MachineReadable
from desk_app.domain.rule_packs import RulePack
from desk_app.domain.vocabulary import CheckValue
from desk_app.errors import InputError, KnownError
from desk_app.services import intake, lists, lookup
from desk_app.services.desk import Desk
from desk_app.services.intake import Found, RegistryAnswer
from desk_app.wire import KnownCase
from ui.presenters.case_file import CaseFile, Settled
from ui.presenters.identity_form import CHANGES, form_values, is_number_hidden, with_lines
from ui.presenters.identity_seen import (
    DuplicateWords,
    IdentityView,
    IdentityWords,
    LookupState,
    Place,
)
from ui.presenters.person_words import (
    PersonWords,
    has_double,
    has_gaps,
    has_representative,
)
from ui.presenters.words import DASH
from ui.presenters.workbench import Lane

SLOW_AFTER_SECONDS = 3
ASK_AGAIN_AFTER_SECONDS = 20


def _nothing_more(_: KnownError | None) -> None:
    """The save stamp says it all."""


class Identity(PersonWords):
    """The first step of one case."""

    def __init__(self, file: CaseFile, view: IdentityView) -> None:
        self.file = file
        self._view = view
        self.begin()

    def begin(self) -> None:
        """Forget the person before."""
        self.by_hand = False
        self.with_representative = False
        self.form_errors: dict[str, str] = {}
        self._found: Found | None = None
        self._known: tuple[KnownCase, ...] = ()
        self._waited_seconds: int | None = None
        self._is_taking = False
        self._asked_of: Iin | None = None
        self._is_typed_now = False
        self._rest_seconds = 0
        self._link_was_up = self.file.bench.link_is_up
        self._digits = ""

    def opened(self) -> None:
        """The case was opened: what was not heard of the person is asked for."""
        self.begin()
        case = self.file.case
        self.by_hand = self._was_entered_by_hand(case)
        self.with_representative = case.applicant.representative is not None
        self._show_unfinished()
        iin = case.applicant.iin
        may_ask = case.state in {CaseState.DRAFT, CaseState.ACCEPTED}
        if iin is None or not may_ask:
            return
        self._look_here_again()
        if not _is_known(case):
            self._ask(iin)

    def _look_here_again(self) -> None:
        desk, application_id = self.file.bench.desk, self.file.case.application_id
        self.file.work(
            Lane.DB,
            lambda: intake.find_here(application_id, desk=desk),
            done=self._on_found_again,
        )

    def _on_found_again(self, found: Found) -> None:
        if found.case.applicant.iin == self.file.case.applicant.iin:
            self._found = found
            self._view.show_identity()

    def _was_entered_by_hand(self, case: Case) -> bool:
        has_form = bool(case.applicant.name.full or self._unfinished_form())
        return has_form and not _is_known(case)

    def _show_unfinished(self) -> None:
        for code, text in self._unfinished_form().items():
            try:
                CHANGES[code](text, self.file.today)
            except InputError as error:
                self.form_errors[code] = self.file.error_words(error)

    # --- the number ---

    def type_iin(self, digits: str) -> None:
        """Take a typed number once all its digits are there."""
        iin = self.check_iin(digits)
        if iin is None:
            return
        if iin != self.file.case.applicant.iin:
            self._give(iin, IinSource.TYPED)
        else:
            self._view.go_on_at(self.place())

    def check_iin(self, digits: str) -> Iin | None:
        """Return the number, or say what is wrong with it; nothing is said of no number."""
        if not digits:
            self._view.show_error("iin", "")
            return None
        try:
            iin = Iin.parse(digits)
        except InputError as error:
            self._view.show_error("iin", self.file.error_words(error))
            return None
        self._view.show_error("iin", "")
        return iin

    def take_read(self, read: WedgeRead) -> bool:
        """Take a card read by a barcode or document reader."""
        if not self.file.is_draft:
            return False
        if read.mrz is not None:
            return self._take_lines(read.mrz)
        if read.iin is not None:
            self._give(read.iin, IinSource.BARCODE)
            return True
        return False

    def _take_lines(self, lines: MachineReadable) -> bool:
        if lines.errors:
            self._view.show_error("iin", self.file.bench.say("identity.lines_wrong"))
            return True
        if lines.iin is not None:
            self._give(lines.iin, IinSource.MRZ)
        self._enter(lambda applicant, pack: with_lines(applicant, lines, pack))
        return True

    def _give(self, iin: Iin, source: IinSource) -> None:
        self._digits = ""
        self._found, self._known = None, ()
        self._is_typed_now = source is IinSource.TYPED
        self._view.show_error("iin", "")
        self._view.show_error("document_digits", "")
        self.file.change(
            lambda application_id, desk: intake.give_iin(application_id, iin, source, desk=desk),
            done=self._on_found,
        )
        self._ask(iin)
        self._view.show_identity()
        self._view.go_on_at(self.place())

    def _on_found(self, found: Found) -> None:
        self._found = found
        self._is_typed_now = False
        self._view.show_identity()
        self._view.go_on_at(self.place())

    # --- the registry ---

    def _ask(self, iin: Iin) -> None:
        self._waited_seconds = 0
        self._asked_of = iin
        registry, desk = self.file.bench.registry, self.file.bench.desk
        self.file.work(
            Lane.LOOKUP,
            lambda: lookup.ask_registry(iin, registry=registry, desk=desk),
            done=self._on_answer,
        )

    def _on_answer(self, answer: RegistryAnswer) -> None:
        # The store may not have told of the number yet; an answer about another one is too late.
        if answer.iin != self._asked_of:
            return
        self._waited_seconds = None
        self._is_taking = True
        self._rest_seconds = ASK_AGAIN_AFTER_SECONDS
        self._known = answer.cases

        def take(application_id: UUID, desk: Desk) -> Case:
            return intake.take_answer(application_id, answer, desk=desk)

        self.file.change(take, done=lambda _: self._after_answer())

    def _after_answer(self) -> None:
        self._is_taking = False
        if not _is_known(self.file.case) and self.file.is_draft:
            self.by_hand = True
        self._view.show_identity()
        self._view.say_aloud(self._message(self.lookup_state()))
        if self._digits:
            self._confirm_digits(self._digits)
        else:
            self._view.go_on_at(self.place())

    def tick(self) -> None:
        """Count a second of waiting; ask again by itself when there is a link again."""
        if self._waited_seconds is not None:
            self._waited_seconds += 1
            if self._waited_seconds == SLOW_AFTER_SECONDS:
                self._view.show_identity()
            return
        if self._is_taking:
            # The answer is there; asked again now, a second one would undo what follows it.
            return
        came_back = self.file.bench.link_is_up and not self._link_was_up
        self._link_was_up = self.file.bench.link_is_up
        self._rest_seconds -= 1
        iin = self.file.case.applicant.iin
        wants = iin is not None and self._may_be_asked_again()
        if wants and self._link_was_up and (came_back or self._rest_seconds <= 0):
            self._ask(iin) if iin is not None else None

    def _may_be_asked_again(self) -> bool:
        case = self.file.case
        unknown = case.applicant.registry_lookup.found is CheckValue.UNKNOWN
        return unknown and case.state in {CaseState.DRAFT, CaseState.ACCEPTED}

    def lookup_state(self) -> LookupState:
        """Return how the question to the registry stands."""
        if self._waited_seconds is not None:
            slow = self._waited_seconds >= SLOW_AFTER_SECONDS
            return LookupState.SLOW if slow else LookupState.ASKING
        asked = self.file.case.applicant.registry_lookup
        if asked.asked_at is None:
            return LookupState.NONE
        return {
            CheckValue.YES: LookupState.FOUND,
            CheckValue.NO: LookupState.NOT_FOUND,
            CheckValue.UNKNOWN: LookupState.LATER,
        }[asked.found]

    # --- the second datum ---

    def type_digits(self, digits: str) -> None:
        """Take the last digits of the document; before the registry answered they wait."""
        self._view.show_error("document_digits", "")
        self._digits = digits if len(digits) >= identity.SECOND_DATUM_DIGITS else ""
        if self._digits and self.lookup_state() is LookupState.FOUND:
            self._confirm_digits(digits)

    def _confirm_digits(self, digits: str) -> None:
        self.file.change(
            lambda application_id, desk: intake.confirm_digits(application_id, digits, desk=desk),
            done=lambda _: self._after_digits(),
            failed=lambda error: self._refuse("document_digits", error),
        )

    def _after_digits(self) -> None:
        self._digits = ""
        self._view.show_identity()
        self._view.go_on_at(self.place())

    def _refuse(self, place: str, error: KnownError) -> None:
        self._view.show_error(place, self.file.error_words(error))

    # --- by hand ---

    def enter_by_hand(self) -> None:
        """Open the form: no IIN, no answer, or data that differ."""
        self.by_hand = True
        self._view.show_identity()
        self._view.go_on_at(Place.FORM)

    def act_through_representative(self) -> None:
        """Open the part for the person who acts for the applicant."""
        self.with_representative = True
        # First the focus: the button that has it goes away, and it would go to another part.
        self._view.go_on_at(Place.REPRESENTATIVE)
        self._view.show_identity()

    def enter(self, code: str, text: str, settled: Settled) -> None:
        """Keep one field of the form; what cannot be kept so is kept as typed, and why is said."""
        try:
            change = CHANGES[code](text, self.file.today)
        except InputError as error:
            self.form_errors[code] = self.file.error_words(error)
            self._view.show_error(code, self.form_errors[code])
            self.file.keep_text(_typed(code), text, settled)
            return
        self.form_errors.pop(code, None)
        self._view.show_error(code, "")
        self._enter(change, code, settled)
        if code == "document_number" and text.strip():
            self._confirm_number(text)

    def _enter(
        self,
        change: Callable[[Applicant, RulePack], Applicant],
        code: str = "",
        settled: Settled = _nothing_more,
    ) -> None:
        def job(application_id: UUID, desk: Desk) -> Case:
            case = lists.case(application_id, desk=desk)
            applicant = change(case.applicant, desk.pack_of(case))
            entered = intake.enter_applicant(application_id, applicant, desk=desk)
            if _typed(code) in case.unfinished.texts:
                return intake.keep_text(application_id, _typed(code), "", desk=desk)
            return entered

        self.file.keep(job, settled)

    def keep_digits(self, code: str, digits: str, settled: Settled) -> None:
        """Keep a number that is only begun; a whole one is kept for what it is."""
        self.file.keep_text(_typed(code), digits, settled)

    def _confirm_number(self, number: str) -> None:
        # The whole number from the document is the second datum where no source knows it; where
        # one does, the two were compared as the number was entered.
        applicant = self.file.case.applicant
        is_typed = applicant.iin_source is IinSource.TYPED
        is_open = is_typed and not applicant.second_datum_matched
        if not is_open or registry_number(applicant):
            return
        self.file.change(
            lambda application_id, desk: intake.confirm_digits(application_id, number, desk=desk),
            failed=lambda error: self._refuse("document_number", error),
        )

    # --- the person ---

    def confirm(self, reason: str) -> None:
        """Keep that photo and data fit the person; what is still missing is said instead."""
        self.file.settle(lambda: self._confirm_if_whole(reason))

    def give_reason(self, reason: str) -> None:
        """Keep why a difference between number and document was passed over."""
        case = self.file.case
        if reason and case.applicant.is_confirmed:
            self._confirm(reason)
            return
        self._enter(lambda applicant, _: replace(applicant, mismatch_reason=reason))

    def _confirm_if_whole(self, reason: str) -> None:
        problems = [b for b in self.file.blockers(Step.IDENTITY) if b.place != "confirm"]
        if self.form_errors or problems:
            self._view.confirmed()
        else:
            self._confirm(reason)

    def _confirm(self, reason: str) -> None:
        self.file.change(
            lambda application_id, desk: intake.confirm_person(
                application_id, desk=desk, mismatch_reason=reason
            ),
            done=lambda _: self._view.confirmed(),
            failed=lambda error: self._refuse("mismatch_reason", error),
        )

    def place(self) -> Place:
        """Return where the work on this step goes on."""
        case = self.file.case
        applicant = case.applicant
        if self.asks_digits():
            return Place.DIGITS
        if applicant.iin is None and not self.by_hand:
            return Place.IIN
        if self.by_hand and (has_gaps(applicant) or is_number_hidden(applicant)):
            return Place.FORM
        if identity.told_differences(applicant, self.file.pack) and not applicant.mismatch_reason:
            return Place.REASON
        if self._wants_representative() and not has_representative(applicant, self.file):
            return Place.REPRESENTATIVE
        return Place.CONFIRM

    def asks_digits(self) -> bool:
        """Whether the last digits of the document are asked for."""
        applicant = self.file.case.applicant
        # Until the store has the answer, nobody can tell that the digits are not needed.
        is_waiting = self._waited_seconds is not None or self._is_taking
        can_tell = is_waiting or (_is_known(self.file.case) and bool(registry_number(applicant)))
        return self._is_typed_now or (
            applicant.iin is not None
            and can_tell
            and not self.by_hand
            and identity.needs_second_datum(applicant)
        )

    def _has_right_digits(self, applicant: Applicant) -> bool:
        is_typed = applicant.iin_source is IinSource.TYPED
        return is_typed and applicant.second_datum_matched and not self.by_hand

    def _wants_representative(self) -> bool:
        applicant, file = self.file.case.applicant, self.file
        needed = identity.needs_representative(applicant, file.pack, file.today)
        return needed or self.with_representative or applicant.representative is not None

    # --- words ---

    def words(self) -> IdentityWords:
        """Return the step in words."""
        case = self.file.case
        applicant, state = case.applicant, self.lookup_state()
        return IdentityWords(
            iin=self._shown_iin(applicant),
            lookup=state,
            message=self._message(state),
            warning=self.warning(applicant),
            facts=self.facts(applicant) if applicant.name.full and not self.by_hand else (),
            asks_digits=self.asks_digits(),
            digits_are_right=self._has_right_digits(applicant),
            is_by_hand=self.by_hand,
            is_found=state is LookupState.FOUND,
            difference=self.difference(applicant),
            reason=applicant.mismatch_reason,
            reasons=self.difference_reasons(),
            expired=self.expired(applicant),
            duplicates=self._duplicates(case),
            looked=self.looked(case, is_asking=self._waited_seconds is not None or self._is_taking),
            wants_representative=self._wants_representative(),
            representative_hint=self.representative_hint(applicant),
            is_confirmed=applicant.is_confirmed,
            form={**form_values(applicant), **self._unfinished_form()},
            number_hint=self.number_hint(applicant),
            asks_code=applicant.document.seen_in_app,
        )

    def _unfinished_form(self) -> Mapping[str, str]:
        kept = {code: self.file.unfinished(_typed(code)) for code in CHANGES}
        return {code: text for code, text in kept.items() if text}

    def begun(self, code: str) -> str:
        """Return a number that was only begun when the desk stopped."""
        return self.file.unfinished(_typed(code))

    def _shown_iin(self, applicant: Applicant) -> str:
        # The store may not have told of a number that was just given.
        is_pending = self._waited_seconds is not None and self._asked_of is not None
        iin = self._asked_of if is_pending else applicant.iin
        return iin.digits if iin else self.begun("iin")

    def _message(self, state: LookupState) -> str:
        return "" if state is LookupState.NONE else self.file.bench.say(f"identity.{state}")

    def _duplicates(self, case: Case) -> tuple[DuplicateWords, ...]:
        say = self.file.bench.say
        here = self._found.active_here if self._found else ()
        local = {
            summary.application_id: summary.number or summary.temporary_number for summary in here
        }
        words = [
            DuplicateWords(say("identity.duplicate_here", number=number or DASH), application_id)
            for application_id, number in local.items()
        ]
        if self._found is not None:
            numbers = intake.active_duplicates(replace(self._found, here=()), self._known)
            others = [n for n in numbers if n not in local.values() and not _is_id_of(n, local)]
            words += [
                DuplicateWords(say("identity.duplicate_there", number=n), None) for n in others
            ]
        if not words and has_double(case):
            # What was heard before the desk stopped is still known, though not where it is.
            words = [DuplicateWords(say("identity.duplicate_known"), None)]
        ended = self.ended_here(self._found.here if self._found else ())
        registration = self.registration(case)
        told = (DuplicateWords(registration, None),) if registration else ()
        return (*told, *words, *ended)


def _is_id_of(number: str, local: Mapping[UUID, str]) -> bool:
    return number in {str(application_id) for application_id in local}


def _typed(code: str) -> str:
    return f"identity.{code}"


def _is_known(case: Case) -> bool:
    return case.applicant.registry_lookup.found is CheckValue.YES
