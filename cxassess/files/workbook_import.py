"""A workbook that came back is read, checked and written into its engagement: everything or nothing."""

import tomllib
from pathlib import Path

from cxassess.errors import CxassessError, InvalidInput
from cxassess.files.engagement import Opened
from cxassess.files.safe import writing
from cxassess.files.settings import FILE, engagement_of
from cxassess.files.settings_edit import edited, replace_settings
from cxassess.files.workbook_changes import Changes, Given, find_changes
from cxassess.files.workbook_reader import read_workbook
from cxassess.words import read_words

VIA = "workbook"


def changes_in(opened: Opened, path: Path, given: Given) -> Changes:
    """What a workbook changes. Raises InvalidInput with every fault in it; nothing is written."""
    book = read_workbook(path)
    words = read_words(opened.settings.language, opened.pack.reword)
    changes = find_changes(book, opened.assess(), opened.store.actions(opened.wave.id), words, given)
    if changes.faults:
        raise InvalidInput(changes.faults)
    if changes.settings:
        _new_settings(opened, changes)
    return changes


def take_changes(opened: Opened, changes: Changes) -> None:
    """Write what a workbook changes. Raises CannotWrite, StoreBusy or CxassessError, and nothing has changed then.

    The settings are written while the decisions are in an open transaction. Who is killed between the two has new
    settings and old decisions; the same workbook once more brings the rest, since what is there already is no change.
    """
    before, after = _new_settings(opened, changes)
    try:
        opened.store.save_decisions(
            opened.wave.id,
            changes.actions,
            changes.agreed,
            VIA,
            lambda: replace_settings(opened.folder, before, after),
        )
    except CxassessError:
        if after != before and (opened.folder / FILE).read_bytes() == after:
            replace_settings(opened.folder, after, before)
        raise


def _new_settings(opened: Opened, changes: Changes) -> tuple[bytes, bytes]:
    """engagement.toml as it is and as it is to be. Raises InvalidInput where no assessment could follow from that."""
    path = opened.folder / FILE
    with writing(path):
        before = path.read_bytes()
    if not changes.settings:
        return before, before
    after = edited(before, changes.settings)
    engagement_of(tomllib.loads(after.decode("utf-8-sig")), opened.pack)
    return before, after
