"""What LibreOffice does for us where it is installed: a PDF of a Word document, and the page of each heading."""

import hashlib
import importlib.util
import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cxassess.errors import CxassessError

SECONDS = 180
_FILTER = (
    'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"},"ExportBookmarks":{"type":"boolean","value":"true"}}'
)
_MOMENT = re.compile(rb"(/CreationDate\(D:)\d{14}(Z'?\))")
_XMP = re.compile(rb"(<xmp:(CreateDate|ModifyDate|MetadataDate)>)[^<]*(</xmp:\2>)")
_ID = re.compile(rb"(/ID \[ <)[0-9A-F]{32}(>\s*<)[0-9A-F]{32}(>)")
_SUM = re.compile(rb"(/DocChecksum /)[0-9A-F]{32}")


def has_office() -> bool:
    """Whether LibreOffice is on the path."""
    return _program() is not None


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_pdf(docx: bytes, as_of: date) -> bytes:
    """A Word document as a tagged PDF (PDF/UA), the same bytes for the same document and LibreOffice.

    Raises CxassessError where LibreOffice is missing or does not do it.
    """
    program = _program()
    if program is None:
        message = "a PDF needs LibreOffice, and neither soffice nor libreoffice is on the path"
        raise CxassessError(f"{message}; or open report.docx in Word and save it as PDF")
    with tempfile.TemporaryDirectory(prefix="cxassess-") as folder:
        source = Path(folder) / "report.docx"
        source.write_bytes(docx)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"  # an open LibreOffice is left alone
        command = [program, profile, "--headless", "--convert-to", _FILTER, "--outdir", folder, str(source)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
            content = (Path(folder) / "report.pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise CxassessError(f"LibreOffice made no PDF ({error.__class__.__name__}); nothing was changed") from error
    return _settled(content, as_of)


def _settled(pdf: bytes, as_of: date) -> bytes:
    """The PDF with the report's date in place of the clock's, and an id made from its content; no length changes."""
    day = f"{as_of:%Y%m%d}000000".encode()
    pdf = _MOMENT.sub(rb"\g<1>" + day + rb"\g<2>", pdf)
    pdf = _XMP.sub(rb"\g<1>" + f"{as_of.isoformat()}T00:00:00Z".encode() + rb"\g<3>", pdf)
    zero = b"0" * 32
    pdf = _SUM.sub(rb"\g<1>" + zero, _ID.sub(rb"\g<1>" + zero + rb"\g<2>" + zero + rb"\g<3>", pdf))
    digest = hashlib.sha256(pdf).hexdigest()[:32].upper().encode()
    return _SUM.sub(rb"\g<1>" + digest, _ID.sub(rb"\g<1>" + digest + rb"\g<2>" + digest + rb"\g<3>", pdf))


def can_find_pages() -> bool:
    """Whether pypdf is installed, which reads a PDF's outline."""
    return importlib.util.find_spec("pypdf") is not None


def heading_pages(pdf: bytes, headings: Sequence[str]) -> tuple[int, ...]:
    """The page of each heading by a PDF's outline; nothing where one of them is not in it. ImportError without pypdf.

    The outline may hold more: a template's own pages have headings, too.
    """
    from pypdf import PdfReader
    from pypdf.generic import Destination

    reader = PdfReader(io.BytesIO(pdf))
    first_level = (entry for entry in reader.outline if isinstance(entry, Destination))  # lists hold lower levels
    pages = []
    for heading in headings:
        entry = next((entry for entry in first_level if _plain(str(entry.title)) == _plain(heading)), None)
        number = None if entry is None else reader.get_destination_page_number(entry)
        if number is None:
            return ()
        pages.append(number + 1)
    return tuple(pages)


def _plain(text: str) -> str:
    return " ".join(text.split())
