"""cxassess portfolio: many engagements in one table and report, and an anonymised set of peers out of them."""

import json
import re
import shutil
import sqlite3
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from test_schema import faults

from cxassess.errors import CxassessError, InvalidInput
from cxassess.files.engagement import open_engagement
from cxassess.files.freezing import finish_wave
from cxassess.files.peers import read_benchmark, read_peers, write_peers
from cxassess.files.portfolio import Request, find_engagements, pack_of, read_many, read_one, sharing
from cxassess.files.portfolio_documents import write_portfolio
from cxassess.files.settings import shares_scores
from cxassess.model.engagement import Commentary
from cxassess.model.peers import PeerSet
from cxassess.model.portfolio import LeftOut, Organisation, Unread
from cxassess.peers import make_peer_set
from cxassess.portfolio import compare_organisations
from cxassess.report.compose import SECTIONS, compose
from cxassess.serialise import as_json
from cxassess.words import read_words
from files.building import contents, done_well, pack, refused, run
from files.portfolios import organisation, share

ROOT = Path(__file__).parent.parent.parent
SCHEMA = json.loads((ROOT / "docs" / "portfolio.schema.json").read_text(encoding="utf-8"))
NAMES = ("ash", "beech", "cedar", "dogwood", "elm", "gorse", "hazel", "ivy", "maple")


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine clients with a finished wave of five managers, who share their scores; the first has two, and units."""
    folder = tmp_path_factory.mktemp("portfolio") / "clients"
    for number, name in enumerate(NAMES):
        now = [1 + number % 4, 2 + number % 4, 2, 3, 3]
        waves = {"2026": [1, 1, 2, 2, 1], "2027": now} if not number else {"2027": now}
        organisation(folder / name, waves, shares=True, units=("North", "South") if not number else ("",))
    return folder


@pytest.fixture
def some(clients: Path, tmp_path: Path) -> Path:
    """Three of them, to be changed."""
    for name in NAMES[:3]:
        shutil.copytree(clients / name, tmp_path / "some" / name)
    return tmp_path / "some"


def in_json(*arguments: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done_well(run("portfolio", *arguments, "--json")))
    assert list(Draft202012Validator(SCHEMA).iter_errors(found)) == []
    return found


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def found(clients: Path) -> dict[str, Any]:
    """What the command says of all nine."""
    return in_json(clients)


def test_a_folder_of_engagements_is_one_object_that_fits_its_schema_and_says_what_each_wave_says(
    clients: Path, found: dict[str, Any]
) -> None:
    assert (found["n"], len(found["organisations"]), found["questionnaire"]["id"]) == (9, 9, "cx-maturity")
    ash = next(one for one in found["organisations"] if one["client"] == "Ash")
    kept = json.loads(done_well(run("assess", clients / "ash", "--wave", "2027", "--json")))
    assert ash["overall"]["value"] == kept["overall"]["value"]
    assert {key: score["value"] for key, score in ash["scores"].items()} == {
        key: score["value"] for key, score in kept["scores"].items()
    }
    assert ash["finished"] is True
    [moved] = found["moved"]
    assert (moved["name"], moved["before"], moved["now"], moved["tested"]) == ("Ash", "2026", "2027", True)
    assert moved["scores"]["overall"]["verdict"] in {"improved", "no_clear_change"}
    assert [one["name"] for one in found["units"]] == ["Ash"]
    assert found["distribution"]["overall"]["n"] == 9


def test_a_finished_wave_is_read_as_it_was_kept_whatever_its_folder_says_now(some: Path) -> None:
    before = in_json(some)
    for name in NAMES[:3]:
        settings = some / name / "engagement.toml"
        settings.write_text(settings.read_text().replace('target_profile = "solid"', 'target_profile = "lead"'))
        (some / name / "software.toml").write_text("broken")
    assert in_json(some) == before


def test_what_cannot_be_read_is_a_sentence_each_and_the_rest_goes_on(some: Path, tmp_path: Path) -> None:
    (some / "ash" / "answers.db").write_bytes(b"no store")
    said = run("portfolio", some, tmp_path / "nowhere", "--json")
    told = refused(said, f"{tmp_path / 'nowhere'}: there is no such folder", f"{some / 'ash'}: not read")
    assert any("answers.db" in line for line in told)
    found = json.loads(said.stdout)
    assert list(Draft202012Validator(SCHEMA).iter_errors(found)) == []
    assert ([one["client"] for one in found["organisations"]], len(found["unread"])) == (["Cedar", "Beech"], 2)


def test_nothing_to_compare_says_why_of_each(tmp_path: Path) -> None:
    folder = organisation(tmp_path / "new", {"2027": []}, finish=False)
    refused(run("portfolio", folder), f"{folder}: nobody has answered yet", "there is nothing to compare")
    refused(run("portfolio", tmp_path / "gone"), "there is no such folder", "there is nothing to compare")
    refused(run("portfolio"), "Missing argument 'FOLDER…'", code=2)


def test_waves_that_are_not_finished_are_assessed_and_marked_and_protected_open_ones_are_left_out(
    tmp_path: Path,
) -> None:
    open_ = organisation(tmp_path / "open", {"2027": [2, 3]}, finish=False)
    hidden = organisation(tmp_path / "hidden", {"2027": [2, 3]}, finish=False, mode="confidential")
    variant = organisation(tmp_path / "variant", {"2026": [2, 3]}, variant="b2b", finish=False)
    found = [read_one(folder, Request()) for folder in (open_, hidden, variant)]
    assert isinstance(found[0], Organisation)
    assert (found[0].now.is_finished, found[0].before) == (False, None)
    assert found[1] == LeftOut(str(hidden), "protected")
    said = run("portfolio", open_, hidden, variant)
    text = done_well(said)
    assert re.search(r"^Open +2027\* +2 ", text, re.MULTILINE)
    told = " ".join(text.split())
    assert "results can be shown once it is closed" in told
    assert "wave 2026 has other anchors than most of the others (26 practices differ): its scores do not" in told


def test_the_newest_finished_wave_stands_before_a_newer_open_one_and_a_wave_can_be_named(some: Path) -> None:
    done_well(run("wave", "new", some / "beech", "2028", "--as-of", "2028-03-12"))
    beech = read_one(some / "beech", Request())
    assert isinstance(beech, Organisation)
    assert (beech.now.wave, beech.now.is_finished) == ("2027", True)
    ash = read_one(some / "ash", Request(wave="2026"))
    assert isinstance(ash, Organisation)
    assert (ash.now.wave, ash.before) == ("2026", None)
    assert read_one(some / "cedar", Request(wave="2026")) == LeftOut(str(some / "cedar"), "no_wave", {"wave": "2026"})
    other = read_one(some / "ash", Request("cx-pulse"))
    assert isinstance(other, LeftOut)
    assert (other.reason, other.values["asked"]) == ("other_questions", "cx-maturity")


def test_many_are_read_in_processes_as_each_would_be_alone(clients: Path) -> None:
    folders, unread = find_engagements([clients, clients / "ash"])
    assert ([folder.name for folder in folders], unread) == (list(NAMES), [])
    request = Request(compares=False)
    together = sorted(read_many(folders, request), key=lambda one: one.folder)
    assert together == [read_one(folder, request) for folder in folders]


def test_a_kept_document_of_another_shape_is_a_sentence(some: Path) -> None:
    with sqlite3.connect(some / "ash" / "answers.db") as db:
        db.execute("UPDATE finished SET document = '{\"format\": 1}'")
    found = read_one(some / "ash", Request(compares=False))
    assert isinstance(found, Unread)
    assert "what a wave was finished with cannot be read" in found.faults[0]


# ── documents ────────────────────────────────────────────────────────────────────────────────────────────────


def test_report_and_workbook_name_each_organisation_with_its_numbers_in_the_same_bytes(
    clients: Path, found: dict[str, Any], tmp_path: Path
) -> None:
    each = [read_one(clients / name, Request()) for name in NAMES]
    portfolio = compare_organisations([one for one in each if isinstance(one, Organisation)], "cx-maturity")
    asked = pack_of(portfolio.organisations[0], "en")
    for name in ("one", "two"):
        written = write_portfolio(portfolio, asked, {}, read_words(), tmp_path / name)
        assert written.names == ("portfolio.docx", "portfolio.xlsx")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    document = Document(str(tmp_path / "one" / "portfolio.docx"))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs).replace("\xa0", " ")
    assert "9 organisations rated themselves from" in text
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    rows = [row for row in cells if row[0].isdigit() and "wave 2027, n = 5" in row[1].replace("\xa0", " ")]
    named = {row[1].partition("\n")[0]: row[2] for row in rows}
    assert named == {one["name"]: f"{one['overall']['value'] + 1e-9:.1f}" for one in found["organisations"]}
    book = load_workbook(tmp_path / "one" / "portfolio.xlsx", data_only=True)
    assert book.sheetnames == ["Scores", "Distribution", "Practices", "Gaps", "Moved", "Left out"]
    assert book["Scores"]["A5"].value == found["organisations"][0]["name"]
    assert book["Scores"]["H5"].value == pytest.approx(found["organisations"][0]["overall"]["value"])
    assert book["Distribution"]["C5"].value == pytest.approx(found["distribution"]["overall"]["median"])
    assert [book["Practices"].cell(5, 4 + n).value for n in range(9)] == [
        pytest.approx(one["practices"][next(iter(pack().practices))]["value"]) for one in found["organisations"]
    ]


def test_a_german_portfolio_is_german_but_for_names(clients: Path, tmp_path: Path) -> None:
    said = done_well(run("portfolio", clients, "-o", tmp_path, "--language", "de"))
    assert said.splitlines()[-2:] == [str(tmp_path / f"portfolio.{kind}") for kind in ("docx", "xlsx")]
    document = Document(str(tmp_path / "portfolio.docx"))
    headings = [
        p.text.replace("\xa0", " ") for p in document.paragraphs if p.style and p.style.name.startswith("Heading")
    ]
    assert headings[0].startswith("9 Organisationen bewerteten sich insgesamt mit")
    assert load_workbook(tmp_path / "portfolio.xlsx").sheetnames[0] == "Werte"


# ── peers ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def peers(clients: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("peers") / "peers.toml"
    done_well_but_told(run("portfolio", clients, "--peers", path, "--name", "Clients of Firm"))
    return path


def done_well_but_told(done: Any) -> str:
    assert done.returncode == 0, done.stderr.decode()
    return str(done.stderr.decode())


def test_a_set_of_peers_has_scores_of_all_together_and_no_name_of_anybody(found: dict[str, Any], peers: Path) -> None:
    text = peers.read_text(encoding="utf-8")
    assert not [name for name in NAMES if re.search(name, text, re.IGNORECASE)]
    data = tomllib.loads(text)
    assert set(data) == {
        "format", "name", "made", "questionnaire", "versions", "n", "years", "note", "scores", "anchors",
    }  # fmt: skip
    assert (data["name"], data["n"], data["years"], data["questionnaire"]) == (
        "Clients of Firm",
        9,
        [2027],
        "cx-maturity",
    )
    spread = found["distribution"]
    assert data["scores"] == {
        key: {"n": 9, "median": round(s["median"], 2), "lower": round(s["lower"], 2), "upper": round(s["upper"], 2)}
        for key, s in spread.items()
    }
    assert read_peers(peers).anchors == {id: p.anchor_version for id, p in pack().practices.items()}


def test_fewer_than_eight_clients_that_agreed_give_no_set(clients: Path, tmp_path: Path) -> None:
    for name in NAMES:
        shutil.copytree(clients / name, tmp_path / "c" / name)
    for name in NAMES[:2]:
        settings = tmp_path / "c" / name / "engagement.toml"
        settings.write_text(settings.read_text().replace("share_scores = true", "share_scores = false"))
    shutil.copytree(tmp_path / "c" / "ivy", tmp_path / "c" / "ivy-again")  # the same client does not count twice
    path = tmp_path / "peers.toml"
    refused(run("portfolio", tmp_path / "c", "--peers", path, "--name", "X"), "8 clients or more", "here are 7")
    assert not path.exists()
    refused(run("portfolio", clients, "--peers", path), "needs both, --peers FILE and --name NAME", code=2)


def test_a_wave_that_is_not_finished_is_in_no_set_of_peers(tmp_path: Path) -> None:
    folder = organisation(tmp_path / "open", {"2027": [2, 3]}, finish=False, shares=True)
    found = read_one(folder, Request())
    assert isinstance(found, Organisation)
    assert (found.shares, list(sharing([found]))) == (True, [])


def test_a_set_is_not_replaced_by_one_that_would_tell_what_one_organisation_scored(peers: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(peers, tmp_path / "peers.toml"))
    made = read_peers(path)
    values: list[Mapping[str, float | None]] = [{"overall": 1.0 + n / 4} for n in range(10)]
    one_more = make_peer_set("Firm", date(2027, 5, 1), "cx-maturity", ["1.1"], made.anchors, values, [2027])
    before = path.read_bytes()
    with pytest.raises(CxassessError, match=r"is of 9 organisations and the new set of 10.*nothing was changed"):
        write_peers(path, one_more)
    assert path.read_bytes() == before
    write_peers(path, made)
    assert path.read_bytes() == before
    write_peers(
        path, make_peer_set("Firm", date(2027, 5, 1), "cx-maturity", ["1.1"], made.anchors, values + values[:3], [2027])
    )
    assert read_peers(path).n == 13


# ── a benchmark that is attached ─────────────────────────────────────────────────────────────────────────────


def attach(folder: Path, peers: Path) -> None:
    shutil.copy(peers, folder / "peers.toml")
    settings = folder / "engagement.toml"
    settings.write_text(settings.read_text() + '\n[benchmark]\nfile = "peers.toml"\n')


OF_OTHERS = re.compile(r"peer|benchmark|\bmedian\b|quartile|above average|other organi[sz]ations|others rated", re.I)
DENIED = ("no ratings of a peer set are used", "A target is a judgement, not a benchmark")


def every_text(value: object) -> Iterator[str]:
    """All texts in blocks: what is printed, what pictures say, and what stands for them."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from every_text(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from every_text(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from every_text(part)


def said_of_others(folder: Path) -> list[str]:
    """What a report of all sections says of others."""
    with open_engagement(folder) as opened:
        assessment = opened.assess()
    document = compose(assessment, Commentary(), read_words(), tuple(SECTIONS), "00000000")
    texts = (text.replace("\xa0", " ") for text in every_text(tuple(document.sections.items())))
    return [text for text in texts if OF_OTHERS.search(text)]


def test_without_a_benchmark_no_sentence_of_a_report_speaks_of_others(peers: Path, tmp_path: Path) -> None:
    folder = organisation(tmp_path / "plain", {"2027": [2, 3, 3, 2, 4]}, finish=False)
    said = said_of_others(folder)
    for denied in DENIED:
        assert any(denied in text for text in said)
        said = [text.replace(denied, "") for text in said]
    assert [text for text in said if OF_OTHERS.search(text)] == []
    attach(folder, peers)
    found = [text for text in said_of_others(folder) if DENIED[1] not in text]
    assert sum("The company rated itself" in text for text in found) == 6
    assert "Median of 9 peers" in found  # the legend; who they are stands under the picture
    for text in found:  # always as self-ratings, always with their source and year
        assert text == "Median of 9 peers" or ("rated" in text and "Clients of Firm, 2027" in text), text
    assert not any(DENIED[0] in text for text in found)


def test_json_has_the_peers_of_each_discipline_and_a_finished_wave_keeps_them(peers: Path, tmp_path: Path) -> None:
    folder = organisation(tmp_path / "acme", {"2027": [2, 3, 3, 2, 4]}, finish=False)
    attach(folder, peers)
    with open_engagement(folder) as opened:
        found = as_json(opened.assess())
        finish_wave(opened)
    assert found["benchmark"] | {"note": ""} == {
        "name": "Clients of Firm", "made": read_peers(peers).day.isoformat(), "n": 9, "years": [2027], "note": "",
        "questionnaire": {"id": "cx-maturity", "versions": ["1.2"]},
    }  # fmt: skip
    kept = read_peers(peers).scores["disciplines.design"]
    assert found["scores"]["disciplines.design"]["value"] == pytest.approx(2.8)
    assert found["scores"]["disciplines.design"]["peers"] == {
        "n": 9, "median": kept.median, "lower": kept.lower, "upper": kept.upper, "side": "above", "open": True,
    }  # fmt: skip
    assert {key.partition(".")[0] for key, score in found["scores"].items() if "peers" in score} == {"disciplines"}
    assert faults(found) == []
    (folder / "peers.toml").unlink()
    with open_engagement(folder, "2027") as opened:
        assert isinstance(opened.inputs().benchmark, PeerSet)
        assert as_json(opened.assess())["benchmark"] == found["benchmark"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('questionnaire = "cx-maturity"', 'questionnaire = "cx-pulse"', "“cx-pulse” was read, but this wave asks"),
        ('"STR1" = "', '"STR1" = "9', "the peers answered to other anchors than this wave has (STR1)"),
        ("\nn = 9\nyears", "\nn = 7\nyears", "7 was read, 8 or more was expected"),
        ("made = ", "# made = ", "made: is missing"),
        ('name = "Clients of Firm"', 'name = ""', "name"),
        ("median = ", "median = 9", "was read, 5 or less was expected"),
        ("median = ", "median = 1.0 # ", "they rise, or are equal"),
        ("format = 1", "format = 1\nmean = 3.0", "mean: is not a known key"),
    ],
)  # fmt: skip
def test_a_faulty_set_of_peers_is_a_sentence_a_fault(
    peers: Path, tmp_path: Path, old: str, new: str, fault: str
) -> None:
    text = peers.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "peers.toml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(InvalidInput) as refusal:
        read_benchmark(tmp_path, "peers.toml", pack())
    assert [str(problem) for problem in refusal.value.problems if fault in str(problem)], refusal.value


@pytest.mark.parametrize(
    ("file", "fault"), [("gone.toml", "there is no file gone.toml"), ("../x.toml", "the name of a file")]
)
def test_a_benchmark_is_a_file_in_the_folder(tmp_path: Path, file: str, fault: str) -> None:
    with pytest.raises(InvalidInput, match=fault):
        read_benchmark(tmp_path, file, pack())


def test_scores_are_shared_only_where_the_settings_plainly_say_so(some: Path) -> None:
    assert shares_scores(some / "ash")
    settings = some / "ash" / "engagement.toml"
    settings.write_text(settings.read_text().replace("share_scores = true", 'share_scores = "yes"'))
    assert not shares_scores(some / "ash")
    settings.write_text("broken [")
    assert not shares_scores(some / "ash")
    share(some / "beech")
    assert shares_scores(some / "beech")
