"""The client's colour reads on every page, and its logo is a picture that can do nothing."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from cxassess.contrast import TEXT, contrast
from cxassess.errors import InvalidInput
from cxassess.files.logo import LARGEST, read_logo
from cxassess.web import rendering
from cxassess.web.brand import DARK, LIGHT, tints_of
from web.serving import House, Visitor, invitation, invite, pulse, served
from web.test_browser import AXE, window
from web.test_consultant import link_of
from web.test_server import refusal

PNG = b"\x89PNG\r\n\x1a\n"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><style>.a { fill: #0b1f4d }</style>'
    '<script>document.documentElement.dataset.ran = "yes"; fetch("/questions")</script>'
    '<image href="/start"/><rect class="a" width="40" height="20" onload="document.title = 1"/></svg>'
)
VERY_LIGHT, VERY_DARK = "#fff3b0", "#0b1f4d"


def branded(folder: Path, colour: str, logo: str = SVG) -> Path:
    """The pulse with a colour and a logo."""
    path = pulse(folder) / "engagement.toml"
    (folder / "logo.svg").write_text(logo, encoding="utf-8")
    text, table, _ = path.read_text(encoding="utf-8").partition("[page]")
    path.write_text(f'{text}{table}\ncolour = "{colour}"\nlogo = "logo.svg"\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=[VERY_LIGHT, VERY_DARK], ids=["very light", "very dark"])
def brand(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = branded(tmp_path_factory.mktemp("brand") / "acme", request.param)
    with served(folder) as server:
        yield House(folder, server)


def test_any_colour_becomes_one_that_reads_on_the_page_in_light_and_in_dark() -> None:
    for channels in product(("00", "33", "66", "99", "cc", "ff"), repeat=3):
        colour = "#" + "".join(channels)
        for tint, grounds in zip(tints_of(colour), (LIGHT, DARK), strict=True):
            ratios = [min(contrast(one, ground) for ground in grounds) for one in (tint, colour)]
            assert ratios[0] >= TEXT, (colour, tint)
            assert (tint == colour) == (ratios[1] >= TEXT)


def test_the_grounds_that_tints_are_made_for_are_those_of_the_pages() -> None:
    css = (Path(rendering.__file__).parent / "static" / "app.css").read_text(encoding="utf-8")
    light, dark = (
        {name: f"#{value[1:] * (2 if len(value) == 4 else 1)}" for name, value in re.findall(r"--(\w+): (#\w+)", part)}
        for part in css.split("color-scheme: light dark")
    )
    for scheme, grounds in ((light, LIGHT), (dark, DARK)):
        assert tuple(scheme[name] for name in ("paper", "pale", "flat")) == grounds


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("../logo.svg", SVG.encode(), "“../logo.svg” lies outside the folder of the engagement"),
        ("linked.svg", None, "“linked.svg” lies outside the folder of the engagement"),
        ("gone.png", None, "there is no file “gone.png” in the folder of the engagement"),
        ("reports", None, "there is no file “reports” in the folder of the engagement"),
        ("big.png", PNG + bytes(LARGEST), "big.png is larger than 200 kB"),
        ("page.svg", b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "page.svg is no picture"),
        ("bare.svg", b"<svg/>", "bare.svg is no picture"),
        ("cut.svg", SVG.encode()[:-3], "cut.svg is no picture"),
        ("answers.db", None, "answers.db is no picture"),
        ("grows.svg", b'<!DOCTYPE svg [<!ENTITY a "aa">]>' + SVG.encode(), "or an SVG without entities was expected"),
    ],
)
def test_what_is_no_logo_is_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes | None, fault: str
) -> None:
    folder = tmp_path / "acme"
    (folder / "reports").mkdir(parents=True)
    (folder / "answers.db").write_bytes(b"SQLite format 3\0")
    (tmp_path / "elsewhere.svg").write_text(SVG, encoding="utf-8")
    (folder / "linked.svg").symlink_to(tmp_path / "elsewhere.svg")
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(InvalidInput, match=re.escape(fault)):
        read_logo(folder, name)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.svg", SVG.encode(), "image/svg+xml"),
        ("a.svg", PNG, "image/png"),
        ("pictures/a.png", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a", b"\xef\xbb\xbf<?xml version='1.0'?>" + SVG.encode(), "image/svg+xml"),
    ],
)
def test_a_logo_is_what_its_content_is(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / name).write_bytes(content)
    logo = read_logo(tmp_path, name)
    assert logo is not None
    assert (logo.media_type, logo.content) == (kind, content)


def test_serve_names_a_logo_that_it_cannot_show(tmp_path: Path) -> None:
    said = refusal(branded(tmp_path / "acme", VERY_DARK, "<html/>"))
    assert "engagement.toml › page.logo: logo.svg is no picture; a PNG, a JPEG, or an SVG without" in said


def test_the_logo_has_the_clients_name_and_pages_stay_light(brand: House) -> None:
    _, visitor = brand.visitor("executive")
    for path in ("/q/STR1", "/questions", "/finish", "/start"):
        page = visitor.get(path).text
        assert '<p class="client"><img src="/static/logo?v=' in page
        assert page.count('alt="Acme') == 1
        parts = [part for part in page.split('"') if part.startswith("/static/") and "/logo?" not in part]
        assert len(page.encode()) + sum(len(visitor.get(part).text.encode()) for part in parts) < 60_000
    logo = visitor.get("/static/logo")
    assert logo.text == SVG
    assert logo.headers["content-type"].startswith("image/svg+xml")
    assert logo.headers["x-content-type-options"] == "nosniff"
    policy = logo.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "sandbox"} <= set(policy)
    assert not [part for part in policy if part.startswith("script-src")]


def test_script_in_a_logo_is_not_run_wherever_it_is_opened(brand: House, browser: Browser) -> None:
    _, token = brand.somebody()
    asked: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("response", lambda sent: asked.append(sent.url.removeprefix(brand.server.url).partition("?")[0]))
    page.goto(f"{brand.server.url}/a/{token}")
    assert page.locator(".client img").evaluate("e => e.complete && e.naturalWidth > 0")
    assert (
        {"/static/app.css", "/static/logo"}
        <= set(asked)
        <= {f"/a/{token}", "/static/app.css", "/static/logo", "data:,"}
    )
    asked.clear()
    page.goto(f"{brand.server.url}/static/logo")
    assert page.evaluate("document.documentElement.dataset.ran || document.title") == ""
    assert asked == ["/static/logo"]
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_in_the_clients_colour_have_no_barrier(brand: House, browser: Browser, axe: str, scheme: str) -> None:
    _, token = brand.somebody()
    with window(browser, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce") as page:
        page.goto(f"{brand.server.url}/a/{token}")
        assert page.evaluate(AXE, axe) == []
        page.locator(".foot .main").click()
        page.locator("label.choice").nth(2).click()
        assert page.evaluate(AXE, axe) == []


def test_the_consultants_have_the_logo_and_keep_their_colours(tmp_path: Path) -> None:
    folder = branded(tmp_path / "acme", VERY_DARK)
    invite(folder, invitation("Jane Doe", "manager"))
    with served(folder) as server:
        visitor = Visitor(server.port)
        visitor.post(link_of(server))
        assert 'alt="Acme' in visitor.get("/consultant").text
        rules = re.findall(r"(\S+) \{ --act", visitor.get("/static/app.css").text)
    assert rules == ["body:not(.desk)"] * 2
