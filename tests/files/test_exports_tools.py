"""Exports of each tool in their true shape: known by their headers, and read as what they are."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from cxassess.errors import InvalidInput
from cxassess.files.exports.which import NeedsMapping
from cxassess.measures.scale import NPS_SCALE, Scale
from files.exporting import csv_file, got

ZENDESK = (
    "ID", "Requester", "Requester id", "Requester email", "Group", "Subject", "Tags", "Status", "Priority", "Via",
    "Ticket type", "Created at", "Updated at", "Solved at", "Resolution time", "Satisfaction Score",
    "First reply time in minutes", "First reply time in minutes within business hours",
    "Full resolution time in minutes", "Full resolution time in minutes within business hours", "Area [list]",
)  # fmt: skip


def zendesk(id: int, created: str, score: str, reply: object, solved: object = 60, requester: int = 7) -> list[object]:
    return [
        id, "Ann", requester, "ann@example.org", "Help", "Hi", "a b", "Closed", "Normal", "Web", "Question", created,
        created, created, 1, score, reply, 5, solved, 30, "x",
    ]  # fmt: skip


def test_zendesk_tickets_have_their_times_in_minutes_and_good_and_bad_as_rating(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "tickets.csv",
        ZENDESK,
        zendesk(1, "2026-01-05 10:00", "Good", 12),
        zendesk(2, "2026-01-06 10:00", "Bad with comment", 30),
        zendesk(3, "2026-01-07 10:00", "Offered", ""),
        zendesk(4, "2026-01-08 10:00", "Not Offered", -3),
    )
    found = got(path)
    assert (found.view.kind, found.view.tool, found.account.label) == ("ticket", "zendesk", "Zendesk")
    assert found.column("rated") == [1, 0, None, None]
    assert found.column("first_response") == [12, 30, None, None]
    assert found.column("first_response_business") == [5, 5, 5, 5]
    assert found.column("resolution") == [60, 60, 60, 60]
    assert found.column("day") == [date(2026, 1, day) for day in (5, 6, 7, 8)]
    assert found.column("customer") == ["7"] * 4
    reply = found.told("first response")
    assert (reply.used, reply.blank.count, reply.out_of_range.count) == (2, 1, 1)
    assert str(reply.out_of_range.examples[0]) == "row 5 “-3”"
    assert "Group" in found.account.unused


@pytest.mark.parametrize("mark", ["(in minutes)", "(min)"])
def test_zendesk_is_known_by_other_spellings_and_behind_a_column_of_row_numbers(tmp_path: Path, mark: str) -> None:
    header = ["", *(name.replace("in minutes", mark).upper() for name in ZENDESK)]
    path = csv_file(tmp_path / "t.csv", header, [1, *zendesk(1, "2026-01-05 10:00", "Good", 12)])
    found = got(path)
    assert found.view.tool == "zendesk"
    assert (found.column("first_response"), found.column("first_response_business")) == ([12], [5])


def test_of_a_ticket_that_stands_twice_the_last_counts(tmp_path: Path) -> None:
    first, again = zendesk(1, "2026-01-05 10:00", "Offered", 12), zendesk(1, "2026-01-05 10:00", "Good", 12)
    found = got(csv_file(tmp_path / "t.csv", ZENDESK, first, first, again, zendesk(2, "2026-01-06 10:00", "Bad", 1)))
    assert sorted(found.column("rated")) == [0, 1]
    assert [(left.why, left.rows.count) for left in found.account.left_out] == [
        ("equal to an earlier row in every column", 1),
        ("a later row has the same id", 1),
    ]


FRESHDESK = (
    "Ticket ID", "Subject", "Status", "Source", "Created time", "Resolved time", "Closed time",
    "Initial response time", "First response time (in hrs)", "Resolution time (in hrs)", "Full name", "Email",
)  # fmt: skip


def test_freshdesk_hours_are_clock_texts_of_business_hours_and_its_times_give_the_calendar(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "f.csv",
        FRESHDESK,
        [1, "a", "Closed", "Email", "2026-01-05 10:00:00", "2026-01-06 10:00:00", "", "2026-01-05 10:30:00",
         "00:20:30", "08:00:00", "Ann", "a@example.org"],
        [2, "b", "Closed", "Phone", "2026-01-05 10:00:00", "", "", "2026-01-05 09:00:00", "-00:05:00", "", "B", ""],
    )  # fmt: skip
    found = got(path)
    assert found.view.tool == "freshdesk"
    assert found.column("first_response") == [30, None]
    assert found.column("first_response_business") == [20.5, None]
    assert found.column("resolution") == [1440, None]
    assert found.column("resolution_business") == [480, None]
    assert found.told("first response business").out_of_range.count == 1
    assert found.told("first response").out_of_range.count == 1


def test_freshservice_spells_its_headers_with_other_capitals_and_repeats_some(tmp_path: Path) -> None:
    header = [name.replace("time", "Time").replace("hrs", "Hrs") for name in FRESHDESK] + ["Others", "Others"]
    row = [1, "a", "Closed", "Email", "2026-01-05 10:00", "2026-01-05 11:00", "", "", "", "", "Ann", "", "x", "y"]
    found = got(csv_file(tmp_path / "f.csv", header, row))
    assert found.view.tool == "freshdesk"
    assert "Others (2)" in found.account.unused


INTERCOM = (
    "Conversation ID", "Conversation started at (America/New_York)", "Updated at (America/New_York)",
    "Conversation rating", "Conversation rating remark", "Agent rated type", "Channel", "First response time (seconds)",
)  # fmt: skip


def test_intercom_has_its_zone_in_the_header_seconds_and_ratings_of_bots_apart(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "i.csv",
        INTERCOM,
        [1, "2026-01-05 22:00", "", 5, "", "Teammate", "Chat", 90],
        [2, "2026-01-05 12:00", "", 1, "", "Chatbot", "Chat", 30],
        [3, "2026-01-05 12:00", "", "", "", "", "Chat", ""],
    )
    found = got(path, home="Europe/London")
    assert [(q.metric, q.touchpoint) for q in found.view.questions] == [("csat", ""), ("csat", "Chatbot")]
    by_day = {row["day"]: row for row in found.rows}
    assert by_day[date(2026, 1, 6)]["q1"] == 5  # ten in the evening in New York is the next day in London
    assert sorted(row["q2"] for row in found.rows if row["q2"]) == [1]
    assert sorted(row["first_response"] for row in found.rows if row["first_response"]) == [0.5, 1.5]
    assert found.told("csat 1–5, Chatbot").not_applicable.count == 2


QUALTRICS: tuple[Sequence[object], ...] = (
    ("StartDate", "EndDate", "Status", "Progress", "Finished", "RecordedDate", "ResponseId", "DistributionChannel",
     "Q1_NPS_GROUP", "Q1", "Q2_1", "Q3_TEXT"),
    ("Start Date", "End Date", "Response Type", "Progress", "Finished", "Recorded Date", "Response ID",
     "Distribution Channel", "How likely … - Group", "How likely are you to recommend us\nto a friend?",
     "How satisfied are you? - Delivery", "Other"),
    tuple(f'{{"ImportId":"{name}","timeZone":"America/Denver"}}' for name in
          ("startDate", "endDate", "status", "progress", "finished", "recordedDate", "_recordId", "channel",
           "QID1_NPS", "QID1", "QID2_1", "QID3")),
)  # fmt: skip


def response(
    id: str, nps: object, satisfied: object = 4, status: str = "IP Address", done: str = "True"
) -> list[object]:
    when = "2026-01-05 22:30:00"
    return [when, when, status, 100, done, when, id, "email", "Passive", nps, satisfied, "=1+1"]


def test_qualtrics_has_three_header_rows_and_drops_previews_and_the_unfinished(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "q.csv",
        *QUALTRICS,
        response("R_1", 10),
        response("R_2", "9 - likely"),
        response("R_3", 11),
        response("R_4", "N/A"),
        response("R_5", "eleven"),
        response("R_6", 10, status="Survey Preview"),
        response("R_7", 10, done="False"),
    )
    found = got(path, home="Europe/London")
    assert found.account.shape == "CSV, UTF-8, separated by comma, 3 header rows"
    assert (found.account.rows, found.account.used) == (7, 5)
    assert [left.rows.count for left in found.account.left_out] == [1, 1]
    (question,) = found.view.questions
    assert (question.metric, question.scale) == ("nps", NPS_SCALE)
    assert question.wording == "How likely are you to recommend us to a friend?"
    assert sorted(row["q1"] for row in found.rows if row["q1"] is not None) == [9, 10]
    nps = found.told("nps 0–10")
    assert (nps.used, nps.not_applicable.count, nps.out_of_range.count, nps.unparsable.count) == (2, 1, 1, 1)
    assert str(nps.unparsable.examples[0]) == "row 8 “eleven”"
    assert set(found.column("day")) == {date(2026, 1, 6)}  # half past ten at night in Denver


def test_older_exports_of_qualtrics_have_two_header_rows_and_numbers_for_words(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "q.csv", *QUALTRICS[:2], response("R_1", 10, status="0", done="1"),
                    response("R_2", 9, status="1", done="1"), response("R_3", 0, status="0", done="1"))  # fmt: skip
    found = got(path)
    assert (found.account.rows, found.account.used) == (3, 2)


def test_what_only_the_client_knows_is_said_in_one_table_of_metrics_toml(tmp_path: Path) -> None:
    tables = """
        [tables.relationship]
        tool = "qualtrics"
        segment = "DistributionChannel"
        [[tables.relationship.questions]]
        column = "Q2_1"
        metric = "csat"
        scale = [1, 5]
        touchpoint = "Delivery"
    """
    found = got(csv_file(tmp_path / "q.csv", *QUALTRICS, response("R_1", 10, 5), response("R_2", 9, 2)), tables)
    assert found.account.label == "Qualtrics, table relationship of metrics.toml"
    asked = [(q.metric, q.touchpoint, q.scale) for q in found.view.questions]
    assert asked == [("csat", "Delivery", Scale(1, 5)), ("nps", "", NPS_SCALE)]  # which the headers tell by themselves
    assert sorted(found.column("q1")) == [2, 5]
    assert sorted(found.column("q2")) == [9, 10]
    assert found.column("segment") == ["email", "email"]


def test_a_column_that_the_client_lists_is_read_only_as_the_client_says(tmp_path: Path) -> None:
    tables = """
        [tables.relationship]
        tool = "qualtrics"
        [[tables.relationship.questions]]
        column = "Q1"
        metric = "csat"
        scale = [0, 10]
    """
    found = got(csv_file(tmp_path / "q.csv", *QUALTRICS, response("R_1", 10, 5), response("R_2", 0, 2)), tables)
    assert [(q.metric, q.scale) for q in found.view.questions] == [("csat", Scale(0, 10))]


SURVEYMONKEY: tuple[Sequence[object], ...] = (
    ("Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
     "Last Name", "Custom Data 1", "How likely is it that you&apos;d recommend us?", "Which did you use?", "", "Why?"),
    ("", "", "", "", "", "", "", "", "", "Response", "Shop", "App", "Open-Ended Response"),
)  # fmt: skip


def monkey(id: int, nps: object) -> list[object]:
    when = "01/15/2026 10:00:00 AM"
    return [id, 9, when, when, "", "", "", "", "", nps, "Shop", "", "because"]


def test_surveymonkey_has_options_in_its_second_header_row(tmp_path: Path) -> None:
    found = got(csv_file(tmp_path / "s.csv", *SURVEYMONKEY, monkey(1, 0), monkey(2, 10)))
    assert (found.view.tool, found.view.questions[0].metric) == ("surveymonkey", "nps")
    assert found.view.questions[0].wording == "How likely is it that you'd recommend us?"
    assert sorted(found.column("q1")) == [0, 10]
    assert found.column("day") == [date(2026, 1, 15)] * 2
    assert {"Which did you use? › Shop", "Which did you use? › App"} <= set(found.account.unused)


def test_a_summary_of_questions_from_surveymonkey_is_refused_by_its_name(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "s.csv", ["How likely is it?", "", ""], ["Answer Choices", "Responses", ""], ["10", "50%", "5"]
    )
    with pytest.raises(InvalidInput, match=r"All responses data.*SurveyMonkey"):
        got(path)


@pytest.mark.parametrize(
    "when",
    ["1/13/2026 10:00:00", "2026/01/13 10:00:00 AM", "2026/01/13 1:00:00 PM GMT+3", "13.01.2026 10:00:00"],
)
def test_google_forms_writes_its_times_by_the_locale_of_the_sheet(tmp_path: Path, when: str) -> None:
    header = ("Timestamp", "Email Address", "How likely are you to recommend us (0-10)?", "Which? ")
    found = got(csv_file(tmp_path / "g.csv", header, [when, "", 9, "a, b"], [when, "", 7, "a"]))
    assert (found.view.tool, found.column("day")) == ("google_forms", [date(2026, 1, 13)] * 2)


def test_microsoft_forms_has_american_dates_and_ends_its_choices_with_a_semicolon(tmp_path: Path) -> None:
    header = (
        "ID",
        "Start time",
        "Completion time",
        "Email",
        "Name",
        "Would you recommend us – 0 to 10?",
        "Which?",
        "Which?2",
    )
    rows = [
        [n, "7/27/26 19:01:00", "7/27/26 19:06:23", "anonymous", "", points, "a;b;", "c;"]
        for n, points in ((1, 3), (2, 10))
    ]
    found = got(csv_file(tmp_path / "m.csv", header, *rows, encoding="cp1252"))
    assert (found.view.tool, found.column("day")) == ("microsoft_forms", [date(2026, 7, 27)] * 2)
    assert sorted(found.column("q1")) == [3, 10]
    assert found.view.questions[0].wording == "Would you recommend us – 0 to 10?"


TOUCHPOINTS = (
    "external_id", "question_1",
    *(f"{way}_{driver}" for way in ("positive", "negative")
      for driver in ("effectiveness", "ease", "efficiency", "transparency", "humanity", "employee", "other")),
    "question_4",
)  # fmt: skip


def touchpoint(id: str, answer: object) -> list[object]:
    return [id, answer, *[0] * 14, ""]


def test_a_thumb_of_touchpoints_is_good_or_bad_and_five_points_are_a_scale(tmp_path: Path) -> None:
    assert len(TOUCHPOINTS) == 17
    thumbs = got(csv_file(tmp_path / "a.csv", TOUCHPOINTS, touchpoint("a", 1), touchpoint("b", 0), touchpoint("c", "")))
    assert (thumbs.view.questions, sorted(thumbs.column("rated"), key=str)) == ((), [0, 1, None])
    scale = got(csv_file(tmp_path / "b.csv", TOUCHPOINTS, touchpoint("a", 1), touchpoint("b", 5)))
    assert [(q.metric, q.scale) for q in scale.view.questions] == [("csat", Scale(1, 5))]


def test_answers_that_do_not_tell_their_scale_are_asked_for(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", TOUCHPOINTS, touchpoint("a", 1), touchpoint("b", 1))
    with pytest.raises(InvalidInput, match="0 to 1 or 1 to 5"):
        got(path)


def test_hubspot_puts_three_surveys_into_one_column(tmp_path: Path) -> None:
    header = (
        "hs_object_id",
        "hs_survey_type",
        "hs_survey_channel",
        "hs_submission_timestamp",
        "hs_value",
        "hs_contact_id",
    )
    stamp = "2026-01-05T10:00:00Z"
    answers = [("NPS", 9), ("NPS", 11), ("CES", 7), ("CSAT", 0), ("CSAT", 2)]
    found = got(
        csv_file(
            tmp_path / "h.csv",
            header,
            *([n, kind, "EMAIL", stamp, value, 5] for n, (kind, value) in enumerate(answers)),
        )
    )
    assert found.account.label == "HubSpot (by its documentation: no export was seen)"
    assert [(q.metric, q.column) for q in found.view.questions] == [("nps", "q1"), ("ces", "q2")]
    assert [sorted(v for v in found.column(name) if v is not None) for name in ("q1", "q2", "rated")] == [
        [9],
        [7],
        [0, 1],
    ]
    assert found.told("nps 0–10").out_of_range.count == 1


def test_delighted_writes_seconds_since_1970(tmp_path: Path) -> None:
    rows = [["1", "p", "nps", 9, "", 1767607200], ["2", "p", "csat", 5, "", 1767607200]]
    found = got(csv_file(tmp_path / "d.csv", ("id", "person", "survey_type", "score", "comment", "created_at"), *rows))
    assert (found.view.tool, found.column("day")) == ("delighted", [date(2026, 1, 5)] * 2)


def test_salesforce_cases_are_read_by_their_usual_labels(tmp_path: Path) -> None:
    header = ("Case Number", "Case Owner", "Subject", "Status", "Date/Time Opened", "Date/Time Closed", "Account Name")
    found = got(
        csv_file(
            tmp_path / "c.csv", header, ["00001", "A", "s", "Closed", "1/13/2026 10:00 AM", "1/13/2026 1:30 PM", "Ada"]
        )
    )
    assert (found.view.tool, found.column("resolution"), found.column("customer")) == ("salesforce", [210], ["Ada"])


def test_a_form_without_a_clear_question_is_asked_about_with_lines_to_paste(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "Visit survey 2026.csv", ("Timestamp", "How was it?"), ["1/13/2026", 5], ["1/14/2026", 3]
    )
    with pytest.raises(NeedsMapping, match="only you know which of its questions are ratings") as refused:
        got(path)
    assert refused.value.lines.splitlines() == [
        "[tables.visit_survey]",
        'tool = "google_forms"',
        "",
        "[[tables.visit_survey.questions]]",
        'column = "How was it?"',
        'metric = "csat"  # nps, csat, ces or ces1',
        "scale = [1, 5]  # as it was offered; the answers are 3 to 5",
    ]


def test_a_question_on_one_to_ten_is_no_net_promoter_score(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "g.csv", ("Timestamp", "Would you recommend us?"), ["1/13/2026", 1], ["1/14/2026", 10])
    with pytest.raises(NeedsMapping):
        got(path)


def test_a_tool_that_is_named_must_have_made_the_file(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "g.csv", ("Timestamp", "x"), ["1/13/2026", 1])
    with pytest.raises(InvalidInput, match="is no export of Zendesk: the column “Id”"):
        got(path, chosen="zendesk")
    with pytest.raises(InvalidInput, match=r"“zendsk” was read, one of .* \(did you mean zendesk\?\)"):
        got(path, chosen="zendsk")
