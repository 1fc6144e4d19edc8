"""What a SANE device offers, read from `scanimage --all-options`, and what we choose of it.

Names of sources and modes are not standard between backends, hence tables and no comparison by
one word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from desk_app.domain.devices import ScanMode, ScanRequest, ScanSource

A4_MM = (210.0, 297.0)

# In order of preference. One-sided feeders only: a duplex source would add blank backs.
_SOURCE_NAMES = {
    ScanSource.FEEDER: (
        "automatic document feeder",
        "adf",
        "adf front",
        "adf simplex",
        "adf frontside",
        "automatic document feeder(left aligned)",
        "automatic document feeder(centrally aligned)",
        "document feeder",
        "feeder",
        "dp",
    ),
    ScanSource.FLATBED: ("flatbed", "document table", "platen", "normal", "fb"),
}
_MODE_NAMES = {
    ScanMode.GRAY: ("gray", "grayscale", "true gray", "8-bit gray", "256-level gray", "grey"),
    ScanMode.COLOUR: ("color", "24bit color", "24-bit color", "color (24-bit)", "colour"),
}
_OPTION = re.compile(
    r"^\s+(?P<name>--?[\w-]+)(?:\[=\(yes\|no\)\])?(?: (?P<values>.*?))? \[(?P<now>[^\[]*)\]$"
)
_RANGE = re.compile(r"(-?[\d.]+)\.\.(-?[\d.]+)")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class SaneOptions:
    """The options that matter to us; an option a device lacks is empty or None."""

    sources: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    resolutions: tuple[int, ...] = ()
    resolution_range: tuple[int, int] | None = None
    width_mm: float | None = None
    height_mm: float | None = None
    has_depth: bool = False


def parse_options(text: str) -> SaneOptions:
    """Return what a device offers; inactive options cannot be set and are left out."""
    active = {
        found["name"]: found["values"] or ""
        for found in map(_OPTION.match, text.splitlines())
        if found and found["now"] != "inactive"
    }
    resolution = active.get("--resolution", "")
    bounds = _RANGE.search(resolution)
    return SaneOptions(
        sources=_choices(active.get("--source", "")),
        modes=_choices(active.get("--mode", "")),
        resolutions=() if bounds else tuple(int(n) for n in _NUMBER.findall(resolution)),
        resolution_range=(int(float(bounds[1])), int(float(bounds[2]))) if bounds else None,
        width_mm=_upper_bound(active.get("-x")),
        height_mm=_upper_bound(active.get("-y")),
        has_depth="8" in _choices(active.get("--depth", "")),
    )


def offered_sources(options: SaneOptions) -> tuple[ScanSource, ...]:
    """Return where the device takes paper from; one without a choice is a flatbed."""
    if not options.sources:
        return (ScanSource.FLATBED,)
    return tuple(source for source in ScanSource if source_name(source, options.sources))


def source_name(wanted: ScanSource, offered: tuple[str, ...]) -> str | None:
    """Return the device's own name of a source, None where it has no such source."""
    known = _first_known(_SOURCE_NAMES[wanted], offered)
    if known or wanted is ScanSource.FLATBED:
        return known
    feeders = (name for name in offered if re.search(r"feeder|adf", name, re.IGNORECASE))
    return next((name for name in feeders if "duplex" not in name.casefold()), None)


def mode_name(wanted: ScanMode, offered: tuple[str, ...]) -> str | None:
    """Return the device's own name of a mode; gray can be had from a colour-only device."""
    known = _first_known(_MODE_NAMES[wanted], offered)
    if known or wanted is ScanMode.COLOUR:
        return known
    return _first_known(_MODE_NAMES[ScanMode.COLOUR], offered)


def resolution_dpi(wanted: int, options: SaneOptions) -> int:
    """Return the lowest resolution that is not below the wanted one, or the highest there is."""
    if options.resolution_range:
        lowest, highest = options.resolution_range
        return max(lowest, min(wanted, highest))
    enough = [dpi for dpi in options.resolutions if dpi >= wanted]
    return min(enough, default=max(options.resolutions, default=wanted))


def scan_arguments(request: ScanRequest, options: SaneOptions) -> tuple[str, ...] | None:
    """Return the options for one scan, all of them each time, None where it cannot be done.

    Backends keep the values of the last scan, so nothing is left to a default.
    """
    source = source_name(request.source, options.sources)
    mode = mode_name(request.mode, options.modes)
    if request.source not in offered_sources(options) or (options.modes and not mode):
        return None
    chosen: list[str] = []
    if source:
        chosen.append(f"--source={source}")
    if mode:
        chosen.append(f"--mode={mode}")
    if options.has_depth:
        chosen.append("--depth=8")
    if options.resolutions or options.resolution_range:
        chosen.append(f"--resolution={resolution_dpi(request.dpi, options)}")
    return (*chosen, *_area(options))


def _area(options: SaneOptions) -> tuple[str, ...]:
    """Return A4 from the corner, cut to the bed: many beds end at 296.9 mm."""
    if options.width_mm is None or options.height_mm is None:
        return ()
    width, height = min(A4_MM[0], options.width_mm), min(A4_MM[1], options.height_mm)
    return ("-l", "0", "-t", "0", "-x", f"{width:g}", "-y", f"{height:g}")


def _choices(values: str) -> tuple[str, ...]:
    return tuple(choice for choice in values.split("|") if choice and choice != "auto")


def _upper_bound(values: str | None) -> float | None:
    bounds = _RANGE.search(values or "")
    return float(bounds[2]) if bounds else None


def _first_known(names: tuple[str, ...], offered: tuple[str, ...]) -> str | None:
    by_name = {name.casefold(): name for name in reversed(offered)}
    return next((by_name[name] for name in names if name in by_name), None)
