"""Tokens of single workplaces: none of them can speak for another office."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from registry.desks import CallingDesk, calling_desk, desk_of
from registry.problems import RequestRefusedError

SHORTEST_TOKEN = 16
_PREFIX = "Bearer "
# By the digest of the token: looking one up takes as long for a near miss as for any other.
DeskTokens = Mapping[str, CallingDesk]


class TokensFileError(Exception):
    """A file of tokens that cannot be used; the text never quotes a token."""


class _Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    office: str
    workplace: str


def read_tokens(file: Path) -> DeskTokens:
    """Return the workplaces of a file by their tokens' digests.

    The file is TOML, or JSON where its name ends so: `token = { office, workplace }`.

    Raises:
        TokensFileError: It cannot be read, is empty, has a token shorter than 16 characters or a
            workplace whose codes cannot stand in a number.
    """
    decode = msgspec.json.decode if file.suffix == ".json" else msgspec.toml.decode
    try:
        places = decode(file.read_bytes(), type=dict[str, _Place])
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise TokensFileError(f"cannot read the tokens file: {type(error).__name__}") from None
    if not places:
        raise TokensFileError("the tokens file is empty")
    return {_digest(token): _desk(token, place) for token, place in places.items()}


def _desk(token: str, place: _Place) -> CallingDesk:
    if len(token) < SHORTEST_TOKEN:
        raise TokensFileError(f"a token has fewer than {SHORTEST_TOKEN} characters")
    try:
        return desk_of(place.office, place.workplace)
    except RequestRefusedError:
        raise TokensFileError(
            f"no office or workplace code: {place.office} {place.workplace}"
        ) from None


def require_own_desk(headers: Mapping[str, str], tokens: DeskTokens) -> None:
    """Let a request through whose token is that of the workplace it names.

    Raises:
        RequestRefusedError: 401 `token`; 403 `desk_mismatch` for another workplace's token; 400
            `desk_headers`.
    """
    given = headers.get("authorization", "")
    owner = tokens.get(_digest(given.removeprefix(_PREFIX)))
    if owner is None or not given.startswith(_PREFIX):
        raise RequestRefusedError(401, "token")
    if calling_desk(headers) != owner:
        raise RequestRefusedError(403, "desk_mismatch")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
