"""The cards beside a step: the documents handed in, and the checks with their three values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_app.domain.documents import DocumentStatus
from ui.presenters.case import CheckWords, DocumentWords
from ui.theme import follow_theme, look
from ui.widgets.cards import Card
from ui.widgets.checks import CheckRow, CheckValue
from ui.widgets.documents import DocumentState, DocumentSummary
from ui.widgets.labels import Divider

STATES = {
    DocumentStatus.UNSETTLED: DocumentState.NOT_SCANNED,
    DocumentStatus.SCANNED: DocumentState.SCANNED,
    DocumentStatus.SEEN: DocumentState.SEEN,
    DocumentStatus.ABSENT: DocumentState.ABSENT,
}
ICONS = {
    "application": "file-text",
    "identity": "id-card",
    "employment": "briefcase",
    "education": "graduation-cap",
}
_GOOD = {True: CheckValue.YES, False: CheckValue.NO, None: CheckValue.UNKNOWN}


def icon_of(document: str) -> str:
    """Return the icon of a document; those of other packs get the plain one."""
    return ICONS.get(document, "file-text")


class SideCards(QWidget):
    """Documents and checks of the case, one under the other."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.documents = Card(f"{name}.documents", small=True)
        self.checks = Card(f"{name}.checks", small=True)
        self._summaries: dict[str, DocumentSummary] = {}
        self._rows: dict[str, CheckRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.documents)
        self._column.addWidget(self.checks)
        self._column.addStretch(1)
        follow_theme(self._restyle)

    def set_titles(self, documents: str, checks: str) -> None:
        """Set the titles of both cards."""
        self.documents.set_texts(documents)
        self.checks.set_texts(checks)
        self._restyle()

    def show_documents(self, documents: Sequence[DocumentWords]) -> None:
        """Show the documents with their states."""
        if [words.code for words in documents] != list(self._summaries):
            self._rebuild_documents(documents)
        for words in documents:
            summary = self._summaries[words.code]
            summary.set_state(words.title, STATES[words.status], words.words)

    def show_checks(self, checks: Sequence[CheckWords]) -> None:
        """Show the checks with their answers."""
        if [words.code for words in checks] != list(self._rows):
            self._rebuild_checks(checks)
        for words in checks:
            self._rows[words.code].set_state(_GOOD[words.is_good], words.text, words.details)

    def _rebuild_documents(self, documents: Sequence[DocumentWords]) -> None:
        _empty(self.documents.body)
        self._summaries = {}
        for number, words in enumerate(documents):
            if number:
                self.documents.body.addWidget(Divider())
            summary = DocumentSummary(f"side.{words.code}", icon_of(words.code))
            self.documents.body.addWidget(summary)
            self._summaries[words.code] = summary

    def _rebuild_checks(self, checks: Sequence[CheckWords]) -> None:
        _empty(self.checks.body)
        self._rows = {}
        for words in checks:
            row = CheckRow(f"check.{words.code}")
            self.checks.body.addWidget(row)
            self._rows[words.code] = row

    def _restyle(self) -> None:
        self._column.setSpacing(look().px(look().density.gap))
        self.setFixedWidth(look().px(look().density.side_card))
        for card in (self.documents, self.checks):
            card.body.setSpacing(0)


def _empty(layout: QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.deleteLater()
