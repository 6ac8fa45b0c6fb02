"""A firm's Word file as it comes: opened whatever its kind, without what could run or call out, with its theme."""

import io
import re
import zipfile
from dataclasses import dataclass

from docx import Document as open_docx
from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI

from cxassess.errors import InvalidInput, Problem
from cxassess.report.palette import ACCENT, ALERT, GOAL, GREY, MAIN

_TYPES = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_KINDS = re.compile(
    r"application/vnd\.(?:openxmlformats-officedocument\.wordprocessingml\.template\.main\+xml"
    r"|ms-word\.(?:document|template)\.macroEnabled\.main\+xml|ms-word\.template\.macroEnabledTemplate\.main\+xml)"
)
_MAIN_NAME = PackURI("/word/document.xml")
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|vbaProject\.bin\.rels)$")
_OVERRIDE = re.compile(r'<Override [^>]*PartName="/word/vba[^"]*"[^>]*/>')
_RELATION = re.compile(r"<Relationship [^>]*?/>")
_MACRO_RELATION = re.compile(r'Type="[^"]*/(?:vbaProject|wordVbaData)"')
_OUTSIDE = re.compile(r'TargetMode="External"')
_LINK = re.compile(r'Type="[^"]*/hyperlink"')
_COLOUR = re.compile(
    r'<a:(accent[1-6])>\s*<a:(?:srgbClr val="([0-9A-Fa-f]{6})"|sysClr [^>]*lastClr="([0-9A-Fa-f]{6})")'
)
_MINOR = re.compile(r'<a:minorFont>\s*<a:latin typeface="([^"]+)"')

ROLES = {MAIN: "accent1", ALERT: "accent2", GOAL: "accent3", ACCENT: "accent4", GREY: "accent5"}  # of a Word theme


@dataclass(frozen=True, slots=True)
class Package:
    """A Word file as its bytes and opened, and what was taken out of it."""

    content: bytes
    docx: DocxDocument
    dropped: tuple[str, ...]


def read_package(content: bytes, name: str) -> Package:
    """A .docx, .dotx, .docm or .dotm as a plain document.

    Macros go, and so does every part that the file would fetch from elsewhere when it opens; links that a reader
    clicks stay. Raises InvalidInput where it is no Word document.
    """
    dropped: set[str] = set()
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.namelist():
                if _MACROS.search(part):
                    dropped.add("macros")
                    continue
                data = old.read(part)
                if part == _TYPES:
                    data = _OVERRIDE.sub("", _KINDS.sub(_MAIN, data.decode())).encode()
                elif part.endswith(".rels"):
                    data = _RELATION.sub(lambda match: _kept(match[0], dropped), data.decode()).encode()
                new.writestr(part, data)
        return Package(out.getvalue(), open_document(out.getvalue()), tuple(sorted(dropped)))
    except Exception as error:  # a damaged file fails in as many ways as it has parts
        raise InvalidInput([Problem(name, f"is not a Word document ({error})")]) from error


def open_document(content: bytes) -> DocxDocument:
    """A Word document to be written over: it has a page setup, and its main part the name that Word gives to it."""
    docx = open_docx(io.BytesIO(content))
    docx.element.body.get_or_add_sectPr()
    docx.part.partname = _MAIN_NAME  # Word on the web calls it document2.xml
    for relation in docx.part.rels.values():
        relation._baseURI = _MAIN_NAME.baseURI  # they are written as seen from its folder
    return docx


def _kept(relation: str, dropped: set[str]) -> str:
    if _MACRO_RELATION.search(relation):
        return ""
    if _OUTSIDE.search(relation) and not _LINK.search(relation):
        dropped.add("parts that are fetched from elsewhere")
        return ""
    return relation


def theme_of(docx: DocxDocument) -> tuple[dict[str, str], str]:
    """The colours of a document's theme by role, #RRGGBB, and the face of its body; empty where it has no theme."""
    parts = (relation.target_part for relation in docx.part.rels.values() if relation.reltype == RT.THEME)
    theme = next(parts, None)
    text = theme.blob.decode("utf-8", "replace") if theme else ""
    accents = {match[1]: f"#{(match[2] or match[3]).upper()}" for match in _COLOUR.finditer(text)}
    face = _MINOR.search(text)
    return {role: accents[accent] for role, accent in ROLES.items() if accent in accents}, face[1] if face else ""
