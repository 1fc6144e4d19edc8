"""The wording of the papers: loaded from `print_templates/`, checked before anything is printed."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desk_app.domain.languages import Language
from desk_app.domain.vocabulary import PaperKind
from desk_app.errors import KnownError
from desk_app.printing.marks import Fonts, load_fonts, missing_characters

COMMON = "common"

_NOTHING: tuple[str, ...] = ()

# What each form says, and the values each sentence takes. The files must match this exactly.
SENTENCES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    COMMON: {
        "page": ("page", "pages"),
        "number_sign": ("number",),
        "copy_mark": ("copy_number",),
        "training_mark": _NOTHING,
        "acting": ("position",),
        "executor": ("name", "phone"),
        "signature": _NOTHING,
        "signed_for": ("signer", "basis"),
        "representative": _NOTHING,
        "represented_by": ("signer", "basis"),
        "represented_by_with_contact": ("signer", "basis", "contact"),
        "sheets": _NOTHING,
        "shown": _NOTHING,
        "document": _NOTHING,
        "sheets_total": ("sheets",),
    },
    PaperKind.APPLICATION: {
        "addressee": _NOTHING,
        "applicant": _NOTHING,
        "request_job_seeker": _NOTHING,
        "request_unemployed": _NOTHING,
        "documents": _NOTHING,
        "no_documents": _NOTHING,
        "consents": _NOTHING,
        "consent_given": _NOTHING,
        "consent_refused": _NOTHING,
        "truth": _NOTHING,
        "date": _NOTHING,
    },
    PaperKind.RECEIPT: {
        "accepted": _NOTHING,
        "accepted_temporary": _NOTHING,
        "accepted_number": ("number", "accepted_at"),
        "temporary_note": _NOTHING,
        "service": _NOTHING,
        "documents": _NOTHING,
        "result": _NOTHING,
        "applicant": _NOTHING,
        "contact": _NOTHING,
        "ticket": _NOTHING,
        "accepted_by": _NOTHING,
    },
    PaperKind.ACCEPTANCE_REFUSAL: {
        "copy_for_applicant": _NOTHING,
        "copy_for_office": _NOTHING,
        "office": ("office", "agency"),
        "office_with_address": ("office", "agency", "address"),
        "guided": ("basis", "statement"),
        "incomplete": ("office", "service"),
        "expired": ("office", "service"),
        "incomplete_and_expired": ("office", "service"),
        "missing_documents": _NOTHING,
        "expired_documents": _NOTHING,
        "expired_on": ("document", "expired_on"),
        "two_copies": _NOTHING,
        "received": _NOTHING,
    },
    PaperKind.CERTIFICATE: {
        "issued_at": ("issued_at",),
        "statement": _NOTHING,
        "name": _NOTHING,
        "iin": _NOTHING,
        "no_iin": _NOTHING,
        "birth_date": _NOTHING,
        "registered_on": _NOTHING,
        "registered_at": _NOTHING,
        "legal_basis": _NOTHING,
        "purpose": _NOTHING,
        "purpose_text": _NOTHING,
    },
    PaperKind.REFUSAL: {
        "issued_at": ("issued_at",),
        "addressee": _NOTHING,
        "iin": ("iin",),
        "opening": ("application_date", "application_number"),
        "service": _NOTHING,
        "ground": _NOTHING,
        "numbered_ground": ("ordinal",),
        "ground_text": ("code", "text", "reference"),
        "fact": _NOTHING,
        "source": _NOTHING,
        "source_text": ("source", "queried_at"),
        "remedy": _NOTHING,
        "again": _NOTHING,
        "appeal": _NOTHING,
        "appeal_reference": ("reference",),
    },
    PaperKind.MEMO: {
        "statement": _NOTHING,
        "applicant": _NOTHING,
        "service": _NOTHING,
        "reason": _NOTHING,
        "advice": _NOTHING,
        "place": _NOTHING,
        "given_at": _NOTHING,
        "ticket": _NOTHING,
        "given_by": _NOTHING,
    },
}


@dataclass(frozen=True, slots=True)
class Templates:
    """The checked wording of every form in both languages, and the fonts that can print it."""

    fonts: Fonts
    sentences: Mapping[tuple[str, Language], Mapping[str, str]]

    def say(self, form: str, key: str, language: Language, values: Mapping[str, str]) -> str:
        """Return one sentence with its values filled in; the form's own before the common one."""
        own = self.sentences[form, language]
        sentence = own[key] if key in own else self.sentences[COMMON, language][key]
        return sentence.format_map(values) if values else sentence


def load_templates(templates_folder: Path, fonts_folder: Path) -> Templates:
    """Return the wording of all papers, or refuse it naming the file and the key.

    Raises:
        KnownError: `template.*` with `file` and, where it applies, `key`.
    """
    fonts = load_fonts(fonts_folder)
    sentences = {
        (str(form), language): _load_file(templates_folder, str(form), language, fonts)
        for form in SENTENCES
        for language in Language
    }
    return Templates(fonts=fonts, sentences=sentences)


def _load_file(folder: Path, form: str, language: Language, fonts: Fonts) -> Mapping[str, str]:
    name = f"{form}/{language}.toml"
    content = _read_toml(folder / form / f"{language}.toml", name)
    expected = SENTENCES[form]
    for key in expected.keys() - content.keys():
        raise KnownError("template.key_missing", file=name, key=key)
    for key in content.keys() - expected.keys():
        raise KnownError("template.key_unknown", file=name, key=key)
    return {
        key: _checked(content[key], frozenset(expected[key]), fonts, name, key) for key in expected
    }


def _read_toml(path: Path, name: str) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise KnownError("template.file_missing", file=name) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnownError("template.file_unreadable", file=name, reason=str(error)) from error


def _checked(sentence: object, expected: frozenset[str], fonts: Fonts, name: str, key: str) -> str:
    if not isinstance(sentence, str) or not sentence.strip():
        raise KnownError("template.text_missing", file=name, key=key)
    used = _placeholders(sentence, name, key)
    for placeholder in sorted(used - expected):
        raise KnownError(
            "template.placeholder_unknown", file=name, key=key, placeholder=placeholder
        )
    for placeholder in sorted(expected - used):
        raise KnownError("template.placeholder_unused", file=name, key=key, placeholder=placeholder)
    for character in missing_characters(sentence, fonts):
        raise KnownError("template.character_unprintable", file=name, key=key, character=character)
    return sentence


def _placeholders(sentence: str, name: str, key: str) -> frozenset[str]:
    try:
        parts = list(string.Formatter().parse(sentence))
    except ValueError as error:
        raise KnownError("template.braces", file=name, key=key, reason=str(error)) from error
    # `{}`, `{name!r}` and `{name:>9}` would format values behind the back of the wording.
    for _, field, form, conversion in parts:
        if field is not None and (not field.isidentifier() or form or conversion):
            raise KnownError("template.placeholder_unknown", file=name, key=key, placeholder=field)
    return frozenset(field for _, field, _, _ in parts if field is not None)
