"""A wave's questionnaire in the languages that it can be answered in. Answers are ids, so they are the same in each."""

from dataclasses import dataclass

from cxassess.files.engagement import Opened
from cxassess.model.pack import Pack
from cxassess.words import Words, answering_languages


@dataclass(frozen=True, slots=True)
class Texts:
    """The questions and the fixed sentences in one language."""

    pack: Pack
    words: Words


class Languages:
    """The texts of a wave by language, of those that it keeps; each is read when it is first asked for."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self.usual = opened.pack.language
        spoken = answering_languages()
        self.known = tuple(tag for tag in opened.languages if tag in spoken or tag == self.usual)
        self._texts: dict[str, Texts] = {}

    def texts(self, language: str) -> Texts:
        """The texts in a language, or in the wave's own where it has none."""
        if language not in self.known:
            language = self.usual
        if language not in self._texts:
            self._texts[language] = Texts(self._opened.pack_in(language), self._opened.words_in(language))
        return self._texts[language]
