"""The consultants' pages: who comes in, what stands there and what does not, agreeing, closing and reopening."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from files.building import WAVE, done_well, pack, run
from playwright.sync_api import Browser, expect

from cxassess.cli import cli
from cxassess.files.engagement import open_engagement
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.files.store_secrets import PASSWORD
from cxassess.model.engagement import Answer
from cxassess.web.charts import level_bar
from cxassess.web.follow import follow_page
from cxassess.web.situation import look
from cxassess.words import read_words
from web.serving import Answered, House, Served, Visitor, invitation, invite, pulse, served, set_in
from web.test_browser import AXE, DESK, PHONE, window

WORDS = read_words()
SHOWN = ("", "/people", "/practices", "/practices/GOV1", "/evidence", "/comments", "/actions", "/report")
PAGES = (*SHOWN, "/close", "/reopen")
EYES = ("/eyes", "/eyes/live", "/eyes/practices", "/eyes/practices/GOV1")


def link_of(server: Served) -> str:
    """The path of the link that the server showed when it started."""
    assert server.process.stdout is not None
    said = server.process.stdout.readline()
    assert said.startswith("For the consultant, opens once: "), said
    return "/" + said.strip().split("/", 3)[3]


def consultant(server: Served) -> Visitor:
    """Somebody who came in by that link."""
    visitor = Visitor(server.port)
    assert visitor.post(link_of(server)).where == "/consultant"
    return visitor


def text_of(page: Answered) -> str:
    """What a page says, without its markup."""
    assert page.status == 200, page.text
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.text)).split())


def answer(folder: Path, people: Sequence[tuple[str, str, str, int]], comment: str = "") -> None:
    """Name, role, unit and the level that each chooses first; the next question has the next level."""
    asked = pack("cx-pulse")
    rows = [
        AnswerRow(name, role, unit, Answer(q, str(1 + (first + place) % 5), f"{comment} {name}" if comment else ""))
        for name, role, unit, first in people
        for place, q in enumerate(asked.asked_of(role))
    ]
    with Store.open(folder) as store:
        store.answers.save(WAVE, rows, "csv")


def company(executives: int) -> list[tuple[str, str, str, int]]:
    """A few executives, eight managers and ten of the front line, in three units of which one is small."""
    people = [(f"Exec{n}son", "executive", "North", n % 2) for n in range(executives)]
    people += [(f"Mana{n}son", "manager", "North" if n < 6 else "Islands", n % 3) for n in range(8)]
    return people + [(f"Fron{n}son", "front_line", "North" if n < 3 else "South", n % 5) for n in range(10)]


def assessed(folder: Path) -> dict[str, Any]:
    return dict(json.loads(done_well(run("assess", folder, "--json"))))


@dataclass
class Office:
    """A server that the tests share, with somebody who has signed in."""

    folder: Path
    server: Served
    visitor: Visitor

    def get(self, path: str = "", **headers: str) -> Answered:
        return self.visitor.get(f"/consultant{path}", **headers)

    def post(self, path: str, **fields: object) -> Answered:
        return self.visitor.post(f"/consultant{path}", fields)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An attributed wave that twenty-four people have answered."""
    folder = pulse(tmp_path_factory.mktemp("office") / "acme")
    answer(folder, company(6))
    with served(folder) as server:
        made = Office(folder, server, consultant(server))
        yield made
        made.visitor.close()


# ── coming in ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_link_of_the_terminal_opens_once_and_only_by_its_button(acme: Path) -> None:
    with served(acme) as server:
        link, first, second = link_of(server), Visitor(server.port), Visitor(server.port)
        for _ in range(2):
            assert "Sign in" in text_of(first.get(link))
        assert first.post(link).where == "/consultant"
        assert first.get("/consultant").status == 200
        assert second.post(link).status == 404
        assert second.get("/consultant").where == "/consultant/sign-in"
        kept = dict(first.cookies)
        assert first.post("/consultant/sign-out").status == 303
        first.cookies.update(kept)
        assert first.get("/consultant").where == "/consultant/sign-in"


def test_the_password_is_kept_as_a_hash_and_guessing_is_braked(acme: Path) -> None:
    secret = "correct horse battery"
    short = CliRunner().invoke(cli, ["serve", str(acme), "--set-password"], input="short\nshort\n")
    assert short.exit_code == 1
    done = CliRunner().invoke(cli, ["serve", str(acme), "--set-password"], input=f"{secret}\n{secret}\n")
    assert done.exit_code == 0, done.output
    assert secret.encode() not in (acme / "answers.db").read_bytes()
    with Store.open(acme) as store:
        assert store.secrets.value(PASSWORD).startswith("$argon2id$")
    with served(acme) as server:
        right = Visitor(server.port)
        assert right.post("/consultant/sign-in", {"password": secret}).where == "/consultant"
        assert right.get("/consultant").status == 200
        wrong = Visitor(server.port)
        said = [wrong.post("/consultant/sign-in", {"password": f"guess {n}"}).status for n in range(6)]
        assert said == [403] * 5 + [429]
        assert wrong.post("/consultant/sign-in", {"password": secret}).status == 429


def test_a_respondent_comes_to_none_of_the_pages(office: Office) -> None:
    [token] = invite(office.folder, invitation("Ann Other", "manager"))
    visitor = Visitor(office.server.port).enter(token)
    visitor.cookies["cxassess-consultant"] = visitor.cookies["cxassess"]
    for path in (*PAGES, "/eyes", "/eyes/practices"):
        assert visitor.get(f"/consultant{path}").where == "/consultant/sign-in", path
    assert visitor.get("/consultant/live").status == 403
    for path in ("/close", "/reopen", "/show", "/practices/GOV1", "/comments", "/report", "/people/x/renew"):
        assert visitor.post(f"/consultant{path}", {"reason": "mine"}).status == 403, path
    with Store.open(office.folder) as store:
        assert store.states.of(WAVE) == "open"


def test_what_another_site_sends_in_the_name_of_a_consultant_changes_nothing(office: Office) -> None:
    sent = office.visitor.post("/consultant/close", {"reason": "x"}, sec_fetch_site="cross-site")
    assert sent.status == 403
    with Store.open(office.folder) as store:
        assert store.states.of(WAVE) == "open"


# ── what stands there ────────────────────────────────────────────────────────────────────────────────────────


def test_the_numbers_are_those_of_assess(office: Office) -> None:
    page, numbers = text_of(office.get()), assessed(office.folder)
    for d in pack("cx-pulse").disciplines:
        score = numbers["scores"][f"disciplines.{d.id}"]
        interval = f"{WORDS.score(score['low'])}–{WORDS.score(score['high'])}"
        assert f"{WORDS.score(score['value'])} {interval} n = {score['n']}" in page.split(d.name, 2)[-1]
    spread = {id: score["ad"] for id, score in numbers["practices"].items() if (score["ad"] or 0) > 5 / 6}
    for id in sorted(spread, key=lambda id: -spread[id])[:8]:
        assert f"{spread[id]:.2f}" in page.partition(f" {id} ")[2][:400]
    for role, name in (("executive", "Executives"), ("manager", "Managers"), ("front_line", "Front line")):
        assert f"{name} {numbers['sufficiency']['by_role'][role]['n']}" in page


def test_agreeing_on_the_page_is_agreeing_by_the_command(office: Office, tmp_path: Path) -> None:
    other = pulse(tmp_path / "other")
    answer(other, company(6))
    answered = assessed(other)["practices"]["GOV1"]["value"]
    fields = {"reason": "Two <owners> named", "on": "2026-03-12", "present": "Marsh, Groß"}
    kept = office.post("/practices/GOV1", do="agree", level="3", **fields)
    assert kept.status == 303
    options = ("--reason", fields["reason"], "--on", fields["on"], "--present", fields["present"])
    done_well(run("agree", other, "GOV1", "3", *options))
    assert assessed(office.folder)["practices"]["GOV1"] == assessed(other)["practices"]["GOV1"]
    assert "Two &lt;owners&gt; named" in office.get("/practices/GOV1").text
    said = text_of(office.get("/practices/GOV1"))
    assert "Agreed: level 3, Defined. It counts instead of the answers." in said
    assert f"What people answered Level {WORDS.score(answered)} from n = " in said
    assert office.post("/practices/GOV1", do="agree", level="3", reason="  ").status == 422
    assert office.post("/practices/GOV1", do="agree", reason="No level").status == 422
    assert office.post("/practices/GOV1", do="agree", level="3", reason="Later", on="2999-01-01").status == 422
    assert office.post("/practices/GOV1", do="withdraw", reason="It was another team").status == 303
    page = text_of(office.get("/practices/GOV1"))
    assert "Taken back" in page
    assert "Two <owners> named" in page
    assert assessed(office.folder)["practices"]["GOV1"]["agreed"] is None


def test_what_is_not_new_is_not_sent_again(office: Office) -> None:
    first = office.get("/live")
    assert (first.status, "<html" in first.text) == (200, False)
    assert office.get("/live", if_none_match='"other"').headers["etag"] == first.headers["etag"]


def test_links_are_renewed_and_taken_back_and_shown_once(office: Office) -> None:
    [old] = invite(office.folder, invitation("Lost Link", "manager"))
    with Store.open(office.folder) as store:
        found = store.invitations.by_token(old)
    assert found is not None
    shown = office.post(f"/people/{found.id}/renew")
    [new] = re.findall(r"/a/([\w-]{43})", shown.text)
    assert new not in office.get("/people").text
    visitor = Visitor(office.server.port)
    assert (visitor.get(f"/a/{old}").status, visitor.get(f"/a/{new}").status) == (404, 200)
    office.post(f"/people/{found.id}/revoke")
    assert visitor.get(f"/a/{new}").status == 410
    assert "taken back" in text_of(office.get("/people"))


def test_a_link_that_is_over_is_renewed_for_some_weeks(office: Office) -> None:
    [old] = invite(office.folder, invitation("Late Link", "manager", ends=date(2026, 1, 1)))
    with Store.open(office.folder) as store:
        found = store.invitations.by_token(old)
    assert found is not None
    [new] = re.findall(r"/a/([\w-]{43})", office.post(f"/people/{found.id}/renew").text)
    visitor = Visitor(office.server.port)
    assert (visitor.get(f"/a/{old}").status, visitor.get(f"/a/{new}").status) == (404, 200)
    office.post(f"/people/{found.id}/revoke")


def test_documents_are_listed_by_name_and_nothing_else_is_given(office: Office) -> None:
    folder = office.folder / "reports" / WAVE
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "workbook.xlsx").write_bytes(b"PK")
    (folder / ".written.json").write_text("{}")
    (folder / "linked.docx").symlink_to(office.folder / "answers.db")
    listed = office.get("/report").text
    assert "workbook.xlsx" in listed
    assert "linked.docx" not in listed
    assert office.get("/report/workbook.xlsx").headers["content-disposition"].startswith("attachment")
    for name in ("linked.docx", ".written.json", "..%2f..%2fanswers.db", "%2fetc%2fpasswd"):
        assert office.get(f"/report/{name}").status in {303, 404}, name


def test_an_action_is_taken_up_and_changed_on_the_page_and_its_history_stays(office: Office) -> None:
    step = assessed(office.folder)["actions"][0]
    fields = {"do": "add", "step": step["id"], "owner": "Ana <Ruiz>", "due": "2020-05-01"}
    assert f"{step['title']}: the day is over already." in text_of(office.post("/actions", **fields))
    assert office.post("/actions", do="add", title="Call ten customers", practice="GOV1").status == 303
    page = office.get("/actions")
    assert "Ana &lt;Ruiz&gt;" in page.text
    assert "2 actions are to be done One is late." in text_of(page)
    drawn = re.findall(r'name="drawn" value="(\d+)"', page.text)[0]
    done = {"action": step["id"], "drawn": drawn, "owner": "Ana <Ruiz>", "due": "2020-05-01"}
    assert office.post("/actions", **done, status="dropped").status == 422
    said = office.post("/actions", **done, status="done")
    assert f"{step['title']} is done, and nothing is named yet that shows it." in text_of(said)
    assert office.post("/actions", action="OWN1", drawn=drawn, status="doing", due="soon").status == 422
    assert office.post("/actions", action="OWN9", drawn=drawn, status="doing").status == 422
    assert office.post("/actions", do="add", title=" ").status == 422
    told = json.loads(done_well(run("action", "list", office.folder, "--all", "--json")))
    assert [(one["id"], one["owner"], one["status"], one["practice"]) for one in told] == [
        (step["id"], "Ana <Ruiz>", "done", step["practice"]),
        ("OWN1", None, "open", "GOV1"),
    ]
    assert [(one["field"], one["value"], one["via"]) for one in told[0]["history"]] == [
        ("status", "open", "web"),
        ("owner", "Ana <Ruiz>", "web"),
        ("due", "2020-05-01", "web"),
        ("status", "done", "web"),
    ]


def test_the_later_of_two_who_change_an_action_is_told_what_it_wrote_over(office: Office) -> None:
    done_well(run("action", "add", office.folder, "Sort the complaints", "--owner", "Kim"))
    [number] = re.findall(r"OWN\d+(?= · since)", text_of(office.get("/actions")))[-1:]
    drawn = re.findall(r'name="drawn" value="(\d+)"', office.get("/actions").text)[0]
    done_well(run("action", "update", office.folder, number, "--owner", "Lee", "--evidence", "A list"))
    form = {"action": number, "drawn": drawn, "evidence": "", "due": "", "reason": ""}
    said = text_of(office.post("/actions", **form, status="doing", owner="Zoe"))
    assert "Sort the complaints, owner: somebody had changed this to “Lee” while you had the page open" in said
    assert "with cxassess action" in said
    assert "evidence: somebody" not in said  # the form had left it alone
    [now] = [a for a in json.loads(done_well(run("action", "list", office.folder, "--json"))) if a["id"] == number]
    assert (now["owner"], now["status"], now["evidence"]) == ("Zoe", "doing", "A list")
    assert [c["value"] for c in now["history"] if c["field"] == "owner"] == ["Kim", "Lee", "Zoe"]


def test_another_site_changes_no_action(office: Office) -> None:
    fields = {"do": "add", "title": "From elsewhere"}
    assert office.visitor.post("/consultant/actions", fields, sec_fetch_site="cross-site").status == 403
    assert Visitor(office.server.port).post("/consultant/actions", fields).status == 403
    assert "From elsewhere" not in office.get("/actions").text


def test_closing_says_who_is_cut_off_and_reopening_takes_a_reason(acme: Path) -> None:
    [token] = invite(acme, invitation("Jane Doe", "manager"))
    with served(acme) as server:
        visitor, respondent = consultant(server), Visitor(server.port).enter(token)
        respondent.save("STR1", choice="3")
        assert "Jane Doe (1 of 15)" in text_of(visitor.get("/consultant/close"))
        visitor.post("/consultant/close", {"reason": "Workshop tomorrow"})
        assert "Wave 2026 is closed" in text_of(visitor.get("/consultant"))
        assert respondent.get("/q").status == 410
        assert respondent.save("STR5", choice="2").status == 410
        assert visitor.post("/consultant/reopen", {"reason": " "}).status == 422
        assert visitor.post("/consultant/reopen", {"reason": "Two were on leave"}).status == 303
        assert respondent.save("STR5", choice="2").status == 200
        assert "reopened : Two were on leave" in text_of(visitor.get("/consultant")).replace("reopened:", "reopened :")
        done_well(run("wave", "finish", acme, WAVE))
        finished = text_of(visitor.get("/consultant"))
        assert "Wave 2026 is finished: 0 of 1 answered to the end" in finished
        assert "To correct something, reopen it" in finished
        assert "Managers: fewer than 5 have answered" in finished
        assert re.search(r"\d{4}-\d\d-\d\d finished", finished)
        refused = visitor.post("/consultant/practices/GOV1", {"do": "agree", "level": "3", "reason": "Too late"})
        assert refused.status == 409
        assert "what it found stays as it is" in refused.text
    with Store.open(acme) as store:
        assert [(e.what, e.reason) for e in store.states.events(WAVE)] == [
            ("wave closed", "Workshop tomorrow"),
            ("wave reopened", "Two were on leave"),
            ("wave closed", ""),
            ("wave finished", ""),
        ]


# ── what does not stand there ────────────────────────────────────────────────────────────────────────────────


def protected(folder: Path, mode: str) -> Path:
    """A wave of that mode with two executives, and a unit of two."""
    pulse(folder)
    with Store.open(folder) as store, store.all_or_nothing():
        store._db.execute("UPDATE wave SET mode = ?", (mode,))
    set_in(folder, mode=f'"{mode}"', units='["North", "South", "Islands"]')
    return folder


def test_the_view_of_the_client_names_nobody_and_no_small_group(tmp_path: Path) -> None:
    folder = protected(tmp_path / "acme", "confidential")
    people = company(2)
    answer(folder, people, "Said by")
    with served(folder) as server:
        visitor = consultant(server)

        def safe_pages() -> str:
            paths = ["", "/live", "/practices", *(f"/practices/{id}" for id in pack("cx-pulse").practices)]
            return "".join(visitor.get(f"/consultant{path}").text for path in paths)

        open_ = safe_pages()
        assert "Results can be shown once the wave is closed" in open_
        assert 'class="bars"' not in open_
        visitor.post("/consultant/close", {"reason": ""})
        assert 'class="bars"' not in visitor.get("/consultant").text
        assert visitor.post("/consultant/show").status == 303
        closed = safe_pages()
        for name, *_ in people:
            assert name not in open_ + closed
            assert name in visitor.get("/consultant/eyes/people").text + visitor.get("/consultant/people").text
        assert "Said by" not in open_ + closed
        follow = text_of(visitor.get("/consultant"))
        assert "Executives and managers 10 of 10" in follow
        assert "Islands, South hidden" in follow or "Islands, North hidden" in follow or "Islands hidden" in follow
        numbers = assessed(folder)
        assert set(numbers["sufficiency"]["by_role"]) == {"executive+manager", "front_line", "analyst"}
        for d in pack("cx-pulse").disciplines:
            score = numbers["scores"][f"disciplines.{d.id}"]
            assert f"{WORDS.score(score['value'])} " in follow.split(d.name, 2)[-1][:60]
        for id, score in numbers["practices"].items():
            shown = text_of(visitor.get(f"/consultant/practices/{id}"))
            assert f"n = {score['n']}" in shown
            assert "Executives " not in shown.replace("Executives and managers", "")


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
@pytest.mark.parametrize("is_known", [True, False], ids=["expected", "of nobody knows how many"])
def test_the_page_on_the_wall_changes_when_a_whole_group_has_come_and_not_with_one_person(
    tmp_path: Path, mode: str, is_known: bool
) -> None:
    folder = protected(tmp_path / "acme", mode)
    people = [(f"P{n}", "executive" if n < 2 else "manager", "South" if n < 7 else "North") for n in range(14)]
    if is_known and mode == "confidential":
        invite(folder, *(replace(invitation(name, role), unit=unit) for name, role, unit in people))
    elif is_known:
        path = folder / "engagement.toml"
        text = path.read_text(encoding="utf-8")
        for role, count in (("manager", 12), ("executive", 2)):
            text = text.replace(f"[roles.{role}]\n", f"[roles.{role}]\npeople = {count}\n")
        path.write_text(text, encoding="utf-8")
    begun: list[str] = []
    finished: list[tuple[str, str]] = []
    pages = []
    with open_engagement(folder, WAVE) as opened:

        def see() -> None:
            """The page, and the steps that stand behind it: begun by role; finished by role, by unit and in all."""
            done = [what for role, unit in finished for what in (f"{role} done", f"{unit} done", "done")]
            sizes = Counter([*begun, *done])
            steps = {what: n // 5 for what, n in sizes.items() if n >= 5} | {"all": len(finished) == 14}
            pages.append((steps, follow_page(look(opened, eyes=False), WORDS)))

        for name, role, unit in people:
            see()
            name = "" if mode == "anonymous" else name
            person = opened.store.people.enrol(WAVE, name, role, unit)
            row = AnswerRow(name, role, unit, Answer("STR1", "3"), person if mode == "anonymous" else "")
            opened.store.answers.add(WAVE, row, "web")
            begun.append(role)
            see()
            opened.store.people.finish(WAVE, person)
            finished.append((role, unit))
        see()
    for (steps, page), (more, later) in pairwise(pages):
        assert page == later or steps != more
    heads = [page.title.partition(": ")[2] for _, page in pages]
    of = " of 14" if is_known else ""
    assert heads == [
        *[f"fewer than 5{of} have finished"] * 10,
        *[f"5 or more{of} have finished"] * 10,
        *[f"10 or more{of} have finished"] * 8,
        "14 of 14 have finished" if is_known else "10 or more have finished",
    ]


def test_a_number_of_fewer_than_the_minimum_is_not_set_against_a_smaller_whole(tmp_path: Path) -> None:
    folder = protected(tmp_path / "acme", "confidential")
    invite(folder, *(invitation(name, "manager") for name in ("Ana", "Ben", "Cleo")))
    with open_engagement(folder, WAVE) as opened:
        assert follow_page(look(opened, eyes=False), WORDS).title.endswith("open: fewer than 5 have finished")


def test_in_an_anonymous_wave_consultants_see_no_more_than_the_client(tmp_path: Path) -> None:
    folder = protected(tmp_path / "acme", "anonymous")
    with Store.open(folder) as store, store.all_or_nothing():
        for _, role, unit, first in company(6):
            person = store.people.enrol(WAVE, "", role, unit)
            for place, q in enumerate(pack("cx-pulse").asked_of(role)):
                said = "A lonely remark" if place == first == 0 else ""
                store.answers.add(WAVE, AnswerRow("", role, unit, Answer(q, str(1 + place % 5), said), person), "web")
    with Store.open(folder) as store:
        ids = [response.respondent for response in store.answers.responses(WAVE)]
    with served(folder) as server:
        visitor = consultant(server)
        seen = "".join(visitor.get(f"/consultant{path}").text for path in (*PAGES, *EYES))
        assert 'class="bars"' not in seen
        visitor.post("/consultant/close", {"reason": ""})
        visitor.post("/consultant/show")
        seen += "".join(visitor.get(f"/consultant{path}").text for path in (*PAGES, *EYES))
    assert 'class="bars"' in seen
    assert "A lonely remark" not in seen
    assert not any(id in seen for id in ids)


def test_comments_are_printed_as_they_were_approved_and_not_otherwise(tmp_path: Path) -> None:
    folder = protected(tmp_path / "acme", "confidential")
    answer(folder, company(6)[:1], "Ada is <rude> to")
    with served(folder) as server:
        visitor = consultant(server)
        keys = re.findall(r'name="comment" value="(\w+)"', visitor.get("/consultant/comments").text)
        assert len(keys) == len(pack("cx-pulse").asked_of("executive"))
        look = "Look twice: this may tell who it is or who wrote it: Exec0son."
        assert text_of(visitor.get("/consultant/comments")).count(look) == len(keys)
        shorter = {"comment": keys[0], "do": "approve", "text": "is <rude> to Exec0son"}
        assert visitor.post("/consultant/comments", {**shorter, "text": "He is rude"}).status == 422
        assert visitor.post("/consultant/comments", shorter).status == 303
        visitor.post("/consultant/comments", {"comment": keys[1], "do": "refuse"})
        assert visitor.post("/consultant/comments", {"comment": "f" * 20, "do": "approve"}).status == 409
        seen = text_of(visitor.get("/consultant/comments"))
        assert "Printed as: […] is <rude> to Exec0son" in seen
        assert seen.count(look) == len(keys) - 1  # what is not printed tells nobody
    with Store.open(folder) as store:
        assert [one.text for one in store.privacy.said(WAVE)] == ["[…] is <rude> to Exec0son"]


# ── in a browser ─────────────────────────────────────────────────────────────────────────────────────────────


def test_what_people_answer_comes_to_the_page_without_loading_it_again(house: House, browser: Browser) -> None:
    link = link_of(house.server)
    _, respondent = house.visitor()
    with window(browser, DESK) as page:
        page.goto(house.server.url + link)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Wave 2026 is open: 0 of 1")
        page.evaluate("window.same = true")
        for question in pack("cx-pulse").asked_of("manager"):
            respondent.save(question, choice="4")
        expect(page.get_by_role("heading", level=1)).to_contain_text("1 of 1", timeout=5_000)
        expect(page.get_by_text("n = 1").first).to_be_visible()
        assert page.evaluate("window.same")
        page.goto(f"{house.server.url}/consultant/practices/GOV1")
        boxes = [label.bounding_box() for label in page.locator(".five label").all()]
        assert len({box["y"] for box in boxes if box}) == 1, "the five levels stand in one row"
        below = page.get_by_label("Why this level").bounding_box()
        assert boxes[0]
        assert below
        assert below["y"] > boxes[0]["y"]
        assert below["width"] > 4 * boxes[0]["width"]


def test_no_page_has_a_barrier_or_is_wider_than_the_screen(office: Office, browser: Browser, axe: str) -> None:
    found: dict[str, object] = {}
    cookies = [{"name": n, "value": v, "url": office.server.url} for n, v in office.visitor.cookies.items()]
    for size, scheme, paths in ((PHONE, "dark", (*PAGES, "/eyes", "/sign-in")), (DESK, "light", ("", "/practices"))):
        with window(browser, size, color_scheme=scheme, bypass_csp=True) as page:
            page.context.add_cookies(cookies)  # type: ignore[arg-type]
            for path in paths:
                page.goto(f"{office.server.url}/consultant{path}")
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if violations := page.evaluate(AXE, axe) + ([f"{wide} too wide"] if wide > 0 else []):
                    found[f"{path} {scheme}"] = violations
    assert found == {}


def test_a_bar_says_its_numbers_and_takes_no_markup() -> None:
    bar = str(level_bar((3, 0, 1, 0, 0), ('<b>"A"', "B", "C", "D", "E")))
    assert 'aria-label="&lt;b&gt;&#34;A&#34; 3, B 0, C 1, D 0, E 0"' in bar
    assert re.findall(r'class="(level\d)"', bar) == ["level1", "level3"]
    assert re.findall(r"<text[^>]*>(\d+)", bar) == ["3", "1"]
