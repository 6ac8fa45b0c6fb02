"""Customers' words: what they write about, which themes go with which scores, and what some of them said."""

from collections.abc import Iterator, Sequence

from cxassess.model.comments import By, CommentCounts, GroupCount, Quote, ScoreLink, ThemeCount
from cxassess.report.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Label,
    PageBreak,
    Picture,
    Run,
    Table,
    Text,
    plain,
)
from cxassess.report.compose.context import Context, text_cell
from cxassess.report.figures import ThemeBar, ThemeBars, Tone

_MOST_SHOWN = 12  # themes in the picture
_MOST_IN_TABLE = 8
_MOST_COLUMNS = 5  # touchpoints or channels of the table
_FROM_THEMES = 6  # with quotes


def customer_words(page: Context) -> Iterator[Block]:
    """The picture of themes, what was said of them in customers' own words, and where. Nothing without comments."""
    counts = page.assessment.comments
    if counts is None:
        return
    shown = [theme for theme in counts.themes if theme.n]
    yield PageBreak()
    yield Label(page.say("words.label"))
    yield Heading(_heading(page, counts, shown))
    yield Text(plain(_lead(page, counts)))
    if not shown:
        yield Text(plain(page.say("words.too_few", least=page.assessment.engagement.minimum_group)))
        return
    yield _picture(page, counts, shown[:_MOST_SHOWN])
    yield from _links(page, counts, shown)
    yield from _quotes(page, counts, shown)
    yield from _where(page, shown)
    yield from page.commented("words")


def _heading(page: Context, counts: CommentCounts, shown: Sequence[ThemeCount]) -> str:
    if not shown:
        return page.say("words.heading_none", n=counts.comments, count=counts.comments)
    first = shown[0]
    worst = _clear(counts, shown, worse=True)
    name = page.words.say("quote", text=first.name)
    if worst is None:
        return page.say("words.heading", name=name, share=first.share)
    theme, link = worst
    difference = abs(link.difference or 0.0)
    if theme is first:
        return page.say("words.heading_same", name=name, share=first.share, difference=difference)
    other = page.words.say("quote", text=theme.name)
    return page.say("words.heading_other", name=name, share=first.share, other=other, difference=difference)


def _lead(page: Context, counts: CommentCounts) -> str:
    days = [(source.first, source.last) for source in counts.sources if source.first and source.last]
    sources = page.words.join([source.name for source in counts.sources])
    told = [page.say("words.lead", count=counts.comments, sources=sources)]
    if days:
        told.append(page.say("words.days", first=min(first for first, _ in days), last=max(last for _, last in days)))
    told.append(page.say("words.tagged", share=counts.untagged / counts.comments))
    told.append(page.say("words.own_frame" if counts.own_frame else "words.shipped_frame"))
    return " ".join(told)


def link_of(theme: ThemeCount, counts: CommentCounts) -> ScoreLink | None:
    """How a theme goes with the score that most comments have."""
    return next((link for link in theme.scores if key_of(link) == counts.score), None)


def key_of(link: ScoreLink) -> str:
    return f"{link.metric}.{link.least}_{link.most}" + (".down" if link.better == "down" else "")


def tone_of(link: ScoreLink | None) -> Tone:
    """Whether comments with a theme clearly scored worse than others, or better: the interval excludes nought."""
    if link is None or link.low is None or link.high is None or link.low <= 0 <= link.high:
        return "quiet"
    return "gap" if (link.high < 0) == (link.better == "up") else "agree"


def _clear(counts: CommentCounts, shown: Sequence[ThemeCount], *, worse: bool) -> tuple[ThemeCount, ScoreLink] | None:
    """The theme whose comments clearly scored furthest below the others, or above them."""
    found = [(theme, link) for theme in shown if (link := link_of(theme, counts)) is not None]
    clear = [(theme, link) for theme, link in found if tone_of(link) == ("gap" if worse else "agree")]
    return max(clear, key=lambda pair: abs(pair[1].difference or 0.0), default=None)


def score_name(page: Context, link: ScoreLink) -> str:
    return page.say(f"words.scores.{link.metric}", least=link.least, most=link.most)


# ── the picture ──────────────────────────────────────────────────────────────────────────────────────────────


def _picture(page: Context, counts: CommentCounts, shown: Sequence[ThemeCount]) -> Picture:
    links = [link_of(theme, counts) for theme in shown]
    link = next((link for link in links if link), None)
    head = page.say("words.score_head", score=score_name(page, link)) if link else ""
    rows = tuple(_row(page, theme, link) for theme, link in zip(shown, links, strict=True))
    figure = ThemeBars(rows, head, page.figure_words(ThemeBars), page.words.formats)
    spoken = "; ".join(
        page.say("words.alt_row", name=row.label, share=row.said, difference=row.said_difference)
        if link
        else page.say("words.alt_row_plain", name=row.label, share=row.said)
        for row in rows
    )
    note = [page.say("words.note")]
    if link:
        note.append(page.say("words.note_score", score=score_name(page, link)))
    few = sum(1 for theme in counts.themes if theme.n is None)
    if few:
        note.append(page.say("words.few", count=few, least=page.assessment.engagement.minimum_group))
    caption = page.caption("words", n=counts.comments)
    return Picture(figure, page.say("words.alt", rows=spoken), plain(" ".join(note)), caption)


def _row(page: Context, theme: ThemeCount, link: ScoreLink | None) -> ThemeBar:
    difference = link.difference if link else None
    told = page.say("words.too_few_scored") if difference is None else page.words.signed(difference)
    if link and link.low is not None and link.high is not None:
        low, high = page.words.signed(link.low), page.words.signed(link.high)
        told = page.say("words.difference", difference=told, low=low, high=high)
    return ThemeBar(
        label=theme.name,
        share=theme.share or 0.0,
        low_share=theme.low or 0.0,
        high_share=theme.high or 0.0,
        said=page.say("words.share", share=theme.share, n=theme.n),
        difference=difference,
        low=link.low if link else None,
        high=link.high if link else None,
        said_difference=told if link else "",
        tone=tone_of(link),
    )


def _links(page: Context, counts: CommentCounts, shown: Sequence[ThemeCount]) -> Iterator[Block]:
    """Which theme goes with the lowest score and which with the highest, in a sentence each."""
    told = []
    for worse in (True, False):
        found = _clear(counts, shown, worse=worse)
        if found is None:
            continue
        theme, link = found
        told.append(
            page.say(
                "words.goes_worse" if worse else "words.goes_better",
                name=page.words.say("quote", text=theme.name),
                score=score_name(page, link),
                mean=link.mean,
                n=link.n,
                others=link.others_mean,
                others_n=link.others_n,
            )
        )
    if told:
        yield Text(plain(" ".join([*told, page.say("words.no_cause")])))


# ── what they said, and where ────────────────────────────────────────────────────────────────────────────────


def _quotes(page: Context, counts: CommentCounts, shown: Sequence[ThemeCount]) -> Iterator[Block]:
    """Quotes of a few themes in the order of the picture: those that clearly scored apart, then the most frequent."""
    having = [theme for theme in shown if theme.quotes]
    chosen = sorted(having, key=lambda theme: tone_of(link_of(theme, counts)) == "quiet")[:_FROM_THEMES]
    quoted = [theme for theme in having if theme in chosen]
    if not quoted:
        return
    yield Heading(page.say("words.quotes"), 2)
    for theme in quoted:
        yield Text((Run(page.say("words.quoted", name=theme.name, count=theme.n or 0), bold=True),), keep=True)
        for quote in theme.quotes:
            yield Text((Run(page.words.say("quote", text=quote.text)), *_said_of(page, quote)), "quote")


def _said_of(page: Context, quote: Quote) -> tuple[Run, ...]:
    """Where and when it was said, in grey."""
    about = page.words.row([part for part in (quote.touchpoint, period_name(page, quote.period)) if part])
    return (Run(f" · {about}", grey=True),) if about else ()


def period_name(page: Context, period: str) -> str:
    """A quarter as the language writes it."""
    if not period:
        return ""
    year, _, quarter = period.partition("-Q")
    return page.words.say("periods.quarter", quarter=quarter, year=year)


def _where(page: Context, shown: Sequence[ThemeCount]) -> Iterator[Block]:
    """The themes by touchpoint, or by channel where touchpoints are not told apart."""
    by = next((by for by in ("touchpoint", "channel") if len(_columns(shown, by)) > 1), None)
    if by is None:
        return
    wanted: By = "touchpoint" if by == "touchpoint" else "channel"
    groups = _columns(shown, wanted)[:_MOST_COLUMNS]
    width = 0.68 / len(groups)
    columns = (
        Column(page.say("words.theme"), 0.32),
        *(Column(page.say("words.group", name=group.name, n=group.n), width, "right") for group in groups),
    )
    yield Heading(page.say(f"words.by_{by}"), 2)
    rows = tuple(
        (text_cell(theme.name), *(_share_cell(page, theme, wanted, group.name) for group in groups))
        for theme in shown[:_MOST_IN_TABLE]
    )
    about = page.say(f"words.by_{by}_about")
    yield Table(columns, rows, about, plain(page.say("words.where_note")), caption=page.caption(f"words_{by}"))


def _columns(shown: Sequence[ThemeCount], by: By) -> list[GroupCount]:
    """The groups that may be shown, those with most comments first."""
    return [group for group in shown[0].groups.get(by, ()) if group.count is not None] if shown else []


def _share_cell(page: Context, theme: ThemeCount, by: By, name: str) -> Cell:
    group = next(group for group in theme.groups[by] if group.name == name)
    others = [other.share for other in theme.groups[by] if other.share is not None]
    is_most = group.share is not None and group.share == max(others) and (group.low or 0) > (theme.share or 0)
    return text_cell(page.words.formats.percent(group.share), bold=is_most)
