"""The sheets Method and Definitions: how every number comes about, and what every word means."""

from collections.abc import Iterator, Sequence

from cxassess.model.action import EFFORTS, HORIZONS, IMPACTS, STATES
from cxassess.model.assessment import Assessment
from cxassess.model.pack import LEVELS
from cxassess.planning import step_title
from cxassess.report.palette import LEVEL_INK, MAIN
from cxassess.report.palette import LEVELS as LEVEL_COLOURS
from cxassess.report.workbook.book import LINE, QUIET, WRAP, Sheet
from cxassess.report.workbook.layout import DEFINITIONS_FIRST
from cxassess.report.workbook.parts import Parts
from cxassess.report.workbook.records import GRADES
from cxassess.report.workbook.records import STATES as SIGN_STATES

_WIDE = 118


# ── Method ───────────────────────────────────────────────────────────────────────────────────────────────────


def write_method(sheet: Sheet, parts: Parts) -> None:
    """Every formula in words, one worked example from these answers, limits and sources."""
    sheet.title(parts.say("method_title"), parts.subtitle)
    sheet.widths({"A": 26, "B": _WIDE})
    row = 4
    for id in parts.words.listed("workbook.method"):
        sheet.text(f"A{row}", parts.say(f"method.{id}.title"), WRAP, LINE, bold=True, font_color=MAIN)
        text = parts.say(f"method.{id}.text")
        if id == "limits" and not parts.assessment.sufficiency.inside_view_only:
            text = parts.say("method.limits.text_outside")
        sheet.text(f"B{row}", text, WRAP, LINE)
        sheet.fit(row, [(text, _WIDE)], least=18)
        row += 1
        if id == "urgency":
            row = _example(sheet, parts, row)


def _example(sheet: Sheet, parts: Parts, row: int) -> int:
    lines = list(example(parts))
    if not lines:
        return row
    text = "\n".join(lines)
    sheet.text(f"A{row}", parts.say("example.title"), WRAP, LINE, bold=True, font_color=MAIN, bg_color="#EEF3F8")
    sheet.text(f"B{row}", text, WRAP, LINE, bg_color="#EEF3F8")
    sheet.fit(row, [(text, _WIDE)], least=18)
    return row + 1


def example(parts: Parts) -> Iterator[str]:
    """The way of the most urgent practice from its answers to its place in the order."""
    a, words = parts.assessment, parts.words
    if not a.actions:
        return
    action = a.actions[0]
    score, practice = a.practices[action.practice], a.pack.practices[action.practice]
    yield parts.say("example.practice", id=practice.id, title=practice.title)
    if score.agreed is not None:
        yield parts.say("example.agreed", level=score.agreed.level, people=words.score(score.respondents_value))
    elif parts.layout.is_attributed:
        yield from _role_means(parts, a, practice.id)
    elif score.value is not None:
        yield parts.say("example.pooled", value=words.number(score.value, ".4g"), n=score.n)
    yield parts.say(
        "example.gap", target=words.score(score.target), value=words.score(score.value), gap=words.score(action.gap)
    )
    yield parts.say(
        "example.urgency",
        weight=words.number(action.weight, ".4g"),
        gap=words.score(action.gap),
        impact=words.number(action.impact),
        confidence=words.number(action.confidence),
        effort=action.effort,
        gate=words.number(action.gate),
        warn=words.number(action.warn),
        urgency=words.number(action.urgency, ".4g"),
    )
    discipline = a.discipline(practice.discipline)
    if discipline.value is not None:
        yield parts.say(
            "example.discipline",
            name=parts.name(practice.discipline),
            valid=discipline.practices_valid,
            asked=discipline.practices_asked,
            value=words.number(discipline.value, ".4g"),
            printed=words.score(discipline.value),
            level=discipline.level,
            level_name=a.pack.levels[(discipline.level or 1) - 1],
        )


def _role_means(parts: Parts, a: Assessment, id: str) -> Iterator[str]:
    score, words = a.practices[id], parts.words
    counted = []
    for role, group in score.by_role.items():
        weight = a.role_weights[role]
        if group.value is None:
            continue
        key = "example.role" if weight else "example.role_not_counted"
        yield parts.say(
            key,
            role=a.pack.roles[role].plural,
            mean=words.number(group.value, ".4g"),
            n=group.n,
            weight=words.number(weight),
        )
        if weight:
            counted.append((weight, group.value))
    products = " + ".join(f"{words.number(weight)} × {words.number(value, '.4g')}" for weight, value in counted)
    total = sum(weight for weight, _ in counted)
    assert score.value is not None
    yield parts.say(
        "example.value",
        products=products,
        total=words.number(total),
        value=words.number(score.value, ".4g"),
        printed=words.score(score.value),
    )


# ── Definitions ──────────────────────────────────────────────────────────────────────────────────────────────

_DEFINITION_WIDTHS = {
    "A": 11, "B": 30, "C": 22, "D": 19, "E": 40, "F": 12, "G": 8, "H": 22, "I": 17,
    "J": 32, "K": 32, "L": 32, "M": 32, "N": 32,
}  # fmt: skip


def write_definitions(sheet: Sheet, parts: Parts) -> None:
    """Levels, the lists behind the drop-downs, terms, practices with their anchors, and every step."""
    sheet.title(parts.say("definitions.title"), parts.say("definitions.subtitle"))
    sheet.widths(_DEFINITION_WIDTHS)
    first = DEFINITIONS_FIRST
    sheet.heads(first - 1, dict(zip("ABC", parts.heads("levels").values(), strict=True)))
    for number, name in zip(LEVELS, parts.pack.levels, strict=True):
        row = first + number - 1
        colours = {"bg_color": LEVEL_COLOURS[number - 1], "font_color": LEVEL_INK[number - 1]}
        sheet.number(f"A{row}", number, colours, align="left")
        sheet.text(f"B{row}", name, colours, bold=True)
        low, high = number - 0.5, number + 0.4
        text = f"{parts.words.score(max(1.0, low))}–{parts.words.score(min(5.0, high))}"
        sheet.text(f"C{row}", text, LINE)
    _lists(sheet, parts)
    _terms(sheet, parts)
    _practices(sheet, parts)
    _steps(sheet, parts)
    sheet.writer.freeze_panes(3, 2)


def _lists(sheet: Sheet, parts: Parts) -> None:
    row = parts.layout.lists_row
    lists: Sequence[Sequence[str | float]] = (
        [parts.say(f"roadmap.states.{state}") for state in STATES],
        [parts.words.say(f"horizons.{horizon}") for horizon in HORIZONS],
        parts.layout.roles,
        GRADES,
        [parts.words.say(f"states.{state}") for state in SIGN_STATES],
        IMPACTS,
        EFFORTS,
    )
    sheet.heads(row, dict(zip("ABCDEFG", parts.heads("lists").values(), strict=True)))
    for column, items in zip("ABCDEFG", lists, strict=True):
        for at, item in enumerate(items, start=row + 1):
            if isinstance(item, str):
                sheet.text(f"{column}{at}", item, LINE)
            else:
                sheet.number(f"{column}{at}", item, LINE, align="left")


def _terms(sheet: Sheet, parts: Parts) -> None:
    row = parts.layout.definitions_practices - len(parts.pack.terms) - 4
    sheet.heads(row, {"A": parts.say("definitions.terms"), "B": ""})
    for at, (term, text) in enumerate(parts.pack.terms.items(), start=row + 1):
        sheet.text(f"A{at}", term.partition(",")[0], bold=True)
        sheet.text(f"C{at}", text)


def _practices(sheet: Sheet, parts: Parts) -> None:
    row = parts.layout.definitions_practices
    columns = "ABCDEFGHIJKLMN"
    heads = list(parts.heads("definitions").values())
    heads += [f"{number} {name}" for number, name in zip(LEVELS, parts.pack.levels, strict=True)]
    sheet.heads(row - 1, dict(zip(columns, heads, strict=True)), height=30)
    for at, practice in enumerate(parts.layout.practices, start=row):
        asked = [role.name for id, role in parts.pack.roles.items() if practice.id not in role.omits]
        texts = [
            practice.id,
            practice.title,
            parts.name(practice.discipline),
            parts.dimension_name("three_ds", practice.three_d),
            practice.question,
            parts.dimension_name("stages", practice.stage),
            parts.say("gaps.key") if practice.key else "",
            parts.say("definitions.na", when=practice.na_when) if practice.allows_na else "",
            ", ".join(asked),
            *practice.full,
        ]
        for column, text in zip(columns, texts, strict=True):
            sheet.text(f"{column}{at}", text, LINE, WRAP, bold=column == "A")
        sheet.fit(at, [(text, _DEFINITION_WIDTHS[column]) for column, text in zip(columns, texts, strict=True)])
    # The list of every step that there is stays on the screen: on paper it is longer than all else.
    sheet.writer.print_area(f"A1:N{row + len(parts.layout.practices) - 1}")


def _steps(sheet: Sheet, parts: Parts) -> None:
    first = parts.layout.steps_first
    columns = "ABCDEFGHIJKLM"
    sheet.heads(
        first - 1, dict(zip(columns, parts.heads("steps").values(), strict=True)), right=tuple("CDFG"), height=30
    )
    for number in range(1, parts.layout.most_needs + 1):
        id, at = parts.layout.need_columns(number)
        heads = {id: parts.say("definitions.need", number=number), at: parts.say("definitions.need_level")}
        sheet.heads(first - 1, heads, right=(at,))
    row = first
    for practice in parts.layout.practices:
        for level, step in sorted(practice.steps.items()):
            text = step.text
            needs = ", ".join(
                f"{p.practice} {parts.say('roadmap.at_level', level=p.level)}" for p in step.prerequisites
            )
            cells = {
                "A": step.id,
                "B": practice.title,
                "E": step_title(practice, level, parts.words),
                "H": parts.pack.owner_roles[step.owner_role],
                "I": parts.say("priorities.visible" if step.visible else "priorities.not_visible"),
                "J": text.what if text else practice.full[level],
                "K": text.first_step if text else "",
                "L": text.done_when if text else "",
                "M": needs,
            }
            for column, value in cells.items():
                sheet.text(f"{column}{row}", value, LINE, WRAP, bold=column == "A")
            sheet.number(f"C{row}", level, LINE, WRAP)
            sheet.number(f"D{row}", level + 1, LINE, WRAP)
            sheet.number(f"F{row}", step.impact, LINE, WRAP, num_format="0.0")
            sheet.number(f"G{row}", step.effort, LINE, WRAP)
            for number, need in enumerate(step.prerequisites, start=1):
                id, at = parts.layout.need_columns(number)
                sheet.text(f"{id}{row}", need.practice, LINE, QUIET, valign="top")
                sheet.number(f"{at}{row}", need.level, LINE, QUIET, valign="top")
            sheet.fit(row, [(value, _DEFINITION_WIDTHS[column]) for column, value in cells.items()])
            row += 1
