"""The desk's settings: one TOML file in the home folder, checked as a whole at start."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from pathlib import Path

import msgspec

from desk_app.domain.languages import Bilingual, Language
from desk_app.domain.numbers import CaseNumber
from desk_app.domain.offices import Office, SignatoryTerm
from desk_app.domain.vocabulary import DeskKind
from desk_app.domain.working_days import OpenSpan
from desk_app.errors import InputError

FILE_NAME = "desk.toml"
HOME_VARIABLE = "DESK_APP_HOME"
_APP = "desk-app"
_OPENS_AT = time(9, 0)
_CLOSES_AT = time(18, 0)
_RECOVERY_KEY = re.compile(r"[0-9a-fA-F]{64}")


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kk: str
    ru: str

    def bilingual(self) -> Bilingual:
        return Bilingual(self.kk, self.ru)


class _Signatory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    position: _Words
    valid_from: date
    valid_to: date | None = None
    acting: bool = False
    position_code: str = ""


class _OpenSpan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    opens_at: time
    closes_at: time


class _Office(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    kind: DeskKind
    name: _Words
    agency: _Words
    address: _Words
    phone: str
    decision_office: str
    decision_office_name: _Words
    closes_at: time | None = None
    opening_hours: tuple[_OpenSpan, ...] = ()
    signatories: tuple[_Signatory, ...] = ()


class _Registry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    url: str = ""
    token_file: str = ""
    ca_file: str = ""


class _Devices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    scanner: str = ""
    printer: str = ""
    watched_folder: str = ""
    simulated: bool = False


class _Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    language: Language = Language.KK
    idle_lock_minutes: int = 5


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    workplace: str
    office: _Office
    pack: str = "KZ-LIR-2020"
    training: bool = False
    recovery_public_key: str = ""
    registry: _Registry = _Registry()
    devices: _Devices = _Devices()
    window: _Window = _Window()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an administrator sets for a workplace.

    Attributes:
        home: Folder of settings, store and logs.
        registry_url: Empty where the desk works without a registry.
        registry_ca_file: Certificates (PEM) of the authority the registry's certificate comes
            from; None trusts the authorities the system trusts.
        watched_folder: None where no folder is watched.
        idle_lock_minutes: 2 to 15.
    """

    home: Path
    workplace: str
    office: Office
    pack_id: str
    is_training: bool
    recovery_public_key: str
    registry_url: str
    registry_token_file: Path | None
    registry_ca_file: Path | None
    scanner: str
    printer: str
    watched_folder: Path | None
    simulated_devices: bool
    language: Language
    idle_lock_minutes: int


def default_home(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the platform's folder for the desk, or the one the environment names."""
    named = environment.get(HOME_VARIABLE)
    return Path(named) if named else user_folder(_APP)


def user_folder(name: str) -> Path:
    """Return the platform's folder for what a program keeps for its user."""
    # A desk whose home was named starts without this library.
    import platformdirs

    return Path(platformdirs.user_data_dir(name, appauthor=False))


def settings_file(home: Path) -> Path:
    """Return where the settings of a home folder lie."""
    return home / FILE_NAME


def load_settings(home: Path, *, registry_url: str | None = None) -> Settings:
    """Return the checked settings of a home folder.

    Args:
        home: The desk's folder.
        registry_url: Given on the command line; goes before the file.

    Raises:
        InputError: `settings.missing`, `settings.unreadable`, `settings.closes_early`,
            `settings.closes_late`, or `settings.broken` with what is wrong and where.
    """
    try:
        raw = settings_file(home).read_bytes()
    except FileNotFoundError:
        raise InputError("settings.missing", field="settings", file=FILE_NAME) from None
    except OSError:
        raise InputError("settings.unreadable", field="settings", file=FILE_NAME) from None
    return _settings(_parsed(raw), home, registry_url)


def check_settings(content: bytes) -> str:
    """Return the rule pack that settings name.

    Raises:
        InputError: `settings.broken`, `settings.closes_early` or `settings.closes_late` unless a
            desk can work with these settings.
    """
    return _parsed(content).pack


def _parsed(content: bytes) -> _File:
    try:
        parsed = msgspec.toml.decode(content, type=_File)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _broken(str(error)) from None
    _require_number_parts(parsed)
    _require_recovery_key(parsed.recovery_public_key)
    _require_order(parsed.office.opening_hours)
    _require_open_at_last(parsed.office)
    if not 2 <= parsed.window.idle_lock_minutes <= 15:
        raise _broken("window.idle_lock_minutes: 2-15")
    return parsed


def _require_number_parts(parsed: _File) -> None:
    """Tell it now and not at the first receipt: these two stand in every number."""
    try:
        CaseNumber(parsed.office.code, parsed.workplace, year=2026, serial=1)
    except InputError:
        raise _broken("office.code: A-Z 0-9, 2-8; workplace: A-Z 0-9, 1-8") from None


def _require_recovery_key(text: str) -> None:
    """Tell it before the store is made: later there would be no way back in."""
    if text and not _RECOVERY_KEY.fullmatch(text):
        raise _broken("recovery_public_key: 64 hexadecimal digits")


def _require_order(hours: tuple[_OpenSpan, ...]) -> None:
    """Tell it now: the time left of a term is counted by these."""
    moments = [moment for span in hours for moment in (span.opens_at, span.closes_at)]
    if any(later <= earlier for earlier, later in pairwise(moments)):
        raise _broken("office.opening_hours: opens_at < closes_at < opens_at < closes_at …")


def _require_open_at_last(office: _Office) -> None:
    """Tell it now: until this hour the receipts promise a result."""
    hours, closes_at = office.opening_hours, office.closes_at
    if closes_at is None:
        return
    opens_at = hours[0].opens_at if hours else _OPENS_AT
    if closes_at <= opens_at:
        raise _wrong_hour("settings.closes_early", closes_at, opens_at=f"{opens_at:%H:%M}")
    if hours and closes_at > hours[-1].closes_at:
        last = f"{hours[-1].closes_at:%H:%M}"
        raise _wrong_hour("settings.closes_late", closes_at, last=last)


def _wrong_hour(code: str, closes_at: time, **beside: str) -> InputError:
    said = f"{closes_at:%H:%M}"
    return InputError(code, field="settings", file=FILE_NAME, closes_at=said, **beside)


def _broken(detail: str) -> InputError:
    return InputError("settings.broken", field="settings", file=FILE_NAME, detail=detail)


def _settings(parsed: _File, home: Path, registry_url: str | None) -> Settings:
    token_file = parsed.registry.token_file
    ca_file = parsed.registry.ca_file
    watched = parsed.devices.watched_folder
    return Settings(
        home=home,
        workplace=parsed.workplace,
        office=_office(parsed.office),
        pack_id=parsed.pack,
        is_training=parsed.training,
        recovery_public_key=parsed.recovery_public_key,
        registry_url=registry_url if registry_url is not None else parsed.registry.url,
        registry_token_file=home / token_file if token_file else None,
        registry_ca_file=home / ca_file if ca_file else None,
        scanner=parsed.devices.scanner,
        printer=parsed.devices.printer,
        watched_folder=home / watched if watched else None,
        simulated_devices=parsed.devices.simulated,
        language=parsed.window.language,
        idle_lock_minutes=parsed.window.idle_lock_minutes,
    )


def _office(office: _Office) -> Office:
    spans = tuple(OpenSpan(span.opens_at, span.closes_at) for span in office.opening_hours)
    closes_at = office.closes_at or (spans[-1].closes_at if spans else _CLOSES_AT)
    return Office(
        code=office.code,
        kind=office.kind,
        name=office.name.bilingual(),
        agency=office.agency.bilingual(),
        address=office.address.bilingual(),
        phone=office.phone,
        decision_office=office.decision_office,
        decision_office_name=office.decision_office_name.bilingual(),
        closes_at=closes_at,
        opening_hours=spans or (OpenSpan(_OPENS_AT, closes_at),),
        signatories=tuple(
            SignatoryTerm(
                s.name,
                s.position.bilingual(),
                s.valid_from,
                s.valid_to,
                s.acting,
                s.position_code,
            )
            for s in office.signatories
        ),
    )
