"""The same person on another paper: fifteen ways in which names and dates come out differently.

From how people type (neighbouring keys), hear (a name over the telephone), fill in forms and carry a
name from one script into another. No rule here is taken from meldpunt/matching.py.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from ketenregie.portaal.naamproef.mensen import PLAATSEN, Mens, geschat, telefoon, voornaam

TOETSEN = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok",
    "o": "ipl", "p": "ol", "a": "qsz", "s": "awdx", "d": "sefc", "f": "drgv", "g": "fthb", "h": "gyjn",
    "j": "hukm", "k": "jil", "l": "kop", "z": "asx", "x": "zsc", "c": "xdv", "v": "cfb", "b": "vgn",
    "n": "bhm", "m": "njk",
}  # fmt: skip
# Sounds with more than one spelling in Dutch; either side may be heard as the other.
GEHOORD = (
    ("ij", "ei"), ("ij", "y"), ("y", "i"), ("au", "ou"), ("ouw", "ou"), ("ch", "g"), ("g", "ch"),
    ("dt", "t"), ("d", "t"), ("z", "s"), ("s", "z"), ("f", "v"), ("v", "f"), ("v", "w"), ("w", "v"),
    ("ck", "k"), ("k", "c"), ("c", "k"), ("x", "ks"), ("ks", "x"), ("ph", "f"), ("f", "ph"),
    ("th", "t"), ("t", "th"), ("uy", "ui"), ("ui", "uy"), ("aa", "a"), ("a", "ae"), ("oo", "o"),
    ("ee", "e"), ("e", "ee"), ("ie", "i"), ("i", "ie"), ("oe", "u"), ("u", "oe"), ("ou", "oe"),
    ("sch", "sg"), ("sh", "sj"), ("j", "y"), ("dj", "j"), ("qu", "kw"), ("h", ""), ("eau", "o"),
    ("ai", "ei"), ("ie", "y"), ("ll", "l"), ("l", "ll"), ("ss", "s"), ("n", "nn"), ("tt", "t"),
)  # fmt: skip
# The same name out of another script or language: each row is one name.
OVERGEZET = [rij.split() for rij in (
    "Mohamed Mohammed Muhammad Mohammad Muhammed Mohamad", "Ahmed Achmed Ahmad Ahmet",
    "Youssef Yusuf Joesoef Yousef Yussuf Jusuf", "Fatima Fatma Fatimah Faatima", "Aïcha Aisha Aysha Ayşe",
    "Khadija Khadidja Hadija Chadiedja Kadija", "Rachid Rashid Rasheed", "Hassan Hasan Hassen",
    "Hussein Hüseyin Hossein Hoessein Husain", "Said Saïd Saeed Sayid", "Omar Umar Ömer Oemar",
    "Abdellah Abdullah Abdulla Abdoullah", "Abdelkader Abdulkadir Abdelqader", "Ibrahim Brahim İbrahim Ebrahim",
    "Mustapha Mustafa Moustafa Mostafa", "Khalid Chalid Khaled Halid", "Karim Kareem Kerim",
    "Jamila Djamila Jamilla Jameela", "Naima Naïma Naeema", "Latifa Latiefa Lateefa",
    "Oksana Oxana Oksanna", "Iryna Irina Irena", "Olena Elena Olyena", "Svitlana Svetlana Switlana",
    "Natalia Natalya Nataliia Natalja", "Yulia Julia Yuliya Joelia Iuliia", "Tetiana Tatiana Tatjana",
    "Kateryna Ekaterina Katerina Jekaterina", "Oleksandr Aleksandr Alexander Olexandr",
    "Serhii Sergei Sergiy Sergej", "Volodymyr Vladimir Wolodymyr", "Mykola Nikolai Mikola Nikolaj",
    "Andrii Andrey Andriy Andrej Andrei", "Yuriy Yuri Joeri Iurii Jurij", "Georgi Gueorgui Georgy",
    "Dimitar Dimiter Dimitur", "Dmytro Dmitri Dmitry Dimitri", "Hristo Christo Khristo",
    "Shevchenko Sjevtsjenko Chevtchenko Szewczenko", "Kovalenko Kowalenko", "Tkachenko Tkatsjenko Tkatchenko",
    "Georgiev Gueorguiev Georgieff", "Dimitrov Dimitroff Dimitrow", "Ivanov Ivanoff Iwanow",
    "Tsvetkov Cvetkov Tzvetkov", "Zhelev Jelev Schelew", "Zhuk Juk Zjoek", "Yordanov Jordanov Iordanov",
    "Nguyen Nguyễn Nguyên Ngyuen", "Zhang Chang Tchang", "Xu Hsu", "Zhou Chou", "Wang Wong",
    "Yohannes Johannes Yohanes Johannis", "Tesfay Tesfai Tesfaye Tesfaj", "Haile Hayle Haïle",
    "Gebremedhin Ghebremedhin Gebremedhn Ghebremedin", "Ghebremeskel Gebremeskel", "Filmon Philmon Filimon",
    "Tsion Zion Tsyon", "Mekdes Meqdes Makdes", "Yonas Jonas Ionas", "Selam Salam Senait",
    "Mamadou Mamadu Mahmadou", "Ibrahima Ibraima Ibrahimah", "Fatoumata Fatumata Fatou",
    "Jallow Diallo Djallo", "Ceesay Cissé Sesay", "Chukwuemeka Chukwuemeke Chukuemeka",
    "Haddou Hadou Hadu Haddu", "Bouzid Bouzide Buzid Boezid", "Benali Ben-Ali BenAli", "Chaoui Shawi Chawi Saoui",
    "Bakkali Bakali Baqali", "Ouali Wali Ouaali", "Daoudi Daoedi Dawudi", "Khoury Khouri Choeri Houry",
    "Najjar Nadjar Naggar Nejjar", "Tahiri Taheri Tahery", "Lahlou Lahlu Lahloe",
)]  # fmt: skip
ROEPNAMEN = [rij.split() for rij in (
    "Johannes Jan Johan Hans", "Johanna Jo Hanna Annie", "Cornelis Kees Cor", "Hendrik Henk Rik",
    "Hendrika Riek Rika", "Willem Wim", "Wilhelmina Willy Mien", "Gerrit Ger", "Pieter Piet Peter",
    "Elisabeth Els Lisa Betty", "Catharina Karin Toos Tine", "Maria Marie Mia Ria", "Jacqueline Jacky",
    "Christiaan Chris", "Mattheus Matthijs Thijs", "Jacob Jaap Sjaak", "Jeffrey Jeff", "Margriet Greet",
    "Michelle Chelle", "Maarten Maart", "Katarzyna Kasia", "Małgorzata Gosia", "Agnieszka Aga",
    "Magdalena Magda", "Joanna Asia", "Aleksandra Ola", "Krzysztof Krzysiek", "Tomasz Tomek",
    "Piotr Piotrek", "Wojciech Wojtek", "Jakub Kuba", "Mohamed Mo", "Mustapha Moes", "Abdelkader Kader",
    "Oleksandr Sasha", "Kateryna Katja", "Anastasiia Nastya", "Volodymyr Vova", "Cristina Cris",
    "Gabriela Gabi", "Mihaela Miha", "Alexandru Alex Sandu", "Constantin Costel", "Nicolae Nicu",
    "Emeka Emmy", "Samuel Sam", "Khadija Dija", "Fatima Fati", "Hatice Hati", "Mehmet Memo",
    "İbrahim Ibo", "Esmée Es", "Danique Daan", "Christo Chris", "Ekaterina Katya",
)]  # fmt: skip
AFGELEGD = str.maketrans("çşğıöüİÇŞĞÖÜłńóśźżąęćŁŻŚăâîșțȘȚéèëïêáãễ",
                         "csgiouICSGOUlnoszzaecLZSaaistSTeeeieaae")  # fmt: skip
FOUT_TEKEN = {
    "ö": "oe",
    "ü": "ue",
    "ş": "sh",
    "ç": "ch",
    "ł": "w",
    "ğ": "",
    "ı": "",
    "ń": "",
    "ș": "sh",
    "ț": "tz",
}

Vervorming = Callable[[random.Random, Mens], Mens | None]


def tik(kans: random.Random, naam: str) -> str:
    """One slip of the fingers, not in the first letter."""
    if len(naam) < 4:
        return naam
    n = kans.randrange(1, len(naam))
    soort = kans.choice(("buur", "weg", "dubbel", "om", "extra"))
    letter = naam[n].lower()
    if soort == "om" and n + 1 < len(naam):
        return naam[:n] + naam[n + 1] + naam[n] + naam[n + 2 :]
    if soort == "weg":
        return naam[:n] + naam[n + 1 :]
    if soort == "dubbel":
        return naam[:n] + naam[n] + naam[n:]
    buur = kans.choice(TOETSEN.get(letter, "aeinrt"))
    return naam[:n] + buur + naam[n + (soort != "extra") :]


def hoor(kans: random.Random, naam: str, keer: int) -> str:
    """Written down by who heard it: some sounds spelled in another way."""
    laag = naam.lower().translate(AFGELEGD)
    for van, naar in kans.sample(GEHOORD, len(GEHOORD)):
        if keer == 0:
            break
        n = laag.find(van, 0 if van not in {"h"} else 1)
        if n >= 0 and len(laag) > 3:
            laag, keer = laag[:n] + naar + laag[n + len(van) :], keer - 1
    return " ".join(deel.capitalize() for deel in laag.split())


def _anders(nieuw: Mens, oud: Mens) -> Mens | None:
    return None if replace(nieuw, nummer=oud.nummer) == oud else nieuw


def typefout_achternaam(kans: random.Random, m: Mens) -> Mens | None:
    return _anders(replace(m, achternaam=tik(kans, m.achternaam)), m)


def typefout_voornaam(kans: random.Random, m: Mens) -> Mens | None:
    return _anders(replace(m, voornaam=tik(kans, m.voornaam)), m)


def op_gehoor(kans: random.Random, m: Mens) -> Mens | None:
    """Both names over the telephone."""
    return _anders(
        replace(
            m,
            voornaam=hoor(kans, m.voornaam, kans.randint(0, 1)),
            achternaam=hoor(kans, m.achternaam, kans.randint(1, 2)),
        ),
        m,
    )


def tussenvoegsel(kans: random.Random, m: Mens) -> Mens | None:
    """Left out, shortened, another one, or written in the field of the surname."""
    if not m.tussenvoegsel:
        woorden = m.achternaam.split()
        if len(woorden) < 2:
            return None
        los, vast, weg = (" ".join(woorden), "".join(woorden).capitalize(), " ".join(woorden[1:]))
        return _anders(replace(m, achternaam=kans.choice((vast, weg, los.replace(" ", "-")))), m)
    kort = {
        "van der": "v.d.",
        "van den": "vd",
        "van de": "v/d",
        "van": "v.",
        "de": "d",
        "te": "ten",
    }
    ander = {"van der": "van de", "van den": "van der", "de": "den", "van": "van de", "ter": "te"}
    return kans.choice((
        replace(m, tussenvoegsel=""),
        replace(m, tussenvoegsel=kort.get(m.tussenvoegsel, "")),
        replace(m, tussenvoegsel=ander.get(m.tussenvoegsel, "")),
        replace(m, tussenvoegsel="", achternaam=f"{m.tussenvoegsel} {m.achternaam}"),
        replace(m, tussenvoegsel="", achternaam=(m.tussenvoegsel + m.achternaam).replace(" ", "")),
    ))  # fmt: skip


def initialen(kans: random.Random, m: Mens) -> Mens | None:
    meer = kans.choice(("", "", f"{kans.choice('ABCEGHJLMPRST')}."))
    return replace(m, voornaam=f"{m.voornaam[0]}.{meer}")


def verwisseld(kans: random.Random, m: Mens) -> Mens | None:
    heel = f"{m.tussenvoegsel} {m.achternaam}".strip()
    return replace(m, voornaam=heel, tussenvoegsel="", achternaam=m.voornaam)


def diakrieten(kans: random.Random, m: Mens) -> Mens | None:
    """Accents lost, or written as the ear or the keyboard makes of them."""

    def zonder(naam: str) -> str:
        if kans.random() < 0.6:
            return naam.translate(AFGELEGD)
        return "".join(FOUT_TEKEN.get(c, c) for c in naam).translate(AFGELEGD)

    return _anders(replace(m, voornaam=zonder(m.voornaam), achternaam=zonder(m.achternaam)), m)


def overgezet(kans: random.Random, m: Mens) -> Mens | None:
    """Another spelling of the same name out of Arabic, Cyrillic, Ge'ez, Vietnamese or Chinese."""

    def ander(naam: str) -> str:
        rij = next((rij for rij in OVERGEZET if naam in rij), None)
        return kans.choice([n for n in rij if n != naam]) if rij else naam

    return _anders(replace(m, voornaam=ander(m.voornaam), achternaam=ander(m.achternaam)), m)


def roepnaam(kans: random.Random, m: Mens) -> Mens | None:
    """What people call someone, instead of what the passport says."""
    for rij in ROEPNAMEN:
        if m.voornaam.split()[0] in rij:
            ander = [n for n in rij if n != m.voornaam.split()[0]]
            return replace(m, voornaam=kans.choice(ander))
    return None


def dag_en_maand(kans: random.Random, m: Mens) -> Mens | None:
    d = m.geboortedatum
    if d is None or d.day > 12 or d.day == d.month:
        return None
    return replace(m, geboortedatum=date(d.year, d.day, d.month))


def datum_typefout(kans: random.Random, m: Mens) -> Mens | None:
    """One digit wrong, or two changed places."""
    if m.geboortedatum is None:
        return None
    cijfers = list(f"{m.geboortedatum:%d%m%Y}")
    n = kans.choice((0, 1, 3, 6, 7))
    if n + 1 < 8 and n not in {1, 3} and kans.random() < 0.4:
        cijfers[n], cijfers[n + 1] = cijfers[n + 1], cijfers[n]
    else:
        cijfers[n] = str((int(cijfers[n]) + kans.choice((-1, 1, 3))) % 10)
    tekst = "".join(cijfers)
    try:
        gemaakt = date(int(tekst[4:]), int(tekst[2:4]), int(tekst[:2]))
    except ValueError:
        return None
    goed = gemaakt != m.geboortedatum and 1930 < gemaakt.year < 2020
    return replace(m, geboortedatum=gemaakt) if goed else None


def geschatte_leeftijd(kans: random.Random, m: Mens) -> Mens | None:
    return geschat(kans, m, ruim=2) if m.geboortedatum else None


def alleen_jaar(kans: random.Random, m: Mens) -> Mens | None:
    """Only the year is known, or 1 January stands for it."""
    if m.geboortedatum is None or (m.geboortedatum.day, m.geboortedatum.month) == (1, 1):
        return None
    jaar = m.geboortedatum.year
    if kans.random() < 0.5:
        return replace(m, geboortedatum=date(jaar, 1, 1))
    return replace(m, geboortedatum=None, jaar_van=jaar, jaar_tot=jaar)


def dubbele_naam(kans: random.Random, m: Mens) -> Mens | None:
    """A partner's name beside the own one, or a second first name more or less."""
    keus = kans.randrange(3)
    if keus == 0 and len(m.voornaam.split()) > 1:
        return replace(m, voornaam=m.voornaam.split()[0])
    if keus == 1:
        return replace(m, voornaam=f"{m.voornaam} {voornaam(kans, m.groep, m.geslacht)}")
    partner = kans.choice(("Jansen", "Smit", "Bakker", "Yılmaz", "Popescu", "Visser", "Mensah"))
    heel = f"{m.tussenvoegsel} {m.achternaam}".strip()
    if keus == 0:
        return replace(m, achternaam=f"{m.achternaam}-{partner}")
    return replace(m, tussenvoegsel="", achternaam=f"{partner}-{heel}")


def vrouwelijke_vorm(kans: random.Random, m: Mens) -> Mens | None:
    """A Slavic surname in the other form: Kowalska and Kowalski, Ivanova and Ivanov."""
    naam = m.achternaam
    if naam.endswith(("ski", "cki")):
        return replace(m, achternaam=naam[:-1] + "a")
    if naam.endswith(("ska", "cka")):
        return replace(m, achternaam=naam[:-1] + "i")
    return replace(m, achternaam=naam + "a") if naam.endswith(("ov", "ev")) else None


def zonder_achternaam(kans: random.Random, m: Mens) -> Mens | None:
    """Only a first name is known, with the day of birth and where she lives."""
    return replace(m, achternaam="", tussenvoegsel="") if m.geboortedatum else None


def twee_dingen(kans: random.Random, m: Mens) -> Mens | None:
    """A slip or a sound in the name and something with the date as well."""
    eerst = kans.choice(
        (typefout_achternaam, typefout_voornaam, op_gehoor, diakrieten, tussenvoegsel)
    )
    daarna = kans.choice((dag_en_maand, datum_typefout, alleen_jaar, geschatte_leeftijd))
    een = eerst(kans, m)
    return daarna(kans, een) if een else None


VERVORMINGEN: dict[str, Vervorming] = {
    f.__name__: f
    for f in (
        typefout_achternaam, typefout_voornaam, op_gehoor, tussenvoegsel, initialen, verwisseld,
        diakrieten, overgezet, roepnaam, dag_en_maand, datum_typefout, geschatte_leeftijd,
        alleen_jaar, dubbele_naam, vrouwelijke_vorm, zonder_achternaam, twee_dingen,
    )
}  # fmt: skip


def omgeving(kans: random.Random, m: Mens) -> Mens:
    """What else differs between two papers: one of five moved, half of them say no phone number."""
    plaats = kans.choice(PLAATSEN) if kans.random() < 0.2 else m.woonplaats
    nummer = kans.random()
    bel = m.telefoon if nummer < 0.4 else "" if nummer < 0.8 else telefoon(kans)
    if bel and kans.random() < 0.5:
        bel = f"+31 6 {bel[2:4]} {bel[4:6]} {bel[6:]}"
    geslacht = m.geslacht if kans.random() < 0.7 else "onbekend"
    return replace(m, woonplaats=plaats, telefoon=bel, geslacht=geslacht)


def dubbelen(kans: random.Random, mensen: list[Mens], aantal: int) -> list[tuple[str, Mens]]:
    """As many papers about known persons, an equal share of each kind; `nummer` is the truth."""
    soorten = list(VERVORMINGEN)
    gemaakt: list[tuple[str, Mens]] = []
    while len(gemaakt) < aantal:
        soort = soorten[len(gemaakt) % len(soorten)]
        bron = kans.choice(mensen)
        if nieuw := VERVORMINGEN[soort](kans, bron):
            gemaakt.append((soort, omgeving(kans, nieuw)))
    return gemaakt
