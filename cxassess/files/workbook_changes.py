"""What people changed in a workbook: found against what was written, checked against the engagement of today.

Nothing is written here. Every fault is found before anything is taken; what the engagement has already
is no change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cxassess.errors import Problem
from cxassess.files.clean import clean_line, clean_text, shortened
from cxassess.files.store_decisions import WITHDRAWN
from cxassess.files.workbook_reader import ORIGIN, ReadBook, ReadCell
from cxassess.files.workbook_values import Known, as_read, read_value
from cxassess.inputs import EXPLAINED, Input, action_of, inputs_of
from cxassess.model.action import ActionChange, ActionRecord, is_own, own_id, own_number, records_of
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import AgreedLevel, Answer, Response
from cxassess.pipeline import assess
from cxassess.targets import find_targets
from cxassess.words import Words

SETTINGS = ("target", "weight", "role")


@dataclass(frozen=True, slots=True)
class Given:
    """What the person who imports says beside the workbook.

    `on` is the day on which levels were agreed; None means the day of the wave, or the one that an agreement has
    of which only the words are corrected.
    """

    on: date | None
    reason: str = ""
    present: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change as it is told: what it concerns, from what to what, and why."""

    kind: str
    about: str
    before: str
    after: str
    reason: str = ""


@dataclass(slots=True)
class Changes:
    """Everything that a workbook brings, ready to be written, or the faults that keep it out."""

    told: list[Change] = field(default_factory=list)
    settings: dict[tuple[str, ...], float | None] = field(default_factory=dict)
    actions: list[ActionChange] = field(default_factory=list)
    agreed: list[AgreedLevel] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.settings or self.actions or self.agreed)


def find_changes(
    book: ReadBook,
    a: Assessment,
    records: Mapping[str, ActionRecord],
    words: Words,
    given: Given,
    last_own: int = 0,
) -> Changes:
    """What the workbook changes in an engagement as it stands today.

    Args:
        a: the assessment of the wave today.
        records: what people decided about actions so far, those included that are no part of the plan today.
        last_own: the highest number of an action that people added in any wave.
    """
    finder = _Finder(book, a, records, words, given, last_own)
    if not finder.is_foreign():
        finder.find()
    return finder.out


TITLES = {
    "targets": "Targets",
    "weights": "Weights of disciplines",
    "roles": "Weights of roles",
    "agreed": "Agreed levels",
    "actions": "Actions",
}


def told_lines(changes: Changes) -> Iterator[str]:
    """What was understood, a line a change; what was not found comes last."""
    if changes.is_empty:
        yield "Nothing to take: the workbook holds nothing that the engagement does not have."
    for change in changes.told:
        why = f" ({shortened(clean_line(change.reason))})" if change.reason else ""
        before, after = (shortened(clean_line(text)) or "–" for text in (change.before, change.after))
        yield f"{TITLES[change.kind]}: {change.about} {before} → {after}{why}"
    yield from changes.notes


class _Finder:
    def __init__(
        self,
        book: ReadBook,
        a: Assessment,
        records: Mapping[str, ActionRecord],
        words: Words,
        given: Given,
        last_own: int,
    ) -> None:
        self.last_own = last_own
        self.book, self.a, self.records, self.words, self.given = book, a, records, words, given
        self.today = inputs_of(a)
        self.out = Changes(faults=list(book.faults), notes=[f"Not found: {gone}." for gone in book.missing])
        actions = dict.fromkeys(
            [action.id for action in a.all_actions]
            + [id for key in book.written if (id := action_of(key))]
            + list(records)
        )
        self.known = Known(list(a.pack.practices), list(actions), words)
        self._steps = {step.id for practice in a.pack.practices.values() for step in practice.steps.values()}
        self._agreed: set[str] = set()

    # ── whose it is ──────────────────────────────────────────────────────────────────────────────────────

    def is_foreign(self) -> bool:
        """Whether it is the workbook of another client, wave or questionnaire, which is a fault."""
        ours = {
            "client": self.a.engagement.client,
            "wave": self.a.wave.id,
            "questionnaire": self.a.pack.id,
            "mode": self.a.engagement.mode,
        }
        for name, expected in ours.items():
            read = clean_line(self.book.facts.get(name, ""))
            if read != clean_line(expected):
                message = f"this workbook is of the {name} “{shortened(read)}”, “{shortened(expected)}” was expected"
                self.out.faults.append(Problem(ORIGIN, message))
        return any(problem.where == ORIGIN for problem in self.out.faults)

    # ── what changed ─────────────────────────────────────────────────────────────────────────────────────

    def find(self) -> None:
        values = {key: self._value(key, cell) for key, cell in self.book.cells.items()}
        self._settings({k: v for k, v in values.items() if k.partition(":")[0] in SETTINGS and v is not None})
        answers = self._answers()
        self._agreed_cells(values, answers)
        for id, choices in answers.items():
            self._settle(id, choices, values)
        actions: dict[str, dict[str, str]] = {}
        for key, value in values.items():
            if value is not None and (id := action_of(key)):
                actions.setdefault(id, {})[key.rpartition(":")[2]] = value
        for id, fields in actions.items():
            self._action(id, fields)
        self._own_rows()
        self._check_merges()

    def _value(self, key: str, cell: ReadCell) -> str | None:
        kind, _, rest = key.partition(":")
        name = rest.rpartition(":")[2] if kind == "action" else kind
        return read_value(name, cell, self.known, self.out.faults)

    def _is_changed(self, key: str, value: str, now: Input | None) -> bool:
        """Whether the cell says something new; a change that collides with a newer one is a fault."""
        written = self.book.written[key]
        name = key.rpartition(":")[2] if action_of(key) else key.partition(":")[0]
        if value in {as_read(name, text) for text in (written.shown, *([now.decided] if now else ()))}:
            return False
        if now is None:
            return True
        if now.decided != written.decided:
            self._collides(key, value, written.shown, now.decided)
            return False
        # Emptied where nobody decided: what was proposed stands anyway.
        return not (value == "" and now.decided == "")

    def _collides(self, key: str, value: str, written: str, now: str) -> None:
        message = (
            f"{_or_nothing(value)} stands here, {_or_nothing(written)} stood here when the workbook was written, and"
            f" the engagement has {_or_nothing(now)} by now: decide which is right, or write the workbook anew"
        )
        self.out.faults.append(Problem(self.book.cells[key].where if key in self.book.cells else key, message))

    # ── settings ─────────────────────────────────────────────────────────────────────────────────────────

    def _settings(self, values: Mapping[str, str]) -> None:
        for key, value in values.items():
            if not self._is_changed(key, value, self.today.get(key)):
                continue
            kind, _, id = key.partition(":")
            number = float(value)
            path, usual = self._setting(kind, id)
            is_usual = usual is not None and round(number, 9) == round(usual, 9)
            self.out.settings[path] = None if is_usual else number
            name = self.a.pack.roles[id].plural if kind == "role" else id
            self.out.told.append(Change(f"{kind}s", name, self.today[key].shown, value))

    def _setting(self, kind: str, id: str) -> tuple[tuple[str, ...], float | None]:
        """The path of a setting, and the value that it has without being set."""
        if kind == "role":
            return ("roles", id, "weight"), self.a.pack.roles[id].weight
        if kind == "weight":
            return ("disciplines", "weights", id), 1.0
        plain = replace(self.a.engagement, targets={})
        return ("disciplines", "targets", id), find_targets(self.a.pack, plain, self.a.signs)[id]

    # ── agreed levels ────────────────────────────────────────────────────────────────────────────────────

    def _agreed_cells(self, values: Mapping[str, str | None], answers: Mapping[str, object]) -> None:
        """Agreed levels with what stands beside them, which belongs to the answers where these were changed instead."""
        for id in self.a.practices:
            level, *beside = (values.get(f"{name}:{id}") for name in ("agreed", "agreed_reason", "agreed_present"))
            if level is None:
                continue
            if self._is_new(f"agreed:{id}", level):
                self._agreed.add(id)
            elif not level and id in answers:
                continue
            changed = [
                self.book.cells[key].where
                for key, text in zip((f"agreed_reason:{id}", f"agreed_present:{id}"), beside, strict=True)
                if text is not None and self._is_new(key, text)
            ]
            if changed and not level and id not in self._agreed:
                message = "says why or who, but no level was agreed: write the level, too"
                self.out.faults.append(Problem(changed[0], message))
            elif changed or id in self._agreed:
                before = self.a.practices[id].agreed
                stands = (before.reason, before.present) if before else ("", "")  # where its column is gone
                reason, present = (old if text is None else text for old, text in zip(stands, beside, strict=True))
                self._agree(id, int(level or WITHDRAWN), reason, present, self.book.cells[f"agreed:{id}"].where)

    def _is_new(self, key: str, value: str) -> bool:
        return self._is_changed(key, value, self.today.get(key))

    def _agree(self, id: str, level: int, reason: str, present: str, where: str) -> None:
        reason, present = reason or self.given.reason, present or self.given.present
        if level != WITHDRAWN:
            for name, text, lack, beside, option in (
                ("agreed_reason", reason, "a reason", "beside it, or --reason", "--reason"),
                ("agreed_present", present, "who was present", "--present", "--present"),
            ):
                if not text:
                    column = self._missing_column(name, id)
                    way = f"the column “{column}” is missing; give it back, or say {option}" if column else beside
                    message = f"level {level} was agreed for {id}, but without {lack} ({way})"
                    self.out.faults.append(Problem(where, message))
        before = self.a.practices[id].agreed
        since = before.agreed_on if before and before.level == level else self.a.wave.as_of
        self.out.agreed.append(AgreedLevel(id, level, reason, self.given.on or since, present))
        told = Change("agreed", id, str(before.level) if before else "", str(level) if level else "", reason)
        self.out.told.append(told)

    def _missing_column(self, name: str, id: str) -> str | None:
        """The words above a column of the sheet Practices that is no longer there; None where it is."""
        cells = self.book.cells
        is_gone = f"agreed:{id}" in cells and f"{name}:{id}" not in cells
        return self.book.heads.get("practices", {}).get(name) if is_gone else None

    def _answers(self) -> dict[str, dict[str, str]]:
        """The answers that a workshop changed: by practice, the choice of each person."""
        questions = self.book.facts.get("answers", "").split(",")
        responses = {response.name: response for response in self.a.responses}
        changed: dict[str, dict[str, str]] = {}
        for name, cells in self.book.people.items():
            written = self.book.written[f"answers:{name}"]
            self._check_role(name, cells, written.decided)
            was = dict(zip(questions, written.shown.split(","), strict=False))
            for id in questions:
                if id not in cells or id not in self.a.pack.practices:
                    continue
                choice = read_value("answer", cells[id], self.known, self.out.faults)
                if choice is None or choice == was.get(id, ""):
                    continue
                if choice == "NA" and not self.a.pack.practices[id].allows_na:
                    self.out.faults.append(Problem(cells[id].where, f"NA was read, which {id} does not take"))
                    continue
                changed.setdefault(id, {})[name] = choice
                now = responses[name].answers.get(id) if name in responses else None
                if (now.choice if now else "") not in {was.get(id, ""), choice}:
                    message = (
                        f"{_or_nothing(choice)} stands here, {_or_nothing(was.get(id, ''))} was the answer when the"
                        f" workbook was written, and {_or_nothing(now.choice if now else '')} is by now"
                    )
                    self.out.faults.append(Problem(cells[id].where, message))
        return changed

    def _check_role(self, name: str, cells: Mapping[str, ReadCell], role: str) -> None:
        cell = cells.get("role")
        if cell is not None and clean_line(str(cell.value or "")).casefold() != role.casefold():
            message = f"the role of {name} was {role}; roles are changed with cxassess import answers"
            self.out.faults.append(Problem(cell.where, message))

    def _settle(self, id: str, choices: Mapping[str, str], values: Mapping[str, str | None]) -> None:
        """The level that follows from changed answers to one practice: nobody's answer is touched, it is agreed on."""
        where = next(self.book.people[name][id].where for name in choices)
        if id in self._agreed:
            self.out.notes.append(f"{id}: the agreed level counts; the changed answers are not taken besides.")
            return
        overlaid = [_with_answer(r, id, choices[r.name]) if r.name in choices else r for r in self.a.responses]
        level = _level_of(self.a, overlaid, id)
        if level is None:
            self.out.faults.append(Problem(where, f"no level of {id} follows from the answers that were changed"))
            return
        before, written = self.a.practices[id].agreed, self.book.written.get(f"agreed:{id}")
        if before is not None and before.level == level:
            return
        if before is not None:
            if written is not None and written.decided:
                self.out.notes.append(f"{id}: a level is agreed already; change that, not the answers.")
            else:
                message = f"answers were changed here, but level {before.level} was agreed for {id} in the meantime"
                self.out.faults.append(Problem(where, message))
            return
        counted = self.words.say("import.answers_changed", count=len(choices))
        reason = values.get(f"agreed_reason:{id}") or self.given.reason
        present = values.get(f"agreed_present:{id}") or ""
        self._agree(id, level, f"{reason} ({counted})" if reason else counted, present, where)

    # ── actions ──────────────────────────────────────────────────────────────────────────────────────────

    def _action(self, id: str, fields: Mapping[str, str]) -> None:
        record = self.records.get(id) or ActionRecord(id)
        changed = {}
        for name, value in fields.items():
            if name.endswith("_reason"):
                continue
            key = f"action:{id}:{name}"
            now = self.today.get(key) or Input(record.text(name), record.text(name))
            if record.text(name) != value and self._is_changed(key, value, now):
                changed[name] = value
        if is_own(id) and changed.get("title") == "":
            message = f"{id} has lost its title; to take it out, set its status to dropped"
            self.out.faults.append(Problem(self.book.cells[f"action:{id}:title"].where, message))
            return
        for table in EXPLAINED:
            self._explain(id, table, fields, changed, record)

    def _explain(
        self, id: str, table: str, fields: Mapping[str, str], changed: Mapping[str, str], record: ActionRecord
    ) -> None:
        """The changes of one row, with the reason beside them."""
        sheet = self.book.sheets.get(table)
        mine = {n: v for n, v in changed.items() if self.book.written[f"action:{id}:{n}"].sheet == sheet}
        key = f"action:{id}:{table}_reason"
        reason = fields.get(f"{table}_reason", "")
        is_new = key in self.book.cells and reason != clean_text(self.book.written[key].shown)
        for name, value in mine.items():
            explains = is_new or name in EXPLAINED[table]
            why = (reason if explains else "") or self.given.reason
            self._decide(id, name, value, why, self.book.cells[f"action:{id}:{name}"].where)
        if not is_new or mine:
            return
        stands = [n for n in EXPLAINED[table] if fields.get(n) and record.text(n) == fields[n]]
        if not stands and reason in record.reasons.values():
            return  # the same workbook again
        if not stands:
            message = "says why, but nothing beside it was changed"
            self.out.faults.append(Problem(self.book.cells[key].where, message))
        for name in stands:
            if record.reasons.get(name, "") != reason:
                self._decide(id, name, fields[name], reason, self.book.cells[key].where)

    def _decide(self, id: str, name: str, value: str, reason: str, where: str) -> None:
        if not reason and value and (name == "rank" or value == "dropped"):
            what = f"rank {value}" if name == "rank" else "that it is dropped"
            message = f"{what} was read without a reason: say why beside it, or with --reason"
            self.out.faults.append(Problem(where, message))
        if name == "due" and value and date.fromisoformat(value) < self.a.wave.as_of:
            message = f"{id} is due on {value}, before the day of the wave, {self.a.wave.as_of.isoformat()}"
            self.out.notes.append(f"{where}: {message}.")
        before = self.today.get(f"action:{id}:{name}", Input("", "")).shown
        self.out.actions.append(ActionChange(id, name, value, reason))
        self.out.told.append(Change("actions", f"{id} {name.replace('_', ' ')}", before, value, reason))

    def _own_rows(self) -> None:
        """New rows of the roadmap: actions that people add, and steps that they keep or put into the plan."""
        carried = {id for key in self.book.written if is_own(id := action_of(key))}
        others = {id: record for id, record in self.records.items() if record.is_own and id not in carried}
        number = max(self.last_own, *map(own_number, {*carried, *self.records}), 0)
        for row in self.book.rows:
            step = clean_line(str(row["practice"].value or "")).upper()
            is_step = step in self._steps
            values = {
                n: read_value(n, c, self.known, self.out.faults)
                for n, c in self._of_row(row)
                if not (is_step and n == "practice")
            }
            if None in values.values():
                continue
            fields = {name: value for name, value in values.items() if value}
            reason = fields.pop("reason", "") or self.given.reason
            where = row["practice"].where
            if is_step:
                self._step_row(step, fields, reason, where)
                continue
            title = fields.get("title", "")
            if not title:
                cell = row.get("title", row["practice"])
                self.out.faults.append(Problem(cell.where, "an action of your own needs a title"))
                continue
            titled = [id for id, record in others.items() if record.title == title]
            if same := next((i for i in titled if all(others[i].text(n) == v for n, v in fields.items())), None):
                del others[same]  # the same workbook again; a second row like this one is another action
                continue
            number += 1
            id = own_id(number)
            self.out.told.append(Change("actions", id, "", title, reason))
            if titled:
                message = f"{id} has the title of {titled[0]}, “{shortened(title)}”, but not all its words"
                self.out.notes.append(f"{where}: {message}.")
            for name, value in fields.items():
                if name == "title":
                    self.out.actions.append(ActionChange(id, name, value, reason))
                else:
                    self._decide(id, name, value, reason if value == "dropped" or name == "horizon" else "", where)

    def _step_row(self, id: str, fields: Mapping[str, str], reason: str, where: str) -> None:
        """A step whose id people wrote into an empty row of the roadmap, with what they decided about it."""
        record = self.records.get(id) or ActionRecord(id)
        decided = {change.field: change.value for change in self.out.actions if change.action == id}
        for name, value in fields.items():
            if decided.get(name, value) != value:
                message = f"{_or_nothing(value)} stands here for {id}, {_or_nothing(decided[name])} on another sheet"
                self.out.faults.append(Problem(where, message))
            elif name not in decided and record.text(name) != value:
                self._decide(id, name, value, reason if name in EXPLAINED["roadmap"] else "", where)

    def _of_row(self, row: Mapping[str, ReadCell]) -> Iterator[tuple[str, ReadCell]]:
        for name, cell in row.items():
            if name == "practice" and clean_line(str(cell.value or "")).upper() in self.known.actions:
                message = f"{cell.value} is no new action: it has a row, or was taken out, and is changed there"
                yield name, replace(cell, fault=message)
            else:
                yield name, cell

    def _check_merges(self) -> None:
        """What became part of another action needs that one to be there."""
        after = {**self.records}
        for id, record in records_of(self.out.actions).items():
            old = after.get(id) or ActionRecord(id)
            changed = {c.field for c in self.out.actions if c.action == id}
            after[id] = replace(old, **{name: getattr(record, name) for name in changed})
        for change in self.out.actions:
            if change.field != "merged_into" or not change.value:
                continue
            cell = self.book.cells.get(f"action:{change.action}:merged_into")
            where = cell.where if cell else change.action
            into = after.get(change.value)
            if change.value == change.action:
                self.out.faults.append(Problem(where, f"{change.action} cannot become part of itself"))
            elif into is not None and into.is_out:
                message = f"{change.action} cannot become part of {change.value}, which is dropped or merged itself"
                self.out.faults.append(Problem(where, message))


def _or_nothing(text: str) -> str:
    return f"“{shortened(text)}”" if text else "nothing"


def _with_answer(response: Response, question: str, choice: str) -> Response:
    answers = {id: answer for id, answer in response.answers.items() if id != question}
    if choice:
        answers[question] = Answer(question, choice)
    return replace(response, answers=answers)


def _level_of(a: Assessment, responses: list[Response], practice: str) -> int | None:
    """The level of a practice under other answers, before any agreement."""
    if not any(response.answers for response in responses):
        return None
    return assess(a.pack, a.engagement, a.wave, responses).practices[practice].level
