"""What all requests share: the engagement that is open for reading, the thread that writes, texts, rules and pages."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from cxassess.errors import StoreBusy
from cxassess.files.engagement import Opened
from cxassess.files.last_time import LastTimes
from cxassess.files.logo import read_logo
from cxassess.files.store import Store
from cxassess.files.writer import Done, Job, Writer
from cxassess.web.brake import Brake
from cxassess.web.keys import Keys
from cxassess.web.languages import Languages
from cxassess.web.rendering import Pages
from cxassess.web.respondents import Rules
from cxassess.web.situation import Situations
from cxassess.words import Words, answering_languages, answering_words

T = TypeVar("T")


class Desk:
    """One engagement behind one server. It reads in the event loop, and writes in the writer's thread.

    Raises InvalidInput for a logo that cannot be shown.
    """

    def __init__(self, opened: Opened, *, is_https: bool = False, address: str = "") -> None:
        self.opened, self.is_https, self.address = opened, is_https, address
        self.wave = opened.wave.id
        self.languages = Languages(opened)
        self.rules = Rules.of(opened.pack)
        self.last_times = LastTimes(opened.store, opened.wave.id)
        self.brake = Brake()
        self.keys = Keys()
        self.situations = Situations(opened.folder, opened.wave.id)
        self.is_leaving = False  # the server ends, and nobody should wait for anything any more
        self.pages = Pages(opened.settings, read_logo(opened.folder, opened.settings.page_logo))
        self._zone = ZoneInfo(opened.settings.timezone)
        self._writer = Writer(opened.folder, self._told)
        self._collected: list[Job] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def store(self) -> Store:
        """For reading alone."""
        return self.opened.store

    @property
    def cookie(self) -> str:
        """The name of the cookie; a browser keeps one of this name to this host and to TLS."""
        return "__Host-cxassess" if self.is_https else "cxassess"

    def words(self, language: str) -> Words:
        """The fixed sentences in a language that somebody may answer in, in the wave's own for any other."""
        if language in self.languages.known or language not in answering_languages():
            return self.languages.texts(language).words
        return answering_words(language)

    def today(self) -> date:
        """The day where the client sits."""
        return datetime.now(self._zone).date()

    def start(self) -> None:
        """Begin to take what is to be written; called in the event loop."""
        self._loop = asyncio.get_running_loop()
        self._writer.start()

    async def stop(self) -> None:
        """Write what was handed over, then end."""
        self._hand_over()
        await asyncio.to_thread(self._writer.stop)
        await asyncio.to_thread(self.situations.stop)

    async def write(self, work: Callable[[Store], T]) -> T:
        """Do some work on the store; it is on the disk when this returns. Raises what the work raises, StoreBusy."""
        assert self._loop is not None
        outcome: asyncio.Future[T] = self._loop.create_future()
        if not self._collected:
            self._loop.call_soon(self._hand_over)
        self._collected.append(Job(work, outcome))
        return await outcome

    def _hand_over(self) -> None:
        """What came in one turn of the event loop goes to the writer together: each waking of a thread costs both."""
        jobs, self._collected = self._collected, []
        for job in jobs:
            try:
                self._writer.put(job)
            except StoreBusy as error:
                _tell([Done(job, error=error)])

    def _told(self, batch: Sequence[Done]) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(_tell, batch)


def _tell(batch: Sequence[Done]) -> None:
    for done in batch:
        outcome = done.job.for_whom
        if outcome.done():  # whoever asked is gone
            continue
        if done.error is not None:
            outcome.set_exception(done.error)
        else:
            outcome.set_result(done.value)
