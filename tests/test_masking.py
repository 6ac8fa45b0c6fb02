"""Personal data in comments is found by its shape, by what stands around it, and by lists."""

import time
import unicodedata

import pytest
from personal_data import INNOCENT, NAMES, STAFF, hostile

from cxassess.masking import LONGEST, PLACEHOLDERS, known_names, mask

KNOWN = known_names(NAMES, STAFF, ("Kestrel",))


def seen(text: str) -> str:
    """A text as a reader sees it: without marks that are not seen, in plain letters and digits, in small letters."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in folded if unicodedata.category(letter) != "Cf").casefold()


def test_there_are_two_hundred_hostile_samples() -> None:
    assert len({text for text, _ in hostile()}) >= 200


@pytest.mark.parametrize(("text", "gone"), hostile(), ids=[str(n) for n in range(len(hostile()))])
def test_nothing_personal_is_left(text: str, gone: tuple[str, ...]) -> None:
    masked = mask(text, KNOWN)
    assert not [secret for secret in gone if seen(secret) in seen(masked)], masked
    assert mask(masked, KNOWN) == masked


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_personal_stays(text: str) -> None:
    assert mask(text, KNOWN) == text


def test_a_placeholder_is_in_the_language_of_the_engagement() -> None:
    german = {kind: "[Telefon]" if kind == "phone" else f"[{kind}]" for kind in PLACEHOLDERS}
    assert mask("Rückruf unter 0151 23456789 bitte", placeholders=german) == "Rückruf unter [Telefon] bitte"


def test_the_words_around_stay_as_they_were_written() -> None:
    assert (
        mask("… “great” – ½ price, ﬁne 👩‍🔧, call 07700\u00a0900123!") == "… “great” – ½ price, ﬁne 👩‍🔧, call [phone]!"
    )


def test_a_name_of_every_day_is_masked_only_where_a_person_is_meant() -> None:
    known = known_names(people=["Mark Will"])
    assert mask("Mark Will came. Mark it done, will you?", known) == "[name] came. Mark it done, will you?"


def test_a_person_of_one_name_is_masked_where_it_is_written_as_a_name() -> None:
    known = known_names(people=["May", "Ilkay", "Manager"])
    assert mask("May and ilkay came, it may be", known) == "[name] and [name] came, it may be"
    assert mask("the manager, the Manager", known) == "the manager, the Manager"


def test_what_is_too_long_is_cut_after_a_word() -> None:
    masked = mask("word " * 3000)
    assert len(masked) <= LONGEST
    assert masked.endswith("word…")


@pytest.mark.parametrize(
    "part",
    ["a", "1 ", "a.b", "a@", "at dot ", "1-", "mr ", "A. ", "de de ", "GB29 ", "::", "http://", "one ", "regards ",
     "Jane ", '"a', "rue de ", "a (at) ", "\u200b", "account 1 ", "x/", "@", "[", "i am "],
)  # fmt: skip
def test_a_text_made_to_take_long_takes_no_longer_than_it_is_long(part: str) -> None:
    known = known_names(NAMES, STAFF)
    begun = time.process_time()
    mask(part * (10_000 // len(part)), known)
    assert time.process_time() - begun < 2.0
