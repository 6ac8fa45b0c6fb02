"""A workbook that came back is read, checked and written into its engagement: everything or nothing."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from cxassess.errors import CxassessError, InvalidInput, Problem
from cxassess.files.actions import carry_open
from cxassess.files.engagement import Opened
from cxassess.files.safe import writing
from cxassess.files.settings import FILE, engagement_of
from cxassess.files.settings_edit import changed_meanwhile, edited, replace_settings
from cxassess.files.store_decisions import Decisions
from cxassess.files.workbook_changes import Changes, Given, find_changes
from cxassess.files.workbook_reader import read_workbook
from cxassess.model.engagement import Engagement
from cxassess.words import read_words

VIA = "workbook"


@dataclass(frozen=True, slots=True)
class Understood:
    """What a workbook changes, and the engagement that this was found against: only there may it be written.

    `before` is engagement.toml as it was, and `after` as it is to be.
    """

    changes: Changes
    decisions: Decisions
    before: bytes
    after: bytes


def changes_in(opened: Opened, path: Path, given: Given) -> Understood:
    """What a workbook changes; nothing is written.

    Raises InvalidInput with every fault in it, also where no assessment could follow from the settings; CxassessError
    where the settings were changed since the engagement was opened.
    """
    settings = opened.folder / FILE
    with writing(settings):
        before = settings.read_bytes()
    if opened.frozen is None and not _is_as_opened(before, opened):
        raise changed_meanwhile(settings)
    decisions = opened.store.decisions.of(opened.wave.id)
    words = read_words(opened.settings.language, opened.pack.reword)
    today = opened.assess(inputs=replace(opened.inputs(), decisions=decisions.actions))  # of a finished wave, too
    changes = find_changes(read_workbook(path), today, decisions.actions, words, given, decisions.last_own)
    if opened.frozen is not None and (changes.settings or changes.agreed):
        message = "is finished: targets, weights and agreed levels stay as they are, and only actions can change"
        changes.faults.append(Problem(f"wave {opened.wave.id}", message))
    if changes.faults:
        raise InvalidInput(changes.faults)
    if opened.frozen is not None:
        return Understood(changes, decisions, before, before)
    after = edited(before, changes.settings) if changes.settings else before
    _settings_of(after, opened)
    return Understood(changes, decisions, before, after)


def _is_as_opened(content: bytes, opened: Opened) -> bool:
    try:
        return _settings_of(content, opened) == opened.settings
    except (InvalidInput, ValueError):  # no longer settings, or not even TOML
        return False


def _settings_of(content: bytes, opened: Opened) -> Engagement:
    return engagement_of(tomllib.loads(content.decode("utf-8-sig")), opened.pack)


def take_changes(opened: Opened, understood: Understood) -> None:
    """Write what a workbook changes. Raises CannotWrite, StoreBusy or CxassessError, and nothing has changed then.

    What others changed since it was found is never written over, be it in the settings or in the store. The settings
    are written while the decisions are in an open transaction. Who is killed between the two has new settings and old
    decisions; the same workbook once more brings the rest, since what is there already is no change.
    """
    changes, before, after = understood.changes, understood.before, understood.after
    try:
        opened.store.decisions.save(
            opened.wave.id,
            changes.actions,
            changes.agreed,
            VIA,
            lambda: _then(opened, before, after),
            since=understood.decisions,
        )
    except CxassessError:
        if after != before and (opened.folder / FILE).read_bytes() == after:
            replace_settings(opened.folder, after, before)
        raise


def _then(opened: Opened, before: bytes, after: bytes) -> None:
    """What belongs to the decisions: the settings, and promises of an earlier wave that the newest one lacks."""
    carry_open(opened.store, opened.store.waves()[-1].wave.id)
    replace_settings(opened.folder, before, after)
