"""Which desk is asking, from the headers of a request."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from registry.problems import RequestRefusedError

OFFICE_HEADER = "x-office"
WORKPLACE_HEADER = "x-workplace"
# The forms that numbers of cases are made of, see desk_app/domain/numbers.py.
OFFICE_CODE = re.compile(r"[A-Z0-9]{2,8}")
_WORKPLACE = re.compile(r"[A-Z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class CallingDesk:
    """The workplace of an office that asks."""

    office_code: str
    workplace: str


def calling_desk(headers: Mapping[str, str]) -> CallingDesk:
    """Return the desk that asks.

    Raises:
        RequestRefusedError: 400 `desk_headers` where it does not name itself.
    """
    return desk_of(headers.get(OFFICE_HEADER, ""), headers.get(WORKPLACE_HEADER, ""))


def desk_of(office_code: str, workplace: str) -> CallingDesk:
    """Return a workplace by its codes.

    Raises:
        RequestRefusedError: 400 `desk_headers` where one cannot stand in a number.
    """
    if not OFFICE_CODE.fullmatch(office_code) or not _WORKPLACE.fullmatch(workplace):
        raise RequestRefusedError(400, "desk_headers")
    return CallingDesk(office_code, workplace)


def require_token(headers: Mapping[str, str], token: str) -> None:
    """Let a request with the right bearer token through; an empty token lets everybody through.

    Raises:
        RequestRefusedError: 401 `token`.
    """
    given = headers.get("authorization", "")
    if token and not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise RequestRefusedError(401, "token")
