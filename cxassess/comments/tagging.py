"""Which themes a comment names: by the words and phrases of the code frame, whole words, whatever their case.

No pattern of a user becomes a regular expression. A comment is cut into words once, and each word is looked up; what
a word can begin is worked out when it is first met and kept, since comments share most of their words.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxassess.model.comments import CodeFrame

LONG = 600  # characters: a comment beyond tells of several things, or of none that a word list sees
_WORDS = re.compile(r"\w+")
_WORDS_AND_PLACEHOLDERS = re.compile(r"\[\w+\]|\w+")  # a placeholder is no word of the customer's
_MOST_KEPT = 50_000  # words that are remembered
_START = 3  # letters that a word shares with one of the frame, or else it is none of them
_REACH = 3  # words before a hit in which a negation stands
_NEGATIONS = frozenset(
    """
    aucun aucune cannot jamais kein keine keinem keinen keiner keines mai nessun nessuno never nicht nie niemand
    ningún no nobody non nor not nunca ohne pas sans senza sin t without
    """.split()  # noqa: SIM905 -- forty words in quotation marks are hard to read
)


@dataclass(frozen=True, slots=True)
class Tagged:
    """The themes of a comment, in the order of the frame, and why a person should read it: nothing where all is clear.

    `doubts` are `several` (three themes or more), `negated`, `unless` and `long`.
    """

    themes: tuple[str, ...]
    doubts: tuple[str, ...] = ()


NOTHING = Tagged(())


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared.

    >>> words_of("Don’t WAIT, [name]!")
    ['don', 't', 'wait', '[name]']
    """
    plain = text.casefold() if text.isascii() else unicodedata.normalize("NFC", text).casefold()
    return (_WORDS_AND_PLACEHOLDERS if "[" in plain else _WORDS).findall(plain)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A word or phrase that a word may be part of: the longest of a phrase, which is the rarest as a rule.

    Attributes:
        before, after: the other words of the phrase, each with whether it is only the beginning of a word.
    """

    theme: int
    before: tuple[tuple[str, bool], ...]
    after: tuple[tuple[str, bool], ...]
    is_unless: bool


class _Lookup(dict[str, tuple[_Entry, ...]]):
    """What each word can be part of; worked out at its first appearance."""

    def __init__(self, whole: Mapping[str, list[_Entry]], begun: Mapping[str, list[_Entry]]) -> None:
        super().__init__()
        self._whole, self._begun = whole, begun
        self._lengths = sorted({len(stem) for stem in begun})
        self._starts = {word[:_START] for word in (*whole, *begun)}

    def __missing__(self, word: str) -> tuple[_Entry, ...]:
        if word[:_START] not in self._starts:
            return ()
        found = list(self._whole.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            found += self._begun.get(word[:length], ())
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[word] = made = tuple(found)
        return made


class Tagger:
    """Tags comments with the themes of a code frame."""

    def __init__(self, frame: CodeFrame) -> None:
        self._ids = tuple(theme.id for theme in frame.themes)
        languages = {language for theme in frame.themes for language in (*theme.words, *theme.unless)}
        self._lookups = {language: _lookup_of(frame, {language}) for language in languages}
        self._any = _lookup_of(frame, languages)
        self._made: dict[tuple[frozenset[int], tuple[str, ...]], Tagged] = {}

    def tag(self, text: str, language: str = "") -> Tagged:
        """The themes of a comment. Words of all languages count where its own is unknown, or not in the frame.

        >>> from cxassess.model.comments import Theme
        >>> waiting = Theme("waiting", {"en": "Waiting"}, {"en": ("wait*", "on hold")}, {"en": ("waiter",)})
        >>> tagger = Tagger(CodeFrame((waiting,)))
        >>> tagger.tag("On HOLD for ever"), tagger.tag("the waiter came"), tagger.tag("no waiting").doubts
        (Tagged(themes=('waiting',), doubts=()), Tagged(themes=(), doubts=('unless',)), ('negated',))
        """
        words = words_of(text)
        lookup = self._lookups.get(language, self._any)
        hits = [(at, entries) for at, entries in enumerate(map(lookup.__getitem__, words)) if entries]
        if not hits:
            return NOTHING if len(text) <= LONG else Tagged((), ("long",))
        return self._judged(text, words, hits)

    def _judged(self, text: str, words: Sequence[str], hits: Sequence[tuple[int, Sequence[_Entry]]]) -> Tagged:
        found: list[tuple[int, int, int]] = []  # theme, first word, word after the last
        spared: list[tuple[int, int, int]] = []
        for at, entries in hits:
            for entry in entries:
                before, after = entry.before, entry.after
                first = at - len(before)
                if (not before or _stands(words, first, before)) and (not after or _stands(words, at + 1, after)):
                    (spared if entry.is_unless else found).append((entry.theme, first, at + 1 + len(after)))
        doubts: tuple[str, ...] = ()
        if spared:
            all_hits = len(found)
            found = [hit for hit in found if not any(_lies_in(hit, other) for other in spared)]
            if len(found) < all_hits:
                doubts = ("unless",)
        themes = {hit[0] for hit in found}
        if len(themes) > 2:
            doubts += ("several",)
        if not _NEGATIONS.isdisjoint(words) and any(
            not _NEGATIONS.isdisjoint(words[max(0, at - _REACH) : at]) for _, at, _ in found
        ):
            doubts += ("negated",)
        if len(text) > LONG:
            doubts += ("long",)
        key = (frozenset(themes), doubts)
        if key not in self._made:  # few differ
            self._made[key] = Tagged(tuple(self._ids[theme] for theme in sorted(themes)), doubts)
        return self._made[key]


def _lookup_of(frame: CodeFrame, languages: set[str]) -> _Lookup:
    whole: dict[str, list[_Entry]] = {}
    begun: dict[str, list[_Entry]] = {}
    for number, theme in enumerate(frame.themes):
        for by_language, is_unless in ((theme.words, False), (theme.unless, True)):
            phrases = dict.fromkeys(p for language in sorted(languages) for p in by_language.get(language, ()))
            for phrase in phrases:
                parts = parts_of(phrase)
                place = max(range(len(parts)), key=lambda at: len(parts[at][0]))
                word, is_stem = parts[place]
                entry = _Entry(number, tuple(parts[:place]), tuple(parts[place + 1 :]), is_unless)
                (begun if is_stem else whole).setdefault(word, []).append(entry)
    return _Lookup(whole, begun)


def parts_of(phrase: str) -> list[tuple[str, bool]]:
    """The words of a phrase of the frame, each with whether it is only the beginning of a word.

    >>> parts_of("kept waiting*"), parts_of("can't")
    ([('kept', False), ('waiting', True)], [('can', False), ('t', False)])
    """
    made: list[tuple[str, bool]] = []
    for part in phrase.split():
        words = words_of(part)
        made += [(word, False) for word in words[:-1]] + [(word, part.endswith("*")) for word in words[-1:]]
    return made


def _stands(words: Sequence[str], at: int, parts: Sequence[tuple[str, bool]]) -> bool:
    """Whether words follow each other from a place on."""
    if at < 0 or at + len(parts) > len(words):
        return False
    for word, (wanted, is_stem) in zip(words[at : at + len(parts)], parts, strict=True):
        if not (word.startswith(wanted) if is_stem else word == wanted):
            return False
    return True


def _lies_in(hit: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Whether a hit lies within a phrase in which its theme does not count."""
    return hit[0] == other[0] and other[1] <= hit[1] and hit[2] <= other[2]
