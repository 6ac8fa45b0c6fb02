"""Report templates: a folder with an outline, a Word document and a brand, or a firm's Word file as it is."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from docx import Document as open_docx
from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from pydantic import Field

from cxassess.errors import CxassessError, InvalidInput, Problem
from cxassess.files.checked import Colour, Strict, checked, read_toml
from cxassess.files.data import shipped, shipped_ids
from cxassess.files.safe import write_whole, writing
from cxassess.hints import did_you_mean
from cxassess.report.palette import LEVELS, OWN_ROLES, Brand
from cxassess.report.word.package import ROLES, Package, open_document, read_package, theme_of
from cxassess.report.word.pages import text_area
from cxassess.report.word.slots import ALL, block_slots, slot_faults
from cxassess.report.word.styles import CHARACTER_STYLES, STYLES, add_styles, missing_styles

HOUSE = "full"  # whose Word document and outline stand in for what another template leaves out
DOCX, OUTLINE, BRAND = "template.docx", "outline.toml", "brand.toml"
ROOM_MM = (160, 240)
LIKE_CARLITO = "Calibri"  # of the same widths as the face that comes with us: pictures are alike on every machine
WORD_FILES = (".docx", ".dotx", ".docm", ".dotm")


class OutlineFile(Strict):
    format: Literal[1]
    title: str
    purpose: str = ""
    sections: Annotated[list[str], Field(min_length=1)]


class ColoursTable(Strict):
    main: Colour = ""
    alert: Colour = ""
    goal: Colour = ""
    accent: Colour = ""
    grey: Colour = ""
    levels: Annotated[list[Colour], Field(min_length=5, max_length=5)] | None = None


class ChartsTable(Strict):
    font: str = ""
    font_files: list[str] = []


class BrandFile(Strict):
    format: Literal[1]
    colours: ColoursTable = ColoursTable()
    charts: ChartsTable = ChartsTable()
    styles: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Template:
    """A report template, ready to be written over.

    Args:
        docx: the Word document, with every style that a report needs.
        own_styles: our style to the firm's that stands for it.
        notes: what was added to the firm's document or left out of it.
    """

    sections: tuple[str, ...]
    docx: bytes
    brand: Brand = field(default_factory=Brand)
    own_styles: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def find_template(name: str) -> Path:
    """A shipped template by its name, or one's own folder or Word file by its path. Raises InvalidInput."""
    if name in shipped_ids("report_templates"):
        return shipped("report_templates") / name
    path = Path(name)
    if (path / OUTLINE).is_file() or (path / DOCX).is_file():
        return path
    if path.is_file() and path.suffix.casefold() in WORD_FILES:
        return path
    known = shipped_ids("report_templates")
    message = (
        f"is neither a shipped template ({', '.join(known)}), nor a folder with {DOCX} or {OUTLINE},"
        f" nor a Word file{did_you_mean(name, known)}"
    )
    raise InvalidInput([Problem(name, message)])


def read_template(path: Path) -> Template:
    """A template from its folder or its Word file. Raises InvalidInput with every fault of it."""
    faults: list[Problem] = []
    folder = path if path.is_dir() else None
    house = shipped("report_templates") / HOUSE
    outline = _outline(folder if folder and (folder / OUTLINE).is_file() else house, faults)
    brand = _brand(folder, faults)
    package, name = _document(path, house, faults)
    template = None
    if package is not None:
        template = _prepared(package, name, house, outline, brand, folder, faults)
    if faults or template is None:
        raise InvalidInput(faults)
    return template


def _outline(folder: Path, faults: list[Problem]) -> tuple[str, ...]:
    from cxassess.report.compose import SECTIONS

    data, unreadable = read_toml(folder / OUTLINE)
    if unreadable:
        faults += unreadable
        return ()
    outline, problems = checked(OutlineFile, data, OUTLINE)
    faults += problems
    for number, id in enumerate(outline.sections if outline else ()):
        if outline and id in outline.sections[:number]:
            faults.append(Problem(f"{OUTLINE} › sections", f"“{id}” stands there twice"))
        if id not in SECTIONS:
            message = f"“{id}” was read, one of {', '.join(SECTIONS)} was expected{did_you_mean(id, SECTIONS)}"
            faults.append(Problem(f"{OUTLINE} › sections", message))
    return tuple(outline.sections) if outline else ()


def _brand(folder: Path | None, faults: list[Problem]) -> BrandFile:
    empty = BrandFile(format=1)
    if folder is None or not (folder / BRAND).is_file():
        return empty
    data, unreadable = read_toml(folder / BRAND)
    if unreadable:
        faults += unreadable
        return empty
    brand, problems = checked(BrandFile, data, BRAND)
    faults += problems
    for name in brand.styles if brand else ():
        if name not in STYLES:
            message = f"a report has no style “{name}”{did_you_mean(name, STYLES)}"
            faults.append(Problem(f"{BRAND} › styles", message))
    for file in brand.charts.font_files if brand else ():
        if not (folder / file).is_file():
            faults.append(Problem(f"{BRAND} › charts › font_files", f"there is no file {file}"))
        elif not _is_font(folder / file):
            faults.append(Problem(f"{BRAND} › charts › font_files", f"{file} is no TrueType or OpenType font"))
    return brand or empty


def _is_font(file: Path) -> bool:
    from matplotlib.ft2font import FT2Font

    try:
        FT2Font(str(file))
    except RuntimeError:
        return False
    return True


def _document(path: Path, house: Path, faults: list[Problem]) -> tuple[Package | None, str]:
    """The Word document of a template; that of the house where its folder has none."""
    file = path if path.is_file() else path / DOCX if (path / DOCX).is_file() else house / DOCX
    try:
        return read_package(file.read_bytes(), file.name), file.name
    except InvalidInput as error:
        faults += error.problems
        return None, file.name


def _prepared(
    package: Package,
    name: str,
    house: Path,
    outline: tuple[str, ...],
    brand: BrandFile,
    folder: Path | None,
    faults: list[Problem],
) -> Template:
    from cxassess.report.compose import SECTIONS
    from cxassess.report.compose.fields import FIELDS

    docx = package.docx
    for ours, theirs in brand.styles.items():
        kind = WD_STYLE_TYPE.CHARACTER if ours in CHARACTER_STYLES else WD_STYLE_TYPE.PARAGRAPH
        known = {style.name for style in docx.styles if style.type == kind}
        if theirs not in known:
            message = f"{name} has no {kind.name.casefold()} style “{theirs}”{did_you_mean(theirs, known)}"
            faults.append(Problem(f"{BRAND} › styles › {ours}", message))
    faults += slot_faults(docx, dict.fromkeys(FIELDS, ""), SECTIONS, name)
    notes = [f"{name}: {what} were left out." for what in package.dropped]
    missing = [] if faults else missing_styles(docx, brand.styles)
    content = package.content
    if missing:
        add_styles(docx, open_docx(io.BytesIO((house / DOCX).read_bytes())), missing)
        out = io.BytesIO()
        docx.save(out)
        content = out.getvalue()
        notes.append(
            f"{name} lacks {len(missing)} styles, which are added as the house has them: {', '.join(missing)}."
        )
    slots = [section for section, _ in block_slots(docx)]
    sections = outline if not slots or ALL in slots else tuple(slots)
    return Template(sections, content, _colours(docx, brand, folder), brand.styles, tuple(notes))


def _colours(docx: DocxDocument, brand: BrandFile, folder: Path | None) -> Brand:
    """The colours of brand.toml, then those of the Word theme; charts take the theme's face where it is installed."""
    themed, face = theme_of(docx)
    own = {role: getattr(brand.colours, role) for role in OWN_ROLES if getattr(brand.colours, role, "")}
    own |= dict(zip(LEVELS, brand.colours.levels or (), strict=False))
    followed = {role: ROLES[role] for role, colour in themed.items() if own.get(role, colour).upper() == colour}
    files = tuple((folder / file).resolve() for file in brand.charts.font_files) if folder else ()
    return Brand({**themed, **own}, followed, brand.charts.font or ("" if face == LIKE_CARLITO else face), files)


# ── a new one ────────────────────────────────────────────────────────────────────────────────────────────────

STARTER_BRAND = """\
# The firm's colours and chart font. What is not set here comes from the theme of template.docx
# (in Word: Design › Colours and Fonts), and what the theme lacks from the house.
# Look at the result and check it: cxassess template check THIS-FOLDER
format = 1

[colours]
# main = "#17406D"     # today, headings
# alert = "#C2512B"    # the one thing to look at
# goal = "#C98A0B"     # a line to reach
# accent = "#2E7598"   # a second series
# grey = "#7A8794"
# levels = ["#B5532C", "#EDB896", "#ECEBE6", "#9CC4D4", "#1F6A8A"]   # levels 1 to 5

[charts]
# font = "Brand Sans"                                # installed, or in one of the files
# font_files = ["BrandSans-Regular.ttf", "BrandSans-Bold.ttf"]

[styles]
# A style of the report = the firm's own style in template.docx that stands for it.
# "Heading 1" = "Firm Heading"
"""


def new_template(target: Path, like: str) -> tuple[str, ...]:
    """Write a starter folder after a shipped template, with a slot for each section; the paths written.

    Raises InvalidInput, CxassessError where the folder holds something already, CannotWrite.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CxassessError(f"{target} holds something already; nothing was changed")
    source = find_template(like)
    template = read_template(source)
    docx = open_document(template.docx)
    end = docx.element.body[-1]
    for old in [child for child in docx.element.body if child is not end]:
        docx.element.body.remove(old)
    for section in template.sections:
        docx.add_paragraph(f"{{{{block:{section}}}}}")
    out = io.BytesIO()
    docx.save(out)
    made = {
        DOCX: out.getvalue(),
        BRAND: STARTER_BRAND.encode(),
        OUTLINE: (source / OUTLINE).read_bytes(),
    }
    with writing(target):
        target.mkdir(parents=True, exist_ok=True)
    for file, content in made.items():
        write_whole(target / file, content)
    return tuple(str(target / file) for file in made)


def warnings_of(template: Template) -> tuple[str, ...]:
    """What a reader of the report may stumble over: faint text, pictures without words, colours that look alike."""
    from cxassess.report.accessibility import docx_barriers
    from cxassess.report.colour_check import brand_warnings

    barriers = docx_barriers(template.docx, is_template=True)
    return (
        *template.notes,
        *(f"{DOCX}, {barrier}" for barrier in barriers),
        *_room_warnings(template),
        *_font_warnings(template.brand),
        *brand_warnings(template.brand),
    )


def _room_warnings(template: Template) -> Iterator[str]:
    width, height = text_area(open_document(template.docx))
    if width < ROOM_MM[0] or height < ROOM_MM[1]:
        yield (
            f"the text of a page is {width:.0f} × {height:.0f} mm; cover, summary and discipline pages are made for"
            f" {ROOM_MM[0]} × {ROOM_MM[1]} mm and may run over."
        )


def _font_warnings(brand: Brand) -> Iterator[str]:
    from matplotlib.font_manager import FontProperties, fontManager

    names = {entry.name for entry in fontManager.ttflist}
    names |= {FontProperties(fname=str(file)).get_name() for file in brand.font_files}
    if brand.face and brand.face not in names:
        yield f"the font “{brand.face}” is neither installed nor among font_files: charts are set in Carlito."


def shipped_templates() -> tuple[tuple[str, str], ...]:
    """The shipped templates with what each is for."""
    rows = []
    for name in shipped_ids("report_templates"):
        data, _ = read_toml(shipped("report_templates") / name / OUTLINE)
        rows.append((name, str(data.get("purpose", ""))))
    return tuple(rows)


def slots_of(folder: Path | None, wave: str | None) -> list[dict[str, str]]:
    """Each slot with its meaning, and its value in an engagement where there is one. Raises as `assess` does."""
    from cxassess.files.commentary import read_commentary
    from cxassess.files.engagement import open_engagement
    from cxassess.files.fingerprints import fingerprint
    from cxassess.report.compose import SECTIONS
    from cxassess.report.compose.context import Context
    from cxassess.report.compose.fields import field_values
    from cxassess.words import read_words

    words, values = read_words(), {}
    if folder is not None:
        with open_engagement(folder, wave) as opened:
            assessment = opened.assess()
        words = read_words(assessment.engagement.language, assessment.pack.reword)
        commentary = read_commentary(folder, assessment)
        values = field_values(Context(assessment, commentary, words, fingerprint(assessment)))
    fields = [
        {"slot": f"{{{{{id}}}}}", "meaning": meaning, "value": values.get(id, "")}
        for id, meaning in words.table("report.fields").items()
    ]
    blocks = [{"slot": f"{{{{block:{id}}}}}", "meaning": words.say(f"report.sections.{id}")} for id in (ALL, *SECTIONS)]
    return fields + blocks
