"""Comments of those who answered are read before they are printed: as they are, with words taken out, or not at all.

Nobody is named, and the order tells nothing. Everything is on the disk as soon as it is chosen.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from cxassess.files.comments import known_people
from cxassess.files.engagement import Opened
from cxassess.files.store_privacy import ReviewState, digest_of
from cxassess.masking import Names, personal_in
from cxassess.terminal.dialog import Dialog, TerminalDialog
from cxassess.terminal.prompts import can_draw, whole_screen
from cxassess.terminal.reviewing import without_words
from cxassess.terminal.screen import Item, marks_for
from cxassess.withholding import why_unread
from cxassess.words import Words, read_words

CHOICES = ("approve", "edit", "refuse", "next", "stop")


@dataclass(frozen=True, slots=True)
class Written:
    """A comment as somebody wrote it beside a question."""

    person: str
    question: str
    text: str


def undecided(opened: Opened) -> tuple[Written, ...]:
    """The comments that nobody has decided about, in the order of a hash of their text."""
    decided = opened.store.privacy.decisions(opened.wave.id)
    written = [
        Written(response.respondent, answer.question, answer.comment)
        for response in opened.store.answers.responses(opened.wave.id)
        for answer in response.answers.values()
        if answer.comment and (response.respondent, answer.question, digest_of(answer.comment)) not in decided
    ]
    return tuple(sorted(written, key=lambda one: (digest_of(one.text), one.question)))


def why_none(opened: Opened) -> str:
    """Why no comment is shown here, as a key of `follow.comment`: the same rule as on the consultants' page."""
    everybody = opened.store.answers.responses(opened.wave.id)
    written = sum(bool(answer.comment) for response in everybody for answer in response.answers.values())
    return why_unread(opened.settings.mode, written, is_closed=opened.wave.is_closed)


def review_answers(opened: Opened) -> bool:
    """Look through respondents' comments; false where that cannot be done here. Raises KeyboardInterrupt."""
    if not can_draw():
        return False
    words = read_words(opened.settings.language, opened.pack.reword)
    marks = marks_for(sys.stdout.encoding, os.environ)
    with whole_screen():
        go_through(opened, TerminalDialog(words, marks, "stop_reviewing"), words)
    return True


def go_through(opened: Opened, dialog: Dialog, words: Words) -> None:
    """One comment after the other, until the person has enough; none where `why_none` has a reason."""
    if why_none(opened):
        return
    items = [Item(choice, words.say(f"own_words.choices.{choice}")) for choice in CHOICES]
    names = known_people(opened.store, opened.settings)
    for one in undecided(opened):
        if not _decide(opened, one, names, items, dialog, words):
            return


def _decide(opened: Opened, one: Written, names: Names, items: Sequence[Item], dialog: Dialog, words: Words) -> bool:
    """Whether to go on with the next comment."""
    entry = opened.pack.practices.get(one.question) or opened.pack.cards[one.question]
    title, told = words.say("own_words.beside", question=one.question, title=entry.title), ""
    found = personal_in(one.text, names)
    look = words.say("own_words.personal", found=", ".join(found), count=len(found)) if found else ""
    while True:
        quoted = words.say("quote", text=one.text)
        picked = dialog.pick(title, "\n".join(filter(None, (told, quoted, look, words.say("own_words.ask")))), items)
        if picked in {"next", "stop"}:
            return picked == "next"
        text = one.text
        if picked == "edit":
            kept = without_words(text, dialog.type(words.say("reviewing.edit"), words.say("reviewing.edit_help"), text))
            if kept is None:
                told = words.say("reviewing.only_out")
                continue
            text = kept
        state: ReviewState = "refused" if picked == "refuse" else "approved"
        opened.store.privacy.decide(opened.wave.id, one.person, one.question, one.text, state, text)
        return True
