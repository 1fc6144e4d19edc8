"""The routes of the registry."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from traceback import format_tb
from typing import Annotated, Any

import msgspec
from litestar import Litestar, MediaType, Request, Response, Router, get, post, put
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.handlers.base import BaseRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.params import FromPath, JSONBody, QueryParameter, RawBody, SkipValidation
from sqlalchemy.exc import DataError, DBAPIError, StatementError

from desk_app.wire import (
    MAX_FILE_BYTES,
    MAX_MESSAGE_BYTES,
    SCHEMA,
    BlockRecord,
    ChangesPage,
    CheckAnswer,
    FileReceipt,
    FilesAnswer,
    FilesQuestion,
    HealthReport,
    KnownCase,
    LeaseRequest,
    MessageEnvelope,
    MessageReceipt,
    PersonRecord,
    RefusalBody,
    TicketRecord,
    TicketRequest,
)
from registry import blocks, feeds, messages, people, tickets
from registry.database import Database
from registry.desks import CallingDesk, calling_desk, require_token
from registry.files import FileFolder
from registry.problems import RequestRefusedError
from registry.tokens import DeskTokens, require_own_desk

_envelopes = msgspec.json.Decoder(MessageEnvelope)
_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return aware UTC wall time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Registry:
    """What the routes work with.

    Attributes:
        token: The bearer token that all desks share; empty lets everybody in (a loopback port
            only).
        tokens: Tokens of single workplaces; where there are any, the shared one opens nothing.
    """

    database: Database
    files: FileFolder
    token: str = ""
    tokens: DeskTokens = field(default_factory=dict)
    now: Callable[[], datetime] = utc_now


_Registry = NamedDependency[SkipValidation[Registry]]
_Desk = NamedDependency[SkipValidation[CallingDesk]]
_Connection = ASGIConnection[Any, Any, Any, Any]


@get("/health", sync_to_thread=True)
def health(registry: _Registry) -> HealthReport:
    """Return whether the registry and its database answer."""
    with registry.database.reading() as session:
        epoch = feeds.epoch_of(session)
    return HealthReport(status="ok", schema=SCHEMA, epoch=epoch)


@post("/messages", sync_to_thread=True, request_max_body_size=MAX_MESSAGE_BYTES)
def receive_message(body: RawBody, registry: _Registry, desk: _Desk) -> Response[MessageReceipt]:
    """Receive a message exactly once."""
    receipt = messages.receive(
        _envelope(body),
        desk=desk,
        database=registry.database,
        files=registry.files,
        now=registry.now(),
    )
    return Response(receipt, status_code=200 if receipt.known else 201)


def _envelope(body: bytes) -> MessageEnvelope:
    # The framework would decode the inner body too, and its digest is over the bytes as sent.
    try:
        return _envelopes.decode(body)
    except msgspec.DecodeError:
        raise RequestRefusedError(400, "malformed") from None


@put("/files/{sha256:str}", sync_to_thread=True, request_max_body_size=MAX_FILE_BYTES)
def put_file(sha256: FromPath[str], body: RawBody, registry: _Registry) -> Response[FileReceipt]:
    """Store a file durably under its digest."""
    registry.files.put(sha256, body)
    return Response(FileReceipt(sha256=sha256, size_bytes=len(body)), status_code=201)


@get("/files/{sha256:str}", sync_to_thread=True, media_type="application/octet-stream")
def get_file(sha256: FromPath[str], registry: _Registry) -> bytes:
    """Return a file, verified."""
    return registry.files.get(sha256)


@post("/files/missing", sync_to_thread=True, status_code=200)
def missing_files(data: JSONBody[FilesQuestion], registry: _Registry) -> FilesAnswer:
    """Return which of the named files are not here."""
    return FilesAnswer(missing=registry.files.missing(data.sha256s))


@get("/persons/{iin:str}", sync_to_thread=True)
def get_person(iin: FromPath[str], registry: _Registry) -> PersonRecord:
    """Return a person's record."""
    return people.person(people.iin_of(iin), database=registry.database)


@get("/persons/{iin:str}/checks", sync_to_thread=True)
def get_checks(iin: FromPath[str], registry: _Registry) -> Sequence[CheckAnswer]:
    """Return what other systems say about a person."""
    return people.checks(people.iin_of(iin), database=registry.database, now=registry.now())


@get("/persons/{iin:str}/cases", sync_to_thread=True)
def get_cases(iin: FromPath[str], registry: _Registry) -> Sequence[KnownCase]:
    """Return a person's cases."""
    return people.cases(people.iin_of(iin), database=registry.database)


@get("/changes", sync_to_thread=True)
def get_changes(
    registry: _Registry, desk: _Desk, after: Annotated[str, QueryParameter(max_length=64)] = ""
) -> ChangesPage:
    """Return what other desks did to the cases of this office."""
    return feeds.changes_after(after, desk=desk, database=registry.database)


@get("/tickets", sync_to_thread=True)
def get_tickets(registry: _Registry, desk: _Desk) -> Sequence[TicketRecord]:
    """Return the office's waiting tickets."""
    return tickets.waiting(desk=desk, database=registry.database)


@post("/tickets/{ticket_id:str}/call", sync_to_thread=True, status_code=204)
def call_ticket(
    ticket_id: FromPath[str], data: JSONBody[TicketRequest], registry: _Registry, desk: _Desk
) -> None:
    """Mark a ticket as called at this desk."""
    tickets.call(ticket_id, data, desk=desk, database=registry.database)


@post("/tickets/{ticket_id:str}/return", sync_to_thread=True, status_code=204)
def return_ticket(
    ticket_id: FromPath[str], data: JSONBody[TicketRequest], registry: _Registry, desk: _Desk
) -> None:
    """Put a ticket back, or close it as not come."""
    tickets.put_back(ticket_id, data, desk=desk, database=registry.database)


@post("/blocks", sync_to_thread=True)
def lease_block(data: JSONBody[LeaseRequest], registry: _Registry, desk: _Desk) -> BlockRecord:
    """Lease a block of serials to this workplace."""
    return blocks.lease(data.request_id, desk=desk, database=registry.database, now=registry.now())


def create_app(registry: Registry) -> Litestar:
    """Return the registry as an ASGI application."""

    def only_desks(connection: _Connection, _handler: BaseRouteHandler) -> None:
        if registry.tokens:
            require_own_desk(connection.headers, registry.tokens)
        else:
            require_token(connection.headers, registry.token)

    def asking_desk(request: Request[Any, Any, Any]) -> CallingDesk:
        return calling_desk(request.headers)

    first_version = Router(
        path="/v1",
        guards=[only_desks],
        dependencies={"desk": Provide(asking_desk, sync_to_thread=False)},
        route_handlers=[
            receive_message, put_file, get_file, missing_files, get_person, get_checks, get_cases,
            get_changes, get_tickets, call_ticket, return_ticket, lease_block,
        ],
    )  # fmt: skip
    return Litestar(
        route_handlers=[health, first_version],
        dependencies={"registry": Provide(lambda: registry, sync_to_thread=False)},
        exception_handlers={
            RequestRefusedError: _on_refusal,
            HTTPException: _on_http_error,
            StatementError: _on_statement_error,
            Exception: _on_bug,
        },
        # Logging belongs to whoever runs the registry, not to the framework.
        logging_config=None,
        openapi_config=OpenAPIConfig(
            title="Registry of job seekers",
            version=str(SCHEMA),
            # The description alone; the pages for people would load scripts from elsewhere.
            render_plugins=[JsonRenderPlugin()],
        ),
        request_max_body_size=MAX_MESSAGE_BYTES,
        on_shutdown=[registry.database.close],
    )


def _on_refusal(_request: object, refusal: RequestRefusedError) -> Response[RefusalBody]:
    return Response(refusal.body, status_code=refusal.status, media_type=MediaType.JSON)


_HTTP_CODES = {404: "no_such_route", 405: "method", 413: "too_large", 400: "malformed"}


def _on_http_error(_request: object, error: HTTPException) -> Response[RefusalBody]:
    # What the framework says may quote the input, so only the kind of error is told.
    code = _HTTP_CODES.get(error.status_code, "refused")
    return Response(RefusalBody(code=code), status_code=error.status_code)


def _on_statement_error(request: object, error: StatementError) -> Response[RefusalBody]:
    """Tell values that no database takes (a zero byte, a year too far) from failures of ours."""
    if isinstance(error, DBAPIError) and not isinstance(error, DataError):
        return _on_bug(request, error)
    return Response(RefusalBody(code="malformed"), status_code=400)


def _on_bug(_request: object, error: Exception) -> Response[RefusalBody]:
    # The text of an error may quote rows; the place in the program is what helps.
    _log.error("%s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
    return Response(RefusalBody(code="internal"), status_code=500)
