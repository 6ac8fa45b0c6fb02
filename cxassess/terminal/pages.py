"""What each page says to one person: the pack's texts and the catalogue's sentences, without any drawing."""

from collections.abc import Container
from dataclasses import dataclass

from cxassess.briefing import head_word, not_translated, privacy_sentences, terms_in
from cxassess.files.last_time import LastAnswer
from cxassess.model.engagement import Answer, Engagement, Wave
from cxassess.model.pack import DONT_KNOW, LEVELS, NOT_APPLICABLE, Pack
from cxassess.sitting import Person, Session, card_order
from cxassess.terminal.screen import Item, KeyHint, Marks, Option, QuestionView, key_hints
from cxassess.words import Words

Texts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Pages:
    """The words of every page for one wave."""

    pack: Pack
    settings: Engagement
    wave: Wave
    words: Words
    marks: Marks
    facilitated: bool = False  # a consultant asks and types

    def hints(self, *names: str) -> tuple[KeyHint, ...]:
        """Keys as the catalogue describes them."""
        return key_hints(self.words, self.marks, *names)

    # ── one question ──────────────────────────────────────────────────────────────────────────────

    def view(
        self,
        session: Session,
        question: str,
        draft: Answer,
        notice: str,
        note: str = "",
        *,
        unsaved: bool = False,
        with_last: bool = False,
    ) -> QuestionView:
        """The page of one question; `draft` holds the comment and proof as they now stand, `note` the consultant's.

        `unsaved` tells that some comment or proof waits for its answer, which stopping would lose; `with_last` that the
        person can see what they answered the last time.
        """
        say, place = self.words.say, session.place(question)
        is_card = question in self.pack.cards
        minutes = session.minutes_promised()
        return QuestionView(
            head=self.head(session.person),
            recent=tuple(self._recent(session, one) for one in session.recent[-2:]),
            section=self.section(place.section),
            position=say(
                "interview.position",
                number=place.number,
                of=place.of,
                nth=session.asked.index(question) + 1,
                all=len(session.asked),
            ),
            left=say("interview.minutes_left", count=minutes) if minutes else say("interview.all_answered"),
            share=session.answered / len(session.asked),
            id=question,
            question=self.question(question),
            help=" ".join(
                (
                    say("interview.choose_card" if is_card else "interview.choose_picture"),
                    *not_translated(
                        self.pack, self.words, f"{'cards' if is_card else 'practices'}.{question}.question"
                    ),
                )
            ),
            options=self.options(session.person, question),
            saved=present.choice if (present := session.answers.get(question)) else "",
            notes=self._notes(session, draft, note),
            notice=notice,
            keys=self._keys(session.person, question, "stop_typing" if unsaved else "stop", with_last=with_last),
        )

    def options(self, person: Person, question: str) -> tuple[Option, ...]:
        """The choices of a question as this person sees them; levels have no numbers, cards no letters."""
        say = self.words.say
        if question in self.pack.cards:
            texts = dict(zip("abcd", self.pack.cards[question].options, strict=True))
            shown = [Option(choice, texts[choice]) for choice in card_order(person.name, question)]
            return (*shown, Option(DONT_KNOW, say("interview.dont_know"), apart=True))
        practice = self.pack.practices[question]
        shown = [Option(str(n), practice.short[n - 1], practice.full[n - 1]) for n in LEVELS]
        shown.append(Option(DONT_KNOW, say("interview.dont_know"), say("interview.dont_know_means"), apart=True))
        if practice.allows_na:
            shown.append(Option(NOT_APPLICABLE, say("interview.not_applicable"), practice.na_when, apart=True))
        return tuple(shown)

    def head(self, person: Person) -> str:
        """Client, wave and who answers."""
        values = {"name": person.called, "role": self.pack.roles[person.role].name, "unit": person.unit}
        who = self.words.say("interview.who_in_unit" if person.unit else "interview.who", **values)
        return self.words.say("interview.head", client=self.settings.client, wave=self.wave.id, who=who)

    def head_unnamed(self) -> str:
        """Client and wave, before anybody has a name."""
        return self.words.say("interview.head_unnamed", client=self.settings.client, wave=self.wave.id)

    def section(self, discipline: str | None) -> str:
        """The name of a discipline, or of the cards."""
        if discipline is None:
            return self.words.say("interview.cards")
        return self.pack.dimension("disciplines", discipline).name

    def question(self, question: str) -> str:
        """The words of a question."""
        return (self.pack.practices.get(question) or self.pack.cards[question]).question

    def _recent(self, session: Session, question: str) -> tuple[str, str, str, str]:
        answer = self._answer_text(session, question)
        return question, self.question(question), answer, self.words.say("interview.saved")

    def _answer_text(self, session: Session, question: str) -> str:
        """The present answer as it stood among the choices; empty where there is none."""
        answer = session.answers.get(question)
        titles = {option.value: option.title for option in self.options(session.person, question)}
        return titles.get(answer.choice, answer.choice) if answer else ""

    def _notes(self, session: Session, draft: Answer, note: str) -> tuple[str, ...]:
        """What stands as comment and proof, or that there is none yet; and the consultant's note."""
        own = (self.words.say("interview.note_is", text=note),) if note else ()
        return (*self._given(session, draft), *own)

    def _given(self, session: Session, draft: Answer) -> tuple[str, ...]:
        say = self.words.say
        parts = [say("interview.comment_is", text=draft.comment)] if draft.comment else []
        parts += [say("interview.evidence_is", text=draft.evidence)] if draft.evidence else []
        if not parts:
            with_proof = "e" in self._noted_keys(session.person, draft.question)
            return (say("interview.no_comment_or_proof" if with_proof else "interview.no_comment"),)
        if draft.question not in session.answers:
            parts[0] = f"{say('interview.waits_for_answer')} {parts[0]}"
        return tuple(parts)

    def _noted_keys(self, person: Person, question: str) -> str:
        return "ce" if self._asks_proof(person) and question in self.pack.practices else "c"

    def _asks_proof(self, person: Person) -> bool:
        return self.pack.roles[person.role].evidence

    def _keys(
        self, person: Person, question: str, stop: str = "stop", *, with_last: bool = False
    ) -> tuple[KeyHint, ...]:
        practice = self.pack.practices.get(question)
        own = "fwdn" if practice and practice.allows_na else "fwd" if practice else "d"
        noted = (*self._noted_keys(person, question), *("o" if self.facilitated else ""))
        last = ("l",) if with_last else ()
        return self.hints("move", "enter", *own, *last, *noted, "b", "g", "help", stop)

    # ── pages to read ─────────────────────────────────────────────────────────────────────────────

    def welcome(self, session: Session) -> Texts:
        """The first page: what this is about, how long it takes and who sees what; or how far one came."""
        say = self.words.say
        texts = [("class:strong", self.head(session.person).replace("·", self.marks.dot)), ("", self.pack.title)]
        if session.answered:
            texts.append(("class:strong", say("interview.welcome_back", name=session.person.called)))
            texts.append(("", self._progress(session)))
        if self.settings.about:
            texts += [("class:strong", say("interview.scope")), ("", self.settings.about)]
        texts.append(("class:strong", say("interview.time")))
        if not session.answered:
            key = "how_long_facilitated" if self.facilitated else "how_long"
            texts.append(("", say(f"interview.{key}", n=len(session.asked), minutes=session.minutes_promised())))
        texts.append(("", say("interview.how")))
        if not self.settings.roles[session.person.role].weight:
            texts.append(("", say("interview.not_counted")))
        if self.facilitated:
            texts += [
                ("class:strong", say("interview.facilitate_title")),
                ("", say("interview.facilitate", name=session.person.called)),
            ]
        return [*texts, ("class:strong", say("interview.privacy_title")), ("", self._privacy(session.person))]

    def _progress(self, session: Session) -> str:
        counts = {"n": session.answered, "of": len(session.asked)}
        if not session.open:
            return self.words.say("interview.progress_done", **counts)
        question = f"{session.open[0]} {self.question(session.open[0])}"
        return self.words.say("interview.progress", question=question, count=session.minutes_left(), **counts)

    def _privacy(self, person: Person) -> str:
        sentences = privacy_sentences(
            self.settings, self.words, with_proof=self._asks_proof(person), on_screen=not self.facilitated
        )
        return " ".join(sentences)

    def all_in_full(self, question: str) -> Texts:
        """The five anchors of a practice in full, each under its short form."""
        practice = self.pack.practices[question]
        texts = [("class:title", f"{question}  {practice.question}")]
        for short, full in zip(practice.short, practice.full, strict=True):
            texts += [("class:strong", short), ("", full)]
        return texts

    def why(self, person: Person, question: str) -> Texts:
        """Why a practice is asked about, and what counts as proof for who is asked for proof."""
        say, practice = self.words.say, self.pack.practices[question]
        notes = not_translated(self.pack, self.words, f"practices.{question}.why")
        texts = [
            ("class:title", f"{question}  {practice.question}"),
            *(("", note) for note in notes),
            ("", practice.why),
        ]
        if not self._asks_proof(person):
            return texts
        return [
            *texts,
            ("class:strong", say("interview.enough")),
            ("", practice.enough),
            ("class:strong", say("interview.not_enough")),
            ("", practice.not_enough),
        ]

    def last_time(self, person: Person, last: LastAnswer) -> Texts:
        """What the person answered to a practice the last time, in the words of now, which mean the same."""
        say, id = self.words.say, last.answer.question
        titles = {option.value: option.title for option in self.options(person, id)}
        texts = [
            ("class:title", f"{id}  {self.question(id)}"),
            ("class:strong", say("interview.last_title")),
            ("", say("interview.last_said", wave=last.wave, date=last.as_of)),
            ("", titles.get(last.answer.choice, last.answer.choice)),
        ]
        if last.answer.comment:
            texts += [("class:strong", say("interview.last_comment")), ("", last.answer.comment)]
        return texts

    def help(self, person: Person, question: str) -> Texts:
        """The terms that a question uses, or all where it uses none, and the keys."""
        say = self.words.say
        used = terms_in(self.pack, question)
        terms = used or {head_word(term): meaning for term, meaning in self.pack.terms.items()}
        keys = "\n".join(f"{hint.key}  {hint.does}" for hint in self._keys(person, question))
        key_texts = [("class:strong", say("interview.keys_title")), ("", keys)]
        none = [] if used else [("", say("interview.no_terms"))]
        term_texts = [
            ("class:strong", say("interview.terms" if used else "interview.all_terms")),
            *(("", say("interview.term", term=term, meaning=meaning)) for term, meaning in terms.items()),
        ]
        return [*term_texts, *key_texts] if used else [*none, *key_texts, *term_texts]

    # ── lists ─────────────────────────────────────────────────────────────────────────────────────

    def items(self, session: Session, own_notes: Container[str] = ()) -> list[Item]:
        """All questions under the headings of their sections, each with its answer."""
        items: list[Item] = []
        for question in session.asked:
            if session.place(question).number == 1:
                items.append(Item(None, self.section(session.section(question))))
            left = f"{question}  {self.question(question)}"
            answer = session.answers.get(question)
            is_noted = question in own_notes or (answer is not None and bool(answer.comment or answer.evidence))
            items.append(Item(question, left, self._answer_text(session, question), answer is not None, is_noted))
        return items

    def count_line(self, session: Session) -> str:
        """How many questions are answered, and what the sign beside some of them means."""
        count = self.words.say("interview.count", n=session.answered, of=len(session.asked))
        return f"{count} {self.mark_line(session.person)}"

    def mark_line(self, person: Person) -> str:
        """What the sign beside an answer in a list means."""
        kind = "own" if self.facilitated else "with_proof" if self._asks_proof(person) else "comments"
        return self.words.say(f"interview.marked.{kind}", sign=self.marks.noted)
