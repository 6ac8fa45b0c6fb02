"""Say and do: what the company says of its practice beside what its customers answer, on one page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from cxassess.metrics import METRICS, say_value, shown_unit
from cxassess.model.assessment import Finding
from cxassess.model.say_do import Answer, ThemeReading
from cxassess.report.blocks import Block, Heading, Label, Listing, PageBreak, Picture, Run, Runs, Text, plain
from cxassess.report.compose.context import Context, claim
from cxassess.report.figures import OutcomeStrip, SayDo, SayDoRow, Tone, round_axis

_TONES: dict[str, Tone] = {
    "gap_outside": "gap",
    "gap_inside": "gap",
    "unexplained": "gap",
    "agree_well": "agree",
    "agree_weak": "agree",
}
_NAMED = 2  # themes in a heading
_ROOM, _ROOM_AGREEING = 500, 220  # letters of sentences below the picture, which shows all themes
CAVEAT = "MEA8"  # its finding is about the figures themselves, and stands beside them where they are printed


def say_do(page: Context) -> Iterator[Block]:
    """The picture with a line a theme, then what does not fit, then what agrees."""
    themes = page.assessment.say_do
    rated = [theme for theme in themes if theme.verdict != "not_rated"]
    if not rated:
        return
    yield PageBreak()
    yield Label(page.say("say_do.label"))
    yield Heading(_heading(page, rated))
    asked = page.told("perception.asked", note="bain") if "perception" not in page.sections else ()
    yield Text((*asked, Run(" " if asked else ""), *plain(page.say("say_do.lead"))))
    yield _picture(page, rated)
    doubts = _doubts(page)
    if doubts:
        told = doubts[: fitting([doubt.runs for doubt in doubts], _ROOM)]
        yield Heading(page.say("say_do.apart", count=len(doubts)), 2)
        yield Listing(tuple(doubt.runs for doubt in told))
        end = [page.say("say_do.others", count=len(doubts) - len(told))] if len(doubts) > len(told) else []
        if "perception" not in page.sections and any(theme.verdict == "gap_inside" for theme in rated):
            end.append(page.say("say_do.work"))
        if end:
            yield Text(plain(" ".join(end)), "note")
    agreeing = [theme for theme in rated if theme.agrees]
    if agreeing:
        shown = agreeing[: fitting([plain(theme.sentence) for theme in agreeing], _ROOM_AGREEING)]
        sentences = " ".join(theme.sentence for theme in shown)
        yield claim(page.say("say_do.agreeing", count=len(agreeing)), sentences)
    if not any(theme.answers for theme in rated):
        yield Text(plain(page.say("say_do.inside_only")))
    yield from page.commented("say_do")


def _heading(page: Context, themes: Sequence[ThemeReading]) -> str:
    """What decides most: customers who answer otherwise, then the company’s own people, then agreement."""
    of = {verdict: [theme for theme in themes if theme.verdict == verdict] for verdict in _TONES}
    if outside := of["gap_outside"]:
        return page.say("say_do.heading_outside", count=len(outside), names=_names(page, outside))
    if inside := of["gap_inside"]:
        fits = sum(1 for theme in inside if is_poor(theme.answer) and not theme.indicative)
        key = "heading_inside" if fits else "heading_inside_alone"
        return page.say(f"say_do.{key}", count=len(inside), of=len(themes), fits=fits)
    if unexplained := of["unexplained"]:
        return page.say("say_do.heading_unexplained", count=len(unexplained), names=_names(page, unexplained))
    if agreeing := [*of["agree_well"], *of["agree_weak"]]:
        return page.say("say_do.heading_agree", count=len(agreeing), of=len(themes))
    if not any(theme.answers for theme in themes):
        return page.say("say_do.heading_only")
    return page.say("say_do.heading_open")


def fitting(told: Sequence[Runs], room: int) -> int:
    """How many of the sentences the page has room for, one at least."""
    ends = accumulate(sum(len(run.text) for run in runs) for runs in told)
    return max(1, sum(1 for end in ends if end <= room))


def _weight(theme: ThemeReading) -> tuple[int, bool, float]:
    """What customers answer first, and among the gaps inside the clear and wide ones."""
    order = ("gap_outside", "unexplained", "gap_inside").index(theme.verdict)
    return order, theme.indicative, -(theme.gap or 0.0)


def _names(page: Context, themes: Sequence[ThemeReading]) -> str:
    named = [page.words.say("quote", text=theme.name) for theme in themes[:_NAMED]]
    if len(themes) > _NAMED:
        named.append(page.say("say_do.more", count=len(themes) - _NAMED))
    return page.words.join(named)


def is_poor(answer: Answer | None) -> bool:
    """Whether customers answer with an outcome that is worse or misses its target, or few of them agree."""
    return answer is not None and answer.kind != "sample" and answer.verdict in {"worse", "missed"}


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What does not fit, in words, with the findings that are told by it."""

    runs: Runs
    findings: tuple[Finding, ...]


def _doubts(page: Context) -> list[_Doubt]:
    """The themes that do not fit, weightiest first, then the contradictions that belong to none.

    The contradiction on the figures themselves is among them only where no page shows the figures.
    """
    found, themes = page.findings("contradiction"), page.assessment.say_do
    doubts = []
    for theme in sorted((theme for theme in themes if theme.contradicts), key=_weight):
        own = tuple(finding for finding in found if finding.about in theme.practices)
        name = Run(page.say("say_do.named", name=theme.name), bold=True)
        told = " ".join(page.sentence(finding) for finding in own)
        doubts.append(_Doubt((name, Run(told)) if own else plain(theme.sentence), own))
    inside = {id for theme in themes for id in theme.practices}
    doubts += [
        _Doubt(plain(page.sentence(finding)), (finding,))
        for finding in found
        if finding.about not in inside and (finding.about != CAVEAT or "outcomes" not in page.sections)
    ]
    return doubts


def told_on_page(page: Context) -> tuple[Finding, ...]:
    """The contradictions that the page on say and do tells in words, where the report has it."""
    doubts = _doubts(page) if "say_do" in page.sections else []
    told = doubts[: fitting([doubt.runs for doubt in doubts], _ROOM)]
    return tuple(finding for doubt in told for finding in doubt.findings)


# ── the picture ──────────────────────────────────────────────────────────────────────────────────────────────


def _picture(page: Context, themes: Sequence[ThemeReading]) -> Picture:
    figure = SayDo(tuple(_row(page, theme) for theme in themes), page.figure_words(SayDo))
    spoken = "; ".join(
        page.say(
            "say_do.alt_row",
            name=theme.name,
            executive=page.words.score(theme.executive.value),
            front_line=page.words.score(theme.front_line.value),
            outcome=f"{row.outcome.name} {row.outcome.said}" if row.outcome else page.say("figures.inside_only"),
            verdict=row.verdict,
        )
        for theme, row in zip(themes, figure.rows, strict=True)
    )
    sources = dict.fromkeys(theme.answer.source for theme in themes if theme.answer and theme.answer.source)
    source = page.say("say_do.sources", names=", ".join(sources)) if sources else ""
    note = page.say("say_do.note")
    hidden = [t for t in themes for side in (t.executive, t.front_line) if side.n is None]
    if hidden:
        note += " " + page.say("say_do.hidden", least=page.assessment.engagement.minimum_group)
    caption = page.caption("say_do", source=source)
    return Picture(figure, page.say("say_do.alt", rows=spoken), plain(note), caption)


def _row(page: Context, theme: ThemeReading) -> SayDoRow:
    return SayDoRow(
        label=theme.name,
        executive=theme.executive.value,
        front_line=theme.front_line.value,
        said_executive=page.words.score(theme.executive.value),
        said_front_line=page.words.score(theme.front_line.value),
        n_executive=theme.executive.n,
        n_front_line=theme.front_line.n,
        outcome=_strip(page, theme.answer) if theme.answer else None,
        verdict=page.words.say(f"say_do.verdicts.{theme.verdict}"),
        tone=_TONES.get(theme.verdict, "quiet"),
    )


def _strip(page: Context, answer: Answer) -> OutcomeStrip:
    """An outcome on an axis of round numbers that holds all there is of it."""

    def said(value: float) -> str:
        if answer.kind == "mirror":
            return page.words.percent(value)  # people: what follows the point would say more than they do
        return say_value(answer.metric, value, page.words, answer.unit, answer.value)

    known = (answer.value, answer.low, answer.high, answer.previous, answer.target)
    marks = [value for value in known if value is not None]
    kind = METRICS.get(answer.metric)
    usual = 0.0 if answer.unit in {"count", "share"} else None
    least, most = (kind.low, kind.high) if kind is not None and answer.unit == kind.unit else (usual, None)
    _, size = shown_unit(answer.unit, answer.value)  # a duration: round in the unit in which it is read
    most = None if most is None or most == float("inf") else most / size
    low, high, _ = round_axis(min(marks) / size, max(marks) / size, least and least / size, most)
    low, high = (0.0, 1.0) if answer.kind == "mirror" else (low * size, high * size)

    def at(value: float | None) -> float | None:
        return None if value is None else min(1.0, max(0.0, (value - low) / (high - low)))

    details = []
    if answer.kind == "sample":
        details.append(page.say("say_do.least", least=said(answer.target or 0)))
    else:
        if answer.low is not None and answer.high is not None:
            first, last = said(answer.low), said(answer.high)
            if first != last:
                details.append(page.say("say_do.interval", low=first, high=last))
        whole = "say_do.whole" if answer.unit in {"count", "money"} else "metrics.no_n"
        details.append(page.say("metrics.n", n=answer.n) if answer.n else page.say(whole))
        if answer.target is not None:
            details.append(page.say("say_do.target", target=said(answer.target)))
    sample = answer.kind == "sample"
    value = at(answer.value)
    return OutcomeStrip(
        name=answer.name if answer.kind == "value" else page.say(f"say_do.{answer.kind}", metric=answer.name),
        said=said(answer.value) if answer.n or not sample else page.say("metrics.no_n"),
        detail=page.words.row(details),
        at=value if value is not None else 0.0,
        low=at(answer.low),
        high=at(answer.high),
        before=at(answer.previous),
        target=at(answer.target),
        ends=None if sample else (said(low), said(high)),
        better={"up": 1, "down": -1, "band": 0}[answer.better],
        poor=answer.verdict in {"worse", "missed"},
    )
