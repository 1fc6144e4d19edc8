"""A guard for tests: SQL may run in the lanes, never on the thread of the window."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def no_sql_on_this_thread() -> Iterator[list[str]]:
    """Collect every statement that any engine runs on the calling thread, and fail on one.

    Yields:
        The statements so far, for a better message.
    """
    guarded, offences = threading.get_ident(), list[str]()

    def watch(
        connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
    ) -> None:
        if threading.get_ident() == guarded:
            offences.append(statement)

    event.listen(Engine, "before_cursor_execute", watch)
    try:
        yield offences
    finally:
        event.remove(Engine, "before_cursor_execute", watch)
    assert offences == [], "SQL on the interface thread"
