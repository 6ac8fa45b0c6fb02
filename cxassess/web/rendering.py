"""Templates become pages, and the few files beside them are served from memory."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from cxassess.files.logo import Logo
from cxassess.model.engagement import Engagement
from cxassess.web.brand import style_of
from cxassess.web.security import PICTURE_POLICY
from cxassess.words import Words

_HERE = Path(__file__).parent
_CSS, _SCRIPT = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
_TYPES = {"app.css": _CSS, "consultant.css": _CSS, "app.js": _SCRIPT, "follow.js": _SCRIPT}
_LOGO = "logo"
_FOR_A_YEAR = "public, max-age=31536000, immutable"


class Pages:
    """The templates, with what every page shows."""

    def __init__(self, settings: Engagement, logo: Logo | None = None) -> None:
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
        self._types = dict(_TYPES)
        self._files = {name: (_HERE / "static" / name).read_bytes() for name in _TYPES}
        self._files["app.css"] += style_of(settings.page_colour).encode()
        if logo:
            self._types[_LOGO], self._files[_LOGO] = logo.media_type, logo.content
        self._versions = {name: hashlib.sha256(content).hexdigest()[:12] for name, content in self._files.items()}

    def page(self, template: str, words: Words, status: int = 200, **values: Any) -> HTMLResponse:
        """A page in the language of `words`."""
        shared = {
            "say": words.say,
            "language": words.formats.tag.partition("-")[0],
            "client": self._client,
            "logo": self._asset(_LOGO) if _LOGO in self._files else "",
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
        headers = {"cache-control": _FOR_A_YEAR}
        if name == _LOGO:
            headers["content-security-policy"] = PICTURE_POLICY
        return Response(self._files[name], media_type=self._types[name], headers=headers)


@cache
def tongue(language: str) -> str:
    """A language's own name for itself."""
    from cxassess.words import answering_words

    name = answering_words(language).language_name(language)
    return name[:1].upper() + name[1:]
