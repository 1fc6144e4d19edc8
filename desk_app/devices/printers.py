"""Printers by IPP: those an administrator named, and the queues of the CUPS on this PC.

The stored PDF travels as it is. A4 and "no scaling" are named in every job: the default of a
fresh queue is Letter, and "fit to page" moves every mark. On systems without CUPS and without an
IPP printer another adapter of `ports.devices.Printer` prints the raster of the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.devices.ipp import Answer, Attribute, Group, IppAddress, Operation, Tag, ask
from desk_app.domain.devices import (
    COPIES,
    PrinterInfo,
    PrinterState,
    PrintFault,
    PrintJob,
    PrintJobState,
    print_failed,
)
from desk_app.errors import DeviceError, InputError

A4 = "iso_a4_210x297mm"
PDF = "application/pdf"
LOCAL_CUPS = "ipp://localhost:631/"
UNREACHABLE = "unreachable"

_JOB_STATES = {
    3: PrintJobState.PENDING,
    4: PrintJobState.HELD,
    5: PrintJobState.PROCESSING,
    6: PrintJobState.STOPPED,
    7: PrintJobState.CANCELED,
    8: PrintJobState.ABORTED,
    9: PrintJobState.COMPLETED,
}
_PRINTER_STATES = {3: PrinterState.IDLE, 4: PrinterState.PROCESSING, 5: PrinterState.STOPPED}
_PRINTER_FACTS = ("printer-name", "printer-info", "printer-state", "printer-state-reasons")
_ABILITIES = (
    "document-format-supported",
    "media-supported",
    "print-scaling-supported",
    "sides-supported",
    "printer-is-accepting-jobs",
)


@dataclass(frozen=True, slots=True)
class IppPrinters:
    """Every printer this workplace reaches by IPP.

    Attributes:
        addresses: URIs of printers named by an administrator; the first is the default.
        cups: The spooler of this PC; None where only the named printers count.
    """

    addresses: tuple[str, ...] = ()
    cups: str | None = LOCAL_CUPS
    timeout_seconds: float = 10.0

    def printers(self) -> tuple[PrinterInfo, ...]:
        """Return the named printers, also those that are off now, then the queues of CUPS."""
        named = tuple(self._named(uri, first=n == 0) for n, uri in enumerate(self.addresses))
        return (*named, *self._queues(has_default=bool(named)))

    def submit(
        self, pdf: bytes, *, title: str, copies: int = 1, printer_id: str | None = None
    ) -> PrintJob:
        """Hand over the stored bytes at exact A4, see `ports.devices.Printer`."""
        if copies not in COPIES:
            raise InputError("print.copies", field="copies", highest=COPIES.stop - 1)
        address = IppAddress.parse(printer_id or self._default_id())
        wishes = self._job_wishes(address, copies)
        answer = ask(
            address,
            Operation.PRINT_JOB,
            about=(
                Attribute(Tag.NAME, "job-name", (title,)),
                Attribute(Tag.MIME, "document-format", (PDF,)),
            ),
            job=wishes,
            document=pdf,
            timeout_seconds=self.timeout_seconds,
        )
        job = self._first_state(_job(answer, address.uri, title))
        if job.state.is_failure:
            raise print_failed(PrintFault.ABORTED, detail=" ".join(job.reasons))
        return job

    def job(self, job: PrintJob) -> PrintJob:
        """Return the job as its printer describes it now."""
        wanted = ("job-id", "job-state", "job-state-reasons")
        answer = ask(
            IppAddress.parse(job.printer_id),
            Operation.GET_JOB_ATTRIBUTES,
            about=(
                Attribute(Tag.INTEGER, "job-id", (job.id,)),
                Attribute(Tag.KEYWORD, "requested-attributes", wanted),
            ),
            timeout_seconds=self.timeout_seconds,
        )
        return _job(answer, job.printer_id, job.title)

    def _first_state(self, accepted: PrintJob) -> PrintJob:
        try:
            return self.job(accepted)
        except DeviceError:
            # The printer has the paper: an error now would make the clerk print it twice.
            return accepted

    def _default_id(self) -> str:
        """Return the printer a paper goes to when nobody chose one."""
        if self.addresses:
            return self.addresses[0]
        queues = self._queues(has_default=False)
        default = next((queue for queue in queues if queue.is_default), None)
        if not queues:
            raise print_failed(PrintFault.NO_PRINTER)
        return (default or queues[0]).id

    def _named(self, uri: str, *, first: bool) -> PrinterInfo:
        address = IppAddress.parse(uri)
        try:
            (facts, *_) = self._attributes(address, _PRINTER_FACTS).of(Tag.PRINTER_GROUP)
        except (DeviceError, ValueError):
            return PrinterInfo(
                address.uri, address.host, "ipp", PrinterState.STOPPED, first, (UNREACHABLE,)
            )
        return _info(facts, address.uri, backend="ipp", is_default=first)

    def _queues(self, *, has_default: bool) -> tuple[PrinterInfo, ...]:
        if self.cups is None:
            return ()
        cups = IppAddress.parse(self.cups)
        try:
            listed = self._ask_cups(cups, Operation.CUPS_GET_PRINTERS)
        except DeviceError:
            return ()  # no spooler on this PC, or it has no queue: the same to a clerk
        default = () if has_default or not listed else self._default_names(cups)
        return tuple(
            _info(
                facts,
                cups.queue(name).uri,
                backend="cups",
                is_default=name in default,
            )
            for facts in listed
            for name in facts.words("printer-name")[:1]
        )

    def _default_names(self, cups: IppAddress) -> tuple[str, ...]:
        try:
            answered = self._ask_cups(cups, Operation.CUPS_GET_DEFAULT)
        except DeviceError:
            return ()  # CUPS answers "not found" where no default is set
        return tuple(name for facts in answered for name in facts.words("printer-name"))

    def _ask_cups(self, cups: IppAddress, operation: Operation) -> tuple[Group, ...]:
        wanted = Attribute(Tag.KEYWORD, "requested-attributes", _PRINTER_FACTS)
        answer = ask(cups, operation, about=(wanted,), timeout_seconds=self.timeout_seconds)
        return answer.of(Tag.PRINTER_GROUP)

    def _attributes(self, address: IppAddress, names: tuple[str, ...]) -> Answer:
        return ask(
            address,
            Operation.GET_PRINTER_ATTRIBUTES,
            about=(Attribute(Tag.KEYWORD, "requested-attributes", names),),
            timeout_seconds=self.timeout_seconds,
        )

    def _job_wishes(self, address: IppAddress, copies: int) -> tuple[Attribute, ...]:
        """Return what the job asks for, once the printer is known to be able to do it."""
        groups = self._attributes(address, _ABILITIES).of(Tag.PRINTER_GROUP)
        if not groups:
            raise print_failed(PrintFault.PROTOCOL, detail="no printer in the answer")
        able = groups[0]
        if able.number("printer-is-accepting-jobs") == 0:
            raise print_failed(PrintFault.REFUSED, detail="not accepting jobs")
        if not {PDF, "application/octet-stream"} & set(able.words("document-format-supported")):
            raise print_failed(PrintFault.WRONG_FORMAT, detail=PDF)
        if (media := able.words("media-supported")) and A4 not in media:
            raise print_failed(PrintFault.NO_A4)
        wishes = {
            "media": A4,
            "print-scaling": "none",
            "sides": "one-sided",
        }
        # A printer that does not list an ability ignores the wish; one that lists others refuses.
        keywords = (
            Attribute(Tag.KEYWORD, name, (wish,))
            for name, wish in wishes.items()
            if wish in (able.words(f"{name}-supported") or (wish,))
        )
        return (Attribute(Tag.INTEGER, "copies", (copies,)), *keywords)


def _info(facts: Group, id: str, *, backend: str, is_default: bool) -> PrinterInfo:
    names = (*facts.words("printer-info"), *facts.words("printer-name"), id)
    return PrinterInfo(
        id=id,
        name=next(name for name in names if name),
        backend=backend,
        state=_PRINTER_STATES.get(facts.number("printer-state") or 0, PrinterState.STOPPED),
        is_default=is_default,
        reasons=tuple(word for word in facts.words("printer-state-reasons") if word != "none"),
    )


def _job(answer: Answer, printer_id: str, title: str) -> PrintJob:
    facts = next(iter(answer.of(Tag.JOB_GROUP)), None)
    if facts is None:
        raise print_failed(PrintFault.PROTOCOL, detail="no job in the answer")
    return job_of(facts, printer_id, title)


def job_of(facts: Group, printer_id: str, title: str) -> PrintJob:
    """Return the job that a group of an answer describes.

    Raises:
        DeviceError: `print.protocol`: it has no number or no known state.
    """
    job_id, state = facts.number("job-id"), _JOB_STATES.get(facts.number("job-state") or 0)
    if job_id is None or state is None:
        raise print_failed(PrintFault.PROTOCOL, detail="no job in the answer")
    reasons = tuple(word for word in facts.words("job-state-reasons") if word != "none")
    return PrintJob(job_id, printer_id, title, state, reasons)
