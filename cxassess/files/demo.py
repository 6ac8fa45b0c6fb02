"""The example client, made by the same steps that a consultant takes."""

import shutil
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from cxassess.errors import CxassessError, InvalidInput
from cxassess.files.answer_files import read_answers
from cxassess.files.code_frame import FILE as CODE_FRAME
from cxassess.files.data import shipped
from cxassess.files.documents import USUAL, Written, write_documents
from cxassess.files.engagement import Opened, create_engagement, open_engagement
from cxassess.files.history import reported
from cxassess.files.metric_import import keep, read_and_measure
from cxassess.files.metric_register import REGISTER
from cxassess.files.mirror_files import read_mirror_files
from cxassess.files.mirror_form import find_form
from cxassess.files.pack_changes import CHANGES
from cxassess.files.pack_faults import Snapshot
from cxassess.files.packs import read_wave_snapshot
from cxassess.files.safe import write_whole, writing
from cxassess.files.settings import FILE
from cxassess.files.software import FILE as SOFTWARE
from cxassess.files.touchpoint_file import FILE as TOUCHPOINTS
from cxassess.files.translations import TRANSLATIONS
from cxassess.model.mirror import Panel

MARK = ".cxassess-demo"
REGISTERED = "metrics"
ASKED = "asked_2026.toml"
QUOTES = "quotes.toml"
MIRROR = "mirror.csv"
REACHED: Mapping[Panel, str] = {
    "customers": "drawn by lot from all households with a line, asked by e-mail in February 2026; 60 of 400 answered",
    "partners": "all nine installation firms, asked by telephone",
}
CLIENT, WAVE, AS_OF = "Kestrel Broadband", "2026", date(2026, 3, 12)


def write_demo(out: Path, *, page_numbers: bool = False, years: bool = False) -> list[str]:
    """Write the example engagement and its documents; made anew each time, but a changed report is left alone.

    Args:
        page_numbers: whether the contents of reports get them, for which LibreOffice lays each out.
        years: whether the waves after the first are written, too, and the first is finished; else it stays open.

    Raises CxassessError where the folder holds something else, CannotWrite.
    """
    if out.exists() and not (out / MARK).is_file() and (not out.is_dir() or any(out.iterdir())):
        message = f"{out} is there already and is not a demo of cxassess; name another folder"
        raise CxassessError(message)
    example = shipped("examples") / "kestrel"
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        for old in out.iterdir():
            if old.name not in {"reports", MARK}:
                shutil.rmtree(old) if old.is_dir() else old.unlink()
    write_whole(out / MARK, b"Made by `cxassess demo`, which makes this folder anew each time.\n")
    create_engagement(out, CLIENT, WAVE, AS_OF, _asked_first(example / ASKED), "attributed")
    write_whole(out / FILE, (example / FILE).read_bytes())
    write_whole(out / SOFTWARE, (example / SOFTWARE).read_bytes())
    write_whole(out / REGISTERED / REGISTER, (example / REGISTERED / REGISTER).read_bytes())
    write_whole(out / CODE_FRAME, (example / CODE_FRAME).read_bytes())
    write_whole(out / TOUCHPOINTS, (example / TOUCHPOINTS).read_bytes())
    write_whole(out / "commentary" / f"{WAVE}.toml", (example / "commentary.toml").read_bytes())
    with open_engagement(out) as opened:
        batch = read_answers([example / "answers.csv"], opened.pack)
        if batch.problems:
            raise InvalidInput(batch.problems)
        opened.store.answers.save(WAVE, batch.rows, "csv")
        paths = [example / "metrics.csv", *sorted((example / REGISTERED).glob("*.csv"))]
        keep(opened, *read_and_measure(opened, paths), paths)
        _approve_quotes(opened, example / QUOTES)
        _take_mirror(opened, example / MIRROR)
        told = said_of(write_documents(out, reported(opened), USUAL, page_numbers=page_numbers))
    if not years:
        return [
            f"The example client {CLIENT} is in {out}; its documents are",
            *told,
            f"Try: cxassess status {out}, cxassess assess {out}, cxassess explain {out} GOV2",
        ]
    from cxassess.files.demo_years import add_years

    return [
        f"The example client {CLIENT} is in {out}, with three yearly waves and two pulses between; its documents are",
        *told,
        *add_years(out, page_numbers=page_numbers),
        f"Try: cxassess compare {out} 2027 2028, cxassess action list {out} --all, cxassess explain {out} GOV2",
    ]


def said_of(written: Written) -> list[str]:
    """A line for each document; what there is to say of commentary is left out."""
    return [f"  {line}" for line in written.lines[: len(written.paths)]]


def _asked_first(path: Path) -> Snapshot:
    """The shipped questionnaire with the words of the version that the first wave was asked."""
    snapshot = read_wave_snapshot(shipped("questionnaires") / "cx-maturity")
    asked = tomllib.loads(path.read_text(encoding="utf-8"))
    snapshot.pop(CHANGES, None)  # the map from earlier versions is that of the newer one
    structure, words = snapshot["structure"], snapshot["words"]
    structure["version"] = asked["version"]
    for id, version in asked["anchor_version"].items():
        structure["practices"][id]["anchor_version"] = version
    for language, practices in asked["practices"].items():
        texts = (words if language == words["language"] else snapshot[TRANSLATIONS][language])["practices"]
        for id, said in practices.items():
            steps = {"steps": {**texts[id]["steps"], **said["steps"]}} if "steps" in said else {}
            texts[id] = {**texts[id], **said, **steps}
    return snapshot


def _take_mirror(opened: Opened, path: Path) -> None:
    """What customers and partners answered, and how they were reached."""
    form = find_form(opened.folder)
    batch = read_mirror_files([path], form, opened.settings.client, "customers", opened.settings.language)
    if batch.problems:
        raise InvalidInput(batch.problems)
    opened.store.mirror.save(WAVE, batch.rows, "file")
    for panel, how in REACHED.items():
        opened.store.mirror.save_reached(WAVE, panel, how)


def _approve_quotes(opened: Opened, path: Path) -> None:
    """Approve the comments that the example lists, each once."""
    wanted = {q["comment"]: q for q in tomllib.loads(path.read_text(encoding="utf-8"))["quotes"]}
    comments = opened.store.comments
    for source in comments.sources(WAVE):
        for comment in comments.of(source):
            within = source.period is None or (comment.day and source.period.start <= comment.day < source.period.end)
            if within and (quote := wanted.pop(comment.text, None)):
                comments.decide(WAVE, comment, "approved", quote.get("shown", ""))
