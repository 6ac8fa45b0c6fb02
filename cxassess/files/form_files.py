"""Forms in Excel as files, written beside what a person has filled in, never over it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cxassess.errors import InvalidInput, Problem, WaveClosed
from cxassess.files.clean import clean_line
from cxassess.files.documents import Written, write_all
from cxassess.files.engagement import Opened
from cxassess.files.form_people import Wanted, file_names
from cxassess.forms import Facts, Form, sections_of
from cxassess.model.engagement import Answer

CardOrder = Callable[[str, str], tuple[str, ...]]  # from a respondent and a card to the choices in their order


@dataclass(frozen=True, slots=True)
class Return:
    """Where a form goes back to, in the consultant’s words, and by when."""

    to: str = ""
    until: date | None = None


def write_forms(
    opened: Opened, wanted: Sequence[Wanted], order: CardOrder, back: Return, out: Path | None = None
) -> Written:
    """Write the forms; all of them are made before the first is written.

    Args:
        out: a folder, or an .xlsx file for one form; by default forms/<wave>/ of the engagement.

    Raises InvalidInput, WaveClosed, CannotWrite.
    """
    from cxassess.report.form import write_form

    if opened.wave.state != "open":
        raise WaveClosed(opened.wave.id)
    is_file = out is not None and out.suffix.casefold() == ".xlsx"
    if is_file and len(wanted) != 1:
        raise InvalidInput([Problem(str(out), f"one file holds one form, and there are {len(wanted)}: name a folder")])
    folder = out or opened.folder / "forms" / opened.wave.id
    targets = [folder] if is_file else [folder / name for name in file_names(wanted)]
    made = {}
    for target, one in zip(targets, wanted, strict=True):
        form = form_of(opened, one, order, back)
        made[target] = write_form(form, opened.words_in(form.facts.language))
    return write_all(made)


def form_of(opened: Opened, wanted: Wanted, order: CardOrder, back: Return) -> Form:
    """One form with what its person has answered. Raises InvalidInput for a language that it cannot be in."""
    language = wanted.language or opened.pack.language
    pack, words = opened.pack_in(language), opened.words_in(language)
    tables = opened.store.forms
    settings = opened.settings
    facts = Facts(
        engagement=tables.engagement(),
        client=clean_line(settings.client),
        wave=opened.wave.id,
        questionnaire=pack.label,
        version=pack.version,
        language=language,
        respondent=wanted.respondent,
        role=wanted.role,
        unit=wanted.unit,
    )
    orders = {card: order(wanted.respondent, card) for card in pack.cards}
    sections = sections_of(pack, words, wanted.role, orders, {} if facts.is_anonymous else _answers(opened, facts.name))
    to = clean_line(back.to) or settings.privacy_contact or settings.firm
    return Form(facts, tables.seal(facts.text), pack, settings, opened.wave, sections, to, back.until)


def _answers(opened: Opened, name: str) -> Mapping[str, Answer]:
    """What somebody has answered, and what they wrote beside questions that have no choice yet."""
    there = opened.store.answers.response(opened.wave.id, name)
    return {**opened.store.answers.drafts(opened.wave.id, name), **(there.answers if there else {})}
