"""The inputs of the application: the main fields, and behind "more" sections with their tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_app.domain.form_fields import FieldSpec, RowSpec
from ui.presenters.application import Application
from ui.presenters.case_file import CaseFile
from ui.theme import look
from ui.tokens import Role
from ui.views.autosave import Autosave
from ui.views.form_fields import FieldGrid, RowsEditor
from ui.views.step import take_focus
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.labels import Label

_ROW_PLACE = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


class FormView(QObject):
    """The application's inputs, made from the case's rules; `ended()` after the last main field.

    Attributes:
        main_place: Where the main fields stand.
        rest: Everything else, folded at first.
        toggle: Unfolds it.
    """

    ended = Signal()

    def __init__(self, file: CaseFile, autosave: Autosave, presenter: Application) -> None:
        super().__init__()
        self._file = file
        self._autosave = autosave
        self._presenter = presenter
        self.main_place = QVBoxLayout()
        self.rest = QWidget()
        self._rest_place = QVBoxLayout(self.rest)
        self._rest_place.setContentsMargins(0, 0, 0, 0)
        self.toggle = Button("more", ButtonKind.QUIET)
        self.toggle.clicked.connect(lambda: self.unfold(shown=self.rest.isHidden()))
        self.grid: FieldGrid | None = None
        self.sections: dict[str, tuple[Label, FieldGrid, list[RowsEditor]]] = {}
        self._pack_id = ""
        self._parts: Iterator[None] = iter(())
        self.rest.hide()

    # --- what the step asks ---

    def build(self) -> Iterator[None]:
        """Make the inputs anew where other rules are in force, some before each None."""
        if self._pack_id != self._file.pack.pack_id:
            self._pack_id = self._file.pack.pack_id
            self._parts = self._make()
        return self._parts

    def follow_pack(self) -> bool:
        """Have all inputs of the rules in force; return whether any was still to be made."""
        return bool(list(self.build()))

    def clear(self) -> None:
        """Forget every value, error and row."""
        for grid in self.grids():
            grid.clear()
        for table in self._tables():
            table.clear()

    def unfold(self, *, shown: bool) -> None:
        """Show everything behind "more", or fold it again."""
        self.rest.setVisible(shown)
        self.word_toggle()

    def retranslate(self) -> None:
        """Show every word in the language in force."""
        say, language = self._file.bench.say, self._file.bench.language
        for grid in self.grids():
            grid.retranslate(say, language)
        for table in self._tables():
            table.retranslate(say, language)
        self.word_toggle()
        self.word_sections()

    def word_toggle(self) -> None:
        """Say what the toggle does now."""
        is_open = not self.rest.isHidden()
        self.toggle.set_text(
            self._file.bench.say("application.less" if is_open else "application.more")
        )
        self.toggle.set_icon("chevron-down" if is_open else "chevron-right")

    def word_sections(self) -> None:
        """Show the headings, which are the rules' own."""
        for section in self._presenter.sections():
            if section.code in self.sections:
                self.sections[section.code][0].setText(section.title)

    def show_answers(self, *, read_only: bool) -> None:
        """Show what is stored, but never over what is being typed."""
        mark, holds = self._file.bench.say("identity.from_registry"), self._autosave.holds
        for grid in self.grids():
            for code, spec in grid.specs.items():
                from_registry = mark if self._presenter.is_from_registry(spec) else ""
                shown = self._presenter.shown(spec)
                grid.show_value(code, shown, is_newer_here=holds(code), mark=from_registry)
            grid.set_read_only(read_only)
        for table in self._tables():
            if not holds(table.spec.code):
                table.show_rows(self._presenter.rows(table.spec))
            table.set_read_only(read_only)

    def focus_gap(self) -> bool:
        """Put the focus on the first main field that lacks its answer; False where none does."""
        specs = self.grid.specs.values() if self.grid is not None else ()
        gaps = (spec.code for spec in specs if spec.required and not self._presenter.shown(spec))
        code = next(gaps, "")
        if self.grid is not None and code:
            self.grid.focus_field(code)
        return bool(code)

    def focus_first(self) -> None:
        """Put the focus on the first field."""
        if self.grid is not None:
            self.grid.focus_field(next(iter(self.grid.specs)))

    def go_to(self, place: str) -> None:
        """Put the focus on a field, or on a field of a row, by its name."""
        if self.grid is not None and place in self.grid.specs:
            self.grid.focus_field(place)
            return
        self.unfold(shown=True)
        found = _ROW_PLACE.fullmatch(place)
        for grid in self.grids():
            if place in grid.specs:
                grid.focus_field(place)
        for table in self._tables():
            if found and table.spec.code == found[1]:
                table.focus_field(int(found[2]), found[3])
            elif table.spec.code == place:
                take_focus(table.add)

    def mark(self, place: str, words: str) -> None:
        """Say under a field what is wrong with it."""
        found = _ROW_PLACE.fullmatch(place)
        for grid in self.grids():
            if place in grid.fields:
                grid.fields[place].set_error(words)
        for table in self._tables():
            if found and table.spec.code == found[1]:
                table.set_error(int(found[2]), found[3], words)

    def named(self, place: str) -> str:
        """Return what a field is called, with its row if it has one; nothing for no field."""
        row = _ROW_PLACE.fullmatch(place)
        if row:
            return self._named_in_row(row[1], int(row[2]), row[3])
        specs = (grid.specs[place] for grid in self.grids() if place in grid.specs)
        return next((self._file.words(spec.label) for spec in specs), "")

    def _named_in_row(self, group: str, row: int, code: str) -> str:
        spec = next(r for r in self._file.pack.form.rows if r.code == group)
        label = next(self._file.words(f.label) for f in spec.fields if f.code == code)
        say, words = self._file.bench.say, self._file.words(spec.label)
        return f"{say('application.row', title=words, n=row + 1)}, {label}"

    def restyle(self) -> None:
        """Follow the look."""
        self._rest_place.setSpacing(look().px(look().density.row_gap))

    # --- making ---

    def grids(self) -> list[FieldGrid]:
        """Return the grids of single fields, the main one first."""
        main = [self.grid] if self.grid is not None else []
        return main + [grid for _, grid, _ in self.sections.values()]

    def _tables(self) -> list[RowsEditor]:
        return [table for _, _, tables in self.sections.values() for table in tables]

    def _make(self) -> Iterator[None]:
        self._drop()
        self.grid = self._grid_of("application.fields", self._presenter.main_fields())
        self.grid.ended.connect(self.ended)
        self.main_place.addWidget(self.grid)
        yield
        for section in self._presenter.sections():
            title = Label(Role.BODY_STRONG)
            grid = self._grid_of(f"application.{section.code}", section.fields)
            tables = [self._table_of(spec) for spec in section.rows]
            for part in (title, grid, *tables):
                self._rest_place.addWidget(part)
            self.sections[section.code] = (title, grid, tables)
            yield

    def _drop(self) -> None:
        old: list[QWidget] = [self.grid] if self.grid is not None else []
        for title, grid, tables in self.sections.values():
            old += [title, grid, *tables]
        for widget in old:
            widget.hide()
            widget.deleteLater()
        self.sections = {}

    def _grid_of(self, name: str, specs: Sequence[FieldSpec]) -> FieldGrid:
        grid = FieldGrid(name, specs)
        grid.typed.connect(lambda code, text: self._on_typed(grid, code, text))
        grid.field_left.connect(lambda code: self._on_left(grid, code))
        return grid

    def _table_of(self, spec: RowSpec) -> RowsEditor:
        table = RowsEditor(spec)
        table.edited.connect(lambda: self._on_rows(table))
        table.row_left.connect(lambda: self._autosave.left(spec.code))
        return table

    # --- what the clerk does ---

    def _on_typed(self, grid: FieldGrid, code: str, text: str) -> None:
        if code in grid.fields:
            grid.fields[code].set_error("")
        spec = grid.specs[code]
        self._autosave.typed(code, lambda settled: self._presenter.answer(spec, text, settled))

    def _on_left(self, grid: FieldGrid, code: str) -> None:
        self._autosave.left(code)
        if self._file.is_open and self._file.is_draft and code in grid.fields:
            text = grid.value(code)
            grid.fields[code].set_error(
                self._presenter.error(grid.specs[code], text) if text else ""
            )

    def _on_rows(self, table: RowsEditor) -> None:
        spec = table.spec
        self._autosave.typed(
            spec.code, lambda settled: self._presenter.answer_rows(spec, table.values(), settled)
        )
