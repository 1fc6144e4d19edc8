"""The jobs of the queues of CUPS, found by title: Qt prints without telling their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desk_app.devices.ipp import USER, Attribute, IppAddress, Operation, Tag, ask
from desk_app.devices.printers import LOCAL_CUPS, job_of
from desk_app.domain.devices import PrintJob

_WANTED = ("job-id", "job-name", "job-state", "job-state-reasons")


@dataclass(frozen=True, slots=True)
class CupsSpooler:
    """The print queues of the CUPS on this PC, see `raster_worker.Spooler`."""

    cups: str = LOCAL_CUPS
    timeout_seconds: float = 10.0

    @property
    def environment(self) -> Mapping[str, str]:
        """What Qt and CUPS have to be told: which CUPS, and who asks.

        CUPS tells the name of a job only to its owner, so Qt prints as who asks afterwards.
        """
        address = IppAddress.parse(self.cups)
        return {
            "CUPS_SERVER": f"{address.host}:{address.port}",
            "CUPS_USER": USER,
            "QT_QPA_PLATFORM": "offscreen",
        }

    @property
    def keeps_finished_jobs(self) -> bool:
        """CUPS keeps a history: a paper that is not in it was not taken."""
        return True

    def jobs(self, printer_name: str) -> tuple[PrintJob, ...]:
        """Return the jobs of a queue, finished ones too.

        Raises:
            DeviceError: `print.<fault>`.
        """
        answer = ask(
            IppAddress.parse(self.cups).queue(printer_name),
            Operation.GET_JOBS,
            about=(
                Attribute(Tag.KEYWORD, "which-jobs", ("all",)),
                Attribute(Tag.KEYWORD, "requested-attributes", _WANTED),
            ),
            timeout_seconds=self.timeout_seconds,
        )
        return tuple(
            job_of(facts, printer_name, next(iter(facts.words("job-name")), ""))
            for facts in answer.of(Tag.JOB_GROUP)
        )
