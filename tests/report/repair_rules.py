"""What Word and Excel repair or refuse although the schema of Open XML allows it: rules that the SDK does not know.

Each rule reads the parts of the file as they are, because libraries that read office files put right what they find.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import formualizer
from office import parts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
X14_FORMULA = "{http://schemas.microsoft.com/office/excel/2006/main}f"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

LONGEST_LIST, LONGEST_MESSAGE, LONGEST_TITLE = 255, 255, 32  # of a data validation, in UTF-16 units
LONGEST_CELL, LONGEST_FORMULA, LONGEST_QUOTE, LONGEST_FOOT = 32_767, 8_192, 255, 255
LONGEST_SHEET_NAME, LONGEST_NAME = 31, 255
MOST_LINKS = 65_530  # on a sheet
MOST_FORMATS = 65_490
WIDEST_COLUMN, HIGHEST_ROW = 255, 409.5
MOST_WORD_COLUMNS = 63
LONGEST_BOOKMARK = 40

Parts = Mapping[str, Element]
Box = tuple[int, int, int, int]  # first column and row, last column and row


def repair_faults(content: bytes) -> list[str]:
    """What Word or Excel would object to, each with its place."""
    xml = xml_of(content)
    rules = WORD_RULES if "word/document.xml" in xml else EXCEL_RULES
    return [fault for rule in rules for fault in rule(xml)]


def xml_of(content: bytes) -> Parts:
    """The parts of an office file that are XML, by name."""
    found = parts(content).items()
    return {name: ElementTree.fromstring(part) for name, part in found if name.endswith((".xml", ".rels"))}


def units(text: str) -> int:
    """How long Office takes a text to be: it counts in UTF-16, where an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def doubles(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


# ── Word ─────────────────────────────────────────────────────────────────────────────────────────────────────


def word_stories(xml: Parts) -> Iterator[tuple[str, Element]]:
    """The parts that hold text: the body, headers, footers and notes."""
    for name, root in xml.items():
        if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml", name):
            yield name, root


def cells_end_with_a_paragraph(xml: Parts) -> Iterator[str]:
    for name, root in word_stories(xml):
        for cell in root.iter(f"{W}tc"):
            if len(cell) == 0 or cell[-1].tag != f"{W}p":
                yield f"{name}: a table cell does not end with a paragraph"


def rows_are_as_wide_as_their_table(xml: Parts) -> Iterator[str]:
    for name, root in word_stories(xml):
        for table in root.iter(f"{W}tbl"):
            columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
            if not 1 <= columns <= MOST_WORD_COLUMNS:
                yield f"{name}: a table has {columns} columns"
            for row in table.iterfind(f"{W}tr"):
                spans = (cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iterfind(f"{W}tc"))
                taken = sum(1 if span is None else int(span.get(f"{W}val", "1")) for span in spans)
                if taken != columns:
                    yield f"{name}: a row takes {taken} of {columns} columns"


def drawings_have_numbers_of_their_own(xml: Parts) -> Iterator[str]:
    for name, root in word_stories(xml):
        for id in doubles(drawing.get("id", "") for drawing in root.iter(f"{WP}docPr")):
            yield f"{name}: two drawings have the id {id}"


def fields_are_closed(xml: Parts) -> Iterator[str]:
    for name, root in word_stories(xml):
        open_fields = 0
        for mark in root.iter(f"{W}fldChar"):
            kind = mark.get(f"{W}fldCharType")
            open_fields += {"begin": 1, "end": -1}.get(str(kind), 0)
            if open_fields < 0 or (kind == "separate" and not open_fields):
                yield f"{name}: a field ends before it begins"
                return
        if open_fields:
            yield f"{name}: {open_fields} fields are not closed"


def links_lead_to_bookmarks(xml: Parts) -> Iterator[str]:
    body = xml["word/document.xml"]
    names = [mark.get(f"{W}name", "") for mark in body.iter(f"{W}bookmarkStart")]
    for name in names:
        if units(name) > LONGEST_BOOKMARK:
            yield f"the bookmark {name} is too long"
    for name in doubles(name.casefold() for name in names):
        yield f"two bookmarks are called {name}"
    for link in body.iter(f"{W}hyperlink"):
        anchor = link.get(f"{W}anchor")
        if anchor is not None and anchor not in names:
            yield f"a link leads to {anchor}, which is no bookmark"


def styles_and_lists_are_there(xml: Parts) -> Iterator[str]:
    styles = {style.get(f"{W}styleId") for style in xml["word/styles.xml"].iter(f"{W}style")}
    for tag in ("basedOn", "next", "link"):
        for style in {used.get(f"{W}val") for used in xml["word/styles.xml"].iter(f"{W}{tag}")} - styles:
            yield f"word/styles.xml: there is no style {style}"
    numbering = xml.get("word/numbering.xml", Element("none"))
    lists = {"0"} | {str(number.get(f"{W}numId")) for number in numbering.iterfind(f"{W}num")}
    patterns = {pattern.get(f"{W}abstractNumId") for pattern in numbering.iterfind(f"{W}abstractNum")}
    for pattern in {of.get(f"{W}val") for of in numbering.iterfind(f"{W}num/{W}abstractNumId")} - patterns:
        yield f"word/numbering.xml: there is no pattern {pattern} of a list"
    for name, root in word_stories(xml):
        for tag in ("pStyle", "rStyle", "tblStyle"):
            for style in {used.get(f"{W}val") for used in root.iter(f"{W}{tag}")} - styles:
                yield f"{name}: there is no style {style}"
        for number in {str(used.get(f"{W}val")) for used in root.iter(f"{W}numId")} - lists:
            yield f"{name}: there is no list {number}"


def the_main_part_is_declared(xml: Parts) -> Iterator[str]:
    kinds = {part.get("PartName"): str(part.get("ContentType")) for part in xml["[Content_Types].xml"]}
    for name, wanted in (("/word/document.xml", "document.main+xml"), ("/xl/workbook.xml", "sheet.main+xml")):
        if name[1:] in xml and not kinds.get(name, "").endswith(wanted):
            yield f"{name} is declared as {kinds.get(name)}"


WORD_RULES: tuple[Callable[[Parts], Iterator[str]], ...] = (
    cells_end_with_a_paragraph,
    rows_are_as_wide_as_their_table,
    drawings_have_numbers_of_their_own,
    fields_are_closed,
    links_lead_to_bookmarks,
    styles_and_lists_are_there,
    the_main_part_is_declared,
)


# ── Excel ────────────────────────────────────────────────────────────────────────────────────────────────────

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")
_LIKE_A_CELL = re.compile(r"[A-Z]{1,3}\d+|R\d*C?\d*|C\d*", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d][\w.\\?]*|\\[\w.\\?]*")
_SHEET_IN_FORMULA = re.compile(r"'((?:[^']|'')+)'!|([^\W\d][\w.]*)!")


def sheet_names(xml: Parts) -> list[str]:
    return [str(sheet.get("name")) for sheet in xml["xl/workbook.xml"].iter(f"{X}sheet")]


def sheets(xml: Parts) -> Iterator[tuple[str, Element]]:
    """Each sheet's name and part, by the relations of the workbook."""
    targets = {r.get("Id"): str(r.get("Target")) for r in xml["xl/_rels/workbook.xml.rels"]}
    for sheet in xml["xl/workbook.xml"].iter(f"{X}sheet"):
        yield str(sheet.get("name")), xml[posixpath.normpath(f"xl/{targets[sheet.get(f'{REL}id')]}")]


def tables(xml: Parts) -> Iterator[tuple[str, Element, Element]]:
    """Each table with the name and the part of its sheet."""
    files = {id(root): name for name, root in xml.items()}
    for name, root in sheets(xml):
        folder, _, file = files[id(root)].rpartition("/")
        relations = xml.get(f"{folder}/_rels/{file}.rels")
        for relation in () if relations is None else relations:
            if str(relation.get("Type")).endswith("/table"):
                yield name, root, xml[posixpath.normpath(f"{folder}/{relation.get('Target')}")]


def box(span: str) -> Box:
    first, _, last = span.partition(":")
    (a, b), (c, d) = place(first), place(last or first)
    return a, b, c, d


def place(cell: str) -> tuple[int, int]:
    match = _CELL.fullmatch(cell)
    assert match, cell
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return column, int(match[2])


def meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def texts_of_cells(xml: Parts) -> list[str]:
    """The shared strings, by their number."""
    shared = xml.get("xl/sharedStrings.xml")
    return [] if shared is None else ["".join(t.text or "" for t in item.iter(f"{X}t")) for item in shared]


def cells_stand_once_and_in_order(xml: Parts) -> Iterator[str]:
    for name, root in sheets(xml):
        last = 0
        for row in root.iter(f"{X}row"):
            number = int(row.get("r", "0"))
            if number <= last:
                yield f"{name}: row {number} follows row {last}"
            last, column = number, 0
            for cell in row.iterfind(f"{X}c"):
                at = place(str(cell.get("r")))
                if at[1] != number or at[0] <= column:
                    yield f"{name}: the cell {cell.get('r')} is out of its order in row {number}"
                column = at[0]


def shared_texts_are_there(xml: Parts) -> Iterator[str]:
    count = len(texts_of_cells(xml))
    for name, root in sheets(xml):
        for cell in root.iter(f"{X}c"):
            if cell.get("t") == "s" and not 0 <= int(cell.findtext(f"{X}v", "-1")) < count:
                yield f"{name}!{cell.get('r')}: there is no text {cell.findtext(f'{X}v')}"


def merges_and_tables_lie_apart(xml: Parts) -> Iterator[str]:
    for name, root in sheets(xml):
        spans = [f"merge {m.get('ref')}" for m in root.iter(f"{X}mergeCell")]
        spans += [f"table {table.get('ref')}" for sheet, _, table in tables(xml) if sheet == name]
        for one, other in combinations(spans, 2):
            if meet(box(one.split()[1]), box(other.split()[1])):
                yield f"{name}: {one} and {other} overlap"


def names_are_names(xml: Parts) -> Iterator[str]:
    seen = []
    for defined in xml["xl/workbook.xml"].iter(f"{X}definedName"):
        name = str(defined.get("name"))
        seen.append(f"{name.casefold()} of sheet {defined.get('localSheetId', '-')}")
        if not name.startswith("_xlnm.") and not is_name(name):
            yield f"the name {name} is none that Excel allows"
    seen += [f"{str(table.get('name')).casefold()} of sheet -" for _, _, table in tables(xml)]
    for _, _, table in tables(xml):
        if not is_name(str(table.get("name"))) or table.get("name") != table.get("displayName"):
            yield f"the name {table.get('name')} of a table is none that Excel allows"
    for name in doubles(seen):
        yield f"the name {name} stands there twice"


def is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not _LIKE_A_CELL.fullmatch(name) and units(name) <= LONGEST_NAME


def choices_are_short(xml: Parts) -> Iterator[str]:
    for name, root in sheets(xml):
        for rule in root.iter(f"{X}dataValidation"):
            formula = rule.find(f"{X}formula1")
            listed = "" if formula is None else formula.text or ""
            if listed.startswith('"') and units(listed.strip('"')) > LONGEST_LIST:
                yield f"{name}: the choices of {rule.get('sqref')} are longer than {LONGEST_LIST} characters"
            for key, most in (
                *((key, LONGEST_TITLE) for key in ("errorTitle", "promptTitle")),
                *((key, LONGEST_MESSAGE) for key in ("error", "prompt")),
            ):
                if units(rule.get(key, "")) > most:
                    yield f"{name}: the {key} of {rule.get('sqref')} is longer than {most} characters"


def every_formula(xml: Parts) -> Iterator[tuple[str, str]]:
    """Formulas of cells, of conditions, choices, names and charts, each with its place."""
    for name, root in sheets(xml):
        for cell in root.iter(f"{X}c"):
            formula = cell.find(f"{X}f")
            if formula is not None:
                yield f"{name}!{cell.get('r')}", formula.text or ""
        for tag in ("formula", "formula1", "formula2"):
            yield from ((f"{name}, a condition", f.text or "") for f in root.iter(f"{X}{tag}"))
        yield from ((f"{name}, a condition", f.text or "") for f in root.iter(X14_FORMULA))
    for defined in xml["xl/workbook.xml"].iter(f"{X}definedName"):
        yield f"the name {defined.get('name')}", defined.text or ""
    for part, root in xml.items():
        if part.startswith("xl/charts/"):
            yield from ((part, f.text or "") for f in root.iter(f"{CHART}f"))


def formulas_can_be_read(xml: Parts) -> Iterator[str]:
    names = {name.casefold() for name in sheet_names(xml)}
    for at, formula in every_formula(xml):
        if not _parses(formula):
            yield f"{at}: ={formula[:200]} cannot be read"
        bare = re.sub(r'"(?:[^"]|"")*"', '""', formula)
        if units(formula) > LONGEST_FORMULA:
            yield f"{at}: the formula is longer than {LONGEST_FORMULA} characters"
        for quoted in re.findall(r'"((?:[^"]|"")*)"', formula):
            if units(quoted.replace('""', '"')) > LONGEST_QUOTE:
                yield f"{at}: a text in the formula is longer than {LONGEST_QUOTE} characters"
        for quoted, plain in _SHEET_IN_FORMULA.findall(bare):
            sheet = quoted.replace("''", "'") or plain
            if sheet.casefold() not in names:
                yield f"{at}: there is no sheet {sheet}"
        if "#REF!" in bare:
            yield f"{at}: ={formula[:200]} points nowhere"


def _parses(formula: str) -> bool:
    try:
        formualizer.parse(f"={formula}")
    except formualizer.ParserError:
        return False
    return bool(formula)


def sheets_have_good_names(xml: Parts) -> Iterator[str]:
    names = sheet_names(xml)
    for name in names:
        bad = not name or units(name) > LONGEST_SHEET_NAME or re.search(r"[\[\]:*?/\\]", name)
        if bad or name.startswith("'") or name.endswith("'") or name.casefold() == "history":
            yield f"the sheet name {name!r} is none that Excel allows"
    for name in doubles(name.casefold() for name in names):
        yield f"two sheets are called {name}"


def tables_have_the_heads_that_they_name(xml: Parts) -> Iterator[str]:
    shared = texts_of_cells(xml)
    for name, root, table in tables(xml):
        columns = [str(column.get("name")) for column in table.iter(f"{X}tableColumn")]
        first, top, last, _ = box(str(table.get("ref")))
        if last - first + 1 != len(columns):
            yield f"{name}: table {table.get('name')} has {len(columns)} names for {last - first + 1} columns"
        for column in doubles(column.casefold() for column in columns):
            yield f"{name}: table {table.get('name')} has two columns {column}"
        heads = {}
        for cell in root.iter(f"{X}c"):
            at = place(str(cell.get("r")))
            if at[1] == top and first <= at[0] <= last and cell.get("t") == "s":
                heads[at[0]] = shared[int(cell.findtext(f"{X}v", "-1"))]
        for number, column in enumerate(columns):
            if table.get("headerRowCount") != "0" and heads.get(first + number) != column:
                yield f"{name}: table {table.get('name')} names {column!r}, its head is {heads.get(first + number)!r}"


def links_are_few_and_lead_somewhere(xml: Parts) -> Iterator[str]:
    names = {name.casefold() for name in sheet_names(xml)}
    for name, root in sheets(xml):
        links = list(root.iter(f"{X}hyperlink"))
        if len(links) > MOST_LINKS:
            yield f"{name}: {len(links)} links, Excel keeps {MOST_LINKS}"
        for link in links:
            sheet = link.get("location", "").rpartition("!")[0].strip("'")
            if link.get("location") and sheet.casefold() not in names:
                yield f"{name}!{link.get('ref')}: a link leads to {link.get('location')}, which is not there"


def drawings_of_a_sheet_have_numbers_of_their_own(xml: Parts) -> Iterator[str]:
    for part, root in xml.items():
        if part.startswith("xl/drawings/"):
            for id in doubles(str(drawing.get("id")) for drawing in root.iter(f"{XDR}cNvPr")):
                yield f"{part}: two drawings have the id {id}"


def sizes_are_those_of_excel(xml: Parts) -> Iterator[str]:
    for text in texts_of_cells(xml):
        if units(text) > LONGEST_CELL:
            yield f"a cell holds {units(text)} characters: {text[:40]}…"
    for name, root in sheets(xml):
        for column in root.iter(f"{X}col"):
            if float(column.get("width", "0")) > WIDEST_COLUMN:
                yield f"{name}: a column is {column.get('width')} wide"
        for row in root.iter(f"{X}row"):
            if float(row.get("ht", "0")) > HIGHEST_ROW:
                yield f"{name}: row {row.get('r')} is {row.get('ht')} high"
        for tag in ("oddHeader", "oddFooter"):
            for text in (element.text or "" for element in root.iter(f"{X}{tag}")):
                if units(text) > LONGEST_FOOT:
                    yield f"{name}: the {tag} has {units(text)} characters"
    formats = xml["xl/styles.xml"].find(f"{X}cellXfs")
    if formats is None or len(formats) > MOST_FORMATS:
        yield "there are more formats than Excel keeps"


EXCEL_RULES: tuple[Callable[[Parts], Iterator[str]], ...] = (
    the_main_part_is_declared,
    cells_stand_once_and_in_order,
    shared_texts_are_there,
    merges_and_tables_lie_apart,
    names_are_names,
    choices_are_short,
    formulas_can_be_read,
    sheets_have_good_names,
    tables_have_the_heads_that_they_name,
    links_are_few_and_lead_somewhere,
    drawings_of_a_sheet_have_numbers_of_their_own,
    sizes_are_those_of_excel,
)
