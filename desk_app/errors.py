"""Errors of the world and of the rules, by code; everything else is a bug of ours.

KnownError            shown to the clerk in kk/ru with a remedy, looked up by `code`
├── InputError        what was typed or given is wrong; names the field
├── RuleError         the rules do not allow the deed now
├── AccessError       this operator may not do it, or the sign-in failed
├── StoreError        the local store or its disk failed
├── ExchangeError     the registry or the way to it failed
└── DeviceError       a scanner, reader or printer failed
"""

from __future__ import annotations

from functools import partial


class KnownError(Exception):
    """A failure with a cause outside the program, named by a stable code.

    Args:
        code: Lower-case dotted name, for example `iin.check_digit`; the key of its kk/ru text.
        params: Values for that text. Never personal data.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, str | int] = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in sorted(self.params.items()))
        return f"{self.code} ({details})" if details else self.code


class InputError(KnownError):
    """Input that is wrong; `field` says where."""

    def __init__(self, code: str, *, field: str, **params: str | int) -> None:
        super().__init__(code, **params)
        self.field = field

    def __reduce__(self) -> tuple[object, ...]:
        """Return what rebuilds it on the other side of a process pool."""
        return partial(type(self), self.code, field=self.field, **self.params), ()


class RuleError(KnownError):
    """A deed the rules do not allow in this state, at this desk or on this evidence."""


class AccessError(KnownError):
    """A deed this operator may not do, or a sign-in that failed."""


class StoreError(KnownError):
    """The local store cannot be opened, read or written."""


class ExchangeError(KnownError):
    """The registry cannot be reached, or its answer cannot be used."""


class DeviceError(KnownError):
    """A device at the counter failed."""
