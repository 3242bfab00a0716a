"""HTML to PDF bytes: tagged (PDF/UA-1 by default), with our own fonts and files and nothing from outside."""

from __future__ import annotations

import atexit
import mimetypes
import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

Bijlage = tuple[str, bytes, str]
# Stands for our own site; nothing is ever fetched from an address.
_HOST = "ketenregie.invalid"
_BASE = f"https://{_HOST}/"
_LINK = re.compile(r'<link rel="stylesheet" href="/static/([\w./-]+\.css)"\s*/?>')
# Pango's font map is shared by the process.
_lock = threading.Lock()


class BestandGeweigerd(ValueError):
    """The document asks for something that is not one of our static files."""


def html_to_pdf(
    html: str, *, variant: str = "pdf/ua-1", attachments: Sequence[Bijlage] = ()
) -> bytes:
    """Make a PDF of a complete HTML page.

    Over some five pages this takes seconds: do it in a task (0.1 s per page, dense tables more).
    Stylesheets linked as `<link rel="stylesheet" href="/static/...">` are parsed once per process.
    Args:
        html: a whole document with `lang`, `<title>` and alt texts: they end up in the file.
        variant: "pdf/ua-1" for people, "pdf/a-3a" (tagged too) for the archive.
        attachments: (file name, bytes, description); only with pdf/a-3a.
    Raises:
        BestandGeweigerd: the page links to something that is not our own static file.
    """
    from weasyprint import HTML, Attachment
    from weasyprint.urls import FatalURLFetchingError

    with _lock:
        try:
            stylesheets = [_stylesheet(path) for path in _LINK.findall(html)]
            document = HTML(string=_LINK.sub("", html), base_url=_BASE, url_fetcher=_fetcher())
            data: bytes = document.write_pdf(
                stylesheets=stylesheets,
                font_config=_font_config(),
                pdf_variant=variant,
                attachments=[
                    Attachment(string=content, name=name, description=description)
                    for name, content, description in attachments
                ]
                or None,
            )
        except FatalURLFetchingError as error:
            raise BestandGeweigerd("het document vraagt om een bestand van buiten") from error
    return data


def own_static_file(url: str) -> Path:
    """The file behind an address below /static/ of our own site.

    Raises:
        BestandGeweigerd: any other address, or a file that is not there.
    """
    parts = urlsplit(url)
    path = unquote(parts.path)
    own = parts.scheme == "https" and parts.netloc == _HOST and not parts.query
    if not own or not path.startswith(settings.STATIC_URL):
        raise BestandGeweigerd("alleen eigen statische bestanden")
    found = _find(path.removeprefix(settings.STATIC_URL))
    if found is None:
        raise BestandGeweigerd("dit statische bestand bestaat niet")
    return found


def _find(path: str) -> Path | None:
    """A static file by the finders; they refuse to leave their folder."""
    found = finders.find(path)
    return Path(str(found)) if found else None


@lru_cache(maxsize=1)
def _fetcher() -> Any:
    from weasyprint.urls import (
        FatalURLFetchingError,
        URLFetcher,
        URLFetcherResponse,
    )

    class OwnFiles(URLFetcher):
        """Images in the page itself and our own files; anything else stops the document.

        WeasyPrint skips what it cannot fetch, but a document that lacks a part must not pass.
        """

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:image/"):
                return super().fetch(url, headers)
            try:
                path = own_static_file(url)
            except Exception as error:  # a path that leaves the folder, a folder, no file
                raise FatalURLFetchingError(str(error)) from error
            mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": mime})

    return OwnFiles(allowed_protocols=["data"], allow_redirects=False)


@lru_cache(maxsize=1)
def _font_config() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    # It removes its folder when it goes; that must happen before Python takes its tools away.
    atexit.register(_font_config.cache_clear)
    atexit.register(_stylesheet.cache_clear)
    return FontConfiguration()


@lru_cache(maxsize=8)
def _stylesheet(path: str) -> Any:
    from weasyprint import CSS

    url = _BASE.rstrip("/") + settings.STATIC_URL + path
    return CSS(
        string=own_static_file(url).read_text(),
        base_url=url,
        url_fetcher=_fetcher(),
        font_config=_font_config(),
    )
