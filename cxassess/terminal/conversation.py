"""The interview itself: it puts one question after the other, and saves each answer before it goes on."""

import errno
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from time import monotonic

from cxassess.errors import CxassessError
from cxassess.files.clean import clean_text
from cxassess.files.engagement import Opened
from cxassess.files.last_time import LastAnswer, LastTimes
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.model.engagement import ANONYMOUS, Answer
from cxassess.model.pack import DONT_KNOW, NOT_APPLICABLE
from cxassess.pace import TALKING
from cxassess.sitting import Session, cited, is_sighted
from cxassess.terminal import prompts
from cxassess.terminal.pages import Pages, Texts
from cxassess.terminal.prompts import Choice, Chosen, Pressed, can_draw, read_pages, select, type_line, whole_screen
from cxassess.terminal.screen import (
    Canvas,
    Item,
    KeyHint,
    Line,
    Marks,
    QuestionView,
    hint_lines,
    list_page,
    marks_for,
    question_page,
    reading_page,
    text_page,
    typeable,
    wrap,
)
from cxassess.terminal.who import Asker, identify
from cxassess.words import Words

FINISH = "finish"
_CHOICE_KEYS = {"d": DONT_KNOW, "n": NOT_APPLICABLE}
_DATED = re.compile(r"\b(19|20)\d\d\b")
VIA = {False: "terminal", True: "interview"}  # how an answer came in
_COMMENT_KEYS = {"c": "comment", "e": "evidence"}


def interview(
    opened: Opened,
    name: str | None,
    role: str | None,
    unit: str | None,
    *,
    language: str | None = None,
    facilitated: bool = False,
) -> int:
    """Interview one person in the terminal; 0 when they finished, 130 when they stopped.

    `language` is the one to answer in, the wave's own by default; the answers are the same in each. `facilitated` is
    for a consultant who asks somebody else: notes of their own, and proof that they have seen.

    Raises:
        CxassessError: the wave is closed, the output is no terminal, or role, unit or language cannot be had.
    """
    language = language or opened.pack.language
    words = opened.words_in(language)
    opened = replace(opened, pack=opened.pack_in(language))
    if opened.wave.state != "open":
        raise CxassessError(words.say("interview.closed", wave=opened.wave.id))
    if facilitated and opened.settings.mode == ANONYMOUS:
        raise CxassessError(words.say("interview.no_facilitating"))
    if not can_draw():
        raise CxassessError(words.say("interview.no_terminal"))
    marks = marks_for(getattr(sys.stdout, "encoding", None), os.environ)
    talk = Conversation(opened, words, marks, facilitated=facilitated)
    try:
        with whole_screen():
            talk.run(name, role, unit)
    except (KeyboardInterrupt, EOFError):
        talk.say_stopped()
        return 130
    except OSError as error:
        if error.errno != errno.EIO:  # the terminal was closed while a page was drawn
            raise
        return 130
    talk.say_finished()
    return 0


class Conversation:
    """One sitting of one person."""

    def __init__(self, opened: Opened, words: Words, marks: Marks, *, facilitated: bool = False) -> None:
        self._opened = opened
        self._words = words
        self._marks = marks
        self._pages = Pages(opened.pack, opened.settings, opened.wave, words, marks, facilitated)
        self._facilitated = facilitated
        self._last_times = LastTimes(opened.store, opened.wave.id)
        self._notes: dict[str, str] = {}
        self._session: Session | None = None
        self._kept: dict[str, Answer] = {}  # comments and proof on the disk that wait for a choice
        self._drafts: dict[str, Answer] = {}  # those that could not be put there
        self._typed = ""
        self._notice = ""
        self._shown_at = 0.0

    @property
    def session(self) -> Session:
        assert self._session is not None
        return self._session

    def run(self, name: str | None, role: str | None, unit: str | None) -> None:
        """Everything from the first page to the moment when the person has finished."""
        asker = Asker(self._opened, self._pages, self._keep_typed)
        person, answers = identify(asker, name, role, unit)
        pace = TALKING if self._facilitated else 1.0
        self._session = Session(self._opened.pack, person, answers, pace=pace, usual_pace=pace)
        if self._facilitated:
            notes = self._opened.store.answers.notes(self._opened.wave.id)
            self._notes = {note.question: note.text for note in notes if note.name == person.name}
        kept = self._opened.store.answers.drafts(self._opened.wave.id, person.name)
        self._kept = {question: draft for question, draft in kept.items() if question not in answers}
        self._welcome()
        at = self.session.open[0] if self.session.open else None
        row = FINISH
        while True:
            if at is None:
                at = self._review(row)
                if at is None:
                    return
            row = FINISH if self.session.open else at  # who changes an answer comes back to its row
            at = self._ask(at)

    # ── one question ──────────────────────────────────────────────────────────────────────────────

    def _ask(self, question: str) -> str | None:
        """Put one question; the next one to put, or None for the review."""
        self._shown_at = monotonic()
        self._notice = ""
        pointed = self._start(question)
        while True:
            unsaved = bool(self._unsaved())
            note = self._notes.get(question, "")
            last = self._last(question)
            view = self._pages.view(
                self.session,
                question,
                self._draft(question),
                self._notice,
                note,
                unsaved=unsaved,
                with_last=last is not None,
            )
            outcome = self._put(view, pointed)
            self._notice = ""
            key = outcome.key if isinstance(outcome, Pressed) else ""
            pointed = outcome.value if isinstance(outcome, Chosen) else _CHOICE_KEYS.get(key, outcome.pointed)
            match key:
                case "" | "d" | "n":
                    if self._choose(question, pointed):
                        return self.session.next_open(question)
                case prompts.UNMOVED:
                    self._notice = self._words.say("interview.move_first", arrows=self._marks.arrows)
                case "b":  # who looks through everything goes back to the list
                    return self.session.previous(question) if self.session.open else None
                case "g":
                    if (chosen := self._go_to(question)) is not None and chosen != question:
                        return chosen
                case "f":
                    self._read(self._pages.all_in_full(question))
                case "w":
                    self._read(self._pages.why(self.session.person, question))
                case "l" if last is not None:
                    self._read(self._pages.last_time(self.session.person, last))
                case "?":
                    self._read(self._pages.help(self.session.person, question))
                case "o":
                    self._note(question)
                case _:
                    self._annotate(question, _COMMENT_KEYS[key])

    def _put(self, view: QuestionView, pointed: str) -> Chosen | Pressed:
        """Put a question as a list of choices, with the cursor on one of them or on none."""
        offered = [option.value for option in view.options]
        keys = dict.fromkeys("12345", prompts.UNMOVED)  # levels have no numbers: who types one is told how to choose
        keys |= {hint.key: hint.key for hint in view.keys if len(hint.key) == 1}
        quiet = replace(view, notice="")  # what was said of the last key is over with the next move
        return select(
            lambda canvas, at: question_page(canvas, view if at == pointed else quiet, at),
            [Choice(option.value, option.title, option.full) for option in view.options],
            pointed if pointed in offered else "",
            keys,
            self._marks,
        )

    def _last(self, question: str) -> LastAnswer | None:
        """What the person answered to the question the last time; None before they have answered it now."""
        if question not in self.session.answers or not self._last_times.are_any:
            return None
        store, wave = self._opened.store, self._opened.wave.id
        part = store.people.part(wave, self.session.person.name)
        return self._last_times.of(store, part[0], question) if part else None

    def _start(self, question: str) -> str:
        """Where the cursor stands at first: on the present answer, and nowhere before there is one."""
        present = self.session.answers.get(question)
        return present.choice if present else ""

    def _choose(self, question: str, choice: str) -> bool:
        """Save a choice; whether it is on the disk."""
        draft = self._draft(question)
        if choice == NOT_APPLICABLE and not self._is_reason_given(question):
            reason = self._type(question, "reason", draft.comment)
            if reason is None:
                return False
            draft = Answer(question, "", reason, draft.evidence)
        return self._save(Answer(question, choice, draft.comment, draft.evidence))

    def _is_reason_given(self, question: str) -> bool:
        present = self.session.answers.get(question)
        is_given = present is not None and present.choice == NOT_APPLICABLE
        return is_given and bool(self._draft(question).comment)

    def _annotate(self, question: str, kind: str) -> None:
        """Ask for a comment or proof; it goes with the present answer, or waits for one."""
        draft = self._draft(question)
        present = self.session.answers.get(question)
        of_reason = kind == "comment" and present is not None and present.choice == NOT_APPLICABLE
        before = draft.comment if kind == "comment" else draft.evidence
        text = self._type(question, "reason" if of_reason else kind, before)
        if text is None or text == before:
            return
        says = []
        if kind == "evidence" and is_sighted(text):
            text, told = self._sighted(text)
            says += [told] if told else []
        choice = present.choice if present else ""
        comment, evidence = (text, draft.evidence) if kind == "comment" else (draft.comment, text)
        changed = Answer(question, choice, comment, evidence)
        if self._keep(changed) if present is None else self._save(changed):
            done = "removed" if not text else "saved" if present is not None else "kept"
            self._notice = " ".join((self._words.say(f"interview.{kind}_{done}"), *says))

    def _keep(self, draft: Answer) -> bool:
        """Put a comment or proof on the disk that has no choice yet; whether it is there."""
        try:
            with self._unchanged() as store:
                store.answers.save_draft(self._opened.wave.id, self._row(draft))
        except CxassessError as error:
            self._drafts[draft.question] = draft
            self._notice = self._words.say("interview.note_not_saved", why=str(error))
            return False
        self._drafts.pop(draft.question, None)
        self._kept[draft.question] = draft
        return True

    def _row(self, answer: Answer) -> AnswerRow:
        person = self.session.person
        return AnswerRow(person.name, person.role, person.unit, answer)

    def _sighted(self, proof: str) -> tuple[str, str]:
        """Proof that is said to have been seen: with its date from a consultant, and only cited from anybody else."""
        if not self._facilitated:
            return cited(proof), self._words.say("interview.sighted")
        if _DATED.search(proof):
            return proof, ""
        return self._words.say("interview.seen_on", proof=proof, date=date.today()), ""  # noqa: DTZ011 (where they sit)

    def _note(self, question: str) -> None:
        """Ask for the consultant's own note, which is kept beside the answer and printed nowhere."""
        before = self._notes.get(question, "")
        text = self._type(question, "note", before)
        if text is None or text == before:
            return
        try:
            self._opened.store.answers.save_note(self._opened.wave.id, self._row(Answer(question, "")), text)
        except CxassessError as error:
            self._typed = text
            self._notice = self._words.say("interview.note_not_saved", why=str(error))
            return
        self._notes[question] = text
        self._notice = self._words.say("interview.note_saved" if text else "interview.note_removed")

    def _draft(self, question: str) -> Answer:
        """The comment and proof that the next choice takes with it."""
        waiting = self._drafts.get(question) or self._kept.get(question)
        return waiting or self.session.answers.get(question) or Answer(question, "")

    def _save(self, answer: Answer) -> bool:
        """Put an answer on the disk; whether it is there. What keeps it from there is shown on the page."""
        if self.session.answers.get(answer.question) == answer:
            self._drafts.pop(answer.question, None)
            return True
        try:
            with self._unchanged() as store:
                store.answers.add(self._opened.wave.id, self._row(answer), VIA[self._facilitated])
        except CxassessError as error:
            self._drafts[answer.question] = answer
            self._notice = self._words.say("interview.not_saved", why=str(error))
            return False
        self._drafts.pop(answer.question, None)
        self._kept.pop(answer.question, None)
        self._session = self.session.with_answer(answer, monotonic() - self._shown_at)
        return True

    @contextmanager
    def _unchanged(self) -> Iterator[Store]:
        """The store, to write what belongs to the questions on the screen.

        CxassessError where the wave has moved to others meanwhile: an answer to old words would stand below new ones.
        """
        with self._opened.store.all_or_nothing():
            if not self._opened.still_asks():
                raise CxassessError(self._words.say("interview.changed_meanwhile"))
            yield self._opened.store

    # ── pages beside the questions ────────────────────────────────────────────────────────────────

    def _welcome(self) -> None:
        begin = "go_on" if self.session.answered else "start"
        self._show(self._pages.welcome(self.session), (begin, "stop"), ("read_on", "stop"), only_enter=True)

    def _read(self, texts: Texts) -> None:
        self._show(texts, ("any", "stop"), ("scroll", "any_other", "stop"), only_enter=False)

    def _show(self, texts: Texts, keys: tuple[str, ...], keys_before: tuple[str, ...], *, only_enter: bool) -> None:
        hints, before = self._pages.hints(*keys), self._pages.hints(*keys_before)
        read_pages(
            lambda canvas, offset: reading_page(canvas, texts, offset, hints, before),
            self._marks,
            only_enter=only_enter,
        )

    def _go_to(self, question: str) -> str | None:
        """The question that is picked from the list of all; None when the person stays."""
        title = [self._words.say("interview.go_title"), self._pages.count_line(self.session)]
        keys = self._pages.hints("move", "open", "b_return", "stop")
        outcome = self._pick(title, self._pages.items(self.session, self._notes), question, keys)
        return outcome.value if isinstance(outcome, Chosen) else None

    def _review(self, row: str) -> str | None:
        """All answers to look through; the question to put again, or None when the person has finished."""
        say, hints = self._words.say, self._pages.hints("move", "enter_review", "b_last", "stop")
        items = [Item(FINISH, say("interview.finish")), *self._pages.items(self.session, self._notes)]
        unknown = sum(1 for answer in self.session.answers.values() if answer.choice == DONT_KNOW)
        help = f"{say('interview.review_help', count=unknown)} {self._pages.mark_line(self.session.person)}"
        outcome = self._pick([say("interview.review_title"), help], items, row, hints)
        if isinstance(outcome, Pressed):
            return self.session.recent[-1] if self.session.recent else self.session.asked[-1]
        return None if outcome.value == FINISH else outcome.value

    def _pick(
        self,
        title: list[str],
        items: list[Item],
        start: str,
        keys: tuple[KeyHint, ...],
    ) -> Chosen | Pressed:
        return select(
            lambda canvas, at: list_page(canvas, title, items, at, keys),
            [Choice(item.value, item.left) for item in items],
            start,
            {"b": "b", "escape": "b"},
            self._marks,
        )

    def _type(self, question: str, kind: str, default: str) -> str | None:
        """A comment, a proof or a reason; None when the person leaves it as it was."""
        say = self._words.say
        keys = self._pages.hints("keep", "leave", "stop_typing")
        must = kind == "reason"
        head = self._pages.head(self.session.person)
        practice = self._opened.pack.practices.get(question)
        key = f"{kind}_help_facilitated" if self._facilitated and kind in {"comment", "evidence"} else f"{kind}_help"
        explained = say(f"interview.{key}", when=practice.na_when if practice else "")

        def above(canvas: Canvas) -> list[Line]:
            return text_page(canvas, head, f"{question}  {self._pages.question(question)}", explained)

        text = type_line(
            above,
            lambda canvas: hint_lines(canvas, keys),
            default,
            lambda typed: say("interview.reason_missing") if must and not clean_text(typed) else None,
            self._keep_typed,
            self._marks,
            may_leave=True,
        )
        return None if text is None else clean_text(text)

    def _keep_typed(self, text: str) -> None:
        self._typed = clean_text(text)

    # ── the last words, on the ordinary screen ────────────────────────────────────────────────────

    def say_stopped(self) -> None:
        """How far the person came, what could not be kept, and how to go on."""
        say, lines = self._words.say, []
        if self._session is None:
            lines.append(say("interview.stopped_unnamed"))
        elif not self.session.answered:
            lines.append(say("interview.stopped_empty"))
        else:
            lines.append(say("interview.stopped", n=self.session.answered, of=len(self.session.asked)))
        lines += self._unsaved()
        on = "change_later" if self._session is not None and not self.session.open else "go_on"
        self._print([*lines, say(f"interview.{on}")], self._command())

    def _unsaved(self) -> list[str]:
        """Text that belongs to no answer yet, so that it can be copied before it is gone."""
        say = self._words.say
        stored: Mapping[str, Answer] = self._session.answers if self._session else {}
        lines = []
        for question, draft in self._drafts.items():
            kept = stored.get(question) or self._kept.get(question) or Answer(question, "")
            for text, before in ((draft.comment, kept.comment), (draft.evidence, kept.evidence)):
                if text and text != before:
                    lines.append(say("interview.draft_lost", question=question, text=text))
        if self._typed and self._session is not None:
            lines.append(say("interview.typed_lost", text=self._typed))
        return lines

    def say_finished(self) -> None:
        """Thanks, and what happens next."""
        say, session = self._words.say, self.session
        thanks = say("interview.thanks_them" if self._facilitated else "interview.thanks", name=session.person.called)
        saved = say("interview.all_saved", of=len(session.asked))
        next_steps = [say("interview.what_next"), say("interview.change_later")]
        self._print([thanks, saved, *next_steps], self._command())

    def _command(self) -> str:
        """The command that goes on from here."""
        opened = self._opened
        parts = ["cxassess", "answer", str(opened.folder)]
        if self._session is not None:
            parts += ["--as", self.session.person.called]
        if self._facilitated:
            parts += ["--facilitate"]
        if opened.pack.language != opened.settings.language:
            parts += ["--language", opened.pack.language]
        if opened.store.wave().wave.id != opened.wave.id:
            parts += ["--wave", opened.wave.id]
        return shlex.join(parts)

    def _print(self, sentences: list[str], command: str) -> None:
        width = min(100, shutil.get_terminal_size().columns)
        lines = [line for sentence in sentences for line in wrap(sentence, width)]
        text = typeable("\n".join([*lines, f"  {command}"]), self._marks)
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        try:
            print(text.encode(encoding, "replace").decode(encoding), flush=True)
        except OSError:
            return  # the terminal is gone, and everything is saved
