"""The guides of docs/handleiding/ in the app: one page per functie, and the right section for every page.

A section that explains pages names their routes: `<!-- pagina: melding meldpunt -->` under its heading; a name
counts for every route that starts with it. The text is our own and small: headings, paragraphs, lists, bold,
code, links and pictures. Everything is escaped first.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

MAP = Path(settings.BASE_DIR) / "docs/handleiding"
BEELDEN = Path(settings.BASE_DIR) / "docs/screens"
# functie -> its guide; who has none of its own reads the one of the nearest.
GIDS = {
    "meldpuntmedewerker": "meldpunt",
    "ketenregieteamlid": "ketenregieteam",
    "procesregisseur": "procesregie",
    "secretaris": "procesregie",
    "casusregisseur": "uitvoering",
    "zorgcoordinator": "uitvoering",
    "behandelaar": "uitvoering",
    "aandachtsfunctionaris": "signalen",
    "procesbegeleider": "evaluatie",
    "preventiemedewerker": "preventie",
    "bestuurder": "bestuur",
    "fg": "toezicht",
    "rac_lid": "toezicht",
    "ketenbeheerder": "ketenbeheer",
    "platformbeheerder": "platform",
}
ALGEMEEN = "algemeen"


@dataclass(frozen=True, slots=True)
class Deel:
    """One section: where it stands and which pages it explains."""

    anker: str
    kop: str
    paginas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gids:
    """One guide."""

    sleutel: str
    titel: str
    html: SafeString
    delen: tuple[Deel, ...] = field(default=())


@cache
def gidsen() -> dict[str, Gids]:
    """Every guide by its name; read once per process."""
    return {p.stem: _lees(p) for p in sorted(MAP.glob("*.md"))}


@cache
def hulp_bij(route: str, functie: str) -> str:
    """Address of the section that explains a page: in the guide of the functie, or the general one, or any."""
    eigen = GIDS.get(functie, ALGEMEEN)
    namen = [eigen, ALGEMEEN, *gidsen()]
    beste: tuple[int, str] = (0, reverse("handleiding_gids", args=[eigen]))
    for naam in dict.fromkeys(namen):
        gids = gidsen().get(naam)
        for deel in gids.delen if gids else ():
            for pagina in deel.paginas:
                past = route == pagina or route.startswith(f"{pagina}_")
                # The more exactly a section names the page the better; the first guide wins a draw.
                if past and len(pagina) > beste[0]:
                    beste = (
                        len(pagina),
                        f"{reverse('handleiding_gids', args=[naam])}#{deel.anker}",
                    )
    return beste[1]


def beeld(naam: str) -> Path | None:
    """A picture of the guides by its name, made by the browser tests."""
    pad = BEELDEN / f"{naam}.png"
    return pad if re.fullmatch(r"[a-z0-9-]+", naam) and pad.is_file() else None


def _lees(pad: Path) -> Gids:
    regels = pad.read_text("utf-8").splitlines()
    titel = regels[0].removeprefix("# ").strip()
    blokken: list[SafeString] = []
    delen: list[Deel] = []
    anker = kop = ""
    for blok in re.split(r"\n\s*\n", "\n".join(regels[1:]).strip()):
        if blok.startswith("## "):
            eerste, _, rest = blok.partition("\n")
            kop = eerste.removeprefix("## ").strip()
            anker = re.sub(r"[^a-z0-9]+", "-", kop.lower()).strip("-")
            gevonden = re.search(r"<!-- pagina: ([a-z_ ]+) -->", rest)
            delen.append(Deel(anker, kop, tuple(gevonden.group(1).split()) if gevonden else ()))
            blokken.append(format_html('<h2 id="{}" tabindex="-1">{}</h2>', anker, kop))
            blok = re.sub(r"<!--.*?-->", "", rest).strip()
        if blok:
            blokken.append(_blok(blok))
    return Gids(pad.stem, titel, mark_safe("\n".join(blokken)), tuple(delen))  # noqa: S308  (escaped per block)


def _blok(blok: str) -> SafeString:
    if plaat := re.fullmatch(r"!\[(.+)\]\(\.\./screens/([a-z0-9-]+)\.png\)", blok):
        return format_html(
            '<figure class="kr-plaat"><img src="{}" alt="{}" loading="lazy"></figure>',
            reverse("handleiding_beeld", args=[plaat.group(2)]),
            plaat.group(1),
        )
    for begin, soort in ((r"- ", "ul"), (r"\d+\. ", "ol")):
        if re.match(begin, blok):
            regels = re.split(rf"\n(?={begin})", blok)
            items = format_html_join(
                "", "<li>{}</li>", ((_zin(re.sub(rf"^{begin}", "", r)),) for r in regels)
            )
            return format_html("<{}>{}</{}>", soort, items, soort)
    return format_html("<p>{}</p>", _zin(blok))


def _zin(tekst: str) -> SafeString:
    html = str(conditional_escape(" ".join(tekst.split())))
    html = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html)
    html = re.sub(r"`(.+?)`", r"<code>\1</code>", html)
    html = re.sub(r"\[([^\]]+)\]\(([a-z]+)\.md(#[a-z0-9-]+)?\)", _verwijzing, html)
    html = re.sub(r"\[([^\]]+)\]\((/[a-z/-]*)\)", r'<a href="\2">\1</a>', html)
    return mark_safe(html)  # noqa: S308  (escaped above; only our own tags were added)


def _verwijzing(gevonden: re.Match[str]) -> str:
    adres = reverse("handleiding_gids", args=[gevonden.group(2)]) + (gevonden.group(3) or "")
    return f'<a href="{adres}">{gevonden.group(1)}</a>'
