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
    for call in error_calls(ast.parse(file.read_text("utf-8"))):
        if call.args and isinstance(call.args[0], ast.Constant):
            yield str(call.args[0].value)


def error_calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Yield what makes an error: of a kind by name, or of a kind of its own by `__init__`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in KINDS:
                yield node
        elif isinstance(node, ast.ClassDef) and KINDS & {ast.unparse(b) for b in node.bases}:
            inner = (call for call in ast.walk(node) if isinstance(call, ast.Call))
            yield from (call for call in inner if ast.unparse(call.func) == "super().__init__")


def test_every_code_that_is_raised_has_its_words():
    codes = set(raised_codes()) - WORDLESS

    assert len(codes) > 100
    assert "calendar.ends" in codes
    assert {code for code in codes if f"error.{code}" not in TEXTS} == set()
