"""Portfolios without a folder: organisations whose scores are spread, some of which moved or have units."""

from dataclasses import replace
from functools import cache

from people import PACK, assessed, everyone, person

from cxassess.model.pack import Pack
from cxassess.model.portfolio import Change, LeftOut, Organisation, Portfolio, Round, Standing, Unread
from cxassess.peers import OVERALL, anchors_of
from cxassess.portfolio import compare_organisations, read_round
from cxassess.report.compose.portfolio import compose_portfolio
from cxassess.report.word.writer import write_docx
from cxassess.report.workbook.portfolio import write_portfolio_workbook
from cxassess.serialise import as_json
from cxassess.words import read_words


@cache
def _round() -> Round:
    people = [person(f"P{n}", "manager", everyone("manager", str(2 + n % 2)), unit="NS"[n % 2]) for n in range(6)]
    return read_round(as_json(assessed(people)), anchors_of(PACK), is_finished=True)


def _moved(standing: Standing, by: float) -> Standing:
    if standing.value is None:
        return standing
    value = min(5.0, max(1.0, standing.value + by))
    target = standing.target
    return Standing(value, round(value), target, None if target is None else max(0.0, round(target - value, 1)))


def _organisation(number: int, name: str) -> Organisation:
    now = _round()
    by = (number * 7 % 23 - 9) / 10
    now = replace(
        now,
        wave="2027",
        is_finished=number % 5 != 3,
        overall=Standing(None) if number % 11 == 6 else _moved(now.overall, by),
        stage=None if number % 11 == 6 else now.stage,
        dimensions={key: _moved(score, by + n % 3 / 5) for n, (key, score) in enumerate(now.dimensions.items())},
        practices={id: _moved(score, by + n % 5 / 5) for n, (id, score) in enumerate(now.practices.items())},
        units=now.units if number % 3 == 0 else {key: {} for key in now.units},
    )
    if number % 2:
        return Organisation(name, f"clients/{number:03}", shares=False, now=now)
    before = replace(_round(), wave="2026", anchors={} if number % 8 == 4 else now.anchors)
    tested = {OVERALL: Change(2.5, 2.9, 0.4, 0.1, 0.7, "improved"), "disciplines.design": Change(2.5, 3.0, 0.5)}
    return Organisation(
        name, f"clients/{number:03}", shares=False, now=now, before=before, tested=tested if number % 4 == 0 else None
    )


def portfolio(count: int, name: str = "Client {}") -> Portfolio:
    """So many organisations; a name without braces is that of all, which are then told apart by folder."""
    made = [_organisation(number, name.replace("{}", str(number))) for number in range(count)]
    left = [LeftOut(f"{name}/left", "protected")]
    return compare_organisations(made, PACK.id, left, [Unread(f"{name}/broken", (f"{name}: no store",))])


def word(found: Portfolio, template: bytes, pack: Pack = PACK, language: str = "en") -> bytes:
    words = read_words(language)
    said = {one.folder: words.say(f"portfolio.left.{one.reason}", **one.values) for one in found.left_out}
    return write_docx(compose_portfolio(found, pack, said, words), template, found.as_of)


def sheets(found: Portfolio, pack: Pack = PACK, language: str = "en") -> bytes:
    words = read_words(language)
    said = {one.folder: words.say(f"portfolio.left.{one.reason}", **one.values) for one in found.left_out}
    return write_portfolio_workbook(found, pack, said, words)
