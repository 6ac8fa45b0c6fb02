"""The mails that ask people to answer: invitation, reminder, last call, to be pasted into a mail program.

What a mail program fills in stands as «column», named like the columns of the file with the links.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cxassess.briefing import mirror_privacy, privacy_sentences
from cxassess.model.engagement import Engagement
from cxassess.model.mirror import MirrorForm, Panel
from cxassess.model.pack import Pack
from cxassess.pace import promised_minutes, usual_minutes
from cxassess.words import Words

KINDS = ("invitation", "reminder", "last_call")
MIRROR_KINDS = KINDS[:2]  # customers are reminded once
WIDTH = 96


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as its reader sees it; each paragraph may have lines of its own."""

    title: str
    subject: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a mail asks for: whom by their roles, until when, and by which link for all; None for personal ones."""

    roles: Sequence[str]
    ends: date
    shared_link: str | None = None


def merge_field(column: str) -> str:
    """The place of a column in a mail.

    >>> merge_field("link")
    '«link»'
    """
    return f"«{column}»"


def text_file(settings: Engagement, wave: str, asked: Asked, texts: Mapping[str, tuple[Pack, Words]]) -> Iterator[str]:
    """The lines of a file with all mails in some languages; `texts` are questionnaire and words of each."""
    _, first = next(iter(texts.values()))
    lead = "file_lead" if asked.shared_link is None else "file_lead_shared"
    yield first.say(f"invite.{lead}", wave=wave, client=settings.client)
    for pack, words in texts.values():
        for mail in mails(pack, settings, asked, words):
            yield from _mail_lines(mail, words)


def _mail_lines(mail: Mail, words: Words) -> Iterator[str]:
    yield from ("", f"── {mail.title} ".ljust(WIDTH, "─"), "")
    yield words.say("invite.subject_line", subject=mail.subject)
    for paragraph in mail.paragraphs:
        yield from ("", *paragraph.split("\n"))


def mails(pack: Pack, settings: Engagement, asked: Asked, words: Words) -> tuple[Mail, ...]:
    """The three mails in one language."""
    return tuple(
        Mail(
            words.say("invite.title", kind=words.say(f"invite.kinds.{kind}"), language=words.say("invite.language")),
            words.say(f"invite.subjects.{kind}", client=settings.client, ends=asked.ends),
            tuple(_paragraphs(kind, pack, settings, asked, words)),
        )
        for kind in KINDS
    )


def mirror_file(
    settings: Engagement,
    wave: str,
    panel: Panel,
    ends: date,
    link: str,
    texts: Mapping[str, tuple[MirrorForm, Words]],
) -> Iterator[str]:
    """The lines of a file with the mails to customers or partners in some languages: an invitation and a reminder."""
    _, first = next(iter(texts.values()))
    yield first.say("invite.mirror.file_lead", wave=wave, client=settings.client)
    for form, words in texts.values():
        for kind in MIRROR_KINDS:
            yield from _mail_lines(_mirror_mail(kind, settings, panel, ends, link, form, words), words)


def _mirror_mail(
    kind: str, settings: Engagement, panel: Panel, ends: date, link: str, form: MirrorForm, words: Words
) -> Mail:
    def say(key: str, **values: object) -> str:
        return words.say(f"invite.mirror.{key}", **values)

    client, is_first = settings.client, kind == "invitation"
    opening = f"opening_{panel}" if is_first else f"reminder_{panel}"
    return Mail(
        say(
            "title",
            kind=words.say(f"invite.kinds.{kind}"),
            panel=say(panel),
            language=words.say("invite.language"),
        ),
        say("subject" if is_first else "subject_reminder", title=form.titled(client), ends=ends),
        (
            say("greeting"),
            say(opening, client=client, count=len(form.items)),
            words.say("invite.minutes", count=form.minutes),
            f"{words.say('invite.link_shared', ends=ends)}\n{link}",
            say("no_name"),
            *([say("privacy", privacy=" ".join(mirror_privacy(settings, words)))] if is_first else []),
            f"{words.say('invite.questions')} {words.say('invite.thanks')}",
            words.say("invite.closing"),
        ),
    )


def _paragraphs(kind: str, pack: Pack, settings: Engagement, asked: Asked, words: Words) -> Iterator[str]:
    def say(key: str, **values: object) -> str:
        return words.say(f"invite.{key}", **values)

    is_shared = asked.shared_link is not None
    yield say("greeting_all") if is_shared else say("greeting", name=merge_field("name"))
    openings = "openings_shared" if is_shared else "openings"
    yield say(f"{openings}.{kind}", client=settings.client, ends=asked.ends)
    if kind == "invitation" and settings.about:
        yield say("scope", about=settings.about)
    minutes = _minutes(pack, asked.roles, words)
    yield f"{minutes} {say('at_ease')}" if kind == "invitation" else minutes
    link = asked.shared_link or merge_field("link")
    yield f"{say('link_shared' if is_shared else 'link', ends=asked.ends)}\n{link}"
    yield say("link_no_name" if is_shared else "link_only_yours")
    with_proof = any(pack.roles[role].evidence for role in asked.roles)
    promise = " ".join(privacy_sentences(settings, words, with_proof=with_proof))
    yield say("privacy" if kind == "invitation" else "privacy_again", privacy=promise)
    yield f"{say('questions')} {say('thanks')}"
    yield say("closing")


def _minutes(pack: Pack, roles: Sequence[str], words: Words) -> str:
    """How long it takes; by role where the promise would not be true for all.

    A role that is asked nothing, or so little that it is done in a minute, is named only where there is no other.
    """
    minutes = {role: promised_minutes(usual_minutes(pack, role)) for role in pack.roles if role in roles}
    told_of = {role: m for role, m in minutes.items() if m > 1} or minutes
    by_minutes: dict[int, list[str]] = {}
    for role, m in told_of.items():
        by_minutes.setdefault(m, []).append(words.within(pack.roles[role].plural))
    if len(by_minutes) == 1:
        return words.say("invite.minutes", count=next(iter(by_minutes)))
    told = [words.say("invite.role_minutes", roles=words.join(n), minutes=m) for m, n in by_minutes.items()]
    return words.say("invite.minutes_by_role", roles=", ".join(told))
