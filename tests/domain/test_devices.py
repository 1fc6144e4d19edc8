"""What a scan may ask for, and what everybody at a print queue may read."""

from __future__ import annotations

import pytest

from desk_app.domain.devices import DPI_RANGE, PAGES_PER_SCAN, ScanRequest
from desk_app.errors import InputError


@pytest.mark.parametrize(("field", "allowed"), [("dpi", DPI_RANGE), ("page_limit", PAGES_PER_SCAN)])
def test_a_scan_asks_for_what_the_range_allows_and_the_refusal_names_it(field, allowed):
    for value in (allowed.start, allowed.stop - 1):
        assert getattr(ScanRequest(**{field: value}), field) == value
    for value in (allowed.start - 1, allowed.stop):
        with pytest.raises(InputError, match=rf"scan\.{field}") as refusal:
            ScanRequest(**{field: value})

        assert refusal.value.field == field
        assert refusal.value.params == {"lowest": allowed.start, "highest": allowed.stop - 1}
