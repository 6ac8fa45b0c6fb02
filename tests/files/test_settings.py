"""engagement.toml: what it sets, and the one sentence for each fault."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxassess.errors import CxassessError, InvalidInput, NotAnEngagement
from cxassess.files.settings import first_settings, name_fault, read_engagement
from cxassess.measures.scale import Anchors, Band
from cxassess.model.engagement import Engagement
from cxassess.model.outcome import IndexChoice, Peer, SignLimits
from files.building import KESTREL, pack, written

LEAST = 'format = 1\nclient = "Acme"\n'


def read(tmp_path: Path, content: bytes | str) -> Engagement:
    written(tmp_path / "engagement.toml", content)
    return read_engagement(tmp_path, pack())


def faults(tmp_path: Path, content: bytes | str) -> list[str]:
    with pytest.raises(InvalidInput) as raised:
        read(tmp_path, content)
    return [str(problem).removeprefix("engagement.toml") for problem in raised.value.problems]


def test_what_is_left_out_has_the_questionnaires_own_value(tmp_path: Path) -> None:
    engagement = read(tmp_path, LEAST)
    assert (engagement.client, engagement.mode, engagement.target_profile) == ("Acme", "attributed", "solid")
    assert {id: role.weight for id, role in engagement.roles.items()} == {
        "executive": 1,
        "manager": 1,
        "front_line": 1,
        "analyst": 0,
    }
    assert engagement.confidentiality == ""  # the usual sentence of the documents' language, said by an assessment


def test_the_example_is_read_whole(tmp_path: Path) -> None:
    engagement = read(tmp_path, (KESTREL / "engagement.toml").read_bytes())
    assert (engagement.delete_after, engagement.units) == (date(2029, 3, 31), ("North", "South"))
    assert (engagement.roles["executive"].people, engagement.strategic) == (6, ("design", "culture"))


@pytest.mark.parametrize("content", [f"\ufeff{LEAST}", LEAST.replace("\n", "\r\n")])
def test_bom_and_windows_line_ends_are_read(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, content).client == "Acme"


@pytest.mark.parametrize("client", ['A "B" \\ C', "Zoë & Co. 🐙", "{client} {0}", "50 % #1", "'", "שרה", "=1+1"])
def test_the_settings_that_new_writes_hold_any_client(tmp_path: Path, client: str) -> None:
    assert read(tmp_path, first_settings(client, "attributed", pack())).client == client


ROLES = "executive, manager, front_line, analyst"
DISCIPLINES = "strategy, customer_understanding, design, measurement, governance, culture"
WEIGHT = "was read, 0 or a number from 0.001 to 1000 was expected"


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ('clinet = "B"', " › clinet: is not a known key (did you mean client?)"),
        ("[roles.manager]\nwieght = 1", " › roles.manager.wieght: is not a known key (did you mean weight?)"),
        ("[roles.manager]\nweight = -1", f" › roles.manager.weight: -1 {WEIGHT}"),
        ("[roles.manager]\nweight = 1e300", f" › roles.manager.weight: 1e+300 {WEIGHT}"),
        ("[disciplines]\nweights = { design = 1e-300 }", f" › disciplines.weights.design: 1e-300 {WEIGHT}"),
        ("[roles.manager]\nweight = nan", " › roles.manager.weight: nan was read, a number was expected"),
        ("[roles.manager]\nweight = true", " › roles.manager.weight: true was read, a number was expected"),
        ('[roles.manager]\nweight = "1"', " › roles.manager.weight: “1” was read, a number was expected"),
        ("[roles.manager]\npeople = 0", " › roles.manager.people: 0 was read, 1 or more was expected"),
        ("[roles.manager]\npeople = 2.5", " › roles.manager.people: 2.5 was read, a whole number was expected"),
        ("[roles.boss]", f" › roles.boss: “boss” was read, one of {ROLES} was expected"),
        ("roles = 5", " › roles: 5 was read, a table was expected"),
        (
            "roles = { executive = { weight = 0 }, manager = { weight = 0 }, front_line = { weight = 0 } }",
            " › roles: every role has weight 0, so no answer would count",
        ),
        (
            "[disciplines]\ntargets = { design = 5.1 }",
            " › disciplines.targets.design: 5.1 was read, 5 or less was expected",
        ),
        (
            "[disciplines]\ntargets = { design = 0 }",
            " › disciplines.targets.design: 0 was read, 1 or more was expected",
        ),
        (
            "[disciplines]\ntargets = { desing = 4 }",
            f" › disciplines.targets: “desing” was read, one of {DISCIPLINES} was expected (did you mean design?)",
        ),
        (
            '[disciplines]\nstrategic = ["price"]',
            f" › disciplines.strategic: “price” was read, one of {DISCIPLINES} was expected",
        ),
        (
            f"[disciplines]\nweights = {{ {' = 0, '.join(DISCIPLINES.split(', '))} = 0 }}",
            " › disciplines.weights: every discipline has weight 0, so there is no overall score",
        ),
        ("delete_after = 2029-02-30", ": is not valid TOML: invalid date or datetime (at line 3, column 16)"),
        (
            'delete_after = "soon"',
            " › delete_after: “soon” was read, a date such as 2029-01-31, without quotation marks, was expected",
        ),
        (
            "delete_after = 0",
            " › delete_after: 0 was read, a date such as 2029-01-31, without quotation marks, was expected",
        ),
        (
            'target_profile = "sold"',
            " › target_profile: “sold” was read, one of catch_up, solid, lead was expected (did you mean solid?)",
        ),
        (
            '[roles.manager]\nmerged_into = "boss"',
            f" › roles.manager.merged_into: “boss” was read, one of {ROLES} was expected",
        ),
        (
            '[roles.manager]\nmerged_into = "analyst"\n[roles.analyst]\nmerged_into = "executive"',
            (
                " › roles.manager.merged_into: “analyst” was read, which does not stand by itself;"
                " a role that is merged into none was expected"
            ),
        ),
        ('mode = "open"', " › mode: “open” was read, one of attributed, confidential, anonymous was expected"),
        ("minimum_group = 2", " › minimum_group: 2 was read, 3 or more was expected"),
        ('timezone = "Mars"', " › timezone: “Mars” was read, a name such as Europe/London was expected"),
        ('timezone = "../../etc"', " › timezone: “../../etc” was read, a name such as Europe/London was expected"),
        ('language = "fr"', " › language: “fr” was read, one of en, de was expected"),
        ('[report]\nstatus = "done"', " › report.status: “done” was read, one of draft, final was expected"),
        ('[scope]\nunits = ["North", " "]', " › scope.units.1: is blank, a name was expected"),
        ('[scope]\nunits = "North"', " › scope.units: “North” was read, a list was expected"),
        *(
            (f'[page]\ncolour = "{read}"', f" › page.colour: “{read}” was read, a colour such as #17406D was expected")
            for read in ("red", "#0a5c8", "0a5c8a", "#0a5c8g", "#0a5c8a;}", "url(x)")
        ),
        ("[page]\ncolor = 1", " › page.color: is not a known key (did you mean colour?)"),
        ("sector = 5", " › sector: 5 was read, text in quotation marks was expected"),
        (f"sector = {[0] * 99}", f" › sector: {str([0] * 99)[:59]}… was read, text in quotation marks was expected"),
        ('sector = "', ": is not valid TOML: illegal character '\\n' (at line 3, column 11)"),
        (f"x = {'[' * 5000}", ": is not valid TOML: a number is too long or brackets are nested too deep"),
        (f"x = {'9' * 5000}", ": is not valid TOML: a number is too long or brackets are nested too deep"),
    ],
)
def test_a_fault_is_named_with_its_key_and_what_was_read_and_expected(tmp_path: Path, more: str, fault: str) -> None:
    assert faults(tmp_path, f"{LEAST}{more}\n") == [fault]


INDEX = """
[metrics.nps]
weight = 2
peer = { value = 31, source = " Sector survey ", year = 2025, n = 4200, note = "nine companies" }
[metrics.frt]
floor = 480
threshold = 120.0
target = 60
weight = 1
[metrics.aht]
weight = 0.5
below = { floor = 60, threshold = 120, target = 240 }
above = { floor = 900, threshold = 600, target = 360 }
[metrics.csat]
target = 0.8
[metrics.churn]
weight = 0
[signs.base]
alarm = 0.03
[signs.acquisition_cost]
watch = 0.1
"""


def test_the_clients_own_index_peers_and_thresholds_are_read(tmp_path: Path) -> None:
    engagement = read(tmp_path, LEAST + INDEX)
    assert engagement.index == {
        "nps": IndexChoice(2),
        "frt": IndexChoice(1, Anchors(480, 120, 60)),
        "aht": IndexChoice(0.5, band=Band(Anchors(60, 120, 240), Anchors(900, 600, 360))),
    }
    assert engagement.metric_targets == {"frt": 60, "csat": 0.8}
    assert engagement.peers == {"nps": Peer(31, "Sector survey", 2025, 4200, "nine companies")}
    assert engagement.sign_limits == {"base": SignLimits(None, 0.03), "acquisition_cost": SignLimits(0.1)}


ANCHORS = "floor = {}\nthreshold = {}\ntarget = {}\n"


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("[metrics.frt]\nweight = 1", "frt.weight: takes frt into the index, so floor, threshold and target were"),
        ("[metrics.frt]\nweight = 1\ntarget = 60", "frt.weight: takes frt into the index, so floor and threshold were"),
        ("[metrics.frt]\nfloor = 480\ntarget = 60", "frt: floor and target were read, threshold was expected, too"),
        (
            f"[metrics.frt]\n{ANCHORS.format(60, 120, 480)}",
            "frt: 60, 120, 480 was read; of frt lower is better, so floor, threshold and target fall",
        ),
        (
            f"[metrics.churn]\n{ANCHORS.format(0.1, 0.2, 0.05)}",
            "churn: floor 0.1, threshold 0.2 and target 0.05 must rise, or fall where lower is better",
        ),
        (f"[metrics.churn]\n{ANCHORS.format(10, 0.2, 0.05)}", "churn.floor: 10 was read, a share from 0 to 1 was"),
        ("[metrics.aht]\ntarget = 300", "aht.target: aht has no better direction, so it takes no target"),
        ("[metrics.aht]\nfloor = 300", "aht.floor: aht has no better direction: it takes the tables below and above"),
        ("[metrics.aht]\nweight = 1", "aht: below and above were expected, with floor, threshold and target"),
        (f"[metrics.aht.below]\n{ANCHORS.format(60, 120, 240)}", "aht: above was expected, with floor, threshold and"),
        (
            f"[metrics.aht.below]\n{ANCHORS.format(60, 120, 240)}[metrics.aht.above]\n{ANCHORS.format(900, 600, 200)}",
            "aht: a band needs anchors that rise to its lower end, and others that fall to its upper end",
        ),
        (f"[metrics.frt.above]\n{ANCHORS.format(9, 6, 3)}", "frt.above: is only for a metric without a better"),
        ("[metrics.nps.peer]\nvalue = 31\nyear = 2025", "nps.peer.source: is missing"),
        ('[metrics.nps.peer]\nvalue = 31\nsource = "us"', "nps.peer.year: is missing"),
        ('[metrics.nps.peer]\nvalue = 310\nsource = "us"\nyear = 2025', "nps.peer.value: 310 was read, a number from"),
        ('[metrics.nps.peer]\nvalue = 31\nsource = " "\nyear = 2025', "nps.peer.source: is blank, a name was expected"),
        ("[metrics.nsp]\nweight = 1", "nsp: “nsp” was read, one of nps, csat, "),
    ],
)
def test_a_fault_of_an_outcomes_settings_is_named_with_its_key(tmp_path: Path, more: str, fault: str) -> None:
    (found,) = faults(tmp_path, f"{LEAST}{more}\n")
    assert found.startswith(f" › metrics.{fault}")


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        (
            "[signs.bass]\nalarm = 0.1",
            "bass: “bass” was read, one of base, share, acquisition_cost, recommendations was expected",
        ),
        ("[signs.base]\nalarm = 5", "base.alarm: 5 was read, 1 or less was expected"),
        ("[signs.base]\nwatch = 0.06", "base: watch 0.06 was read, no more than alarm 0.05 was expected"),
        ("[signs.uptake]\nalarm = 0.1", "uptake: “uptake” was read, one of base, share, acquisition_cost, recommendat"),
    ],
)
def test_a_fault_of_a_warning_signs_thresholds_is_named_with_its_key(tmp_path: Path, more: str, fault: str) -> None:
    (found,) = faults(tmp_path, f"{LEAST}{more}\n")
    assert found.startswith(f" › signs.{fault}")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", [" › format: is missing", " › client: is missing"]),
        ("format = 1", [" › client: is missing"]),
        ('format = 2\nclient = "x"', [" › format: 2 was read, 1 or less was expected"]),
        ('format = 1\nclient = ""', [" › client: is blank, a name was expected"]),
        ('format = 1\nclient = " \\u200b\\u0007 "', [" › client: is blank, a name was expected"]),
        (
            f'format = 1\nclient = "{"x" * 201}"',
            [" › client: has 201 characters, at most 200 were expected"],
        ),
        (b'client = "Zo\xeb"', [": is not UTF-8 text (byte 13)"]),
        (b"\xff\xfef\x00", [": is not UTF-8 text (byte 1)"]),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes | str, expected: list[str]) -> None:
    assert faults(tmp_path, content) == expected


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    content = (
        'format = 1\nclient = ""\nminimum_group = 1\n[roles.boss]\nweight = 1\n[disciplines]\ntargets = { design = 9 }'
    )
    assert [fault.partition(":")[0] for fault in faults(tmp_path, content)] == [
        " › client",
        " › minimum_group",
        " › disciplines.targets.design",
        " › roles.boss",
    ]


def test_a_folder_without_settings_is_no_engagement(tmp_path: Path) -> None:
    with pytest.raises(NotAnEngagement, match=r"it has no engagement\.toml"):
        read_engagement(tmp_path, pack())


def test_a_folder_in_the_place_of_the_settings_is_refused(tmp_path: Path) -> None:
    (tmp_path / "engagement.toml").mkdir()
    with pytest.raises(InvalidInput, match="this is a folder, a file was expected"):
        read_engagement(tmp_path, pack())


@pytest.mark.parametrize(("name", "sound"), [("Acme", True), ("", False), ("\u200b", False), ("x" * 200, True)])
def test_a_name_can_be_seen_and_fits_on_a_cover(name: str, sound: bool) -> None:
    assert (name_fault(name) is None) is sound


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_bring_the_reader_down(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(CxassessError):
        read(tmp_path, content)


VALUES = st.sampled_from(
    [
        b"-1",
        b"nan",
        b"inf",
        b"1e400",
        b'""',
        b"[]",
        b"{}",
        b"true",
        b"2029-01-31",
        b"9" * 400,
        b'"\\u0000"',
        b"[[1]]",
        b"0",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_change_to_sound_settings_brings_the_reader_down(tmp_path: Path, data: st.DataObject) -> None:
    rows = (KESTREL / "engagement.toml").read_bytes().split(b"\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(rows) - 1))
        key, equals, _ = rows[at].partition(b" = ")
        match data.draw(st.sampled_from(["value", "row", "bytes"])):
            case "value" if equals:
                rows[at] = key + equals + data.draw(VALUES)
            case "row":
                rows[at] = data.draw(st.sampled_from([b"", b"[roles]", b"[scope]", b"x = 1", rows[0]]))
            case _:
                cut = data.draw(st.integers(0, len(rows[at])))
                rows[at] = rows[at][:cut] + data.draw(st.binary(max_size=4)) + rows[at][cut:]
    try:
        engagement = read(tmp_path, b"\n".join(rows))
    except CxassessError:
        return
    assert engagement.client
