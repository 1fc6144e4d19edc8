"""Whatever can be refused or fail has words in both languages: nobody ever sees a bare code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import dev
from desk_app.resource_paths import shipped_folder
from desk_app.texts import load_texts

TEXTS = load_texts(shipped_folder("resources") / "texts")
KINDS = {
    "KnownError", "InputError", "RuleError", "AccessError", "StoreError", "ExchangeError",
    "DeviceError",
}  # fmt: skip
# A catalogue that cannot be loaded has no words for it.
WORDLESS = {"texts.broken"}


def raised_codes() -> Iterator[str]:
    """Return every code that the desk's sources make an error of by name."""
    for folder in ("desk_app", "ui"):
        for file in (dev.ROOT / folder).rglob("*.py"):
            yield from codes_in(file)


def codes_in(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in KINDS and node.args and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)


def test_every_code_that_is_raised_has_its_words():
    codes = set(raised_codes()) - WORDLESS

    assert len(codes) > 100
    assert {code for code in codes if f"error.{code}" not in TEXTS} == set()
