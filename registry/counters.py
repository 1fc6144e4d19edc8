"""Counters that many requests may want at once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from registry.rows import CounterRow


def next_value(session: Session, name: str) -> int:
    """Return the counter's next value, 1, 2, 3 …; others wait until this transaction ends."""
    counter = session.get(CounterRow, name, with_for_update=True)
    if counter is None:
        counter = CounterRow(name=name, value=0)
        session.add(counter)
    counter.value += 1
    session.flush()
    return counter.value


def current_value(session: Session, name: str) -> int:
    """Return the counter's value, 0 before the first."""
    counter = session.get(CounterRow, name)
    return counter.value if counter else 0
