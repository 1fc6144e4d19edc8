"""Names of sources and modes as the drivers in the field spell them."""

from __future__ import annotations

import pytest

from desk_app.devices.sane_options import (
    SaneOptions,
    mode_name,
    offered_sources,
    parse_options,
    resolution_dpi,
    scan_arguments,
    source_name,
)
from desk_app.domain.devices import ScanMode, ScanRequest, ScanSource

LISTING = """
Options specific to device `maker:libusb:001:004':
  Scan mode:
    --resolution auto||75|150|300|600dpi [75]
    --mode Lineart|Gray|24bit Color [24bit Color]
    --source Document Table|ADF|ADF Duplex [Document Table]
    --depth 8|16 [8]
    --lamp-off[=(yes|no)] [inactive]
    --threshold 0..255 [inactive]
  Geometry:
    -l 0..215.9mm [0]
    -t 0..296.926mm [0]
    -x 0..215.9mm (in steps of 0.1) [215.9]
    -y 0..296.926mm [296.926]
"""


def test_a_listing_is_read_into_what_can_be_chosen():
    options = parse_options(LISTING)

    assert options == SaneOptions(
        sources=("Document Table", "ADF", "ADF Duplex"),
        modes=("Lineart", "Gray", "24bit Color"),
        resolutions=(75, 150, 300, 600),
        width_mm=215.9,
        height_mm=296.926,
        has_depth=True,
    )


def test_every_option_is_set_each_time_and_the_bed_cuts_the_sheet():
    request = ScanRequest(source=ScanSource.FEEDER, dpi=200, mode=ScanMode.COLOUR)

    assert scan_arguments(request, parse_options(LISTING)) == (
        "--source=ADF", "--mode=24bit Color", "--depth=8", "--resolution=300",
        "-l", "0", "-t", "0", "-x", "210", "-y", "296.926",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("offered", "feeder", "flatbed"),
    [
        (("Flatbed", "ADF", "Duplex"), "ADF", "Flatbed"),
        (("FlatBed", "Automatic Document Feeder(left aligned)",
          "Automatic Document Feeder(left aligned,Duplex)"),
         "Automatic Document Feeder(left aligned)", "FlatBed"),
        (("ADF Front", "ADF Back", "ADF Duplex"), "ADF Front", None),
        (("Document Table", "ADF Duplex"), None, "Document Table"),
        (("Normal", "Paper Feeder Tray"), "Paper Feeder Tray", "Normal"),
        (("Platen", "DP"), "DP", "Platen"),
    ],
)  # fmt: skip
def test_sources_are_found_under_the_names_of_their_makers(offered, feeder, flatbed):
    assert source_name(ScanSource.FEEDER, offered) == feeder
    assert source_name(ScanSource.FLATBED, offered) == flatbed


def test_a_device_without_a_choice_of_source_is_a_flatbed():
    assert offered_sources(SaneOptions()) == (ScanSource.FLATBED,)
    assert scan_arguments(ScanRequest(), SaneOptions()) is None


def test_gray_is_made_from_colour_where_there_is_no_gray():
    assert mode_name(ScanMode.GRAY, ("Color",)) == "Color"
    assert mode_name(ScanMode.COLOUR, ("Gray",)) is None
    gray_only = SaneOptions(modes=("Gray",))
    colour = ScanRequest(source=ScanSource.FLATBED, mode=ScanMode.COLOUR)
    assert scan_arguments(colour, gray_only) is None


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        (SaneOptions(resolutions=(100, 200, 300)), 200),
        (SaneOptions(resolutions=(100, 300)), 300),
        (SaneOptions(resolutions=(100, 150)), 150),
        (SaneOptions(resolution_range=(50, 1200)), 200),
        (SaneOptions(resolution_range=(50, 150)), 150),
        (SaneOptions(resolution_range=(300, 600)), 300),
        (SaneOptions(), 200),
    ],
)
def test_the_resolution_is_enough_or_the_best_there_is(options, chosen):
    assert resolution_dpi(200, options) == chosen
