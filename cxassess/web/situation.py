"""A wave as the consultants' pages show it at one moment, computed beside the event loop, once for each change.

Two views: the client's, which is safe to project, and the consultants' own, in which people have names.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from cxassess.errors import NothingToAssess, NotShownYet
from cxassess.files.clean import name_key
from cxassess.files.comments import known_people
from cxassess.files.engagement import Opened, open_engagement
from cxassess.files.inviting import today_at
from cxassess.files.settings import FILE
from cxassess.files.store import Store
from cxassess.files.store_states import Event
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import ANONYMOUS, ATTRIBUTED, AgreedLevel, Engagement, Response, Wave
from cxassess.model.invitation import Invitation
from cxassess.model.mirror import PANELS, Panel
from cxassess.model.pack import Pack
from cxassess.progress import progress_of
from cxassess.quality import signs_of
from cxassess.web.reviewing import Comments, comments_of
from cxassess.withholding import Grouped, group
from cxassess.words import read_words

FINISHED, STARTED, UNOPENED = "finished", "started", "unopened"
REST = 4.0  # times as long as a computation took, before the next one while answers keep coming: people answer first


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who was invited or answers; `works` is whether a link of theirs still opens."""

    name: str
    role: str
    unit: str
    answered: int = 0
    asked: int = 0
    finished: bool = False
    opened: bool = False
    invitation: Invitation | None = None
    works: bool = False
    signs: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """Finished, started (or opened the link), or not opened."""
        if self.finished:
            return FINISHED
        return STARTED if self.answered or self.opened else UNOPENED

    @property
    def is_expected(self) -> bool:
        """Whether they answer, or may still do so: not where the link was taken back before anything was answered."""
        return bool(self.answered) or self.invitation is None or not self.invitation.revoked


@dataclass(frozen=True, slots=True)
class OutsideTurnout:
    """How many customers or partners have begun by a link of the mirror, and have sent the form off."""

    panel: Panel
    begun: int
    finished: int


@dataclass(frozen=True, slots=True)
class Situation:
    """A wave at one moment.

    Attributes:
        eyes: whether this is the consultants' own view.
        people: who is expected to answer, by name.
        grouped: the roles that are told apart, and the units that are not shown.
        assessment: what this view may see of the results; None with the reason in `why`: empty, open, unseen.
        comments: what respondents wrote, as far as consultants may read it.
        is_fixed: whether the client's results stay as they were first shown, while answers still come.
        outside: the panels of the mirror that a link was made for.
    """

    eyes: bool
    wave: Wave
    settings: Engagement
    pack: Pack
    people: tuple[Participant, ...]
    grouped: Grouped
    assessment: Assessment | None
    comments: Comments
    why: str = ""
    is_fixed: bool = False
    events: tuple[Event, ...] = ()
    agreements: tuple[AgreedLevel, ...] = ()
    links: Mapping[str, int] = field(default_factory=dict)
    outside: tuple[OutsideTurnout, ...] = ()

    @property
    def expected(self) -> tuple[Participant, ...]:
        """Who answers, or may still do so."""
        return tuple(one for one in self.people if one.is_expected)

    @property
    def unfinished(self) -> tuple[Participant, ...]:
        """Who may still answer, and has not finished."""
        return tuple(one for one in self.expected if not one.finished)

    @property
    def is_anonymous(self) -> bool:
        return self.settings.mode == ANONYMOUS

    @property
    def is_protected(self) -> bool:
        """Whether the client sees less than the consultants."""
        return self.settings.mode != ATTRIBUTED

    @property
    def protects(self) -> bool:
        """Whether this view is safe to project although the wave protects people."""
        return self.is_anonymous or (self.is_protected and not self.eyes)

    @property
    def is_stepped(self) -> bool:
        """Whether people still come, so that nothing here may change with a single one of them."""
        return self.protects and not self.wave.is_closed


def look(opened: Opened, *, eyes: bool) -> Situation:
    """The situation now, from one consistent reading of each table. Raises what `Opened.assess` raises of files."""
    store, id = opened.store, opened.wave.id
    settings, pack = opened.settings, opened.pack
    words = read_words(settings.language, pack.reword)
    responses = store.answers.responses(id)
    assessment, why = _assessed(opened, responses, eyes=eyes)
    grouped = group(pack, settings, [r for r in responses if r.answers], words)
    invitations = store.invitations.list(id)
    return Situation(
        eyes=eyes,
        wave=opened.wave,
        settings=settings,
        pack=pack,
        people=_people(opened, responses, invitations),
        grouped=grouped,
        assessment=assessment,
        comments=comments_of(
            responses,
            store.privacy.decisions(id),
            pack,
            settings.mode,
            known_people(store, settings),
            is_closed=opened.wave.is_closed,
        ),
        why=why,
        is_fixed=not eyes and settings.mode != ATTRIBUTED and store.privacy.shown(id) is not None,
        events=store.states.events(id),
        agreements=store.decisions.agreements(id),
        links={one.id: store.sessions.joined(one.id) for one in invitations if one.kind == "shared"},
        outside=tuple(_outside(store, id, invitations)),
    )


def _outside(store: Store, wave: str, invitations: Iterable[Invitation]) -> Iterator[OutsideTurnout]:
    """The panels that a link was made for."""
    finished = store.mirror.finished(wave)
    for panel in PANELS:
        if links := [one.id for one in invitations if one.kind == "mirror" and one.role == panel]:
            yield OutsideTurnout(panel, sum(map(store.sessions.joined, links)), finished.get(panel, 0))


def _assessed(opened: Opened, responses: tuple[Response, ...], *, eyes: bool) -> tuple[Assessment | None, str]:
    """The assessment of a view, or why it has none.

    Nothing is shown to the client by looking, nor whether somebody has begun. Results of a wave that protects people
    are first shown when a consultant says so, since they stay as they are then.
    """
    if not eyes and opened.is_unseen and (not opened.wave.is_closed or any(r.answers for r in responses)):
        return None, "unseen" if opened.wave.is_closed else "open"
    is_read = opened.settings.mode == ATTRIBUTED or (eyes and opened.settings.mode != ANONYMOUS)
    try:
        return opened.assess("consultant" if eyes else "client", responses if is_read else None), ""
    except NotShownYet:
        return None, "open"
    except NothingToAssess:
        return None, "empty"


def _people(opened: Opened, responses: tuple[Response, ...], made: tuple[Invitation, ...]) -> tuple[Participant, ...]:
    """Everybody once: the newest personal link of each with what they answered, then those without a link."""
    pack, today = opened.pack, today_at(opened.settings)
    finished = opened.store.people.finished(opened.wave.id)
    invited = {name_key(one.name): one for one in made if one.kind == "personal"}
    found: dict[str, Participant] = {}
    for key, one in invited.items():
        works = not one.revoked and not one.is_over(today)
        asked = len(pack.asked_of(one.role)) if one.role in pack.roles else 0
        found[key] = Participant(
            one.name, one.role, one.unit, opened=bool(one.opened), asked=asked, invitation=one, works=works
        )
    for response in responses:
        key = name_key(response.name) if response.name else response.respondent
        far = progress_of(pack, response, finished)
        before = found.get(key) or Participant(response.name, response.role, response.unit)
        found[key] = replace(
            before,
            role=response.role,
            unit=response.unit,
            answered=far.answered,
            asked=len(far.asked),
            finished=far.is_done,
            signs=signs_of(response, pack),
        )
    return tuple(one for _, one in sorted(found.items()))


class Situations:
    """The newest situation of each view, computed in a thread of its own when something has changed."""

    def __init__(self, folder: Path, wave: str, now: Callable[[], float] = monotonic) -> None:
        self._folder, self._wave, self._now = folder, wave, now
        self._thread = ThreadPoolExecutor(1, "situations")
        self._opened: tuple[int, Opened] | None = None
        self._known: dict[bool, tuple[str, Situation]] = {}
        self._locks = {False: asyncio.Lock(), True: asyncio.Lock()}
        self._rested = 0.0

    def key(self, store: Store) -> str:
        """What differs after any change; `store` is read by nobody who writes."""
        return f"{store.change()}-{self._stamp()}"

    async def now(self, store: Store, *, eyes: bool) -> Situation:
        """The situation as it stands, or was computed for just this state before."""
        async with self._locks[eyes]:
            key = self.key(store)
            known = self._known.get(eyes)
            if known is None or known[0] != key:
                begun = self._now()
                made = await asyncio.get_running_loop().run_in_executor(self._thread, self._look, eyes)
                self._rested = self._now() + REST * (self._now() - begun)
                known = self._known[eyes] = (key, made)
            return known[1]

    def is_current(self, store: Store, *, eyes: bool) -> bool:
        """Whether nothing has changed since this view was computed."""
        known = self._known.get(eyes)
        return known is not None and known[0] == self.key(store)

    @property
    def rest(self) -> float:
        """Seconds before a page that only watches should ask anew."""
        return max(0.0, self._rested - self._now())

    def _look(self, eyes: bool) -> Situation:
        stamp = self._stamp()
        if self._opened is None or self._opened[0] != stamp:
            self._close()
            self._opened = (stamp, open_engagement(self._folder, self._wave))
        opened = self._opened[1]
        return look(replace(opened, open_wave=opened.store.wave(self._wave)), eyes=eyes)

    def _stamp(self) -> int:
        """When engagement.toml was last written."""
        try:
            return (self._folder / FILE).stat().st_mtime_ns
        except OSError:
            return 0

    def _close(self) -> None:
        if self._opened is not None:
            self._opened[1].store.close()
            self._opened = None

    def stop(self) -> None:
        """Close the store, and end the thread."""
        self._thread.submit(self._close)
        self._thread.shutdown()
