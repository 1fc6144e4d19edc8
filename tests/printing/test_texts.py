"""The wording: complete, in balance with the layouts, and loud about what is broken."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import date

import pytest

from desk_app.domain.languages import Language
from desk_app.domain.paper_alphabet import PAPER_ALPHABET
from desk_app.domain.papers import Marks, PaperLanguage, SignedFor
from desk_app.domain.vocabulary import PaperKind, RequestedStatus
from desk_app.errors import KnownError
from desk_app.printing.layouts import dress, lay_out
from desk_app.printing.texts import COMMON, SENTENCES, load_templates
from desk_app.printing.voices import Voice
from desk_app.resource_paths import shipped_folder
from tests.printing.papers import paper, same, templates

FONTS = shipped_folder("resources") / "fonts"


@pytest.fixture
def wording(tmp_path):
    return shutil.copytree(shipped_folder("print_templates"), tmp_path / "wording")


def change(folder, old, new, file="certificate/kk.toml"):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code", "params"),
    [
        ("{issued_at}", "", "placeholder_unused", {"placeholder": "issued_at"}),
        ("{issued_at}", "{issued_at} {when}", "placeholder_unknown", {"placeholder": "when"}),
        ("{issued_at}", "{issued_at!r}", "placeholder_unknown", {"placeholder": "issued_at"}),
        ("{issued_at}", "{issued_at:>9}", "placeholder_unknown", {"placeholder": "issued_at"}),
        ("{issued_at}", "{issued_at} {}", "placeholder_unknown", {"placeholder": ""}),
        ("{issued_at}", "{issued_at", "braces", {}),
        ("Берілген", "Берілген \u2605", "character_unprintable", {"character": "U+2605"}),
        ('issued_at = "', 'issued_at = "" # "', "text_missing", {}),
        ('issued_at = "', 'issued_at = 5 # "', "text_missing", {}),
        ("issued_at =", "issued =", "key_missing", {}),
    ],
)
def test_broken_wording_is_refused_with_file_and_key(wording, old, new, code, params):
    change(wording, old, new)

    with pytest.raises(KnownError) as refused:
        load_templates(wording, FONTS)

    assert refused.value.code == f"template.{code}"
    said = {"file": "certificate/kk.toml", "key": "issued_at", **params}
    assert said.items() <= refused.value.params.items()


def test_an_unknown_key_is_refused(wording):
    change(wording, "issued_at =", 'spare = "сөз"\nissued_at =')

    with pytest.raises(KnownError) as refused:
        load_templates(wording, FONTS)

    assert refused.value.code == "template.key_unknown"
    assert refused.value.params == {"file": "certificate/kk.toml", "key": "spare"}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_missing_language_is_refused(wording, language):
    (wording / "memo" / f"{language}.toml").unlink()

    with pytest.raises(KnownError) as refused:
        load_templates(wording, FONTS)

    assert refused.value.code == "template.file_missing"
    assert refused.value.params == {"file": f"memo/{language}.toml"}


@pytest.mark.parametrize("content", [b"= broken", b'a = "\xff"'])
def test_a_file_that_is_not_toml_is_refused(wording, content):
    (wording / "memo" / "kk.toml").write_bytes(content)

    with pytest.raises(KnownError) as refused:
        load_templates(wording, FONTS)

    assert refused.value.code == "template.file_unreadable"
    assert refused.value.params["file"] == "memo/kk.toml"


def test_a_missing_font_is_refused_by_name(wording, tmp_path):
    with pytest.raises(KnownError) as refused:
        load_templates(wording, tmp_path)

    assert refused.value.code == "font.unreadable"
    assert refused.value.params == {"file": "NotoSans-Regular.ttf"}


class Listened(Mapping[str, str]):
    """Sentences that remember which of them were asked for."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self.sentences = sentences
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return self.sentences[key]

    def __contains__(self, key: object) -> bool:
        return key in self.sentences

    def __iter__(self):
        return iter(self.sentences)

    def __len__(self) -> int:
        return len(self.sentences)


def variants():
    """Return papers that between them say every sentence."""
    someone = SignedFor("Серікбаев Нұрлан", same("сенімхат"))
    for kind in PaperKind:
        yield paper(kind, marks=Marks(copy_number=2, training=True))
    yield paper(PaperKind.CERTIFICATE, iin=None)
    shown = dataclasses.replace(paper(PaperKind.RECEIPT).documents[0], sheets=0)
    yield paper(
        PaperKind.RECEIPT, number_is_temporary=True, represented_by=someone, documents=(shown,)
    )
    reachable = dataclasses.replace(someone, contact="+7 701 000 00 01")
    yield paper(PaperKind.RECEIPT, represented_by=reachable)
    yield paper(
        PaperKind.APPLICATION, documents=(), signed_for=someone, signed_on=None,
        requested_status=RequestedStatus.UNEMPLOYED,
    )  # fmt: skip
    head = paper(PaperKind.ACCEPTANCE_REFUSAL).letterhead
    bare = dataclasses.replace(head, address=None)
    yield paper(PaperKind.ACCEPTANCE_REFUSAL, missing=(), letterhead=bare, basis=None)
    yield paper(PaperKind.ACCEPTANCE_REFUSAL, expired=(), composed_on=date(2026, 3, 5))
    refusal = paper(PaperKind.REFUSAL)
    norm = same("АППК")
    yield dataclasses.replace(refusal, grounds=refusal.grounds * 2, appeal_reference=norm)


def test_every_sentence_of_the_templates_is_said_on_some_paper():
    heard = {form: Listened(table) for form, table in templates().sentences.items()}
    listening = dataclasses.replace(templates(), sentences=heard)

    for made in variants():
        kind = next(kind for kind in PaperKind if type(made) is type(paper(kind)))
        voice = Voice(listening, kind, PaperLanguage.BOTH.languages)
        lay_out(made, voice)
        dress(made, voice).page_words(1, 2)

    for language in Language:
        for form, sentences in SENTENCES.items():
            assert heard[str(form), language].asked == set(sentences)
    assert COMMON in SENTENCES


def test_the_pdf_libraries_are_not_loaded_before_the_first_paper():
    program = (
        "import sys, desk_app.printing.render\n"
        "print([name for name in ('reportlab', 'barcode', 'pypdfium2') if name in sys.modules])"
    )

    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert run.stdout.strip() == "[]"


def test_the_typefaces_hold_exactly_the_alphabet_that_the_fields_allow():
    # U+FFFF is the table's own end mark and no character.
    assert {ord(letter) for letter in PAPER_ALPHABET} == templates().fonts.characters - {0xFFFF}
