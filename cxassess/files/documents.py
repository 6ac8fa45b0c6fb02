"""The Word report and the workbook of an assessment, written beside what a person has changed, never over it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from cxassess.errors import InvalidInput, Problem
from cxassess.files.checked import Strict, checked, read_toml
from cxassess.files.commentary import fingerprint, read_commentary
from cxassess.files.data import shipped, shipped_ids
from cxassess.files.safe import write_unless_changed
from cxassess.hints import did_you_mean
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary
from cxassess.words import read_words

FORMATS = ("docx", "xlsx")
NAMES = {"docx": "report.docx", "xlsx": "workbook.xlsx"}


class OutlineFile(Strict):
    format: Literal[1]
    title: str
    sections: Annotated[list[str], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Template:
    """A report template: which sections, over which Word document."""

    sections: tuple[str, ...]
    docx: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """Where documents were written, and what to say about it."""

    paths: tuple[Path, ...]
    lines: tuple[str, ...]


def find_template(name: str) -> Path:
    """The folder of a shipped template by its name, or of one's own by its path. Raises InvalidInput."""
    if name in shipped_ids("report_templates"):
        return shipped("report_templates") / name
    folder = Path(name)
    if (folder / "outline.toml").is_file():
        return folder
    known = ", ".join(shipped_ids("report_templates"))
    message = f"is neither a shipped template ({known}) nor a folder with outline.toml and template.docx"
    raise InvalidInput([Problem(name, message)])


def read_template(folder: Path) -> Template:
    """A template's outline and Word document. Raises InvalidInput with every fault."""
    from cxassess.report.compose import SECTIONS

    data, unreadable = read_toml(folder / "outline.toml")
    if unreadable:
        raise InvalidInput(unreadable)
    outline, problems = checked(OutlineFile, data, "outline.toml")
    faults = list(problems)
    for id in outline.sections if outline else ():
        if id not in SECTIONS:
            message = f"“{id}” was read, one of {', '.join(SECTIONS)} was expected{did_you_mean(id, SECTIONS)}"
            faults.append(Problem("outline.toml › sections", message))
    docx = folder / "template.docx"
    if not docx.is_file():
        faults.append(Problem("template.docx", "this file is missing"))
    if faults or outline is None:
        raise InvalidInput(faults)
    return Template(tuple(outline.sections), docx.read_bytes())


def write_documents(
    folder: Path, assessment: Assessment, formats: Sequence[str], template: str = "full", out: Path | None = None
) -> Written:
    """Write the documents; all of them are made before the first is written.

    Args:
        out: a folder, or a file where one format is asked for; by default reports/<wave>/ of the engagement.

    Raises InvalidInput for a faulty template or commentary, CannotWrite.
    """
    words = read_words(assessment.engagement.language, assessment.pack.reword)
    commentary = read_commentary(folder, assessment)
    print_of_numbers = fingerprint(assessment)
    made: dict[str, bytes] = {}
    if "docx" in formats:
        from cxassess.report.compose import compose
        from cxassess.report.word import write_docx

        chosen = read_template(find_template(template))
        document = compose(assessment, commentary, words, chosen.sections, print_of_numbers)
        made["docx"] = write_docx(document, chosen.docx, assessment.wave.as_of)
    if "xlsx" in formats:
        from cxassess.report.workbook import write_workbook

        made["xlsx"] = write_workbook(assessment, words)
    paths = []
    lines = []
    for kind, content in made.items():
        target = _target(folder, assessment, kind, out, len(made))
        path = write_unless_changed(target, content)
        paths.append(path)
        aside = f" ({target.name} was changed by somebody and is left alone)" if path != target else ""
        lines.append(f"{path}{aside}")
    lines += _about_commentary(commentary, assessment, print_of_numbers)
    return Written(tuple(paths), tuple(lines))


def _about_commentary(commentary: Commentary, assessment: Assessment, print_of_numbers: str) -> Iterator[str]:
    """What the consultant should know about the words beside the numbers."""
    name = f"commentary/{assessment.wave.id}.toml"
    known = {f"{finding.kind} {finding.about}" for finding in assessment.findings}
    for key in commentary.overrides:
        if key not in known:
            yield f"{name}: the override “{key}” fits no finding of this wave and was not printed."
    if commentary.stale:
        yield (
            "The numbers have changed since the commentary was written; once it fits again, set written_for ="
            f' "{print_of_numbers}" in {name}.'
        )
    elif commentary.headline or commentary.sections:
        yield f"Fingerprint of the numbers: {print_of_numbers} (as written_for in {name} it warns when they change)."


def _target(folder: Path, assessment: Assessment, kind: str, out: Path | None, count: int) -> Path:
    if out is None:
        return folder / "reports" / assessment.wave.id / NAMES[kind]
    if count == 1 and out.suffix.casefold() == f".{kind}":
        return out
    return out / NAMES[kind]
