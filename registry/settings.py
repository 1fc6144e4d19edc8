"""Where the registry keeps its data and where it listens, from arguments and environment."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

import platformdirs

from registry.database_urls import FORMS, DatabaseUrlError, database_url
from registry.desks import OFFICE_CODE
from registry.tokens import DeskTokens, TokensFileError, read_tokens

TOKEN_VARIABLE = "REGISTRY_TOKEN"  # noqa: S105 - the name of the variable
DEMO_INTAKE_OFFICE = "SC01"
DEMO_DECISION_OFFICE = "CC01"
DEFAULT_LISTEN = "127.0.0.1:8765"


class UsageError(Exception):
    """Arguments that cannot be used; the text is for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this registry runs.

    Attributes:
        database_url: `sqlite:///file` or `postgresql://…`.
        port: 0 lets the system choose; the chosen one is printed.
        token / tokens: One for all desks, or one for each; the latter goes before the former.
        ends_with_parent: Stop when standard input closes.
        seed_people: How many invented people to add instead of serving, or None.
        seed_pack: Rule pack of the seeded requests; empty takes the newest one in force.
        intake_office / decision_office: Codes of the offices to seed.
    """

    database_url: str
    files: Path
    host: str
    port: int
    token: str
    tokens: DeskTokens = field(default_factory=dict)
    ends_with_parent: bool = False
    seed_people: int | None = None
    seed_pack: str = ""
    intake_office: str = ""
    decision_office: str = ""


def read_settings(arguments: Sequence[str], environment: Mapping[str, str]) -> Settings:
    """Return the settings.

    Raises:
        UsageError: A database, an address or a token file that cannot be used, or no token on an
            address that other computers reach.
        SystemExit: Wrong arguments, status 2, as argparse does.
    """
    options = _parser().parse_args(arguments)
    host, port = _address(options.listen)
    token = _token(options.token_file, environment)
    tokens = _tokens(options.tokens)
    is_serving = options.command != "seed"
    if is_serving and not (token or tokens) and not _is_loopback(host):
        raise UsageError(
            f"{host} can be reached by other computers: "
            f"set --tokens, {TOKEN_VARIABLE} or --token-file"
        )
    folder = Path(platformdirs.user_data_dir("desk-registry", appauthor=False))
    return Settings(
        database_url=_database_url(options.database, folder),
        files=options.files or folder / "files",
        host=host,
        port=port,
        token=token,
        tokens=tokens,
        ends_with_parent=options.parent_pipe,
        seed_people=None if is_serving else options.people,
        seed_pack=options.pack,
        intake_office=options.intake_office,
        decision_office=options.decision_office,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m registry", parents=[_places()])
    parser.add_argument("--listen", default=DEFAULT_LISTEN, metavar="HOST:PORT")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help=f"one bearer token for all desks, as {TOKEN_VARIABLE}: each may name any office",
    )
    which.add_argument(
        "--tokens",
        type=Path,
        metavar="FILE",
        help="a token for each workplace (TOML, or JSON by its ending): "
        '"TOKEN" = { office = "SC01", workplace = "01" }; a desk can name no other office',
    )
    parser.add_argument(
        "--parent-pipe", action="store_true", help="stop when standard input closes"
    )
    parser.set_defaults(
        database=None,
        files=None,
        command="serve",
        pack="",
        intake_office=DEMO_INTAKE_OFFICE,
        decision_office=DEMO_DECISION_OFFICE,
    )
    commands = parser.add_subparsers(metavar="COMMAND")
    seed = commands.add_parser("seed", parents=[_places()], help="add invented people and a queue")
    seed.add_argument("--people", type=_count, required=True, metavar="N")
    seed.add_argument("--intake-office", type=_office, metavar="CODE", default=DEMO_INTAKE_OFFICE)
    seed.add_argument(
        "--decision-office", type=_office, metavar="CODE", default=DEMO_DECISION_OFFICE
    )
    seed.add_argument(
        "--pack",
        type=_pack,
        metavar="ID",
        help="rule pack of the portal's requests; the newest one in force if none is named",
    )
    seed.set_defaults(command="seed")
    return parser


def _places() -> argparse.ArgumentParser:
    # One for each parser: defaults set on the first would otherwise undo what stood before "seed".
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--database", metavar="URL", help=FORMS)
    shared.add_argument("--files", type=Path, metavar="DIR", help="folder of scans and papers")
    return shared


def _count(text: str) -> int:
    count = int(text)
    if count < 0:
        raise argparse.ArgumentTypeError("cannot be negative")
    return count


def _pack(text: str) -> str:
    # A registry that serves need not load what only seeds.
    from registry.seeding.law import pack_ids

    if text not in pack_ids():
        raise argparse.ArgumentTypeError(f"one of {', '.join(pack_ids())}")
    return text


def _office(text: str) -> str:
    if not OFFICE_CODE.fullmatch(text):
        raise argparse.ArgumentTypeError("two to eight capital letters and digits")
    return text


def _address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise UsageError(f"not an address HOST:PORT: {listen}")
    return host.strip("[]"), int(port)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _token(file: Path | None, environment: Mapping[str, str]) -> str:
    if file is None:
        return environment.get(TOKEN_VARIABLE, "")
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the token file: {type(error).__name__}") from None
    if not token:
        raise UsageError("the token file is empty")
    return token


def _tokens(file: Path | None) -> DeskTokens:
    try:
        return read_tokens(file) if file else {}
    except TokensFileError as error:
        raise UsageError(str(error)) from None


def _database_url(database: str | None, folder: Path) -> str:
    if database is None:
        return f"sqlite:///{folder / 'registry.db'}"
    try:
        return database_url(database)
    except DatabaseUrlError as error:
        raise UsageError(f"--database: {error}") from None
