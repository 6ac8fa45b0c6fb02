"""Templates become pages, and the few files beside them are served from memory."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from cxassess.model.engagement import Engagement
from cxassess.words import Words

_HERE = Path(__file__).parent
_CSS, _SCRIPT = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
_TYPES = {"app.css": _CSS, "consultant.css": _CSS, "app.js": _SCRIPT, "follow.js": _SCRIPT}
_FOR_A_YEAR = "public, max-age=31536000, immutable"


class Pages:
    """The templates, with what every page shows."""

    def __init__(self, settings: Engagement) -> None:
        # Everything that is put into a page is text: nothing that people wrote becomes markup.
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._client = settings.client
        self._files = {name: (_HERE / "static" / name).read_bytes() for name in _TYPES}
        self._versions = {name: hashlib.sha256(content).hexdigest()[:12] for name, content in self._files.items()}

    def page(self, template: str, words: Words, status: int = 200, **values: Any) -> HTMLResponse:
        """A page in the language of `words`."""
        shared = {
            "say": words.say,
            "language": words.formats.tag.partition("-")[0],
            "client": self._client,
            "asset": self._asset,
            "saved": None,
            "tongues": (),
        }
        return HTMLResponse(self._templates.get_template(template).render({**shared, **values}), status)

    def _asset(self, name: str) -> str:
        return f"/static/{name}?v={self._versions[name]}"

    def file(self, name: str) -> Response | None:
        """A file that belongs to the pages; None where there is none of the name."""
        if name not in self._files:
            return None
        return Response(self._files[name], media_type=_TYPES[name], headers={"cache-control": _FOR_A_YEAR})


@cache
def tongue(language: str) -> str:
    """A language's own name for itself."""
    from cxassess.words import answering_words

    name = answering_words(language).language_name(language)
    return name[:1].upper() + name[1:]
