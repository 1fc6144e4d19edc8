"""What the registry refuses, as values that become HTTP answers."""

from __future__ import annotations

from desk_app.wire import RefusalBody


class RequestRefusedError(Exception):
    """A request the registry does not carry out.

    Args:
        status: HTTP status, 4xx.
        code: Stable name of the reason; never with personal data.
        expected: The sequence a message would have to carry.
        missing_files: Digests of files that must come first.
    """

    def __init__(
        self,
        status: int,
        code: str,
        *,
        expected: int | None = None,
        missing_files: tuple[str, ...] = (),
    ) -> None:
        super().__init__(code)
        self.status = status
        self.body = RefusalBody(code=code, expected=expected, missing_files=missing_files)
