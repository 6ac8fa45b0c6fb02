"""One phrase stands for another in every text, and nothing else is touched."""

import pytest

from cxassess.rewording import reworded
from cxassess.words import read_words

WORDS = {
    "customer service": "customer service",
    "customers": "users",
    "customer": "user",
    "a company": "an organisation",
    "company": "organisation",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Customers call us.", "Users call us."),
        ("the customer’s words", "the user’s words"),
        ("A company asks its customers.", "An organisation asks its users."),
        ("Head of customer service", "Head of customer service"),
        ("accustomed, companywide, customers-to-be", "accustomed, companywide, users-to-be"),
        ("{customer} said: {customers:word} customers", "{customer} said: {customers:word} users"),
        ("nothing of the kind", "nothing of the kind"),
        ("", ""),
    ],
)
def test_phrases_are_replaced_as_whole_words(text: str, expected: str) -> None:
    assert reworded(text, WORDS) == expected


def test_no_words_change_nothing() -> None:
    assert reworded("Customers call us.", {}) == "Customers call us."


def test_the_sentences_of_reports_speak_the_words_of_the_sector() -> None:
    usual, sector = read_words("en"), read_words("en", WORDS)
    assert usual.say("findings.inside_view").startswith("No customer was asked")
    assert sector.say("findings.inside_view").startswith("No user was asked")


def test_the_name_of_another_company_and_the_ids_of_metrics_stay() -> None:
    words = read_words("en", WORDS)
    assert "Bain & Company" in words.say("workbook.method.sources.text")
    assert "customers with an earlier value" in words.say("signs.base.unknown")
