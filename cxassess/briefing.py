"""What people are told before they answer, on a screen or on paper: who sees their answers, what the terms mean."""

import re
from collections.abc import Iterator

from cxassess.model.engagement import ANONYMOUS, LEAST_COMMENTS, Engagement
from cxassess.model.pack import Pack
from cxassess.words import Words

# The texts of a questionnaire that people see who answer, by dotted key; all others stand in documents.
_SEEN = re.compile(
    r"title|about|levels|terms|roles\..*|cards\..*|frameworks\.disciplines\.dimensions\.\w+\.(name|short)"
    r"|practices\.\w+\.(title|question|short|full|why|enough|not_enough|na_when)"
)
# Terms of the documents, which questions use in the ordinary sense.
OWN_WORDS = frozenset({"practice", "Praktik", "pratique"})


def is_seen(key: str) -> bool:
    """Whether those who answer see a text of a questionnaire, by its dotted key such as `practices.STR1.question`."""
    return _SEEN.fullmatch(key) is not None


def privacy_sentences(
    settings: Engagement, words: Words, *, with_proof: bool, on_screen: bool = False
) -> Iterator[str]:
    """Who sees what, as the settings have it: no promise that the documents do not keep."""
    key = "interview.privacy_firm" if settings.firm else "interview.privacy"
    seen = words.say("interview.seen.with_proof" if with_proof else "interview.seen.comments")
    sizes = {"least": settings.minimum_group, "comments": LEAST_COMMENTS}
    yield words.say(f"{key}.{settings.mode}", client=settings.client, firm=settings.firm, seen=seen, **sizes)
    yield words.say("interview.corrected")
    if on_screen:
        yield words.say("interview.own_code" if settings.mode == ANONYMOUS else "interview.own_name")
    if settings.delete_after:
        yield words.say("interview.deletion", date=settings.delete_after)
    if settings.privacy_contact:
        yield words.say("interview.contact", contact=settings.privacy_contact)


def mirror_privacy(settings: Engagement, words: Words) -> Iterator[str]:
    """The same for customers and partners, who have no name here whatever the mode of the wave."""
    key = "web.mirror.privacy_firm" if settings.firm else "web.mirror.privacy"
    yield words.say(key, client=settings.client, firm=settings.firm, least=settings.minimum_group)
    yield words.say("web.mirror.reply", client=settings.client)
    if settings.delete_after:
        yield words.say("interview.deletion", date=settings.delete_after)
    if settings.privacy_contact:
        yield words.say("interview.contact", contact=settings.privacy_contact)


def not_translated(pack: Pack, words: Words, key: str) -> tuple[str, ...]:
    """The sentence that a text stands in another language than the one that was asked for; none where it does not."""
    if (language := pack.language_of(key)) == pack.language:
        return ()
    return (words.say("interview.not_translated", language=words.language_name(language)),)


def terms_in(pack: Pack, question: str) -> dict[str, str]:
    """The pack's terms that a question uses, with their meaning."""
    practice = pack.practices.get(question)
    if practice is None:
        card = pack.cards[question]
        return terms_used(pack, " ".join((card.question, *card.options)))
    texts = (practice.question, *practice.short, *practice.full, practice.why, practice.enough)
    return terms_used(pack, " ".join(texts))


def terms_used(pack: Pack, text: str) -> dict[str, str]:
    """The pack's terms that a text uses, in one of their forms, with their meaning."""
    return {
        head: meaning
        for term, meaning in pack.terms.items()
        if (head := head_word(term)) not in OWN_WORDS and any(_is_used(form, text) for form in term.split(", "))
    }


def head_word(term: str) -> str:
    """A term without its other forms, which stand behind commas."""
    return term.split(", ")[0]


def _is_used(form: str, text: str) -> bool:
    """Whether a text uses a term, also in the plural or joined by a hyphen."""
    pattern = r"[\s-]+".join(re.escape(word) for word in form.split())
    return re.search(rf"\b{pattern}s?\b", text, re.IGNORECASE) is not None
