"""LibreOffice as a second reader of documents: each start takes seconds, so that it takes many files at once."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

SECONDS = 400  # of a machine that others use, too
_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def converted(soffice: str, files: Mapping[str, bytes], to: str, folder: Path) -> dict[str, Path]:
    """Files as LibreOffice converts them, by their names; it starts once, with settings of its own in the folder.

    It calculates every formula anew, else it would take the values from the file.

    Args:
        files: contents by name, with the suffix that says what they are; no two may differ in the suffix alone.
        to: the suffix of what is made, such as pdf.
    """
    profile, sources, out = folder / "profile", folder / "sources", folder / "converted"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
    sources.mkdir()
    for name, content in files.items():
        (sources / name).write_bytes(content)
    command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", to]
    paths = [str(sources / name) for name in files]
    subprocess.run([*command, "--outdir", str(out), *paths], check=True, capture_output=True, timeout=SECONDS)
    return {name: (out / name).with_suffix(f".{to}") for name in files}
