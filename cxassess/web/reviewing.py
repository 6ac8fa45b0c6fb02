"""Respondents' comments on the consultants' page: what is shown, and what may become of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cxassess.comments.leaving_out import without_words
from cxassess.files.store_privacy import ReviewState, digest_of
from cxassess.masking import Names, personal_in
from cxassess.model.engagement import Response
from cxassess.model.pack import Pack
from cxassess.withholding import why_unread


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with what was decided about it.

    Attributes:
        key: names it on the page and says nothing of its writer.
        personal: what of it, or of what was approved of it, names a person or leads to one.
    """

    key: str
    person: str
    question: str
    title: str
    text: str
    state: str
    approved: str
    personal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comments:
    """All comments in an order that tells nothing; none where the mode says so, with the reason in `why`."""

    comments: tuple[Comment, ...]
    why: str = ""

    @property
    def undecided(self) -> int:
        return sum(not one.state for one in self.comments)


def comments_of(
    responses: Iterable[Response],
    decided: Mapping[tuple[str, str, str], tuple[ReviewState, str]],
    pack: Pack,
    mode: str,
    names: Names,
    *,
    is_closed: bool,
) -> Comments:
    """The comments by question, within one in the order of a hash of their text."""
    found = [
        (response.respondent, answer)
        for response in responses
        for answer in response.answers.values()
        if answer.comment and (answer.question in pack.practices or answer.question in pack.cards)
    ]
    if why := why_unread(mode, len(found), is_closed=is_closed):
        return Comments((), why)
    made = []
    for person, answer in found:
        digest = digest_of(answer.comment)
        state, text = decided.get((person, answer.question, digest), ("", ""))
        entry = pack.practices.get(answer.question) or pack.cards[answer.question]
        key = digest_of(f"{person} {answer.question} {digest}")[:20]
        personal = personal_in(text or answer.comment, names)
        made.append(Comment(key, person, answer.question, entry.title, answer.comment, state, text, personal))
    order = {id: place for place, id in enumerate((*pack.practices, *pack.cards))}
    return Comments(tuple(sorted(made, key=lambda one: (order[one.question], digest_of(one.text), one.key))))


def state_of(done: str) -> ReviewState:
    """What a button decides; anything unknown prints nothing."""
    return "approved" if done == "approve" else "refused"


def kept_text(text: str, typed: str) -> str | None:
    """The comment as it may be printed: whole, or with words taken out; None where something was added to it."""
    if " ".join(typed.split()) in {"", " ".join(text.split())}:
        return text
    return without_words(text, typed)
