"""The pages over which every test about pages runs: those named in PAGES, or the ones that the product ships."""

import os
from pathlib import Path

SHIPPED = Path(__file__).parents[1] / "examples" / "pages"


def pages() -> list[Path]:
    """At least one file; `PAGES` separates its names by spaces (`make test PAGES="FILE…"`)."""
    named = [Path(name) for name in os.environ.get("PAGES", "").split()]
    found = named or sorted(SHIPPED.glob("*.txt"))
    assert found, f"no page in PAGES and none under {SHIPPED}"
    return found
