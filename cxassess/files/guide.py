"""The interview guides of a wave, one a role, written beside what a person has changed, never over it."""

from pathlib import Path

from cxassess.errors import InvalidInput, Problem
from cxassess.files.documents import Written, write_all
from cxassess.files.engagement import Opened
from cxassess.files.templates import find_template, read_template
from cxassess.hints import did_you_mean
from cxassess.model.pack import Pack
from cxassess.words import read_words

TEMPLATE = "full"


def write_guides(opened: Opened, role: str | None = None, out: Path | None = None) -> Written:
    """Write the guide of a role, or those of all roles; all of them are made before the first is written.

    Args:
        out: a folder, or a .docx file where a role is named; by default reports/<wave>/ of the engagement.

    Raises InvalidInput for an unknown role, or for a file where a folder is needed, and CannotWrite.
    """
    from cxassess.report.compose.guide import compose_guide
    from cxassess.report.word.writer import write_docx

    roles = _roles(opened.pack, role)
    if out is not None and role is None and out.suffix.casefold() == ".docx":
        raise InvalidInput([Problem(str(out), "one file holds one guide: name its role with --role, or a folder here")])
    words = read_words(opened.settings.language, opened.pack.reword)
    template = read_template(find_template(TEMPLATE)).docx
    made = {}
    for id in roles:
        document = compose_guide(opened.pack, opened.settings, opened.wave, words, opened.pack.roles[id])
        made[_target(opened, id, out)] = write_docx(document, template, opened.wave.as_of)
    return write_all(made)


def _roles(pack: Pack, role: str | None) -> tuple[str, ...]:
    """The roles that are asked anything, or the one named."""
    asked = tuple(id for id in pack.roles if pack.asked_of(id))
    if role is None:
        return asked
    if role not in asked:
        message = f"“{role}” was read, one of {', '.join(asked)} was expected{did_you_mean(role, asked)}"
        raise InvalidInput([Problem("--role", message)])
    return (role,)


def _target(opened: Opened, role: str, out: Path | None) -> Path:
    """A role's id is a name of letters and underscores, which becomes part of the file's."""
    name = f"guide-{role.replace('_', '-')}.docx"
    if out is None:
        return opened.folder / "reports" / opened.wave.id / name
    return out if out.suffix.casefold() == ".docx" else out / name
