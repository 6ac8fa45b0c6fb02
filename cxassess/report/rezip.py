"""The same parts give the same bytes: office files are packed anew with fixed times, order and attributes."""

import io
import re
import zipfile
from datetime import date

_FIRST = ("[Content_Types].xml", "_rels/.rels")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def stable_zip(content: bytes, as_of: date) -> bytes:
    """An office file as bytes that depend on its parts alone; its dates become `as_of`, nested files included."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n not in _FIRST, n)):
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _DATES.sub(rb"\g<1>" + f"{as_of.isoformat()}T00:00:00Z".encode() + rb"\3", part)
            elif name.endswith((".xlsx", ".docx")):
                part = stable_zip(part, as_of)
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            new.writestr(info, part, compresslevel=6)
    return out.getvalue()
