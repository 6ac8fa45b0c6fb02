"""An engagement folder: made whole or not at all, and metric files kept as they were sent."""

from pathlib import Path

import pytest

from cxassess.errors import CxassessError, InvalidInput, NotAnEngagement
from cxassess.files.engagement import create_engagement, open_engagement
from cxassess.files.metric_register import metric_files_kept
from cxassess.files.settings import read_engagement
from files.building import AS_OF, KESTREL, WAVE, contents, make_engagement, pack, snapshot, written


def test_a_new_engagement_can_be_opened_at_once(folder: Path) -> None:
    with open_engagement(folder) as opened:
        assert (opened.wave.id, opened.wave.as_of, opened.pack) == (WAVE, AS_OF, pack())
        assert opened.settings == read_engagement(folder, pack())


@pytest.mark.parametrize("wave", ["", " ", "a b", "../x", "-1", ".x", "x" * 41, "wave/1", "2026\n", "é"])
def test_a_wave_that_cannot_name_a_file_is_refused(tmp_path: Path, wave: str) -> None:
    with pytest.raises(InvalidInput, match="--wave"):
        create_engagement(tmp_path / "acme", "Acme", wave, AS_OF, snapshot(), "attributed")
    assert contents(tmp_path) == {}


def test_a_second_engagement_is_not_made_over_the_first(folder: Path) -> None:
    before = contents(folder)
    with pytest.raises(CxassessError, match="is an engagement already"):
        make_engagement(folder)
    assert contents(folder) == before


def test_what_fails_half_way_is_taken_back(tmp_path: Path) -> None:
    written(tmp_path / "acme" / "notes.txt", "mine")
    written(tmp_path / "acme" / "reports", "a file where a folder is needed")
    before = contents(tmp_path)
    with pytest.raises(CxassessError, match="is in the way"):
        make_engagement(tmp_path / "acme")
    assert contents(tmp_path) == before


def test_commentary_that_is_there_already_is_kept(tmp_path: Path) -> None:
    path = written(tmp_path / "acme" / "commentary" / f"{WAVE}.toml", 'headline = "Mine"')
    make_engagement(tmp_path / "acme")
    assert path.read_bytes() == b'headline = "Mine"'


def test_a_client_whose_questionnaire_has_no_solid_profile_can_be_opened(tmp_path: Path) -> None:
    tables = snapshot()
    structure = {**tables["structure"], "profiles": {"own": tables["structure"]["profiles"]["lead"]}}
    words = {**tables["words"], "profiles": {"own": tables["words"]["profiles"]["lead"]}}
    own = {"structure": structure, "words": words}
    create_engagement(tmp_path / "acme", "Acme", WAVE, AS_OF, own, "attributed")
    with open_engagement(tmp_path / "acme") as opened:
        assert opened.settings.target_profile == "own"


@pytest.mark.parametrize("name", ["engagement.toml", "answers.db"])
def test_without_one_of_its_two_files_a_folder_is_no_engagement(folder: Path, name: str) -> None:
    (folder / name).unlink()
    before = contents(folder)
    with pytest.raises(NotAnEngagement, match=f"is not an engagement: it has no {name}"):
        open_engagement(folder)
    assert contents(folder) == before


def keep(folder: Path, *paths: Path) -> None:
    with open_engagement(folder) as opened, metric_files_kept(opened, paths):
        pass


def test_metric_files_are_kept_as_they_were_sent_and_noted_once(folder: Path, tmp_path: Path) -> None:
    first, sent = written(tmp_path / "m.csv", "one"), written(tmp_path / "later" / "m.csv", "two")
    register = written(tmp_path / "metrics.toml", "a file of that name")
    keep(folder, first)
    keep(folder, sent, first, register)
    before = contents(folder)
    keep(folder, first, sent, register)
    kept = contents(folder / "metrics")
    assert {name: kept[name] for name in ("m.csv", "m-2.csv", "metrics-2.toml")} == {
        "m.csv": b"one",
        "m-2.csv": b"two",
        "metrics-2.toml": b"a file of that name",
    }
    assert contents(folder) == before


def test_metric_files_are_taken_away_where_the_numbers_cannot_be_saved(folder: Path) -> None:
    keep(folder, KESTREL / "engagement.toml")
    before = contents(folder)
    with (
        pytest.raises(CxassessError),
        open_engagement(folder) as opened,
        metric_files_kept(opened, [KESTREL / "metrics.csv"]),
    ):
        raise CxassessError("no room")
    assert contents(folder) == before


@pytest.mark.parametrize("register", ["files = 5", "[files]\nx = 1", "[files", b"\xff"])
def test_a_register_that_somebody_broke_is_named_and_nothing_is_changed(folder: Path, register: bytes | str) -> None:
    written(folder / "metrics" / "metrics.toml", register)
    before = contents(folder)
    with pytest.raises(InvalidInput, match=r"metrics/metrics\.toml"):
        keep(folder, KESTREL / "metrics.csv")
    assert contents(folder) == before
