"""The pack of 2020 says what the service's standard card says, text by text."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from desk_app.domain.languages import Language
from desk_app.domain.rule_packs import RulePack
from desk_app.domain.vocabulary import Channel, PaperKind, RequestedStatus
from desk_app.packs import load_pack
from tests.packs.folders import SHIPPED

CARD = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "standard_card.toml").read_text(encoding="utf-8")
)
_FORM_OF_RESULT = "Мемлекеттік қызметті көрсетудің нәтижесін ұсыну нысаны:"
LINES = ("title", "state_body", "recipients", "channels", "terms", "price", "documents", "result")


@cache
def pack() -> RulePack:
    return load_pack(SHIPPED / "KZ-LIR-2020.toml")


def line(name: str, language: Language) -> str:
    """Return a line of the card as the pack's texts make it up."""

    def say(words: Any) -> str:
        return words.text(language)

    card, documents = pack().service, [say(rule.title) for rule in pack().documents]
    channels = (Channel.STATE_CORPORATION, Channel.PORTAL, Channel.PROVIDER)
    match name:
        case "channels":
            return f"{numbered([say(card.channels[channel]) for channel in channels])}."
        case "terms":
            return f"{say(card.term)}. {say(card.wait_norm)} {say(card.serve_norm)}"
        case "documents":
            listed = f"{say(card.documents_heading)} {numbered(documents)}."
            return f"1. {listed} 2. {say(card.portal_documents)}"
        case "result" if language is Language.KK:
            form = (
                f"Мемлекеттік қызметті көрсетудің нәтижесін ұсыну нысаны: {say(card.result_form)}."
            )
            return f"{say(card.result)} {form}"
        case "result":
            return f"{say(card.result)} {say(card.result_form)}"
        case _:
            return say(getattr(card, name))


def numbered(entries: list[str]) -> str:
    return "; ".join(f"{ordinal}) {entry}" for ordinal, entry in enumerate(entries, start=1))


def unquoted(text: str) -> str:
    """Return a text without its quotation marks: the card and the pack write them differently."""
    return text.translate({ord(mark): None for mark in '"«»“”„'})


@pytest.mark.parametrize("name", LINES)
def test_a_line_of_the_card_is_the_packs_word_for_word(name):
    assert unquoted(line(name, Language.KK)) == unquoted(CARD["kk"][name])


@pytest.mark.parametrize("name", LINES)
def test_the_russian_words_of_the_card_stand_in_the_packs_texts_in_order(name):
    rest = unquoted(line(name, Language.RU))

    for words in CARD["ru"][name]:
        _, found, rest = rest.partition(unquoted(words))
        assert found == unquoted(words)


@pytest.mark.parametrize("language", Language)
def test_the_papers_are_called_as_on_the_card(language):
    card, words = CARD[language.value], pack().papers

    assert {kind: words.titles[PaperKind(kind)].text(language) for kind in card["papers"]} == card[
        "papers"
    ]
    assert {
        status: words.refusal_titles[RequestedStatus(status)].text(language)
        for status in card["refusal"]
    } == card["refusal"]


def test_the_norms_are_the_numbers_of_the_card():
    norms, numbers = pack().norms, CARD["numbers"]

    assert norms.wait_seconds == numbers["wait_minutes"] * 60
    assert norms.serve_seconds == numbers["serve_minutes"] * 60
    assert norms.term_working_days == numbers["term_working_days"]


def test_the_card_is_named_by_its_act():
    named = {reference.code: reference.url for reference in pack().references}

    assert named[pack().service.reference] == CARD["address"]
