"""The view from outside: who agrees with what a practice should bring them, beside its level inside."""

from collections.abc import Iterator, Sequence

from cxassess.formats import opened
from cxassess.mirror import say_panels
from cxassess.model.assessment import Finding
from cxassess.model.mirror import Agreement, Mirror, MirrorReading, Panel
from cxassess.report.blocks import Block, Heading, Label, Listing, PageBreak, Picture, Text, plain
from cxassess.report.compose.context import Context
from cxassess.report.compose.say_do import fitting
from cxassess.report.mirror_figures import MirrorBar, MirrorBars, MirrorRow

_KINDS = ("mirror_below", "mirror_above")
_ROOM = 900  # letters of findings below the picture, so that all stays on one page
_LONGEST = 200  # letters of how a panel was reached


def mirror(page: Context) -> Iterator[Block]:
    """The picture with a row a sentence, then what does not fit. Nothing where nobody outside has answered."""
    found = page.assessment.mirror
    if found is None:
        return
    yield PageBreak()
    yield Label(page.say("mirror.label"))
    findings = [finding for kind in _KINDS for finding in page.findings(kind)]
    yield Heading(_heading(page, found))
    if not found.shown:
        least = page.assessment.engagement.minimum_group
        yield Text(plain(page.say("mirror.withheld", least=least)))
        return
    people = opened(say_panels(found, page.words))
    yield Text(plain(f"{page.say('mirror.lead', people=people, count=len(found.items))} {_reached(page, found)}"))
    yield _picture(page, found)
    yield from _told(page, findings)
    yield from page.commented("mirror")


def _heading(page: Context, found: Mirror) -> str:
    """What asks for most: high ratings that few agree with, then what people outside see above the rating."""
    if not found.shown:
        return page.say("mirror.heading_few")
    for kind in _KINDS:
        findings = page.findings(kind)
        if findings:
            return page.say(f"mirror.heading_{kind.removeprefix('mirror_')}", count=len(findings))
    return page.say("mirror.heading_open")


def _reached(page: Context, found: Mirror) -> str:
    ways = [
        page.say(
            "mirror.way",
            panel=page.words.say(f"mirror.panel_{panel.panel}"),
            how=page.cut(panel.reached.rstrip(" ."), _LONGEST),
        )
        for panel in found.shown
        if panel.reached
    ]
    return page.say("mirror.reached", ways="; ".join(ways)) if ways else page.say("mirror.not_told")


def _told(page: Context, findings: Sequence[Finding]) -> Iterator[Block]:
    """What does not fit, as far as the page has room for it."""
    if not findings:
        return
    told = [plain(page.sentence(finding)) for finding in findings]
    shown = fitting(told, _ROOM)
    yield Heading(page.say("mirror.found", count=len(told)), 2)
    yield Listing(tuple(told[:shown]))
    if len(told) > shown:
        yield Text(plain(page.say("mirror.more", count=len(told) - shown)), "note")


# ── the picture ──────────────────────────────────────────────────────────────────────────────────────────────


def _picture(page: Context, found: Mirror) -> Picture:
    panels = [panel.panel for panel in found.shown]
    rows = tuple(_row(page, reading, panels) for reading in found.items)
    names = tuple(page.words.say(f"mirror.panel_{panel}") for panel in panels)
    figure = MirrorBars(rows, names, page.figure_words(MirrorBars))
    spoken = "; ".join(
        page.say(
            "mirror.alt_row",
            name=row.label,
            inside=row.inside,
            shares=", ".join(
                page.say("mirror.alt_share", panel=page.words.within(name), share=bar.said)
                for name, bar in zip(names, row.bars, strict=True)
            ),
        )
        for row in rows
    )
    note = [page.say("mirror.note")]
    if any(bar.share is None for row in rows for bar in row.bars):
        note.append(page.say("mirror.withheld", least=page.assessment.engagement.minimum_group))
    return Picture(figure, page.say("mirror.alt", rows=spoken), plain(" ".join(note)), page.caption("mirror"))


def _row(page: Context, reading: MirrorReading, panels: Sequence[Panel]) -> MirrorRow:
    score = page.assessment.practices.get(reading.item.id)
    rated = score is not None and score.value is not None
    inside = page.say("mirror.level", rating=score.value, level=score.level) if score and rated else ""
    return MirrorRow(
        label=reading.item.topic,
        level=score.level if score else None,
        inside=inside or page.say("mirror.not_rated"),
        bars=tuple(_bar(page, reading, agreement) for panel in panels if (agreement := reading.of(panel)) is not None),
    )


def _bar(page: Context, reading: MirrorReading, agreement: Agreement) -> MirrorBar:
    if agreement.share is None:
        return MirrorBar(None, None, None, page.say("mirror.hidden"), "")
    return MirrorBar(
        share=agreement.share,
        low=agreement.low,
        high=agreement.high,
        said=page.words.percent(agreement.share),
        detail=page.say("mirror.n", n=agreement.n),
        highlight=agreement.panel in reading.found,
    )
