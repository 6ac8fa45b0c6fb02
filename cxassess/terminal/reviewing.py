"""Customers' comments are looked through one by one: words for the code frame, and quotes that a person approves.

Everything is on the disk as soon as it is chosen; whoever stops has lost nothing.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from cxassess.comments.counting import quarter_of
from cxassess.comments.leaving_out import without_words as without_words
from cxassess.comments.tagging import Tagged, Tagger
from cxassess.comments.unseen import frequent_words
from cxassess.errors import InvalidInput
from cxassess.files.code_frame import add_word, read_code_frame
from cxassess.files.comments import masker_of, reported
from cxassess.files.engagement import Opened
from cxassess.model.comments import Comment
from cxassess.terminal.dialog import Dialog, TerminalDialog
from cxassess.terminal.prompts import can_draw, whole_screen
from cxassess.terminal.screen import Item, marks_for
from cxassess.words import Words, read_words

_FREQUENT = 12  # words that are offered


def review_comments(opened: Opened) -> bool:
    """Look through the comments of the wave; false where that cannot be done here. Raises KeyboardInterrupt."""
    if not can_draw():
        return False
    words = read_words(opened.settings.language)
    marks = marks_for(sys.stdout.encoding, os.environ)
    with whole_screen():
        Review(opened, TerminalDialog(words, marks, "stop_reviewing"), words).run()
    return True


@dataclass(frozen=True, slots=True)
class _Found:
    """A comment with what it is tagged with."""

    comment: Comment
    tagged: Tagged


class Review:
    """One person at the terminal, going through the comments of a wave."""

    def __init__(self, opened: Opened, dialog: Dialog, words: Words) -> None:
        self.opened, self.dialog, self.words = opened, dialog, words
        self.language = opened.settings.language
        self._read_frame()

    def run(self) -> None:
        """Offer the piles of comments until the person has enough."""
        while (pile := self._pick_pile()) != "done":
            self._go_through(pile)

    def _say(self, key: str, **values: object) -> str:
        return self.words.say(f"reviewing.{key}", **values)

    def _read_frame(self) -> None:
        self.frame = read_code_frame(self.opened.folder)
        self.tagger = Tagger(self.frame)

    # ── which comments ───────────────────────────────────────────────────────────────────────────────────────

    def _all(self) -> Iterator[_Found]:
        for comment in reported(self.opened.store, self.opened.wave.id):
            yield _Found(comment, self.tagger.tag(comment.text, comment.language))

    def _pick_pile(self) -> str:
        counts = {"untagged": 0, "doubtful": 0, **{theme.id: 0 for theme in self.frame.themes}}
        for found in self._all():
            counts["untagged"] += not found.tagged.themes
            counts["doubtful"] += bool(found.tagged.doubts)
            for theme in found.tagged.themes:
                counts[theme] += 1
        piles = [(pile, self._say(pile)) for pile in ("untagged", "doubtful")]
        piles += [(theme.id, self._say("of_theme", name=theme.name(self.language))) for theme in self.frame.themes]
        items = [Item(pile, name, self.words.number(counts[pile], ",d")) for pile, name in piles]
        frame = self._say("own" if self.frame.own else "shipped")
        return self.dialog.pick(self._say("pile"), frame, [*items, Item("done", self._say("done"))])

    def _go_through(self, pile: str) -> None:
        """One comment after the other; those that a new word has tagged meanwhile are passed over."""
        shown: set[str] = set()
        while (found := self._next(pile, shown)) is not None:
            shown.add(found.comment.key)
            if not self._look_at(found):
                return

    def _next(self, pile: str, shown: set[str]) -> _Found | None:
        decided = self.opened.store.comments.decisions(self.opened.wave.id)
        for found in self._all():
            key = found.comment.key
            if key not in shown and key not in decided and _belongs(found.tagged, pile):
                return found
        return None

    # ── one comment ──────────────────────────────────────────────────────────────────────────────────────────

    def _look_at(self, found: _Found) -> bool:
        """Show a comment until the person goes on; false where they leave the pile."""
        told = ""
        while True:
            picked = self.dialog.pick(self._head(found), "\n".join(self._about(found, told)), self._choices())
            told = ""
            if picked in {"next", "back"}:
                return picked == "next"
            if picked == "word":
                told = self._add_word()
                found = _Found(found.comment, self.tagger.tag(found.comment.text, found.comment.language))
                continue
            if picked == "refuse":
                self.opened.store.comments.decide(self.opened.wave.id, found.comment, "refused")
                return True
            told = self._approve(found.comment)
            if not told:
                return True

    def _choices(self) -> list[Item]:
        return [Item(key, self._say(f"choices.{key}")) for key in ("next", "word", "approve", "refuse", "back")]

    def _head(self, found: _Found) -> str:
        comment = found.comment
        place = [part for part in (comment.touchpoint, comment.channel, quarter_of(comment.day)) if part]
        return " · ".join([self._say("comment"), *place])

    def _about(self, found: _Found, told: str) -> Iterator[str]:
        if told:
            yield told
        yield self.words.say("quote", text=found.comment.text)
        names = {theme.id: theme.name(self.language) for theme in self.frame.themes}
        themes = ", ".join(names[theme] for theme in found.tagged.themes)
        yield self._say("themes", names=themes) if themes else self._say("no_theme")
        for doubt in found.tagged.doubts:
            yield self._say(f"doubts.{doubt}")

    # ── words for the frame ──────────────────────────────────────────────────────────────────────────────────

    def _add_word(self) -> str:
        """Ask for a theme and a word, and write it into code_frame.toml; what to say about it."""
        themes = [Item(theme.id, theme.name(self.language)) for theme in self.frame.themes]
        theme = self.dialog.pick(self._say("which_theme"), "", [*themes, Item("", self._say("no_word"))])
        if not theme:
            return ""
        untagged = (found.comment.text for found in self._all() if not found.tagged.themes)
        frequent = ", ".join(f"{word} ({n})" for word, n in frequent_words(untagged, _FREQUENT))
        help = self._say("word_help") + (" " + self._say("frequent", words=frequent) if frequent else "")
        phrase = self.dialog.type(self._say("word"), help, "").strip()
        if not phrase:
            return ""
        languages = sorted({language for one in self.frame.themes for language in one.words} | {self.language})
        items = [Item(language, language) for language in languages]
        language = self.dialog.pick(self._say("which_language"), "", items) if len(items) > 1 else self.language
        try:
            add_word(self.opened.folder, theme, language, phrase)
        except InvalidInput as error:
            return error.problems[0].message
        self._read_frame()
        return self._say("added", phrase=phrase)

    # ── quotes ───────────────────────────────────────────────────────────────────────────────────────────────

    def _approve(self, comment: Comment) -> str:
        """Approve a comment as a quote once more read for personal data; what to say where it was not."""
        text = masker_of(self.opened.store, self.opened.settings, self.frame)(comment.text)
        items = [Item(key, self._say(f"check.{key}")) for key in ("clean", "edit", "no")]
        picked = self.dialog.pick(self._say("check_title"), self.words.say("quote", text=text), items)
        if picked == "no":
            return self._say("not_approved")
        if picked == "edit":
            kept = self.dialog.type(self._say("edit"), self._say("edit_help"), text)
            shortened = without_words(text, kept)
            if shortened is None:
                return self._say("only_out")
            text = shortened
        self.opened.store.comments.decide(self.opened.wave.id, comment, "approved", text)
        return ""


def _belongs(tagged: Tagged, pile: str) -> bool:
    if pile == "untagged":
        return not tagged.themes
    return bool(tagged.doubts) if pile == "doubtful" else pile in tagged.themes
