"""Files that tell something together: the months of one table, and surveys with the customers that they name."""

from datetime import date
from pathlib import Path

import pytest

from cxassess.errors import InvalidInput
from cxassess.files.engagement import open_engagement
from cxassess.files.metric_import import Imported, keep, read_and_measure
from cxassess.measures.measure import Measure
from cxassess.measures.measured import LeftOut
from files.building import WAVE, contents, done_well, make_engagement, run
from files.exporting import BASE, POLL, POLL_AND_BASE, base, csv_file, poll

SOON = "churn.after_answer.90_days"


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    folder = make_engagement(tmp_path / "acme", "cx-pulse")
    (folder / "metrics" / "metrics.toml").write_text(POLL_AND_BASE, encoding="utf-8")
    return folder


def take(folder: Path, *paths: Path, chosen: str = "") -> tuple[str, Imported]:
    """Import files; what was told of them, and what changed."""
    told: list[str] = []
    with open_engagement(folder) as opened:
        entries, measured = read_and_measure(opened, paths, chosen, lambda account: told.append(str(account)))
        return "\n".join(told), keep(opened, entries, measured, paths)


def measures(folder: Path) -> dict[tuple[str, str], Measure]:
    with open_engagement(folder) as opened:
        return {(m.source, m.id): m for m in opened.store.outcomes.measures(WAVE)}


def shares(folder: Path) -> dict[str, tuple[float | None, int | None]]:
    """Of each source the share of answers whose customers left, to four digits, and of how many."""
    return {source: (round(m.now.value or 0, 4), m.now.n) for (source, id), m in measures(folder).items() if id == SOON}


def test_what_a_source_gives_no_more_is_named_and_is_no_correction(acme: Path, tmp_path: Path) -> None:
    table = """
[tables.visits]
kind = "survey"
[[tables.visits.questions]]
column = "score"
metric = "nps"
[[tables.visits.questions]]
column = "liked"
metric = "csat"
scale = [1, 5]
"""
    register = acme / "metrics" / "metrics.toml"
    register.write_text(table, encoding="utf-8")
    path = csv_file(tmp_path / "visits.csv", ("score", "liked"), *[(n, n % 5 + 1) for n in range(10)])
    assert take(acme, path)[1].lost == ()
    first, _, rest = register.read_text(encoding="utf-8").partition('[[tables.visits.questions]]\ncolumn = "score"')
    register.write_text(first + rest.replace('metric = "nps"', "", 1).lstrip(), encoding="utf-8")
    saved = take(acme, path)[1]
    assert (saved.lost, saved.corrected, saved.unchanged) == ((("visits.csv", "nps"),), 0, 2)


def test_a_fault_of_metrics_toml_is_told_once(acme: Path, tmp_path: Path) -> None:
    (acme / "metrics" / "metrics.toml").write_text('[tables.x]\nkind = "survey"\ntouchpiont = "a"\n', encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        take(acme, poll(tmp_path), base(tmp_path))
    assert [str(problem).count("touchpiont") for problem in refused.value.problems] == [1]


def test_answers_beyond_the_scale_and_texts_that_are_none_are_told_apart_from_blanks(
    acme: Path, tmp_path: Path
) -> None:
    """Of two files counted together, in which one row stands twice, by its id."""
    first, second = poll(tmp_path), poll(tmp_path, month=10, name="later.csv", first=9)
    for path, cells in ((first, (11, "often", "", 12)), (second, (13, "", "n/a"))):
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        places = range(len(lines) - len(cells), len(lines))
        for at, cell in zip(places, cells, strict=True):
            lines[at] = f"{lines[at].rpartition(',')[0]},{cell}"
        path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    take(acme, first)
    measure = measures(acme)["poll.csv", "nps"]
    assert measure.now.left_out == LeftOut(blank=1, out_of_range=2, unparsable=1)
    [web] = measure.groups["channel"]  # all came by it
    assert web.measured.left_out == measure.now.left_out
    take(acme, first, second)  # r9, whose 12 stood last in the first file, is answered in the second one
    measure = measures(acme)["later.csv, poll.csv", "nps"]
    assert measure.now.left_out == LeftOut(blank=3, out_of_range=2, unparsable=1)


def test_unreadable_and_impossible_cells_are_told_in_each_period_and_group_that_they_stand_in(
    acme: Path, tmp_path: Path
) -> None:
    """Twenty-four months of contacts; one month of the year before, and one of the last, has faulty durations."""
    table = """
[tables.calls]
kind = "ticket"
day = "when"
channel = "by"
[[tables.calls.durations]]
of = "first_response"
column = "waited"
"""
    (acme / "metrics" / "metrics.toml").write_text(table, encoding="utf-8")
    rows = [
        [date(2024 + month // 12, month % 12 + 1, day), channel, 5 + day]
        for month in range(24)
        for day in range(1, 29)
        for channel in ("web", "phone")
    ]
    faulty = [(date(2024, 5, 3), "web", "later"), (date(2025, 6, 3), "phone", -3), (date(2025, 6, 4), "phone", "soon")]
    path = csv_file(tmp_path / "calls.csv", ("when", "by", "waited"), *rows, *faulty, [date(2025, 6, 5), "phone", ""])
    take(acme, path)
    found = measures(acme)["calls.csv", "frt.median.calendar"]
    last_year, year_before = LeftOut(blank=1, out_of_range=1, unparsable=1), LeftOut(unparsable=1)
    assert found.before is not None
    assert (found.now.left_out, found.before.left_out) == (last_year, year_before)
    in_series = {one.period.label: one.measured.left_out for one in found.series if one.measured.left_out.total}
    assert in_series == {"2024-05": year_before, "2025-06": last_year}
    groups = {group.name: group.measured.left_out for group in found.groups["channel"]}
    assert groups == {"phone": last_year, "web": LeftOut()}


# ── who left after an answer ─────────────────────────────────────────────────────────────────────────────────


def test_who_left_is_told_of_answers_and_not_of_calls(acme: Path, tmp_path: Path) -> None:
    with (acme / "metrics" / "metrics.toml").open("a", encoding="utf-8") as register:
        register.write('[tables.calls]\nkind = "ticket"\nid = "call"\nday = "when"\ncustomer = "account"\n')
        register.write('[[tables.calls.durations]]\nof = "handle"\nparts = ["minutes"]\nunit = "minutes"\n')
    rows = [[f"t{n}", date(2025, 9, 1 + n), f"a{n}", n] for n in range(9)]
    calls = csv_file(tmp_path / "calls.csv", ("call", "when", "account", "minutes"), *rows)
    told, _ = take(acme, calls, poll(tmp_path), base(tmp_path))
    assert "poll.csv with base.csv" in told
    assert "calls.csv with" not in told
    assert set(shares(acme)) == {"poll.csv with base.csv"}


@pytest.mark.parametrize("swapped", [False, True])
def test_a_survey_and_its_customers_in_one_command_tell_who_left_after_an_answer(
    acme: Path, tmp_path: Path, swapped: bool
) -> None:
    paths = [poll(tmp_path), base(tmp_path)]
    said, _ = take(acme, *(reversed(paths) if swapped else paths))
    assert shares(acme) == {"poll.csv with base.csv": (0.2222, 9)}
    assert "9 answers name a customer of base.csv, 1 one who does not stand there, 0 none" in said
    with open_engagement(acme) as opened:
        assert "1 one who does not stand there" in opened.store.outcomes.accounts(WAVE)["poll.csv with base.csv"]


@pytest.mark.parametrize("swapped", [False, True])
def test_the_other_file_of_an_earlier_import_is_read_again(acme: Path, tmp_path: Path, swapped: bool) -> None:
    paths = [poll(tmp_path), base(tmp_path)]
    for path in reversed(paths) if swapped else paths:
        take(acme, path)
    assert shares(acme) == {"poll.csv with base.csv": (0.2222, 9)}
    before = contents(acme)
    for path in paths:
        assert take(acme, path)[1] == Imported(0, 0, 2 if path.name == "poll.csv" else 5)
    assert contents(acme) == before


def test_a_later_table_of_customers_stands_in_place_of_the_earlier_one(acme: Path, tmp_path: Path) -> None:
    take(acme, poll(tmp_path), base(tmp_path))
    take(acme, base(tmp_path, gone=3))
    assert shares(acme) == {"poll.csv with base.csv": (0.3333, 9)}
    done_well(run("import", "metrics", acme, poll(tmp_path, month=10)))  # they had left before most of them answered
    assert shares(acme) == {"poll.csv with base.csv": (0.3333, 9)}
    period = measures(acme)["poll.csv with base.csv", SOON].period
    assert period is not None
    assert period.start == date(2025, 10, 1)


def test_each_of_several_surveys_has_its_own(acme: Path, tmp_path: Path) -> None:
    other = csv_file(tmp_path / "other.csv", (*POLL, "extra"), ["x", "2025-09-03", "a1", "web", 3, ""])
    mapping = (
        POLL_AND_BASE.split("[tables.base]")[0].replace("poll", "other").replace('id = "response"', 'id = "extra"')
    )
    (acme / "metrics" / "metrics.toml").write_text(POLL_AND_BASE + mapping.replace('id = "extra"', 'segment = "extra"'))
    take(acme, poll(tmp_path), chosen="poll")
    take(acme, other, chosen="other")
    take(acme, base(tmp_path))
    assert shares(acme) == {"poll.csv with base.csv": (0.2222, 9), "other.csv with base.csv": (1.0, 1)}


def test_a_customer_whose_rows_contradict_each_other_is_none_who_is_known(acme: Path, tmp_path: Path) -> None:
    customers = csv_file(
        tmp_path / "base.csv",
        BASE,
        ["a0", "2024-01-01", "2025-10-10"],
        ["a0", "2024-01-01", "2025-10-10"],  # the same once more
        ["a1", "2024-01-01", ""],
        ["a1", "2024-01-01", "2025-10-01"],
    )
    said, _ = take(acme, poll(tmp_path), customers)
    assert shares(acme) == {"poll.csv with base.csv": (1.0, 1)}
    assert "1 customers stand in several rows with other days" in said


def test_customers_that_no_answer_names_are_told_of_and_tell_nothing(acme: Path, tmp_path: Path) -> None:
    strangers = csv_file(tmp_path / "base.csv", BASE, ["b1", "2024-01-01", "2025-10-10"], ["b2", "2024-01-01", ""])
    said, _ = take(acme, poll(tmp_path), strangers)
    assert "0 answers name a customer of base.csv, 10 one who does not stand there" in said
    assert shares(acme) == {}


def test_what_a_survey_told_with_customers_that_are_no_longer_kept_is_taken_out(acme: Path, tmp_path: Path) -> None:
    take(acme, poll(tmp_path), base(tmp_path))
    (acme / "metrics" / "base.csv").unlink()
    assert take(acme, poll(tmp_path, gone=5))[1].gone == ("poll.csv with base.csv",)
    assert shares(acme) == {}


# ── several files of one table ───────────────────────────────────────────────────────────────────────────────


def scores(folder: Path) -> dict[str, int | None]:
    return {source: m.now.n for (source, id), m in measures(folder).items() if id == "nps"}


def test_the_months_of_one_survey_are_one_source_with_one_line(acme: Path, tmp_path: Path) -> None:
    paths = [poll(tmp_path, month, name=f"{month}.csv", first=month * 10) for month in (7, 8, 9)]
    said, _ = take(acme, *reversed(paths))
    assert scores(acme) == {"7.csv, 8.csv, 9.csv": 30}
    assert "3 files of one table, counted together; 30 of 30 rows count" in said.replace("\n  30", "; 30")
    [nps] = measures(acme).values()
    assert nps.period is not None
    assert [point.period.label for point in nps.series][:2] == ["2025-07", "2025-08"]


def test_a_row_that_stands_in_two_files_counts_once_and_is_told(acme: Path, tmp_path: Path) -> None:
    first = poll(tmp_path, 7, name="7.csv")
    again = csv_file(
        tmp_path / "8.csv", POLL, ["r9", "2025-07-10", "a9", "web", 0], ["r10", "2025-08-01", "a1", "web", 10]
    )
    said, _ = take(acme, first, again)
    assert scores(acme) == {"7.csv, 8.csv": 11}
    assert "1 left out, a row of 7.csv stands in a later file, by its id: row 11" in said
    [nps] = measures(acme).values()
    assert nps.answers == {0: 3.0, 10: 8.0}  # r9 as the later file has it


def test_a_file_that_was_counted_together_with_others_is_so_again(acme: Path, tmp_path: Path) -> None:
    july, august = poll(tmp_path, 7, name="7.csv", first=70), poll(tmp_path, 8, name="8.csv", first=80)
    take(acme, july, august)
    before = contents(acme)
    assert take(acme, july)[1] == Imported(0, 0, 1)
    assert contents(acme) == before
    take(acme, july, poll(tmp_path, 9, name="9.csv", first=90))
    assert scores(acme) == {"7.csv, 8.csv, 9.csv": 30}


def test_files_that_came_one_after_the_other_are_told_of_and_become_one_when_given_together(
    acme: Path, tmp_path: Path
) -> None:
    july, august = poll(tmp_path, 7, name="7.csv", first=70), poll(tmp_path, 8, name="8.csv", first=80)
    take(acme, july)
    said = done_well(run("import", "metrics", acme, august))
    assert "8.csv asks the same as 7.csv: each is measured by itself." in said
    assert scores(acme) == {"7.csv": 10, "8.csv": 10}
    said = done_well(run("import", "metrics", acme, july, august))
    assert "No longer counted by themselves: 7.csv; 8.csv." in said
    assert scores(acme) == {"7.csv, 8.csv": 20}


def test_a_file_that_is_needed_and_no_longer_kept_is_asked_for(acme: Path, tmp_path: Path) -> None:
    july, august = poll(tmp_path, 7, name="7.csv", first=70), poll(tmp_path, 8, name="8.csv", first=80)
    take(acme, july, august)
    (acme / "metrics" / "8.csv").unlink()
    with pytest.raises(InvalidInput, match=r"8\.csv: was counted together with 7\.csv, and is no longer in metrics/"):
        take(acme, july)
    assert scores(acme) == {"7.csv, 8.csv": 20}


FORM = ("Timestamp", "How likely are you to recommend us, 0 to 10?")


def form(folder: Path, name: str, *days: int, header: tuple[str, ...] = FORM) -> Path:
    rows = [[f"2026/01/{day:02} 10:00:00 AM", 9, *[""] * (len(header) - 2)] for day in days]
    return csv_file(folder / name, header, *rows)


def test_rows_without_an_id_that_look_the_same_in_two_files_are_refused(acme: Path, tmp_path: Path) -> None:
    one, other = form(tmp_path, "1.csv", 1, 2, 3), form(tmp_path, "2.csv", 3, 4)
    with pytest.raises(InvalidInput, match=r"1\.csv and 2\.csv: 1 rows look the same in both, such as row 4"):
        take(acme, one, other)
    assert measures(acme) == {}
    take(acme, one, form(tmp_path, "2.csv", 4, 5))
    assert scores(acme) == {"1.csv, 2.csv": 5}


def test_two_forms_with_one_question_and_other_columns_are_two_surveys(acme: Path, tmp_path: Path) -> None:
    other = form(tmp_path, "2.csv", 4, 5, header=(*FORM, "Which shop?"))
    take(acme, form(tmp_path, "1.csv", 1), other)
    assert scores(acme) == {"1.csv": 1, "2.csv": 2}


def test_two_tables_of_the_same_customers_are_refused_and_of_others_counted_together(
    acme: Path, tmp_path: Path
) -> None:
    south = csv_file(tmp_path / "south.csv", BASE, ["s1", "2024-01-01", ""], ["s2", "2024-01-01", "2025-10-10"])
    with pytest.raises(InvalidInput, match=r"base\.csv and newer\.csv: 9 customers stand in both tables"):
        take(acme, base(tmp_path), base(tmp_path, name="newer.csv"))
    take(acme, base(tmp_path), south)
    assert {source for source, _ in measures(acme)} == {"base.csv, south.csv"}


def test_many_files_stay_apart_in_memory(acme: Path, tmp_path: Path) -> None:
    """A day more in each file, so that a table of one that is taken for that of another shows in n."""
    files = [form(tmp_path, f"{n}.csv", *range(1, n + 1), header=(*FORM, f"Question {n}")) for n in range(1, 6)]
    take(acme, *files)
    assert scores(acme) == {f"{n}.csv": n for n in range(1, 6)}
