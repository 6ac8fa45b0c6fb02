"""Many engagements read for a portfolio: finished waves from what was kept of them, others by assessing them.

What is heavy is imported inside the functions: they run in processes, while the one that waits needs none of it.
"""

import os
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxassess.errors import CxassessError, InvalidInput, NotAnEngagement, NothingToAssess, NotShownYet
from cxassess.files.clean import clean_line
from cxassess.files.settings import FILE
from cxassess.files.store import FILE as STORE_FILE
from cxassess.model.portfolio import Change, LeftOut, Organisation, Round, Unread

if TYPE_CHECKING:
    from cxassess.files.store import OpenWave, Store
    from cxassess.model.pack import Pack

USUAL = "cx-maturity"
BATCH = 8  # engagements that a process reads at a time: fewer, and sending them takes longer than reading

Found = Organisation | LeftOut | Unread


@dataclass(frozen=True, slots=True)
class Request:
    """What is read of each engagement: waves of a questionnaire, the newest finished one or the one that is named.

    `compares` says whether it is also compared with the wave before, which takes ten times as long as reading both.
    """

    questionnaire: str = USUAL
    wave: str | None = None
    compares: bool = True


@dataclass(frozen=True, slots=True)
class _Batch:
    folders: tuple[Path, ...]
    request: Request


def find_engagements(paths: Iterable[Path]) -> tuple[list[Path], list[Unread]]:
    """The engagements that paths name, each once, in order: an engagement itself, or those in a folder.

    Beside them the paths that hold none.
    """
    folders: dict[str, Path] = {}
    unread = []
    for path in paths:
        inside = [path] if _is_engagement(path) else _inside(path)
        if not inside:
            message = "holds no engagement" if path.is_dir() else "there is no such folder"
            unread.append(Unread(_shown(path), (f"{_shown(path)}: {message}",)))
        for folder in inside:
            folders.setdefault(os.path.realpath(folder), folder)
    return list(folders.values()), unread


def _inside(path: Path) -> list[Path]:
    return sorted(child for child in path.iterdir() if _is_engagement(child)) if path.is_dir() else []


def _is_engagement(folder: Path) -> bool:
    return (folder / FILE).is_file() or (folder / STORE_FILE).is_file()


def _shown(folder: Path) -> str:
    return clean_line(str(folder))


def read_many(folders: Sequence[Path], request: Request) -> Generator[Found, None, None]:
    """What became of each engagement, as it is done; one that cannot be read leaves the others alone."""
    from cxassess.files.pool import Lost, Pool, cores

    batches = [_Batch(tuple(folders[at : at + BATCH]), request) for at in range(0, len(folders), BATCH)]
    if len(batches) < 2:
        for batch in batches:
            yield from (read_one(folder, request) for folder in batch.folders)
        return
    with Pool(min(cores(), len(batches))) as pool:
        for number, found in pool.map(_read_batch, batches):
            if isinstance(found, Lost):
                lost = (f"{found.reason}.",)
                yield from (Unread(_shown(folder), lost) for folder in batches[number].folders)
            else:
                yield from found


def _read_batch(batch: _Batch) -> list[Found]:
    return [read_one(folder, batch.request) for folder in batch.folders]


def read_one(folder: Path, request: Request) -> Found:
    """The newest wave of an engagement and the one before it, or why it is not compared, or cannot be read."""
    from cxassess.files.store import Store

    name = _shown(folder)
    try:
        if not (folder / FILE).is_file():
            message = f"it has no {FILE}"
            raise NotAnEngagement(message)
        with Store.open(folder) as store:
            return _read(folder, name, store, request)
    except NotShownYet:
        return LeftOut(name, "protected")
    except NothingToAssess:
        return LeftOut(name, "no_answers")
    except InvalidInput as error:
        return Unread(name, tuple(map(str, error.problems)))
    except CxassessError as error:
        return Unread(name, (str(error),))
    except (KeyError, TypeError, ValueError) as error:  # what is kept of a wave is none of the shapes that we wrote
        return Unread(name, (f"{name}: what a wave was finished with cannot be read ({error!r})",))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return Unread(name, (f"{where}{error.strerror or error}",))


def _read(folder: Path, name: str, store: "Store", request: Request) -> Found:
    from cxassess.files.settings import shares_scores

    waves = [one for one in store.waves() if one.questionnaire == request.questionnaire]
    if not waves:
        asked = sorted({one.questionnaire for one in store.waves()})
        return LeftOut(name, "other_questions", {"asked": ", ".join(asked), "questionnaire": request.questionnaire})
    if request.wave is not None:
        waves = waves[: next((at + 1 for at, one in enumerate(waves) if one.wave.id == request.wave), 0)]
        if not waves:
            return LeftOut(name, "no_wave", {"wave": request.wave})
        newest = waves[-1]
    else:
        newest = next((one for one in reversed(waves) if one.wave.is_finished), waves[-1])
    earlier = waves[: waves.index(newest)]
    before = next((one for one in reversed(earlier) if one.wave.is_finished), None)
    document = store.finished.document(newest.wave.id) or _assessed(folder, newest.wave.id)
    now = _round(store, newest, document)
    then = store.finished.document(before.wave.id) if before else None
    return Organisation(
        client=document["client"],
        folder=name,
        shares=shares_scores(folder),
        now=now,
        before=_round(store, before, then) if before and then else None,
        tested=_tested(folder, before.wave.id, newest.wave.id) if before and request.compares else None,
    )


def _tested(folder: Path, before: str, now: str) -> dict[str, Change] | None:
    """What moved between two waves like for like, by key; None where they cannot be compared."""
    from cxassess.comparison import compare
    from cxassess.files.comparing import read_waves

    try:
        earlier, later = read_waves(folder, (before, now))
        found = compare(earlier, later)
    except CxassessError:
        return None
    return {
        change.key: Change(change.before, change.now, change.printed, change.low, change.high, change.verdict)
        for change in (found.overall, *found.scores.values())
        if change.before is not None and change.now is not None and change.printed is not None
    }


def _assessed(folder: Path, wave: str) -> Mapping[str, Any]:
    """What a wave that is not finished finds today, as the client may see it."""
    from cxassess.files.engagement import open_engagement
    from cxassess.serialise import as_json

    with open_engagement(folder, wave) as opened:
        return as_json(opened.assess())


def _round(store: "Store", of: "OpenWave", document: Mapping[str, Any]) -> Round:
    from cxassess.portfolio import read_round

    return read_round(document, _anchors(store.snapshot(of.wave.id)), is_finished=of.wave.is_finished)


def _anchors(snapshot: Mapping[str, Any]) -> dict[str, str]:
    """The anchor version of each practice, as `build_pack` gives it, without building all the rest."""
    practices = snapshot["structure"]["practices"].items()
    return {id: f"{p.get('variant', '')} {p.get('anchor_version', 1)}".strip() for id, p in practices}


def pack_of(organisation: Organisation, language: str) -> "Pack":
    """The questionnaire that an organisation was asked, for its names, in a language where the wave keeps that."""
    from cxassess.files.packs import build_pack, pack_in, snapshot_languages
    from cxassess.files.store import Store

    with Store.open(Path(organisation.folder)) as store:
        snapshot = store.snapshot(organisation.now.wave)
    return pack_in(snapshot, language) if language in snapshot_languages(snapshot) else build_pack(snapshot)


def sharing(organisations: Iterable[Organisation]) -> Iterator[Organisation]:
    """Those whose scores may go into a peer set, each client once, with the newest of its finished waves."""
    from cxassess.files.clean import name_key

    chosen: dict[str, Organisation] = {}
    for one in organisations:
        if one.shares and one.now.is_finished:
            key = name_key(one.client)
            other = chosen.get(key)
            if other is None or (other.now.as_of, other.folder) < (one.now.as_of, one.folder):
                chosen[key] = one
    yield from chosen.values()
