"""`import metrics` with exports, as people run it: what is said, what is kept, and what is not when it fails."""

import tomllib
from pathlib import Path

import pytest

from cxassess.files.engagement import open_engagement
from cxassess.files.metric_import import Refused, keep, read_and_measure
from files.building import WAVE, contents, done_well, make_engagement, refused, run
from files.exporting import csv_file

HEADER = ("Timestamp", "How likely are you to recommend us, 0 to 10?")


def survey(folder: Path, *points: object, name: str = "survey.csv") -> Path:
    folder.mkdir(exist_ok=True)
    return csv_file(folder / name, HEADER, *(["2026/01/13 10:00:00 AM", answer] for answer in points))


def kept(folder: Path) -> dict[str, tuple[str, int | None]]:
    with open_engagement(folder) as opened:
        return {m.metric: (m.source, m.now.n) for m in opened.store.outcomes.measures(WAVE) if m.metric == "nps"}


def test_an_export_is_told_of_measured_and_kept_as_it_was_sent(tmp_path: Path) -> None:
    acme = make_engagement(tmp_path / "acme")
    path = survey(tmp_path, 10, 9, 3, 11, "")
    said = done_well(run("import", "metrics", acme, path))
    assert "survey.csv: Google Forms" in said
    assert "row 5 “11”" in said
    assert kept(acme) == {"nps": ("survey.csv", 3)}
    assert (acme / "metrics" / "survey.csv").read_bytes() == path.read_bytes()
    register = tomllib.loads((acme / "metrics" / "metrics.toml").read_text(encoding="utf-8"))
    assert register["files"]["survey.csv"]["kind"] == "google_forms"
    with open_engagement(acme) as opened:
        assert "1 out of range" in opened.store.outcomes.accounts(WAVE)["survey.csv"]


def test_the_same_file_twice_changes_nothing_and_says_so(tmp_path: Path) -> None:
    acme = make_engagement(tmp_path / "acme")
    path = survey(tmp_path, 10, 3)
    done_well(run("import", "metrics", acme, path))
    before = contents(acme)
    assert "Nothing changed: all" in done_well(run("import", "metrics", acme, path))
    assert contents(acme) == before


def test_a_later_file_of_the_name_stands_in_place_of_the_earlier_one(tmp_path: Path) -> None:
    acme = make_engagement(tmp_path / "acme")
    done_well(run("import", "metrics", acme, survey(tmp_path, 10, 3)))
    assert " corrected" in done_well(run("import", "metrics", acme, survey(tmp_path, 10, 3, 9)))
    assert kept(acme) == {"nps": ("survey.csv", 3)}
    assert {p.name for p in (acme / "metrics").iterdir()} == {"metrics.toml", "survey.csv", "survey-2.csv"}


def test_exports_and_the_typed_table_go_together_and_the_measured_value_stands_first(tmp_path: Path) -> None:
    acme = make_engagement(tmp_path / "acme")
    heads = ("metric", "value", "n", "period", "previous", "source", "definition")
    typed = csv_file(tmp_path / "typed.csv", heads, ["nps", 12, 640, "2025", 18, "Panel", "As reported"])
    said = done_well(run("import", "metrics", acme, survey(tmp_path, 10, 3), typed))
    assert "Measured values stand before typed ones: nps." in said


def test_a_fault_of_one_file_keeps_all_of_them_out(tmp_path: Path) -> None:
    acme = make_engagement(tmp_path / "acme")
    before = contents(acme)
    other = csv_file(tmp_path / "other.csv", ("Score", "Where"), [9, "a"], [10, "b"])
    said = refused(
        run("import", "metrics", acme, survey(tmp_path, 10, 3), other), "other.csv: the header “Score, Where”"
    )
    assert "[tables.other]" in said
    assert said[-1] == "Nothing was changed."
    assert contents(acme) == before


def test_an_import_that_is_interrupted_leaves_the_engagement_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme = make_engagement(tmp_path / "acme")
    other = csv_file(tmp_path / "second.csv", (*HEADER, "Why?"), ["2026/01/13 10:00:00 AM", 9, ""])
    paths = [survey(tmp_path, 10, 3), other]
    with open_engagement(acme) as opened:
        before = contents(acme)
        entries, measured = read_and_measure(opened, paths)
        save = opened.store.outcomes.save_measures

        def interrupted(wave: str, source: str, *rest: object) -> object:
            if source == "second.csv":
                raise KeyboardInterrupt
            return save(wave, source, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(type(opened.store.outcomes), "save_measures", lambda _, *values: interrupted(*values))
        with pytest.raises(KeyboardInterrupt):
            keep(opened, entries, measured, paths)
        monkeypatch.undo()
        assert opened.store.outcomes.measures(WAVE) == ()
    assert {k: v for k, v in contents(acme).items() if "answers.db" not in k} == {
        k: v for k, v in before.items() if "answers.db" not in k
    }


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    acme = make_engagement(tmp_path / "acme")
    paths = [survey(tmp_path / "a", 10), survey(tmp_path / "b", 9)]
    with open_engagement(acme) as opened, pytest.raises(Refused, match=r"survey\.csv: two files of this name"):
        read_and_measure(opened, paths)


def test_a_faulty_table_of_metrics_toml_is_named_and_what_is_written_there_stays(tmp_path: Path) -> None:
    acme = make_engagement(tmp_path / "acme")
    register = acme / "metrics" / "metrics.toml"
    register.write_text('# ours\n[tables.x]\nkind = "poll"\n', encoding="utf-8")
    refused(run("import", "metrics", acme, survey(tmp_path, 10, 3)), "metrics/metrics.toml › tables.x.kind: “poll”")
    register.write_text('# ours\n[tables.x]\nkind = "purchase"\ncustomer = "who"\nday = "when"\n', encoding="utf-8")
    done_well(run("import", "metrics", acme, survey(tmp_path, 10, 3)))
    assert register.read_text(encoding="utf-8").startswith("# ours\n[tables.x]")
