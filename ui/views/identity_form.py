"""The forms of step 1: the applicant by hand, and who acts for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desk_app.domain.names import search_key
from ui.presenters.words import Say
from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.views.cyrillic_inputs import name_input, text_input
from ui.widgets.choice_input import ChoiceInput
from ui.widgets.digits import IIN_FORMAT, PHONE_FORMAT
from ui.widgets.fields import Editor, Field
from ui.widgets.labels import Label
from ui.widgets.line_inputs import DateInput, DigitInput, TextInput

REQUIRED = frozenset(
    {
        "surname",
        "given_name",
        "birth_date",
        "document_kind",
        "document_number",
        "representative_surname",
        "representative_given_name",
        "representative_document",
    }
)
COLUMNS = 3
APP_CODE_ROW = 4
Options = Sequence[tuple[str, str]]


class GridForm(QWidget):
    """Fields in three columns; Enter goes to the next one.

    Signals: `typed(str, str)` with field and value, `field_left(str)`, `ended()` on Enter in the
    last one.
    """

    typed = Signal(str, str)
    field_left = Signal(str)
    ended = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.fields: dict[str, Field] = {}
        self.title = Label(Role.BODY_STRONG, "text", wraps=True)
        self.title.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.title)
        self._grid = QGridLayout()
        for number in range(COLUMNS):
            self._grid.setColumnStretch(number, 1)
        column.addLayout(self._grid)
        follow_theme(self._restyle)

    def add(self, code: str, editor: Editor, *, width: int = 1, row: int | None = None) -> None:
        """Add a field after the others; one in a row of its own is still next by keys."""
        field = Field(f"identity.{code}", editor)
        used = sum(self._widths())
        if used % COLUMNS + width > COLUMNS:
            used += COLUMNS - used % COLUMNS
        at = (used // COLUMNS, used % COLUMNS) if row is None else (row, 0)
        self._grid.addWidget(field, *at, 1, width, Qt.AlignmentFlag.AlignTop)
        field.setProperty("columns", width if row is None else 0)
        self.fields[code] = field
        editor.edited.connect(lambda text: self.typed.emit(code, text))
        editor.left.connect(lambda: self.field_left.emit(code))
        editor.next_requested.connect(lambda: self._after(code))

    def retranslate(self, say: Say) -> None:
        """Show every word in the language in force."""
        for code, field in self.fields.items():
            field.set_label(say(f"identity.{code}"))
            is_marked = code not in REQUIRED and not code.endswith("patronymic")
            field.set_optional(say("identity.optional") if is_marked else "")
            if isinstance(field.editor, ChoiceInput):
                field.editor.set_placeholder(say("application.choose"))

    def show_values(self, values: Mapping[str, str], is_newer_here: Callable[[str], bool]) -> None:
        """Show values, but never over what the clerk is typing."""
        for code, field in self.fields.items():
            if not (field.editor.hasFocus() or is_newer_here(code) or field.error()):
                field.editor.set_value(values.get(code, ""))

    def set_read_only(self, read_only: bool) -> None:
        """Let the form be read but not changed."""
        for field in self.fields.values():
            field.set_read_only(read_only)

    def set_checked_later(self, text: str) -> None:
        """Mark the required fields as checked when the link is back."""
        for code, field in self.fields.items():
            field.set_checked_later(text if code == "surname" else "")

    def clear(self) -> None:
        """Forget every value."""
        for field in self.fields.values():
            field.editor.set_value("")

    def _widths(self) -> list[int]:
        return [int(field.property("columns")) for field in self.fields.values()]

    def _after(self, code: str) -> None:
        codes = [name for name, field in self.fields.items() if field.isVisible()]
        at = codes.index(code) + 1
        if at < len(codes):
            self.fields[codes[at]].editor.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.ended.emit()

    def _restyle(self) -> None:
        self._grid.setHorizontalSpacing(look().px(24))
        self._grid.setVerticalSpacing(look().px(look().density.row_gap))


class PersonForm(GridForm):
    """The applicant by hand."""

    def __init__(self) -> None:
        super().__init__("identity.form")
        for part in ("surname", "given_name", "patronymic"):
            self.add(part, name_input(part))
        self.add("birth_date", DateInput("birth_date"))
        self._sex = ChoiceInput("sex", fold=search_key)
        self._citizenship = ChoiceInput("citizenship", fold=search_key)
        self._kind = ChoiceInput("document_kind", fold=search_key)
        self.add("sex", self._sex)
        self.add("citizenship", self._citizenship)
        self.add("document_kind", self._kind)
        self.add("app_code", TextInput("app_code"), row=APP_CODE_ROW)
        self.ask_code(asked=False)
        self.add("document_number", TextInput("document_number"))
        self.add("valid_until", DateInput("valid_until"))
        self.add("issued_on", DateInput("issued_on"))
        self.add("issued_by", text_input("issued_by"), width=2)

    def retranslate(self, say: Say) -> None:
        super().retranslate(say)
        self.fields["app_code"].set_hint(say("identity.app_code_hint"))

    def ask_code(self, *, asked: bool) -> None:
        """Ask for the code that an app shows, which may stand for the number, or leave it out."""
        self.fields["app_code"].setVisible(asked)

    def set_number_hint(self, text: str) -> None:
        """Say what is known of the document's number."""
        self.fields["document_number"].set_hint(text)

    def set_choices(self, kinds: Options, sexes: Options, citizenships: Options) -> None:
        """Set what can be picked."""
        for editor, options in (
            (self._kind, kinds),
            (self._sex, sexes),
            (self._citizenship, citizenships),
        ):
            if not editor.is_open():
                editor.set_options(options)


class RepresentativeForm(GridForm):
    """Who acts for the applicant, and on what basis."""

    def __init__(self) -> None:
        super().__init__("identity.representative")
        self._basis = ChoiceInput("representative_basis", fold=search_key)
        self.add("representative_basis", self._basis)
        self.add("representative_document", text_input("representative_document"), width=2)
        for part in ("surname", "given_name", "patronymic"):
            self.add(f"representative_{part}", name_input(f"representative_{part}"))
        self.add("representative_iin", DigitInput("representative_iin", IIN_FORMAT))
        self.add("representative_phone", DigitInput("representative_phone", PHONE_FORMAT))
        self._hint = ""

    def retranslate(self, say: Say) -> None:
        super().retranslate(say)
        self._words = say("identity.representative")
        self._show_title()

    def set_choices(self, bases: Options) -> None:
        """Set on what a representative may act."""
        if not self._basis.is_open():
            self._basis.set_options(bases)

    def set_hint(self, hint: str) -> None:
        """Say why a representative is needed."""
        self._hint = hint
        self._show_title()

    _words = ""

    def _show_title(self) -> None:
        text = f"{self._words}. {self._hint}" if self._hint else self._words
        self.title.setText(text)
        self.title.setVisible(bool(text))
