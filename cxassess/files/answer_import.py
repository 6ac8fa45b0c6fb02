"""One import of answers: CSV files and forms in Excel together, saved together or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxassess.errors import Problem
from cxassess.files.answer_files import Batch, read_answers, without_names
from cxassess.files.engagement import Opened
from cxassess.files.form_import import VIA, FormBatch, is_office_file, read_forms
from cxassess.files.store_answers import AnswerRow
from cxassess.files.store_tables import Saved
from cxassess.model.engagement import ANONYMOUS
from cxassess.progress import progress_of


@dataclass(frozen=True, slots=True)
class Given:
    """What all files of an import hold."""

    csv: Batch
    forms: FormBatch

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*self.csv.problems, *self.forms.problems)

    @property
    def rows(self) -> tuple[AnswerRow, ...]:
        return (*self.csv.rows, *self.forms.rows)


def read_all(paths: Sequence[Path], opened: Opened, cited: Callable[[str], str]) -> Given:
    """All answers of some files that are sound, and every fault of the others.

    Args:
        cited: what proof becomes that a respondent names in a form.
    """
    forms = [path for path in paths if is_office_file(path)]
    csv = read_answers([path for path in paths if path not in forms], opened.pack)
    return Given(csv, read_forms(forms, opened, csv, cited) if forms else FormBatch())


def save_all(given: Given, opened: Opened) -> Saved:
    """Save them in one transaction, and note who has answered everything in a form."""
    store, wave = opened.store, opened.wave.id
    csv = given.csv.rows
    if opened.settings.mode == ANONYMOUS:
        csv = without_names(store, wave, csv)
    with store.all_or_nothing():
        first, then = (
            store.answers.save(wave, rows, via) if rows else Saved(0, 0, 0, 0, ())
            for rows, via in ((csv, "csv"), (given.forms.rows, VIA))
        )
        for draft in given.forms.drafts:
            store.answers.save_draft(wave, draft)
        for person in _finished(given, opened):
            store.people.finish(wave, person)
    return Saved(
        added=first.added + then.added,
        corrected=first.corrected + then.corrected,
        unchanged=first.unchanged + then.unchanged + given.forms.unchanged,
        people_added=first.people_added + then.people_added,
        people_changed=(*first.people_changed, *then.people_changed),
    )


def _finished(given: Given, opened: Opened) -> list[str]:
    """The ids of those who have answered, with these forms, all that their role is asked."""
    names = {row.name for row in given.forms.rows}
    people = [opened.store.answers.response(opened.wave.id, name) for name in sorted(names)]
    return [p.respondent for p in people if p and progress_of(opened.pack, p).has_all]
