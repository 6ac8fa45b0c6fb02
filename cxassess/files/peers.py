"""peers.toml: an anonymised set of scores, written from a portfolio and attached to an engagement as its benchmark."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, StrictInt

from cxassess.errors import CxassessError, InvalidInput, Problem
from cxassess.files.checked import Strict, checked, read_toml
from cxassess.files.clean import clean_line
from cxassess.files.safe import write_whole
from cxassess.files.setting_fields import FILE as SETTINGS
from cxassess.files.setting_fields import Name
from cxassess.model.pack import Pack
from cxassess.model.peers import PeerScore, PeerSet
from cxassess.peers import LEAST_CHANGE, LEAST_PEERS, OVERALL, anchors_of, tells_one_apart

Score = Annotated[float, Field(ge=1, le=5, allow_inf_nan=False, strict=True)]
Count = Annotated[StrictInt, Field(ge=LEAST_PEERS)]
Year = Annotated[StrictInt, Field(ge=2000, le=2999)]


class ScoreTable(Strict):
    n: Count
    median: Score
    lower: Score
    upper: Score


class PeersFile(Strict):
    format: Annotated[StrictInt, Field(ge=1, le=1)]
    name: Name
    made: Annotated[date, Field(strict=True)]
    questionnaire: str
    versions: Annotated[list[str], Field(min_length=1)]
    n: Count
    years: Annotated[list[Year], Field(min_length=1)]
    note: str = ""
    anchors: dict[str, str]
    scores: dict[str, ScoreTable]


def read_peers(path: Path) -> PeerSet:
    """A peer set from its file. Raises InvalidInput with every fault in it."""
    data, unreadable = read_toml(path)
    if unreadable:
        raise InvalidInput(unreadable)
    file, problems = checked(PeersFile, data, path.name)
    faults = [*problems, *(_disorder(file, path.name) if file else ())]
    if faults or file is None:
        raise InvalidInput(faults)
    return PeerSet(
        name=clean_line(file.name),
        day=file.made,
        questionnaire=file.questionnaire,
        versions=tuple(file.versions),
        anchors=file.anchors,
        n=file.n,
        years=tuple(file.years),
        scores={key: PeerScore(s.n, s.median, s.lower, s.upper) for key, s in file.scores.items()},
        note=clean_line(file.note),
    )


def _disorder(file: PeersFile, name: str) -> Iterator[Problem]:
    for key, score in file.scores.items():
        where = f"{name} › scores.{key}"
        if not score.lower <= score.median <= score.upper:
            read = f"{score.lower:g}, {score.median:g} and {score.upper:g}"
            yield Problem(
                where, f"{read} were read as lower quartile, median and upper quartile: they rise, or are equal"
            )
        if score.n > file.n:
            yield Problem(f"{where}.n", f"{score.n} was read, but the set is of {file.n} organisations")


def read_benchmark(folder: Path, file: str, pack: Pack) -> PeerSet | None:
    """The peer set that engagement.toml attaches; None where it attaches none.

    Raises InvalidInput for every fault of it, and where it asked other questions than the wave, or had other anchors.
    """
    if not file:
        return None
    key = f"{SETTINGS} › benchmark.file"
    if Path(file).name != file or file in {".", ".."}:
        raise InvalidInput(
            [Problem(key, f"“{file}” was read, the name of a file in the engagement’s folder was expected")]
        )
    if not (folder / file).is_file():
        raise InvalidInput([Problem(key, f"there is no file {file} in {folder}")])
    peers = read_peers(folder / file)
    if faults := list(_unlike(peers, file, pack)):
        raise InvalidInput(faults)
    return peers


def _unlike(peers: PeerSet, file: str, pack: Pack) -> Iterator[Problem]:
    """What keeps a peer set from being compared with a wave like for like."""
    if peers.questionnaire != pack.id:
        yield Problem(f"{file} › questionnaire", f"“{peers.questionnaire}” was read, but this wave asks “{pack.id}”")
        return
    ours = anchors_of(pack)
    if others := sorted(id for id in ours.keys() | peers.anchors.keys() if ours.get(id) != peers.anchors.get(id)):
        some = ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
        message = f"the peers answered to other anchors than this wave has ({some}): their scores do not compare"
        yield Problem(f"{file} › anchors", message)
    known = {f"disciplines.{d.id}" for d in pack.disciplines} | {OVERALL}
    for key in peers.scores.keys() - known:
        yield Problem(f"{file} › scores.{key}", "is no discipline of this questionnaire")


def write_peers(path: Path, peers: PeerSet) -> None:
    """Write a peer set, and never one that, with the set that stands there, tells what a single organisation scored.

    Raises CxassessError where the two differ by fewer than LEAST_CHANGE organisations, InvalidInput where what stands
    there is no peer set, CannotWrite.
    """
    if path.exists():
        before = read_peers(path)
        if tells_one_apart(before, peers):
            message = (
                f"{path} is of {before.n} organisations and the new set of {peers.n}: who has both could find out what"
                f" single ones scored. A set is replaced by one of {LEAST_CHANGE} organisations more or fewer; nothing"
                " was changed. Never give two sets that differ by less to the same reader, under any name."
            )
            raise CxassessError(message)
    write_whole(path, "\n".join(_lines(peers)).encode())


def _lines(peers: PeerSet) -> Iterator[str]:
    """TOML with what people read at the top; the same set gives the same bytes."""
    import tomlkit  # only where a set is written

    def quoted(text: str) -> str:
        return tomlkit.item(text).as_string()

    yield "# An anonymised peer set: how organisations rated themselves. Every number is of eight or more of them;"
    yield "# lower and upper are quartiles (linear, type 7 of Hyndman and Fan). No name, no lowest or highest score."
    yield "# To attach it: put it into the folder of an engagement, and name it in engagement.toml as [benchmark] file."
    yield "format = 1"
    yield f"name = {quoted(peers.name)}"
    yield f"made = {peers.day.isoformat()}"
    yield f"questionnaire = {quoted(peers.questionnaire)}"
    yield f"versions = [{', '.join(map(quoted, peers.versions))}]"
    yield f"n = {peers.n}"
    yield f"years = [{', '.join(map(str, peers.years))}]"
    yield f"note = {quoted(peers.note)}                      # such as its licence, or whom it covers"
    for key, score in peers.scores.items():
        yield f'\n[scores."{key}"]'
        yield f"n = {score.n}\nmedian = {score.median:.2f}\nlower = {score.lower:.2f}\nupper = {score.upper:.2f}"
    yield "\n[anchors]"
    yield from (f"{quoted(id)} = {quoted(version)}" for id, version in peers.anchors.items())
    yield ""
