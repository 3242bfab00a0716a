"""Keys by which the same onderneming or place is found however it was written. Pure functions.

They stand in columns with an index, so that a search need not compare everything with everything.
"""

import re
import unicodedata

# What a legal form adds to a name: "Jansen Bouw B.V." and "Jansen Bouw" are one for who searches.
_RECHTSVORM = re.compile(
    r"\b(b\s*v|bv|n\s*v|nv|v\s*o\s*f|vof|c\s*v|cv|u\s*a|gmbh|ltd|sp z o ?o|e\s*z|eenmanszaak|holding|"
    r"beheer|groep|stichting|vereniging|maatschap|i o)\b"
)
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "&": " en ", "+": " en "}
)  # fmt: skip
_STRAAT = (
    (r"str\b", "straat"), (r"\bln\b", "laan"), (r"\bpln\b", "plein"),
    (r"\bburg\b", "burgemeester"), (r"\b(doctor|dokter)\b", "dr"), (r"\bst\b", "sint"),
)  # fmt: skip
POSTCODE = re.compile(r"\b([1-9]\d{3})\s?([A-Za-z]{2})\b")
_NUMMER = re.compile(r"(\d{1,5})")
_TELEFOON = re.compile(r"(?<![\d])(?:\+|00)?\d[\d\s().-]{7,17}\d")
_HANDLE = re.compile(r"(?<![\w@.])@([\w.]{3,40})")
_LINK = re.compile(
    r"(?:https?://)?(?:www\.)?(instagram|facebook|tiktok|snapchat|t|telegram|wa|onlyfans|x|twitter|linkedin)"
    r"\.(?:com|me|nl)/(?:add/|@|in/)?([\w.+-]{3,60})",
    re.IGNORECASE,
)


def plat(tekst: str) -> str:
    """Lower case, no accents, letters and digits with single spaces."""
    los = unicodedata.normalize("NFKD", tekst.lower().translate(_LETTERS))
    los = "".join(c for c in los if not unicodedata.combining(c)).replace("'", "").replace("’", "")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", los).split())


def bedrijfsnaam(naam: str) -> str:
    """Without legal form, ij = y, no doubled letters; the whole name when nothing else is left."""
    los = plat(naam)
    kern = " ".join(_RECHTSVORM.sub(" ", los).split()) or los
    return re.sub(r"([a-z])\1+", r"\1", kern.replace("ij", "y"))[:200]


def kvk(nummer: str) -> str:
    """Eight digits, or "" when it is none: of twelve (a vestiging) none are left out silently."""
    cijfers = re.sub(r"\D", "", nummer)
    return cijfers if len(cijfers) == 8 and cijfers.strip("0") else ""


def postcode(tekst: str) -> str:
    """ "7311AB" out of whatever was typed, or ""."""
    match = POSTCODE.search(tekst)
    return f"{match[1]}{match[2].upper()}" if match else ""


def huisnummer(tekst: str) -> str:
    """The digits of a house number: "12", "12a" and "12-2" are one front door for who searches."""
    match = _NUMMER.search(POSTCODE.sub(" ", tekst))
    return str(int(match[1])) if match else ""


def adressleutel(code: str, nummer: str) -> str:
    """Postcode and house number in one; "" when one is missing."""
    a, b = postcode(code), huisnummer(nummer)
    return f"{a}-{b}" if a and b else ""


def straat(adres: str) -> str:
    """The street as it sounds, without number: "Kanaalstr." and "Kanaal Straat" are one."""
    los = plat(re.split(r"\d", POSTCODE.sub(" ", adres), maxsplit=1)[0])
    for van, naar in _STRAAT:
        los = re.sub(van, naar, los)
    return re.sub(r"([a-z])\1+", r"\1", los.replace(" ", "").replace("ij", "y"))[:120]


def telefoon(nummer: str) -> str:
    """The last nine digits: the same for 06, +31 6 and 0031 6; "" when it is too short."""
    cijfers = re.sub(r"\D", "", nummer)
    return cijfers[-9:] if len(cijfers) >= 9 else ""


def nummers(*teksten: str) -> list[str]:
    """Every telephone number and account in what was typed, as keys, in order and once.

    "tel:612345678", "acc:naam" for @naam and for the last part of a known site's address. A name that
    is an account and a name on another site are one for who searches; a person looks.
    """
    found: list[str] = []
    for tekst in teksten:
        for match in _LINK.finditer(tekst):
            if match[1].lower() == "wa":
                found.append(f"tel:{telefoon(match[2])}")
            else:
                found.append(f"acc:{match[2].lower().strip('.')}")
        found += [f"acc:{m[1].lower().strip('.')}" for m in _HANDLE.finditer(tekst)]
        found += [f"tel:{telefoon(m[0])}" for m in _TELEFOON.finditer(_LINK.sub(" ", tekst))]
    return [k for k in dict.fromkeys(found) if not k.endswith(":")]
