"""The plainest page that serves a case, for tests of the window around it."""

from ui.views.page import CounterPage


class PlainCounterPage(CounterPage):
    """Shows nothing but which case it got; Enter on it is nobody's business here."""

    def __init__(self, bench):
        super().__init__()
        self.bench = bench
        self.case = None
        self.is_restored = False

    def open_case(self, case, visit, *, is_restored=False):
        self.case, self.is_restored = case, is_restored

    def close_case(self):
        self.case = None
