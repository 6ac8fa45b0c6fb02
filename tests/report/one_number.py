"""What documents say of a score, collected as claims, and what `assess --json` makes a careful reader expect.

The reader rounds with a pencil and knows nothing of our code: a half goes up, a level is the nearest one to what is
printed, a gap is the difference of two printed numbers.
"""

import io
import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from office import body_xml, docx_text
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cxassess.model.pack import Pack
from cxassess.report.palette import HOUSE, LEVELS

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Json = Mapping[str, Any]


class Claim(NamedTuple):
    """Something said of a score: which one, which number of it, what is said, and where."""

    about: str  # a key of JSON: a practice, disciplines.design, overall
    what: str  # value, level, target, gap
    said: str
    where: str


def pencil(x: float | None) -> str:
    """A number as printed, to one decimal."""
    return "–" if x is None else str(Decimal(repr(round(x, 9))).quantize(Decimal("0.1"), ROUND_HALF_UP))


def nearest(printed: str) -> int:
    """The level nearest to a printed score, a half up."""
    return min(5, max(1, int(Decimal(printed).quantize(Decimal(1), ROUND_HALF_UP))))


def expected(told: Json, pack: Pack) -> dict[tuple[str, str], str]:
    """What each claim has to say, from JSON alone."""
    scores = {**told["scores"], **told["practices"], "overall": told["overall"]}
    found = {}
    for about, score in scores.items():
        value = pencil(score["value"])
        found[about, "value"] = value
        if score.get("target") is not None:
            target = pencil(score["target"])
            found[about, "target"] = target
            if value != "–":
                found[about, "gap"] = str(max(Decimal("0.0"), Decimal(target) - Decimal(value)))
        if value != "–" and not (about == "overall" and score["capped_by"]):
            found[about, "level"] = f"{nearest(value)} {pack.levels[nearest(value) - 1]}"
    return found


def wrong(claims: list[Claim], told: Json, pack: Pack) -> list[str]:
    """The claims that say another thing than JSON."""
    right = expected(told, pack)
    return [
        f"{claim.where}: {claim.about} has the {claim.what} {claim.said}, in JSON {of_json}"
        for claim in claims
        if (of_json := right.get((claim.about, claim.what))) not in {claim.said, None}
    ]


# ── Word ─────────────────────────────────────────────────────────────────────────────────────────────────────


def word_claims(content: bytes, pack: Pack) -> list[Claim]:
    """Every claim in the words, tables and texts of pictures of a report."""
    claims: list[Claim] = []
    for line in docx_text(content).splitlines():
        claims += _of_practices(line, pack)
        claims += _of_disciplines(line, pack)
        claims += _of_tiles(line, pack)
    return claims


def _of_practices(line: str, pack: Pack) -> Iterator[Claim]:
    ids = "|".join(pack.practices)
    for id, value in re.findall(rf"\b({ids}), (?:now )?(\d\.\d)\b", line):
        yield Claim(id, "value", value, line)
    for id, value, target in re.findall(rf"\b({ids}) stands at (\d\.\d) against the (\d\.\d)", line):
        yield Claim(id, "value", value, line)
        yield Claim(id, "target", target, line)
    row = re.match(rf"  \| ({ids}) \| [^|]* \| (\d\.\d|–) \|", line)
    if row:
        yield Claim(row[1], "value", row[2], line)
        gap = line.rpartition("| ")[2].strip()
        if re.fullmatch(r"\d\.\d", gap):
            yield Claim(row[1], "gap", gap, line)


def _of_disciplines(line: str, pack: Pack) -> Iterator[Claim]:
    for dimension in pack.disciplines:
        key, name = f"disciplines.{dimension.id}", re.escape(dimension.name)
        target = r"(?:,? (?:with|against) a target of | of )"
        both = rf"\b{name},? (?:is at |stands at |at )?(\d\.\d),?{target}(\d\.\d)"
        for value, wanted in re.findall(both, line, re.IGNORECASE):
            yield Claim(key, "value", value, line)
            yield Claim(key, "target", wanted, line)
        if row := re.match(rf"  \| {name}(?: +\|)+ (\d\.\d|–)$", line):  # the grid on the cover
            yield Claim(key, "value", row[1], line)
    for value in re.findall(r"\boverall (?:the company is |it stands )at (\d\.\d)", line, re.IGNORECASE):
        yield Claim("overall", "value", value, line)


def _of_tiles(line: str, pack: Pack) -> Iterator[Claim]:
    """Shaded boxes: a name, a number, a level in words, perhaps a target."""
    named = {d.short or d.name: f"disciplines.{d.id}" for d in pack.disciplines} | {"Overall": "overall"}
    for cell in line.removeprefix("  | ").split(" | "):
        label, *rest = cell.split(" / ")
        if label not in named or len(rest) < 2 or not re.fullmatch(r"\d\.\d", rest[0]):
            continue
        yield Claim(named[label], "value", rest[0], line)
        yield Claim(named[label], "level", rest[1], line)
        for target in (text.removeprefix("target ") for text in rest if text.startswith("target ")):
            yield Claim(named[label], "target", target, line)


def wrong_colours(content: bytes) -> tuple[int, list[str]]:
    """How many cells in a level's colour begin with a score, and those whose colour is that of another level."""
    colours = {HOUSE.hex(role): level for level, role in enumerate(LEVELS, start=1)}
    seen, faults = 0, []
    for cell in body_xml(content).iter(f"{W}tc"):
        shade = cell.find(f"{W}tcPr/{W}shd")
        level = colours.get("" if shade is None else shade.get(f"{W}fill", ""))
        score = re.match(r"(\d\.\d)(?!\d)", _text(cell))
        if level and score:
            seen += 1
            if nearest(score[1]) != level:
                faults.append(f"{_text(cell)} has the colour of level {level}")
    return seen, faults


def _text(cell: Element) -> str:
    return "".join(t.text or "" for t in cell.iter(f"{W}t"))


# ── Excel ────────────────────────────────────────────────────────────────────────────────────────────────────


def excel_claims(content: bytes, pack: Pack) -> list[Claim]:
    """Every claim in the values that the workbook carries, as its formats print them."""
    book = load_workbook(io.BytesIO(content), data_only=True)
    claims: list[Claim] = []
    for name, head in (("Scores", "key"), ("Practices", "id"), ("Gaps", "Id")):
        claims += _rows(book[name], head, pack)
    claims += [claim._replace(about=claim.about.split(":")[0]) for claim in _rows(book["Priorities"], "Step", pack)]
    names = {d.name: f"disciplines.{d.id}" for d in pack.disciplines}
    everybody = 0
    for row in book["Heat map"].iter_rows(values_only=True):
        everybody = row.index("All") if "All" in row else everybody
        if row[0] in names and isinstance(value := row[everybody], int | float):
            claims.append(Claim(names[str(row[0])], "value", pencil(value), f"Heat map {row[0]}"))
    claims.append(Claim("overall", "value", pencil(book["Summary"]["A6"].value), "Summary A6"))
    if isinstance(level := book["Summary"]["B6"].value, str) and level[:1].isdigit():
        claims.append(Claim("overall", "level", level, "Summary B6"))
    return claims


def _rows(sheet: Worksheet, head: str, pack: Pack) -> Iterator[Claim]:
    """The claims below each head row of a sheet, by the names of its columns."""
    columns: dict[str, int] = {}
    for row in sheet.iter_rows(values_only=True):
        names = [str(cell) for cell in row]
        if head in names and "value" in names:
            columns = {name: names.index(name) for name in ("value", "level", "target", "gap") if name in names}
            columns["about"] = names.index(head)
            continue
        if not columns or not row[columns["about"]]:
            columns = {}  # what follows a blank row is another table
            continue
        about, where = str(row[columns["about"]]), f"{sheet.title} {row[columns['about']]}"
        for what in ("value", "target", "gap"):
            number = row[columns[what]] if what in columns else None
            if isinstance(number, int | float) or (what == "value" and number in {None, ""}):
                yield Claim(about, what, pencil(number if isinstance(number, int | float) else None), where)
        level = row[columns["level"]] if "level" in columns else None
        if isinstance(level, int | float):
            yield Claim(about, "level", f"{int(level)} {pack.levels[int(level) - 1]}", where)
        elif isinstance(level, str) and level[:1].isdigit():
            yield Claim(about, "level", level, where)
