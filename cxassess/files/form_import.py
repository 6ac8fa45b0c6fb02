"""Forms in Excel become answers: whose they are is checked by seal, what was typed by what could be chosen.

A cell that still says what the form was written with is no news: what was answered elsewhere meanwhile stands.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cxassess.errors import InvalidInput, Problem
from cxassess.files.answer_files import Batch
from cxassess.files.clean import clean_line, name_key, shortened
from cxassess.files.engagement import Opened
from cxassess.files.form_reader import MOST_PACKED, FormRow, ReadForm, read_form
from cxassess.files.store_answers import AnswerRow
from cxassess.files.workbook_cells import read_packed
from cxassess.forms import Choice, anchors_of, as_compared, options_of
from cxassess.hints import did_you_mean
from cxassess.model.engagement import ANONYMOUS, Answer
from cxassess.model.pack import DONT_KNOW, LEVELS, NOT_APPLICABLE, Pack
from cxassess.words import Words, answering_words

VIA = "form"
SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".ods")
_NUMBERED = re.compile(r"(?:[^\W\d]+ )?([1-5])(?:\.0+)?(?:[.:)\- ]+(.*))?")


@dataclass(slots=True)
class FormBatch:
    """What forms brought: answers, remarks beside questions without a choice, and what cannot be taken.

    `unchanged` counts the answers that forms were written with and still say; `given` are those of all files.
    """

    rows: list[AnswerRow] = field(default_factory=list)
    drafts: list[AnswerRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0
    given: dict[tuple[str, str], Answer] = field(default_factory=dict)


def is_office_file(path: Path) -> bool:
    """Whether a file is a form rather than CSV, by its first bytes, or by its name where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(4)[:2] in {b"PK", b"\xd0\xcf"}
    except OSError:
        return path.suffix.casefold() in SUFFIXES


def read_forms(paths: Sequence[Path], opened: Opened, csv: Batch, cited: Callable[[str], str]) -> FormBatch:
    """The answers of some forms, beside those of CSV files: one person and question twice must say the same.

    Args:
        cited: what proof becomes that somebody names who is no consultant.
    """
    batch = FormBatch(given={(name_key(row.name), row.answer.question): row.answer for row in csv.rows})
    for path in paths:
        try:
            content = read_packed(path, MOST_PACKED)
            form = read_form(content, path.name, _texts(opened.pack), [d.name for d in opened.pack.disciplines])
            taker = _Taker(opened, form, csv, batch, cited)
        except InvalidInput as error:
            batch.problems += error.problems
            continue
        taker.take()
    return batch


def _texts(pack: Pack) -> dict[str, str]:
    practices = {id: practice.question for id, practice in pack.practices.items()}
    return {**practices, **{id: card.question for id, card in pack.cards.items()}}


def refusal(form: ReadForm, opened: Opened) -> str:
    """Why a form is not one of this wave; empty where it is."""
    facts, wave, pack = form.facts, opened.wave, opened.pack
    if facts.engagement != opened.store.forms.engagement():
        client = shortened(clean_line(facts.client))
        is_same = name_key(facts.client) == name_key(opened.settings.client)
        return f"is a form of another engagement{f' folder of {client}' if is_same else f' ({client})'}"
    if not opened.store.forms.is_sealed(facts.text, form.seal):
        return "says in its hidden cells what cxassess did not write there: ask for the form as it was sent"
    if facts.wave != wave.id:
        return f"is a form of the wave {facts.wave}, {wave.id} was expected (--wave names another one)"
    if (facts.questionnaire, facts.version) != (pack.label, pack.version):
        asked = f"{facts.questionnaire} {facts.version}"
        return f"asks {asked}, {pack.label} {pack.version} was expected: write the form anew"
    if facts.is_anonymous != (opened.settings.mode == ANONYMOUS):
        return "names somebody, but this wave is anonymous" if facts.name else "names nobody, but this wave has names"
    if facts.role not in pack.roles:
        return f"names the role {shortened(facts.role)}, which {pack.id} does not know"
    return ""


class _Taker:
    """Takes the answers of one form."""

    def __init__(
        self, opened: Opened, form: ReadForm, csv: Batch, batch: FormBatch, cited: Callable[[str], str]
    ) -> None:
        if why := refusal(form, opened):
            raise InvalidInput([Problem(form.name, why)])
        self._opened, self._form, self._csv, self._batch, self._cited = opened, form, csv, batch, cited
        facts = form.facts
        self._key = name_key(facts.respondent)
        before = opened.store.answers.response(opened.wave.id, facts.respondent)
        # Who they are is hidden in a form, so that nobody chose it there: what the engagement says now stands.
        role, unit = (before.role, before.unit) if before else (facts.role, facts.unit)
        self._before: Mapping[str, Answer] = before.answers if before else {}
        self._row = AnswerRow(facts.respondent, role, unit, Answer("", ""))
        self._words = [answering_words(language) for language in {facts.language, opened.pack.language}]

    def take(self) -> None:
        self._batch.problems += self._form.faults
        for row in self._form.rows:
            faults: list[Problem] = []
            typed = self._typed(row, faults)
            if typed is not None and not faults:
                self._keep(row, typed, faults)
            self._batch.problems += faults

    def _typed(self, row: FormRow, faults: list[Problem]) -> Answer | None:
        """What stands in the row; the choice is empty where none was made. None, or faults, where it is no answer."""
        pack, id = self._opened.pack, row.question
        if id not in pack.practices and id not in pack.cards:
            faults.append(Problem(row.answer.where, f"“{shortened(id)}” was read, an id of {pack.id} was expected"))
            return None
        cells = (row.answer, row.comment, row.proof)
        faults += [Problem(cell.where, cell.fault) for cell in cells if cell and cell.fault]
        choices = tuple(choices_of(id, self._form, pack, self._words))
        choice = understood(row.answer.text, choices, self._levels(id))
        if choice is None:
            if not row.answer.fault:
                faults.append(Problem(row.answer.where, _expected(row.answer.text, choices)))
            return None
        filled = self._filled(id)
        comment = row.comment.text if row.comment else filled.comment
        proof = row.proof.text if row.proof else filled.evidence
        return Answer(id, choice, comment, proof if proof == filled.evidence else self._cited(proof))

    def _filled(self, id: str) -> Answer:
        """What the form was written with; where its hidden sheet is gone, what the engagement has now."""
        return self._form.filled.get(id) or self._before.get(id) or Answer(id, "")

    def _keep(self, row: FormRow, typed: Answer, faults: list[Problem]) -> None:
        """Take what is news, cell by cell: the rest is as the engagement has it now."""
        id = typed.question
        filled, before = self._filled(id), self._before.get(id)
        if typed == filled or (not typed.choice and replace(filled, choice="") == typed):
            self._batch.unchanged += bool(filled.choice)
            return
        now = before or filled
        answer = Answer(
            id,
            typed.choice if typed.choice not in {"", filled.choice} else now.choice,
            typed.comment if typed.comment != filled.comment else now.comment,
            typed.evidence if typed.evidence != filled.evidence else now.evidence,
        )
        if answer.choice == NOT_APPLICABLE and not answer.comment:
            where = row.comment.where if row.comment else row.answer.where
            message = f"“{clean_line(row.answer.text)}” for {id} has no reason, a comment that says why was expected"
            faults.append(Problem(where, message))
        elif answer.choice:
            self._add(row, answer, faults)
        else:
            self._batch.drafts.append(replace(self._row, answer=answer))

    def _add(self, row: FormRow, answer: Answer, faults: list[Problem]) -> None:
        key = (self._key, answer.question)
        if key not in self._batch.given:
            self._csv.seen[key] = row.answer.where
            self._batch.given[key] = answer
            self._batch.rows.append(replace(self._row, answer=answer))
        elif self._batch.given[key] != answer:
            who = self._form.facts.name or "this person"
            message = f"{who} answered {answer.question} already in another way ({self._csv.seen[key]})"
            faults.append(Problem(row.answer.where, message))

    def _levels(self, id: str) -> tuple[Choice, ...]:
        """The names of the levels, which stand for the anchors of a practice."""
        if id in self._opened.pack.cards:
            return ()
        own = map(Choice, map(str, LEVELS), self._opened.pack.levels)
        return (*self._form.levels, *own)


def choices_of(id: str, form: ReadForm, pack: Pack, words: Sequence[Words]) -> Iterator[Choice]:
    """What may be chosen for a question: as the form shows it, then as the questionnaire has it."""
    practice = pack.practices.get(id)
    own = anchors_of(practice) if practice else options_of(pack.cards[id])
    others = {DONT_KNOW, NOT_APPLICABLE} if practice and practice.allows_na else {DONT_KNOW}
    allowed = {choice.value for choice in own} | others
    yield from (choice for choice in form.choices.get(id, ()) if choice.value in allowed)
    yield from own
    for language in words:
        yield Choice(DONT_KNOW, language.say("interview.dont_know"))
        if NOT_APPLICABLE in allowed:
            yield Choice(NOT_APPLICABLE, language.say("interview.not_applicable"))


def understood(text: str, choices: Sequence[Choice], levels: Sequence[Choice]) -> str | None:
    """The choice that a text stands for: empty for nothing, None for none of them.

    It may be a choice in other letters, the number or name of a level, or both: “3”, “Defined”, “3 – Main roles”.
    """
    said = as_compared(text)
    if not said:
        return ""
    known = {as_compared(choice.shown): choice.value for choice in reversed(choices)}
    if said in known:
        return known[said]
    values = {choice.value for choice in choices}
    if said.upper() in {DONT_KNOW, NOT_APPLICABLE} & values:
        return said.upper()
    if not levels:
        return None
    names = {as_compared(level.shown): level.value for level in levels}
    if said in names:
        return names[said]
    if match := _NUMBERED.fullmatch(said):
        number, rest = match[1], as_compared(match[2] or "")
        if not rest or known.get(rest) == number or names.get(rest) == number:
            return number
    return None


def _expected(text: str, choices: Sequence[Choice]) -> str:
    """The fault of an answer that is none, with what may be chosen, in the words of the form."""
    shown: dict[str, str] = {}
    for choice in choices:
        shown.setdefault(choice.value, choice.shown)
    listed = [f"“{text}”" for text in shown.values()]
    said = clean_line(text)
    near = did_you_mean(said, shown.values())
    return f"“{shortened(said)}” was read, {', '.join(listed[:-1])} or {listed[-1]} was expected{near}"
