"""What people do on the pages, request by request."""

import csv
import io
import re
from pathlib import Path

import pytest
from files.building import ANSWERS_HEADER, KESTREL, WAVE, make_engagement, pack, run

from cxassess.files.engagement import open_engagement
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.model.engagement import Answer
from cxassess.sitting import card_order, cited
from web.serving import House, Visitor, invitation, invite, served, set_in, stored


def history(folder: Path, name: str) -> list[tuple[str, str, str]]:
    with Store.open(folder) as store:
        return list(
            store._db.execute(
                "SELECT question, choice, via FROM answer JOIN person ON person.id = person"
                " WHERE name = ? ORDER BY seq",
                (name,),
            )
        )


def test_the_link_opens_at_the_first_open_question_on_any_device(house: House) -> None:
    name, token = house.somebody()
    phone = Visitor(house.port).enter(token)
    assert phone.get("/q").where == "/q/STR1"
    assert phone.post("/q/STR1", {"choice": "3"}).where == "/q/STR5"
    phone.post("/q/STR5", {"choice": "DK"})
    laptop = Visitor(house.port)
    assert "2 of 15 answered" in laptop.get(f"/a/{token}").text
    assert laptop.enter(token).get("/q").where == "/q/STR7"
    assert stored(house.folder, name) == {"STR1": "3", "STR5": "DK"}


def test_of_two_devices_the_last_one_counts_and_says_so_and_the_history_has_both(house: House) -> None:
    name, token = house.somebody()
    phone, laptop = Visitor(house.port).enter(token), Visitor(house.port).enter(token)
    first = phone.save("STR1", choice="3", seen=0).json()
    assert first["replaced"] is False
    second = laptop.save("STR1", choice="5", seen=0).json()
    assert second["replaced"] is True
    after = laptop.post("/q/STR1", {"choice": "4", "seen": second["seen"]})
    assert after.where == "/q/STR5"
    without_script = phone.post("/q/STR1", {"choice": "2", "seen": first["seen"]})
    assert without_script.where == "/q/STR5?replaced"
    assert "This replaces an answer that you gave on another device" in phone.get(without_script.where).text
    assert history(house.folder, name) == [("STR1", choice, "web") for choice in "3542"]
    assert stored(house.folder, name) == {"STR1": "2"}


def test_the_same_once_more_is_kept_once(house: House) -> None:
    name, visitor = house.visitor()
    numbers = [visitor.save("STR1", choice="3", comment="a").json()["seen"] for _ in range(3)]
    assert len(set(numbers)) == 1
    assert len(history(house.folder, name)) == 1


def test_terminal_and_page_answer_for_one_person(house: House) -> None:
    name, visitor = house.visitor()
    visitor.save("STR1", choice="3")
    with Store.open(house.folder) as store:
        store.answers.add(WAVE, AnswerRow(name, "manager", "", Answer("STR1", "5")), "terminal")
        store.answers.add(WAVE, AnswerRow(name, "manager", "", Answer("STR5", "2")), "terminal")
    page = visitor.get("/q/STR1").text
    assert 'value="5" checked' in page
    assert visitor.get("/q").where == "/q/STR7"
    visitor.save("STR1", choice="4")
    assert history(house.folder, name) == [
        ("STR1", "3", "web"),
        ("STR1", "5", "terminal"),
        ("STR5", "2", "terminal"),
        ("STR1", "4", "web"),
    ]


def test_does_not_apply_needs_a_reason_and_stands_only_where_it_may(tmp_path: Path) -> None:
    folder = make_engagement(tmp_path / "whole")
    [token] = invite(folder, invitation("Jane Doe", "executive"))
    with served(folder) as server:
        visitor = Visitor(server.port).enter(token)
        assert "Does not apply" not in visitor.get("/q/STR1").text
        assert "Does not apply" in visitor.get("/q/STR3").text
        refused = visitor.post("/q/STR3", {"choice": "NA", "reason": "  ", "comment": "kept"})
        assert refused.status == 422
        assert "Say in a few words why it does not apply." in refused.text
        assert 'id="na" checked' in refused.text
        assert visitor.save("STR3", choice="NA").status == 422
        assert visitor.post("/q/STR3", {"choice": "NA", "go": "back"}).where == "/q/STR2"
        assert visitor.post("/q/STR3", {"choice": "NA", "reason": "A public service"}).where == "/q/STR4"
        with Store.open(folder) as store:
            response = store.answers.response(WAVE, "Jane Doe")
        assert response is not None
        assert response.answers == {"STR3": Answer("STR3", "NA", "A public service")}


@pytest.mark.parametrize("go", ["next", "back", "list", "elsewhere"])
def test_a_question_that_is_not_asked_takes_nothing_and_is_refused(house: House, go: str) -> None:
    name, visitor = house.visitor()
    for fields in ({"choice": "NA"}, {"choice": "NA", "reason": "None here"}, {"choice": "3"}, {}):
        refused = visitor.post("/q/NOPE", {**fields, "go": go})
        assert refused.status in {404, 422}, fields
    assert visitor.post("/q/STR1", {"choice": "3", "go": "elsewhere"}).where == "/q/STR5"
    assert stored(house.folder, name) == {"STR1": "3"}


def test_what_cannot_be_read_is_not_called_a_page_that_does_not_exist(house: House) -> None:
    _, visitor = house.visitor()
    assert "There is no such page" in visitor.get("/none").text
    assert "There is no such page" in visitor.get("/leave").text
    too_long = visitor.post("/q/STR1", {"choice": "3", "comment": "x" * 5_001})
    assert too_long.status == 413
    assert "There is no such page" not in too_long.text
    assert "That could not be taken" in too_long.text


def test_proof_is_asked_of_those_whom_the_terminal_asks_and_nobody_grades_their_own(house: House) -> None:
    manager, visitor = house.visitor("manager")
    assert "Proof:" in visitor.get("/q/STR1").text
    visitor.save("STR1", choice="3", evidence="E3 minutes of May")
    front, other = house.visitor("front_line")
    page = other.get("/q/CUN1").text
    assert "Proof:" not in page
    assert "Comment or proof" not in page
    other.save("CUN1", choice="3", evidence="E2 a paper")
    with Store.open(house.folder) as store:
        given, none = store.answers.response(WAVE, manager), store.answers.response(WAVE, front)
    assert given is not None
    assert none is not None
    assert given.answers["STR1"].evidence == "E2 minutes of May"
    assert none.answers["CUN1"].evidence == ""


def test_a_comment_waits_for_its_choice_and_goes_with_it(house: House) -> None:
    name, visitor = house.visitor()
    visitor.save("STR1", comment="Since April")
    assert stored(house.folder, name) == {}
    assert ">Since April</textarea>" in visitor.get("/q/STR1").text
    assert "with a comment" in visitor.get("/questions").text
    visitor.post("/q/STR1", {"choice": "3", "comment": "Since April"})
    with Store.open(house.folder) as store:
        response = store.answers.response(WAVE, name)
    assert response is not None
    assert response.answers == {"STR1": Answer("STR1", "3", "Since April")}


def test_who_only_leafs_through_is_not_taken_in(house: House) -> None:
    name, visitor = house.visitor()
    for path in ("/start", "/q", "/q/STR1", "/questions", "/finish"):
        visitor.get(path)
    assert visitor.post("/q/STR1").where == "/q/STR5"
    assert visitor.post("/q/STR5", {"go": "back"}).where == "/q/STR1"
    assert visitor.post("/q/STR1", {"go": "back"}).where == "/start"
    assert visitor.post("/q/STR1", {"go": "list"}).where == "/questions"
    with Store.open(house.folder) as store:
        assert store.answers.response(WAVE, name) is None


def test_the_last_page_says_what_is_open_and_finishing_is_kept(house: House) -> None:
    name, visitor = house.visitor()
    asked = pack("cx-pulse").asked_of("manager")
    for question in asked[:-1]:
        where = visitor.post(f"/q/{question}", {"choice": "DK"}).where
    assert where == f"/q/{asked[-1]}"
    page = visitor.get("/finish").text
    assert "One question is still open" in page
    assert f"you gave it {len(asked) - 1} times" in page
    assert visitor.post(f"/q/{asked[-1]}", {"choice": "1"}).where == "/finish"
    assert "You have answered everything" in visitor.get("/finish").text
    visitor.post("/finish")
    assert f"All {len(asked)} answers are saved." in visitor.get("/finish").text
    with Store.open(house.folder) as store:
        response = store.answers.response(WAVE, name)
        assert response is not None
        assert store.people.is_finished(WAVE, response.respondent)
        assert not store.people.is_finished(WAVE, "nobody")


def test_the_language_changes_midway_and_answers_stay(house: House) -> None:
    name, visitor = house.visitor()
    visitor.save("STR1", choice="3")
    assert visitor.post("/language", {"language": "de", "back": "/q/STR1"}).status == 303
    page = visitor.get("/q/STR1").text
    assert '<html lang="de">' in page
    assert "Gespeichert" in page
    assert 'value="3" checked' in page
    visitor.save("STR5", choice="4")
    assert stored(house.folder, name) == {"STR1": "3", "STR5": "4"}
    assert "Wie wir mit unseren Kunden umgehen" in Visitor(house.port).get(f"/a/{house.somebody()[1]}?language=de").text


def test_a_question_offers_the_other_languages_and_keeps_what_is_on_the_page(house: House) -> None:
    name, visitor = house.visitor()
    assert re.findall(r'name="go" value="(..)"', visitor.get("/q/STR1").text) == ["de", "fr"]
    moved = visitor.post("/q/STR1", {"choice": "3", "comment": "Half", "go": "fr"})
    assert (moved.status, moved.where) == (303, "/q/STR1")
    page = visitor.get("/q/STR1").text
    assert '<html lang="fr">' in page
    assert ">Half</textarea>" in page
    assert stored(house.folder, name) == {"STR1": "3"}
    without_reason = visitor.post("/q/STR1", {"choice": "NA", "reason": "", "go": "de"})
    assert without_reason.where == "/q/STR1"
    assert '<html lang="de">' in visitor.get("/q/STR1").text
    assert stored(house.folder, name) == {"STR1": "3"}


def test_the_list_leads_on_while_a_question_is_open_and_then_to_the_end(house: House) -> None:
    _, visitor = house.visitor()
    main = re.compile(r'class="button main" href="([^"]*)"')
    assert main.findall(visitor.get("/questions").text) == ["/q"]
    for question in pack("cx-pulse").asked_of("manager"):
        visitor.save(question, choice="4")
    assert main.findall(visitor.get("/questions").text) == ["/finish"]


def test_cards_stand_in_the_order_that_the_terminal_shows_and_letters_are_not_seen(tmp_path: Path) -> None:
    folder = make_engagement(tmp_path / "whole")
    [token] = invite(folder, invitation("Jane Doe", "executive"))
    with served(folder) as server:
        page = Visitor(server.port).enter(token).get("/q/OC1").text
    places = [page.index(f'value="{choice}"') for choice in card_order("Jane Doe", "OC1")]
    assert places == sorted(places)


# ── shared links ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_shared_link_takes_so_many_people_each_with_a_code_to_come_back_by(acme: Path) -> None:
    [token] = invite(acme, invitation(kind="shared", most=2))
    with served(acme) as server:
        page = Visitor(server.port).get(f"/a/{token}")
        assert page.cookies == []
        assert "Your name" in page.text
        missing = Visitor(server.port).post(f"/a/{token}", {"name": "", "role": "x"})
        assert missing.status == 422
        assert "A name is needed." in missing.text
        assert "Choose the role that is closest to yours." in missing.text
        sam = Visitor(server.port)
        assert sam.post(f"/a/{token}", {"name": "Sam Poe", "role": "manager"}).where == "/code"
        code = sam.cookies["cxassess-code"]
        assert code in sam.get("/code").text
        sam.save("STR1", choice="3")
        assert code in sam.get("/finish").text
        again = Visitor(server.port).post(f"/a/{token}", {"name": "sam poe", "role": "manager"})
        assert again.status == 422
        assert "Somebody with this name was invited or has answered." in again.text
        assert Visitor(server.port).post(f"/a/{token}", {"name": "Lee", "role": "manager"}).status == 303
        full = Visitor(server.port).post(f"/a/{token}", {"name": "Kim", "role": "manager"})
        assert full.status == 403
        back = Visitor(server.port)
        wrong = back.post(f"/a/{token}/back", {"code": "AAAA-BBBB"}).text
        assert "There is nobody with this code" in wrong
        assert re.findall(r'action="(.*?)"', wrong) == [f"/a/{token}", f"/a/{token}/back"]
        assert f'href="/a/{token}?language=de"' in wrong
        *_, action = re.findall(r'action="(.*?)"', wrong)
        assert back.post(action, {"code": f" {code.lower().replace('-', ' ')}"}).where == "/q"
        assert back.get("/q").where == "/q/STR5"
    assert stored(acme, "Sam Poe") == {"STR1": "3"}


def test_on_a_shared_device_nobody_reads_the_code_of_whoever_was_there_before(acme: Path) -> None:
    shared, personal = invite(acme, invitation(kind="shared"), invitation("Jane Doe", "manager"))
    with served(acme) as server:
        device, elsewhere = Visitor(server.port), Visitor(server.port)
        device.post(f"/a/{shared}", {"name": "Ann", "role": "manager"})
        elsewhere.post(f"/a/{shared}", {"name": "Bob", "role": "manager"})
        anns, bobs = device.cookies["cxassess-code"], elsewhere.cookies["cxassess-code"]
        assert anns != bobs
        typed = f"код: {bobs.lower().replace('-', ' ')}"  # what fits is kept, whatever else was pasted with it
        assert device.post(f"/a/{shared}/back", {"code": typed}).where == "/q"
        page = device.get("/finish").text
        assert anns not in page
        assert bobs in page
        device.enter(personal)
        assert device.get("/code").where == "/q"
        assert bobs not in device.get("/finish").text


def test_an_invited_name_is_not_to_be_had_by_a_shared_link(acme: Path) -> None:
    _, token = invite(acme, invitation("Jane Doe", "manager"), invitation(kind="shared"))
    with served(acme) as server:
        assert Visitor(server.port).post(f"/a/{token}", {"name": "JANE DOE", "role": "manager"}).status == 422


# ── the same assessment by every way ─────────────────────────────────────────────────────────────────────────


def test_the_same_answers_by_page_and_file_give_the_same_assessment(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((KESTREL / "answers.csv").read_text(encoding="utf-8"))))
    by_file, by_page = make_engagement(tmp_path / "file"), make_engagement(tmp_path / "page")
    names = list(dict.fromkeys(row["respondent"] for row in rows))[:6]
    # What was seen and checked (E3) is for consultants to say: on the page it would be cited (E2).
    kept = [{**row, "evidence": cited(row["evidence"])} for row in rows if row["respondent"] in names]
    content = io.StringIO()
    writer = csv.DictWriter(content, ANSWERS_HEADER.split(","), lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "unit": ""} for row in kept)
    (tmp_path / "answers.csv").write_text(content.getvalue(), encoding="utf-8")
    assert run("import", "answers", by_file, tmp_path / "answers.csv").returncode == 0
    role = {row["respondent"]: row["role"] for row in kept}
    tokens = dict(zip(names, invite(by_page, *(invitation(name, role[name]) for name in names)), strict=True))
    with served(by_page) as server:
        visitors = {name: Visitor(server.port).enter(token) for name, token in tokens.items()}
        for row in kept:
            text = "reason" if row["answer"] == "NA" else "comment"
            fields = {"choice": row["answer"], text: row["comment"], "evidence": row["evidence"]}
            assert visitors[row["respondent"]].save(row["question"], **fields).status == 200, row
    assessments = [run("assess", folder, "--json").stdout for folder in (by_file, by_page)]
    assert assessments[0] == assessments[1]
    assert len(assessments[0]) > 10_000


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_pages_begin_in_the_language_of_the_wave_and_offer_the_others(tmp_path: Path, language: str) -> None:
    folder = make_engagement(tmp_path / "own", "cx-pulse", language)
    [token] = invite(folder, invitation("Jane Doe", "manager"))
    if language == "de":
        set_in(folder, language='"de"')
    with open_engagement(folder) as opened:
        assert opened.pack.language == language
    with served(folder) as server:
        page = Visitor(server.port).get(f"/a/{token}").text
    assert f'<html lang="{language}">' in page
    assert ('lang="de" hreflang' in page) == (language == "en")
