"""The Excel form of one respondent as plain data: whose it is, what it asks, and what may be chosen.

The form carries its facts with it, so that it finds its way back whatever people and programs did to it: which
engagement, wave and questionnaire, who answers, and a seal that only the engagement can make.
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date

from cxassess.model.engagement import Answer, Engagement, Wave
from cxassess.model.pack import CARD_CHOICES, DONT_KNOW, LEVELS, NOT_APPLICABLE, Card, Pack, Practice
from cxassess.pace import usual_seconds
from cxassess.words import Words

HEADS = ("key", "value", "shown", "comment", "proof")  # of the hidden sheet; the same in any language
HIDDEN_SHEET = "cxassess"
MARK = "cxassess form 1 "  # before the facts, in the cell that holds them
CARDS = "cards"  # as the section of the orientation cards
SECTION = "section:"  # before a section in the column of ids
ANONYMOUS = "anonymous:"  # before the key of somebody whose name is not kept
COLUMNS = ("question", "answer", "comment", "proof")
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛`´′", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
    }
)


@dataclass(frozen=True, slots=True)
class Facts:
    """Whose form it is. `respondent` is the name, or the key of somebody whose name is not kept."""

    engagement: str
    client: str
    wave: str
    questionnaire: str
    version: str
    language: str
    respondent: str
    role: str
    unit: str

    @property
    def is_anonymous(self) -> bool:
        return self.respondent.startswith(ANONYMOUS)

    @property
    def name(self) -> str:
        """The name; empty where it is not kept."""
        return "" if self.is_anonymous else self.respondent

    @property
    def text(self) -> str:
        """The facts as the seal covers them: the same for the same facts, in letters that no office program touches."""
        return json.dumps(asdict(self), sort_keys=True).replace("_", "\\u005f")  # _x0041_ would become an A


def sealed(facts: Facts, seal: str) -> str:
    """The text of the cell that holds the facts."""
    return f"{MARK}{seal} {facts.text}"


def unsealed(text: str) -> tuple[Facts, str] | None:
    """The facts of such a cell and their seal, which is not checked here; None where the text holds none."""
    if not text.startswith(MARK):
        return None
    seal, _, content = text.removeprefix(MARK).partition(" ")
    try:
        read = json.loads(content)
    except (ValueError, RecursionError):
        return None
    names = {field.name for field in fields(Facts)}
    if not isinstance(read, dict) or set(read) != names or not all(isinstance(v, str) for v in read.values()):
        return None
    return Facts(**read), seal


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be chosen: 1–5, DK, NA or a–d, and the text that stands for it."""

    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the form, with what its person has answered.

    `pictures` are the five anchors, or the options of a card in the order of this person; `others` say that there is
    no answer to choose from these. The choice of `answer` is empty where there is none yet.
    """

    id: str
    number: int
    text: str
    pictures: tuple[Choice, ...]
    others: tuple[Choice, ...]
    answer: Answer
    seconds: float

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (*self.pictures, *self.others)

    def shown(self, value: str) -> str:
        """The text of a choice; empty for one that is not among them."""
        return next((choice.shown for choice in self.choices if choice.value == value), "")


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of a discipline, or the cards."""

    id: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One respondent’s form. `send_to` says in the consultant’s words where it goes back, and is empty without any."""

    facts: Facts
    seal: str
    pack: Pack
    settings: Engagement
    wave: Wave
    sections: tuple[Section, ...]
    send_to: str
    until: date | None

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def asks_for_proof(self) -> bool:
        return self.pack.roles[self.facts.role].evidence


def sections_of(
    pack: Pack, words: Words, role: str, orders: Mapping[str, tuple[str, ...]], answers: Mapping[str, Answer]
) -> tuple[Section, ...]:
    """What a role is asked, by discipline, then the cards.

    Args:
        orders: the choices of each card in the order in which this person sees them.
        answers: what the person has answered, or noted without a choice yet.
    """
    asked = pack.asked_of(role)
    titles = {dimension.id: dimension.name for dimension in pack.disciplines}
    members: dict[str, list[str]] = {}
    for id in asked:
        members.setdefault(pack.practices[id].discipline if id in pack.practices else CARDS, []).append(id)
    sections, before = [], 0
    for section, ids in members.items():
        numbered = enumerate(ids, start=before + 1)
        questions = tuple(_question(pack, words, role, id, number, orders, answers) for number, id in numbered)
        sections.append(Section(section, titles.get(section, words.say("interview.cards")), questions))
        before += len(ids)
    return tuple(sections)


def _question(
    pack: Pack,
    words: Words,
    role: str,
    id: str,
    number: int,
    orders: Mapping[str, tuple[str, ...]],
    answers: Mapping[str, Answer],
) -> Question:
    others = tuple(_others(pack.practices.get(id), words))
    pictures = _told_apart(_pictures(pack, id, orders), others)
    text = pack.practices[id].question if id in pack.practices else pack.cards[id].question
    answer = answers.get(id, Answer(id, ""))
    return Question(id, number, text, pictures, others, answer, usual_seconds(pack, role, id))


def _pictures(pack: Pack, id: str, orders: Mapping[str, tuple[str, ...]]) -> tuple[Choice, ...]:
    if id in pack.practices:
        return anchors_of(pack.practices[id])
    options = {choice.value: choice for choice in options_of(pack.cards[id])}
    return tuple(options[value] for value in orders.get(id, CARD_CHOICES))


def anchors_of(practice: Practice) -> tuple[Choice, ...]:
    """The five short anchors of a practice."""
    return tuple(Choice(str(level), short) for level, short in zip(LEVELS, practice.short, strict=True))


def options_of(card: Card) -> tuple[Choice, ...]:
    """The four options of a card, as the questionnaire has them."""
    return tuple(map(Choice, CARD_CHOICES, card.options))


def _others(practice: Practice | None, words: Words) -> Iterator[Choice]:
    yield Choice(DONT_KNOW, words.say("interview.dont_know"))
    if practice is not None and practice.allows_na:
        yield Choice(NOT_APPLICABLE, words.say("interview.not_applicable"))


def _told_apart(pictures: tuple[Choice, ...], others: Iterable[Choice]) -> tuple[Choice, ...]:
    """The pictures; with their numbers where a questionnaire of one’s own has two that read alike."""
    texts = [as_compared(choice.shown) for choice in (*pictures, *others)]
    if len(set(texts)) == len(texts) and all(texts):
        return pictures
    return tuple(Choice(c.value, f"{number}. {c.shown}") for number, c in enumerate(pictures, start=1))


def as_compared(text: str) -> str:
    """What two ways to type one text share: case, blanks, kinds of quotation marks and dashes, a full stop.

    >>> as_compared(" Don’t  know. ") == as_compared("don't know")
    True
    """
    plain = unicodedata.normalize("NFKC", text.translate(_ALIKE)).casefold()
    visible = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return " ".join(visible.split()).strip(" .")
