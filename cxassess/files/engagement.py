"""An engagement folder: made once, opened by every command, and read into an Assessment."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cxassess.errors import CxassessError, InvalidInput, NotAnEngagement, NotShownYet, Problem
from cxassess.files.pack_faults import Snapshot
from cxassess.files.packs import build_pack, pack_in, snapshot_languages
from cxassess.files.safe import write_whole, writing
from cxassess.files.settings import FILE, first_settings, of_wave, read_engagement
from cxassess.files.store import FILE as STORE_FILE
from cxassess.files.store import OpenWave, Store
from cxassess.model.engagement import ANONYMOUS, ATTRIBUTED, CLOSED, CONFIDENTIAL, Engagement, Response, Wave
from cxassess.model.mirror import MirrorAnswers, MirrorForm
from cxassess.model.pack import Pack
from cxassess.words import Words, answering_words

if TYPE_CHECKING:
    from cxassess.files.freezing import FolderInputs
    from cxassess.model.assessment import Assessment, Viewer
    from cxassess.model.outcome import MetricReading

_WAVE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True)
class Opened:
    """An engagement with one of its waves chosen. Close it, or use it as a context manager."""

    folder: Path
    store: Store
    open_wave: OpenWave
    pack: Pack
    settings: Engagement
    snapshot: Snapshot = field(repr=False)  # the questionnaire's tables in all its languages
    frozen: "FolderInputs | None" = field(default=None, repr=False)  # of a finished wave
    _packs: dict[str, Pack] = field(default_factory=dict, repr=False, compare=False)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that this wave can be answered in, its own first."""
        return snapshot_languages(self.snapshot)

    def pack_in(self, language: str) -> Pack:
        """The questionnaire as those see it who answer in a language: the same ids, so that one may change midway.

        What the language lacks is in `Pack.base_language`, and `Pack.fallbacks` says which texts these are. Raises
        InvalidInput where the wave keeps no text in the language.
        """
        if language == self.pack.language:
            return self.pack
        if language not in self._packs:
            self._packs[language] = pack_in(self.snapshot, language)
        return self._packs[language]

    def words_in(self, language: str) -> Words:
        """The fixed sentences for those who answer in a language; `Words.language_of` tells which are in English."""
        return answering_words(language, self.pack_in(language).reword)

    @property
    def wave(self) -> Wave:
        return self.open_wave.wave

    def inputs(self) -> "FolderInputs":
        """What beside the answers the assessment is made of: the files of the folder, and decisions about actions.

        Those of a finished wave stand as they were. Raises InvalidInput for a faulty software.toml, touchpoints.csv or
        kin.
        """
        if self.frozen is not None:
            return self.frozen
        from cxassess.files.comments import count_words
        from cxassess.files.freezing import FolderInputs
        from cxassess.files.peers import read_benchmark
        from cxassess.files.software import read_software
        from cxassess.files.touchpoint_file import read_touchpoints

        id = self.wave.id
        return FolderInputs(
            self.settings,
            self.store.actions.of(id),
            count_words(self.folder, self.store, self.settings, id),
            read_software(self.folder),
            tuple(read_touchpoints(self.folder)),
            self._mirror_form(),
            self.store.actions.last(),
            read_benchmark(self.folder, self.settings.benchmark, self.pack),
        )

    def assess(
        self,
        viewer: "Viewer" = "client",
        responses: tuple[Response, ...] | None = None,
        inputs: "FolderInputs | None" = None,
    ) -> "Assessment":
        """The assessment of the wave as its answers, metrics, comments, mirror and the files of the folder now stand.

        Where the wave's mode protects people, the client sees a closed wave, as it stood when the client first saw
        results: two results that few people's answers lie between would tell what those few said.

        `responses` are those of this viewer, and `inputs` those of the wave, where they have been read already.

        Raises NothingToAssess and NotShownYet, and InvalidInput for a faulty software.toml, touchpoints.csv or kin;
        CxassessError for a consultant's view of an anonymous wave.
        """
        from cxassess.pipeline import assess  # which an interview does without

        id = self.wave.id
        responses = self.responses(viewer) if responses is None else responses
        said = inputs or self.inputs()
        return assess(
            self.pack,
            self.settings,
            self.wave,
            responses,
            self.store.outcomes.metrics(id),
            self.store.decisions.agreed(id),
            decisions=said.decisions,
            measures=self.store.outcomes.measures(id),
            comments=said.comments,
            software=said.software,
            touchpoints=said.touchpoints,
            mirror=self.mirror_answers(),
            viewer=viewer,
            said=self.store.privacy.said(id),
            benchmark=said.benchmark,
        )

    def at(self, wave: str) -> "Opened":
        """The engagement at another of its waves, on the same store. Raises CxassessError, InvalidInput and kin."""
        return _opened(self.folder, self.store, wave)

    def still_asks(self) -> bool:
        """Whether the wave asks what was opened, and has not moved to another version of it meanwhile."""
        return self.store.wave(self.wave.id).version == self.open_wave.version

    def closed(self) -> "Opened":
        """The same with its wave closed, as the store now has it."""
        return replace(self, open_wave=replace(self.open_wave, wave=replace(self.wave, state=CLOSED)))

    def responses(self, viewer: "Viewer") -> tuple[Response, ...]:
        """The responses that a viewer's results are made of, still with everything in them."""
        id, settings = self.wave.id, self.settings
        if settings.mode == ATTRIBUTED:
            return self.store.answers.responses(id)
        if viewer == "consultant":
            if settings.mode == ANONYMOUS:
                message = f"wave {id} is anonymous: single answers are shown to nobody, consultants included"
                raise CxassessError(message)
            return self.store.answers.responses(id)
        if not self.store.people.has_any(id):
            return ()  # metrics alone tell of no respondent
        if (shown := self.store.privacy.shown(id)) is None:
            if self.wave.state == "open":
                message = f"wave {id} is open and {settings.mode}: results can be shown once it is closed, so that"
                yours = " For your own eyes: --for consultant." if settings.mode == CONFIDENTIAL else ""
                raise NotShownYet(f"{message} nobody sees them change with a single person.{yours}")
            shown = self.store.privacy.show(id, settings.counted_roles, settings.merged_roles)
        if (shown.counted, shown.merged) != (settings.counted_roles, settings.merged_roles):
            message = (
                f"which roles count, and which count together, may not change once results of wave {id} were shown:"
                f" {', '.join(shown.counted)} counted"
                + (f", merged were {', '.join(shown.merged)}" if shown.merged else "")
            )
            raise InvalidInput([Problem(f"{FILE} › roles", message)])
        return self.store.answers.responses(id, until=shown.answers)

    @property
    def is_unseen(self) -> bool:
        """Whether the client has seen no results yet that, once seen, stay as they are."""
        return self.settings.mode != ATTRIBUTED and self.store.privacy.shown(self.wave.id) is None

    def mirror_answers(self) -> MirrorAnswers | None:
        """What customers and partners answered to the short form; None where nobody did. Raises InvalidInput."""
        form = self.frozen.mirror_form if self.frozen else self._mirror_form()
        if form is None:
            return None
        return MirrorAnswers(form, self.store.mirror.responses(self.wave.id), self.store.mirror.reached(self.wave.id))

    def _mirror_form(self) -> MirrorForm | None:
        """The short form in the language of documents; None where nobody answered it. Raises InvalidInput."""
        if not self.store.mirror.responses(self.wave.id):
            return None
        from cxassess.files.mirror_form import find_form, read_form

        return read_form(find_form(self.folder), self.settings.language)

    def metrics(self) -> "Mapping[str, MetricReading]":
        """The outcomes of the wave by metric, nothing withheld: for the names of touchpoints, not for their values."""
        from cxassess.outcomes import read_metrics

        return read_metrics(self.store.outcomes.metrics(self.wave.id), self.store.outcomes.measures(self.wave.id))

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()


def open_engagement(folder: Path, wave: str | None = None) -> Opened:
    """Open a folder at a wave: by default the newest open one. Raises NotAnEngagement, InvalidInput and kin."""
    store = Store.open(folder)
    try:
        return _opened(folder, store, wave)
    except BaseException:
        store.close()
        raise


def _opened(folder: Path, store: Store, wave: str | None) -> Opened:
    chosen = store.wave(wave)
    snapshot = store.snapshot(chosen.wave.id)
    pack = build_pack(snapshot)
    if strangers := sorted(store.people.roles(chosen.wave.id) - set(pack.roles)):
        message = f"{folder / STORE_FILE} names the role {strangers[0]}, which {pack.id} does not know"
        raise NotAnEngagement(f"{message}; restore it from a copy")
    if chosen.wave.is_finished:
        from cxassess.files.freezing import frozen_inputs

        if (frozen := frozen_inputs(store, chosen.wave.id)) is not None:
            return Opened(folder, store, chosen, pack, frozen.settings, snapshot, frozen)
    settings = of_wave(read_engagement(folder, pack), chosen.wave, is_newest=chosen == store.waves()[-1])
    return Opened(folder, store, chosen, pack, settings, snapshot)


def create_engagement(
    folder: Path, client: str, wave: str, as_of: date, snapshot: Snapshot, mode: str, minimum_group: int = 5
) -> Pack:
    """Make an engagement folder with its first wave, whole or not at all, and give the pack that the wave asks.

    Raises InvalidInput for a wrong id, CxassessError where the folder is one already, CannotWrite.
    """
    from cxassess.files.commentary import first_commentary  # only `new` needs it

    check_wave_id(wave, "--wave")
    if (folder / FILE).exists():
        message = f"{folder} is an engagement already ({FILE} is there); nothing was changed"
        raise CxassessError(message)
    if (folder / STORE_FILE).exists():
        _remove_unfinished(folder)
    was_there = folder.exists()
    pack = build_pack(snapshot)
    made: list[Path] = []
    try:
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for name in ("commentary", "metrics", "reports"):
                if not (folder / name).exists():
                    made.append(folder / name)
                (folder / name).mkdir(exist_ok=True)
        made.append(folder / STORE_FILE)
        with Store.create(folder / STORE_FILE) as store:
            store.open_wave(Wave(wave, as_of, "open", mode, minimum_group), snapshot)
        commentary = folder / "commentary" / f"{wave}.toml"
        if not commentary.exists():
            made.append(commentary)
            write_whole(commentary, first_commentary())
        write_whole(folder / FILE, first_settings(client, mode, pack, minimum_group))
    except BaseException:
        for path in made:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        if not was_there and folder.exists() and not any(folder.iterdir()):
            folder.rmdir()
        raise
    return pack


def check_wave_id(wave: str, where: str = "") -> None:
    """Raises InvalidInput for a wave's name that could not be the name of a folder everywhere."""
    if not _WAVE_ID.fullmatch(wave):
        message = f"“{wave}” was read, letters, digits, dots, dashes and underscores (at most 40) were expected"
        raise InvalidInput([Problem(where or "the wave’s name", message)])


def _remove_unfinished(folder: Path) -> None:
    """Take away the empty store of a `new` that was killed: engagement.toml is written last, so it is not there."""
    try:
        with Store.open(folder) as store:
            kept = (store.people.has_any, store.outcomes.metrics, store.outcomes.measures)
            used = any(look(one.wave.id) for one in store.waves() for look in kept)
    except NotAnEngagement:
        if (folder / STORE_FILE).stat().st_size:
            raise
        used = False  # it was killed before SQLite had written anything
    if used:
        message = f"{folder} holds answers ({STORE_FILE}) but no {FILE}: restore that file; nothing was changed"
        raise CxassessError(message)
    with writing(folder):
        (folder / STORE_FILE).unlink()
