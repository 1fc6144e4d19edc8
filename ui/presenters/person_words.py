"""An applicant in words, and the lists from which one is described by hand."""

from __future__ import annotations

from datetime import date

from desk_app.domain import identity
from desk_app.domain.applicants import Applicant, RegistryPerson
from desk_app.domain.cases import Case, CaseState
from desk_app.domain.identity_sources import registry_number
from desk_app.domain.iin import Sex, warnings_about
from desk_app.domain.names import collation_key
from desk_app.domain.vocabulary import CheckValue
from desk_app.ports.store import CaseSummary
from ui.presenters.case_file import CaseFile
from ui.presenters.identity_seen import DuplicateWords
from ui.presenters.words import DASH, day


class PersonWords:
    """The applicant of a case in the screen's language."""

    file: CaseFile

    def warning(self, applicant: Applicant) -> str:
        """Return what is odd about the number; it never bars."""
        if applicant.iin is None:
            return ""
        warnings = warnings_about(applicant.iin, self.file.today)
        return " ".join(self.file.bench.say(f"identity.{warning}") for warning in warnings)

    def facts(self, applicant: Applicant) -> tuple[tuple[str, str], ...]:
        """Return what is known of the person, as pairs of caption and value."""
        say, name, document = self.file.bench.say, applicant.name, applicant.document
        until = f", {day(document.valid_until)}" if document.valid_until else ""
        return (
            (say("identity.surname"), name.surname or DASH),
            (say("identity.given_name"), name.given_name or DASH),
            (say("identity.patronymic"), name.patronymic or DASH),
            (say("identity.birth_date"), _day_or_dash(applicant.birth_date)),
            (say("identity.citizenship"), self.citizenship(applicant.citizenship)),
            (self._document_words(applicant), f"{self._shown_number(applicant)}{until}"),
        )

    def _document_words(self, applicant: Applicant) -> str:
        """Return the kind of the document shown; the commonest ones have short names here."""
        kind = identity.document_kind(applicant, self.file.pack)
        if kind is None:
            return self.file.bench.say("identity.document")
        short = f"identity.kind_{kind.code}"
        is_short = short in self.file.bench.texts
        return self.file.bench.say(short) if is_short else self.file.words(kind.title)

    def _shown_number(self, applicant: Applicant) -> str:
        # Until the clerk has typed the last digits they are not given away.
        number, code = applicant.document.number, applicant.document.app_code
        if identity.needs_second_datum(applicant) and number:
            return f"№ {_masked(number)}"
        if code and not number:
            return self.file.bench.say("identity.code_shown", code=code)
        return f"№ {number or DASH}"

    def number_hint(self, applicant: Applicant) -> str:
        """Return what is known of the document's number besides what was entered."""
        say, known = self.file.bench.say, registry_number(applicant)
        if identity.needs_second_datum(applicant) and known:
            return say("identity.number_known", number=_masked(known))
        is_alone = bool(applicant.document.number) and identity.is_unconfirmed(applicant)
        return say("identity.number_alone") if is_alone else ""

    def citizenship(self, code: str) -> str:
        """Return a country in words, or its code where it has none."""
        key = f"citizenship.{code}"
        return self.file.bench.say(key) if key in self.file.bench.texts else code

    def citizenships(self) -> tuple[tuple[str, str], ...]:
        """Return the countries that can be picked, this country first."""
        prefix = "citizenship."
        keys = (key for key in self.file.bench.texts.keys() if key.startswith(prefix))  # noqa: SIM118
        codes = {key.removeprefix(prefix) for key in keys} | {self.file.case.applicant.citizenship}
        named = ((code, self.citizenship(code)) for code in codes if code != "KAZ")
        ordered = sorted(named, key=lambda each: collation_key(each[1]))
        return (("KAZ", self.citizenship("KAZ")), *ordered)

    def document_kinds(self) -> tuple[tuple[str, str], ...]:
        """Return the kinds of identity documents that can be shown."""
        has_iin = self.file.case.applicant.iin is not None
        return tuple(
            (kind.code, self.file.words(kind.title))
            for kind in self.file.pack.identity_documents
            if kind.has_iin
            or not has_iin
            or kind.code == self.file.case.applicant.document.kind
            or kind.needs_representative
        )

    def is_shown_in_app(self, kind: str) -> bool:
        """Whether a kind of document is shown in an app, with a code of its own."""
        return any(k.code == kind and k.seen_in_app for k in self.file.pack.identity_documents)

    def sexes(self) -> tuple[tuple[str, str], ...]:
        """Return the two sexes that documents state."""
        return tuple((sex.value, self.file.bench.say(f"sex.{sex}")) for sex in Sex)

    def bases(self) -> tuple[tuple[str, str], ...]:
        """Return on what another person may act for the applicant."""
        return tuple((b.code, self.file.words(b.text)) for b in self.file.pack.representative_bases)

    def difference(self, applicant: Applicant) -> str:
        """Return where number, document and registry disagree, and what the registry says."""
        found = identity.told_differences(applicant, self.file.pack)
        known = self._known_values(applicant.registry_person or RegistryPerson())
        return " ".join(self.file.bench.say(f"identity.difference_{w}", **known) for w in found)

    def _known_values(self, known: RegistryPerson) -> dict[str, str]:
        document = known.document
        days = (document.issued_on, document.valid_until)
        return {
            "name": known.name.full,
            "birth_date": _day_or_dash(known.birth_date),
            "sex": self.file.bench.say(f"sex.{known.sex}") if known.sex else DASH,
            "citizenship": self.citizenship(known.citizenship),
            "number": _masked(document.number),
            "term": " – ".join(day(each) for each in days if each),
        }

    def difference_reasons(self) -> tuple[tuple[str, str], ...]:
        """Return why a difference between number and document may be passed over."""
        reasons = self.file.pack.difference_reasons
        return tuple((reason.code, self.file.words(reason.text)) for reason in reasons)

    def expired(self, applicant: Applicant) -> str:
        """Return that the shown document has expired, or nothing."""
        expiry = identity.expiry(applicant, self.file.today)
        if not expiry.is_expired or expiry.valid_until is None:
            return ""
        return self.file.bench.say("identity.expired", date=day(expiry.valid_until))

    def registration(self, case: Case) -> str:
        """Return that the person is registered already, and since when if that is known."""
        check, say = case.check("registered"), self.file.bench.say
        if check.value is not CheckValue.YES:
            return ""
        if check.since_on is None:
            return say("identity.registered")
        return say("identity.registered_on", date=day(check.since_on))

    def looked(self, case: Case, *, is_asking: bool) -> str:
        """Return where other applications of the person were looked for, and with what result."""
        check = case.check("active_application")
        if case.applicant.iin is None or check.queried_at is None:
            return ""
        alone = "asking" if is_asking else "here"
        where = alone if check.source == "desk" else "both"
        found = "looked" if check.value is CheckValue.YES else "none"
        return self.file.bench.say(f"identity.{found}_{where}")

    def ended_here(self, here: tuple[CaseSummary, ...]) -> tuple[DuplicateWords, ...]:
        """Return the person's cases of this PC that came to a result, and what to do with them."""
        say, words = self.file.bench.say, []
        for summary in here:
            number = summary.number or summary.temporary_number or DASH
            if summary.state is CaseState.READY:
                text = say("identity.result_here", number=number)
                words.append(DuplicateWords(text, summary.application_id))
            elif summary.state is not CaseState.ANNULLED and summary.certificate_number:
                certificate = summary.certificate_number
                text = say("identity.registered_here", number=certificate)
                words.append(DuplicateWords(text, None))
        return tuple(words)

    def representative_hint(self, applicant: Applicant) -> str:
        """Return why somebody must act for the applicant, or nothing."""
        if identity.is_under_age(applicant, self.file.pack, self.file.today):
            years = self.file.pack.procedure.working_age_years
            return self.file.bench.say("identity.under_age", years=years)
        return ""


def _masked(number: str) -> str:
    return f"{number[: -identity.SECOND_DATUM_DIGITS]}••••" if number else DASH


def _day_or_dash(value: date | None) -> str:
    return day(value) if value else DASH


def has_gaps(applicant: Applicant) -> bool:
    """Whether something required of an applicant entered by hand is missing."""
    document = applicant.document
    needed = (applicant.name.surname, applicant.name.given_name, applicant.birth_date)
    return not all((*needed, document.kind, document.number or document.app_code))


def has_double(case: Case) -> bool:
    """Whether another application of the person is known to be under way."""
    return case.check("active_application").value is CheckValue.YES


def has_representative(applicant: Applicant, file: CaseFile) -> bool:
    """Whether whoever must act for the applicant is named in full."""
    missing = identity.needs_representative(applicant, file.pack, file.today)
    return not missing and identity.is_representative_known(applicant)
