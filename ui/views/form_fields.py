"""Inputs of the application's fields, made from their specification; tables of such fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desk_app.domain.form_fields import FieldKind, FieldSpec, RowSpec
from desk_app.domain.languages import Language
from desk_app.domain.names import search_key
from ui.presenters.words import Say
from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.views.cyrillic_inputs import name_input, text_area, text_input
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.choice_input import ChoiceInput
from ui.widgets.choices import CheckBox
from ui.widgets.digits import PHONE_FORMAT, numbered
from ui.widgets.fields import Editor, Field
from ui.widgets.labels import Label
from ui.widgets.line_inputs import DateInput, DigitInput, TextInput

GRID_COLUMNS = 12
LONGEST_NUMBER = 12
ROWS_CLOSER_PX = 5
_NUMBERS = frozenset({FieldKind.DIGITS, FieldKind.MONEY, FieldKind.YEARS})


def editor_of(spec: FieldSpec) -> Editor:
    """Return the input of a field that has one value."""
    match spec.kind:
        case FieldKind.PHONE:
            return DigitInput(spec.code, PHONE_FORMAT)
        case FieldKind.DATE:
            return DateInput(spec.code)
        case FieldKind.CHOICE:
            return ChoiceInput(spec.code, fold=search_key)
        case FieldKind.LONG_TEXT:
            return text_area(spec.code, lines=2)
        case FieldKind.NAME:
            return name_input(spec.code)
        case kind if kind in _NUMBERS:
            return DigitInput(spec.code, numbered(min(spec.max_length, LONGEST_NUMBER)))
        case FieldKind.EMAIL:
            return TextInput(spec.code)
        case _:
            return text_input(spec.code)


def words_of(spec: FieldSpec, language: Language) -> tuple[tuple[str, str], ...]:
    """Return the choices of a field."""
    return tuple((choice.code, choice.text(language)) for choice in spec.values)


class Ticks(QWidget):
    """A field with several values: a tick for each; `edited(str)` carries codes with commas."""

    edited = Signal(str)
    left = Signal()
    next_requested = Signal()

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__()
        self.setObjectName(spec.code)
        self._spec = spec
        self._label = Label(Role.LABEL, "text_2", wraps=True)
        self._boxes = {
            choice.code: CheckBox(f"{spec.code}.{choice.code}") for choice in spec.values
        }
        self._grid = QGridLayout()
        for number, box in enumerate(self._boxes.values()):
            self._grid.addWidget(box, number // 2, number % 2)
            box.clicked.connect(lambda _: self.edited.emit(self.value()))
            box.next_requested.connect(self.next_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._label)
        column.addLayout(self._grid)
        self.setFocusProxy(next(iter(self._boxes.values())))

    def set_texts(self, label: str, language: Language) -> None:
        """Set the label and the words of the ticks."""
        self._label.setText(label)
        self.setAccessibleName(label)
        for choice in self._spec.values:
            self._boxes[choice.code].set_text(choice.text(language))

    def value(self) -> str:
        """Return the codes ticked, with commas."""
        return ",".join(code for code, box in self._boxes.items() if box.isChecked())

    def set_value(self, value: str) -> None:
        """Tick by codes with commas."""
        chosen = set(value.split(","))
        for code, box in self._boxes.items():
            box.setChecked(code in chosen)

    def set_read_only(self, read_only: bool) -> None:
        """Let the ticks be read but not changed."""
        for box in self._boxes.values():
            box.setEnabled(not read_only)

    def focus_first(self) -> None:
        """Put the focus on the first tick."""
        next(iter(self._boxes.values())).setFocus(Qt.FocusReason.TabFocusReason)


class FieldGrid(QWidget):
    """Fields laid out on a grid of twelve; Enter goes to the next one.

    Signals: `typed(str, str)` with field and value, `field_left(str)`, `ended()` on Enter in the
    last one.
    """

    typed = Signal(str, str)
    field_left = Signal(str)
    ended = Signal()

    def __init__(self, name: str, specs: Sequence[FieldSpec]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.specs = {spec.code: spec for spec in specs}
        self.fields: dict[str, Field] = {}
        self.ticks: dict[str, Ticks] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for number in range(GRID_COLUMNS):
            self._grid.setColumnStretch(number, 1)
        used = 0
        for spec in specs:
            used = self._place(spec, used)
        follow_theme(self._restyle)

    def retranslate(self, say: Say, language: Language) -> None:
        """Show every word in the language in force."""
        for code, field in self.fields.items():
            spec = self.specs[code]
            field.set_label(spec.label.text(language))
            field.set_optional("" if spec.required else say("identity.optional"))
            if isinstance(field.editor, ChoiceInput):
                field.editor.set_options(words_of(spec, language))
                field.editor.set_placeholder(say("application.choose"))
        for code, ticks in self.ticks.items():
            ticks.set_texts(self.specs[code].label.text(language), language)

    def show_value(self, code: str, value: str, *, is_newer_here: bool, mark: str) -> None:
        """Show a value, but never over what the clerk is typing."""
        if code in self.ticks:
            self.ticks[code].set_value(value)
            return
        field = self.fields[code]
        field.set_from_registry(mark)
        if not (field.editor.hasFocus() or is_newer_here):
            field.editor.set_value(value)

    def set_read_only(self, read_only: bool) -> None:
        """Let the fields be read but not changed."""
        for field in self.fields.values():
            field.set_read_only(read_only)
        for ticks in self.ticks.values():
            ticks.set_read_only(read_only)

    def clear(self) -> None:
        """Forget every value and error."""
        for field in self.fields.values():
            field.editor.set_value("")
            if field.error():
                field.set_error("")
        for ticks in self.ticks.values():
            ticks.set_value("")

    def value(self, code: str) -> str:
        """Return what a field holds on the screen."""
        return self.ticks[code].value() if code in self.ticks else self.fields[code].editor.value()

    def focus_field(self, code: str) -> None:
        """Put the focus on a field."""
        if code in self.ticks:
            self.ticks[code].focus_first()
        else:
            self.fields[code].editor.setFocus(Qt.FocusReason.TabFocusReason)

    def _place(self, spec: FieldSpec, used: int) -> int:
        width = max(1, min(GRID_COLUMNS, spec.columns))
        if used % GRID_COLUMNS + width > GRID_COLUMNS:
            used += GRID_COLUMNS - used % GRID_COLUMNS
        row, column = divmod(used, GRID_COLUMNS)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(self._make(spec), row, column, 1, width, top)
        return used + width

    def _make(self, spec: FieldSpec) -> QWidget:
        code = spec.code
        editor: Editor | Ticks
        if spec.kind is FieldKind.MULTI_CHOICE:
            editor = self.ticks[code] = Ticks(spec)
            widget: QWidget = editor
        else:
            editor = editor_of(spec)
            widget = self.fields[code] = Field(f"field.{code}", editor)
        editor.edited.connect(lambda text: self.typed.emit(code, text))
        editor.left.connect(lambda: self.field_left.emit(code))
        editor.next_requested.connect(lambda: self._after(code))
        return widget

    def _after(self, code: str) -> None:
        codes = list(self.specs)
        at = codes.index(code) + 1
        if at < len(codes):
            self.focus_field(codes[at])
        else:
            self.ended.emit()

    def _restyle(self) -> None:
        self._grid.setHorizontalSpacing(look().px(24))
        # The whole step must be seen at once, so its lines stand closer than elsewhere.
        self._grid.setVerticalSpacing(look().px(look().density.row_gap - ROWS_CLOSER_PX))


class RowsEditor(QWidget):
    """A table of the form: each row is a small grid of fields; `edited()` after each change."""

    edited = Signal()
    row_left = Signal()

    def __init__(self, spec: RowSpec) -> None:
        super().__init__()
        self.setObjectName(f"rows.{spec.code}")
        self.spec = spec
        self._grids: list[FieldGrid] = []
        self._heads: list[tuple[QWidget, Label, Button]] = []
        self._say: Say | None = None
        self._language = Language.KK
        self._is_read_only = False
        self._title = Label(Role.BODY_STRONG, "text", wraps=True)
        self.add = Button(f"rows.{spec.code}.add", icon="file-plus")
        self.add.clicked.connect(self._on_add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._title)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addStretch(1)
        self._column.addLayout(row)

    def retranslate(self, say: Say, language: Language) -> None:
        """Show every word in the language in force."""
        self._say, self._language = say, language
        title = self.spec.label.text(language)
        self._title.setText(title)
        self.add.set_text(f"{say('application.add_row')}: {title}")
        for number, (grid, head) in enumerate(zip(self._grids, self._heads, strict=True), 1):
            grid.retranslate(say, language)
            head[1].setText(say("application.row", title=title, n=number))
            head[2].set_text(say("application.remove_row"))

    def show_rows(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Show rows; while the clerk is in the table, its own stay."""
        if self.has_focus_inside():
            return
        while len(self._grids) < len(rows):
            self._add_row()
        while len(self._grids) > len(rows):
            self._drop_row(len(self._grids) - 1)
        for grid, row in zip(self._grids, rows, strict=True):
            for code in grid.specs:
                grid.show_value(code, row.get(code, ""), is_newer_here=False, mark="")

    def values(self) -> list[dict[str, str]]:
        """Return the rows as they stand on the screen."""
        return [{code: grid.value(code) for code in grid.specs} for grid in self._grids]

    def has_focus_inside(self) -> bool:
        """Whether the clerk is in a row of the table."""
        focused = self.window().focusWidget()
        return focused is not None and any(grid.isAncestorOf(focused) for grid in self._grids)

    def set_read_only(self, read_only: bool) -> None:
        """Let the table be read but not changed."""
        self._is_read_only = read_only
        self.add.setVisible(not read_only)
        for grid, head in zip(self._grids, self._heads, strict=True):
            grid.set_read_only(read_only)
            head[2].setVisible(not read_only)

    def set_error(self, row: int, code: str, text: str) -> None:
        """Say under a field of a row what is wrong with it."""
        if row < len(self._grids) and code in self._grids[row].fields:
            self._grids[row].fields[code].set_error(text)

    def focus_field(self, row: int, code: str) -> None:
        """Put the focus on a field of a row."""
        if row < len(self._grids):
            self._grids[row].focus_field(code)

    def clear(self) -> None:
        """Forget every row."""
        while self._grids:
            self._drop_row(len(self._grids) - 1)

    def _on_add(self) -> None:
        if len(self._grids) < self.spec.max_rows:
            self._add_row()
            self._grids[-1].focus_field(self.spec.fields[0].code)

    def _add_row(self) -> None:
        number = len(self._grids)
        grid = FieldGrid(f"rows.{self.spec.code}.{number}", self.spec.fields)
        grid.typed.connect(lambda _code, _text: self.edited.emit())
        grid.field_left.connect(lambda _: self.row_left.emit())
        grid.ended.connect(lambda: self.add.setFocus(Qt.FocusReason.TabFocusReason))
        label, remove = Label(Role.LABEL, "muted"), Button(f"remove{number}", ButtonKind.QUIET)
        remove.set_icon("trash-2")
        remove.clicked.connect(lambda: self._on_remove(grid))
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label, 1)
        row.addWidget(remove)
        place = self._column.count() - 1
        self._column.insertWidget(place, head)
        self._column.insertWidget(place + 1, grid)
        self._grids.append(grid)
        self._heads.append((head, label, remove))
        if self._say is not None:
            self.retranslate(self._say, self._language)

    def _on_remove(self, grid: FieldGrid) -> None:
        self._drop_row(self._grids.index(grid))
        if self._say is not None:
            self.retranslate(self._say, self._language)
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
        self.row_left.emit()

    def _drop_row(self, number: int) -> None:
        grid, head = self._grids.pop(number), self._heads.pop(number)
        for widget in (grid, head[0]):
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
