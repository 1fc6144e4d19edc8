"""Values of the domain as bytes in a row (those that never leave this PC)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from desk_app.domain.operators import Operator
from desk_app.domain.service_time import Visit

_encoder = msgspec.json.Encoder(order="deterministic")
_visits = msgspec.json.Decoder(Visit)
_operators = msgspec.json.Decoder(Operator)
_texts = msgspec.json.Decoder(tuple[str, ...])
_details = msgspec.json.Decoder(dict[str, str])


def encode(value: Visit | Operator | tuple[str, ...] | Mapping[str, str]) -> bytes:
    """Return the value's bytes."""
    return _encoder.encode(value)


def decode_visit(payload: bytes) -> Visit:
    """Return the visit."""
    return _visits.decode(payload)


def decode_operator(payload: bytes) -> Operator:
    """Return the operator."""
    return _operators.decode(payload)


def decode_texts(payload: bytes) -> tuple[str, ...]:
    """Return the texts in order."""
    return _texts.decode(payload)


def decode_details(payload: bytes) -> dict[str, str]:
    """Return the details of a journal entry."""
    return _details.decode(payload)
