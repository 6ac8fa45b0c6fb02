"""Waves side by side as a person reads them in a terminal: a comparison, and a portfolio."""

from dataclasses import replace

import pytest
from method.test_portfolio import found, organisation
from method.two_waves import pair
from people import PACK

from cxassess.commands.portfolio_table import show_portfolio
from cxassess.comparison import compare, trend
from cxassess.comparison.shown import show_comparison
from cxassess.model.comparison import WaveData
from cxassess.model.pack import Framework, Pack
from cxassess.portfolio import compare_organisations
from cxassess.words import read_words

WORDS = read_words("en")
HOSTILE = "Ask [bold]all[/red] [x]"


def hostile(pack: Pack) -> Pack:
    """A questionnaire whose titles and names look like markup of the terminal."""
    practices = {id: replace(practice, title=HOSTILE) for id, practice in pack.practices.items()}
    return replace(pack, practices=practices, frameworks={id: _named(f) for id, f in pack.frameworks.items()})


def _named(framework: Framework) -> Framework:
    return replace(framework, dimensions=tuple(replace(d, name=HOSTILE, short="[/x]") for d in framework.dimensions))


@pytest.fixture(scope="module")
def lifted() -> tuple[WaveData, WaveData]:
    """All rate `design` more than a level higher, so that single practices have moved, too."""
    return pair(5, stay=1.0, lift={"design": 1.4})


def test_brackets_in_a_title_are_text_and_no_markup(
    lifted: tuple[WaveData, WaveData], capsys: pytest.CaptureFixture[str]
) -> None:
    before, now = (replace(wave, pack=hostile(wave.pack)) for wave in lifted)
    found_now, way = compare(before, now, WORDS), trend((before, now, now), WORDS)
    assert any(change.is_claimed for change in found_now.practices.values())
    show_comparison(found_now, HOSTILE, now.pack, WORDS, way)
    said = capsys.readouterr().out
    assert said.startswith(HOSTILE)
    assert said.count("[bold]all[/red]") > 3


def test_brackets_in_the_short_name_of_a_discipline_are_text_in_a_portfolio(
    capsys: pytest.CaptureFixture[str],
) -> None:
    portfolio = compare_organisations([organisation("Acme", found(2.0))], "cx-maturity")
    show_portfolio(portfolio, hostile(PACK), {}, WORDS)
    assert "[/x]" in capsys.readouterr().out
