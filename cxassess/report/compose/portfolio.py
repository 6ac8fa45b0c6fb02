"""The report on a portfolio: many organisations as blocks, from two to some six pages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cxassess.display import MISSING, difference
from cxassess.model.comparison import CLAIMED
from cxassess.model.pack import Pack
from cxassess.model.portfolio import Lack, Move, Organisation, Portfolio, Spread
from cxassess.peers import OVERALL
from cxassess.portfolio import DISCIPLINES
from cxassess.report.blocks import (
    Block,
    Caption,
    Cell,
    Column,
    Document,
    Heading,
    Label,
    Listing,
    Picture,
    Run,
    Table,
    Text,
    Tile,
    Tiles,
    plain,
)
from cxassess.report.compose.exhibits import numbered
from cxassess.report.strip_figures import StripRow, Strips
from cxassess.words import Words

MOST_NAMED = 12  # organisations whose dots carry a number
MOST_ROWS = 40  # organisations in the table; beyond, the ends are shown and the workbook has all
MOST_MOVES, MOST_PRACTICES, MOST_UNITS = 12, 12, 12
SHOWN_MOVES = 2  # disciplines beside an organisation that moved


@dataclass(frozen=True)
class Page:
    """One report in the making; `said` are the sentences on what is left out, by folder."""

    portfolio: Portfolio
    pack: Pack
    said: Mapping[str, str]
    words: Words

    def say(self, key: str, /, **values: object) -> str:
        return self.words.say(f"portfolio.{key}", **values)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The disciplines that any organisation has a score for."""
        return tuple(key for key in self.portfolio.spreads if key != OVERALL)

    @cached_property
    def organisations(self) -> Sequence[Organisation]:
        return self.portfolio.organisations

    def name(self, key: str) -> str:
        """A discipline's name by its key, or that of all of them."""
        if key == OVERALL:
            return self.say("overall")
        return self.pack.dimension("disciplines", key.removeprefix(DISCIPLINES)).name

    def short(self, key: str) -> str:
        return self.pack.dimension("disciplines", key.removeprefix(DISCIPLINES)).short

    def caption(self, key: str) -> Caption:
        return Caption(f"portfolio.{key}", self.say(f"{key}_caption"))


def compose_portfolio(portfolio: Portfolio, pack: Pack, said: Mapping[str, str], words: Words) -> Document:
    """The report as blocks, in the language of `words`, with the names of a questionnaire."""
    page = Page(portfolio, pack, said, words)
    count = len(portfolio.organisations)
    return Document(
        title=page.say("title", pack=pack.title),
        subtitle=page.say("subtitle", count=count, day=portfolio.as_of),
        author="",
        language=words.formats.tag,
        hyphenated=words.formats.hyphenates,
        fields={
            "header.left": page.say("header", count=count),
            "header.right": words.say("full_date", day=portfolio.as_of),
            "footer.left": page.say("footer"),
        },
        sections=numbered({"portfolio": tuple(_blocks(page))}, words),
    )


def _blocks(page: Page) -> Iterator[Block]:
    for section in (_summary, _distribution, _heat, _moved, _gaps, _units, _method):
        yield from section(page)


# ── the first page ───────────────────────────────────────────────────────────────────────────────────────────


def _summary(page: Page) -> Iterator[Block]:
    p, say = page.portfolio, page.say
    yield Label(say("label"))
    yield Heading(_headline(page))
    yield Text(plain(say("lead", pack=page.pack.title, versions=", ".join(p.versions))), "lead")
    yield Tiles(tuple(_tiles(page)), say("tiles_about"))
    if sentences := list(_sentences(page)):
        yield Listing(tuple(plain(sentence) for sentence in sentences))


def _headline(page: Page) -> str:
    overall, count = page.portfolio.spreads.get(OVERALL), len(page.organisations)
    if overall is None:
        return page.say("heading_none", count=count)
    if overall.n == 1:
        return page.say("heading_one", value=overall.median)
    return page.say("heading", count=overall.n, low=overall.low, high=overall.high, median=overall.median)


def _tiles(page: Page) -> Iterator[Tile]:
    p, say, score = page.portfolio, page.say, page.words.score
    finished = sum(one.now.is_finished for one in page.organisations)
    people = sum(one.now.n for one in page.organisations)
    lines = (say("tile_waves", finished=finished), say("tile_people", count=people))
    yield Tile(say("tile_n"), str(len(page.organisations)), lines)
    if (overall := p.spreads.get(OVERALL)) is not None:
        quartiles = _quartiles(page, overall)
        yield Tile(say("tile_median"), score(overall.median), (quartiles, f"n = {overall.n}"))
        ends = f"{score(overall.low)}–{score(overall.high)}"
        yield Tile(say("tile_range"), ends, (f"n = {overall.n}",))
    known = {stage: n for stage, n in p.stages.items() if stage}
    if known:
        order = [stage.id for stage in page.pack.stages]
        most = max(known, key=lambda stage: (known[stage], -order.index(stage)))
        told = say("tile_stage_of", count=known[most], of=len(page.organisations))
        name = page.pack.stages[order.index(most)].name
        yield Tile(say("tile_stage"), str(order.index(most) + 1), (name, told))


def _quartiles(page: Page, spread: Spread) -> str:
    if spread.lower is None:
        return page.say("tile_few")
    return page.say("tile_quartiles", lower=spread.lower, upper=spread.upper)


def _sentences(page: Page) -> Iterator[str]:
    p, say = page.portfolio, page.say
    if len(page.organisations) > 1 and page.keys:
        widest = max(page.keys, key=lambda key: difference(p.spreads[key].high, p.spreads[key].low))
        s = p.spreads[widest]
        yield say("widest", name=page.name(widest), low=s.low, high=s.high, median=s.median, n=s.n)
    if p.disciplines:
        first = p.disciplines[0]
        yield say("lack", name=page.name(first.subject), under=first.under, of=first.of, gap=first.gap)
    if p.practices:
        first = p.practices[0]
        title = page.pack.practices[first.subject].title
        yield say("lack_practice", name=title, id=first.subject, under=first.under, of=first.of)
    if moved := [move.changes[OVERALL] for move in p.moves if OVERALL in move.changes]:
        signs = [(change.difference > 0) - (change.difference < 0) for change in moved]
        verdicts = [change.verdict for change in moved]
        tested = say(
            "tested_summary", improved=verdicts.count("improved"), declined=verdicts.count("declined")
        ) if _are_tested(p.moves) else say("not_tested")  # fmt: skip
        up, same, down = (signs.count(sign) for sign in (1, 0, -1))
        yield say("moved_summary", count=len(moved), up=up, same=same, down=down, tested=tested)
    if open_ := [one.name for one in page.organisations if not one.now.is_finished]:
        yield say("unfinished_summary", count=len(open_), names=page.words.join(open_[:5] + ["…"] * (len(open_) > 5)))
    if left := len(p.left_out) + len(p.unread):
        yield say("left_summary", count=left)


def _are_tested(moves: Sequence[Move]) -> bool:
    return bool(moves) and all(move.is_tested for move in moves if move.changes)


# ── distribution ─────────────────────────────────────────────────────────────────────────────────────────────


def _distribution(page: Page) -> Iterator[Block]:
    p, say = page.portfolio, page.say
    if not p.spreads:
        return
    yield Label(say("distribution_label"), apart=True)
    yield Heading(_apart(page))
    few = len(page.organisations) <= MOST_NAMED
    rows = [*page.keys, *([OVERALL] if OVERALL in p.spreads else [])]
    figure = Strips(
        rows=tuple(_strip(page, key, named=few) for key in rows),
        levels=page.pack.levels,
        words={
            "strip_one": say("one_numbered" if few else "one"),
            "strip_half": page.words.say("report.figures.strip_half"),
            "strip_median": page.words.say("report.figures.strip_median"),
        },
        formats=page.words.formats,
    )
    spoken = "; ".join(
        say("distribution_alt_row", name=page.name(k), low=s.low, high=s.high, median=s.median, n=s.n)
        for k, s in ((key, p.spreads[key]) for key in rows)
    )
    yield Picture(figure, say("distribution_alt", rows=spoken), caption=page.caption("distribution"))
    yield _spread_table(page, rows)
    stages = [
        say("stage_count", name=stage.name, n=p.stages[stage.id])
        for stage in page.pack.stages
        if p.stages.get(stage.id)
    ]
    if p.stages.get(""):
        stages.append(say("no_stage", n=p.stages[""]))
    yield Text(plain(say("stages_text", stages=page.words.row(stages))), "small")


def _apart(page: Page) -> str:
    """Where the organisations lie furthest apart and closest together, by the printed range; plain where alike."""
    ranges = {key: difference(s.high, s.low) for key in page.keys if (s := page.portfolio.spreads[key]).n > 1}
    ends = sorted(ranges, key=lambda key: (-ranges[key], page.keys.index(key)))
    if len(ends) < 2 or ranges[ends[0]] == ranges[ends[1]] or ranges[ends[-1]] == ranges[ends[-2]]:
        return page.say("distribution_heading")
    names = [page.words.within(page.name(key)) for key in (ends[0], ends[-1])]
    return page.say("distribution_heading_widest", name=names[0], other=names[1])


def _strip(page: Page, key: str, *, named: bool) -> StripRow:
    spread = page.portfolio.spreads[key]
    values = tuple(
        (value, str(number) if named else "")
        for number, one in enumerate(page.organisations, start=1)
        if (value := score_of(one, key)) is not None
    )
    said = page.say("said", median=spread.median, n=spread.n)
    return StripRow(page.name(key), values, spread.median, spread.lower, spread.upper, said)


def score_of(one: Organisation, key: str) -> float | None:
    """An organisation's score of a dimension, or of all of them."""
    if key == OVERALL:
        return one.now.overall.value
    return one.now.dimensions[key].value if key in one.now.dimensions else None


def _spread_table(page: Page, rows: Sequence[str]) -> Table:
    heads = ("median", "lower", "upper", "low", "high")
    columns = (
        Column(page.say("head_dimension"), 0.25),
        Column(page.say("head_n"), 0.06, "right"),
        *(Column(page.say(f"head_{head}"), 0.095, "right") for head in heads),
        *(Column(str(level), 0.043, "right") for level in range(1, 6)),
    )
    cells = []
    for key in rows:
        spread = page.portfolio.spreads[key]
        numbers = (spread.median, spread.lower, spread.upper, spread.low, spread.high)
        cells.append(
            (
                _cell(page.name(key), bold=key == OVERALL),
                _cell(str(spread.n)),
                *(_cell(page.words.score(value)) for value in numbers),
                *(_cell(str(n) if n else MISSING, grey=not n) for n in spread.levels),
            )
        )
    return Table(columns, tuple(cells), page.say("spread_about"), caption=page.caption("spread"))


def _cell(text: str, second: str = "", *, bold: bool = False, grey: bool = False, level: int | None = None) -> Cell:
    return Cell((Run(text, bold=bold, grey=grey),), second, level=level)


# ── each organisation ────────────────────────────────────────────────────────────────────────────────────────


def _heat(page: Page) -> Iterator[Block]:
    say, count = page.say, len(page.organisations)
    yield Label(say("heat_label"), apart=True)
    yield Heading(say("heat_heading"))
    ordered = list(enumerate(page.organisations, start=1))
    half = MOST_ROWS // 2
    shown = ordered if count <= MOST_ROWS else [*ordered[:half], *ordered[-half:]]
    letters = [max(7, len(page.short(key))) for key in page.keys]  # heads are not divided
    columns = (
        Column(say("head_no"), 0.05),
        Column(say("head_organisation"), 0.24),
        Column(say("overall"), 0.09, "center"),
        *(
            Column(page.short(key), 0.62 * n / sum(letters), "center")
            for key, n in zip(page.keys, letters, strict=True)
        ),
    )
    note = plain(say("heat_some", shown=half, count=count)) if count > MOST_ROWS else ()
    rows = tuple(_organisation(page, number, one) for number, one in shown)
    yield Table(columns, rows, say("heat_about"), note, caption=page.caption("heat"))


def _organisation(page: Page, number: int, one: Organisation) -> tuple[Cell, ...]:
    now = one.now
    told = page.say("wave" if now.is_finished else "wave_unfinished", wave=now.wave, n=now.n)
    standings = [now.overall, *(now.dimensions[key] for key in page.keys)]
    return (
        _cell(str(number), grey=True),
        _cell(one.name, told),
        *(_cell(page.words.score(s.value), level=s.level) for s in standings),
    )


# ── who moved ────────────────────────────────────────────────────────────────────────────────────────────────


def _moved(page: Page) -> Iterator[Block]:
    moves, say = page.portfolio.moves, page.say
    if not moves:
        return
    known = sorted(
        (move for move in moves if OVERALL in move.changes),
        key=lambda move: (-abs(move.changes[OVERALL].difference), move.name),
    )
    rest = [move for move in moves if OVERALL not in move.changes]
    tested = _are_tested(known)
    yield Label(say("moved_label"), apart=True)
    verdicts = [move.changes[OVERALL].verdict for move in known]
    yield Heading(
        say(
            "moved_heading_tested" if tested else "moved_heading",
            count=len(known),
            improved=verdicts.count("improved"),
            declined=verdicts.count("declined"),
        )
    )
    columns = (
        Column(say("head_organisation"), 0.27),
        Column(say("head_before"), 0.08, "right"),
        Column(say("head_now"), 0.08, "right"),
        Column(say("head_difference"), 0.11, "center"),
        Column(say("head_verdict"), 0.16),
        Column(say("head_most"), 0.30),
    )
    shown = [*known, *rest][:MOST_MOVES]
    note = say("moved_note_tested" if tested else "moved_note")
    if len(shown) < len(moves):
        note = f"{say('moved_some', shown=len(shown), count=len(moves))} {note}"
    rows = tuple(_move_row(page, move) for move in shown)
    yield Table(columns, rows, say("moved_about"), plain(note), caption=page.caption("moved"))


def _move_row(page: Page, move: Move) -> tuple[Cell, ...]:
    name = _cell(move.name, page.say("moved_waves", before=move.before, now=move.now))
    overall = move.changes.get(OVERALL)
    most = _most(page, move)
    if overall is None:
        why = page.say(f"moved_{move.reason or 'no_score'}")
        return (name, *(_cell(MISSING, grey=True) for _ in range(3)), _cell(why), _cell(most))
    verdict = page.words.say(f"compare.verdicts.{move.verdict(OVERALL)}")
    return (
        name,
        _cell(page.words.score(overall.before)),
        _cell(page.words.score(overall.now)),
        _cell(page.words.signed(overall.difference), bold=overall.verdict in CLAIMED),
        _cell(verdict),
        _cell(most),
    )


def _most(page: Page, move: Move) -> str:
    """The disciplines whose printed score moved most; where that was tested, of those that moved clearly."""
    changes = [
        (key, change)
        for key, change in move.changes.items()
        if key != OVERALL and change.difference and (not move.is_tested or change.verdict in CLAIMED)
    ]
    changes.sort(key=lambda row: -abs(row[1].difference))
    told = [
        page.say("moved_row", name=page.short(key), difference=page.words.signed(change.difference))
        for key, change in changes[:SHOWN_MOVES]
    ]
    return page.words.row(told) or MISSING


# ── gaps and units ───────────────────────────────────────────────────────────────────────────────────────────


def _gaps(page: Page) -> Iterator[Block]:
    p, say = page.portfolio, page.say
    yield Label(say("gaps_label"), apart=True)
    if not p.disciplines:
        yield Heading(say("gaps_heading_none"))
    else:
        first = p.disciplines[0]
        yield Heading(say("gaps_heading", name=page.name(first.subject), under=first.under, of=first.of))
        rows = tuple(_lack_row(page, lack, page.name(lack.subject)) for lack in p.disciplines)
        columns = [Column(say("head_dimension"), 0.6), *_lack_heads(page)]
        yield Table(tuple(columns), rows, say("gaps_about"), caption=page.caption("gaps"))
    if p.practices:
        rows = tuple(
            (_cell(lack.subject, grey=True), *_lack_row(page, lack, page.pack.practices[lack.subject].title))
            for lack in p.practices[:MOST_PRACTICES]
        )
        columns = [Column(say("head_no"), 0.09), Column(say("head_practice"), 0.51), *_lack_heads(page)]
        yield Table(tuple(columns), rows, say("gaps_practices_about"), caption=page.caption("gaps_practices"))


def _lack_heads(page: Page) -> tuple[Column, Column]:
    return Column(page.say("head_short"), 0.2, "right"), Column(page.say("head_gap"), 0.2, "right")


def _lack_row(page: Page, lack: Lack, name: str) -> tuple[Cell, ...]:
    of = page.say("n_of", under=lack.under, of=lack.of)
    return _cell(name), _cell(of), _cell(page.words.score(lack.gap))


def _units(page: Page) -> Iterator[Block]:
    say = page.say
    found = sorted(page.portfolio.units, key=lambda one: (-difference(one.high, one.low), one.name))
    if not found:
        return
    widest = found[0]
    yield Label(say("units_label"), apart=True)
    apart = difference(widest.high, widest.low)
    discipline = page.words.within(page.name(widest.dimension))
    yield Heading(say("units_heading", name=widest.name, discipline=discipline, apart=apart))
    columns = (
        Column(say("head_organisation"), 0.26),
        Column(say("head_units"), 0.09, "right"),
        Column(say("head_dimension"), 0.21),
        Column(say("head_low_unit"), 0.17),
        Column(say("head_high_unit"), 0.17),
        Column(say("head_range"), 0.10, "right"),
    )
    rows = tuple(
        (
            _cell(one.name),
            _cell(str(one.n)),
            _cell(page.name(one.dimension)),
            _cell(say("unit", unit=one.low_unit, value=one.low)),
            _cell(say("unit", unit=one.high_unit, value=one.high)),
            _cell(page.words.score(difference(one.high, one.low))),
        )
        for one in found[:MOST_UNITS]
    )
    yield Table(columns, rows, say("units_about"), caption=page.caption("units"))


# ── how to read ──────────────────────────────────────────────────────────────────────────────────────────────


def _method(page: Page) -> Iterator[Block]:
    p, say = page.portfolio, page.say
    yield Label(say("method_label"), apart=True)
    yield Heading(say("method_heading"))
    yield Text(plain(say("method_which", questionnaire=p.questionnaire)), "small")
    for key in ("alike", "numbers", "limits"):
        yield Text(plain(say(f"method_{key}")), "small")
    if items := left_items(page):
        yield Heading(say("left_heading"), 2)
        yield Listing(tuple(plain(say("left_item", folder=folder, why=why)) for folder, why in items))


def left_items(page: Page) -> list[tuple[str, str]]:
    """What is left out or could not be read, by folder, with why."""
    left = [(one.folder, page.said[one.folder]) for one in page.portfolio.left_out]
    return [*left, *((one.folder, " ".join(one.faults)) for one in page.portfolio.unread)]
