"""Customers and partners answer the mirror: a link, the sentences on one page, thanks; nobody knows who they are."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from files.building import WAVE, done_well, pack, run, whole_answers, written
from playwright.sync_api import Browser, expect

from cxassess.files.data import shipped
from cxassess.files.engagement import open_engagement
from cxassess.files.mirror_form import read_form
from cxassess.files.store import Store
from cxassess.model.mirror import MirrorAnswer, MirrorResponse, Panel
from web.serving import Served, Visitor, invitation, invite, pulse, served
from web.test_browser import AXE, PHONE, press, window
from web.test_consultant import consultant, text_of

FORMS = shipped("mirrors") / "cx-mirror"
ITEMS = tuple(read_form(FORMS).items)
FIRST, SECOND = ITEMS[:2]


@dataclass
class Shop:
    """A server that the tests share, each with a link of its own."""

    folder: Path
    server: Served

    def link(self, panel: Panel = "customers", *, most: int | None = None, language: str = "") -> str:
        """The path of a new link."""
        return link_in(self.folder, panel, most=most, language=language)

    def visitor(self, link: str = "") -> Visitor:
        """Somebody who has pressed the button of a link."""
        visitor = Visitor(self.server.port)
        assert visitor.post(link or self.link()).where == "/mirror"
        return visitor


def link_in(folder: Path, panel: Panel, *, most: int | None = None, language: str = "") -> str:
    row = invitation(role=panel, kind="mirror", most=most)
    with open_engagement(folder) as opened:
        [made] = opened.store.invitations.add(opened.wave.id, [replace(row, language=language)])
    return f"/a/{made.token}"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = pulse(tmp_path_factory.mktemp("shop") / "acme")
    with served(folder) as server:
        yield Shop(folder, server)


def sql(folder: Path, statement: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "answers.db")) as db:
        return db.execute(statement).fetchall()


def responses(folder: Path) -> tuple[MirrorResponse, ...]:
    with Store.open(folder) as store:
        return store.mirror.responses(WAVE)


@pytest.fixture
def newest(shop: Shop) -> Any:
    """What those answered who came during the test."""
    before = {response.person for response in responses(shop.folder)}
    return lambda: [dict(r.answers) for r in responses(shop.folder) if r.person not in before]


def touch(visitor: Visitor, fields: Mapping[str, object]) -> Any:
    return visitor.post("/mirror", fields, accept="application/json")


# ── answering ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_that_is_followed_takes_no_place_until_its_button_is_pressed(shop: Shop, newest: Any) -> None:
    link = shop.link()
    followed = Visitor(shop.server.port).get(link)
    assert (followed.status, followed.cookies, newest()) == (200, [], [])
    for said in (
        "Your experience with Acme",
        "5 at the least",
        "Neither your name nor the time",
        "nobody can get back",
    ):
        assert said in followed.text
    shop.visitor(link)
    assert newest() == [{}]


def test_a_touch_is_saved_at_once_and_what_was_not_touched_stays(shop: Shop, newest: Any) -> None:
    visitor = shop.visitor()
    assert touch(visitor, {FIRST: 2}).json() == {"answered": 1}
    assert touch(visitor, {SECOND: "DK"}).json() == {"answered": 2}
    assert touch(visitor, {FIRST: 4, f"{FIRST}-comment": "Ask Mrs Ada Lovelace, 0171 234 5678"}).status == 200
    assert touch(visitor, {FIRST: 4}).status == 200
    [answers] = newest()
    comment = "Ask Mrs [name], [phone]"
    assert answers == {FIRST: MirrorAnswer(FIRST, "4", comment), SECOND: MirrorAnswer(SECOND, "DK")}
    kept = [choice for _, choice in sql(shop.folder, "SELECT seq, choice FROM mirror_answer ORDER BY seq DESC LIMIT 3")]
    assert kept == ["4", "DK", "2"]  # the earlier answer stays, the same once more is kept once
    assert comment in visitor.get("/mirror").text


def test_a_comment_without_an_answer_is_not_kept_and_one_after_it_is(shop: Shop, newest: Any) -> None:
    visitor = shop.visitor()
    assert touch(visitor, {f"{FIRST}-comment": "Well"}).json() == {"answered": 0}
    touch(visitor, {FIRST: 1})
    touch(visitor, {f"{FIRST}-comment": "Well"})
    assert newest() == [{FIRST: MirrorAnswer(FIRST, "1", "Well")}]


def test_without_script_the_buttons_save_finish_and_thank(shop: Shop, newest: Any) -> None:
    link = shop.link()
    visitor = shop.visitor(link)
    assert visitor.post("/mirror", {"go": "finish"}).status == 422  # nothing is answered
    assert "Nothing is answered yet." in visitor.post("/mirror", {"go": "finish"}).text
    assert visitor.get("/mirror/thanks").where == "/mirror"
    assert visitor.post("/mirror", {FIRST: 5, "go": "save"}).where == "/mirror"
    assert f'name="{FIRST}" value="5" checked' in visitor.get("/mirror").text
    assert visitor.post("/mirror", {SECOND: 3, "go": "finish"}).where == "/mirror/thanks"
    thanks = text_of(visitor.get("/mirror/thanks"))
    assert "Acme sees what all who answered said together." in thanks
    assert "Six sentences are still open." in thanks
    assert visitor.get(link).where == "/mirror/thanks"  # the same device, later
    assert visitor.post("/mirror", dict.fromkeys(ITEMS, 1) | {"go": "finish"}).where == "/mirror/thanks"
    assert "still open" not in visitor.get("/mirror/thanks").text
    assert [len(answers) for answers in newest()] == [8]


def test_the_same_device_goes_on_and_takes_one_place_and_who_leaves_begins_anew(shop: Shop, newest: Any) -> None:
    link = shop.link(most=2)
    visitor = shop.visitor(link)
    touch(visitor, {FIRST: 4})
    assert "Go on" in visitor.get(link).text
    assert visitor.get("/").where == "/mirror"
    assert visitor.post(link).where == "/mirror"
    assert f'name="{FIRST}" value="4" checked' in visitor.get("/mirror").text
    assert "whoever opens the link here next begins anew" in visitor.post("/leave").text
    assert visitor.get("/mirror").status == 404
    assert visitor.post(link).where == "/mirror"
    assert "checked" not in visitor.get("/mirror").text
    assert len(newest()) == 2
    late = Visitor(shop.server.port)
    for answered in (late.get(link), late.post(link)):
        assert answered.status == 403
        assert "<h1>All places of this link are taken</h1>" in answered.text
    assert visitor.post(link).where == "/mirror"  # who has a place keeps it
    assert len(newest()) == 2


def test_partners_read_their_own_sentences(shop: Shop) -> None:
    page = shop.visitor(shop.link("partners")).get("/mirror").text
    assert "Acme keeps the promises it makes to customers." in page
    assert "Acme keeps the promises it makes to me." in shop.visitor().get("/mirror").text


def test_the_pages_begin_in_the_language_of_the_link_and_change_it_with_what_stands_there(
    shop: Shop, newest: Any
) -> None:
    link = shop.link(language="fr")
    visitor = Visitor(shop.server.port)
    page = visitor.get(link).text
    assert '<html lang="fr">' in page
    assert "Ni votre nom, ni l’heure de vos réponses" in page
    assert '<html lang="de">' in visitor.get(f"{link}?language=de").text
    visitor.post(link, {"language": "de"})
    assert "Acme hält, was mir versprochen wurde." in visitor.get("/mirror").text
    assert visitor.post("/mirror", {FIRST: 2, "language": "en"}).where == "/mirror"
    page = visitor.get("/mirror").text
    assert '<html lang="en">' in page
    assert f'name="{FIRST}" value="2" checked' in page
    visitor.post("/mirror", {"go": "finish"})
    visitor.post("/language", {"language": "fr", "back": "/mirror/thanks"})
    assert "Vos réponses sont enregistrées" in visitor.get("/mirror/thanks").text
    assert newest() == [{FIRST: MirrorAnswer(FIRST, "2")}]


# ── the same mirror by every way ─────────────────────────────────────────────────────────────────────────────


def test_the_same_answers_by_page_and_file_give_the_same_assessment(tmp_path: Path) -> None:
    by_file, by_page = pulse(tmp_path / "file"), pulse(tmp_path / "page")
    inside = written(tmp_path / "answers.csv", whole_answers(6, pack("cx-pulse").practices))
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(("respondent", "panel", *ITEMS))
    people: list[tuple[Panel, dict[str, str]]] = []
    for number in range(13):
        panel: Panel = "partners" if number >= 9 else "customers"  # four partners: too few to be shown
        choices = {id: "DK" if (number + at) % 7 == 0 else str(1 + (number * at) % 5) for at, id in enumerate(ITEMS)}
        if number == 3:
            choices.pop(SECOND)
        people.append((panel, choices))
        writer.writerow((f"P{number}", panel, *(choices.get(id, "") for id in ITEMS)))
    outside = written(tmp_path / "mirror.csv", table.getvalue())
    for folder in (by_file, by_page):
        done_well(run("import", "answers", folder, inside))
    run("import", "mirror", by_file, outside)
    links = {panel: link_in(by_page, panel) for panel in ("customers", "partners")}
    with served(by_page) as server:
        for panel, choices in people:
            visitor = Visitor(server.port)
            visitor.post(links[panel])
            for id, choice in choices.items():
                assert touch(visitor, {id: choice}).status == 200
            visitor.post("/mirror", {"go": "finish"})
        Visitor(server.port).post(links["customers"])  # somebody who only looks at it counts nowhere
    said = [done_well(run("assess", folder, "--json")) for folder in (by_file, by_page)]
    assert json.loads(said[0])["mirror"]["panels"]["customers"]["n"] == 9
    assert said[0] == said[1]
    assert done_well(run("mirror", by_file)) == done_well(run("mirror", by_page))


# ── who it was ───────────────────────────────────────────────────────────────────────────────────────────────


def test_neither_a_name_nor_a_moment_nor_the_link_is_kept_beside_an_answer(tmp_path: Path) -> None:
    folder = pulse(tmp_path / "acme")
    link = link_in(folder, "customers")
    with served(folder) as server:
        visitor = Visitor(server.port)
        visitor.post(link)
        touch(visitor, {FIRST: 4})
        visitor.post("/mirror", {"go": "finish"})
        token, cookie = link.rpartition("/")[2], visitor.cookies["cxassess"]
        visitor.post("/leave")
        visitor.post(link)  # another one: sessions that are over are taken out
    [(person, panel, finished)] = sql(
        folder, "SELECT id, panel, finished FROM mirror_person WHERE finished <> '' LIMIT 2"
    )
    assert (panel, finished) == ("customers", "yes")
    assert sql(folder, "SELECT person, item, choice, comment, via FROM mirror_answer") == [
        (person, FIRST, "4", "", "web")
    ]
    assert sql(folder, f"SELECT count(*) FROM session WHERE mirror = '{person}'") == [(0,)]
    days = [*sql(folder, "SELECT made FROM session"), *sql(folder, "SELECT opened FROM invitation")]
    assert [len(day) for (day,) in days] == [len("2026-03-12")] * 2
    content = (folder / "answers.db").read_bytes()
    assert [secret for secret in (token, cookie) if secret.encode() in content] == []


# ── nobody else ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("what", ["revoked", "expired"])
def test_a_link_that_is_over_takes_nothing_from_the_next_touch_on(shop: Shop, newest: Any, what: str) -> None:
    link = shop.link()
    visitor = shop.visitor(link)
    touch(visitor, {FIRST: 3})
    with Store.open(shop.folder) as store:
        made = store.invitations.by_token(link.rpartition("/")[2])
        assert made is not None
        if what == "revoked":
            store.invitations.revoke(made.id)
        else:
            with closing(sqlite3.connect(shop.folder / "answers.db")) as db, db:
                db.execute("UPDATE invitation SET ends = '2020-01-01' WHERE id = ?", (made.id,))
    stranger = Visitor(shop.server.port)
    tried = [stranger.get(link), stranger.post(link), visitor.get("/mirror"), visitor.post("/mirror", {FIRST: 4})]
    assert [answered.status for answered in tried] == [410] * 4
    assert touch(visitor, {FIRST: 4}).status == 410
    assert newest() == [{FIRST: MirrorAnswer(FIRST, "3")}]


def test_a_wave_that_is_closed_meanwhile_takes_no_more(tmp_path: Path) -> None:
    folder = pulse(tmp_path / "acme")
    link = link_in(folder, "customers")
    with served(folder) as server:
        visitor = Visitor(server.port)
        visitor.post(link)
        touch(visitor, {FIRST: 3})
        with Store.open(folder) as store:
            store.states.close(WAVE, "")
        assert touch(visitor, {FIRST: 4}).status == 410
        assert "This round is closed" in visitor.get(link).text
        assert Visitor(server.port).post(link).status == 410
    assert [dict(r.answers) for r in responses(folder)] == [{FIRST: MirrorAnswer(FIRST, "3")}]


@pytest.mark.parametrize("choice", ["0", "6", "NA", "x", "4 "])
def test_what_is_no_point_of_the_scale_is_not_taken(shop: Shop, newest: Any, choice: str) -> None:
    visitor = shop.visitor()
    assert touch(visitor, {FIRST: choice}).status == (422 if choice.strip() != "4" else 200)
    assert newest() == [{} if choice.strip() != "4" else {FIRST: MirrorAnswer(FIRST, "4")}]


def test_a_question_that_is_not_in_the_form_takes_nothing(shop: Shop, newest: Any) -> None:
    assert touch(shop.visitor(), {"STR1": 4, "XYZ": 3}).json() == {"answered": 0}
    assert newest() == [{}]


def test_a_comment_that_is_longer_than_the_page_takes_is_refused(shop: Shop, newest: Any) -> None:
    visitor = shop.visitor()
    assert touch(visitor, {FIRST: 4, f"{FIRST}-comment": "x" * 501}).status == 413
    assert newest() == [{}]


def test_what_another_site_sends_changes_nothing(shop: Shop, newest: Any) -> None:
    visitor = shop.visitor()
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}):
        assert visitor.post("/mirror", {FIRST: 4}, **headers).status == 403
    assert newest() == [{}]


def test_customers_come_to_no_page_of_respondents_and_these_to_none_of_theirs(shop: Shop) -> None:
    visitor, page = shop.visitor(), shop.visitor().get("/mirror")
    for path in ("/q", "/q/STR1", "/questions", "/finish", "/start"):
        assert visitor.get(path).status == 404, path
    assert visitor.save("STR1", choice="3").status == 404
    assert visitor.get("/consultant").where == "/consultant/sign-in"
    [token] = invite(shop.folder, invitation("Jane Doe", "manager"))
    inside = Visitor(shop.server.port).enter(token)
    assert (inside.get("/mirror").status, touch(inside, {FIRST: 4}).status) == (404, 404)
    assert Visitor(shop.server.port).get("/mirror").status == 404
    assert "script-src 'self'" in page.headers["content-security-policy"]


def test_markup_in_a_comment_stays_text(shop: Shop) -> None:
    visitor = shop.visitor()
    touch(visitor, {FIRST: 4, f"{FIRST}-comment": "</textarea><script>alert(1)</script>"})
    page = visitor.get("/mirror").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_form_of_the_engagement_is_asked_in_its_place(tmp_path: Path) -> None:
    folder = pulse(tmp_path / "acme")
    structure = 'format = 1\nid = "own"\nversion = "1"\nminutes = 1\nitems = ["STR7"]\n'
    words = (
        'language = "en"\ntitle = "About {client}"\nintro = "One sentence."\nthanks = "Thank you."\n'
        'scale = ["Not in the least, never and nowhere", "b", "c", "d", "e"]\ncant_say = "No idea"\n'
        '[items.STR7]\ntopic = "Promises"\ncustomers = "{client} does <b>what</b> it says."\n'
    )
    written(folder / "mirror" / "mirror.toml", structure)
    written(folder / "mirror" / "en.toml", words)
    link = link_in(folder, "customers")
    with served(folder) as server:
        visitor = Visitor(server.port)
        visitor.post(link)
        page = visitor.get("/mirror").text
        assert "Acme does &lt;b&gt;what&lt;/b&gt; it says." in page
        assert "agree narrow" not in page  # words too long to stand beside each other on a phone
        assert 'value="DK"' in page
        assert touch(visitor, {"STR7": 4, SECOND: 4}).json() == {"answered": 1}


# ── followed ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_consultants_see_how_many_have_begun_and_finished_and_the_client_no_count_of_few(tmp_path: Path) -> None:
    folder = pulse(tmp_path / "acme")
    customers, partners = link_in(folder, "customers"), link_in(folder, "partners")
    with served(folder) as server:
        office = consultant(server)
        for number in range(6):
            visitor = Visitor(server.port)
            visitor.post(customers)
            if number < 4:
                visitor.post("/mirror", {FIRST: 4, "go": "finish"})
        Visitor(server.port).post(partners)
        page = text_of(office.get("/consultant"))
        assert "Customers fewer than 5 have finished 6 have begun" in page
        assert "Partners fewer than 5 have finished fewer than 5 have begun" in page
        page = text_of(office.get("/consultant/eyes"))
        assert "Customers 4 have finished 6 have begun Partners 0 have finished one has begun" in page
    said = done_well(run("invite", folder, "--list"))
    assert "6 people answer by it" in said
    assert "Link for partners" in said


def test_without_a_link_for_them_no_page_speaks_of_customers_and_partners(acme: Path) -> None:
    with served(acme) as server:
        assert "Customers and partners" not in text_of(consultant(server).get("/consultant"))


# ── in a real browser ────────────────────────────────────────────────────────────────────────────────────────


def test_the_whole_way_on_a_phone(shop: Shop, browser: Browser, axe: str, newest: Any) -> None:
    link = shop.server.url + shop.link()
    found: dict[str, list[str]] = {}
    with window(browser, PHONE, bypass_csp=True, reduced_motion="reduce") as page:

        def look(what: str) -> None:
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                if violations := page.evaluate(AXE, axe):
                    found[f"{what}, {scheme}"] = violations

        page.goto(link)
        look("welcome")
        press(page, "Start")
        first = page.locator(".item").first
        expect(page.get_by_role("group", name="Acme keeps the promises it makes to me.")).to_be_visible()
        expect(first.locator("summary")).to_be_hidden()
        for at, item in enumerate(ITEMS):
            place = page.locator(".item").nth(at)
            place.locator("label.choice").nth(5 if at == 1 else at % 5).click()
            expect(page.locator("#saved")).to_have_text("Saved")
            assert newest()[0][item].choice == ("DK" if at == 1 else str(1 + at % 5))
        first.locator("summary").click()
        first.get_by_label("Your comment").fill("Quick and kind")
        first.get_by_label("Your comment").blur()
        expect(page.locator("#saved")).to_have_text("Saved")
        look("the sentences")
        small = page.evaluate(
            "[...document.querySelectorAll('label.choice, button, summary')].filter(one => "
            "one.className !== 'default' && one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"
        )
        assert small == []
        page.reload()
        expect(first.get_by_label("Your comment")).to_have_value("Quick and kind")
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator(f'input[name="{ITEMS[7]}"][value="3"]').focus()
        page.keyboard.press("ArrowRight")  # by keyboard alone
        expect(page.locator("#saved")).to_have_text("Saved")
        press(page, "Finish")
        expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are saved")
        look("thanks")
    assert found == {}
    [answers] = newest()
    assert answers[FIRST] == MirrorAnswer(FIRST, "1", "Quick and kind")
    assert answers[ITEMS[7]].choice == "4"


def test_an_old_tab_sends_only_what_was_touched_in_it(shop: Shop, browser: Browser, newest: Any) -> None:
    link = shop.server.url + shop.link()
    with window(browser, PHONE) as page:
        page.goto(link)
        press(page, "Start")
        page.locator(f'input[name="{FIRST}"][value="1"]').click()
        expect(page.locator("#saved")).to_have_text("Saved")
        old = page.context.new_page()
        old.goto(f"{shop.server.url}/mirror")
        expect(old.locator(f'input[name="{FIRST}"][value="1"]')).to_be_checked()
        page.locator(f'input[name="{FIRST}"][value="5"]').click()
        expect(page.locator("#saved")).to_have_text("Saved")
        old.locator(f'input[name="{SECOND}"][value="2"]').click()
        expect(old.locator("#saved")).to_have_text("Saved")
    assert newest() == [{FIRST: MirrorAnswer(FIRST, "5"), SECOND: MirrorAnswer(SECOND, "2")}]
