"""Hostile and nearly right inputs, each made from one Random: texts, tables, TOML, workbooks, waves, keys, commands."""

import copy
import io
import unicodedata
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import lru_cache
from math import inf, nan
from random import Random
from typing import Any

import xlsxwriter
from people import engagement

from cxassess.files.checked import read_toml
from cxassess.files.clean import clean_text
from cxassess.files.data import shipped
from cxassess.metrics import METRICS, MetricKind
from cxassess.model.engagement import AgreedLevel, Answer, Engagement, MetricEntry, Response, RoleSetting
from cxassess.model.pack import CARD_CHOICES, Pack

# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────

FORMULAS = ("=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example","y")', "+1+1", "-2+3", "@SUM(A1)", "=1", "{=1}")
MARKUP = ("<w:p/>", "</w:t>", "&amp;", "&", "]]>", "<!--", "<?xml?>", "<b>", "_x0041_", "_x000D_", "&#0;", '<a href="')
CODE = (
    "{client}",
    "{{x}}",
    "{0}",
    "{",
    "}",
    "%s",
    "%(x)s",
    "${x}",
    "\\",
    "\\n",
    "'; DROP TABLE answer; --",
    "[bold]",
    "[/]",
)
PATHS = ("../../etc/passwd", "C:\\Users\\Ana", "file:///c", "http://x.example/a?b=c", "~", ".", "CON", "/dev/null")
BREAKS = (",", ";", "\t", '"', '""', "'", "“”", "\n", "\r\n", "\r", "\n\n", "\u2028", "\u2029", "\x0b", "\x0c", "\x85")
CONTROLS = ("\x01", "\x07", "\x08", "\x1b[2J", "\x1b]0;x\x07", "\x7f", "\x9b", "\ufffe", "\uffff", "\ufdd0")
MARKS = (
    "\u200b",
    "\ufeff",
    "\u202e",
    "\u2066",
    "\u00ad",
    "e\u0301",
    "a" + "\u0301" * 30,
    "\u034f",
    "\U000e0041",
    "\u3164",
)
SCRIPTS = ("🐙", "👩🏽‍🚀", "שלום", "ﷺ", "İ", "ß", "ſ", "K", "中文", "٣", "𝟛", "Zoë", "ŉ", "ǰ", "ΐ", "\u00a0", "ﬀ")
NUMBERS = (
    "1",
    "5",
    "0",
    "-1",
    "1,5",
    "1.5",
    "NaN",
    "inf",
    "-inf",
    "1e999",
    "1_000",
    "0x1",
    "TRUE",
    "#REF!",
    "NA",
    "DK",
    "a",
)
WORDS = (
    "None",
    "null",
    "nan",
    "manager",
    "executive",
    "STR1",
    "nps",
    "North",
    "since May",
    "we call back",
    "E2 plan",
    "E3",
)
PLAIN = FORMULAS + MARKUP + CODE + PATHS + SCRIPTS + NUMBERS + WORDS
READABLE = PLAIN + BREAKS + CONTROLS + MARKS  # UTF-8 can hold these, and a CSV reader takes them
UNREADABLE = ("\x00", "\ud800", "\udfff")


def text(random: Random, pieces: Sequence[str] = READABLE, longest: int = 100_000) -> str:
    """Some pieces one after the other; now and then anything that Unicode has, and now and then very long."""
    chosen = [random.choice(pieces) for _ in range(random.choice((0, 1, 1, 1, 2, 3, 6)))]
    if random.random() < 0.1:
        chosen.append("".join(chr(_code_point(random)) for _ in range(random.randint(1, 20))))
    made = random.choice(("", "", " ")).join(chosen)
    if made and random.random() < 0.004:
        made = made * (random.choice((300, 40_000, longest)) // len(made) + 1)
    return made[:longest]


def _code_point(random: Random) -> int:
    begin, end = random.choice(((0x20, 0x2FF), (0x300, 0xD800), (0xE000, 0x110000)))
    return random.randrange(begin, end)


def one_line(random: Random) -> str:
    """Text as an argument or a file name can hold it: no line end, no NUL."""
    return "".join(c for c in text(random, PLAIN + MARKS, 300) if c.isprintable() or c in "\u200b\u202e")


def changed_bytes(random: Random, content: bytes, others: Sequence[bytes] = ()) -> bytes:
    """A real file with a few hostile changes."""
    made = bytearray(content)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        at = random.randint(0, len(made))
        end = min(len(made), at + random.choice((0, 0, 1, 2, 20)))
        match random.randrange(10):
            case 0 | 1:
                made[at:end] = text(random, READABLE, 2000).encode("utf-8", "surrogatepass")
            case 2:
                made[at:end] = random.choice(READABLE + UNREADABLE).encode("utf-8", "surrogatepass")
            case 3:
                made[at:end] = random.randbytes(random.randint(1, 3))
            case 4:
                del made[at:end]
            case 5:
                made[at:end] = random.choice((b'"', b",", b";", b"\n", b"\r", b"\t", b"=", b"[", b"]", b"."))
            case 6:
                del made[at:]
            case 7 if others:
                other = random.choice(others)
                begin = random.randrange(len(other))
                made[at:end] = other[begin : begin + random.randint(1, 200)]
            case 8:
                made = bytearray(_changed_lines(random, bytes(made)))
            case _:
                made[at:at] = made[max(0, at - random.randint(1, 80)) : at]
    return _as_saved(random, bytes(made))


def _changed_lines(random: Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    if not lines:
        return content
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case _:
            lines.insert(at, b"\n")
    return b"".join(lines)


def _as_saved(random: Random, content: bytes) -> bytes:
    """The bytes as one program or another saves them."""
    match random.randrange(30):
        case 0:
            return b"\xef\xbb\xbf" + content
        case 1:
            return content.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\r", b"\n\n")))
        case 2:
            return content.decode("utf-8", "replace").encode(random.choice(("utf-16", "utf-16-le", "utf-32", "utf-7")))
        case 3:
            return content.decode("utf-8", "replace").encode("cp1252", "replace")
    return content


# ── tables as CSV ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Table:
    """A CSV file with what a reader has to make of it: the sound rows, and the numbers of the faulty ones."""

    content: bytes
    sound: list[tuple[str, ...]] = field(default_factory=list)
    faulty: list[int] = field(default_factory=list)


def _quoted(random: Random, cell: str, separator: str) -> str:
    if random.random() < 0.2 or any(c in cell for c in f'"\r\n{separator}') or cell != cell.strip():
        doubled = cell.replace('"', '""')
        return f'"{doubled}"'
    return cell


def csv_bytes(random: Random, header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The rows as one program or another writes them."""
    separator, end = random.choice((",", ",", ";", "\t")), random.choice(("\n", "\n", "\r\n", "\r"))
    cased = [random.choice((name, name, name.upper(), f" {name} ")) for name in header]
    lines = [separator.join(_quoted(random, cell, separator) for cell in row) for row in (cased, *rows)]
    content = (end.join(lines) + random.choice(("", end))).encode()
    return random.choice((b"", b"", b"\xef\xbb\xbf")) + content


PEOPLE = (
    ("Ana", "manager", "North"),
    ("Zoë Ångström", "executive", ""),
    ("“Smart” O’Neil", "front_line", "South"),
    ("שרה לیلا", "analyst", ""),
    ("🐙 Kim 👩🏽‍🚀", "manager", "=North"),
    ("=1+1", "executive", "../.."),
    ("Łukasz, jr; \\", "front_line", "<b>"),
    ("-2+3", "manager", "\u202eNorth"),
)


def spelling(random: Random, name: str) -> str:
    """The same name as somebody else would type it."""
    cased = random.choice((name, name, name.upper(), name.lower(), name.title()))
    composed = unicodedata.normalize("NFC", cased) if random.random() < 0.5 else unicodedata.normalize("NFD", cased)
    blanks = random.choice(("", "", " ", "\t", "\u00a0"))
    return blanks + composed.replace(" ", random.choice((" ", "  "))) + blanks


def _note(random: Random) -> str:
    return text(random, longest=random.choice((200, 200, 100_000))) if random.random() < 0.4 else ""


def _choice(random: Random, pack: Pack, question: str) -> str:
    if question in pack.cards:
        return random.choice((*CARD_CHOICES, "DK"))
    choices = ["1", "2", "3", "4", "5", "DK"]
    return random.choice([*choices, "NA"] if pack.practices[question].allows_na else choices)


def _wrong_answers(random: Random, pack: Pack, row: list[str], told: Mapping[str, Sequence[str]]) -> list[str]:
    """The row with one fault in it."""
    name, role, unit, question, choice, comment, evidence = row
    other = random.choice([r for r in pack.roles if r != role])
    strict = random.choice([id for id, p in pack.practices.items() if not p.allows_na])
    lenient = next((id for id, p in pack.practices.items() if p.allows_na), None)
    kinds: list[list[str]] = [
        [
            name,
            role,
            unit,
            question,
            random.choice(("0", "6", "3.5", "3,0", "٣", "e", "=3", "x" * 100_000)),
            comment,
            evidence,
        ],
        [
            name,
            role,
            unit,
            random.choice(("STR0", "STR", "=STR1", "SТR1", "X" * 70_000, "")),
            choice,
            comment,
            evidence,
        ],
        [
            name,
            random.choice(("boss", "", "manger", "frontline", "y" * 70_000)),
            unit,
            question,
            choice,
            comment,
            evidence,
        ],
        ["x" * random.choice((201, 100_000)), role, unit, question, choice, comment, evidence],
        [random.choice(("", " ", "\u200b", "\x07", "\ufeff\u200b")), role, unit, question, choice, comment, evidence],
        row[: random.randint(1, 6)],
        [*row, *("" for _ in range(random.choice((1, 3, 3000))))],
        [name, role, unit, strict, "na", "because", evidence],
    ]
    if lenient is not None:
        kinds.append([name, role, unit, lenient, "NA", random.choice(("", " ", "\x07")), evidence])
    if told:
        known = random.choice(sorted(told))
        person = next(p for p in PEOPLE if p[0] == known)
        kinds.append([known, other if other != person[1] else role, person[2], question, choice, comment, evidence])
        kinds.append([known, person[1], person[2] + " 2", question, choice, comment, evidence])
        if told[known]:
            kinds.append([spelling(random, known), person[1], person[2], random.choice(told[known]), "DK", "", ""])
    return random.choice(kinds)


def answers_table(random: Random, pack: Pack, header: Sequence[str]) -> Table:
    """An answers file, some of whose rows are wrong in one way each."""
    rows: list[list[str]] = []
    table = Table(b"")
    told: dict[str, list[str]] = {}
    share = random.choice((0, 0, 0.1, 0.5, 1))
    for number in range(2, random.choice((2, 3, 8, 30)) + 2):
        name, role, unit = random.choice(PEOPLE)
        question = random.choice([q for q in (*pack.practices, *pack.cards) if q not in told.get(name, ())])
        choice, comment, evidence = _choice(random, pack, question), _note(random), _note(random)
        if choice == "NA":
            comment = "No partners."
        row = [name, role, unit, question, choice, comment, evidence]
        if random.random() < share:
            rows.append(_wrong_answers(random, pack, row, told))
            table.faulty.append(number)
            continue
        if random.random() < 0.1:
            rows.append(random.choice(([], [""] * 7, [" "] * 7)))
            continue
        blank = random.random() < 0.1
        typed = random.choice((str, str, str.lower, str.upper))
        cells = [
            spelling(random, name),
            role.upper() if blank else role,
            unit,
            typed(question),
            typed(choice),
            comment,
            evidence,
        ]
        rows.append([*cells[:4], random.choice(("", " ")), *cells[5:]] if blank else cells)
        told.setdefault(name, [])
        if not blank:
            told[name].append(question)
            table.sound.append((name, role, unit, question, choice, comment, evidence))
    table.content = csv_bytes(random, header, rows)
    return table


def metric_number(random: Random, kind: MetricKind) -> float:
    """A value that the metric can take, often one at an end of its range."""
    high = min(kind.high, 1e12)
    ends = [kind.low, high, *(x for x in (0.0, 1e-9, 1.0) if kind.low <= x <= high)]
    drawn = random.uniform(kind.low, min(high, 1e6))
    return random.choice([*ends, round(drawn, 3), drawn]) if abs(drawn) > 1e-9 else 0.0


def _wrong_metric(random: Random, kind: MetricKind, row: list[str], seen: Sequence[str]) -> list[str]:
    id, value, n, period, previous, source, definition = row
    number = random.choice(
        ("1,5", "a lot", "nan", "-inf", "1_0", "1e999", "2.3%", "1e300", "1e-300", "=1", "0x1", "9" * 70_000)
    )
    beyond = f"{random.choice((kind.low - 1, kind.high + 1 if kind.high < 1e12 else 1e13))!r}"
    kinds = [
        [random.choice(("npz", "", "=nps", "n p s", "z" * 70_000)), value, n, period, previous, source, definition],
        [id, number, n, period, previous, source, definition],
        [id, beyond, n, period, previous, source, definition],
        [id, "", n, period, previous, source, definition],
        [
            id,
            value,
            random.choice(("0", "-5", "2.5", "1e3", "many", "٣", "9" * 5000)),
            period,
            previous,
            source,
            definition,
        ],
        [id, value, n, period, number, source, definition],
        row[: random.randint(1, 6)],
        [*row, *("" for _ in range(random.choice((1, 3000))))],
    ]
    if seen:
        again = random.choice(seen)
        kinds.append([again.title(), repr(METRICS[again].low), n, period, "", source, definition])
    return random.choice(kinds)


def metrics_rows(random: Random) -> tuple[list[list[str]], Table]:
    """The rows of a metrics file, some of them wrong in one way each, and what a reader has to make of them."""
    rows: list[list[str]] = []
    table = Table(b"")
    seen: list[str] = []
    share = random.choice((0, 0, 0.2, 1))
    for number in range(2, random.choice((1, 2, 5, 12)) + 2):
        kind = METRICS[random.choice([id for id in METRICS if id not in seen])]
        value, previous = repr(metric_number(random, kind)), random.choice(("", repr(metric_number(random, kind))))
        n = random.choice(("", "1", "640", "007", "999999999999999"))
        row = [kind.id, value, n, _note(random), previous, _note(random), _note(random)]
        if random.random() < share:
            rows.append(_wrong_metric(random, kind, row, seen))
            table.faulty.append(number)
            continue
        rows.append(
            [
                random.choice((str, str.upper, str.title))(kind.id),
                f" {value} ".replace("-", random.choice("-−")),
                *row[2:],
            ]
        )
        seen.append(kind.id)
        table.sound.append(tuple(row))
    return rows, table


def metrics_table(random: Random, header: Sequence[str]) -> Table:
    rows, table = metrics_rows(random)
    table.content = csv_bytes(random, header, rows)
    return table


# ── workbooks ────────────────────────────────────────────────────────────────────────────────────────────────


def metrics_workbook(random: Random, header: Sequence[str]) -> bytes:
    """A nearly right sheet of metrics, with cells of every type that Excel has."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "nan_inf_to_errors": True})
    sheet = book.add_worksheet()
    rows, _ = metrics_rows(random)
    names = [*header, *(str(n) for n in range(random.choice((0, 0, 0, 1, 3000))))]
    top, left = random.choice((0, 0, 0, 0, 1)), random.choice((0, 0, 0, 0, 1))
    for at, name in enumerate(names):
        sheet.write_string(top, left + at, name)
    for number, row in enumerate(rows, start=top + 1):
        for column, cell in enumerate(row[:20], start=left):
            _write_cell(random, sheet, number, column, cell, book)
    if random.random() < 0.05:
        sheet.write_string(random.choice((500, 20_000)), random.choice((0, 9, 200)), random.choice(("", " ", "note")))
    if random.random() < 0.1:
        sheet.merge_range(1, 1, 1, 3, "merged")
    if random.random() < 0.2:
        book.add_worksheet("other").write_string(0, 0, "metric")
    book.close()
    return content.getvalue()


def _write_cell(random: Random, sheet: Any, row: int, column: int, cell: str, book: Any) -> None:
    match random.randrange(14):
        case 0:
            sheet.write_formula(row, column, "=1+1", None, random.choice((2, "text", "#DIV/0!", True, "")))
        case 1:
            sheet.write_boolean(row, column, random.random() < 0.5)
        case 2:
            sheet.write_datetime(
                row, column, datetime.fromisoformat("2026-03-12T10:30"), book.add_format({"num_format": "d mmm yyyy"})
            )
        case 3:
            sheet.write_formula(row, column, "=NA()", None, "#N/A")
        case 4:
            sheet.write_blank(row, column, None, book.add_format({"bold": True}))
        case 5 | 6 | 7 | 8 if _is_number(cell):
            sheet.write_number(row, column, float(cell))
        case _:
            sheet.write_string(row, column, cell.replace("\ufffe", "").replace("\uffff", "")[:32_767])


def _is_number(cell: str) -> bool:
    try:
        return abs(float(cell)) < 1e300
    except ValueError:
        return False


def changed_workbook(random: Random, content: bytes) -> bytes:
    """A workbook, one part of which is damaged, missing or hostile; or whose archive is."""
    if random.random() < 0.3:
        return changed_bytes(random, content)
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = random.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name == chosen:
                match random.randrange(5):
                    case 0:
                        continue
                    case 1:
                        part = part.replace(b"<?xml", bomb.encode() + b"<?xml", 1)
                    case 2:
                        part = part.replace(b"<t>", b"<t>&b;&c;").replace(
                            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', bomb.encode()
                        )
                    case 3:
                        part = _changed_numbers(random, part)
                    case _:
                        part = changed_bytes(random, part)
            new.writestr(name, part)
    return made.getvalue()


def _changed_numbers(random: Random, part: bytes) -> bytes:
    """Numbers, references and indices in a part that mean something else."""
    digit = random.choice(b"0123456789").to_bytes()
    return part.replace(digit, random.choice((b"9", b"99999", b"-1", b"", b"x", b"1e9")), random.choice((1, 3, -1)))


# ── TOML ─────────────────────────────────────────────────────────────────────────────────────────────────────

VALUES: tuple[Callable[[Random], Any], ...] = (
    lambda r: text(r, longest=3000),
    lambda r: text(r, PLAIN, 300),
    lambda r: r.choice(("", " ", "\u200b", "x" * 201, "en", "solid", "attributed", "North", "1-2", "mean", "gated")),
    lambda r: r.choice((0, 1, 2, 3, 5, 6, -1, 10**30, 2**63, True, False)),
    lambda r: r.choice((0.0, -0.0, 0.5, 1.0, 5.0, 5.0000001, 1e-9, 1e308, -1e308, nan, inf, -inf)),
    lambda r: r.choice((date(2026, 3, 12), datetime(2026, 3, 12, tzinfo=UTC), time(10, 30), date(1, 1, 1))),
    lambda r: r.choice(([], {}, [[]], [{}], {"": ""}, {"x": {"y": {}}}, [1, "a"], ["STR1"] * 3, [["STR1", 3]])),
)  # fmt: skip


def value(random: Random) -> Any:
    """Any value that TOML has, seldom the one that is expected."""
    return random.choice(VALUES)(random)


def altered(random: Random, tables: Mapping[str, Any], spare: Sequence[Any] = ()) -> dict[str, Any]:
    """The tables with a few values, keys or whole branches changed; `spare` are values from elsewhere in such files."""
    made: dict[str, Any] = copy.deepcopy(dict(tables))
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        _alter(random, made, spare)
    return made


def _alter(random: Random, made: Any, spare: Sequence[Any]) -> None:
    while True:
        inner = [v for v in (made.values() if isinstance(made, dict) else made) if isinstance(v, dict | list) and v]
        if not inner or random.random() < 0.25:
            break
        made = random.choice(inner)
    keys: list[Any] = list(made) if isinstance(made, dict) else list(range(len(made)))
    key = random.choice(keys) if keys else None
    match random.randrange(6):
        case 0 if key is not None:
            del made[key]
        case 1 if isinstance(made, dict):
            new = random.choice((text(random, longest=300), one_line(random), f"{key}s", str(key).upper(), "client"))
            made[new] = made.pop(key) if key is not None and random.random() < 0.5 else value(random)
        case 2 if isinstance(made, list):
            made.append(copy.deepcopy(random.choice(made)) if made and random.random() < 0.5 else value(random))
        case 3 if key is not None and spare:
            made[key] = copy.deepcopy(random.choice(spare))
        case _ if key is not None:
            made[key] = value(random)


def leaves(tables: Any) -> list[Any]:
    """All values that stand in some tables, each once."""
    inner = tables.values() if isinstance(tables, dict) else tables if isinstance(tables, list) else ()
    found = [leaf for branch in inner for leaf in leaves(branch)] if inner else [tables]
    return list({repr(leaf): leaf for leaf in found}.values())


def toml(tables: Mapping[str, Any]) -> bytes:
    """The tables as TOML, in the plainest way."""
    return "".join(f"{_toml(key)} = {_toml(entry)}\n" for key, entry in tables.items()).encode()


def _toml(entry: Any) -> str:
    if isinstance(entry, bool):
        return str(entry).lower()
    if isinstance(entry, str):
        return '"' + "".join(_escaped(c) for c in entry) + '"'
    if isinstance(entry, Mapping):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(inner)}" for key, inner in entry.items()) + "}"
    if isinstance(entry, Sequence):
        return "[" + ", ".join(_toml(inner) for inner in entry) + "]"
    if isinstance(entry, date | time):
        return entry.isoformat()
    return repr(entry)


def _escaped(c: str) -> str:
    if c in '"\\':
        return f"\\{c}"
    return c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}"


ODD = ("[" * 3000, "{a={a=" * 500, "1_000", "0o7", "1e400", "nan", "+inf", "2026-02-30", "true", "[1,", "'''", '"""')


def changed_toml(random: Random, content: bytes, others: Sequence[bytes] = ()) -> bytes:
    """A TOML file with a line that a person would get wrong, or with a few hostile bytes."""
    if random.random() < 0.5:
        return changed_bytes(random, content, others)
    lines = content.decode().splitlines()
    for _ in range(random.choice((1, 1, 2, 5))):
        at = random.randrange(len(lines))
        key, equals, old = lines[at].partition(" = ")
        match random.randrange(6):
            case 0 if equals:
                lines[at] = f"{key} = {_toml(value(random))}"
            case 1 if equals:
                lines[at] = f"{_toml(text(random, longest=200))} = {old}"
            case 2:
                lines.insert(
                    at, f"[{random.choice(('roles', 'scope', 'x.y', 'practices.STR1', 'sections', '[files]'))}]"
                )
            case 3 if equals:
                lines[at] = f"{key} = {random.choice(ODD)}"
            case 4:
                lines[at] = lines[at].swapcase()
            case _:
                lines[at] = (
                    "".join(random.sample(lines[at], len(lines[at]))) if random.random() < 0.3 else f"{key}{old}"
                )
    return "\n".join(lines).encode("utf-8", "surrogatepass")


@lru_cache
def small_questionnaire() -> dict[str, dict[str, Any]]:
    """The tables of cx-maturity and of its variant for business customers, with two practices a discipline."""
    folder = shipped("questionnaires") / "cx-maturity"
    files = {name: read_toml(folder / name)[0] for name in ("pack.toml", "en.toml", "en.b2b.toml")}
    practices, needed = files["pack.toml"]["practices"], list(files["pack.toml"]["practices"])
    kept: list[str] = []
    for place in ("discipline", "three_d", "stage"):
        for group in dict.fromkeys(p[place] for p in practices.values()):
            members = [id for id in needed if practices[id][place] == group]
            kept += [next((id for id in members if practices[id].get("key")), members[0]), members[-1]]
    programme = files["pack.toml"]["programme"]
    wanted = set(kept) | {tests[0] for tests in programme.values()}
    for tables in files.values():
        tables["practices"] = {id: table for id, table in tables["practices"].items() if id in wanted}
    structure = files["pack.toml"]
    structure["programme"] = {id: [t for t in tests if t in wanted] for id, tests in programme.items()}
    for role in structure["roles"].values():
        role["omits"] = [id for id in role.get("omits", []) if id in wanted]
    for practice in structure["practices"].values():
        for step in practice["steps"].values():
            step["prerequisites"] = [p for p in step.get("prerequisites", []) if p[0] in wanted]
    own = structure["variants"]["b2b"]["practices"]
    structure["variants"] = {
        "b2b": {**structure["variants"]["b2b"], "practices": {i: t for i, t in own.items() if i in wanted}}
    }
    return files


# ── waves ────────────────────────────────────────────────────────────────────────────────────────────────────


def responses(random: Random, pack: Pack, people: Sequence[int] = (0, 1, 1, 2, 4, 6, 9, 14)) -> list[Response]:
    """What some people answered: of any role, most of it or little, agreed or scattered."""
    made = []
    roles = random.sample(list(pack.roles), random.randint(1, len(pack.roles)))
    units = random.choice((("",), ("North", "South"), ("", "North", "=South")))
    for number in range(random.choice(people)):
        role, favourite = random.choice(roles), random.choice("12345")
        share, lean = random.choice((0.05, 0.5, 0.9, 1.0)), random.choice((0.0, 0.5, 0.9, 1.0))
        asked = random.choice((pack.asked_of(role), (*pack.practices, *pack.cards)))
        answers = {}
        for id in asked:
            if random.random() < share:
                leans = random.random() < lean and id in pack.practices
                choice = favourite if leans else _choice(random, pack, id)
                note = random.random() < 0.05 or choice == "NA"
                proof = random.choice(
                    ("", "", "", "E1 said", "E2 plan", "e3 seen", "plan", clean_text(text(random, longest=200)))
                )
                answers[id] = Answer(id, choice, "a reason" if note else "", proof if random.random() < 0.3 else "")
        made.append(Response(f"p{number:02}", f"Person {number:02}", role, random.choice(units), answers))
    return made


def metric_entries(random: Random) -> list[MetricEntry]:
    made = []
    for id in random.sample(list(METRICS), random.choice((0, 1, 5, len(METRICS)))):
        kind = METRICS[id]
        previous = metric_number(random, kind) if random.random() < 0.7 else None
        n = random.choice((None, 1, 30, 10**14))
        made.append(MetricEntry(id, metric_number(random, kind), n, random.choice(("", "2025")), previous, "", "how"))
    return made


def agreed_levels(random: Random, pack: Pack) -> dict[str, AgreedLevel]:
    some = random.sample(list(pack.practices), random.choice((0, 0, 0, 1, 5, len(pack.practices))))
    return {id: AgreedLevel(id, random.randint(1, 5), "papers seen", date(2026, 3, 10), "all") for id in some}


def settings(random: Random, pack: Pack) -> Engagement:
    """Settings that engagement.toml allows, often at the ends of what it allows."""
    roles = {
        id: RoleSetting(random.choice((0.0, 0.001, 0.5, 1.0, 1.0, 1000.0)), random.choice((None, None, 1, 7, 5000)))
        for id in pack.roles
    }
    if not any(role.weight for role in roles.values()):
        roles[random.choice(list(roles))] = RoleSetting(1.0, None)
    disciplines = [d.id for d in pack.disciplines]
    some = random.sample(disciplines, random.randint(0, len(disciplines) - 1))
    aims = random.sample(disciplines, random.randint(0, len(disciplines)))
    wanted = [id for id in random.sample(list(METRICS), 3) if METRICS[id].better != "band"]
    return engagement(
        pack,
        roles=roles,
        minimum_group=random.choice((3, 5, 50)),
        target_profile=random.choice(list(pack.profiles)),
        units=random.choice(((), ("North", "South"))),
        discipline_weights={id: random.choice((0.0, 0.001, 1.0, 2.0, 1000.0)) for id in some},
        targets={id: random.choice((1.0, 2.45, 3.0, 4.999, 5.0)) for id in aims},
        strategic=tuple(random.sample(disciplines, random.randint(0, min(2, len(disciplines))))),
        metric_targets={id: metric_number(random, METRICS[id]) for id in wanted},
    )


# ── commands ─────────────────────────────────────────────────────────────────────────────────────────────────


def folder_name(random: Random) -> str:
    """A name of a folder or file, hostile but inside the folder where the command runs."""
    name = one_line(random).replace("..", "").replace("~", "").strip("/") or "x"
    return name + random.choice(("", "", "", "\udcff", "/deeper", "x" * 300))


def arguments(random: Random) -> list[str]:
    """A command with arguments that are seldom right; `acme` is an engagement, `a.csv` and `m.csv` are files."""
    places = ["acme", "acme", "acme", "a.csv", "gone", "acme/answers.db", "empty", folder_name(random)]
    words = [
        one_line(random),
        "2026",
        "nps",
        "MEA7",
        "overall",
        "stage",
        "disciplines.design",
        "docx",
        "full",
        "-1",
        "",
        "\udcff",
    ]
    flags = [
        "--wave",
        "--json",
        "--as",
        "--role",
        "--unit",
        "--out",
        "-o",
        "--template",
        "--format",
        "--client",
        "--variant",
        "--mode",
        "--as-of",
        "--questionnaire",
        "--keep-good",
        "--help",
        "--nosuch",
    ]
    clients = ("Acme", one_line(random), "", "x" * 201)
    usual = {
        "new": [random.choice(("empty", "acme", folder_name(random))), "--client", random.choice(clients)],
        "status": ["acme"],
        "assess": ["acme"],
        "explain": ["acme", random.choice(words)],
        "answer": ["acme"],
        "report": ["acme", "--format", random.choice(("x", "", "pdf", ",", one_line(random)))],
        "demo": ["acme"],
        "import answers": ["acme", random.choice(("a.csv", "m.csv", "gone.csv", "acme", one_line(random)))],
        "import metrics": ["acme", random.choice(("m.csv", "a.csv", "gone.xlsx", "acme", one_line(random)))],
        "questionnaire list": [],
        "questionnaire show": [random.choice(("cx-pulse", "cx-maturity", one_line(random)))],
        "questionnaire check": [random.choice(("cx-pulse", "acme", one_line(random)))],
        "import": [],
        one_line(random): [],
    }  # fmt: skip
    command = random.choice(list(usual))
    made = list(usual[command])
    is_safe = command not in {"new", "demo", "report"}  # these write where they are told
    for _ in range(random.choice((0, 0, 1, 2, 4))):
        match random.randrange(4):
            case 0 if is_safe:
                made.insert(random.randint(0, len(made)), random.choice(places))
            case 1:
                made += [random.choice(flags), random.choice(words)] if is_safe else ["--wave", random.choice(words)]
            case 2:
                made.append(
                    random.choice(
                        (
                            "--json",
                            "--keep-good",
                            "--help",
                            "-h",
                            "--nosuch",
                            "--as-of=2026-02-30",
                            "--as-of",
                            "--mode=anonymous",
                            f"--variant={one_line(random)}",
                        )
                    )
                )
            case _ if made:
                made.pop(random.randrange(len(made)))
    return [*command.split(), *(word.replace("\x00", "") for word in made)]
