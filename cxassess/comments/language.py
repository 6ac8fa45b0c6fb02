"""In which language a comment is, told by the small words that each language has for itself."""

from collections.abc import Iterable


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that are common in one language; those that several share count for each.
SMALL_WORDS: dict[str, frozenset[str]] = {
    "en": _set(
        """
        after again and are at be because been but could for from good great had have i is it just my of our
        service she still that the them there they this to very was we were what when which with would you
        your
        """
    ),
    "de": _set(
        """
        aber alles auch auf bei das dass dem den der die ein eine einen es für gut habe haben hat ich im
        immer ist kein keine mich mir mit nach nicht noch nur schon sehr sie und von war wie wieder wir
        wurde zu
        """
    ),
    "fr": _set(
        """
        ai au aux avec bien ce cette dans des du est et il ils je le les ma mais merci mon nous pas plus
        pour qui sur très une vous été
        """
    ),
    "es": _set(
        """
        bien con cuando del el es estoy está fue gracias ha han he las lo los me mi muy más para pero por
        que se servicio sin todo una y
        """
    ),
    "it": _set(
        """
        alla anche bene che con del della di gli grazie hanno ho il lo ma mi molto nel non per più questo
        servizio si sono stato tutto una è
        """
    ),
}
_LOOKED_AT = 60  # words


def language_of(words: Iterable[str]) -> str:
    """The code of the language, empty where no language is clearly ahead.

    Args:
        words: of the comment, case-folded.

    >>> language_of("der techniker kam nicht und ich habe gewartet".split()), language_of(["super"])
    ('de', '')
    """
    counts = dict.fromkeys(SMALL_WORDS, 0)
    for word, _ in zip(words, range(_LOOKED_AT), strict=False):
        for language, small in SMALL_WORDS.items():
            counts[language] += word in small
    best, second = sorted(counts.values())[-1:-3:-1]
    if best == second:
        return ""
    return max(counts, key=lambda language: counts[language])
