"""The composition root: settings to adapters to a desk with a signed-in operator.

The sign-in page must stand at once, so everything that only works after it is imported where it
is first needed: the store, keys, papers, devices and the exchange.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from desk_app.clocks import SystemIds, system_clock
from desk_app.domain.operators import Permission, require
from desk_app.errors import AccessError, ExchangeError, InputError, RuleError, StoreError
from desk_app.resource_paths import shipped_folder
from desk_app.settings import Settings
from desk_app.texts import Texts

if TYPE_CHECKING:
    from desk_app.domain.operators import Operator
    from desk_app.domain.papers import Paper, PaperLanguage
    from desk_app.domain.rule_packs import RulePack
    from desk_app.domain.working_days import Calendar
    from desk_app.ports.clock import Clock, Ids
    from desk_app.ports.registry import RegistryGateway
    from desk_app.printing.render import PagePicture
    from desk_app.services.desk import Desk
    from desk_app.services.exchange import Exchange, ExchangeReport
    from desk_app.services.sessions import WrongPassword
    from desk_app.store.device_secret import Keystore
    from desk_app.store.keys import Cost
    from desk_app.store.opening import OpenStore
    from desk_app.store.operator_keys import OperatorKeys
    from desk_app.sync.late_registry import LateRegistry
    from desk_app.sync.no_registry import NoRegistry
    from desk_app.sync.registry_client import RegistryClient
    from ui.window_start import WindowStart

_WRONG_PASSWORD = frozenset({"access.wrong_password", "access.wrong_password_wait"})


@dataclass(frozen=True, slots=True)
class Rules:
    """What the law says, as data."""

    packs: Mapping[str, RulePack]
    calendar: Calendar


@dataclass(slots=True)
class Premises:
    """A workplace before and after sign-in; the store stays open while the program runs.

    Attributes:
        cost: Of a password guess; None keeps what was calibrated when the store was made.
        places: Where the device secret is kept; None means the platform's keystore first.
    """

    settings: Settings
    texts: Texts
    clock: Clock
    ids: Ids
    cost: Cost | None = None
    places: Sequence[Keystore] | None = None
    _rules: Rules | None = field(default=None, repr=False)
    _keys: OperatorKeys | None = field(default=None, repr=False)
    _opened: OpenStore | None = field(default=None, repr=False)
    _wrong: list[WrongPassword] = field(default_factory=list, repr=False)

    @property
    def rules(self) -> Rules:
        """The rules, loaded and checked at the first sign-in.

        Raises:
            KnownError: A broken rule pack, or `pack.unknown`.
        """
        if self._rules is None:
            self._rules = load_rules(self.settings.pack_id, self.settings.home)
        return self._rules

    @property
    def keys(self) -> OperatorKeys:
        """Who may open the store.

        Raises:
            StoreError: As for `load_operator_keys`.
        """
        if self._keys is None:
            self._keys = _load_keys(self.settings.home, self.cost, self.places)
        return self._keys

    def logins(self) -> tuple[str, ...]:
        """Return who can sign in, without opening anything.

        Raises:
            StoreError: `keys.missing` or `keys.damaged`.
        """
        from desk_app.store.logins import read_logins

        return read_logins(self.settings.home)

    def unlock(self, login: str, password: str) -> Desk:
        """Sign an operator in; blocks while the password is stretched, so call it in a lane.

        Raises:
            AccessError: As for the keys, or `access.unknown_operator`, `access.inactive`.
            StoreError: The store cannot be opened.
            KnownError: As for the rules.
        """
        from desk_app.store.opening import open_store

        key = self._unlocked(login, password)
        if self._opened is None:
            self._opened = open_store(self.settings.home, key)
        return self._signed_in(self._opened, login)

    def unlock_for_command(self, login: str, password: str) -> tuple[Desk, OpenStore]:
        """Sign an operator in for a command: read only while the window holds the store."""
        from desk_app.store.opening import open_store, open_store_for_reading

        key = self._unlocked(login, password)
        try:
            self._opened = open_store(self.settings.home, key)
        except StoreError as error:
            if error.code != "store.in_use":
                raise
            self._opened = open_store_for_reading(self.settings.home, key)
            return self._desk(self._opened, login), self._opened
        return self._signed_in(self._opened, login), self._opened

    def _unlocked(self, login: str, password: str) -> bytes:
        from desk_app.services.sessions import WrongPassword, note_wrong_passwords

        try:
            return self.keys.unlock(login, password, now=self.clock.moment())
        except AccessError as error:
            if error.code in _WRONG_PASSWORD:
                self._wrong.append(WrongPassword(login, self.clock.now()))
            if self._opened is not None:
                note_wrong_passwords(self._wrong, store=self._opened.store)
                self._wrong.clear()
            raise

    def _signed_in(self, opened: OpenStore, login: str) -> Desk:
        """Return the operator's desk; the journal tells of the sign-in and what went before it."""
        from desk_app.services.sessions import note_sign_in, note_wrong_passwords

        note_wrong_passwords(self._wrong, store=opened.store)
        self._wrong.clear()
        desk = self._desk(opened, login)
        note_sign_in(desk=desk)
        return desk

    def change_password(self, login: str, old: str, new: str) -> None:
        """Give an operator another password; blocks like `unlock`, so call it in a lane.

        Raises:
            AccessError: As for `unlock`.
            InputError: `password.too_short`.
        """
        from desk_app.services.passwords import change_password
        from desk_app.store.opening import open_store

        key = self._unlocked(login, old)
        if self._opened is None:
            self._opened = open_store(self.settings.home, key)
        desk = self._desk(self._opened, login)
        change_password(old, new, desk=desk, passwords=self.keys)

    def recover(self, login: str, new: str, private_key: bytes) -> None:
        """Let an administrator in again by the private recovery key.

        Raises:
            AccessError: `access.wrong_recovery_key`, `access.unknown_operator`,
                `access.inactive`, or `access.not_allowed` for who is no administrator.
            InputError: `password.too_short`.
            StoreError: `keys.no_recovery`, or the store cannot be opened.
        """
        from desk_app.services.passwords import take_back
        from desk_app.store.device_secret import keystores
        from desk_app.store.opening import open_store
        from desk_app.store.recovery import recovered_key, recovered_keys

        home = self.settings.home
        key = recovered_key(home, private_key)
        self._opened = open_store(home, key)
        desk = self._desk(self._opened, login)
        require(desk.operator, Permission.MANAGE_OPERATORS)
        cost = self.cost or _calibrated(home)
        self._keys = recovered_keys(home, places=self.places or keystores(home), cost=cost)
        take_back(login, new, desk=desk, passwords=self._keys, store_key=key)

    def close(self) -> None:
        """Close the store, if it was opened."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _desk(self, opened: OpenStore, login: str) -> Desk:
        from desk_app.services.desk import Desk

        with opened.store.reading() as unit:
            operator = unit.operators.get(login)
        if not operator.is_active:
            raise AccessError("access.inactive")
        settings = self.settings
        return Desk(
            store=opened.store,
            scans=opened.scans,
            clock=self.clock,
            ids=self.ids,
            render=renderer(),
            packs=self.rules.packs,
            pack_id=settings.pack_id,
            calendar=self.rules.calendar,
            office=settings.office,
            workplace=settings.workplace,
            operator=operator,
            is_training=settings.is_training,
        )


def prepare(
    settings: Settings,
    texts: Texts,
    *,
    cost: Cost | None = None,
    places: Sequence[Keystore] | None = None,
) -> Premises:
    """Return the workplace as it is before anybody has signed in.

    Args:
        settings: The workplace's settings.
        texts: Words for people.
        cost: Of a password guess; None keeps what was calibrated when the store was made.
        places: Where the device secret is kept; None means the platform's keystore first.

    Raises:
        StoreError: `store.none` where no store was set up here.
    """
    from desk_app.store.logins import has_store

    if not has_store(settings.home):
        raise StoreError("store.none")
    return Premises(settings, texts, system_clock(), SystemIds(), cost, places)


def load_rules(pack_id: str, home: Path) -> Rules:
    """Return every rule pack, and the calendar: the home folder's own goes before the shipped.

    Raises:
        KnownError: A broken rule pack, or `pack.unknown`.
    """
    from desk_app.packs import calendar_file, load_calendar, load_packs

    resources = shipped_folder("resources")
    packs = load_packs(resources / "rule_packs")
    if pack_id not in packs:
        raise InputError("pack.unknown", field="pack", pack=pack_id)
    return Rules(packs, load_calendar(calendar_file(home, resources)))


def _load_keys(home: Path, cost: Cost | None, places: Sequence[Keystore] | None) -> OperatorKeys:
    from desk_app.store.device_secret import keystores
    from desk_app.store.operator_keys import load_operator_keys

    return load_operator_keys(
        home, places=places or keystores(home), cost=cost or _calibrated(home)
    )


def _calibrated(home: Path) -> Cost:
    """Return the dearest cost among the wraps, so that signing in never makes guessing cheaper."""
    from desk_app.store.keys import Cost
    from desk_app.store.operator_keys import read_key_file

    costs = [wrap.cost for wrap in read_key_file(home).wraps]
    return max(costs, key=lambda cost: cost.memory_kib * cost.passes, default=Cost())


def set_up(
    settings: Settings,
    operators: Mapping[Operator, str],
    *,
    cost: Cost | None = None,
    places: Sequence[Keystore] | None = None,
) -> None:
    """Make keys and store of a new workplace, with its first operators and their passwords.

    Args:
        settings: The workplace's settings.
        operators: Passwords by operator, the first one opens the key file.
        cost: Of a password guess; None measures this PC, which takes some seconds.
        places: Where the device secret is kept; None means the platform's keystore first.

    Raises:
        InputError: `password.too_short`.
        StoreError: `store.exists`, or the disk failed.
    """
    from desk_app.store.device_secret import keystores
    from desk_app.store.keys import calibrate, measure_seconds
    from desk_app.store.logins import has_store
    from desk_app.store.opening import create_store, new_store_key
    from desk_app.store.operator_keys import make_operator_keys

    if has_store(settings.home):
        raise StoreError("store.exists")
    key = new_store_key()
    (first, password), *others = operators.items()
    keys = make_operator_keys(
        settings.home,
        key,
        login=first.login,
        password=password,
        places=places or keystores(settings.home),
        cost=cost or calibrate(measure_seconds),
        recovery_public_key=bytes.fromhex(settings.recovery_public_key) or None,
    )
    for operator, own_password in others:
        keys.add(operator.login, own_password, store_key=key)
    opened = create_store(settings.home, key)
    try:
        with opened.store.unit() as unit:
            for operator in operators:
                unit.operators.save(operator)
    finally:
        opened.close()


def renderer() -> Callable[[Paper, PaperLanguage], bytes]:
    """Return what makes papers; reportlab and the wording are loaded at the first paper."""
    loaded: list[Callable[[Paper, PaperLanguage], bytes]] = []

    def render_paper(paper: Paper, language: PaperLanguage) -> bytes:
        if not loaded:
            loaded.append(load_renderer())
        return loaded[0](paper, language)

    return render_paper


def load_renderer() -> Callable[[Paper, PaperLanguage], bytes]:
    """Load reportlab and the wording, and return what makes papers of them."""
    from desk_app.printing.render import render
    from desk_app.printing.texts import load_templates

    templates = load_templates(
        shipped_folder("print_templates"), shipped_folder("resources") / "fonts"
    )
    return lambda paper, language: render(paper, language, templates).content


def registry_of(settings: Settings) -> RegistryClient | NoRegistry:
    """Return the registry's client; without an address every question is "unreachable".

    Raises:
        InputError: `registry.url`, `registry.ca_file` or `registry.token_file`, field `registry`.
    """
    return _registry_client(settings) if settings.registry_url else _no_registry()


def _no_registry() -> NoRegistry:
    from desk_app.sync.no_registry import NoRegistry

    return NoRegistry()


def _registry_client(settings: Settings) -> RegistryClient:
    from desk_app.sync.registry_client import RegistryClient

    return RegistryClient(
        settings.registry_url,
        token=_registry_token(settings.registry_token_file),
        office_code=settings.office.code,
        workplace=settings.workplace,
        ca_file=settings.registry_ca_file,
    )


def late_registry_of(settings: Settings) -> LateRegistry | NoRegistry:
    """Return the registry for a window: its address is checked now, its client made when asked.

    Raises:
        InputError: As for `registry_of`.
    """
    if not settings.registry_url:
        return _no_registry()
    from desk_app.sync.late_registry import LateRegistry
    from desk_app.sync.registry_address import checked_url, trust_only

    checked_url(settings.registry_url)
    _registry_token(settings.registry_token_file)
    if settings.registry_ca_file is not None:
        trust_only(settings.registry_ca_file)
    return LateRegistry(lambda: _registry_client(settings))


def _registry_token(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise InputError("registry.token_file", field="registry", file=file.name) from None


@contextmanager
def window_start(
    premises: Premises,
    *,
    demo_hint: tuple[str, str] | None = None,
    is_instant: bool = False,
) -> Iterator[WindowStart]:
    """Give a workplace to its window; registry, devices and store end with the block.

    Args:
        premises: The workplace before sign-in.
        demo_hint: Login and password of a demo desk, which carries the demo mark.
        is_instant: As for `devices_of`.
    """
    from desk_app.counter_devices import late_devices_of
    from ui.window_start import WindowStart

    settings = premises.settings
    registry = late_registry_of(settings)
    devices = late_devices_of(settings, is_instant=is_instant)
    try:
        yield WindowStart(
            settings=settings,
            texts=premises.texts,
            # Names lie in the encrypted store; before sign-in the logins must do.
            operators=tuple((login, login) for login in premises.logins()),
            unlock=premises.unlock,
            change_password=premises.change_password,
            registry=registry,
            scanners=devices.scanners,
            printer=devices.printer,
            files=devices.files,
            watched=devices.watched,
            exchange=lambda desk, run: exchange_all(desk, registry, run),
            preview_paper=preview_paper,
            load_rest=lambda: _load_rest(registry, devices.tidy),
            demo_hint=demo_hint,
            is_demo=demo_hint is not None,
        )
    finally:
        registry.close()
        devices.close()
        premises.close()


def _load_rest(registry: LateRegistry | NoRegistry, tidy: Callable[[], None]) -> None:
    """Load the store's libraries and the registry's client, so that no sign-in waits for them."""
    tidy()
    import desk_app.store.opening
    import desk_app.store.operator_keys  # noqa: F401 - to be there, not to be used

    registry.load()


def preview_paper(content: bytes, dpi: int) -> tuple[PagePicture, ...]:
    """Return a paper's pages as pictures; the raster's library is loaded at the first one."""
    from desk_app.printing.render import preview_pages

    return preview_pages(content, dpi)


def exchange_all(desk: Desk, registry: RegistryGateway, run: Exchange) -> ExchangeReport:
    """Exchange events, then fetch the queue, numbers where few are left, and use those."""
    from desk_app.services.decisions import issue_waiting
    from desk_app.services.registry_queue import lease_numbers_if_needed, refresh_tickets

    store = desk.store
    report = run(
        store=store,
        scans=desk.scans,
        registry=registry,
        clock=desk.clock,
        ids=desk.ids,
        packs=desk.packs.keys(),
    )
    if report.failure:
        return report
    try:
        lease_numbers_if_needed(store=store, registry=registry, ids=desk.ids, clock=desk.clock)
        refresh_tickets(store=store, registry=registry, clock=desk.clock)
        if desk.operator.may(Permission.DECIDE):
            issue_waiting(desk=desk)
    except (ExchangeError, RuleError) as error:
        return replace(report, failure=error.code)
    return report
