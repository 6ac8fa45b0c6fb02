"""Whether everybody can read a Word document: also those who hear it, enlarge it, or see colours in another way.

The rules are those of Word's own checker (Review › Check Accessibility) and of WCAG 2.2, as far as a file can tell.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from cxassess.contrast import contrast
from cxassess.errors import Problem

LONGEST_ALT = 1000  # what a screen reader reads out without a pause to go back
BLANKS = 3  # so many in a row are meant for the eye
TEXT_CONTRAST, LARGE_CONTRAST = 4.5, 3.0  # WCAG 2.2, 1.4.3
LARGE, LARGE_BOLD = 18.0, 14.0  # points

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DC = "{http://purl.org/dc/elements/1.1/}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_FILE_NAME = re.compile(r"[^\s/\\]+\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp)", re.IGNORECASE)
_NO_ALT = re.compile(r"(picture|image|graphic|chart|logo|bild|grafik)\s*\d*", re.IGNORECASE)
_HEX = re.compile(r"[0-9A-Fa-f]{6}")


def docx_barriers(content: bytes, *, is_template: bool = False) -> list[Problem]:
    """What stands in somebody's way in a Word document, each with its place; nothing in a good one.

    Args:
        is_template: whether a report will be written over it, which gives it its title.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        main = next(_related(file, "", "officeDocument"))  # word/document.xml, or document2.xml by Word on the web
        root, styles = _parsed(file, main), _parsed(file, next(_related(file, main, "styles")))
        stories = {
            posixpath.basename(part).removesuffix(".xml"): _parsed(file, part)
            for part in (*_related(file, main, "header"), *_related(file, main, "footer"))
        }
        core = next((_parsed(file, part) for part in _related(file, "", "core-properties")), None)
    body = root.find(f"{_W}body")
    if body is None:
        return []
    looks = _Looks.of(styles)
    return [
        *(() if is_template else _title(core)),
        *_language(styles),
        *_drawings({"body": root, **stories}),
        *_tables(body),
        *_headings(body, looks),
        *_blanks(body),
        *_contrast(body, looks),
    ]


def alt_fault(alt: str) -> str:
    """What is wrong with a text that stands for a picture; empty where nothing is."""
    if not alt.strip():
        return "has no text for those who cannot see it"
    if _FILE_NAME.fullmatch(alt.strip()) or _NO_ALT.fullmatch(alt.strip()):
        return f"is described by “{alt.strip()}”, which tells nothing"
    return (
        f"is described by {len(alt)} characters, at most {LONGEST_ALT} were expected" if len(alt) > LONGEST_ALT else ""
    )


# ── its parts ────────────────────────────────────────────────────────────────────────────────────────────────


def _related(file: zipfile.ZipFile, part: str, kind: str) -> Iterator[str]:
    """The parts of a kind that a part points to, each once; the package itself is the part without a name."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in file.namelist():
        return
    found = (r for r in _parsed(file, relations).iter(_RELATION) if r.get("Type", "").endswith(f"/{kind}"))
    targets = (posixpath.join("/", folder, r.get("Target", "")) for r in found if r.get("TargetMode") != "External")
    yield from dict.fromkeys(posixpath.normpath(target).lstrip("/") for target in targets)


def _parsed(file: zipfile.ZipFile, part: str) -> Element:
    return ElementTree.fromstring(file.read(part))


# ── the whole document ───────────────────────────────────────────────────────────────────────────────────────


def _title(core: Element | None) -> Iterator[Problem]:
    if core is None or not (core.findtext(f"{_DC}title") or "").strip():
        yield Problem("properties", "the document has no title")


def _language(styles: Element) -> Iterator[Problem]:
    language = styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr/{_W}lang")
    if language is None or not language.get(f"{_W}val"):
        yield Problem("properties", "the document does not say its language")


def _drawings(stories: Mapping[str, Element]) -> Iterator[Problem]:
    """Pictures, charts and shapes: each is described, and in line with the text it belongs to."""
    for where, root in stories.items():
        for drawing in root.iter(f"{_WP}docPr"):
            decorative = any(mark.get("val") in {"1", "true"} for mark in drawing.iter(_DECORATIVE))
            if not decorative and (fault := alt_fault(drawing.get("descr", ""))):
                yield Problem(where, f"“{drawing.get('name', '')}” {fault}")
        # A logo in a header stands beside the text on purpose, and a reader is not led through it.
        if where == "body":
            for drawing in root.iter(f"{_WP}anchor"):
                named = drawing.find(f"{_WP}docPr")
                name = "" if named is None else named.get("name", "")
                yield Problem(where, f"“{name}” floats, put it in line with the text")


def _tables(body: Element) -> Iterator[Problem]:
    """A table of data has a head that repeats; one that only places text says so by having no head."""
    for number, table in enumerate(body.iter(f"{_W}tbl"), start=1):
        where = f"table {number}"
        rows = table.findall(f"{_W}tr")
        if any(cell.find(f".//{_W}tbl") is not None for cell in table.iter(f"{_W}tc")):
            yield Problem(where, "holds another table")
        heads = [row.find(f"{_W}trPr/{_W}tblHeader") is not None for row in rows]
        if _has_head(table) and not (heads and heads[0]):
            yield Problem(where, "has no head row that repeats")
        if any(heads) and not heads[0]:
            yield Problem(where, "has a head row that is not its first")
        if any(cell.find(f"{_W}tcPr/{_W}vMerge") is not None for cell in table.iter(f"{_W}tc")):
            yield Problem(where, "has cells merged over several rows")


def _has_head(table: Element) -> bool:
    look = table.find(f"{_W}tblPr/{_W}tblLook")
    if look is None:
        return False
    first = look.get(f"{_W}firstRow")
    return first in {"1", "true", "on"} if first is not None else bool(int(look.get(f"{_W}val", "0"), 16) & 0x20)


def _headings(body: Element, looks: "_Looks") -> Iterator[Problem]:
    """Headings begin at the first level and go down one level at a time."""
    before = 0
    for paragraph in body.iter(f"{_W}p"):
        level, text = looks.heading_level(paragraph), _text(paragraph)
        if not level or not text.strip():
            continue
        if level > before + 1:
            yield Problem(f"“{_short(text)}”", f"is a heading of level {level} after one of level {before}")
        before = level


def _blanks(body: Element) -> Iterator[Problem]:
    """Empty paragraphs, spaces and tabs in a row are read out one by one."""
    for story in (body, *body.iter(f"{_W}tc")):
        empty = 0
        for child in story:
            empty = empty + 1 if _is_blank(child) else 0
            if empty == 2:
                yield Problem(_nearest(story, child), "several empty paragraphs in a row; set the space in the style")
    for paragraph in body.iter(f"{_W}p"):
        text = _text(paragraph)
        if re.search(rf"\s{{{BLANKS},}}", text):
            yield Problem(f"“{_short(text)}”", "several spaces or tabs in a row; use a tab stop or a table")


def _is_blank(element: Element) -> bool:
    """Whether it is a paragraph in which nothing stands; a line to write on is something."""
    if element.tag != f"{_W}p" or element.find(f"{_W}pPr/{_W}pBdr") is not None:
        return False
    if element.find(f"{_W}pPr/{_W}sectPr") is not None or element.find(f".//{_W}drawing") is not None:
        return False
    return not _text(element).strip() and element.find(f".//{_W}fldChar") is None


def _nearest(story: Element, child: Element) -> str:
    before = [_text(element) for element in list(story)[: list(story).index(child)]]
    told = next((text for text in reversed(before) if text.strip()), "")
    return f"after “{_short(told)}”" if told else "at the start"


# ── colours ──────────────────────────────────────────────────────────────────────────────────────────────────


def _contrast(body: Element, looks: "_Looks") -> Iterator[Problem]:
    """Text against what is behind it; each pair of colours is told once."""
    told = set()
    for paragraph, ground in _grounds(body, ""):
        look = looks.paragraph(paragraph, ground)
        for run in paragraph.iter(f"{_W}r"):
            text = "".join(t.text or "" for t in run.iter(f"{_W}t"))
            if not text.strip():
                continue
            own = look.changed(run.find(f"{_W}rPr"))
            needed = LARGE_CONTRAST if own.is_large else TEXT_CONTRAST
            pair = (own.ink or _automatic_on(own.ground), own.ground)
            if pair not in told and contrast(*pair) < needed:
                told.add(pair)
                ratio = f"{contrast(*pair):.1f}:1, at least {needed:g}:1 is needed"
                yield Problem(f"“{_short(text)}”", f"is faint: {' on '.join(pair)} has {ratio}")


def _grounds(element: Element, ground: str) -> Iterator[tuple[Element, str]]:
    """Each paragraph with the shading of the cell that it stands in, #RRGGBB or empty."""
    for child in element:
        if child.tag == f"{_W}p":
            yield child, ground
        if child.tag == f"{_W}tc":
            yield from _grounds(child, _fill(child.find(f"{_W}tcPr")) or ground)
        elif child.tag != f"{_W}drawing":
            yield from _grounds(child, ground)


def _fill(properties: Element | None) -> str:
    shade = None if properties is None else properties.find(f"{_W}shd")
    return "" if shade is None else _colour(shade.get(f"{_W}fill"))


def _colour(value: str | None) -> str:
    return f"#{value.upper()}" if value and _HEX.fullmatch(value) else ""


def _automatic_on(ground: str) -> str:
    """Word sets text of the automatic colour in white on a dark ground."""
    return max(("#000000", "#FFFFFF"), key=lambda ink: contrast(ink, ground))


@dataclass(frozen=True, slots=True)
class _Look:
    """How text looks: colours #RRGGBB, and its size in points; without an ink its colour is automatic."""

    ink: str = ""
    ground: str = "#FFFFFF"
    size: float = 10.0
    bold: bool = False

    @property
    def is_large(self) -> bool:
        return self.size >= (LARGE_BOLD if self.bold else LARGE)

    def changed(self, properties: Element | None) -> "_Look":
        """With what run properties say."""
        if properties is None:
            return self
        colour, size, bold = (properties.find(f"{_W}{name}") for name in ("color", "sz", "b"))
        return _Look(
            self.ink if colour is None else _colour(colour.get(f"{_W}val")),
            _fill(properties) or self.ground,
            self.size if size is None else float(size.get(f"{_W}val", "20")) / 2,
            self.bold if bold is None else bold.get(f"{_W}val", "1") not in {"0", "false", "off"},
        )


@dataclass(frozen=True, slots=True)
class _Looks:
    """The styles of a document by their id, and how text looks without one."""

    styles: Mapping[str, Element]
    plain: _Look
    usual: str  # the id of the style of paragraphs that name none
    _known: dict[str, _Look] = field(default_factory=dict)

    @classmethod
    def of(cls, styles: Element) -> "_Looks":
        known = {str(style.get(f"{_W}styleId")): style for style in styles.iter(f"{_W}style")}
        usual = (
            id
            for id, style in known.items()
            if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in {"1", "true"}
        )
        plain = _Look().changed(styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr"))
        return cls(known, plain, next(usual, ""))

    def paragraph(self, paragraph: Element, ground: str) -> _Look:
        """How text of a paragraph looks before its runs say otherwise; it stands on a cell of that ground."""
        look = self._style(self._id(paragraph))
        own = _fill(paragraph.find(f"{_W}pPr"))
        beneath = own or (look.ground if look.ground != "#FFFFFF" else ground or look.ground)
        return _Look(look.ink, beneath, look.size, look.bold)

    def heading_level(self, paragraph: Element) -> int:
        """1 for a heading of the first level; 0 for text."""
        own = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        levels = (style.find(f"{_W}pPr/{_W}outlineLvl") for style in self._line(self._id(paragraph)))
        level = own if own is not None else next((found for found in levels if found is not None), None)
        number = 9 if level is None else int(level.get(f"{_W}val", "9"))
        return number + 1 if number < 9 else 0

    def _id(self, paragraph: Element) -> str:
        named = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self.usual if named is None else str(named.get(f"{_W}val"))

    def _line(self, id: str) -> Iterable[Element]:
        """A style and those it is based on, itself first."""
        seen: set[str] = set()
        while id in self.styles and id not in seen:
            seen.add(id)
            yield self.styles[id]
            base = self.styles[id].find(f"{_W}basedOn")
            id = "" if base is None else str(base.get(f"{_W}val"))

    def _style(self, id: str) -> _Look:
        if id not in self._known:
            look = self.plain
            for style in reversed(list(self._line(id))):
                look = look.changed(style.find(f"{_W}rPr"))
                look = _Look(look.ink, _fill(style.find(f"{_W}pPr")) or look.ground, look.size, look.bold)
            self._known[id] = look
        return self._known[id]


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _text(element: Element) -> str:
    """The text of a paragraph as it is read out; a line break ends a stretch of blanks."""
    pieces = {f"{_W}tab": "\t", f"{_W}br": "¶", f"{_W}drawing": "▢"}
    return "".join((e.text or "") if e.tag == f"{_W}t" else pieces.get(e.tag, "") for e in element.iter()).replace(
        "\n", "¶"
    )


def _short(text: str) -> str:
    line = " ".join(text.replace("¶", " ").split())
    return line if len(line) <= 60 else f"{line[:59]}…"
