"""Words of the screen and of the command line: kk and ru side by side in TOML.

One catalogue serves window and commands. A text is `{ kk = "…", ru = "…" }`; one that counts has
`ru = { one = "…", few = "…", many = "…" }` and is chosen by the parameter `n` (Kazakh nouns stay
singular after a number). Placeholders are `{name}` and must be the same in every form.
"""

from __future__ import annotations

import string
import threading
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from desk_app.domain.languages import Language
from desk_app.errors import KnownError

# The words of the window's frame and of its sign-in page, which must not wait for all others.
FIRST_FILE = "shell.toml"
_PLURAL_FORMS = ("one", "few", "many")
_FORMATTER = string.Formatter()


@dataclass(frozen=True, slots=True)
class _Entry:
    kk: str
    ru: Mapping[str, str]

    def form(self, language: Language, n: object) -> str:
        if language is Language.KK:
            return self.kk
        if len(self.ru) == 1:
            return self.ru["many"]
        return self.ru[russian_plural(int(str(n)))]


class Texts:
    """The catalogue; a missing key is a bug of ours and raises KeyError.

    Args:
        entries: The texts loaded so far.
        load_rest: Loads those left out at first.
    """

    def __init__(
        self,
        entries: Mapping[str, _Entry],
        load_rest: Callable[[], Mapping[str, _Entry]] | None = None,
    ) -> None:
        self._entries = entries
        self._load_rest = load_rest
        self._lock = threading.Lock()

    def __contains__(self, key: str) -> bool:
        self.load()
        return key in self._entries

    def keys(self) -> tuple[str, ...]:
        """Return every key, in order."""
        self.load()
        return tuple(sorted(self._entries))

    def load(self) -> None:
        """Load the texts left out at first, if any are; safe in any lane.

        Raises:
            KnownError: As for `load_texts`.
        """
        with self._lock:
            if self._load_rest is not None:
                self._entries = {**self._entries, **self._load_rest()}
                self._load_rest = None

    def get(self, key: str, language: Language, **params: str | int) -> str:
        """Return a text with its placeholders filled; `n` chooses the Russian plural."""
        if key not in self._entries:
            self.load()
        form = self._entries[key].form(language, params.get("n", 0))
        return form.format(**params) if params else form

    def of_error(self, error: KnownError, language: Language) -> str:
        """Return what happened and what to do, for people."""
        return self.get(f"error.{error.code}", language, **error.params)


def russian_plural(n: int) -> str:
    """Return the Russian plural form of a whole number: one, few or many."""
    if n % 10 == 1 and n % 100 != 11:
        return "one"
    return "few" if n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14} else "many"


def load_texts(folder: Path, *, first: str = "") -> Texts:
    """Return the catalogue of every `*.toml` file in a folder.

    Args:
        folder: Where the files lie.
        first: Name of a file that is loaded now; the others are loaded when a key is asked for
            that is not in it. Nothing loads all of them now.

    Raises:
        KnownError: `texts.broken` with file, key and reason.
    """
    files = sorted(folder.glob("*.toml"))
    now = [file for file in files if not first or file.name == first]
    entries = _entries_of(now, known=())
    rest = [file for file in files if file not in now]
    return Texts(entries, lambda: _entries_of(rest, known=entries))


def _entries_of(files: Iterable[Path], *, known: Collection[str]) -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    for file in files:
        for key, raw in _flat(tomllib.loads(file.read_text(encoding="utf-8")), ""):
            if key in entries or key in known:
                raise _broken(file, key, "twice")
            entries[key] = _entry(raw, file, key)
    return entries


def _flat(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict) and "kk" not in value:
            yield from _flat(value, f"{key}.")
        else:
            yield key, value


def _entry(raw: object, file: Path, key: str) -> _Entry:
    if not isinstance(raw, dict) or set(raw) != {"kk", "ru"}:
        raise _broken(file, key, "kk and ru")
    kk, ru = raw["kk"], raw["ru"]
    forms = {"many": ru} if isinstance(ru, str) else ru
    if not isinstance(kk, str) or not isinstance(forms, dict):
        raise _broken(file, key, "text")
    if len(forms) > 1 and set(forms) != set(_PLURAL_FORMS):
        raise _broken(file, key, "one, few, many")
    texts = [kk, *forms.values()]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise _broken(file, key, "text")
    if len({_placeholders(text) for text in texts}) > 1:
        raise _broken(file, key, "placeholders")
    return _Entry(kk, forms)


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in _FORMATTER.parse(text) if name is not None)


def _broken(file: Path, key: str, reason: str) -> KnownError:
    return KnownError("texts.broken", file=file.name, key=key, reason=reason)
