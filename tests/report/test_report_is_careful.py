"""The report claims no more than its numbers carry: few people, disputed strengths, steps that fall short."""

import re
from dataclasses import replace
from datetime import date

from method.tables import assessed, averaging, people
from office import docx_text

from cxassess.files.templates import find_template, read_template
from cxassess.model.action import ActionRecord
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary
from cxassess.report.blocks import Text, flat
from cxassess.report.compose import SECTIONS, compose
from cxassess.report.word.writer import write_docx
from cxassess.words import read_words
from report.workbook_cases import case


def text_of(assessment: Assessment, *sections: str) -> str:
    document = compose(assessment, Commentary(), read_words(), sections or tuple(SECTIONS), "0" * 8)
    return docx_text(write_docx(document, read_template(find_template("full")).docx, date(2026, 3, 12)))


def test_few_people_are_no_ground_for_commitments() -> None:
    assert "90-day commitments" not in text_of(assessed(averaging(2, n=4)), "commitments")
    assert "90-day commitments" in text_of(assessed(averaging(2, n=5)), "commitments")


def test_a_strength_that_people_dispute_is_called_open_and_not_praised() -> None:
    disputed = assessed(people("manager", {"GOV1": "1 1 5 5 5"}, rest="2 2 2 2 2"))
    text = text_of(disputed, "disciplines")
    assert "Executive ownership (GOV1, 3.4). Answers run from 1 to 5: settle it before you build on it." in text


def test_a_strength_that_only_executives_see_is_called_open() -> None:
    apart = [
        *people("executive", {"CUL6": "4 4 4 4 4"}, rest="3 3 3 3 3"),
        *people("front_line", {"CUL6": "2 2 3 2 3"}, rest="3 3 3 3 3"),
    ]
    assert "Executives put it at 4.0, the front line at 2.4: settle it before you build on it." in text_of(
        assessed(apart), "disciplines"
    )


def test_the_plan_says_how_many_disciplines_it_brings_to_their_next_level() -> None:
    text = text_of(assessed(averaging(2)), "roadmap")
    assert re.search(r"of the six disciplines would then stand at (its|their) level for the next wave", text)
    assert "No of the" not in text


def test_the_steps_of_the_first_horizon_say_what_to_do() -> None:
    assessment = assessed(averaging(2))
    text = text_of(assessment, "roadmap")
    assert all(action.what in text for action in assessment.actions_in("now"))


def test_a_step_that_people_moved_to_the_top_stays_there_whatever_the_weights() -> None:
    plain = case().with_settings(discipline_weights={"design": 1.01}, status="draft")
    step = plain.assess().actions[10].id
    record = ActionRecord(step, rank=1, reasons={"rank": "the board asked"})
    moved = replace(plain, decisions={step: record}).assess()
    assert moved.actions[0].id == step
    for assessment in (plain.assess(), moved):
        text = text_of(assessment, "priorities")
        assert "With equal weights for all disciplines the first five stay the same." in text


def test_executives_and_front_line_of_one_each_are_a_question_not_a_heading() -> None:
    one_each = [*people("executive", rest="4"), *people("front_line", rest="2")]
    assert "so few answered that the differences are questions" in text_of(assessed(one_each), "perception")


def test_the_note_on_the_perception_gap_tells_of_what_means_it_is_and_of_how_many_people_an_interval() -> None:
    apart = [*people("executive", rest="4 4 4 4 5 5 4"), *people("front_line", rest="2 2 2 3 2 2 2")]
    by_name = text_of(assessed(apart), "perception")
    assert "Means of each person over the practices" in by_name
    hidden = text_of(assessed(apart, mode="confidential", minimum_group=7), "perception")
    assert "Means of each person" not in hidden
    assert "Means of the two roles’ own means on the practices where both are shown" in hidden
    assert "at least 7 people on each side" in hidden


def test_a_sheet_to_talk_over_says_why_it_was_chosen_with_number_and_limit() -> None:
    apart = [
        *people("executive", {"CUL6": "5 5 5 1 5"}, rest="3 3 3 3 3"),
        *people("front_line", {"CUL6": "2 2 1 2 d"}, rest="3 3 3 3 3"),
    ]
    text = text_of(assessed(apart), "discuss")
    assert re.search(r"Answers deviate by 1\.\d\d levels \(limit 0\.83\); executives 4\.2, the front line 1\.8\.", text)
    assert "do not know (limit 30 %)" not in text  # one of ten


def test_a_discipline_names_every_step_that_is_planned_for_it() -> None:
    assessment = assessed(averaging(2))
    text = text_of(assessment, "disciplines", "roadmap")
    pages = text.split("[Section Label] Roadmap")[0]
    assert all(a.title in pages for a in assessment.actions if a.horizon)


def test_no_paragraph_is_left_empty_where_an_outline_leaves_out_what_its_sentence_names() -> None:
    named = assessed(averaging(2))
    for section in SECTIONS:
        document = compose(named, Commentary(), read_words(), (section,), "0" * 8)
        assert all(block.runs for block in flat(document.blocks) if isinstance(block, Text))
