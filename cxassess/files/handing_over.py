"""One file for the client: what the mode of a wave lets them have, and nothing else."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from cxassess.errors import CxassessError
from cxassess.files.documents import USUAL, write_documents
from cxassess.files.engagement import Opened
from cxassess.files.history import reported
from cxassess.files.safe import write_whole
from cxassess.model.assessment import Assessment
from cxassess.serialise import as_json
from cxassess.words import Words, read_words

METRIC_COLUMNS = ("metric", "value", "n", "unit", "period", "source")


def export_for_client(opened: Opened, out: Path) -> tuple[str, ...]:
    """Write the client's view of a wave as a zip: assessment, report, workbook, metrics, and what is not in it.

    The names of its parts. Raises NotShownYet for an open wave that protects people, CannotWrite, and CxassessError
    for a file that is there already.
    """
    if out.exists():
        message = f"{out} is there already; nothing was written"
        raise CxassessError(message)
    assessment = reported(opened)
    words = read_words(assessment.engagement.language, assessment.pack.reword)
    parts = {
        "README.txt": _about(assessment, words).encode(),
        "assessment.json": json.dumps(as_json(assessment), ensure_ascii=False, indent=2).encode(),
        "metrics.csv": _metrics(assessment).encode("utf-8-sig"),
    }
    with TemporaryDirectory() as made:
        for path in write_documents(opened.folder, assessment, USUAL, out=Path(made)).paths:
            parts[path.name] = path.read_bytes()
    write_whole(out, _zip(parts, assessment))
    opened.store.privacy.note_export(opened.wave.id)
    return tuple(parts)


def difference_lines(opened: Opened) -> Iterator[str]:
    """What an earlier file for the client tells beside one that is written now: who was forgotten between them."""
    day, n = opened.store.privacy.forgotten_since_export(opened.wave.id)
    if n:
        words = read_words(opened.settings.language, opened.pack.reword)
        yield words.say("export.forgotten", count=n, day=date.fromisoformat(day))


def _about(a: Assessment, words: Words) -> str:
    lines = (
        words.say("export.head", client=a.engagement.client, wave=a.wave.id),
        words.say(f"export.{a.engagement.mode}", least=a.engagement.minimum_group),
        "\n".join(words.table("export.files").values()),
        words.say("export.not_in_it"),
    )
    return "\n\n".join(lines) + "\n"


def _metrics(a: Assessment) -> str:
    """The outcomes, one a row. Text from people that a spreadsheet would calculate is led by an apostrophe."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(METRIC_COLUMNS)
    for id, metric in a.metrics.items():
        cells = (id, metric.reading.value, metric.reading.n or "", metric.unit, metric.period, metric.source)
        writer.writerow([_harmless(cell) for cell in cells])
    return made.getvalue()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def _zip(parts: dict[str, bytes], a: Assessment) -> bytes:
    """The parts with the day of the wave, so that the same parts give the same bytes."""
    made, day = io.BytesIO(), a.wave.as_of
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (max(1980, day.year), day.month, day.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            file.writestr(info, content)
    return made.getvalue()
