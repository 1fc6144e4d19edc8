"""Draws whole screens from the kit alone, to be laid beside the designers' pictures.

`python -m tests.ui.kit.gallery [folder]` writes them to `out/gallery`.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import apply_theme, look
from ui.tokens import Role, ThemeName, density_for
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import Card, FigureCard, HeaderCard
from ui.widgets.checks import CheckRow, CheckValue
from ui.widgets.chips import StatusBar, StatusItem, Tone
from ui.widgets.choice_input import ChoiceInput
from ui.widgets.choices import CheckBox, Segmented
from ui.widgets.digits import IIN_FORMAT, PHONE_FORMAT, numbered
from ui.widgets.documents import (
    DocumentList,
    DocumentRow,
    DocumentState,
    DocumentSummary,
)
from ui.widgets.fields import Field, StaticField
from ui.widgets.labels import Divider, Label
from ui.widgets.line_inputs import DigitInput, TextInput
from ui.widgets.messages import Banner, ErrorSummary, Toast
from ui.widgets.notes import EmptyState, SavedNote, SummaryGrid
from ui.widgets.page_preview import PagePreview
from ui.widgets.queue_list import QueueHeading, QueueList, QueueRow
from ui.widgets.radio_cards import RadioCards
from ui.widgets.rail import NowServing, Rail, RailTabs
from ui.widgets.service_timer import TimerReading, TimerState
from ui.widgets.steps_bar import Step, StepsBar, StepState
from ui.widgets.text_area import TextArea
from ui.widgets.top_bar import OperatorButton, SearchBox, TopBar

QUEUE = (
    ("А-048", "Жұмабеков Е.", 21),
    ("А-049", "Ким С.", 17),
    ("А-050", "Оспанова М.", 12),
    ("А-051", "Ткаченко И.", 9),
    ("А-052", "—", 4),
    ("А-053", "—", 1),
)
READINGS = {
    TimerState.NORMAL: (522, "11:18 қалды"),
    TimerState.WARNING: (1012, "3:08 қалды"),
    TimerState.LAST_MINUTES: (1106, "1:34 қалды"),
    TimerState.OVERRUN: (1330, "нормадан 2:10 артық"),
    TimerState.PAUSED: (522, "кідіртілді"),
}


def reading(state: TimerState, *notes: str) -> TimerReading:
    seconds, beside = READINGS[state]
    return TimerReading(state, seconds, 1200, 900, beside, notes, beside)


def paper() -> QImage:
    """A page that looks like one; nothing on it can be read as a real paper."""
    page = QImage(744, 1052, QImage.Format.Format_RGB32)
    page.fill(QColor("#FFFFFF"))
    painter = QPainter(page)
    font = QFont("Inter")
    font.setPixelSize(22)
    font.setBold(True)
    painter.setFont(font)
    painter.drawText(QRectF(0, 160, 744, 40), int(Qt.AlignmentFlag.AlignCenter), "ӨТІНІШ")
    for line in range(22):
        width = 620 if line % 5 else 430
        painter.fillRect(62, 240 + line * 28, width, 10, QColor("#D3D8E0"))
    painter.end()
    return page


class Frame(QWidget):
    """Top bar, rail, case area, actions and status, filled with invented people."""

    def __init__(self, state: TimerState, step: int, *, offline: bool = False) -> None:
        super().__init__()
        self.setObjectName("frame")
        self._build_top()
        self._build_rail()
        self._build_status(offline=offline)
        self.header = HeaderCard("header")
        self.header.timer.set_texts("Қызмет көрсету уақыты", "норма – 20 мин")
        self.header.timer.set_reading(reading(state))
        self.header.set_wait("Кезекте күтті", "12 / 30 мин")
        facts = (("ЖСН", "910314 999125"), ("Туған күні", "14.03.1991"))
        self.header.set_person("Серікбаева Айгерім Нұрланқызы", "АС", facts)
        self.steps = StepsBar("steps")
        self.steps.set_steps(steps_at(step))
        self.body = QHBoxLayout()
        self.focused = QWidget(self)
        self.focused.hide()
        self.actions = self._build_actions()
        self._assemble()

    def _build_top(self) -> None:
        self.top = TopBar("top")
        self.top.set_texts(
            "Жұмыс іздеп жүрген адамдарды тіркеу",
            "«Азаматтарға арналған үкімет» · Қарағанды, №2 бөлім",
        )
        search = SearchBox("search", key="Ctrl+Space")
        search.set_text("Іздеу немесе команда")
        language = Segmented("language")
        language.set_options([("kk", "ҚАЗ"), ("ru", "РУС")])
        language.set_value("kk")
        operator = OperatorButton("operator", key="F12")
        operator.set_texts("Ахметова Д. С.", "Бұғаттау")
        self.top.set_middle(search)
        self.top.add_right(language)
        self.top.add_right(operator)

    def _build_rail(self) -> None:
        self.rail = Rail("rail")
        call = Button("call", ButtonKind.PRIMARY, icon="megaphone", key="F2")
        call.set_text("Келесіні шақыру")
        self.rail.set_call_button(call)
        tabs = RailTabs("tabs")
        tabs.set_tabs([("q", "Кезек", 6), ("r", "Дайын", 3), ("h", "Кідіртілген", 1)])
        now = NowServing("now")
        now.set_texts("Қазір қабылдауда", "А-047", "Серікбаева А. Н.")
        queue = QueueList("queue")
        queue.set_entries(
            [QueueHeading("Күтуде", "норма 30 мин")]
            + [
                QueueRow(
                    ticket,
                    ticket,
                    person,
                    f"{minutes} мин",
                    minutes / 30,
                    Tone.WARN if minutes > 20 else Tone.PLAIN,
                    f"{ticket}, {person}, {minutes} минут күтуде",
                )
                for ticket, person, minutes in QUEUE
            ]
        )
        self.rail.add_part(tabs)
        self.rail.add_part(now)
        self.rail.add_part(queue, 1)

    def _build_status(self, *, offline: bool) -> None:
        self.status = StatusBar("status")
        link, outbox = StatusItem("link"), StatusItem("outbox")
        if offline:
            link.set_chip(
                "Байланыс жоқ – жұмысты жалғастыра беріңіз",
                "үзілген уақыты 10:17",
                icon="cloud-off",
                tone=Tone.WARN,
            )
        else:
            link.set_plain("Байланыс бар", "соңғы алмасу 10:41", icon="wifi", tone=Tone.OK)
        outbox.set_plain("Жіберілмеген: 3", icon="send")
        self.status.add_left(link)
        self.status.add_left(outbox)
        for name, text, icon in (
            ("scanner", "Сканер дайын", "scan-line"),
            ("printer", "Принтер дайын", "printer"),
            ("desk", "7-терезе", "monitor"),
        ):
            item = StatusItem(name)
            item.set_plain(text, icon=icon)
            self.status.add_right(item)
        clock = Label(Role.SMALL_STRONG)
        clock.setText("10:42")
        self.status.add_right(clock)
        helping = StatusItem("help")
        helping.set_plain("Көмек", key="F1")
        self.status.add_right(helping)

    def _build_actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for name, kind, icon, key, text in (
            ("back", ButtonKind.DEFAULT, "chevron-left", "Alt+←", "Артқа"),
            ("hold", ButtonKind.QUIET, "pause", "F9", "Кідірту"),
            ("refuse", ButtonKind.QUIET, "ban", "F7", "Бас тарту…"),
        ):
            button = Button(name, kind, icon=icon, key=key)
            button.set_text(text)
            row.addWidget(button)
        row.addStretch(1)
        saved = SavedNote("saved")
        saved.set_saved("Сақталды 10:42:31")
        row.addWidget(saved)
        row.addSpacing(8)
        self.main = Button("next", ButtonKind.PRIMARY, key="Ctrl+Enter")
        self.main.set_text("Келесі: Нәтиже")
        row.addWidget(self.main)
        return row

    def _assemble(self) -> None:
        gap, margin = look().px(look().density.gap), look().px(look().density.margin)
        case = QVBoxLayout()
        case.setContentsMargins(margin, gap, margin, gap)
        case.setSpacing(gap)
        case.addWidget(self.header)
        case.addWidget(self.steps)
        self.body.setSpacing(16)
        case.addLayout(self.body, 1)
        case.addLayout(self.actions)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(case, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addLayout(middle, 1)
        column.addWidget(self.status)


def steps_at(current: int) -> list[Step]:
    names = ("Сәйкестендіру", "Құжаттар", "Өтініш", "Нәтиже")
    return [
        Step(
            str(number),
            name,
            StepState.CURRENT
            if number == current
            else StepState.DONE
            if number < current
            else StepState.AHEAD,
        )
        for number, name in enumerate(names, start=1)
    ]


def labelled(name: str, editor: TextInput | TextArea | ChoiceInput, label: str) -> Field:
    field = Field(name, editor)
    field.set_label(label)
    return field


def side_column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(look().px(16))
    documents = Card("documents", small=True)
    documents.set_texts("Қоса берілген құжаттар")
    documents.body.setSpacing(0)
    for icon, title, state, words in (
        ("file-text", "Өтініш", DocumentState.SCANNED, "2 бет"),
        ("id-card", "Жеке куәлік", DocumentState.SEEN, "салыстырылды"),
        ("briefcase", "Еңбек қызметі туралы", DocumentState.SCANNED, "1 бет"),
        ("graduation-cap", "Білімі (біліктілігі) туралы", DocumentState.ABSENT, "жоқ"),
    ):
        part = DocumentSummary(title, icon)
        part.set_state(title, state, words)
        documents.body.addWidget(part)
        if icon != "graduation-cap":
            documents.body.addWidget(Divider())
    checks = Card("checks", small=True)
    checks.set_texts("Тексерулер")
    checks.body.setSpacing(0)
    for number, (value, text) in enumerate(
        (
            (CheckValue.YES, "Тіркелуі: жоқ"),
            (CheckValue.YES, "16 жас: толған"),
            (CheckValue.NO, "Зейнеткерлік жас: жеткен"),
            (CheckValue.UNKNOWN, "Қолданыстағы еңбек шарты: тексерілмеді"),
        )
    ):
        row = CheckRow(f"check{number}")
        row.set_state(value, text)
        checks.body.addWidget(row)
    for card in (documents, checks):
        card.setFixedWidth(look().px(look().density.side_card))
        column.addWidget(card)
    column.addStretch(1)
    return column


def application_screen(state: TimerState, *, wrong: bool = False, offline: bool = False) -> Frame:
    frame = Frame(state, 3, offline=offline)
    card = Card("main", scrolls=True)
    card.set_texts(
        "Өтініш деректері",
        "1-қосымша бойынша. Мемлекеттік дерекқорлардағы мәліметтер алдын ала толтырылды.",
    )
    address = TextInput("address")
    address.set_value("Қарағанды қ., Бұқар жырау даңғ., 44-үй, 12-пәтер")
    home = labelled("f.address", address, "Тұрғылықты жері")
    home.set_from_registry("МДҚ-дан")
    phone = DigitInput("phone", PHONE_FORMAT)
    phone.set_value("701234567" if wrong else "7012345678")
    phone_field = labelled("f.phone", phone, "Ұялы телефоны")
    if wrong:
        phone_field.set_error("Нөмір 11 цифрдан тұруы керек, 10 цифр енгізілген")
    education = ChoiceInput("education")
    education.set_options([("h", "Жоғары"), ("s", "Орта")])
    education.set_value("h")
    speciality, job = TextInput("speciality"), TextInput("job")
    speciality.set_value("Бухгалтерлік есеп және аудит")
    job.set_value("Бухгалтер")
    years = DigitInput("years", numbered(2))
    years.set_value("8")
    reason = ChoiceInput("reason")
    reason.set_options([("r", "Штат санын қысқарту")])
    reason.set_value("r")
    why = labelled("f.reason", reason, "Жұмыспен қамтылмау себебі")
    why.set_optional("міндетті емес")
    employer = TextInput("employer")
    employer.set_value("«Сарыарқа Құрылыс» ЖШС")
    last = labelled("f.employer", employer, "Соңғы жұмыс орны")
    last.set_optional("міндетті емес")
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(look().px(look().density.row_gap))
    grid.addWidget(home, 0, 0, 1, 2)
    top = Qt.AlignmentFlag.AlignTop
    grid.addWidget(phone_field, 1, 0, top)
    grid.addWidget(labelled("f.education", education, "Білім деңгейі"), 1, 1, top)
    grid.addWidget(labelled("f.speciality", speciality, "Мамандық атауы"), 2, 0)
    grid.addWidget(labelled("f.job", job, "Қалаған кәсібі, лауазымы"), 2, 1)
    grid.addWidget(labelled("f.years", years, "Жалпы жұмыс өтілі, жыл"), 3, 0)
    grid.addWidget(why, 3, 1)
    grid.addWidget(last, 4, 0, 1, 2)
    card.body.addLayout(grid)
    card.body.addWidget(Divider())
    consent = CheckBox("consent")
    consent.set_text("Дербес деректерді жинауға және өңдеуге келісім алынды")
    consent.setChecked(True)
    language = Segmented("certificate")
    language.set_options([("kk", "Қазақша"), ("ru", "Орысша")])
    language.set_value("kk")
    caption = Label(Role.BODY_MEDIUM, "text_2")
    caption.setText("Анықтама тілі")
    last_row = QHBoxLayout()
    last_row.setSpacing(12)
    last_row.addWidget(consent, 1)
    last_row.addWidget(caption)
    last_row.addWidget(language)
    card.body.addLayout(last_row)
    card.body.addStretch(1)
    frame.body.addWidget(card, 1)
    frame.body.addLayout(side_column())
    frame.focused = phone if wrong else job
    return frame


def documents_screen() -> Frame:
    frame = Frame(TimerState.NORMAL, 2)
    card = Card("main", scrolls=True)
    card.set_texts("Құжаттар", "Сканерленбеген құжатты сканерлеңіз немесе жоқ екенін белгілеңіз.")
    rows = []
    for name, icon, title, below, state, words in (
        ("app", "file-text", "Өтініш", "1-қосымша", DocumentState.SCANNED, "2 бет"),
        ("id", "id-card", "Жеке куәлік", "сәйкестендіру үшін", DocumentState.SEEN, "салыстырылды"),
        (
            "work",
            "briefcase",
            "Еңбек қызметін растайтын құжат",
            "бар болса",
            DocumentState.NOT_SCANNED,
            "сканерленбеген",
        ),
        (
            "study",
            "graduation-cap",
            "Білімі (біліктілігі) туралы құжат",
            "бар болса",
            DocumentState.ABSENT,
            "жоқ деп белгіленді",
        ),
    ):
        row = DocumentRow(name, icon)
        row.set_texts(title, below)
        row.set_state(state, words)
        row.add_action("scan", ButtonKind.PRIMARY, key="F3").set_text("Сканерлеу")
        row.add_action("absent", key="F4").set_text("Жоқ")
        rows.append(row)
    documents = DocumentList("documents")
    documents.set_rows(rows)
    card.body.addWidget(documents)
    card.body.addStretch(1)
    preview = PagePreview("preview", with_tools=True)
    preview.set_texts("Өтініш · 1 / 2")
    preview.set_pages([paper(), paper()])
    preview.setFixedWidth(408)
    frame.body.addWidget(card, 1)
    frame.body.addWidget(preview)
    frame.main.set_text("Келесі: Өтініш")
    frame.focused = rows[2]
    return frame


def result_screen(state: TimerState, *, refusal: bool) -> Frame:
    frame = Frame(state, 4, offline=not refusal)
    card = Card("main", scrolls=True)
    card.set_texts("Нәтиже")
    cards = RadioCards("outcomes")
    cards.set_options(
        [
            ("accept", "Тіркеу және анықтама беру", "Тізілімдегі тексерулер кейін аяқталады"),
            ("refuse", "Тіркеуден бас тарту", "Стандарттың 9-тармағындағы негіз таңдалады"),
        ],
        "↑ ↓",
    )
    cards.set_value("refuse" if refusal else "accept")
    card.body.addWidget(cards)
    if refusal:
        ground = CheckBox("ground")
        ground.set_text(
            "Ұсынылған құжаттардың және (немесе) олардағы деректердің анық еместігі, "
            "сондай-ақ ұзақ мәтін екінші жолға көшеді"
        )
        ground.setChecked(True)
        fact = TextArea("fact")
        fact.set_value("Ұсынылған еңбек шартындағы деректер мәліметтерге сәйкес келмейді.")
        card.body.addWidget(ground)
        card.body.addWidget(labelled("f.fact", fact, "Анықталған факт – жауапқа енгізіледі"))
        frame.main.set_kind(ButtonKind.DANGER)
        frame.main.set_text("Бас тарту және басып шығару")
    else:
        pairs = SummaryGrid("summary")
        pairs.set_pairs([("Қоса берілген құжаттар", "3 құжат, 4 бет"), ("Білім деңгейі", "Жоғары")])
        card.body.addWidget(pairs)
        banner = Banner("banner")
        banner.show_message("Нөмірі байланыс қалпына келгенде беріледі", Tone.WARN, "cloud-off")
        card.body.addWidget(banner)
        frame.main.set_text("Тіркеу және басып шығару")
    card.body.addStretch(1)
    preview = PagePreview("preview", with_tools=False)
    preview.set_texts("Анықтаманы алдын ала қарау")
    preview.set_key("F8")
    preview.set_pages([paper()])
    preview.setFixedWidth(484)
    frame.body.addWidget(card, 1)
    frame.body.addWidget(preview)
    frame.focused = cards
    return frame


def identity_screen() -> Frame:
    frame = Frame(TimerState.NORMAL, 1)
    card = Card("main", scrolls=True)
    card.set_texts("Өтініш берушінің жеке басы", "ЖСН енгізіңіз немесе штрихкодты сканерлеңіз.")
    summary = ErrorSummary("summary")
    summary.show_errors(
        "2 өрісті түзету керек",
        [("iin", "ЖСН 12 цифрдан тұруы керек, 11 цифр енгізілген"), ("phone", "Өрісті толтырыңыз")],
    )
    iin = DigitInput("iin", IIN_FORMAT, role=Role.FIELD_IIN)
    iin.set_value("910314999125")
    field = labelled("f.iin", iin, "Жеке сәйкестендіру нөмірі (ЖСН)")
    field.setFixedWidth(280)
    banner = Banner("found")
    banner.show_message("Мемлекеттік дерекқордан табылды", Tone.OK)
    person = QGridLayout()
    for number, (caption, value) in enumerate(
        (
            ("Тегі", "Серікбаева"),
            ("Аты", "Айгерім"),
            ("Әкесінің аты", "Нұрланқызы"),
            ("Туған күні", "14.03.1991"),
            ("Азаматтығы", "Қазақстан"),
            ("Жеке куәлік", "№ 045 812 337, 12.08.2031"),
        )
    ):
        part = StaticField(caption)
        part.set_texts(caption, value)
        person.addWidget(part, number // 3, number % 3)
    match = CheckBox("match")
    match.set_text("Құжаттағы фотосурет пен деректер өтініш берушіге сәйкес келеді")
    for part in (summary, field, banner):
        card.body.addWidget(part)
    card.body.addLayout(person)
    card.body.addWidget(Divider())
    card.body.addWidget(match)
    card.body.addStretch(1)
    frame.body.addWidget(card, 1)
    frame.body.addLayout(side_column())
    toast = Toast("toast", frame)
    toast.show_message("Бет жойылды", "Қалпына келтіру", "Alt+Backspace")
    frame.focused = iin
    return frame


def idle_screen() -> Frame:
    frame = Frame(TimerState.NORMAL, 1)
    frame.header.hide()
    frame.steps.hide()
    for index in range(frame.actions.count()):
        part = frame.actions.itemAt(index).widget()
        if part is not None:
            part.hide()
    empty = EmptyState("idle", "ticket")
    empty.set_texts("Келесі келушіні шақыруға болады", "Кезекте 6 адам, ең ұзақ күту – 21 мин")
    figures = QHBoxLayout()
    figures.setSpacing(16)
    figures.addStretch(1)
    for figure, words in (
        ("14", "бүгін аяқталған өтініштер"),
        ("11:40", "орташа қызмет көрсету уақыты"),
        ("100 %", "20 минуттық норма орындалды"),
    ):
        part = FigureCard(figure)
        part.set_figure(figure, words)
        figures.addWidget(part)
    figures.addStretch(1)
    column = QVBoxLayout()
    column.setSpacing(24)
    column.addStretch(1)
    column.addWidget(empty)
    column.addLayout(figures)
    column.addStretch(1)
    frame.body.addLayout(column)
    return frame


SCREENS = {
    "idle": idle_screen,
    "identity": identity_screen,
    "documents": documents_screen,
    "application": lambda: application_screen(TimerState.NORMAL),
    "application_wrong": lambda: application_screen(TimerState.OVERRUN, wrong=True),
    "application_warning": lambda: application_screen(TimerState.WARNING, offline=True),
    "certificate": lambda: result_screen(TimerState.NORMAL, refusal=False),
    "refusal": lambda: result_screen(TimerState.LAST_MINUTES, refusal=True),
}
SIZES = ((1440, 900), (1366, 768), (1280, 720))


def main(folder: Path) -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    folder.mkdir(parents=True, exist_ok=True)
    themes = (
        (ThemeName.LIGHT, SIZES),
        (ThemeName.DARK, SIZES[:1]),
        (ThemeName.HIGH_CONTRAST, SIZES[:1]),
    )
    for theme, sizes in themes:
        for width, height in sizes:
            apply_theme(app, theme, density_for(width, height))
            for name, build in SCREENS.items():
                frame = build()
                frame.setStyleSheet("")
                frame.setAutoFillBackground(True)
                frame.resize(width, height)
                frame.show()
                frame.activateWindow()
                frame.focused.setFocus()
                app.processEvents()
                frame.grab().save(str(folder / f"{name}-{theme}-{width}.png"))
                frame.close()
                frame.deleteLater()
                app.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/gallery"))
