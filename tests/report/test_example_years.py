"""The example client over the years: what improved, what only looks so, and which promises were kept."""

import csv
import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from office import docx_text

from cxassess.files.actions import register_of
from cxassess.files.commentary import read_commentary
from cxassess.files.data import shipped
from cxassess.files.demo_years import live_years
from cxassess.files.documents import write_documents
from cxassess.files.engagement import open_engagement
from cxassess.files.history import reported
from cxassess.files.store import Store
from cxassess.files.templates import read_template
from cxassess.model.assessment import Assessment
from cxassess.model.history import History
from cxassess.report.compose import compose
from cxassess.report.word.writer import write_docx
from cxassess.words import read_words

KESTREL = shipped("examples") / "kestrel"
TEMPLATE = read_template(shipped("report_templates") / "full")


@pytest.fixture(scope="module")
def years(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with all its waves; of its documents only those of the first."""
    folder = shutil.copytree(demo_folder, tmp_path_factory.mktemp("years") / "kestrel")
    live_years(folder)
    return folder


def of_wave(folder: Path, wave: str) -> Assessment:
    with open_engagement(folder, wave) as opened:
        return reported(opened)


def history(folder: Path, wave: str) -> History:
    told = of_wave(folder, wave).history
    assert told is not None
    return told


@pytest.fixture(scope="module")
def last(years: Path) -> Assessment:
    return of_wave(years, "2028")


def test_of_the_disciplines_design_alone_improved_and_culture_only_looks_so(last: Assessment) -> None:
    assert last.history is not None
    found = last.history.comparison
    names = [discipline.id for discipline in last.pack.disciplines]
    verdicts = {name: found.scores[f"disciplines.{name}"].verdict for name in names}
    assert verdicts == dict.fromkeys(verdicts, "no_clear_change") | {"design": "improved", "culture": "mix"}
    assert found.overall.verdict == "mix"
    mix = found.scores["disciplines.culture"].mix
    assert mix is not None
    assert [(shift.role, shift.unit, shift.before, shift.now) for shift in mix.shifts] == [
        ("front_line", "North", 5, 5),
        ("front_line", "South", 9, 0),
    ]


def test_a_promise_was_done_without_its_practice_moving_and_others_moved_it(last: Assessment) -> None:
    assert last.history is not None
    assert {one.id: one.outcome for one in last.history.promises} == {
        "GOV4:2-3": "done_not_moved",
        "DSN7:2-3": "done_and_moved",
        "DSN4:2-3": "done_and_moved",
        "DSN1:2-3": "done_and_moved",
        "MEA7:2-3": "done_and_moved",
        "GOV2:2-3": "late",
        "OWN2": "late",
        "CUN6:2-3": "open",
        "CUL8:2-3": "dropped",
    }


def test_a_promise_keeps_its_id_and_its_first_wave_until_it_is_done(years: Path) -> None:
    with Store.open(years) as store:
        register = register_of(store)
    (kept,) = (entry for entry in register.entries if entry.id == "MEA7:2-3")
    assert (kept.taken_up, kept.ended, kept.status) == ("2026", "2027-Q4", "done")


def test_the_second_wave_leaves_out_the_practice_that_was_worded_anew(years: Path) -> None:
    standing = history(years, "2027").comparison.standing
    assert standing.changed == ("GOV8",)
    assert len(standing.same) == 47


def test_the_next_target_of_design_is_reached_and_no_other(last: Assessment) -> None:
    assert last.history is not None
    assert {target.discipline for target in last.history.comparison.targets if target.met} == {"design"}


def test_three_waves_make_a_line_that_claims_nothing_of_culture(last: Assessment) -> None:
    assert last.history is not None
    way = last.history.trend
    assert way is not None
    assert [wave.id for wave in way.waves] == ["2026", "2027", "2028"]
    whole = {line.key: line.whole.verdict for line in way.scores.values()}
    assert whole["disciplines.design"] == "improved"
    assert whole["disciplines.culture"] == "no_clear_change"


def test_every_wave_is_finished_and_later_ones_leave_the_first_report_as_it_was(
    years: Path, demo_folder: Path, tmp_path: Path
) -> None:
    with Store.open(years) as store:
        states = {one.wave.id: one.wave.state for one in store.waves()}
    assert states == dict.fromkeys(("2026", "2026-Q4", "2027", "2027-Q4", "2028"), "finished")
    with open_engagement(years, "2026") as opened:
        written = write_documents(years, reported(opened), ("docx",), out=tmp_path / "report.docx")
    is_same = written.paths[0].read_bytes() == (demo_folder / "reports" / "2026" / "report.docx").read_bytes()
    assert is_same


def test_the_report_of_the_last_wave_says_what_it_said_before(
    years: Path, last: Assessment, golden: Callable[[str, str], None]
) -> None:
    sections = ("promised", "moved", "summary")
    document = compose(last, read_commentary(years, last), read_words(), sections, "0123abcd")
    golden("kestrel-2028.docx.txt", docx_text(write_docx(document, TEMPLATE.docx, last.wave.as_of)))


def test_the_answers_of_later_waves_are_those_that_are_made_of_the_first() -> None:
    spec = importlib.util.spec_from_file_location("make_waves", KESTREL / "make_waves.py")
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    model = maker.Model(maker.rows_of(KESTREL / "answers.csv"))
    for wave in maker.MOVED:
        with (KESTREL / "waves" / wave / "answers.csv").open(encoding="utf-8", newline="") as file:
            _, *kept = map(tuple, csv.reader(file))
        assert kept == list(model.rows(wave, maker.PULSE if wave.endswith("-Q4") else None)), wave
