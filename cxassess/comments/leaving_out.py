"""Words are taken out of a comment before it is printed; nothing is ever put in."""

from difflib import SequenceMatcher

LEFT_OUT = "[…]"


def without_words(text: str, kept: str) -> str | None:
    """A text in which […] stands where words were taken out; None where something was added or nothing is left.

    >>> without_words("Ada from Ely was kind", "was kind"), without_words("was kind", "was very kind")
    ('[…] was kind', None)
    """
    before, after = text.split(), [word for word in kept.split() if word != LEFT_OUT]
    made: list[str] = []
    for what, first, end, start, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what in {"insert", "replace"} and start < last:
            return None
        if what == "equal":
            made += before[first:end]
        elif made[-1:] != [LEFT_OUT]:
            made.append(LEFT_OUT)
    return " ".join(made) if after else None
