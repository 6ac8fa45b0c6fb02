"""commentary/<wave>.toml: the consultant's own words, printed in their places and flagged when numbers moved."""

import hashlib
import json
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from cxassess.errors import InvalidInput, Problem
from cxassess.files.checked import Strict, checked, read_toml
from cxassess.files.clean import clean_line, clean_text, is_blank
from cxassess.hints import did_you_mean
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary, Override
from cxassess.serialise import as_json

SECTIONS = (
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
    return Commentary(
        headline=clean_text(file.headline),
        context=clean_text(file.context),
        sections={id: clean_text(text) for id, text in file.sections.items() if text.strip()},
        overrides={
            clean_line(key): Override(clean_text(o.sentence), clean_text(o.reason)) for key, o in file.override.items()
        },
        stale=bool(file.written_for) and file.written_for != fingerprint(assessment),
    )


def fingerprint(assessment: Assessment) -> str:
    """Eight characters that change when a number of the assessment changes, whatever the words around it."""
    data = as_json(assessment)
    numbers = {key: value for key, value in data.items() if key not in {"scope", "findings", "actions"}}
    return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()[:8]


def first_commentary() -> bytes:
    """The commentary file that `new` writes: all slots, empty."""
    slots = "\n".join(f'{section} = ""' for section in SECTIONS)
    return f"""\
# Your own words for this wave's report; what is left empty is left out.
headline = ""          # the first sentence of the summary, instead of the computed one
context = ""           # a paragraph under it: what a reader must know about the client
written_for = ""       # the fingerprint that `cxassess report` prints: it warns when the numbers have changed since

[sections]             # a paragraph a section, printed at its end
{slots}

# The words of one finding, by kind and subject as `cxassess assess --json` names them:
# [override."gap disciplines.design"]
# sentence = "..."
# reason = "..."       # kept with it; printed in the method section
""".encode()
