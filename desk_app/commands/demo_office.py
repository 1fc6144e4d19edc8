"""The demo office: everything under one folder, made on first use, nothing to set up."""

from __future__ import annotations

import secrets
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from desk_app import bootstrap
from desk_app.domain.operators import Operator
from desk_app.domain.vocabulary import DeskKind, Role
from desk_app.domain.working_days import KZ_ZONE
from desk_app.errors import ExchangeError, InputError
from desk_app.resource_paths import shipped_folder
from desk_app.settings import Settings, load_settings, settings_file
from desk_app.store.device_secret import FileKeystore
from desk_app.store.durable import disk_errors, make_folder, replace_file
from desk_app.store.keys import Cost
from desk_app.store.lock import waited_lock
from desk_app.store.logins import has_store
from desk_app.sync.embedded_registry import EmbeddedRegistry, seed_registry, start_registry
from desk_app.sync.registry_client import RegistryClient
from desk_app.texts import Texts

PEOPLE = 200
# The demo's password is public: stretching it for half a second would only make people wait.
DEMO_COST = Cost(memory_kib=8192, passes=1, lanes=1)
_TOKEN_FILE = "registry.token"  # noqa: S105 - the name of a file
_REGISTRY = "registry"
_ADDRESS = "registry.url"
_SEEDED = "registry.day"
_LOCK = "registry.lock"
_ASKING = "DEMO"


@dataclass(frozen=True, slots=True)
class DemoDesk:
    """One desk of the demo office, ready for sign-in."""

    premises: bootstrap.Premises
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class DemoOffice:
    """The demo's folder and the address of its running registry; desks are made in it by kind.

    Attributes:
        registry: None where another program's demo office started it.
    """

    folder: Path
    registry_url: str
    registry: EmbeddedRegistry | None
    texts: Texts

    def desk(self, kind: DeskKind) -> DemoDesk:
        """Return a desk of the demo office; its store is made on first use."""
        home = self.folder / kind.value
        settings = _settings(home, kind, self)
        operators = _operators(kind)
        # Nothing of the demo is left outside its folder, the user's keystore included.
        places = (FileKeystore(home),)
        if not has_store(home):
            bootstrap.set_up(settings, operators, cost=DEMO_COST, places=places)
        premises = bootstrap.prepare(settings, self.texts, cost=DEMO_COST, places=places)
        first, password = next(iter(operators.items()))
        return DemoDesk(premises, first.login, password)


@contextmanager
def demo_office(folder: Path, texts: Texts) -> Iterator[DemoOffice]:
    """Open the demo office under a folder; the registry it started ends with the block.

    Two desks of one folder share the registry of whichever came first.
    """
    with disk_errors():
        make_folder(folder)
    office = _join_or_start(folder, texts)
    try:
        yield office
    finally:
        if office.registry is not None:
            office.registry.stop()


def is_from_today(mark: Path) -> bool:
    """Tell whether what a file marks was done on this day."""
    return mark.exists() and mark.read_text(encoding="utf-8") == _today()


def note_today(mark: Path) -> None:
    """Mark that something was done on this day.

    Raises:
        StoreError: The disk failed.
    """
    with disk_errors():
        mark.write_text(_today(), encoding="utf-8")


def _today() -> str:
    return datetime.now(KZ_ZONE).date().isoformat()


def _join_or_start(folder: Path, texts: Texts) -> DemoOffice:
    # Two desks started at once must not both find nobody there.
    alone = waited_lock(folder / _LOCK)
    try:
        url = _running(folder)
        if url:
            return DemoOffice(folder, url, None, texts)
        registry = _start(folder)
        return DemoOffice(folder, registry.url, registry, texts)
    finally:
        alone.release()


def _running(folder: Path) -> str:
    """Return the address of the registry another desk of this folder started, if it answers."""
    try:
        url = (folder / _ADDRESS).read_text(encoding="utf-8").strip()
        client = RegistryClient(url, office_code=_ASKING, workplace=_ASKING, token=_token(folder))
    except (OSError, InputError):
        return ""
    with closing(client), suppress(ExchangeError):
        client.health()
        return url
    return ""


def _start(folder: Path) -> EmbeddedRegistry:
    database = folder / _REGISTRY
    _seed_for_today(database)
    registry = start_registry(database, token=_token(folder))
    with disk_errors():
        replace_file(folder / _ADDRESS, registry.url.encode())
    return registry


def _seed_for_today(database: Path) -> None:
    """Put the invented people and the queue of the day in; a queue of yesterday has gone home."""
    mark = database.with_name(_SEEDED)
    if is_from_today(mark):
        return
    if not database.is_dir():
        # A seeding that was cut off must not leave half an office for the next start.
        unfinished = database.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        seed_registry(unfinished, people=PEOPLE)
        unfinished.rename(database)
    else:
        seed_registry(database, people=PEOPLE)
    note_today(mark)


def _token(folder: Path) -> str:
    file = folder / _TOKEN_FILE
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32), encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()


def share_token(folder: Path, other: Path) -> None:
    """Let an office under another folder speak to the registry of this one."""
    shutil.copy2(folder / _TOKEN_FILE, other / _TOKEN_FILE)


def _settings(home: Path, kind: DeskKind, office: DemoOffice) -> Settings:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = settings_file(home)
    if not file.exists():
        shutil.copyfile(_shipped(f"{kind.value}.toml"), file)
    token_file = home / _TOKEN_FILE
    if not token_file.exists():
        token_file.touch(mode=0o600)
        token_file.write_text(_token(office.folder), encoding="utf-8")
    return load_settings(home, registry_url=office.registry_url)


def _operators(kind: DeskKind) -> dict[Operator, str]:
    listed: dict[str, Any] = tomllib.loads(_shipped("operators.toml").read_text(encoding="utf-8"))
    password = str(listed["password"])
    return {_operator(entry): password for entry in listed[kind.value]}


def _operator(entry: dict[str, Any]) -> Operator:
    roles = frozenset(Role(role) for role in entry["roles"])
    return Operator(entry["login"], entry["name"], roles, entry["phone"])


def _shipped(name: str) -> Path:
    return shipped_folder("resources") / "demo" / name
