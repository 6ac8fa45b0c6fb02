"""What LibreOffice does for us where it is installed: a PDF of a Word document, and the page of each heading."""

import atexit
import hashlib
import importlib.util
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
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
        profile = f"-env:UserInstallation={_profile().as_uri()}"
        command = [program, profile, "--headless", "--convert-to", _FILTER, "--outdir", folder, str(source)]
        try:
            _run(command)
            content = (Path(folder) / "report.pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            _profile.cache_clear()  # it may be what is wrong
            raise CxassessError(f"LibreOffice made no PDF ({error.__class__.__name__}); nothing was changed") from error
    return _settled(content, as_of)


@lru_cache
def _profile() -> Path:
    """LibreOffice's settings for this process, so that an open one is left alone; to make them takes half a second."""
    folder = tempfile.mkdtemp(prefix="cxassess-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _run(command: Sequence[str]) -> None:
    """Run a program to its end; who stops us stops what it has started, too. Raises OSError, SubprocessError."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            code = process.wait(SECONDS)
        except BaseException:
            _end(process)
            raise
    if code:
        raise subprocess.CalledProcessError(code, command)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program with what it has started: soffice is a script that starts another one."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


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
