"""The whole way in a real browser: with and without script, on a phone and a desk, by keyboard, and judged by axe."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from files.building import WAVE, make_engagement, pack
from playwright.sync_api import Browser, Page, expect

from cxassess.files.store import Store
from web.serving import House, Served, invitation, invite, served, stored

PHONE, DESK = (390, 844), (1280, 800)
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
ASKED = pack("cx-pulse").asked_of("manager")


@contextmanager
def window(browser: Browser, size: tuple[int, int] = PHONE, **options: Any) -> Iterator[Page]:
    """A page in a browser of its own; what goes wrong in it or is loaded from elsewhere fails the test."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
    page = context.new_page()
    page.set_default_timeout(30_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    page.on("request", lambda sent: None if "127.0.0.1" in sent.url or sent.url == "data:," else wrong.append(sent.url))
    yield page
    context.close()
    assert wrong == []


def choose(page: Page, value: str) -> None:
    """Touch a choice, as a finger does: anywhere on its field."""
    page.locator(f'label.choice:has(input[value="{value}"])').click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).click()


@SIZES
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_whole_way(house: House, browser: Browser, size: tuple[int, int], script: bool) -> None:
    name, token = house.somebody()
    given: dict[str, str] = {}
    with window(browser, size, java_script_enabled=script) as page:
        page.goto(f"{house.server.url}/a/{token}")
        expect(page.get_by_text("Who sees what")).to_be_visible()
        press(page, "Start")
        for number, question in enumerate(ASKED):
            expect(page).to_have_url(re.compile(f"/q/{question}$"))
            expect(page.get_by_role("heading", level=1)).to_have_text(pack("cx-pulse").practices[question].question)
            given[question] = "DK" if number == 4 else str(1 + number % 5)
            choose(page, given[question])
            if script:
                expect(page.get_by_role("status").first).to_have_text("Saved")
            if script:
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            press(page, "Next")
        expect(page.get_by_role("heading", level=1)).to_have_text("You have answered everything")
        press(page, "Finish")
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert stored(house.folder, name) == given


def test_each_touch_is_saved_before_it_says_so_and_without_any_button(house: House, browser: Browser) -> None:
    name, token = house.somebody()
    with window(browser) as page:
        page.goto(f"{house.server.url}/a/{token}")
        press(page, "Start")
        status = page.locator("#saved")
        for value in ("2", "4"):
            choose(page, value)
            expect(status).to_have_text("Saved")
            assert stored(house.folder, name) == {"STR1": value}
        page.get_by_text("Comment or proof").click()
        page.get_by_label("Your comment").fill("Since <April>")
        page.get_by_label("Proof:").fill("Minutes of May")
        page.get_by_label("Proof:").blur()
        expect(status).to_have_text("Saved")
        page.wait_for_timeout(300)
        expect(status).to_have_text("Saved")
        with Store.open(house.folder) as store:
            response = store.answers.response(WAVE, name)
        assert response is not None
        assert (response.answers["STR1"].comment, response.answers["STR1"].evidence) == (
            "Since <April>",
            "Minutes of May",
        )
        page.reload()
        expect(page.locator('input[value="4"]')).to_be_checked()
        expect(page.get_by_label("Your comment")).to_have_value("Since <April>")


def test_without_connection_it_says_so_and_saves_when_it_is_back(acme: Path, browser: Browser) -> None:
    [token] = invite(acme, invitation("Jane Doe", "manager"))
    with served(acme) as server, window(browser) as page:
        page.goto(f"{server.url}/a/{token}")
        press(page, "Start")
        page.wait_for_load_state()
        page.context.set_offline(True)
        choose(page, "2")
        expect(page.locator("#saved")).to_have_text(re.compile("Not saved: no connection"))
        assert stored(acme, "Jane Doe") == {}
        page.context.set_offline(False)
        expect(page.locator("#saved")).to_have_text("Saved", timeout=30_000)
    assert stored(acme, "Jane Doe") == {"STR1": "2"}


def test_the_chosen_picture_opens_its_full_text_without_script(house: House, browser: Browser) -> None:
    _, token = house.somebody()
    with window(browser, java_script_enabled=False) as page:
        page.goto(f"{house.server.url}/a/{token}")
        press(page, "Start")
        full = page.get_by_text(pack("cx-pulse").practices["STR1"].full[2]).first
        expect(full).to_be_hidden()
        choose(page, "3")
        expect(full).to_be_visible()


def test_a_question_is_answered_by_keyboard_alone(house: House, browser: Browser) -> None:
    name, token = house.somebody()
    with window(browser, DESK) as page:
        page.goto(f"{house.server.url}/a/{token}")
        for _ in ("German", "French", "Start"):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/q/STR1$"))
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        expect(page.locator("#saved")).to_have_text("Saved")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/q/STR5$"))
    assert stored(house.folder, name) == {"STR1": "2"}


def test_targets_are_large_enough_for_a_finger(house: House, browser: Browser) -> None:
    _, token = house.somebody()
    with window(browser) as page:
        page.goto(f"{house.server.url}/a/{token}")
        press(page, "Start")
        heights = page.locator(".choices .choice").evaluate_all("all => all.map(e => e.offsetHeight)")
        assert len(heights) == 5
        assert min(heights) >= 60
        others = page.locator("summary, button:not(.default), a, .flat").evaluate_all(
            "all => all.map(e => e.offsetHeight)"
        )
        assert min(others) >= 44


def test_a_long_name_of_a_client_pushes_nothing_off_a_phone(house: House, browser: Browser) -> None:
    _, token = house.somebody()
    with window(browser) as page:
        page.goto(f"{house.server.url}/a/{token}")
        page.locator(".client").evaluate("e => e.textContent = 'Verkehrs- und Infrastrukturbeteiligungsgesellschaft'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        last = page.locator(".tongues a").last.bounding_box()
        assert last
        assert last["x"] + last["width"] <= page.evaluate("innerWidth")


# ── accessibility ────────────────────────────────────────────────────────────────────────────────────────────

AXE = """async source => {
  if (!window.axe) {
    const tag = document.createElement('script');
    tag.textContent = source;
    document.head.append(tag);
  }
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const found = await axe.run(document, {runOnly: rules});
  return found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '));
}"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str, str]]:
    """The whole questionnaire with an executive and a shared link."""
    folder = make_engagement(tmp_path_factory.mktemp("whole") / "acme")
    personal, shared = invite(folder, invitation("Jane Doe", "executive"), invitation(kind="shared"))
    with served(folder) as server:
        yield server, personal, shared


@pytest.mark.parametrize("scheme", ["light", "dark"])
@SIZES
def test_no_page_has_a_barrier(
    whole: tuple[Served, str, str], browser: Browser, axe: str, size: tuple[int, int], scheme: str
) -> None:
    server, personal, shared = whole
    found: dict[str, list[str]] = {}
    with window(browser, size, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce") as page:

        def look(what: str) -> None:
            if violations := page.evaluate(AXE, axe):
                found[what] = violations

        for path in (f"/a/{personal}", "/a/wrong", f"/a/{shared}", "/"):
            page.goto(server.url + path)
            look(path)
        page.goto(f"{server.url}/a/{personal}")
        page.locator(".foot .main").click()
        for path in ("/q/STR1", "/q/STR3", "/q/OC1", "/questions", "/finish", "/start"):
            page.goto(server.url + path)
            look(path)
        page.goto(f"{server.url}/q/STR3")
        choose(page, "NA")
        for summary in page.locator("summary").all():
            if not page.locator("details[open]").filter(has=summary).count():
                summary.click()
        look("everything open")
        page.locator("#reason").fill("")
        page.locator(".foot .main").click()
        expect(page.get_by_role("alert")).to_be_visible()
        look("a fault")
    assert found == {}
