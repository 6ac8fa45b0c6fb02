"""The sheet Heat map: roles live over the answers, units and perception as reported."""

from collections.abc import Sequence

from cxassess.display import difference
from cxassess.model.assessment import GroupMean
from cxassess.report.workbook.book import COUNT, LINE, QUIET, SCORE, TEXT, Sheet
from cxassess.report.workbook.live import Live, printed, quoted
from cxassess.report.workbook.parts import Parts
from cxassess.report.workbook.scores import mean_if_enough
from cxassess.withholding import people_by_unit

FIRST = 5


def write_heat(sheet: Sheet, parts: Parts) -> None:
    """The sheet Heat map."""
    sheet.title(parts.say("heat.title"), parts.subtitle)
    live = parts.layout.is_attributed
    sheet.text("A3", parts.say("heat.live" if live else "heat.pooled"), QUIET)
    sheet.widths({"A": 9, "B": 36, "C:P": 12})
    roles = [role for role in parts.layout.roles if _answered(parts, role)]
    row = _disciplines(sheet, parts, roles) + 2
    row = _units(sheet, parts, row)
    row = _perception(sheet, parts, row)
    if live:
        _practices(sheet, parts, roles, row)
    sheet.writer.freeze_panes(FIRST - 1, 2)


def _answered(parts: Parts, role: str) -> bool:
    count = parts.assessment.sufficiency.by_role.get(role)
    return count is not None and count.n > 0


def _letters(count: int, first: str = "C") -> list[str]:
    return [chr(ord(first) + i) for i in range(count)]


def _spread(cells: Sequence[float | None]) -> float | None:
    values = [cell for cell in cells if cell is not None]
    return difference(max(values), min(values)) if len(values) > 1 else None


def _disciplines(sheet: Sheet, parts: Parts, roles: Sequence[str]) -> int:
    """Disciplines by role. Returns the last row."""
    a, columns = parts.assessment, _letters(len(roles) + 2)
    heads = {"A": parts.say("heat.discipline"), "B": "", columns[0]: parts.say("heat.all")}
    for column, role in zip(columns[1:-1], roles, strict=True):
        heads[column] = f"{a.pack.roles[role].plural}\nn = {a.sufficiency.by_role[role].n}"
    heads[columns[-1]] = parts.say("heat.spread")
    sheet.heads(FIRST - 1, heads, right=tuple(columns), height=30)
    row = FIRST - 1
    for dimension in a.pack.disciplines:
        row += 1
        score = a.discipline(dimension.id)
        sheet.text(f"A{row}", dimension.name, LINE)
        sheet.text(f"B{row}", "", LINE)
        sheet.live(f"C{row}", Live(parts.layout.score(score.key), score.value), LINE, bold=True, num_format=SCORE)
        cells: list[float | None] = []
        for column, role in zip(columns[1:-1], roles, strict=True):
            cells.append(_role_cell(sheet, parts, f"{column}{row}", role, dimension.id))
        _spread_cell(sheet, f"{columns[-1]}{row}", columns[1:-1], row, cells)
    sheet.colour_levels(f"C{FIRST}:{columns[-2] if roles else 'C'}{row}", f"C{FIRST}")
    return row


def _role_cell(sheet: Sheet, parts: Parts, at: str, role: str, discipline: str) -> float | None:
    a, layout = parts.assessment, parts.layout
    groups = a.discipline(discipline).by_role
    group = groups.get(role, GroupMean(None, 0))
    if not layout.is_attributed:
        sheet.number(at, group.value, LINE, num_format=SCORE)
        return group.value
    means = layout.all(f"mean {role}")
    where = f"{layout.all('disciplines')},{quoted(discipline)},{layout.all('asked')},1,{layout.all(f'asks {role}')},1"
    formula = mean_if_enough(f"COUNTIFS({where})", f'COUNTIFS({where},{means},">=0")', f"AVERAGEIFS({means},{where})")
    sheet.live(at, Live(formula, group.value), LINE, num_format=SCORE)
    return group.value


def _spread_cell(sheet: Sheet, at: str, columns: Sequence[str], row: int, cells: Sequence[float | None]) -> None:
    """How far the groups are apart, from the numbers as printed."""
    if not columns:
        sheet.text(at, "", LINE)
        return
    span = f"{columns[0]}{row}:{columns[-1]}{row}"
    formula = f'IF(COUNT({span})<2,"",ROUND({printed(f"MAX({span})")}-{printed(f"MIN({span})")},1))'
    sheet.live(at, Live(formula, _spread(cells)), LINE, num_format=SCORE)


def _units(sheet: Sheet, parts: Parts, row: int) -> int:
    """Disciplines by unit, as the engine found them. Returns the row for the next table."""
    a = parts.assessment
    counted = people_by_unit(a)
    sizes = {unit: counted[unit] for unit, count in a.sufficiency.by_unit.items() if count.n}
    if not sizes:
        return row
    units = sorted(sizes)[:24]
    columns = _letters(len(units))
    heads = {column: f"{unit}\nn = {sizes[unit]}" for column, unit in zip(columns, units, strict=True)}
    sheet.text(f"A{row}", parts.say("heat.units_note"), QUIET)
    sheet.heads(row + 1, {"A": parts.say("heat.by_unit"), "B": "", **heads}, right=tuple(columns), height=30)
    first = row + 2
    for position, dimension in enumerate(a.pack.disciplines):
        groups = a.discipline(dimension.id).by_unit
        sheet.text(f"A{first + position}", dimension.name, LINE)
        sheet.text(f"B{first + position}", "", LINE)
        for column, unit in zip(columns, units, strict=True):
            group = groups.get(unit)
            value = group.value if group else None
            sheet.number(f"{column}{first + position}", value, LINE, num_format=SCORE)
    last = first + len(a.pack.disciplines) - 1
    sheet.colour_levels(f"{columns[0]}{first}:{columns[-1]}{last}", f"{columns[0]}{first}")
    return last + 3


def _perception(sheet: Sheet, parts: Parts, row: int) -> int:
    """Executives and the front line on the practices that both were asked, as reported."""
    a = parts.assessment
    gaps = a.perception
    if not gaps:
        return row
    columns = _letters(7)
    heads = dict(zip(columns, list(parts.heads("perception").values()), strict=True))
    sheet.text(f"A{row}", parts.say("heat.perception_note"), QUIET)
    sheet.heads(row + 1, {"A": parts.say("heat.perception"), "B": "", **heads}, right=tuple(columns[:-1]), height=30)
    first = row + 2
    for at, (id, gap) in enumerate(gaps.items(), start=first):
        sheet.text(f"A{at}", parts.name(id), LINE)
        sheet.text(f"B{at}", "", LINE)
        sheet.number(f"C{at}", gap.executive, LINE, num_format=SCORE)
        sheet.number(f"D{at}", gap.n_executive, LINE, num_format=COUNT)
        sheet.number(f"E{at}", gap.front_line, LINE, num_format=SCORE)
        sheet.number(f"F{at}", gap.n_front_line, LINE, num_format=COUNT)
        sheet.number(f"G{at}", gap.gap, LINE, bold=True, num_format="+0.0;−0.0;0.0")
        sheet.number(f"H{at}", len(gap.practices), LINE, num_format=COUNT)
        verdict = "indicative" if gap.indicative else "clear" if gap.flagged else "small"
        sheet.text(f"I{at}", parts.say(f"heat.{verdict}"), LINE, TEXT)
    return first + len(gaps) + 2


def _practices(sheet: Sheet, parts: Parts, roles: Sequence[str], row: int) -> None:
    """Every practice by role, live."""
    a, columns = parts.assessment, _letters(len(roles) + 2)
    heads = {"A": parts.say("heat.id"), "B": parts.say("heat.practice"), columns[0]: parts.say("heat.all")}
    heads |= {column: a.pack.roles[role].plural for column, role in zip(columns[1:-1], roles, strict=True)}
    heads[columns[-1]] = parts.say("heat.spread")
    sheet.heads(row, heads, right=tuple(columns))
    first = row + 1
    for id, w in parts.workings.items():
        row += 1
        sheet.text(f"A{row}", id, LINE, bold=True)
        sheet.text(f"B{row}", w.practice.title, LINE)
        value = Live(parts.layout.practice("value", id), w.score.value)
        sheet.live(f"C{row}", value, LINE, bold=True, num_format=SCORE)
        cells = []
        for column, role in zip(columns[1:-1], roles, strict=True):
            group = w.score.by_role.get(role)
            cells.append(group.value if group else None)
            mean = Live(parts.layout.practice(f"mean {role}", id), cells[-1])
            sheet.live(f"{column}{row}", mean, LINE, num_format=SCORE)
        _spread_cell(sheet, f"{columns[-1]}{row}", columns[1:-1], row, cells)
    sheet.colour_levels(f"C{first}:{columns[-2] if roles else 'C'}{row}", f"C{first}")
