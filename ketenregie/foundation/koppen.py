"""Security headers, for pages and for static files; no Django, because settings.py reads it."""

from collections.abc import MutableMapping

_NIET_NODIG = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment",
    "picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
VAN_PAGINA = {
    # Browser, proxy and the Back button keep nothing of a page with personal data.
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{naam}=()" for naam in _NIET_NODIG),
    "X-Robots-Tag": "noindex, nofollow",
}
# A style sheet or picture of our own: shown by our own pages, never a page by itself.
VAN_BESTAND = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def bij_bestand(headers: MutableMapping[str, str], path: str, url: str) -> None:
    """WhiteNoise asks this once per static file, at the start."""
    for naam, waarde in VAN_BESTAND.items():
        headers[naam] = waarde
