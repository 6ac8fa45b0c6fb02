"""What each page shows to one person: plain values for the templates, without any markup."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cxassess.briefing import not_translated, privacy_sentences, terms_in
from cxassess.files.store_privacy import PREFIX
from cxassess.model.engagement import Answer, Engagement
from cxassess.model.pack import DONT_KNOW, LEVELS, NOT_APPLICABLE, Pack
from cxassess.sitting import Person, Session, card_order
from cxassess.words import Words


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question."""

    value: str
    title: str
    full: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the bar: a discipline or the cards, with how many of its questions are answered."""

    name: str
    answered: int
    of: int


@dataclass(frozen=True, slots=True)
class Row:
    """A question in the list of all."""

    id: str
    question: str
    answer: str
    is_noted: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of a section, for the list of all."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question."""

    id: str
    section: str
    position: str
    nth: str
    left: str
    progress: str
    sections: tuple[Section, ...]
    question: str
    asked_in: str  # the language that the question and its choices stand in
    explained_in: str  # and the one of why it is asked
    help: str
    options: tuple[Option, ...]
    chosen: str
    allows_na: bool
    na_when: str
    why: str
    terms: Mapping[str, str]
    enough: str
    not_enough: str
    asks_proof: bool
    comment: str
    evidence: str
    seen: int
    is_card: bool
    is_first: bool
    is_saved: bool


@dataclass(frozen=True, slots=True)
class LastPage:
    """What somebody answered the last time."""

    said: str
    answer: str
    answered_in: str  # the language of the answer
    comment: str


@dataclass(frozen=True, slots=True)
class WelcomePage:
    """What somebody reads before the first question, or after coming back."""

    who: str
    title: str
    about: str
    how_long: str
    how: str
    privacy: tuple[str, ...]
    not_counted: str
    progress: str
    begin: str
    contact: str
    deletion: str = ""


@dataclass(frozen=True, slots=True)
class FinishPage:
    """What is still open, and what happens next."""

    title: str
    said: str
    open: tuple[Row, ...]
    is_finished: bool
    unknown: int = 0
    more: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """One person's questions and answers in one language."""

    settings: Engagement
    pack: Pack
    words: Words
    person: Person
    id: str
    answers: Mapping[str, Answer]
    drafts: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def sitting(self) -> Session:
        return Session(self.pack, self.person, self.answers)

    @property
    def asks_proof(self) -> bool:
        return self.pack.roles[self.person.role].evidence

    def who(self) -> str:
        """Name, role and unit, as far as there are any."""
        parts = (self.person.name, self.pack.roles[self.person.role].name, self.person.unit)
        return ", ".join(part for part in parts if part)

    # ── a question ───────────────────────────────────────────────────────────────────────────────────────────

    def question(self, question: str, seen: int) -> QuestionPage:
        """One question with what was answered to it; `seen` is the number of that answer, 0 for none."""
        say, sitting = self.words.say, self.sitting
        place = sitting.place(question)
        practice = self.pack.practices.get(question)
        present = self.answers.get(question)
        noted = present or self.drafts.get(question) or Answer(question, "")
        key = f"{'cards' if practice is None else 'practices'}.{question}"
        help = say("interview.choose_card" if practice is None else "interview.choose_picture")
        return QuestionPage(
            id=question,
            section=self._section(place.section),
            position=say("web.position", number=place.number, of=place.of),
            nth=say("web.nth", nth=sitting.asked.index(question) + 1, all=len(sitting.asked)),
            left=self.left(),
            progress=say("web.answered", n=sitting.answered, of=len(sitting.asked)),
            sections=self.sections(),
            question=self._words_of(question),
            asked_in=self.pack.language_of(f"{key}.question"),
            explained_in=self.pack.language_of(f"{key}.why"),
            help=" ".join((help, *not_translated(self.pack, self.words, f"{key}.question"))),
            options=self.options(question),
            chosen=present.choice if present else "",
            allows_na=practice is not None and practice.allows_na,
            na_when=practice.na_when if practice else "",
            why=practice.why if practice else "",
            terms=terms_in(self.pack, question),
            enough=practice.enough if practice else "",
            not_enough=practice.not_enough if practice else "",
            asks_proof=self.asks_proof and practice is not None,
            comment=noted.comment,
            evidence=noted.evidence,
            seen=seen,
            is_card=practice is None,
            is_first=question == sitting.asked[0],
            is_saved=bool(sitting.answered),
        )

    def options(self, question: str) -> tuple[Option, ...]:
        """The choices as this person sees them; don't know and does not apply stand apart from them."""
        if question in self.pack.cards:
            texts = dict(zip("abcd", self.pack.cards[question].options, strict=True))
            who = self.person.name or PREFIX + self.id  # as the terminal and the form know somebody without a name
            return tuple(Option(choice, texts[choice]) for choice in card_order(who, question))
        practice = self.pack.practices[question]
        return tuple(Option(str(n), practice.short[n - 1], practice.full[n - 1]) for n in LEVELS)

    def takes(self, question: str, choice: str) -> bool:
        """Whether a choice is one of this question, which this person is asked."""
        if question not in self.sitting.asked:
            return False
        if choice == NOT_APPLICABLE:
            return question in self.pack.practices and self.pack.practices[question].allows_na
        return choice == DONT_KNOW or choice in {option.value for option in self.options(question)}

    def left(self) -> str:
        """About how long it still takes."""
        minutes = self.sitting.minutes_promised()
        return (
            self.words.say("interview.minutes_left", count=minutes) if minutes else self.words.say("web.all_answered")
        )

    def sections(self) -> tuple[Section, ...]:
        """The parts of the bar."""
        sitting = self.sitting
        counts: dict[str | None, list[bool]] = {}
        for question in sitting.asked:
            counts.setdefault(sitting.section(question), []).append(question in self.answers)
        return tuple(Section(self._section(id), sum(done), len(done)) for id, done in counts.items())

    def _section(self, id: str | None) -> str:
        return self.words.say("interview.cards") if id is None else self.pack.dimension("disciplines", id).name

    def _words_of(self, question: str) -> str:
        return (self.pack.practices.get(question) or self.pack.cards[question]).question

    def said(self, answer: Answer) -> str:
        """An answer as it stood among the choices."""
        apart = {DONT_KNOW: "interview.dont_know", NOT_APPLICABLE: "interview.not_applicable"}
        if answer.choice in apart:
            return self.words.say(apart[answer.choice])
        return next((o.title for o in self.options(answer.question) if o.value == answer.choice), answer.choice)

    def last(self, wave: str, as_of: date, answer: Answer) -> LastPage:
        """An answer of an earlier wave, in the words of now, which mean the same."""
        is_level = answer.choice not in {DONT_KNOW, NOT_APPLICABLE}
        language = self.pack.language_of(f"practices.{answer.question}.short") if is_level else self.pack.language
        said = self.words.say("interview.last_said", wave=wave, date=as_of)
        return LastPage(said, self.said(answer), language, answer.comment)

    # ── around the questions ─────────────────────────────────────────────────────────────────────────────────

    def welcome(self) -> WelcomePage:
        """What this is about, how long it takes and who sees what."""
        say, sitting = self.words.say, self.sitting
        n, minutes = len(sitting.asked), sitting.minutes_promised()
        counted = self.settings.roles[self.person.role].weight > 0
        answered = sitting.answered
        return WelcomePage(
            who=self.who(),
            title=say("web.title"),
            about=self.settings.about,
            how_long=say("web.how_long", n=n, minutes=minutes) if not answered else self.left(),
            how=say("web.how"),
            privacy=privacy_of(self.settings, self.words, with_proof=self.asks_proof),
            not_counted="" if counted else say("interview.not_counted"),
            progress=say("web.answered", n=answered, of=n) if answered else "",
            begin=say("web.go_on" if answered else "web.start"),
            contact=self.settings.privacy_contact,
        )

    def groups(self) -> tuple[Group, ...]:
        """All questions under the headings of their sections."""
        sitting = self.sitting
        found: dict[str | None, list[Row]] = {}
        for question in sitting.asked:
            found.setdefault(sitting.section(question), []).append(self._row(question))
        return tuple(Group(self._section(id), tuple(rows)) for id, rows in found.items())

    def _row(self, question: str) -> Row:
        answer = self.answers.get(question)
        noted = answer or self.drafts.get(question)
        is_noted = noted is not None and bool(noted.comment or noted.evidence)
        return Row(question, self._words_of(question), self.said(answer) if answer else "", is_noted)

    def finish(self, *, is_finished: bool) -> FinishPage:
        """What is still open before the last button, and thanks after it."""
        say, sitting = self.words.say, self.sitting
        unknown = sum(answer.choice == DONT_KNOW for answer in self.answers.values())
        open_ = tuple(self._row(question) for question in sitting.open)
        if is_finished and not open_:
            said = say("web.all_saved", of=len(sitting.asked))
            return FinishPage(say("web.thanks"), said, (), is_finished=True, more=say("interview.what_next"))
        title = say("web.still_open", count=len(open_)) if open_ else say("web.all_done")
        said = say("web.answered", n=sitting.answered, of=len(sitting.asked))
        return FinishPage(title, said, open_, is_finished=is_finished, unknown=unknown)


def privacy_of(settings: Engagement, words: Words, *, with_proof: bool) -> tuple[str, ...]:
    """Who sees what: the same promises as in the terminal."""
    return tuple(privacy_sentences(settings, words, with_proof=with_proof))


def last_day(ends: date | None, words: Words) -> str:
    """Until when a link opens, or nothing."""
    return words.say("web.until", date=ends) if ends else ""
