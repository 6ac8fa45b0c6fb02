"""What somebody said the last time, on the page: only once they have answered, with and without script."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from files.building import WAVE, pack
from playwright.sync_api import Browser, expect

from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.files.waves import new_wave
from cxassess.model.engagement import Answer
from web.serving import House, Visitor, invitation, invite, pulse, served
from web.test_browser import choose, window

SAID, COMMENT = pack("cx-pulse").practices["STR1"].short[1], "Said <b>then</b>"
TITLE = "What you said last time"


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server of a second wave; Ana and Ben have answered STR1 in the first one."""
    folder = pulse(tmp_path_factory.mktemp("years") / "acme")
    with Store.open(folder) as store:
        for name in ("Ana", "Ben"):
            store.answers.add(WAVE, AnswerRow(name, "manager", "", Answer("STR1", "2", COMMENT)), "web")
        store.states.close(WAVE)
    new_wave(folder, "2027", date(2027, 3, 1))
    with served(folder) as server:
        yield House(folder, server)


def come(years: House, name: str) -> Visitor:
    [token] = invite(years.folder, invitation(name, "manager"))
    return Visitor(years.port).enter(token)


def test_nothing_of_the_last_time_is_on_a_page_before_its_question_is_answered(years: House) -> None:
    visitor = come(years, "Ana")
    assert TITLE not in visitor.get("/q/STR1").text
    assert visitor.get("/q/STR1/last").status == 204
    visitor.save("STR1", comment="a remark alone")
    assert visitor.get("/q/STR1/last").status == 204
    visitor.save("STR1", choice="4")
    page = visitor.get("/q/STR1").text
    assert (TITLE in page, "Said &lt;b&gt;then&lt;/b&gt;" in page) == (True, True)
    part = visitor.get("/q/STR1/last")
    assert (part.status, "Wave 2026" in part.text, "<html" in part.text) == (200, True, False)
    visitor.save("STR5", choice="4")
    assert visitor.get("/q/STR5/last").status == 204  # not answered the last time
    assert visitor.get("/q/NOPE/last").status == 204
    assert Visitor(years.port).get("/q/STR1/last").status == 404


def test_a_touch_brings_what_was_said_and_it_opens_when_somebody_wants_to_see_it(
    years: House, browser: Browser
) -> None:
    [token] = invite(years.folder, invitation("Ben", "manager"))
    with window(browser) as page:
        page.goto(f"{years.server.url}/a/{token}")
        page.get_by_role("button", name="Start").or_(page.get_by_role("button", name="Go on")).click()
        page.goto(f"{years.server.url}/q/STR1")
        last = page.locator("#last")
        expect(last).to_be_empty()
        choose(page, "4")
        expect(last.get_by_text(TITLE)).to_be_visible()
        expect(last.get_by_text(SAID)).to_be_hidden()
        last.get_by_text(TITLE).click()
        expect(last.get_by_text(SAID)).to_be_visible()
        expect(last.get_by_text(COMMENT)).to_be_visible()


def test_somebody_who_was_not_there_the_last_time_sees_nothing(years: House) -> None:
    visitor = come(years, "Cem")
    visitor.save("STR1", choice="4")
    assert not re.search(TITLE, visitor.get("/q/STR1").text)
    assert visitor.get("/q/STR1/last").status == 204
