"""A wave's questionnaire in the languages that it can be answered in. Answers are ids, so they are the same in each."""

from collections.abc import Mapping
from dataclasses import dataclass

from cxassess.errors import InvalidInput
from cxassess.files.data import shipped, shipped_ids
from cxassess.files.engagement import Opened
from cxassess.files.packs import languages_of, read_pack
from cxassess.model.pack import Pack
from cxassess.words import Words, languages, read_words


@dataclass(frozen=True, slots=True)
class Texts:
    """The questions and the fixed sentences in one language."""

    pack: Pack
    words: Words


class Languages:
    """The texts of a wave by language; each is read when it is first asked for."""

    def __init__(self, opened: Opened) -> None:
        pack = opened.pack
        self.usual = opened.settings.language if opened.settings.language == pack.language else pack.language
        self._own = pack
        self._texts = {self.usual: Texts(pack, read_words(opened.settings.language, pack.reword))}
        self.known = tuple(sorted({self.usual, *self._others()}, key=lambda tag: (tag != self.usual, tag)))

    def _others(self) -> tuple[str, ...]:
        """Languages of the shipped questionnaire that the wave asks."""
        pack = self._own
        if pack.id not in shipped_ids("questionnaires"):
            return ()
        variant = pack.variant.id if pack.variant else ""
        found = languages_of(shipped("questionnaires") / pack.id, variant)
        return tuple(tag for tag in found if tag in languages())

    def texts(self, language: str) -> Texts:
        """The texts in a language, or in the wave's own where it has none."""
        if language in self._texts:
            return self._texts[language]
        texts = self._read(language) if language in self.known else None
        if texts is None:
            self.known = tuple(tag for tag in self.known if tag != language)
            return self._texts[self.usual]
        self._texts[language] = texts
        return texts

    def _read(self, language: str) -> Texts | None:
        """None where the shipped questionnaire is no longer the one that the wave asks."""
        own = self._own
        try:
            pack = read_pack(shipped("questionnaires") / own.id, language, own.variant.id if own.variant else "")
        except InvalidInput:
            return None
        if _shape(pack) != _shape(own):
            return None
        return Texts(pack, read_words(language, pack.reword))


def _shape(pack: Pack) -> Mapping[str, object]:
    """What two languages of one questionnaire share."""
    asked = {p.id: (p.anchor_version, p.allows_na, p.discipline) for p in pack.practices.values()}
    return {"version": pack.version, "practices": asked, "cards": tuple(pack.cards), "roles": tuple(pack.roles)}
