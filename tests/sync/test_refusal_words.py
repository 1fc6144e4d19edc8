"""Every refusal that can stop an event has words in both languages that say what to do."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import registry
from desk_app.domain.languages import Language
from desk_app.resource_paths import shipped_folder
from desk_app.services.kept_aside import Reason
from desk_app.texts import load_texts
from registry.api import _HTTP_CODES

TEXTS = load_texts(shipped_folder("resources") / "texts")
# Modules whose refusals an event or its files can meet.
MODULES = ("messages.py", "files.py", "desks.py", "tokens.py")
AT_THE_DESK = {"receipt_number", "number_differs", "scan.not_found", "scan.damaged"}


def refused_by_the_registry() -> set[str]:
    folder = Path(registry.__file__).parent
    calls = [
        node
        for name in MODULES
        for node in ast.walk(ast.parse((folder / name).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "RequestRefusedError"
    ]
    codes = {argument.value for call in calls for argument in call.args[1:2]}
    return codes | set(_HTTP_CODES.values()) | {"refused"}


CODES = sorted(refused_by_the_registry() | AT_THE_DESK)


def test_the_codes_are_found() -> None:
    assert {"expected", "number_taken", "body_digest", "too_large", "token"} <= set(CODES)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", list(Language))
def test_a_refusal_says_what_happened_and_what_to_do(code: str, language: Language) -> None:
    words = TEXTS.get(f"refused.{code}", language)

    assert len(words) > 30
    assert words.count(". ") + words.count(": ") + words.count("; ") >= 1


@pytest.mark.parametrize("reason", sorted(set(Reason) - {Reason.CONFLICT}))
def test_what_is_kept_aside_is_told_in_words(reason: Reason) -> None:
    assert f"conflict.{reason.value}" in TEXTS
