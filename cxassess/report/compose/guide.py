"""The guide for an interview in person: what one role is asked, to be printed and filled in by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import count
from math import ceil

from cxassess.briefing import privacy_sentences, terms_used
from cxassess.formats import opened
from cxassess.model.engagement import Engagement, Wave
from cxassess.model.pack import CARD_CHOICES, LEVELS, Card, Dimension, Pack, Practice, Role
from cxassess.pace import TALKING, usual_minutes
from cxassess.report.blocks import (
    BOX,
    Block,
    Cell,
    Column,
    Document,
    Form,
    Heading,
    Label,
    PageBreak,
    Ruled,
    Run,
    Table,
    Text,
    Tick,
    Tile,
    Tiles,
    TwoColumns,
    bold,
    plain,
)
from cxassess.words import Words

QUESTION_SHARE = 0.7  # of the text width; the rest is for notes
NOTE_LINES, NOTE_LINES_ALONE, NOTE_LINES_CARD = 3, 6, 4  # beside lines for proof, without them, and beside a card
GRID_GROUPS = 3  # questions side by side in the grid
ID_WIDTH, SPACE_WIDTH = 1.6, 0.6  # as multiples of the column of a box
MOST_IN_GRID = 75  # questions that fit on one page
GRADES = ("E1", "E2", "E3")
GAP = Text((), "note")


@dataclass(frozen=True)
class Guide:
    """One guide in the making."""

    pack: Pack
    settings: Engagement
    wave: Wave
    words: Words
    role: Role

    def say(self, key: str, /, **values: object) -> str:
        """A sentence of the guide's part of the catalogue."""
        return self.words.say(f"guide.{key}", **values)

    @property
    def who(self) -> str:
        """The role's people, within a sentence."""
        return self.words.formats.continued(self.role.plural)

    @property
    def footer(self) -> str:
        """The firm, and who may read this."""
        settings = self.settings
        key = "report.footer" if settings.firm else "report.footer_alone"
        said = settings.confidentiality or self.words.say("report.confidential", client=settings.client)
        return self.words.say(key, firm=settings.firm, confidentiality=said)

    @cached_property
    def asked(self) -> tuple[str, ...]:
        return self.pack.asked_of(self.role.id)

    @cached_property
    def practices(self) -> tuple[Practice, ...]:
        return tuple(self.pack.practices[id] for id in self.asked if id in self.pack.practices)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        return tuple(self.pack.cards[id] for id in self.asked if id in self.pack.cards)

    @cached_property
    def terms(self) -> Mapping[str, str]:
        """The terms in all that this role is shown, with their meaning."""
        shown = [text for p in self.practices for text in (p.question, *p.short, *p.full)]
        shown += [p.enough for p in self.practices if self.role.evidence]
        shown += [text for c in self.cards for text in (c.question, *c.options)]
        return terms_used(self.pack, "\n".join(shown))


def compose_guide(pack: Pack, settings: Engagement, wave: Wave, words: Words, role: Role) -> Document:
    """The interview guide of a role as blocks."""
    guide = Guide(pack, settings, wave, words, role)
    return Document(
        title=f"{settings.client}: {guide.say('title', role=guide.who)}",
        subtitle=settings.about,
        author=settings.firm or settings.client,
        language=words.formats.tag,
        hyphenated=words.formats.hyphenates,
        fields={
            "header.left": guide.say("header", client=settings.client, role=guide.who),
            "header.right": guide.say("wave_line", wave=wave.id),
            "footer.left": guide.footer,
        },
        sections={"guide": tuple(_blocks(guide))},
    )


def _blocks(guide: Guide) -> Iterator[Block]:
    yield from _first_page(guide)
    yield PageBreak()
    yield from _terms(guide)
    for number, discipline in enumerate(guide.pack.disciplines, start=1):
        yield from _discipline(guide, number, discipline)
    yield from _cards(guide)
    yield from _closing(guide)


# ── the first page ───────────────────────────────────────────────────────────────────────────────────────────


def _first_page(guide: Guide) -> Iterator[Block]:
    yield Label(guide.say("first_line", client=guide.settings.client, wave=guide.wave.id, footer=guide.footer))
    yield Heading(guide.say("title", role=guide.who))
    if guide.settings.about:
        yield Text(plain(guide.settings.about), "lead")
    yield _facts(guide)
    yield Form(
        (
            (Ruled(guide.say("name")), GAP, Ruled(guide.say("date"))),
            (Ruled(guide.say("unit")), GAP, Ruled(guide.say("start"))),
            (Ruled(guide.say("interviewer")), GAP, Ruled(guide.say("end"))),
        ),
        (0.36, 0.32, 0.32),
        guide.say("fill_in"),
    )
    yield Heading(guide.say("run"), 2)
    yield _steps(guide)
    yield Heading(guide.say("read_aloud"), 2)
    told = [guide.words.say("interview.how")]
    if not guide.settings.roles[guide.role.id].weight:
        told.append(guide.words.say("interview.not_counted"))
    yield Text(plain(" ".join(told)))
    seen = privacy_sentences(guide.settings, guide.words, with_proof=guide.role.evidence)
    title = f"{guide.words.say('interview.privacy_title')}. "
    yield Text((Run(title, bold=True), Run(" ".join(seen))))


def _facts(guide: Guide) -> Tiles:
    """How much is asked, and for how long."""
    reading = 5 * ceil(usual_minutes(guide.pack, guide.role.id) / 5)
    parts = [guide.say("practices", count=len(guide.practices))]
    if guide.cards:
        parts.append(guide.say("cards", count=len(guide.cards)))
    values = (
        ("questions", str(len(guide.asked)), ", ".join(parts)),
        ("talking", guide.say("minutes", minutes=TALKING * reading), guide.say("talking_note")),
        ("reading", guide.say("minutes", minutes=reading), guide.say("reading_note")),
        ("wave", guide.wave.id, guide.words.say("report.state_of", as_of=guide.wave.as_of)),
    )
    tiles = tuple(Tile(guide.say(key), value, (line,)) for key, value, line in values)
    return Tiles(tiles, guide.say("facts_about"))


def _steps(guide: Guide) -> Table:
    """How to run the interview, in the order in which it happens."""
    keys = ["aloud", "ask", "show", "unknown", "example", *(("proof", "doubt") if guide.role.evidence else ()), "note"]
    rows = tuple(
        (Cell((Run(str(number)),), serif=True), Cell((Run(guide.say(f"steps.{key}")),)))
        for number, key in enumerate(keys, start=1)
    )
    return Table((Column("", 0.045), Column("", 0.955)), rows, guide.say("run"), numbered=True)


def _terms(guide: Guide) -> Iterator[Block]:
    """The terms that this role's questions use, in two columns."""
    if not guide.terms:
        return
    yield Label(guide.say("before"))
    yield Heading(guide.say("terms"))
    texts = [Text((Run(f"{opened(term)}. ", bold=True), Run(text)), "small") for term, text in guide.terms.items()]
    half = ceil(len(texts) / 2)
    yield TwoColumns(tuple(texts[:half]), tuple(texts[half:]), guide.words.say("report.two_columns"))


# ── the questions ────────────────────────────────────────────────────────────────────────────────────────────


def _discipline(guide: Guide, number: int, discipline: Dimension) -> Iterator[Block]:
    practices = [p for p in guide.practices if p.discipline == discipline.id]
    if not practices:
        return
    follows = practices[0] is not guide.practices[0] or bool(guide.terms)
    yield Label(guide.say("discipline", number=number, of=len(guide.pack.disciplines)), apart=follows)
    yield Heading(discipline.name)
    yield Text(plain(discipline.about), "small", keep=True)
    for practice in practices:
        yield from _practice(guide, practice)


def _practice(guide: Guide, practice: Practice) -> Iterator[Block]:
    """A question with its five pictures to tick, in the pack's order and without a number, and room for notes."""
    left: list[Text | Tick | Ruled] = [
        Tick(((Run(f"{short}. ", bold=True), Run(full)),))
        for short, full in zip(practice.short, practice.full, strict=True)
    ]
    right: list[Text | Tick | Ruled] = [Tick((plain(guide.words.say("interview.dont_know")),))]
    if practice.allows_na:
        left.append(Text(plain(guide.say("na_when", when=guide.words.formats.continued(practice.na_when))), "note"))
        right += [Tick((plain(guide.say("not_applicable")),)), Ruled("")]
    yield Heading(guide.say("question", id=practice.id, question=practice.question), 2, small=True)
    yield Form(
        (tuple(left), (*right, *_notes(guide, practice))),
        (QUESTION_SHARE, 1 - QUESTION_SHARE),
        guide.say("practice_about", id=practice.id),
        rule=True,
    )


def _notes(guide: Guide, practice: Practice) -> Iterator[Text | Tick | Ruled]:
    """Lines to write on; with room for proof where the role is asked for it."""
    lines = NOTE_LINES if guide.role.evidence else NOTE_LINES_ALONE
    yield Ruled(guide.say("notes"), lines - practice.allows_na)
    if not guide.role.evidence:
        return
    yield Ruled(guide.say("proof"))
    yield Tick(tuple(plain(grade) for grade in GRADES))
    enough = guide.words.formats.continued(practice.enough)
    yield Text(plain(f"{guide.words.say('interview.enough')}: {enough}"), "note")


# ── the cards ────────────────────────────────────────────────────────────────────────────────────────────────


def printed_order(card: str) -> tuple[str, ...]:
    """The choices of a card as every guide prints them, never in the order of the stages nor in its reverse.

    The options stand for stages in order, so that their own order would suggest that the last one is best.
    """
    orders = (
        tuple(sorted(CARD_CHOICES, key=lambda choice: sha256(f"{card}:{salt}:{choice}".encode()).digest()))
        for salt in count()
    )
    return next(order for order in orders if order not in {CARD_CHOICES, CARD_CHOICES[::-1]})


def _cards(guide: Guide) -> Iterator[Block]:
    if not guide.cards:
        return
    yield Label(guide.words.say("interview.cards"), apart=True)
    yield Heading(guide.say("cards_heading", count=len(guide.cards)))
    yield Text(plain(guide.words.say("interview.choose_card")), "small", keep=True)
    for card in guide.cards:
        yield from _card(guide, card)


def _card(guide: Guide, card: Card) -> Iterator[Block]:
    texts = dict(zip(CARD_CHOICES, card.options, strict=True))
    yield Heading(guide.say("question", id=card.id, question=card.question), 2, small=True)
    yield Form(
        (
            tuple(Tick((plain(texts[choice]),)) for choice in printed_order(card.id)),
            (Tick((plain(guide.words.say("interview.dont_know")),)), Ruled(guide.say("notes"), NOTE_LINES_CARD)),
        ),
        (QUESTION_SHARE, 1 - QUESTION_SHARE),
        guide.say("card_about", id=card.id),
        rule=True,
    )


# ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────


def _closing(guide: Guide) -> Iterator[Block]:
    yield PageBreak()
    yield Label(guide.say("closing"))
    yield Heading(guide.say("closing_heading"))
    yield Text((Run(guide.say("thank"), bold=True), Run(guide.words.say("interview.what_next"))))
    yield Text((Run(guide.say("enter"), bold=True), Run(guide.say("enter_how"))))
    yield Text(bold(guide.say("command", role=guide.role.id)), "rest")
    if len(guide.asked) <= MOST_IN_GRID:
        yield from _grid(guide)


def _grid(guide: Guide) -> Iterator[Block]:
    """One row a question, for typing the answers from one page."""
    yield Heading(guide.say("grid"), 2)
    yield Text(plain(guide.say("grid_note_cards" if guide.cards else "grid_note")), "rest")
    group = _grid_columns(guide)
    columns = [column for _ in range(GRID_GROUPS) for column in group][1:]
    height = ceil(len(guide.asked) / GRID_GROUPS)
    rows = []
    for number in range(height):
        ids = [guide.asked[at] if at < len(guide.asked) else "" for at in range(number, height * GRID_GROUPS, height)]
        rows.append(tuple(cell for id in ids for cell in _grid_cells(guide, id))[1:])
    yield Table(tuple(columns), tuple(rows), guide.say("grid_about"))


def _grid_columns(guide: Guide) -> tuple[Column, ...]:
    """White space, the id, and a box each; the first group of a row needs no white space before it."""
    heads = (*map(str, LEVELS), guide.say("dk"), guide.say("na"))
    unit = 1 / (GRID_GROUPS * (len(heads) + ID_WIDTH + SPACE_WIDTH) - SPACE_WIDTH)
    boxes = (Column(head, unit, "center") for head in heads)
    return (Column("", SPACE_WIDTH * unit), Column("", ID_WIDTH * unit), *boxes)


def _grid_cells(guide: Guide, id: str) -> Iterator[Cell]:
    practice = guide.pack.practices.get(id)
    marks = [""] * 7
    if practice is not None:
        marks = [BOX] * 6 + [BOX if practice.allows_na else ""]
    elif id:
        marks = [*printed_order(id), "", BOX, ""]
    yield Cell(())
    yield Cell((Run(id, grey=True),))
    for mark in marks:
        yield Cell(plain(mark))
