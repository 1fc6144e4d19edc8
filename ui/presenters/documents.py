"""Steps 2 and 4: documents scanned, seen or absent; their pages shown, turned, moved, removed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from desk_app.domain.cases import Case
from desk_app.domain.devices import PageImage
from desk_app.domain.documents import DocumentStatus, Page
from desk_app.domain.rule_packs import DocumentRule, Settling
from desk_app.domain.service_time import IntervalKind, Visit
from desk_app.domain.signing import is_signed_text_older
from desk_app.domain.steps import needs_scan
from desk_app.errors import KnownError
from desk_app.services import intake, queue
from desk_app.services.desk import Desk
from ui.presenters.case import document_words
from ui.presenters.case_file import CaseFile
from ui.presenters.documents_seen import DocumentsView, RowWords, Undo
from ui.presenters.page_jobs import fresh_pages, is_kept, read_files, scan_pages
from ui.presenters.watching import Watching
from ui.presenters.workbench import Lane

# These end a scan without anything being broken.
_NO_FAULT = frozenset({"scan.cancelled", "scan.empty"})
Decode = Callable[[PageImage], object]


@dataclass(slots=True)
class _Scan:
    code: str
    cancel: threading.Event
    page: int = 1
    old: tuple[UUID, ...] = ()


class Documents:
    """The documents that one step settles.

    Args:
        file: The case.
        view: The list.
        settled_by: The step that settles them.
        decode: Turns an encoded page into a picture; called in a lane.
    """

    def __init__(
        self, file: CaseFile, view: DocumentsView, *, settled_by: Settling, decode: Decode
    ) -> None:
        self.file = file
        self._view = view
        self._settled_by = settled_by
        self._decode = decode
        self.begin()

    def begin(self) -> None:
        """Forget the case before; a scan that runs is stopped."""
        self.cancel()
        self.chosen = ""
        self._failures: dict[str, KnownError] = {}
        self._pictures: dict[tuple[str, int], object] = {}
        self._wanted: set[tuple[str, int]] = set()
        self._undo: Undo | None = None
        self._page = 0
        self._box_px = (640, 900)

    _scan: _Scan | None = None

    # --- words ---

    def rules(self) -> tuple[DocumentRule, ...]:
        """Return the documents of this step, in the pack's order."""
        return tuple(r for r in self.file.pack.documents if r.settled_by is self._settled_by)

    def shown_rules(self) -> tuple[DocumentRule, ...]:
        """Return the documents whose pages can be looked at here."""
        return self.file.pack.documents if self.file.is_incoming else self.rules()

    def rows(self) -> tuple[RowWords, ...]:
        """Return the rows as they stand."""
        return tuple(self._row(rule) for rule in self.shown_rules())

    def settled_before(self) -> tuple[RowWords, ...]:
        """Return what an earlier step settled: it is listed too, and nothing is done to it here."""
        if self._settled_by is not Settling.COUNTER or self.file.is_incoming:
            return ()
        earlier = Settling.IDENTIFICATION
        return tuple(self._row(r) for r in self.file.pack.documents if r.settled_by is earlier)

    def _row(self, rule: DocumentRule) -> RowWords:
        words, scan = document_words(self.file, rule), self._scan
        if rule.settled_by is Settling.SIGNING and rule.signed_title is not None:
            words = replace(words, title=self.file.words(rule.signed_title), subtitle="")
        is_scanning = scan is not None and scan.code == rule.code
        if scan is not None and is_scanning:
            progress = self.file.bench.say("document.scanning", page=scan.page)
            words = replace(words, words=progress)
        is_outdated = self.is_outdated(rule.code)
        if is_outdated and not is_scanning:
            words = replace(words, words=self.file.bench.say("document.signed_older"))
        failure = "" if is_scanning else self._failure_words(rule.code)
        return RowWords(
            document=words,
            is_scanning=is_scanning,
            state=self._failed_state(rule.code, failure) if failure else words.words,
            failure=failure,
            may_be_seen=not needs_scan(rule, self.file.kind),
            is_settled=words.status is not DocumentStatus.UNSETTLED and not is_outdated,
            is_outdated=is_outdated,
        )

    def is_outdated(self, code: str) -> bool:
        """Whether the data changed after the document was signed."""
        return self.file.is_draft and is_signed_text_older(self.file.case, code)

    def next_open(self) -> str:
        """Return the code of the next document that is not settled, from the chosen one on."""
        codes = [rule.code for rule in self.rules()]
        at = codes.index(self.chosen) if self.chosen in codes else 0
        in_turn = (*codes[at:], *codes[:at])
        return next((code for code in in_turn if self._is_open(code)), "")

    def _is_open(self, code: str) -> bool:
        is_unsettled = self.file.case.document(code).status is DocumentStatus.UNSETTLED
        return is_unsettled or self.is_outdated(code)

    def pages(self, code: str) -> tuple[Page, ...]:
        """Return the pages of a document, in reading order."""
        return self.file.case.document(code).visible_pages

    # --- deeds ---

    def choose(self, code: str) -> None:
        """Look at a document."""
        if code != self.chosen:
            self.chosen, self._page = code, 0
        self.show_pages()

    def toggle_absent(self) -> None:
        """Mark the chosen document absent, or take that back."""
        status = self.file.case.document(self.chosen).status
        absent = status is DocumentStatus.ABSENT
        self._mark(DocumentStatus.UNSETTLED if absent else DocumentStatus.ABSENT)

    def toggle_seen(self) -> None:
        """Mark the chosen document seen and returned, or take that back."""
        status = self.file.case.document(self.chosen).status
        seen = status is DocumentStatus.SEEN and not self.is_outdated(self.chosen)
        self._mark(DocumentStatus.UNSETTLED if seen else DocumentStatus.SEEN)

    def _mark(self, status: DocumentStatus) -> None:
        code = self.chosen
        if not self._may_change(code):
            return
        self._failures.pop(code, None)
        is_seen_anew = status is DocumentStatus.SEEN and self.is_outdated(code)

        def job(application_id: UUID, desk: Desk) -> Case:
            if is_seen_anew:
                unsettled = DocumentStatus.UNSETTLED
                intake.mark_document(application_id, code, unsettled, desk=desk)
            return intake.mark_document(application_id, code, status, desk=desk)

        follows = status is not DocumentStatus.UNSETTLED
        self.file.change(
            job,
            done=lambda _: self._view.go_on() if follows else None,
            failed=lambda error: self._fail(code, error),
        )

    def _may_change(self, code: str) -> bool:
        codes = {rule.code for rule in self.rules()}
        return self.file.is_draft and code in codes and self._scan is None

    def _fail(self, code: str, error: KnownError) -> None:
        self._failures[code] = error
        self._view.show_documents()
        self._view.say_aloud(self._failure_words(code))

    def _failure_words(self, code: str) -> str:
        error = self._failures.get(code)
        return self.file.error_words(error) if error is not None else ""

    def _failed_state(self, code: str, failure: str) -> str:
        # A file that cannot be taken is nothing the scanner did.
        is_of_the_scanner = self._failures[code].code.startswith("scan.")
        return self.file.bench.say("document.failed", why=failure) if is_of_the_scanner else failure

    # --- scanning ---

    @property
    def is_scanning(self) -> bool:
        """Whether the scanner runs for this list."""
        return self._scan is not None

    def scan(self) -> None:
        """Scan the chosen document; its pages are added one by one as they come.

        Those of a sheet whose text is older take the place of the old sheet's.
        """
        self._start_scan(self.chosen, self._outdated_pages(self.chosen), limit=50)

    def _outdated_pages(self, code: str) -> tuple[UUID, ...]:
        """Return the pages of a sheet that is signed anew: what comes takes their place."""
        is_outdated = bool(code) and self.is_outdated(code)
        return tuple(page.page_id for page in self.pages(code)) if is_outdated else ()

    def scan_page_again(self, page: int) -> None:
        """Scan one page of the chosen document again, in its place."""
        pages = self.pages(self.chosen)
        if pages:
            old = pages[min(page, len(pages) - 1)].page_id
            self._start_scan(self.chosen, (old,), limit=1)

    def _start_scan(self, code: str, old: tuple[UUID, ...], *, limit: int) -> None:
        if not self._may_change(code):
            return
        scan = _Scan(code, threading.Event(), old=old)
        self._scan = scan
        self._failures.pop(code, None)
        self._view.show_documents()
        bench = self.file.bench

        self.file.work(
            Lane.SCAN,
            lambda: scan_pages(bench.scanners, limit, scan.cancel, self._deliver(scan)),
            done=lambda _: self._end_scan(scan),
            failed=lambda error: self._end_scan(scan, error),
        )

    def _deliver(self, scan: _Scan) -> Callable[[PageImage], None]:
        """Return what takes the pages as they come; it is called in a lane."""

        def deliver(image: PageImage) -> None:
            picture = self._picture(image)
            self.file.report(lambda: self._take(scan, image, picture))

        return deliver

    def cancel(self) -> bool:
        """Stop the scanner; the pages taken stay. Returns whether it ran."""
        if self._scan is None:
            return False
        self._scan.cancel.set()
        return True

    def recover(self) -> None:
        """A bug broke off a job: let the next key act."""
        self.cancel()
        self._scan = None
        self._wanted.clear()

    def _take(self, scan: _Scan, image: PageImage, picture: object) -> None:
        scan.page += 1
        self._pictures[image.sha256, 0] = picture
        self._keep(scan.code, image, scan.old)
        scan.old = ()
        self._view.show_documents()

    def _keep(self, code: str, image: PageImage, old: tuple[UUID, ...]) -> None:
        def job(application_id: UUID, desk: Desk) -> Page:
            if not old:
                return intake.keep_page(application_id, code, image, desk=desk)
            page = intake.replace_page(application_id, code, old[0], image, desk=desk)
            for page_id in old[1:]:
                intake.remove_page(application_id, code, page_id, desk=desk)
            return page

        self.file.change(
            job,
            done=lambda page: self._kept(code, page),
            failed=lambda error: self._fail(code, error),
        )

    def _kept(self, code: str, page: Page) -> None:
        if code != self.chosen:
            return
        shown = [kept.page_id for kept in self.pages(code)]
        self._page = shown.index(page.page_id) if page.page_id in shown else 0
        self.show_pages()

    def _end_scan(self, scan: _Scan, error: KnownError | None = None) -> None:
        self._note_scanner(error)
        self._finish_files(scan, error)

    def _finish_files(self, scan: _Scan, error: KnownError | None) -> None:
        self.file.settle(
            lambda: self._finish_scan(scan, error),
            lambda failure: self._finish_scan(scan, failure),
        )

    def _finish_scan(self, scan: _Scan, error: KnownError | None) -> None:
        if self._scan is scan:
            self._scan = None
        if error is not None:
            self._fail(scan.code, error)
            return
        n = len(self.pages(scan.code))
        self._view.show_documents()
        self._view.say_aloud(self.file.bench.say("document.scanned", n=n))
        self._view.go_on()

    def _note_scanner(self, error: KnownError | None) -> None:
        """Write an outage of the scanner, or its end, into the visit."""
        visit = self.file.visit
        if visit is None or (error is not None and error.code in _NO_FAULT):
            return
        desk, visit_id, code = self.file.bench.desk, visit.visit_id, error.code if error else ""

        def note() -> Visit:
            if code:
                return queue.interrupt(visit_id, IntervalKind.SCANNER, desk=desk, reason=code)
            return queue.end_interruption(visit_id, IntervalKind.SCANNER, desk=desk)

        self.file.work(Lane.DB, note, done=self._view.visit_changed_to)

    # --- files ---

    def add_files(self, paths: Sequence[Path]) -> None:
        """Add the pages of files to the chosen document; files that cannot be read say why."""
        code = self.chosen
        if not paths or not self._may_change(code):
            return
        scan = _Scan(code, threading.Event(), old=self._outdated_pages(code))
        self._scan = scan
        self._failures.pop(code, None)
        self._view.show_documents()
        source = self.file.bench.files

        self.file.work(
            Lane.SCAN,
            lambda: read_files(paths, source, scan.cancel, self._deliver(scan)),
            done=lambda _: self._finish_files(scan, None),
            failed=lambda error: self._finish_files(scan, error),
        )

    def take_arrived(self, watching: Watching) -> None:
        """Add what arrived in the watched folder to the chosen document.

        The file leaves the folder when the store has all its pages. Pages the document has from
        an earlier version of the same file are not taken twice.
        """
        code, arrival = self.chosen, watching.offered
        if arrival is None or not self._may_change(code):
            return
        scan = _Scan(code, threading.Event(), old=self._outdated_pages(code))
        self._scan = scan
        self._failures.pop(code, None)
        self._view.show_documents()
        fresh = fresh_pages(arrival, self.file.case.document(code))

        def deliver_all() -> None:
            for image in fresh:
                self._deliver(scan)(image)

        def finish() -> None:
            self._finish_scan(scan, None)
            if is_kept(arrival, self.file.case.document(code)):
                watching.taken(arrival)

        self.file.work(
            Lane.SCAN,
            deliver_all,
            done=lambda _: self.file.settle(finish, lambda error: self._finish_scan(scan, error)),
            failed=lambda error: self._finish_files(scan, error),
        )

    # --- pages ---

    def remove_page(self, page: int) -> None:
        """Take a page of the chosen document out; it can be brought back."""
        code, pages = self.chosen, self.pages(self.chosen)
        if not (pages and self._may_change(code)):
            return
        page_id = pages[min(page, len(pages) - 1)].page_id

        def take_back(application_id: UUID, desk: Desk) -> object:
            return intake.restore_page(application_id, code, page_id, desk=desk)

        self._undo = Undo(self.file.bench.say("document.page_removed"), take_back)
        self._page = max(0, page - 1)
        self.file.change(
            lambda application_id, desk: intake.remove_page(
                application_id, code, page_id, desk=desk
            ),
            done=lambda _: self._removed(),
        )

    def _removed(self) -> None:
        self.show_pages()
        if self._undo is not None:
            self._view.offer_undo(self._undo)

    def undo(self) -> bool:
        """Take the last deed back; returns whether there was one."""
        undo, self._undo = self._undo, None
        if undo is None or not self.file.is_draft:
            return False
        self.file.change(undo.take_back, done=lambda _: self.show_pages())
        return True

    def turn_page(self, page: int) -> None:
        """Turn a page of the chosen document by a quarter to the right."""
        code, pages = self.chosen, self.pages(self.chosen)
        if page < len(pages) and self._may_change(code):
            page_id = pages[page].page_id
            self.file.change(
                lambda application_id, desk: intake.turn_page(
                    application_id, code, page_id, degrees=90, desk=desk
                )
            )

    def move_page(self, page: int, places: int) -> None:
        """Move a page of the chosen document towards the front (negative) or the end."""
        code, pages = self.chosen, self.pages(self.chosen)
        if page >= len(pages) or not self._may_change(code):
            return
        page_id = pages[page].page_id
        self._page = max(0, min(len(pages) - 1, page + places))
        self.file.change(
            lambda application_id, desk: intake.move_page(
                application_id, code, page_id, places=places, desk=desk
            ),
            done=lambda _: self.show_pages(),
        )

    # --- pictures ---

    def set_room(self, width_px: int, height_px: int) -> None:
        """Say how large a page can be shown, in device pixels."""
        self._box_px = (max(1, width_px), max(1, height_px))

    def show_pages(self) -> None:
        """Show the pages of the chosen document; those not decoded yet follow one by one."""
        pages = self.pages(self.chosen)
        ready = [self._pictures.get((p.sha256, p.turn_degrees)) for p in pages]
        decoded = [picture for picture in ready if picture is not None]
        self._view.show_pages(self.chosen, decoded, min(self._page, max(0, len(decoded) - 1)))
        missing = next(
            (p for p, picture in zip(pages, ready, strict=True) if picture is None), None
        )
        if missing is not None:
            self._want(missing)

    def _want(self, page: Page) -> None:
        key = (page.sha256, page.turn_degrees)
        if key in self._wanted:
            return
        self._wanted.add(key)
        bench = self.file.bench

        def draw() -> object:
            return self._picture(bench.desk.scans.get(page.sha256), page.turn_degrees)

        self.file.work(Lane.SCAN, draw, done=lambda picture: self._drawn(key, picture))

    def _drawn(self, key: tuple[str, int], picture: object) -> None:
        self._wanted.discard(key)
        self._pictures[key] = picture
        self.show_pages()

    def _picture(self, page: PageImage | bytes, turn_degrees: int = 0) -> object:
        data = page if isinstance(page, bytes) else page.data
        files = self.file.bench.files
        return self._decode(files.preview(data, box_px=self._box_px, turn_degrees=turn_degrees))
