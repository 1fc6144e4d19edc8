"""Step 2: the documents handed in at the counter, with a preview of their pages."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from desk_app.domain.documents import DocumentStatus
from desk_app.domain.rule_packs import Settling
from desk_app.domain.steps import Blocker, needs_scan
from ui.keys import Action
from ui.presenters.case_file import CaseFile
from ui.theme import follow_theme
from ui.tokens import Role
from ui.views.autosave import Autosave
from ui.views.document_rows import ACTIONS, DocumentRows, preview_width_px
from ui.views.step import StepView
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.labels import Label
from ui.widgets.page_preview import PagePreview

_SUFFIXES = "*.pdf *.jpg *.jpeg *.png *.tif *.tiff"


class DocumentsStep(StepView):
    """The second step; `next_requested()` by Enter where everything is settled."""

    next_requested = Signal()

    def __init__(self, file: CaseFile, autosave: Autosave) -> None:
        super().__init__("documents", file, autosave)
        self.preview = PagePreview("documents.preview", with_tools=True)
        self.rows = DocumentRows("documents.list", file, Settling.COUNTER, self.preview)
        self.rows.next_requested.connect(self.next_requested)
        self.add_file = Button("documents.add_file", ButtonKind.QUIET, icon="folder-open")
        self.add_file.clicked.connect(self._ask_files)
        self._drop_hint = Label(Role.CAPTION, "muted", wraps=True)
        row = QHBoxLayout()
        row.addWidget(self.add_file)
        row.addWidget(self._drop_hint, 1)
        self.main.body.addWidget(self.rows)
        self.main.body.addStretch(1)
        self.main.body.addLayout(row)
        self.add_beside(self.preview)
        follow_theme(self._restyle)

    def show_step(self) -> None:
        self.rows.show_documents()
        self.add_file.setVisible(self.file.is_draft)
        self._drop_hint.setVisible(self.file.is_draft)

    def focus_start(self) -> None:
        self.rows.set_room()
        if not self.rows.focus_start():
            self.rows.focus_chosen()

    def focus_place(self, place: str) -> bool:
        # A document settled just before the desk stopped needs no more work.
        document = self.file.case.document(place.rpartition("document.")[2])
        is_settled = document.status is not DocumentStatus.UNSETTLED
        if is_settled and self.rows.presenter.next_open():
            return False
        return super().focus_place(place)

    def case_opened(self) -> None:
        self.summary.show_errors("", [])
        self.rows.presenter.begin()

    def case_closed(self) -> None:
        self.rows.case_closed()

    def retranslate(self) -> None:
        say = self.file.bench.say
        self.word_case()
        self.add_file.set_text(say("document.add_file"))
        self._drop_hint.setText(say("document.drop"))
        self.rows.retranslate()

    def word_case(self) -> None:
        self.main.set_texts(self.file.bench.say("document.title"), self._subtitle())

    def actions_now(self) -> tuple[Action, ...]:
        return ACTIONS if self.file.is_draft else ()

    def handle(self, action: Action) -> bool:
        return self.rows.handle(action)

    def go_to_field(self, place: str) -> None:
        self.rows.choose(place)

    def line(self, problem: Blocker) -> str:
        rules = {rule.code: rule for rule in self.file.pack.documents}
        rule = rules.get(problem.place)
        words = super().line(problem)
        return f"{self.file.words(rule.short_title)}: {words}" if rule else words

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rows.set_room()

    def _subtitle(self) -> str:
        say = self.file.bench.say
        kind, rules = self.file.kind, self.rows.presenter.rules()
        all_scanned = all(needs_scan(rule, kind) for rule in rules)
        return say("document.subtitle" if all_scanned else "document.subtitle_seen")

    def _ask_files(self) -> None:
        """Let files be chosen in a dialog of our own words; it reads folders, not the files."""
        say = self.file.bench.say
        dialog = QFileDialog(self, say("file_dialog.title"))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(f"{say('document.file_kinds')} ({_SUFFIXES})")
        for label, key in _DIALOG_LABELS.items():
            dialog.setLabelText(label, say(key))
        dialog.filesSelected.connect(lambda paths: self.rows.add_files([Path(p) for p in paths]))
        dialog.finished.connect(lambda _: dialog.deleteLater())
        dialog.open()

    def _restyle(self) -> None:
        self.preview.setFixedWidth(preview_width_px())


_DIALOG_LABELS = {
    QFileDialog.DialogLabel.LookIn: "file_dialog.look_in",
    QFileDialog.DialogLabel.FileName: "file_dialog.name",
    QFileDialog.DialogLabel.FileType: "file_dialog.kind",
    QFileDialog.DialogLabel.Accept: "file_dialog.add",
    QFileDialog.DialogLabel.Reject: "action.cancel",
}
