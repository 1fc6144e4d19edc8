"""Rule packs and the calendar from TOML files to frozen values, or a refusal that says where.

A pack is a file named by its id. It may include fragments that lie below it; tables of pack and
fragments are merged key by key and the pack's own words win. A collection whose items have a
`code` is a table of tables, so that a key path names the item: `grounds.G2.text.kk`.
"""

from __future__ import annotations

import tomllib
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from desk_app.domain.rule_pack_checks import Problem, contradictions
from desk_app.domain.rule_packs import RulePack
from desk_app.domain.working_days import Calendar
from desk_app.errors import KnownError

KeyPath = tuple[str, ...]
Table = dict[str, Any]
_Reader = Callable[[Path, str], Table]

CALENDAR_NAME: Final = "calendar.toml"
_INCLUDE: Final = "include"
_SCALARS: Final[Mapping[type, str]] = {
    str: "text",
    int: "whole_number",
    bool: "true_or_false",
    date: "date",
    dict: "table",
    list: "list",
    float: "number",
}


@dataclass(frozen=True, slots=True)
class _Source:
    """The merged tables of a pack and, for every key path in them, the file it came from."""

    pack_file: str
    tables: Table
    files: Mapping[KeyPath, str]

    def file_of(self, path: KeyPath) -> str:
        """Return the file that has the path, or the nearest table above it."""
        tails = (path[:length] for length in range(len(path), 0, -1))
        return next((self.files[tail] for tail in tails if tail in self.files), self.pack_file)


class _Fault(Exception):  # noqa: N818 - a finding on its way to the file's name
    """What is wrong at a key path; the loader adds the file."""

    def __init__(
        self, path: KeyPath, problem: Problem, found: str = "", expected: str = ""
    ) -> None:
        super().__init__(".".join(path), problem)
        self.path = path
        self.problem = problem
        self.found = found
        self.expected = expected

    def known(self, file: str) -> KnownError:
        """Return the refusal shown to administrators."""
        return KnownError(
            "pack.broken",
            file=file,
            path=".".join(self.path),
            problem=self.problem.value,
            found=self.found,
            expected=self.expected,
        )


def load_packs(folder: Path) -> Mapping[str, RulePack]:
    """Return every pack of a folder by its id.

    Raises:
        KnownError: `pack.broken` with file, key path and problem, for the first broken pack.
    """
    read = cache(_read)  # the packs share their fragments
    return MappingProxyType({file.stem: _load(file, read) for file in pack_files(folder)})


def pack_files(folder: Path) -> tuple[Path, ...]:
    """Return the pack files of a folder in the order of their ids; fragments lie below it."""
    return tuple(sorted(folder.glob("*.toml")))


def load_pack(file: Path) -> RulePack:
    """Return one pack.

    Raises:
        KnownError: `pack.broken`, params `file`, `path`, `problem`, `found`, `expected`.
    """
    return _load(file, _read)


def _load(file: Path, read: _Reader) -> RulePack:
    source = _read_with_fragments(file, read)
    try:
        pack: RulePack = _decode(RulePack, source.tables, ())
        _check(pack, file)
    except _Fault as fault:
        raise fault.known(source.file_of(fault.path)) from None
    return pack


def calendar_file(home: Path, shipped: Path) -> Path:
    """Return the calendar to work by: the home folder's own goes before the shipped one."""
    own = home / CALENDAR_NAME
    return own if own.exists() else shipped / CALENDAR_NAME


def load_calendar(file: Path) -> Calendar:
    """Return the table of days off and worked weekends.

    Raises:
        KnownError: `pack.broken`, as for a pack.
    """
    try:
        calendar: Calendar = _decode(Calendar, _read(file.parent, file.name), ())
        _check_calendar(calendar)
    except _Fault as fault:
        raise fault.known(file.name) from None
    return calendar


def _check(pack: RulePack, file: Path) -> None:
    if pack.pack_id != file.stem:
        raise _Fault(("pack_id",), Problem.NOT_THE_FILE_NAME, pack.pack_id, file.stem)
    others = {other.stem for other in pack_files(file.parent)} - {file.stem}
    if pack.replaced_by is not None and pack.replaced_by not in others:
        raise _Fault(("replaced_by",), Problem.NAMES_NOTHING_KNOWN, pack.replaced_by)
    for contradiction in contradictions(pack):
        raise _Fault(contradiction.path, contradiction.problem, contradiction.found)


def _check_calendar(calendar: Calendar) -> None:
    if calendar.covers_from > calendar.covers_to:
        raise _Fault(("covers_to",), Problem.BEFORE_ITS_START, calendar.covers_to.isoformat())
    for name in ("days_off", "worked_weekends"):
        for day in sorted(getattr(calendar, name)):
            if not calendar.covers_from <= day <= calendar.covers_to:
                raise _Fault((name,), Problem.OUTSIDE_THE_CALENDAR, day.isoformat())
    for day in sorted(calendar.worked_weekends):
        if day.weekday() < _SATURDAY or day in calendar.days_off:
            raise _Fault(("worked_weekends",), Problem.NOT_A_WORKED_WEEKEND, day.isoformat())


_SATURDAY: Final = 5


# --- reading and merging ------------------------------------------------------------------


def _read(folder: Path, name: str) -> Table:
    try:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise _Fault((), Problem.UNREADABLE, type(error).__name__).known(name) from error
    except tomllib.TOMLDecodeError as error:
        raise _Fault((), Problem.NOT_TOML, str(error)).known(name) from error


def _read_with_fragments(file: Path, read: _Reader) -> _Source:
    own = dict(read(file.parent, file.name))
    tables: Table = {}
    files: dict[KeyPath, str] = {}
    for name in _fragments(own.pop(_INCLUDE, []), file):
        _merge(tables, read(file.parent, name), name, (), files)
    _merge(tables, own, file.name, (), files)
    return _Source(file.name, tables, files)


def _fragments(names: object, file: Path) -> list[str]:
    fault = _Fault((_INCLUDE,), Problem.WRONG_TYPE, _kind(names), "list")
    if not isinstance(names, list):
        raise fault.known(file.name)
    for name in names:
        if not isinstance(name, str):
            raise fault.known(file.name)
        inside = (file.parent / name).resolve().is_relative_to(file.parent.resolve())
        if not inside or not (file.parent / name).is_file():
            raise _Fault((_INCLUDE,), Problem.NO_SUCH_FRAGMENT, name).known(file.name)
    return names


def _merge(into: Table, more: Table, file: str, path: KeyPath, files: dict[KeyPath, str]) -> None:
    for key, value in more.items():
        here = (*path, key)
        files[here] = file
        if isinstance(value, dict):
            below = into.get(key)
            into[key] = below = below if isinstance(below, dict) else {}
            _merge(below, value, file, here, files)
        else:
            into[key] = value


# --- tables to values ---------------------------------------------------------------------


def _decode(hint: Any, raw: object, path: KeyPath) -> Any:  # noqa: ANN401 - the border
    origin = get_origin(hint)
    if origin in {types.UnionType, Union}:
        return _decode(get_args(hint)[0], raw, path)
    if origin is tuple:
        return _decode_tuple(get_args(hint)[0], raw, path)
    if origin is frozenset:
        return frozenset(_decode_list(get_args(hint)[0], raw, path))
    if origin is not None:
        return _decode_mapping(hint, raw, path)
    if is_dataclass(hint):
        return _decode_object(hint, _table(raw, path), path)
    if issubclass(hint, Enum):
        return _decode_enum(hint, raw, path)
    return _decode_scalar(hint, raw, path)


def _decode_scalar(hint: type, raw: object, path: KeyPath) -> object:
    if type(raw) is not hint:
        raise _Fault(path, Problem.WRONG_TYPE, _kind(raw), _SCALARS[hint])
    if isinstance(raw, str) and not raw.strip():
        raise _Fault(path, Problem.EMPTY_TEXT)
    return raw


def _decode_enum(hint: type[Enum], raw: object, path: KeyPath) -> Enum:
    try:
        return hint(raw)
    except ValueError:
        allowed = ", ".join(str(member.value) for member in hint)
        raise _Fault(path, Problem.NOT_ONE_OF, _kind_or_text(raw), allowed) from None


def _decode_tuple(item: Any, raw: object, path: KeyPath) -> tuple[Any, ...]:  # noqa: ANN401
    if is_dataclass(item) and "code" in {f.name for f in fields(item)}:
        return tuple(_decode_coded(item, _table(raw, path), path))
    return tuple(_decode_list(item, raw, path))


def _decode_coded(item: Any, raw: Table, path: KeyPath) -> Iterator[Any]:  # noqa: ANN401
    for code, value in raw.items():
        below = (*path, code)
        table = _table(value, below)
        if "code" in table:
            raise _Fault((*below, "code"), Problem.UNKNOWN_KEY)
        yield _decode_object(item, {"code": code, **table}, below)


def _decode_list(item: Any, raw: object, path: KeyPath) -> list[Any]:  # noqa: ANN401
    if not isinstance(raw, list):
        raise _Fault(path, Problem.WRONG_TYPE, _kind(raw), "list")
    return [_decode(item, value, (*path, str(index))) for index, value in enumerate(raw)]


def _decode_mapping(hint: Any, raw: object, path: KeyPath) -> Mapping[Any, Any]:  # noqa: ANN401
    key, value = get_args(hint)
    table = _table(raw, path)
    if key is str:
        named = {name: _decode(value, below, (*path, name)) for name, below in table.items()}
        return MappingProxyType(named)
    _refuse_strangers(table, {str(member.value) for member in key}, path)
    return MappingProxyType(
        {
            member: _decode(value, _required(table, str(member.value), path), (*path, member.value))
            for member in key
        }
    )


def _decode_object(hint: Any, table: Table, path: KeyPath) -> Any:  # noqa: ANN401
    slots = _slots(hint)
    _refuse_strangers(table, set(slots), path)
    return hint(
        **{
            name: _decode(slot.hint, _required(table, name, path), (*path, name))
            for name, slot in slots.items()
            if name in table or not slot.optional
        },
        **{
            name: None
            for name, slot in slots.items()
            if name not in table and slot.optional and not slot.has_default
        },
    )


@dataclass(frozen=True, slots=True)
class _Slot:
    hint: Any
    optional: bool
    has_default: bool


@cache
def _slots(hint: Any) -> Mapping[str, _Slot]:  # noqa: ANN401
    hints = get_type_hints(hint)
    return {f.name: _slot(hints[f.name], f) for f in fields(hint) if f.init}


def _slot(hint: Any, field: Field[Any]) -> _Slot:  # noqa: ANN401
    has_default = field.default is not MISSING or field.default_factory is not MISSING
    return _Slot(hint, has_default or type(None) in get_args(hint), has_default)


def _required(table: Table, key: str, path: KeyPath) -> object:
    try:
        return table[key]
    except KeyError:
        raise _Fault((*path, key), Problem.MISSING) from None


def _refuse_strangers(table: Table, known: set[str], path: KeyPath) -> None:
    for key in table:
        if key not in known:
            raise _Fault((*path, key), Problem.UNKNOWN_KEY)


def _table(raw: object, path: KeyPath) -> Table:
    if not isinstance(raw, dict):
        raise _Fault(path, Problem.WRONG_TYPE, _kind(raw), "table")
    return raw


def _kind(raw: object) -> str:
    return _SCALARS.get(type(raw), type(raw).__name__)


def _kind_or_text(raw: object) -> str:
    return raw if isinstance(raw, str) else _kind(raw)
