"""commentary/<wave>.toml: the consultant's own words, printed in their places and flagged when numbers moved."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

from cxassess.errors import InvalidInput, Problem
from cxassess.files.checked import Strict, checked, read_toml
from cxassess.files.clean import clean_line, clean_text, is_blank
from cxassess.files.fingerprints import fingerprint, slot_fingerprints
from cxassess.files.safe import write_whole, writing
from cxassess.files.toml_edit import changed_toml
from cxassess.hints import did_you_mean
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import OVERRIDE, Commentary, Override

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

SECTIONS = (
    "promised",
    "moved",
    "tracker",
    "summary",
    "profile",
    "heat_map",
    "strategy",
    "customer_understanding",
    "design",
    "measurement",
    "governance",
    "culture",
    "stage",
    "programme",
    "perception",
    "voices",
    "say_do",
    "words",
    "mirror",
    "software",
    "experience_map",
    "outcomes",
    "settle",
    "priorities",
    "roadmap",
    "method",
)


def _said(text: str) -> str:
    if is_blank(clean_text(text)):
        message = "is blank, some text was expected"
        raise ValueError(message)
    return text


Said = Annotated[str, AfterValidator(_said)]


class OverrideTable(Strict):
    sentence: Said
    reason: Said


class CommentaryFile(Strict):
    headline: str = ""
    context: str = ""
    written_for: str = ""
    sections: dict[str, str] = {}
    override: dict[str, OverrideTable] = {}
    numbers: dict[str, str] = {}


def read_commentary(folder: Path, assessment: Assessment) -> Commentary:
    """The commentary of the assessment's wave; an empty one where there is none. Raises InvalidInput."""
    path = folder / "commentary" / f"{assessment.wave.id}.toml"
    if not path.exists():
        return Commentary()
    data, unreadable = read_toml(path)
    name = f"commentary/{path.name}"
    if unreadable:
        raise InvalidInput([Problem(name, problem.message) for problem in unreadable])
    file, problems = checked(CommentaryFile, data, name)
    known = (*SECTIONS, *(d.id for d in assessment.pack.disciplines))
    unknown = [
        Problem(f"{name} › sections.{id}", f"is no section of the report{did_you_mean(id, known)}")
        for id in (file.sections if file else ())
        if id not in known
    ]
    if file is None or unknown:
        raise InvalidInput([*problems, *unknown])
    commentary = Commentary(
        headline=clean_text(file.headline),
        context=clean_text(file.context),
        sections={id: clean_text(text) for id, text in file.sections.items() if text.strip()},
        overrides={
            clean_line(key): Override(clean_text(o.sentence), clean_text(o.reason)) for key, o in file.override.items()
        },
    )
    return _standing(file, commentary, assessment)


def _standing(file: CommentaryFile, commentary: Commentary, assessment: Assessment) -> Commentary:
    """The commentary with what it says of its numbers: confirmed, moved since, or never confirmed."""
    used = _places(commentary)
    if not used:
        return commentary
    if file.written_for:  # of an earlier version: one fingerprint for everything
        moved = used if file.written_for != fingerprint(assessment) else frozenset()
        return replace(commentary, moved=moved)
    now = slot_fingerprints(assessment)
    here, confirmed = used & now.keys(), file.numbers
    return replace(
        commentary,
        moved=frozenset(place for place in here & confirmed.keys() if confirmed[place] != now[place]),
        unconfirmed=here - confirmed.keys(),
        gone=used - now.keys(),
    )


def _places(commentary: Commentary) -> frozenset[str]:
    """The places that the consultant has filled."""
    own = {place for place in ("headline", "context") if getattr(commentary, place)}
    return frozenset({*own, *commentary.sections, *(f"{OVERRIDE}{key}" for key in commentary.overrides)})


def confirm(folder: Path, assessment: Assessment) -> bool:
    """Note beside all words of the wave that they fit today's numbers; the rest of the file stays as it is.

    Returns whether there were any. Raises InvalidInput, CannotWrite.
    """
    commentary = read_commentary(folder, assessment)
    used = _places(commentary)
    if not used:
        return False
    path = folder / "commentary" / f"{assessment.wave.id}.toml"
    with writing(path):
        now = slot_fingerprints(assessment)
        numbers = {place: now[place] for place in sorted(used & now.keys())}
        write_whole(path, changed_toml(path.read_bytes(), lambda document: _note(document, numbers)))
    return True


def _note(document: "TOMLDocument", numbers: Mapping[str, str]) -> None:
    import tomlkit  # only this command needs it

    document.pop("written_for", None)
    table = tomlkit.table()
    table.comment("written by `cxassess commentary --confirm`: the numbers that the words were read with")
    table.update(numbers)
    document["numbers"] = table


def places_of(commentary: Commentary) -> list[str]:
    """A line for each place with words: whether they fit the numbers."""
    if not (used := sorted(_places(commentary))):
        return ["No commentary has been written for this wave yet."]
    width = max(map(len, used))
    return [f"{place:{width}}  {_state(place, commentary)}" for place in used]


def _state(place: str, commentary: Commentary) -> str:
    if place in commentary.gone:
        return "fits nothing in this wave, and is not printed"
    if place in commentary.moved:
        return "its numbers have changed since it was confirmed"
    return "not confirmed yet" if place in commentary.unconfirmed else "fits the numbers"


def first_commentary() -> bytes:
    """The commentary file that `new` writes: all slots, empty."""
    slots = "\n".join(f'{section} = ""' for section in SECTIONS)
    return f"""\
# Your own words for this wave's report; what is left empty is left out.
headline = ""          # the first sentence of the summary, instead of the computed one
context = ""           # a paragraph under it: what a reader must know about the client
# Once your words fit the numbers, say `cxassess commentary --confirm`: later reports mark what has moved since.

[sections]             # a paragraph a section, printed at its end
{slots}

# The words of one finding, by kind and subject as `cxassess assess --json` names them:
# [override."gap disciplines.design"]
# sentence = "..."
# reason = "..."       # kept with it; printed in the method section
""".encode()
