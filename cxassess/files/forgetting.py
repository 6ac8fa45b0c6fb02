"""Taking a person out of an engagement, and what that does to its scores."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cxassess.errors import CxassessError, NothingToAssess
from cxassess.files.engagement import Opened, open_engagement
from cxassess.files.freezing import finish_without
from cxassess.files.store_privacy import Forgotten
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import ANONYMOUS
from cxassess.words import Words, read_words


@dataclass(frozen=True, slots=True)
class Effect:
    """The scores of a wave with a person and without; None where there are none, or where they are shown to nobody."""

    wave: str
    n: tuple[int, int]
    before: Assessment | None
    after: Assessment | None
    was_shown: bool


def find_person(folder: Path, name: str) -> Forgotten:
    """Who is called so. Raises CxassessError where nobody is, and while a server runs.

    A server keeps the store in two files, and what was deleted stands in the second until it stops.
    """
    with open_engagement(folder) as opened:
        if opened.store.is_served():
            raise CxassessError(f"{folder} is being served: nothing was changed; stop the server first, then forget")
        found = opened.store.privacy.find(name)
    if found is None:
        message = f"nobody called “{name}” took part in {folder}; in an anonymous wave a person is known by their code"
        raise CxassessError(f"{message} alone")
    return found


def forget_person(folder: Path, name: str) -> tuple[Effect, ...]:
    """Take a person out of all waves; what that did to each, the oldest first. Raises CxassessError.

    A finished wave is worked out again without them, as another revision; what the earlier ones found goes with them.
    """
    person = find_person(folder, name)
    before = [_scores(folder, wave) for wave in person.waves]
    with open_engagement(folder) as opened, opened.store.all_or_nothing():
        finished = [one for one in map(opened.at, person.waves) if one.wave.is_finished]
        opened.store.privacy.forget(person.person, name)
        for one in finished:
            words = read_words(one.settings.language, one.pack.reword)
            finish_without(one, words.say("forget.revision"))
    effects = []
    for wave, (n, scores, was_shown) in zip(person.waves, before, strict=True):
        left, after, _ = _scores(folder, wave)
        effects.append(Effect(wave, (n, left), scores, after, was_shown))
    return tuple(effects)


def _scores(folder: Path, wave: str) -> tuple[int, Assessment | None, bool]:
    with open_engagement(folder, wave) as opened:
        n = sum(bool(response.answers) for response in opened.store.answers.responses(wave))
        was_shown = opened.store.privacy.shown(wave) is not None
        if opened.settings.mode == ANONYMOUS:
            return n, None, was_shown
        try:
            return n, opened.assess("consultant"), was_shown
        except NothingToAssess:
            return n, None, was_shown


def effect_lines(effect: Effect, words: Words) -> Iterator[str]:
    """What taking somebody out did to a wave, number by number."""
    n_before, n_after = effect.n
    yield words.say("forget.people", wave=effect.wave, before=n_before, after=n_after, count=n_before)
    if effect.before is not None:
        yield _line(words.say("assess.overall"), _overall(effect.before), _overall(effect.after), words)
        for d in effect.before.pack.disciplines:
            yield _line(d.name, _discipline(effect.before, d.id), _discipline(effect.after, d.id), words)
    if effect.was_shown:
        yield words.say("forget.was_shown", wave=effect.wave)


def _line(name: str, before: tuple[float | None, int], after: tuple[float | None, int], words: Words) -> str:
    values = {"before": words.score(before[0]), "after": words.score(after[0])}
    return "  " + words.say("forget.score", name=name, n_before=before[1], n_after=after[1], **values)


def _overall(a: Assessment | None) -> tuple[float | None, int]:
    return (None, 0) if a is None else (a.overall.reading.value, a.overall.reading.n)


def _discipline(a: Assessment | None, id: str) -> tuple[float | None, int]:
    return (None, 0) if a is None else (a.discipline(id).value, a.discipline(id).reading.n)


def out_of_reach(opened: Opened, name: str) -> Iterator[str]:
    """Places that `forget` leaves alone and that may hold what the person said, or their name."""
    words = read_words(opened.settings.language, opened.pack.reword)
    folder, wanted = opened.folder, name.casefold()
    if documents := sorted(p for p in (folder / "reports").rglob("*") if p.is_file() and p.name[0] != "."):
        yield words.say("forget.reports", paths=", ".join(str(p.relative_to(folder)) for p in documents))
    texts = (*(folder / "commentary").glob("*.toml"), folder / "engagement.toml", folder / "touchpoints.csv")
    named = [p for p in texts if p.is_file() and wanted in p.read_text(encoding="utf-8", errors="replace").casefold()]
    patterns = ("invitations*.csv", "reminders*.csv", "forms/**/*.xlsx")
    named += sorted(p for pattern in patterns for p in folder.glob(pattern) if p.is_file())
    if named:
        yield words.say("forget.files", paths=", ".join(str(p.relative_to(folder)) for p in named))
    for wave in opened.store.waves():
        # All that was ever agreed on: what was replaced or taken back stands in the store still.
        agreed = opened.store.decisions.agreements(wave.wave.id)
        present = dict.fromkeys(a.practice for a in agreed if wanted in f"{a.present}\n{a.reason}".casefold())
        if present:
            yield words.say("forget.agreed", wave=wave.wave.id, practices=", ".join(present))
        decided = opened.store.actions.of(wave.wave.id)
        owned = [id for id, record in decided.items() if wanted in repr(record).casefold()]
        if owned:
            yield words.say("forget.actions", wave=wave.wave.id, actions=", ".join(owned))
    yield words.say("forget.elsewhere")
