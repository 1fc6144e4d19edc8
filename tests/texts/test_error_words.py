"""Every failure that can reach a person has words, and every word is said by somebody."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest

import desk_app
import ui
from desk_app.domain.devices import PrintFault, ScanFault
from desk_app.domain.iin import IinReason
from desk_app.domain.languages import Language
from desk_app.domain.outbox import MessageKind
from desk_app.resource_paths import shipped_folder
from desk_app.texts import Texts, load_texts
from ui.keys import Action

KINDS = frozenset(
    {
        "KnownError",
        "InputError",
        "RuleError",
        "AccessError",
        "StoreError",
        "ExchangeError",
        "DeviceError",
    }
)
# Codes put together from a closed set.
FAMILIES: dict[str, type[StrEnum]] = {"iin": IinReason, "scan": ScanFault, "print": PrintFault}
SHELL = ("shell.toml", "errors.toml")
_CANCEL = "Бас тарту"


@cache
def texts() -> Texts:
    return load_texts(shipped_folder("resources") / "texts")


@cache
def trees() -> dict[Path, ast.Module]:
    roots = [Path(package.__file__).parent for package in (desk_app, ui)]
    files = [file for root in roots for file in sorted(root.rglob("*.py"))]
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}


def calls() -> Iterator[ast.Call]:
    for tree in trees().values():
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called_name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def constants(node: ast.expr) -> Iterator[str]:
    """Yield the texts an argument can be: itself, or both sides of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)


def makers() -> Iterator[ast.Call]:
    """Yield what makes an error: a kind by its name, or the first lines of a kind of its own."""
    yield from (call for call in calls() if called_name(call) in KINDS)
    classes = (
        n for tree in trees().values() for n in ast.walk(tree) if isinstance(n, ast.ClassDef)
    )
    for node in classes:
        if any(isinstance(base, ast.Name) and base.id in KINDS for base in node.bases):
            inside = (call for call in ast.walk(node) if isinstance(call, ast.Call))
            yield from (call for call in inside if called_name(call) == "__init__")


def raised() -> dict[str, set[str]]:
    """Return every code raised, with the parameters it always brings along."""
    found: dict[str, set[str]] = {}
    for call in makers():
        if call.args:
            given = {keyword.arg or "" for keyword in call.keywords} - {"field"}
            for code in constants(call.args[0]):
                found[code] = found.get(code, given) & given
    return found


def placeholders(key: str) -> set[str]:
    words = texts().get(key, Language.KK)
    return set(re.findall(r"\{(\w+)\}", words))


def test_the_source_is_seen():
    by_kinds_of_their_own = {"calendar.ends"}
    assert {"queue.empty", "visit.still_open", "store.disk_full"} <= set(raised())
    assert by_kinds_of_their_own <= set(raised())


def test_every_code_that_is_raised_has_words():
    assert [code for code in sorted(raised()) if f"error.{code}" not in texts()] == []


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_code_of_a_family_has_words(family):
    codes = [f"error.{family}.{member.value}" for member in FAMILIES[family]]

    assert [code for code in codes if code not in texts()] == []


def test_words_ask_for_nothing_that_an_error_does_not_bring():
    lacking = {
        code: placeholders(f"error.{code}") - given
        for code, given in raised().items()
        if f"error.{code}" in texts()
    }

    assert {code: names for code, names in lacking.items() if names} == {}


def test_every_literal_key_has_words():
    window = Path(ui.__file__).parent
    trees_of_window = [tree for file, tree in trees().items() if window in file.parents]
    keys = {
        key
        for tree in trees_of_window
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and called_name(call) in {"say", "_say"} and call.args
        for key in constants(call.args[0])
    }

    assert len(keys) > 100
    assert [key for key in sorted(keys) if key not in texts()] == []


def test_every_key_of_the_window_is_used():
    """A key is used where it stands whole in the source, or where its beginning is built upon."""
    source = "\n".join(file.read_text(encoding="utf-8") for file in trees())
    built = set(re.findall(r"f\"([a-z_.]+)\.\{", source)) | {"list.incoming", "list.ready"}
    built |= {"list.held", "rail", "not_come", "status"}
    keys = own_keys("shell.toml")

    unused = [
        key
        for key in keys
        if f'"{key}"' not in source and not any(key.startswith(f"{part}.") for part in built)
    ]

    assert unused == []


def own_keys(name: str) -> tuple[str, ...]:
    folder = shipped_folder("resources") / "texts"
    others = "".join(
        file.read_text(encoding="utf-8") for file in folder.glob("*.toml") if file.name != name
    )
    assert others
    text = (folder / name).read_text(encoding="utf-8")
    tables = re.findall(r"^\[([\w.-]+)\]$|^([\w-]+) = ", text, flags=re.MULTILINE)
    keys, table = [], ""
    for heading, key in tables:
        if heading:
            table = heading
        else:
            keys.append(f"{table}.{key}")
    return tuple(keys)


@pytest.mark.parametrize("action", list(Action))
def test_every_action_has_words(action):
    assert f"action.{action.value}" in texts()


@pytest.mark.parametrize("kind", list(MessageKind))
def test_every_event_of_the_outbox_has_words(kind):
    assert f"message.{kind.value}" in texts()


def test_the_word_for_refusal_cancels_nothing():
    """In Kazakh «Бас тарту» is the refusal of the service; a Cancel button is «Болдырмау»."""
    keys = [key for key in texts().keys() if _CANCEL in texts().get(key, Language.KK)]  # noqa: SIM118
    about_refusals = re.compile(
        r"refus|\bdone\.|outcome|ground|acceptance|decision|reason|pack\.|^result\."
    )

    assert [key for key in keys if not about_refusals.search(key)] == []
    assert texts().get("action.cancel", Language.KK) == "Болдырмау"


def test_no_changing_value_takes_a_kazakh_suffix():
    """Its form depends on the sound before it, so a value stands alone or before a dash."""
    glued = re.compile(r"\}[-–]?(?:ден|дан|тен|тан|де|да|те|та|ге|ға|ке|қа|нің|ның|дің|дың)\b")

    keys = [key for key in texts().keys() if glued.search(texts().get(key, Language.KK))]  # noqa: SIM118

    assert keys == []
