"""The sources of a wave's metrics are listed, and one that was imported by mistake is taken out again."""

import json
import sqlite3
from pathlib import Path

import pytest

from cxassess.errors import CxassessError, InvalidInput, StoreBusy
from cxassess.files.engagement import open_engagement
from cxassess.files.metric_withdrawal import sources_of, withdraw, withdrawal_lines, withdrawal_of
from files.building import METRICS_HEADER, WAVE, contents, done_well, lines, make_engagement, refused, run, written
from files.exporting import POLL_AND_BASE, base, poll

TYPED_TABLE = lines("nps,30,400,2024,,A vendor,", "aht,540,,2024,,,", header=METRICS_HEADER)
TOGETHER = "poll.csv with base.csv"


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """An engagement with a survey, its customers, what both tell together, and two typed values."""
    folder = make_engagement(tmp_path / "acme", "cx-pulse")
    (folder / "metrics" / "metrics.toml").write_text(POLL_AND_BASE, encoding="utf-8")
    typed = written(tmp_path / "typed.csv", TYPED_TABLE)
    done_well(run("import", "metrics", folder, poll(tmp_path), base(tmp_path), typed))
    return folder


def sources(folder: Path) -> tuple[set[str], set[str]]:
    """The measured sources, and the metrics that were typed."""
    with open_engagement(folder) as opened:
        found = sources_of(opened)
    return set(found.measured), {entry.metric for entry in found.typed}


def taken_out(folder: Path, source: str) -> list[str]:
    """Withdraw a source; the lines that are told before."""
    with open_engagement(folder) as opened:
        found = sources_of(opened)
        gone = withdrawal_of(found, source)
        said = list(withdrawal_lines(opened, found, gone))
        withdraw(opened, gone)
    return said


def test_each_source_is_listed_with_its_values_n_period_and_the_moment_of_its_import(acme: Path) -> None:
    said = done_well(run("metrics", acme)).splitlines()
    assert [line.partition(", imported 20")[0] for line in said if not line.startswith(" ")] == [
        "base.csv",
        "poll.csv",
        TOGETHER,
        "typed, from tables of values",
    ]
    assert "  nps  60.0 (1.6 to 90.7), n 10, 2025-09-01..2025-09-10" in said
    assert "  nps  30.0, n 400, 2024, A vendor" in said
    assert "  aht  540.0 seconds, 2024" in said
    listed = json.loads(done_well(run("metrics", acme, "--json")))
    assert (listed["wave"], [one["source"] for one in listed["sources"]]) == (WAVE, ["base.csv", "poll.csv", TOGETHER])
    assert listed["sources"][1]["files"][0]["name"] == "poll.csv"
    assert listed["sources"][1]["metrics"][0]["n"] == 10
    assert [entry["metric"] for entry in listed["typed"]] == ["nps", "aht"]


def test_with_a_source_goes_what_was_measured_of_it_together_with_another(acme: Path) -> None:
    said = taken_out(acme, "base.csv")
    assert said[0] == "To be withdrawn:"
    assert said[-2:] == [
        "No longer known then: churn, early_churn, retention.",
        "Stays as it was sent: metrics/base.csv.",
    ]
    assert sources(acme) == ({"poll.csv"}, {"nps", "aht"})


def test_what_two_tables_tell_together_goes_alone(acme: Path) -> None:
    said = taken_out(acme, TOGETHER)
    assert not [line for line in said if "No longer known" in line or "Stays" in line]  # base.csv gives churn, too
    assert sources(acme) == ({"poll.csv", "base.csv"}, {"nps", "aht"})


def test_typed_values_go_together(acme: Path) -> None:
    assert taken_out(acme, "typed")[-1] == "No longer known then: aht."  # the survey has an NPS of its own
    assert sources(acme) == ({"poll.csv", "base.csv", TOGETHER}, set())


def test_a_file_that_was_withdrawn_can_be_imported_again_also_where_its_copy_was_deleted(
    acme: Path, tmp_path: Path
) -> None:
    taken_out(acme, "poll.csv")
    assert sources(acme)[0] == {"base.csv"}
    (acme / "metrics" / "poll.csv").unlink()
    done_well(run("import", "metrics", acme, tmp_path / "poll.csv"))
    assert sources(acme)[0] == {"base.csv", "poll.csv", TOGETHER}
    assert (acme / "metrics" / "poll.csv").read_bytes() == (tmp_path / "poll.csv").read_bytes()


def test_the_command_tells_asks_for_yes_and_withdraws(acme: Path) -> None:
    before = contents(acme)
    asked = run("metrics", acme, "--withdraw", "poll.csv")
    refused(asked, "Nothing was changed", "say --yes to withdraw it", code=2)
    assert asked.stdout.decode().startswith("To be withdrawn:\npoll.csv, imported 20")
    assert contents(acme) == before
    assert done_well(run("metrics", acme, "--withdraw", "poll.csv", "--yes")).endswith(
        f"Withdrawn. Write the documents anew with: cxassess report {acme}\n"
    )
    gone = json.loads(done_well(run("metrics", acme, "--withdraw", "typed", "--yes", "--json")))
    assert (gone["withdrawn"], gone["sources"], len(gone["typed"])) == (True, [], 2)
    refused(
        run("metrics", acme, "--withdraw", "poll.csv", "--yes"), "“poll.csv” was read, one of base.csv was expected"
    )
    refused(run("metrics", acme, "--yes"), "--yes goes with --withdraw", code=2)
    done_well(run("metrics", acme, "--withdraw", "base.csv", "--yes"))
    assert done_well(run("metrics", acme)) == (
        f"Wave {WAVE} has no metrics. Bring some in with: cxassess import metrics\n"
    )


def test_a_source_that_nobody_knows_is_answered_with_the_nearest(acme: Path) -> None:
    with open_engagement(acme) as opened, pytest.raises(InvalidInput) as refusal:
        withdrawal_of(sources_of(opened), "pol.csv")
    assert str(refusal.value.problems[0]) == (
        "--withdraw: “pol.csv” was read, one of base.csv; poll.csv; poll.csv with base.csv; typed was expected"
        " (did you mean poll.csv?)"
    )


def test_what_was_imported_meanwhile_is_not_withdrawn_unseen(acme: Path, tmp_path: Path) -> None:
    with open_engagement(acme) as opened:
        gone = withdrawal_of(sources_of(opened), "poll.csv")
        done_well(run("import", "metrics", acme, poll(tmp_path, gone=5)))
        before = contents(acme)
        with pytest.raises(CxassessError, match="somebody else imported metrics meanwhile; nothing was changed"):
            withdraw(opened, gone)
    assert sources(acme)[0] == {"poll.csv", "base.csv", TOGETHER}
    assert contents(acme)["metrics/metrics.toml"] == before["metrics/metrics.toml"]


def test_while_another_program_writes_nothing_is_withdrawn(acme: Path) -> None:
    other = sqlite3.connect(acme / "answers.db", isolation_level=None)
    try:
        with open_engagement(acme) as opened:
            opened.store._db.execute("PRAGMA busy_timeout = 10")
            gone = withdrawal_of(sources_of(opened), "poll.csv")
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreBusy, match="being written by another program; nothing was changed"):
                withdraw(opened, gone)
    finally:
        other.close()
    assert sources(acme)[0] == {"poll.csv", "base.csv", TOGETHER}
