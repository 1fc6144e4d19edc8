"""PDF/A-2b written directly: metadata, a grey output intent, fixed dates, nothing optional.

A second program over finished files would cost more than the page itself and would bring its own
clock into the bytes. `tests/printing` hands every form to an independent validator.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFCatalog,
    PDFDictionary,
    PDFDocument,
    PDFInfo,
    PDFName,
    PDFObject,
    PDFStream,
    PDFString,
)
from reportlab.pdfgen.canvas import Canvas

from desk_app.printing.grey_profile import GAMMA, grey_profile

PRODUCER = "desk-app"

# The library writes this instant into every invariant file; the metadata must agree with it.
_FIXED_AT = "2000-01-01T00:00:00+00:00"
_FIXED_AT_IN_PDF = "D:20000101000000+00'00'"

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>{instant}</xmp:CreateDate>
<xmp:ModifyDate>{instant}</xmp:ModifyDate>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<pdf:Producer>{producer}</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


class ArchiveCanvas(Canvas):
    """A canvas whose file is PDF/A-2b and depends on nothing but what was drawn."""

    # The stubs know neither this attribute nor what hangs on it.
    _doc: Any

    def __init__(self, *, page_size: tuple[float, float], font: str, language: str) -> None:
        super().__init__(
            BytesIO(),
            pagesize=page_size,
            invariant=1,
            pageCompression=1,
            # Otherwise every page names Helvetica, which is not embedded.
            initialFontName=font,  # type: ignore[arg-type]  # the stub says float
            lang=language,
        )

    def archived(self, title: str) -> bytes:
        """Return the finished file; `title` is its only description and holds no personal data."""
        document = self._doc
        document.info = _Description(title)
        document.Catalog = _ArchiveCatalog(document.Pages, document.Catalog.Lang, title)
        for page in document.Pages.pages:
            # The library gives every page an empty transition, which the archive form forbids.
            page.Trans = None
        data: bytes = document.GetPDFData(self)
        return data


class _Description(PDFInfo):
    """The information dictionary with the entries the metadata repeat, and no others."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title

    def format(self, document: PDFDocument) -> bytes:
        entries = {
            "Title": PDFString(self.title),
            "Creator": PDFString(PRODUCER),
            "Producer": PDFString(PRODUCER),
            "CreationDate": PDFString(_FIXED_AT_IN_PDF),
            "ModDate": PDFString(_FIXED_AT_IN_PDF),
        }
        return PDFDictionary(entries).format(document)


class _ArchiveCatalog(PDFCatalog):
    """The document's root with metadata and output intent, and without an empty outline."""

    def __init__(self, pages: PDFObject, language: PDFObject, title: str) -> None:
        metadata = _XMP.format(title=escape(title), instant=_FIXED_AT, producer=PRODUCER)
        self._entries = {
            "Type": PDFName("Catalog"),
            "Pages": pages,
            "Lang": language,
            "Metadata": _stream(
                {"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}, metadata.encode()
            ),
            "OutputIntents": PDFArray([_output_intent()]),
        }

    def format(self, document: PDFDocument) -> bytes:
        return PDFDictionary(self._entries).format(document)


def _output_intent() -> PDFDictionary:
    condition = PDFString(f"Grey, gamma {GAMMA}")
    return PDFDictionary(
        {
            "Type": PDFName("OutputIntent"),
            "S": PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": condition,
            "Info": condition,
            "DestOutputProfile": _stream({"N": 1}, grey_profile()),
        }
    )


def _stream(entries: Mapping[str, object], content: bytes) -> PDFStream:
    # Metadata must stay readable for programs that do not know PDF: no compression.
    return PDFStream(PDFDictionary(dict(entries)), content + b"\n", filters=[])
