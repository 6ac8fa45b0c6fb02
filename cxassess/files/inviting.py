"""People are invited: links are made, kept as hashes, and written for mail merge, all or none of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cxassess.errors import CxassessError, InvalidInput, Problem, WaveClosed
from cxassess.files.clean import name_key, shortened
from cxassess.files.engagement import Opened
from cxassess.files.invitation_files import (
    LINKS,
    REMINDERS,
    check_code_path,
    code_paths,
    kept_links,
    link_of,
    links_in_texts,
    mirror_texts_name,
    write_code,
    write_links,
)
from cxassess.files.mirror_form import answered_in, find_form, read_form
from cxassess.files.people_file import Known, People
from cxassess.files.safe import free_path, write_whole
from cxassess.files.store_invitations import NewInvitation
from cxassess.files.store_states import ADDRESS
from cxassess.hints import did_you_mean
from cxassess.invitation_texts import Asked, merge_field, mirror_file, text_file
from cxassess.invited import Standing, standings
from cxassess.model.engagement import Engagement, Response
from cxassess.model.invitation import Invitation
from cxassess.model.invitee import Invitee
from cxassess.model.mirror import MirrorForm, Panel
from cxassess.model.pack import Pack
from cxassess.words import Words, answering_languages, answering_words

LOOPBACK = "http://127.0.0.1:8000"  # where `serve` answers when nothing else is said: on this computer alone
USUAL_DAYS = 28  # that a link opens: time for a reminder after one week and a last call after three; a judgement

Linked = tuple[Invitation, str]


@dataclass(frozen=True, slots=True)
class Order:
    """How links are made: at which address, until when, and which files they go to (None: the usual ones, no codes).

    `is_usual_end` says that nobody asked for this last day, so a link in place of another keeps the day of that one.
    """

    address: str
    ends: date
    out: Path | None = None
    qr: Path | None = None
    is_usual_end: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What an invitation made and found.

    Attributes:
        links: the new ones.
        invited: how many of them go to people who had none before.
        known: the names of those who were invited before and keep their links.
        changed: of these, whose row says something else than their invitation.
        lost: names whose link no longer opens, as it was taken back or has ended.
        table, codes: the file with the new links, if there are some, and the folder with their QR codes.
    """

    links: tuple[Linked, ...]
    invited: int = 0
    known: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    table: Path | None = None
    codes: Path | None = None


@dataclass(frozen=True, slots=True)
class Reminders:
    """Who is reminded, with their links; `linkless` are those whose link is in no table that lies in the folder."""

    table: Path | None
    links: tuple[Linked, ...]
    linkless: tuple[str, ...]
    lost: tuple[str, ...] = ()


def today_at(settings: Engagement) -> date:
    """The day where the client is."""
    return datetime.now(ZoneInfo(settings.timezone)).date()


def known_words(opened: Opened) -> Known:
    """What a row of people.csv may name in this engagement."""
    settings, own = opened.settings, opened.pack.language
    spoken = tuple(tag for tag in opened.languages if tag in answering_languages() or tag == own)
    return Known(tuple(opened.pack.roles), settings.units, spoken, own)


def order_of(opened: Opened, address: str | None, ends: date | None, out: Path | None, qr: Path | None) -> Order:
    """What was ordered, with what is usual where nothing was said. Raises InvalidInput, every fault at once."""
    settings, today = opened.settings, today_at(opened.settings)
    used = (address or opened.store.states.address(opened.wave.id) or LOOPBACK).rstrip("/")
    faults = [Problem("--base-url", fault)] if (fault := address_fault(used)) else []
    last = ends or usual_end(settings, today)
    if last < today:
        faults.append(Problem("--ends", f"{last} was read, a day from {today} on was expected"))
    elif settings.delete_after and last > settings.delete_after:
        message = f"{last} was read, but the answers are to be deleted on {settings.delete_after} (delete_after)"
        faults.append(Problem("--ends", message))
    if faults:
        raise InvalidInput(faults)
    return Order(used, last, out, qr, ends is None)


def usual_end(settings: Engagement, today: date) -> date:
    """The last day of a link where nobody says one; it has passed where the answers were to be deleted by now."""
    usual = today + timedelta(USUAL_DAYS)
    return min(usual, settings.delete_after) if settings.delete_after else usual


def address_fault(address: str) -> str | None:
    """What is wrong with the address of the pages, or None."""
    expected = "an address such as https://cx.example.com, without a path, was expected"
    try:
        parts = urlsplit(address)
        is_sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_sound = False
    if not is_sound or parts.username or parts.path or parts.query or parts.fragment or not address.isprintable():
        return f"“{shortened(address)}” was read, {expected}"
    return None


# ── personal links ───────────────────────────────────────────────────────────────────────────────────────────


def invite(opened: Opened, people: People, order: Order, renewed: Sequence[str] = ()) -> Made:
    """Invite everybody who is not invited yet, and give those named in `renewed` another link in place of theirs.

    Raises:
        InvalidInput: somebody answers in another role already, or a name to renew is unknown.
        CxassessError: the wave is closed, or is one for shared links.
        CannotWrite: nothing is kept then.
    """
    _refuse(opened, "personal")
    with _whole(opened) as written:
        before = _newest(opened)
        given = {name_key(one.name): one for one in people.invitees}
        _check_roles(opened, people)
        again = _named(renewed, before)
        fresh = [one for key, one in given.items() if key not in before]
        again_keys = {name_key(one.name) for one in again}
        for one in again:
            opened.store.invitations.revoke(one.id)
        rows = [_invitation(one, order.ends) for one in fresh]
        today = today_at(opened.settings)
        rows += [
            _invitation(
                given.get(name_key(one.name), one),
                renewed_end(one, opened.settings, today) if order.is_usual_end else order.ends,
            )
            for one in again
        ]
        added = opened.store.invitations.add(opened.wave.id, rows)
        kept = {key: one for key, one in before.items() if key in given and key not in again_keys}
        made = Made(
            _written(opened, added, order, written),
            len(fresh),
            tuple(one.name for one in kept.values()),
            tuple(one.name for key, one in kept.items() if _differs(one, given[key])),
            tuple(one.name for one in kept.values() if one.revoked or one.is_over(today)),
            written[0] if written else None,
        )
    # After the links are kept: many codes take a while, and others wait to write meanwhile.
    return replace(made, codes=_write_codes(order, made.links))


def _write_codes(order: Order, links: Sequence[Linked]) -> Path | None:
    """The folder with a QR code for each new link, or None where none were ordered."""
    if order.qr is None or not links:
        return None
    folder = free_path(order.qr)
    for path, (_, link) in zip(code_paths(folder, links), links, strict=True):
        write_code(path, link)
    return folder


def renewed_end(replaced: Invitation, settings: Engagement, today: date) -> date | None:
    """The last day of a link in place of another: that of the one before, or the usual one where that is over."""
    if replaced.is_over(today):
        return usual_end(settings, today)
    return min(filter(None, (replaced.ends, settings.delete_after)), default=None)


def _invitation(one: Invitee | Invitation, ends: date | None) -> Invitation:
    return Invitation("", "", "personal", one.name, one.mail, one.role, one.unit, one.language, None, ends)


def _differs(one: Invitation, other: Invitee) -> bool:
    """Whether a row says something else of a person than their invitation."""
    return (one.mail, one.role, one.unit, one.language) != (other.mail, other.role, other.unit, other.language)


def _newest(opened: Opened) -> dict[str, Invitation]:
    """The newest personal invitation of each person, in whatever state, by the key of the name."""
    invitations = opened.store.invitations.list(opened.wave.id)
    return {name_key(one.name): one for one in invitations if one.kind == "personal"}


def _check_roles(opened: Opened, people: People) -> None:
    """Raises InvalidInput for everybody who answers in another role than the file gives: one name has one role."""
    responses = {name_key(response.name): response for response in opened.store.answers.responses(opened.wave.id)}
    faults = []
    for one in people.invitees:
        response = responses.get(name_key(one.name))
        if response is not None and response.role != one.role:
            message = (
                f"{one.name} is {one.role} here but answers as {response.role} in this wave: one name has one role"
            )
            faults.append(Problem(people.places.get(name_key(one.name), ""), message))
    if faults:
        raise InvalidInput(faults)


def _named(names: Sequence[str], before: Mapping[str, Invitation]) -> list[Invitation]:
    """The invitations of some names. Raises InvalidInput with every name that nobody was invited by."""
    strangers = [name for name in names if name_key(name) not in before]
    if strangers:
        known = [one.name for one in before.values()]
        raise InvalidInput(
            Problem("", f"nobody of the name “{shortened(name)}” was invited{did_you_mean(name, known)}")
            for name in strangers
        )
    return [before[key] for key in dict.fromkeys(map(name_key, names))]


def _written(opened: Opened, made: Sequence[NewInvitation], order: Order, written: list[Path]) -> tuple[Linked, ...]:
    """The new invitations with their links, after these are in their files."""
    links = tuple((one.invitation, link_of(order.address, one.token)) for one in made)
    if links:
        opened.store.states.record(opened.wave.id, ADDRESS, order.address)
        written.append(free_path(order.out or opened.folder / LINKS))
        write_links(written[0], links)
    return links


@contextmanager
def _whole(opened: Opened) -> Iterator[list[Path]]:
    """Everything in the block is kept, or nothing; files that were written by then are taken away again."""
    written: list[Path] = []
    try:
        with opened.store.all_or_nothing():
            yield written
    except BaseException:
        for path in written:
            with suppress(OSError):  # what could not be written need not be taken away
                path.unlink()
        raise


def _refuse(opened: Opened, kind: str) -> None:
    """Raises WaveClosed for a closed wave, and CxassessError for a kind of link that its mode does not allow."""
    wave, folder = opened.wave, opened.folder
    if wave.is_closed:
        raise WaveClosed(wave.id)
    is_anonymous = opened.settings.mode == "anonymous"
    if kind == "personal" and is_anonymous:
        message = f"wave {wave.id} is anonymous, and a personal link would tie answers to a name"
        raise CxassessError(f"{message}: make one link for everybody with cxassess invite {folder} --shared")
    if kind == "shared" and not is_anonymous:
        message = f"wave {wave.id} is {opened.settings.mode}, and who answers by a shared link has no name"
        raise CxassessError(f"{message}: invite people by name with cxassess invite {folder} people.csv")


def revoke(opened: Opened, names: Sequence[str]) -> tuple[str, ...]:
    """Take back the links of people by name, or links for many by id; the names of those whose link still stood.

    Raises InvalidInput with every name that nobody was invited by.
    """
    shared = {one.id: one for one in _for_many_of(opened)}
    with opened.store.all_or_nothing():
        ids = [shared[name] for name in names if name in shared]
        found = [*ids, *_named([name for name in names if name not in shared], _newest(opened))]
        return tuple(one.name or one.id for one in found if opened.store.invitations.revoke(one.id))


# ── one link for everybody ───────────────────────────────────────────────────────────────────────────────────


def share(opened: Opened, order: Order, most: int | None) -> tuple[str, Path | None]:
    """A link that at most so many people may answer by, with its QR code if a file is named for it.

    Raises InvalidInput for a name that no QR code can have, CannotWrite, and what `invite` raises of the wave.
    """
    _refuse(opened, "shared")
    return _for_many(opened, order, "shared", "", opened.settings.language, most)


def _for_many(
    opened: Opened, order: Order, kind: str, role: str, language: str, most: int | None, how: str = ""
) -> tuple[str, Path | None]:
    if order.qr is not None:
        check_code_path(order.qr)
    with _whole(opened) as written:
        row = Invitation("", "", kind, "", "", role, "", language, most, order.ends)
        [made] = opened.store.invitations.add(opened.wave.id, [row])
        opened.store.states.record(opened.wave.id, ADDRESS, order.address)
        if how:
            opened.store.mirror.save_reached(opened.wave.id, cast("Panel", role), how)
        link = link_of(order.address, made.token)
        if order.qr is not None:
            written.append(free_path(order.qr))
            write_code(written[0], link)
    return link, written[0] if written else None


def share_mirror(
    opened: Opened, order: Order, panel: Panel, language: str | None, most: int | None, how: str = ""
) -> tuple[str, Path | None]:
    """A link by which customers or partners answer the mirror, whatever the mode of the wave; with its QR code.

    Args:
        language: in which the pages begin; that of the engagement where nothing is said.
        how: the consultant's words on how the panel is reached, printed beside its answers; nothing leaves them as
            they are.

    Raises InvalidInput for a faulty form, a language that it lacks, a link for so few people that it would tell who
    answered, and what `share` raises it for; CannotWrite; WaveClosed.
    """
    if opened.wave.is_closed:
        raise WaveClosed(opened.wave.id)
    known, least = tuple(_mirror_forms(opened)), opened.settings.minimum_group
    faults = []
    if language is not None and language not in known:
        expected = f"one of {', '.join(known)} was expected{did_you_mean(language[:60], known)}"
        faults.append(Problem("--language", f"“{shortened(language)}” was read, {expected}"))
    if most is not None and most < least:
        message = f"{most} was read, {least} or more was expected: a link for fewer would tell who answered"
        faults.append(Problem("--most", message))
    if faults:
        raise InvalidInput(faults)
    return _for_many(opened, order, "mirror", panel, language or opened.settings.language, most, how)


def write_mirror_texts(opened: Opened, panel: Panel, ends: date, link: str) -> Path:
    """Write the mails to a panel with its link, beside those that were written before. Raises CannotWrite."""
    lines = mirror_file(opened.settings, opened.wave.id, panel, ends, link, _mirror_forms(opened))
    path = free_path(opened.folder / mirror_texts_name(panel))
    write_whole(path, "".join(f"{line}\n" for line in lines).encode(), private=True)
    return path


def _mirror_forms(opened: Opened) -> dict[str, tuple[MirrorForm, Words]]:
    """The form in each language in which it can be answered, the engagement's first. Raises InvalidInput."""
    folder, usual = find_form(opened.folder), opened.settings.language
    known = sorted(answered_in(folder), key=lambda tag: tag != usual)
    return {tag: (read_form(folder, tag), answering_words(tag)) for tag in known}


# ── following ────────────────────────────────────────────────────────────────────────────────────────────────


def standings_of(opened: Opened) -> tuple[Standing, ...]:
    """How the invitations of the wave stand by name, without those that another one took the place of."""
    store, wave = opened.store, opened.wave.id
    newest = _newest(opened)
    shown = [*(newest[key] for key in sorted(newest)), *_for_many_of(opened)]
    by_name: dict[str, Response] = {name_key(response.name): response for response in store.answers.responses(wave)}
    responses = {one.id: by_name[name_key(one.name)] for one in shown if one.name and name_key(one.name) in by_name}
    joined = {one.id: store.sessions.joined(one.id) for one in shown if one.is_for_many}
    finished, today = store.people.finished(wave), today_at(opened.settings)
    return standings(shown, responses, finished, joined, opened.pack, today)


def remind(opened: Opened, out: Path | None) -> Reminders:
    """Write a table of those who have not finished, with their links where a table in the folder still holds them.

    Only hashes of links are kept, so a link comes from the table it was written to, and only where its hash is that of
    the person's invitation.
    """
    if opened.wave.is_closed:
        raise WaveClosed(opened.wave.id)
    if opened.settings.mode == "anonymous":
        message = f"wave {opened.wave.id} is anonymous: nobody knows who has finished, so remind everybody"
        raise CxassessError(f"{message}; the text for that: cxassess invite {opened.folder} --texts")
    open_ones = [row for row in standings_of(opened) if row.invitation.kind == "personal" and not row.finished]
    links = kept_links(opened.folder)
    by_id = {}
    for hashed, link in links.items():
        if (one := opened.store.invitations.by_hash(hashed)) is not None:
            by_id[one.id] = link
    rows = tuple((row.invitation, by_id.get(row.invitation.id, "")) for row in open_ones if row.works)
    lost = tuple(row.invitation.name for row in open_ones if not row.works)
    table = free_path(out or opened.folder / REMINDERS) if rows else None
    if table is not None:
        write_links(table, rows)
    return Reminders(table, rows, tuple(one.name for one, link in rows if not link), lost)


# ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────


def texts_of(
    opened: Opened, texts: Mapping[str, tuple[Pack, Words]], ends: date | None = None, link: str | None = None
) -> Iterator[str]:
    """The lines of all mails, in the languages of those who are invited; in all languages before anybody is.

    Args:
        texts: the questionnaire and the fixed words by language, the engagement's own first.
        ends: the last day of the links; by default the first of those that stand, so that nobody reads a later one.
        link: of an anonymous wave, to be put in; by default the one in the texts that lie in the folder. Where there
            is none, its place is marked.
    """
    today = today_at(opened.settings)
    all_of_wave = [*_newest(opened).values(), *_shared(opened)]
    standing = [one for one in all_of_wave if not one.revoked and not one.is_over(today)]
    days = [one.ends for one in standing if one.ends]
    last = ends or min(days, default=usual_end(opened.settings, today))
    is_shared = opened.settings.mode == "anonymous"
    roles = {one.role for one in standing if one.role} or set(opened.pack.roles)
    spoken = {one.language for one in standing if one.kind == "personal"} or set(texts)
    read = {tag: one for tag, one in texts.items() if tag in spoken} or dict(list(texts.items())[:1])
    shared_link = (link or _kept_shared(opened, standing) or merge_field("link")) if is_shared else None
    asked = Asked(tuple(roles), last, shared_link)
    return text_file(opened.settings, opened.wave.id, asked, read)


def _kept_shared(opened: Opened, standing: Sequence[Invitation]) -> str | None:
    """The shared link that opens, where the texts in the folder still hold it: the store knows its hash alone."""
    ids = {one.id for one in standing if one.kind == "shared"}
    for hashed, link in links_in_texts(opened.folder).items():
        one = opened.store.invitations.by_hash(hashed)
        if one is not None and one.id in ids:
            return link
    return None


def _for_many_of(opened: Opened) -> list[Invitation]:
    return [one for one in opened.store.invitations.list(opened.wave.id) if one.is_for_many]


def _shared(opened: Opened) -> list[Invitation]:
    return [one for one in _for_many_of(opened) if one.kind == "shared"]
