"""The Internet Printing Protocol as far as handing over a paper needs it (RFC 8010, RFC 8011).

An answer may come from anything that listens on the network: it is read within a size limit, with
every length checked.
"""

from __future__ import annotations

import http.client
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import quote, urlsplit

from desk_app.domain.devices import PrintFault, print_failed
from desk_app.errors import InputError

DEFAULT_PORT = 631
ANSWER_LIMIT_BYTES = 4 * 1024 * 1024
USER = "desk"
_VERSION = (2, 0)
_HEADER = struct.Struct(">BBHI")
_LENGTH = struct.Struct(">H")
_INTEGER = struct.Struct(">i")
_RANGE = struct.Struct(">ii")
_FIRST_VALUE_TAG = 0x10

Value = int | str | tuple[int, int]


class Tag(IntEnum):
    """Delimiters of groups and syntaxes of values (RFC 8010, 3.5)."""

    OPERATION_GROUP = 0x01
    JOB_GROUP = 0x02
    END = 0x03
    PRINTER_GROUP = 0x04
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    RANGE = 0x33
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49


class Operation(IntEnum):
    """What is asked of a printer or of CUPS."""

    PRINT_JOB = 0x0002
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B
    CUPS_GET_DEFAULT = 0x4001
    CUPS_GET_PRINTERS = 0x4002


@dataclass(frozen=True, slots=True)
class Attribute:
    """A named attribute with its values, all of one syntax."""

    tag: Tag
    name: str
    values: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One group of an answer; values of syntaxes we never ask for are left out."""

    tag: int
    attributes: Mapping[str, tuple[Value, ...]]

    def words(self, name: str) -> tuple[str, ...]:
        """Return the text values of an attribute, none where it is absent."""
        return tuple(value for value in self.attributes.get(name, ()) if isinstance(value, str))

    def number(self, name: str) -> int | None:
        """Return the first number of an attribute."""
        numbers = (value for value in self.attributes.get(name, ()) if isinstance(value, int))
        return next(numbers, None)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one request."""

    status: int
    groups: tuple[Group, ...]

    def of(self, tag: Tag) -> tuple[Group, ...]:
        """Return the groups of one kind, a printer or job each."""
        return tuple(group for group in self.groups if group.tag == tag)


@dataclass(frozen=True, slots=True)
class IppAddress:
    """Where a printer, or CUPS itself, is asked."""

    host: str
    port: int
    path: str

    @classmethod
    def parse(cls, uri: str) -> IppAddress:
        """Return the address of an `ipp:` URI.

        Raises:
            InputError: `print.address` on the field `printer`.
        """
        try:
            parts = urlsplit(uri)
            port = parts.port or DEFAULT_PORT
        except ValueError:
            raise InputError("print.address", field="printer") from None
        if parts.scheme != "ipp" or not parts.hostname:
            raise InputError("print.address", field="printer")
        return cls(parts.hostname, port, parts.path or "/")

    @property
    def uri(self) -> str:
        """The address as a printer expects to be named."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"ipp://{host}:{self.port}{self.path}"

    def queue(self, name: str) -> IppAddress:
        """Return the address of a queue of the CUPS that is here."""
        return IppAddress(self.host, self.port, f"/printers/{quote(name, safe='')}")


def ask(
    address: IppAddress,
    operation: Operation,
    *,
    about: Sequence[Attribute] = (),
    job: Sequence[Attribute] = (),
    document: bytes = b"",
    timeout_seconds: float,
) -> Answer:
    """Send one request and return its answer, whose status is a success.

    Raises:
        DeviceError: `print.<fault>` with the IPP status as detail.
    """
    content = encode_request(operation, (*_greeting(address), *about), job) + document
    answer = decode_answer(_post(address, content, timeout_seconds))
    fault = _fault_of(answer.status)
    if fault:
        raise print_failed(fault, detail=f"ipp 0x{answer.status:04x}")
    return answer


def encode_request(
    operation: Operation, about: Sequence[Attribute], job: Sequence[Attribute] = ()
) -> bytes:
    """Return the bytes of a request up to where its document begins."""
    parts = [_HEADER.pack(*_VERSION, operation, 1), bytes([Tag.OPERATION_GROUP])]
    parts += map(_encoded, about)
    if job:
        parts += [bytes([Tag.JOB_GROUP]), *map(_encoded, job)]
    return b"".join((*parts, bytes([Tag.END])))


def decode_answer(content: bytes) -> Answer:
    """Return an answer's status and groups.

    Raises:
        DeviceError: `print.protocol`: these bytes are no IPP.
    """
    try:
        _, _, status, _ = _HEADER.unpack_from(content)
        return Answer(status, tuple(_groups(content)))
    except (struct.error, IndexError, ValueError) as error:
        raise print_failed(PrintFault.PROTOCOL, detail="not ipp") from error


def _greeting(address: IppAddress) -> tuple[Attribute, ...]:
    return (
        Attribute(Tag.CHARSET, "attributes-charset", ("utf-8",)),
        Attribute(Tag.LANGUAGE, "attributes-natural-language", ("en",)),
        Attribute(Tag.URI, "printer-uri", (address.uri,)),
        Attribute(Tag.NAME, "requesting-user-name", (USER,)),
    )


def _post(address: IppAddress, content: bytes, timeout_seconds: float) -> bytes:
    connection = http.client.HTTPConnection(address.host, address.port, timeout=timeout_seconds)
    try:
        connection.request(
            "POST", address.path, body=content, headers={"Content-Type": "application/ipp"}
        )
        with connection.getresponse() as response:
            status, answer = response.status, response.read(ANSWER_LIMIT_BYTES + 1)
    except OSError as error:
        raise print_failed(PrintFault.OFFLINE, detail=type(error).__name__) from error
    except http.client.HTTPException as error:
        raise print_failed(PrintFault.PROTOCOL, detail=type(error).__name__) from error
    finally:
        connection.close()
    if status != http.client.OK:
        raise print_failed(_http_fault(status), detail=f"http {status}")
    if len(answer) > ANSWER_LIMIT_BYTES:
        raise print_failed(PrintFault.PROTOCOL, detail="answer too long")
    return answer


def _http_fault(status: int) -> PrintFault:
    if status == http.client.NOT_FOUND:
        return PrintFault.UNKNOWN_PRINTER
    if status in {http.client.UNAUTHORIZED, http.client.FORBIDDEN}:
        return PrintFault.REFUSED
    return PrintFault.PROTOCOL


def _fault_of(status: int) -> PrintFault | None:
    """Return what an IPP status means here (RFC 8011, appendix B); below 0x0100 is success."""
    if status < 0x0100:
        return None
    named = {
        0x0406: PrintFault.UNKNOWN_PRINTER,
        0x040A: PrintFault.WRONG_FORMAT,
        0x040B: PrintFault.WRONG_FORMAT,
        0x0411: PrintFault.WRONG_FORMAT,
        0x0505: PrintFault.BUSY,
        0x0507: PrintFault.BUSY,
    }
    return named.get(status, PrintFault.REFUSED)


def _encoded(attribute: Attribute) -> bytes:
    parts = []
    for index, value in enumerate(attribute.values):
        name = b"" if index else attribute.name.encode()
        content = _value_bytes(attribute.tag, value)
        parts.append(
            bytes([attribute.tag])
            + _LENGTH.pack(len(name)) + name
            + _LENGTH.pack(len(content)) + content
        )  # fmt: skip
    return b"".join(parts)


def _value_bytes(tag: Tag, value: int | str) -> bytes:
    if isinstance(value, str):
        return value.encode()
    return bytes([value]) if tag is Tag.BOOLEAN else _INTEGER.pack(value)


def _groups(content: bytes) -> list[Group]:
    groups: list[Group] = []
    attributes: dict[str, tuple[Value, ...]] = {}
    name = ""
    at = _HEADER.size
    while content[at] != Tag.END:
        tag = content[at]
        at += 1
        if tag < _FIRST_VALUE_TAG:
            attributes, name = {}, ""
            groups.append(Group(tag, attributes))
            continue
        named, at = _counted(content, at)
        raw, at = _counted(content, at)
        name = named.decode() or name
        value = _value(tag, raw)
        if value is not None:
            attributes[name] = (*attributes.get(name, ()), value)
    return groups


def _counted(content: bytes, at: int) -> tuple[bytes, int]:
    (length,) = _LENGTH.unpack_from(content, at)
    end = at + _LENGTH.size + length
    if end > len(content):
        raise ValueError("a length points past the end")
    return content[at + _LENGTH.size : end], end


def _value(tag: int, raw: bytes) -> Value | None:
    if tag in {Tag.INTEGER, Tag.ENUM}:
        number: int = _INTEGER.unpack(raw)[0]
        return number
    if tag == Tag.BOOLEAN:
        return int(raw[0])
    if tag == Tag.RANGE:
        lowest, highest = _RANGE.unpack(raw)
        return lowest, highest
    # 0x4A names a member of a collection; collections are never asked for.
    return raw.decode() if 0x41 <= tag <= 0x49 else None
