"""`desk-app` and `python -m desk_app`."""

from __future__ import annotations

import sys

from desk_app.commands.line import main

if __name__ == "__main__":
    sys.exit(main())
