"""What all tests share: external programs, an empty engagement, the example client, golden files."""

import shutil
import signal
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from files.building import make_engagement
from skips import skip_unless_ci

from cxassess.files.demo import write_demo

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden-update", action="store_true", help="write the golden files anew")
    parser.addoption("--thorough", action="store_true", help="every case of the tests that take long")


# Of the cases of these the everyday run takes the first and each nth after it; `make thorough` takes all of them.
EVERY_NTH: Mapping[str, int] = {
    "test_two_who_update_at_once_lose_nothing": 2,
    "test_what_is_no_engagement_is_refused_and_nothing_is_made": 5,
    "test_wrong_use_exits_2_and_says_what_is_expected": 6,
    "test_no_name_or_unit_is_a_formula_in_whatever_spreadsheet": 7,
    "test_what_a_form_lacks_is_said_in_a_sentence": 4,
    "test_no_article_stands_before_the_wrong_sound": 3,
    "test_an_agreed_level_overrides_as_in_the_engine": 2,
    "test_a_faulty_journey_is_refused_with_every_fault_and_nothing_is_written": 4,
    "test_a_faulty_file_changes_nothing": 4,
    "test_a_reader_who_goes_away_sees_no_traceback": 3,
    "test_another_number_in_the_report_is_found": 3,
    "test_the_whole_way": 6,
    "test_no_page_has_a_barrier": 6,
    "test_the_open_xml_sdk_finds_no_fault_in_any_document": 40,
    "test_no_document_has_what_word_or_excel_would_repair": 24,
    "test_nothing_stands_in_the_way_of_a_reader_of_any_document": 24,
    "test_every_formula_gives_the_value_that_the_file_carries": 18,
    "test_a_changed_answer_moves_what_the_engine_moves": 18,
    "test_a_changed_weight_of_a_discipline_moves_what_the_engine_moves": 3,
    "test_a_changed_target_moves_what_the_engine_moves": 4,
    "test_a_changed_weight_of_a_role_moves_what_the_engine_moves": 3,
    "test_what_people_decide_about_an_action_moves_what_the_engine_moves": 9,
    "test_the_plan_of_any_answers_is_that_of_the_engine_to_the_letter": 9,
    "test_a_changed_effort_moves_the_plan_as_in_the_engine": 5,
    "test_a_changed_impact_moves_the_plan_as_in_the_engine": 4,
    "test_changes_of_every_kind_together_give_the_plan_of_the_engine": 5,
    "test_a_chosen_horizon_gives_what_the_engine_gives_for_that_decision": 4,
    "test_a_german_report_has_no_english_sentence_and_no_decimal_point": 12,
    "test_a_german_workbook_has_no_english_sentence": 12,
    "test_the_terminal_speaks_german_of_a_german_engagement": 12,
    "test_the_report_says_what_json_says": 10,
    "test_a_cell_of_the_report_has_the_colour_of_the_level_that_its_number_prints": 5,
    "test_the_workbook_says_what_json_says": 14,
    "test_another_number_in_the_workbook_is_found": 6,
    "test_little_or_odd_answers_are_assessed_explained_and_reported": 6,
    "test_no_text_breaks_a_document_or_is_obeyed": 9,
    "test_no_text_is_cut_off_covered_or_on_another_whatever_the_labels": 6,
    "test_who_answers_everything_finishes_at_the_review": 4,
    "test_no_sentence_is_left_with_a_hole": 3,
    "test_a_cell_that_is_not_understood_is_named_with_what_was_expected": 4,
    "test_all_five_in_full_are_read_on_one_page_of_80_by_24": 4,
    "test_a_report_without_customers_and_companies_names_none": 2,
    "test_a_workbook_without_customers_and_companies_names_none": 2,
    "test_every_name_and_comment_stands_whole_in_the_report": 9,
    "test_a_barrier_in_a_report_is_found": 99,
    "test_every_query_can_be_said_in_every_dialect_that_is_named": 3,
    "test_what_excel_would_repair_is_found": 8,
    "test_a_changed_input_of_the_sheet_moves_what_the_engine_moves": 6,
    "test_every_formula_of_the_sheet_gives_the_value_that_the_file_carries": 2,
    "test_every_formula_gives_the_value_that_the_form_carries": 3,
    "test_an_answer_typed_by_hand_is_the_one_that_is_meant": 4,
    "test_an_answer_that_is_none_is_named_with_its_cell_and_what_was_expected": 4,
    "test_answers_come_back_whatever_was_done_to_the_form": 2,
    "test_the_open_xml_sdk_finds_a_planted_fault": 3,
    "test_a_report_says_which_variant_was_asked": 3,
    "test_a_barrier_in_a_workbook_is_found": 4,
    "test_a_report_of_a_kept_engagement_can_be_written": 20,
}

# What LibreOffice or a large engagement takes long for, and what other tests see in part: for `make thorough` alone.
LONG = frozenset(
    {
        "test_of_500_pairs_of_waves_without_a_true_change_fewer_than_one_in_ten_claims_any",
        "test_documents_can_be_written_after_a_move",
        "test_a_hundred_thousand_wrong_links_open_nothing_and_do_not_slow_the_others",
        "test_two_hundred_people_lose_nothing_when_the_server_is_killed_ten_times",
        "test_libreoffice_opens_the_documents_of_2000_people",
        "test_page_numbers_and_pdfs_are_made_side_by_side",
        "test_without_libreoffice_a_pdf_is_refused_and_contents_say_what_they_lack",
        "test_the_pdf_is_tagged_has_its_title_and_the_same_bytes_each_time",
        "test_each_is_written_to_its_own_folder_as_it_would_be_alone",
        "test_pages_of_ones_own_may_have_headings",
        "test_only_functions_of_excel_2010_that_do_not_recalculate_on_their_own",
        "test_the_engine_says_what_looking_up_each_customer_says",
        "test_a_sentence_from_right_to_left_is_one_with_its_punctuation",
        "test_libreoffice_gives_the_same_and_finds_a_wrong_value",
        "test_a_read_only_folder_can_be_read_and_refuses_to_be_changed",
        "test_a_second_writer_is_told_to_wait_and_readers_go_on",
        "test_agreeing_on_the_page_is_agreeing_by_the_command",
        "test_a_closed_wave_invites_and_reminds_nobody",
        "test_an_import_that_is_killed_leaves_the_old_state_or_the_new",
        "test_demo_is_repeatable_and_leaves_a_changed_report_alone",
        "test_who_was_invited_has_the_role_and_unit_of_the_invitation",
        "test_a_picture_that_is_shown_twice_is_stored_once",
        "test_an_unknown_wave_number_or_template_and_a_second_new_are_refused",
        "test_fields_are_filled_in_text_tables_headers_and_split_runs",
        "test_a_firms_own_word_file_gives_its_margins_and_gets_the_styles_it_lacks",
        "test_the_mirror_stands_alone_before_anybody_inside_has_answered",
        "test_only_the_working_team_reads_what_people_wrote",
        "test_reports_written_twice_are_the_same_bytes_and_a_changed_one_is_left_alone",
        "test_a_fault_changes_nothing_unless_the_good_rows_are_asked_for",
        "test_a_client_called_like_a_slot_is_text",
        "test_a_hundred_thousand_rows_go_in_as_one",
        "test_what_people_write_stays_text",
        "test_the_command_says_which_script_pictures_lack",
        "test_who_was_taken_back_is_not_invited_again_by_the_same_table",
        "test_an_action_that_waits_gets_a_place_on_the_sheet_actions",
        "test_a_shipped_template_is_taken_by_its_name",
        "test_200_people_are_written_in_a_moment",
        "test_ctrl_c_ends_all_processes_and_leaves_whole_files",
        "test_the_mails_of_an_anonymous_wave_hold_the_link_and_no_column",
        "test_bodies_and_heads_that_trickle_are_given_up",
        "test_forms_of_an_anonymous_wave_have_neither_names_nor_the_order_of_the_list",
        "test_say_and_do_is_one_page_and_so_is_a_summary_that_opens_with_a_contradiction",
        "test_the_heading_stands_on_the_page_of_its_picture_and_a_journey_of_up_to_twelve_takes_three_pages",
        "test_a_note_stands_under_its_engagement",
        "test_two_folders_of_one_name_are_refused_before_anything_is_written",
        "test_one_with_faults_is_told_of_and_the_others_are_written",
        "test_every_summary_is_one_page",
        "test_a_style_of_the_firm_stands_for_one_of_ours",
        "test_colours_of_the_word_theme_reach_tables_and_charts",
        "test_what_was_chosen_before_is_what_the_next_workbook_shows_and_emptied_it_is_as_proposed",
        "test_the_contents_hold_the_pages_on_which_the_headings_print",
        "test_a_libreoffice_that_fails_is_one_sentence",
        "test_brand_toml_goes_before_the_theme_and_reaches_headings_and_workbook",
        "test_a_report_over_an_untouched_starter_is_the_shipped_report",
        "test_a_killed_process_is_told_of_for_its_engagement_and_the_others_are_written",
        "test_metrics_alone_are_reported_whatever_their_size",
        "test_libreoffice_opens_it_and_prints_every_heading",
        "test_what_a_table_gives_no_more_is_named_and_is_no_correction",
        "test_a_journey_is_started_read_and_explained",
    }
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only the thorough run takes."""
    if config.getoption("--thorough"):
        return
    seen: Counter[str] = Counter()
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        name = getattr(item, "originalname", item.name)
        everyday = name not in LONG and seen[name] % EVERY_NTH.get(name, 1) == 0
        seen[name] += 1
        (kept if everyday else left_out).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session", autouse=True)
def _heard_signals() -> None:
    """What is started in the background or by nohup ignores Ctrl-C or a hang-up, and so do the commands it starts."""
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


@pytest.fixture(scope="session")
def needs() -> Callable[[str], str]:
    """The path of a program that a test cannot do without: skips where it is missing, and fails in CI."""

    def find(program: str) -> str:
        path = shutil.which(program)
        if path is None:
            skip_unless_ci(f"{program} is not installed")
        return path

    return find


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with tests/golden/<name>; `make golden` writes it, and a person reads the difference."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests" / "golden" / name
        if request.config.getoption("--golden-update"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{name} differs; see make golden"

    return compare


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An engagement without answers."""
    return make_engagement(tmp_path / "acme")


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example engagement with its documents, made once for all tests that only read it."""
    folder = tmp_path_factory.mktemp("demo") / "kestrel"
    write_demo(folder)
    return folder
