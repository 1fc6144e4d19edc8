"""The command line: what can be asked, and who answers. Nothing heavy is imported before need."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Never

from desk_app import __version__
from desk_app.commands.answer import Answer, Status, give, of_error, use_utf8
from desk_app.commands.invocation import Invocation
from desk_app.commands.unexpected import of_unexpected
from desk_app.commands.usage import usage_error
from desk_app.domain.languages import Language
from desk_app.domain.vocabulary import Channel, PaperKind, Role
from desk_app.errors import InputError, KnownError
from desk_app.resource_paths import shipped_folder
from desk_app.texts import FIRST_FILE, Texts, load_texts

Handler = Callable[[Invocation], Answer]


class _Parser(argparse.ArgumentParser):
    """Leaves the answer to wrong words to `main`, which has words for people."""

    def error(self, message: str) -> Never:
        raise usage_error(message)


# Common options stand before the command or after it; what was not given is filled in here.
_DEFAULTS: dict[str, object] = {
    "json": False,
    "home": None,
    "registry": None,
    "operator": None,
    "password_file": None,
    "language": None,
}

# Each command: the module that answers it, and the function there. Modules load when asked for.
_HANDLERS: dict[str, tuple[str, str]] = {
    "iin": ("numbers", "answer_iin"),
    "mrz": ("numbers", "answer_mrz"),
    "deadline": ("terms", "answer_deadline"),
    "packs": ("packs", "answer_packs"),
    "render": ("render", "answer_render"),
    "scanners": ("scan", "answer_scanners"),
    "scan": ("scan", "answer_scan"),
    "journal": ("journal", "answer_journal"),
    "outbox": ("exchange", "answer_outbox"),
    "sync": ("exchange", "answer_sync"),
    "doctor": ("doctor", "answer_doctor"),
    "export": ("export", "answer_export"),
    "stress": ("stress", "answer_stress"),
    "stress sync": ("stress_sync", "answer_stress_sync"),
    "play": ("play", "answer_play"),
    "setup": ("setup", "answer_setup"),
    "operator": ("operators", "answer_operator"),
    "operator password": ("passwords", "answer_password"),
    "operator reset": ("passwords", "answer_reset"),
    "recover": ("passwords", "answer_recover"),
    "recovery-keys": ("passwords", "answer_recovery_keys"),
    "recovery-renew": ("passwords", "answer_recovery_renew"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, or open the desk; return the exit status."""
    use_utf8()
    words = sys.argv[1:] if argv is None else argv
    try:
        texts = load_texts(shipped_folder("resources") / "texts", first=FIRST_FILE)
        answer, as_json = _answer(words, texts)
    except (KnownError, OSError, ValueError) as error:
        # Without the catalogue there are no words for it in either language.
        print(f"desk-app: {type(error).__name__}: {error}", file=sys.stderr)
        return Status.OUTSIDE_FAILED
    return give(answer, as_json=as_json)


def _answer(words: Sequence[str], texts: Texts) -> tuple[Answer, bool]:
    """Return what a command answers, and whether it is wanted as JSON."""
    call = Invocation(_first_look(words), texts)
    as_json = call.options.json or not sys.stdout.isatty()
    try:
        call = Invocation(_parser().parse_args(words, argparse.Namespace(**_DEFAULTS)), texts)
        answer = _handler(call.options)(call)
    except KnownError as error:
        answer = of_error(error, texts, call.language)
    except KeyboardInterrupt:
        answer = Answer(Status.REFUSED, {"error": "interrupted"})
    except Exception as error:  # noqa: BLE001 - the last door: a report instead of a stack trace
        answer = of_unexpected(error, call)
    return answer, as_json


def _first_look(words: Sequence[str]) -> argparse.Namespace:
    """Return the common options even where the rest of the line is wrong."""
    found = argparse.Namespace(**_DEFAULTS)
    with suppress(InputError):
        _common().parse_known_args(words, found)
    return found


def _handler(options: argparse.Namespace) -> Handler:
    if options.version:
        return _answer_version
    if options.self_test:
        return _load("self_test", "answer_self_test")
    if options.command is None:
        return _load("window", "answer_window")
    deed = f"{options.command} {getattr(options, 'deed', '')}"
    return _load(*_HANDLERS.get(deed, _HANDLERS[options.command]))


def _answer_version(_: Invocation) -> Answer:
    return Answer(values={"version": __version__}, lines=(__version__,))


def _load(module: str, function: str) -> Handler:
    handler: Handler = getattr(importlib.import_module(f"desk_app.commands.{module}"), function)
    return handler


def _parser() -> argparse.ArgumentParser:
    common = _common()
    parser = _Parser(prog="desk-app", parents=[common], allow_abbrev=False)
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.add_argument("--demo", action="store_true", help="open a demo office, nothing to set up")
    parser.add_argument(
        "--demo-desk", choices=("state_corporation", "provider"), default="state_corporation"
    )
    parser.add_argument("--self-test", action="store_true", help="start everything off-screen")
    commands = parser.add_subparsers(dest="command", parser_class=_Parser, metavar="COMMAND")
    for add in _ADDERS:
        add(commands, common)
    return parser


def _common() -> _Parser:
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS, allow_abbrev=False)
    common.add_argument("--json", action="store_true", help="one JSON object on standard output")
    common.add_argument("--home", metavar="DIR", help="settings, store and logs")
    common.add_argument("--registry", metavar="URL", help="the central registry")
    common.add_argument("--operator", metavar="NAME", help="who signs in")
    common.add_argument("--password-file", metavar="FILE", help="where the password is read from")
    common.add_argument("--language", choices=[language.value for language in Language])
    return common


_Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse names the type nowhere else


def _add(
    commands: _Commands[_Parser], common: _Parser, name: str, words: str
) -> argparse.ArgumentParser:
    return commands.add_parser(name, parents=[common], help=words, allow_abbrev=False)


def _add_checks(commands: _Commands[_Parser], common: _Parser) -> None:
    _add(commands, common, "iin", "check a number").add_argument("number")
    _add(commands, common, "mrz", "check machine-readable lines").add_argument("file", nargs="?")
    deadline = _add(commands, common, "deadline", "the legal due date")
    deadline.add_argument("accepted_at")
    deadline.add_argument("--channel", choices=[c.value for c in Channel])
    deadline.add_argument("--pack", metavar="ID")
    _add(commands, common, "packs", "loaded rule packs")


def _add_papers(commands: _Commands[_Parser], common: _Parser) -> None:
    # The paper's language has one value more than the screen's, so this command has its own.
    render = commands.add_parser("render", help="make a paper", allow_abbrev=False)
    render.add_argument("form", choices=[kind.value for kind in PaperKind])
    render.add_argument("--example", action="store_true")
    render.add_argument("--input", metavar="FILE")
    render.add_argument("--output", metavar="FILE")
    render.add_argument("--language", dest="paper_language", choices=["kk", "ru", "both"])
    render.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def _add_devices(commands: _Commands[_Parser], common: _Parser) -> None:
    _add(commands, common, "scanners", "connected scanners")
    scan = _add(commands, common, "scan", "take pages")
    scan.add_argument("--device", required=True, metavar="ID")
    scan.add_argument("--source", choices=["feeder", "flatbed"], default="feeder")
    scan.add_argument("--output", required=True, metavar="DIR")


def _add_store(commands: _Commands[_Parser], common: _Parser) -> None:
    journal = _add(commands, common, "journal", "the audit chain")
    journal.add_argument("deed", choices=["verify"], metavar="COMMAND")
    _add(commands, common, "outbox", "what waits to be sent")
    _add(commands, common, "sync", "one exchange now")
    _add(commands, common, "doctor", "what is ready and what is missing")
    export = _add(commands, common, "export", "visits with their clocks")
    export.add_argument("--from", dest="start", required=True, metavar="DATE")
    export.add_argument("--to", dest="end", required=True, metavar="DATE")
    export.add_argument("--output", required=True, metavar="FILE")


def _add_stress(commands: _Commands[_Parser], common: _Parser) -> None:
    deeds = _add(commands, common, "stress", "invented cases for fault campaigns").add_subparsers(
        dest="deed", required=True, parser_class=_Parser, metavar="COMMAND"
    )
    write = deeds.add_parser("write", parents=[common])
    write.add_argument("folder", metavar="DIR")
    write.add_argument("count", type=int, metavar="N")
    write.add_argument("--scans", type=int, default=2, metavar="K")
    deeds.add_parser("check", parents=[common]).add_argument("folder", metavar="DIR")
    sync = deeds.add_parser("sync", parents=[common])
    sync.add_argument("folder", metavar="DIR")
    sync.add_argument("url", metavar="URL")


def _add_play(commands: _Commands[_Parser], common: _Parser) -> None:
    play = _add(commands, common, "play", "play a case through the window")
    play.add_argument("scenario", nargs="?")
    play.add_argument("--list", action="store_true", dest="list_scenarios")
    play.add_argument("--output", metavar="DIR")


def _add_people(commands: _Commands[_Parser], common: _Parser) -> None:
    setup = _add(commands, common, "setup", "make the keys and the store of a workplace")
    setup.add_argument(
        "--settings",
        metavar="FILE",
        help="becomes desk.toml of the home folder; each of its keys is explained in "
        "resources/office_example.toml",
    )
    setup.add_argument("--login", required=True, metavar="NAME", help="the first administrator")
    setup.add_argument("--name", required=True, metavar="FULL_NAME")
    operator = _add(commands, common, "operator", "who signs in here")
    deeds = operator.add_subparsers(
        dest="deed", required=True, parser_class=_Parser, metavar="COMMAND"
    )
    deeds.add_parser("list", parents=[common])
    add = deeds.add_parser("add", parents=[common])
    add.add_argument("login", metavar="NAME")
    add.add_argument("--name", required=True, metavar="FULL_NAME")
    add.add_argument("--role", required=True, action="append", choices=[r.value for r in Role])
    add.add_argument("--phone", default="")
    add.add_argument("--new-password-file", metavar="FILE")
    deeds.add_parser("disable", parents=[common]).add_argument("login", metavar="NAME")
    password = deeds.add_parser("password", parents=[common])
    password.add_argument("--new-password-file", metavar="FILE")
    reset = deeds.add_parser("reset", parents=[common])
    reset.add_argument("login", metavar="NAME")
    reset.add_argument("--new-password-file", metavar="FILE")


def _add_recovery(commands: _Commands[_Parser], common: _Parser) -> None:
    recover = _add(commands, common, "recover", "let an administrator in by the recovery key")
    recover.add_argument("login", metavar="NAME")
    recover.add_argument("--recovery-key", required=True, metavar="FILE")
    recover.add_argument("--new-password-file", metavar="FILE")
    pair = _add(commands, common, "recovery-keys", "make a pair of recovery keys, away from desks")
    pair.add_argument("--output", required=True, metavar="FILE")
    _add(commands, common, "recovery-renew", "let the recovery key of desk.toml open the store")


_ADDERS = (
    _add_checks, _add_papers, _add_devices, _add_store, _add_stress, _add_play, _add_people,
    _add_recovery,
)  # fmt: skip
