"""The Word report and the workbook of an assessment, written beside what a person has changed, never over it.

Each document imports what it needs when it is asked for: a workbook alone reads and loads nothing of Word.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cxassess.files.commentary import read_commentary
from cxassess.files.data import shipped_ids
from cxassess.files.fingerprints import fingerprint
from cxassess.files.safe import write_unless_changed
from cxassess.model.assessment import Assessment
from cxassess.model.engagement import Commentary
from cxassess.report.palette import HOUSE, Brand
from cxassess.words import Words, read_words

if TYPE_CHECKING:
    from cxassess.files.templates import Template
    from cxassess.report.blocks import Document
    from cxassess.report.compose.context import Audience

FORMATS = ("docx", "xlsx", "pdf")
USUAL = ("docx", "xlsx")
NAMES = {"docx": "report.docx", "xlsx": "workbook.xlsx", "pdf": "report.pdf"}


@dataclass(frozen=True, slots=True)
class Written:
    """Where documents were written, what to say about each (empty where nothing is), and about all of them."""

    paths: tuple[Path, ...]
    asides: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The documents without their folder, each with what is to be said about it."""
        return tuple(f"{path.name}{aside}" for path, aside in zip(self.paths, self.asides, strict=True))

    @property
    def lines(self) -> tuple[str, ...]:
        """All there is to say: a line for each document, and then the rest."""
        told = (f"{path}{aside}" for path, aside in zip(self.paths, self.asides, strict=True))
        return (*told, *self.notes)


def write_all(made: Mapping[Path, bytes], notes: Iterable[str] = ()) -> Written:
    """Write documents beside what a person has changed, never over it. Raises CannotWrite."""
    paths = {target: write_unless_changed(target, content) for target, content in made.items()}
    asides = (
        f" ({target.name} was changed by somebody and is left alone)" if path != target else ""
        for target, path in paths.items()
    )
    return Written(tuple(paths.values()), tuple(asides), tuple(notes))


def write_documents(
    folder: Path,
    assessment: Assessment,
    formats: Sequence[str],
    template: str = "full",
    out: Path | None = None,
    *,
    page_numbers: bool = False,
    audience: "Audience" = "client",
) -> Written:
    """Write the documents; all of them are made before the first is written.

    Args:
        out: a folder, or a file where one format is asked for; by default reports/<wave>/ of the engagement.
        audience: whether the report goes to the client, or to the team that works with people’s own words, too.
        page_numbers: whether the contents get them, for which LibreOffice lays the report out.

    Raises InvalidInput for a faulty template or commentary, CannotWrite, CxassessError for a PDF without LibreOffice.
    """
    words = read_words(assessment.engagement.language, assessment.pack.reword)
    commentary = read_commentary(folder, assessment)
    print_of_numbers = fingerprint(assessment)
    chosen = template_for(template, formats)
    made: dict[str, bytes] = {}
    hints: list[str] = []
    if chosen and ("docx" in formats or "pdf" in formats):
        from cxassess.files.office import to_pdf
        from cxassess.report.compose import compose

        document = compose(assessment, commentary, words, chosen.sections, print_of_numbers, audience)
        as_of, lack = assessment.wave.as_of, ""
        if "docx" in formats:
            content, lack = _report(document, chosen, as_of, page_numbers=page_numbers)
            made["docx"] = content
        if "pdf" in formats:
            content, lack = _report(document, chosen, as_of, page_numbers=True, editable=False)
            made["pdf"] = to_pdf(content, as_of)
        hints += [words.say("report.contents.no_pages", reason=words.say(f"report.contents.{lack}"))] if lack else []
        hints += _script_hints(document, content, chosen.brand, words, is_pdf="pdf" in formats)
    if "xlsx" in formats:
        from cxassess.report.workbook import write_workbook

        made["xlsx"] = write_workbook(assessment, words, chosen.brand if chosen else HOUSE)
    targets = {_target(folder, assessment, kind, out, len(made)): content for kind, content in made.items()}
    notes = [*(chosen.notes if chosen else ()), *hints, *_about_commentary(commentary, assessment, folder)]
    return write_all(targets, notes)


def template_for(name: str, formats: Sequence[str]) -> "Template | None":
    """The template; none for a workbook alone under a shipped one, which has the colours of the house.

    Raises InvalidInput for a faulty one.
    """
    if set(formats) == {"xlsx"} and name in shipped_ids("report_templates"):
        return None
    from cxassess.files.templates import find_template, read_template

    return read_template(find_template(name))


def _report(
    document: "Document",
    template: "Template",
    as_of: date,
    *,
    page_numbers: bool,
    editable: bool = True,
) -> tuple[bytes, str]:
    """The Word report, and why its contents have no page numbers, where they should have some."""
    from cxassess.files.office import can_find_pages, has_office, heading_pages, to_pdf
    from cxassess.report.word.contents import headings_in, with_pages
    from cxassess.report.word.writer import write_docx

    def written(*, numbered: bool) -> bytes:
        return write_docx(
            document,
            template.docx,
            as_of,
            template.brand,
            template.own_styles,
            numbered=numbered,
            editable=editable,
        )

    if not page_numbers or "contents" not in document.sections:
        return written(numbered=False), ""
    lack = "no_office" if not has_office() else "no_pypdf" if not can_find_pages() else ""
    if lack:
        return written(numbered=False), lack
    content = written(numbered=True)
    settled = with_pages(content, heading_pages(to_pdf(content, as_of), headings_in(content)), as_of)
    return (settled, "") if settled != content else (written(numbered=False), "no_headings")


def _script_hints(document: "Document", content: bytes, brand: Brand, words: Words, *, is_pdf: bool) -> Iterator[str]:
    """What pictures and PDF cannot show on this machine: letters for which it has no font."""
    from cxassess.report.pictures.scripts import SIGNS, missing_scripts, texts_of
    from cxassess.report.word.contents import text_of

    places: dict[str, Iterable[str]] = {"picture": texts_of(document.blocks)}
    if is_pdf:
        places["pdf"] = (text_of(content),)
    for place, texts in places.items():
        for script, font, letters in missing_scripts(texts, brand):
            key = f"report.scripts.{place}_signs" if script == SIGNS else f"report.scripts.{place}"
            yield words.say(key, script=script, font=font, letters=letters)


def _about_commentary(commentary: Commentary, assessment: Assessment, folder: Path) -> Iterator[str]:
    """What the consultant should know about the words beside the numbers."""
    name = f"commentary/{assessment.wave.id}.toml"
    known = {finding.key for finding in assessment.findings}
    for key in commentary.overrides:
        if key not in known:
            yield f"{name}: the override “{key}” fits no finding of this wave and was not printed."
    command = f"cxassess commentary {folder} --confirm"
    if commentary.moved:
        places = ", ".join(sorted(commentary.moved))
        yield f"{name}: the numbers beside {places} have changed since. Read them again, then: {command}"
    elif commentary.unconfirmed:
        yield f"{name}: once your words fit the numbers, say {command}; later reports mark what has moved since."


def _target(folder: Path, assessment: Assessment, kind: str, out: Path | None, count: int) -> Path:
    if out is None:
        return folder / "reports" / assessment.wave.id / NAMES[kind]
    if count == 1 and out.suffix.casefold() == f".{kind}":
        return out
    return out / NAMES[kind]
