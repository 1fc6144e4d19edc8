"""The command `doctor`: what is ready, what is missing, and the remedy for each."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from desk_app import bootstrap
from desk_app.commands.answer import Answer, Status
from desk_app.commands.invocation import Invocation
from desk_app.commands.signed_in import signed_in
from desk_app.counter_devices import Devices, devices_of
from desk_app.domain.offices import signatory_on
from desk_app.domain.rules import ValidityState, validity
from desk_app.domain.working_days import KZ_ZONE
from desk_app.errors import KnownError, StoreError
from desk_app.packs import calendar_file, load_calendar, load_packs
from desk_app.resource_paths import shipped_folder
from desk_app.settings import Settings, load_settings
from desk_app.store.device_secret import keystores
from desk_app.store.engine import require_file
from desk_app.store.key_copies import are_alike, read_newest
from desk_app.store.keys import Cost
from desk_app.store.logins import has_store
from desk_app.store.opening import database_path
from desk_app.store.operator_keys import load_operator_keys, read_key_file
from desk_app.store.wholeness import DAMAGE_CODES

_LEAST_FREE_BYTES = 2 * 1024**3
_LEAST_CALENDAR_DAYS = 60


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `remedy` is the key of the words that say what to do."""

    name: str
    state: State
    remedy: str = ""


def answer_doctor(call: Invocation) -> Answer:
    """Answer `doctor`; status 1 where something fails."""
    findings = [*_rule_findings(call.home), *_home_findings(call)]
    checks = [
        {
            "name": finding.name,
            "state": finding.state.value,
            "remedy": _words(finding, call),
        }
        for finding in findings
    ]
    failed = any(finding.state is State.FAIL for finding in findings)
    return Answer(Status.REFUSED if failed else Status.DONE, {"checks": checks})


def _words(finding: Finding, call: Invocation) -> str:
    return call.texts.get(finding.remedy, call.language) if finding.remedy else ""


def _rule_findings(home: Path) -> list[Finding]:
    resources = shipped_folder("resources")
    return [
        _try("rule_packs", lambda: load_packs(resources / "rule_packs"), "doctor.reinstall"),
        _calendar(calendar_file(home, resources)),
        _try("papers", bootstrap.load_renderer, "doctor.reinstall"),
    ]


def _try(name: str, deed: Callable[[], object], remedy: str) -> Finding:
    try:
        deed()
    except (KnownError, OSError):
        return Finding(name, State.FAIL, remedy)
    return Finding(name, State.OK)


def _calendar(file: Path) -> Finding:
    try:
        calendar = load_calendar(file)
    except (KnownError, OSError):
        return Finding("calendar", State.FAIL, "doctor.calendar_broken")
    today = datetime.now(KZ_ZONE).date()
    if not calendar.covers_from <= today <= calendar.covers_to:
        return Finding("calendar", State.FAIL, "doctor.calendar_elsewhere")
    days_left = (calendar.covers_to - today).days
    if days_left < _LEAST_CALENDAR_DAYS:
        return Finding("calendar", State.WARN, "doctor.calendar")
    return Finding("calendar", State.OK)


def _home_findings(call: Invocation) -> list[Finding]:
    try:
        settings = load_settings(call.home, registry_url=call.options.registry)
    except KnownError:
        return [Finding("settings", State.FAIL, "doctor.settings")]
    return [
        Finding("settings", State.OK),
        _pack(settings),
        _signatory(settings),
        _store(settings),
        *_store_pages(settings, call),
        *_key_findings(settings),
        _device_secret(settings),
        _disk(settings),
        _registry(settings),
        _scanner(settings),
        *_watched_folder(settings),
        _printer(settings),
    ]


def _pack(settings: Settings) -> Finding:
    packs = load_packs(shipped_folder("resources") / "rule_packs")
    pack = packs.get(settings.pack_id)
    if pack is None:
        return Finding("pack", State.FAIL, "doctor.pack_unknown")
    if validity(pack, datetime.now(KZ_ZONE).date()).state is not ValidityState.IN_FORCE:
        return Finding("pack", State.WARN, "doctor.pack_expired")
    return Finding("pack", State.OK)


def _signatory(settings: Settings) -> Finding:
    today = datetime.now(KZ_ZONE).date()
    return _try("signatory", lambda: signatory_on(settings.office, today), "doctor.signatory")


def _store(settings: Settings) -> Finding:
    if not has_store(settings.home):
        return Finding("store", State.FAIL, "doctor.store")
    try:
        require_file(database_path(settings.home))
    except StoreError:
        return Finding("store", State.FAIL, "doctor.store_damaged")
    return Finding("store", State.OK)


def _store_pages(settings: Settings, call: Invocation) -> list[Finding]:
    """Look at every page where somebody signs in; without a key the pages say nothing."""
    if not has_store(settings.home):
        return []
    if not call.options.operator:
        return [Finding("store_pages", State.WARN, "doctor.store_unread")]
    try:
        with signed_in(call) as here:
            is_damaged = bool(here.opened.damage())
    except StoreError as error:
        # What is wrong with the keys has a check and a remedy of its own.
        is_damaged = error.code in DAMAGE_CODES
        if not is_damaged:
            return [Finding("store_pages", State.WARN, "doctor.store_unread")]
    if is_damaged:
        return [Finding("store_pages", State.FAIL, "doctor.store_damaged")]
    return [Finding("store_pages", State.OK)]


def _key_findings(settings: Settings) -> list[Finding]:
    # Before `setup` there is nothing to say of keys.
    return [_key_file(settings), _recovery(settings)] if has_store(settings.home) else []


def _key_file(settings: Settings) -> Finding:
    finding = _try("key_file", lambda: read_newest(settings.home), "doctor.key_file_lost")
    if finding.state is State.OK and not are_alike(settings.home):
        return Finding("key_file", State.WARN, "doctor.key_file")
    return finding


def _recovery(settings: Settings) -> Finding:
    """Tell a recovery key that opens nothing yet: the settings alone are no wrap."""
    try:
        wrap = read_key_file(settings.home).recovery
    except KnownError:
        return Finding("recovery", State.FAIL, "doctor.key_file_lost")
    named = bytes.fromhex(settings.recovery_public_key)
    if wrap is None and not named:
        return Finding("recovery", State.WARN, "doctor.recovery_none")
    if named and (wrap is None or wrap.public_key != named):
        return Finding("recovery", State.WARN, "doctor.recovery_renew")
    return Finding("recovery", State.OK)


def _device_secret(settings: Settings) -> Finding:
    try:
        keys = load_operator_keys(settings.home, places=keystores(settings.home), cost=Cost())
    except KnownError:
        return Finding("device_secret", State.FAIL, "doctor.device_secret")
    if keys.kept_in.startswith("file"):
        return Finding("device_secret", State.WARN, "doctor.device_secret_file")
    return Finding("device_secret", State.OK)


def _disk(settings: Settings) -> Finding:
    free_bytes = shutil.disk_usage(settings.home).free
    if free_bytes < _LEAST_FREE_BYTES:
        return Finding("disk", State.WARN, "doctor.disk")
    return Finding("disk", State.OK)


def _registry(settings: Settings) -> Finding:
    if not settings.registry_url:
        return Finding("registry", State.WARN, "doctor.registry_none")
    try:
        with closing(bootstrap.registry_of(settings)) as registry:
            registry.health()
    except (KnownError, OSError):
        return Finding("registry", State.WARN, "doctor.registry")
    return Finding("registry", State.OK)


def _scanner(settings: Settings) -> Finding:
    return _device(settings, "scanner", lambda d: bool(d.scanners.scanners()), "doctor.scanner")


def _watched_folder(settings: Settings) -> list[Finding]:
    """Look into the folder the window would watch, where one is named."""
    if settings.watched_folder is None:
        return []
    return [_device(settings, "watched_folder", _opens, "doctor.watched_folder")]


def _opens(devices: Devices) -> bool:
    # Nothing has stood still for long enough to be read: the first look only lists names.
    return devices.watched is not None and not list(devices.watched.poll(0.0))


def _printer(settings: Settings) -> Finding:
    return _device(settings, "printer", lambda d: bool(d.printer.printers()), "doctor.printer")


def _device(
    settings: Settings, name: str, is_there: Callable[[Devices], bool], remedy: str
) -> Finding:
    devices = devices_of(settings)
    try:
        state = State.OK if is_there(devices) else State.WARN
    except KnownError:
        state = State.WARN
    finally:
        devices.close()
    return Finding(name, state, "" if state is State.OK else remedy)
