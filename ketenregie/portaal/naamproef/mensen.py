"""Invented people for the proof of the matcher: names as they occur here, common ones more often.

Written without an eye on meldpunt/matching.py: no list or rule is shared with it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ketenregie.portaal.synthetisch.namen import achternamen

EERSTE_DAG, LAATSTE_DAG = date(1950, 1, 1), date(2013, 12, 31)
PLAATSEN = (
    "Apeldoorn",
    "Arnhem",
    "Nijmegen",
    "Ede",
    "Doetinchem",
    "Zutphen",
    "Harderwijk",
    "Winterswijk",
    "Tiel",
    "Barneveld",
    "Epe",
    "Ermelo",
    "Putten",
    "Nunspeet",
    "Elburg",
    "Lochem",
    "Borculo",
    "Eibergen",
    "Groenlo",
    "Aalten",
    "Heerde",
    "Hattem",
    "Voorst",
    "Brummen",
    "Deventer",
    "Zwolle",
    "Amersfoort",
    "Utrecht",
    "Enschede",
    "Hengelo",
    "Almelo",
    "Rotterdam",
    "Amsterdam",
)


@dataclass(frozen=True, slots=True)
class Mens:
    """One invented human being, or what a paper says of one."""

    nummer: int
    groep: str
    geslacht: str
    voornaam: str
    tussenvoegsel: str
    achternaam: str
    geboortedatum: date | None
    woonplaats: str
    telefoon: str
    jaar_van: int | None = None
    jaar_tot: int | None = None


@dataclass(frozen=True, slots=True)
class Groep:
    """Where a name comes from: first names of women and men, surnames from common to less common."""

    gewicht: int
    vrouw: tuple[str, ...]
    man: tuple[str, ...]
    achternaam: tuple[str, ...]
    # Which of the long tail of made surnames sound like this group.
    staart: tuple[str, ...] = ()


def _groep(gewicht: int, vrouw: str, man: str, achternaam: str, staart: str = "") -> Groep:
    return Groep(
        gewicht, tuple(vrouw.split()), tuple(man.split()),
        tuple(naam.strip() for naam in achternaam.split(",")), tuple(staart.split()),
    )  # fmt: skip


GROEPEN = {
    "nederlands": _groep(
        40,
        "Maria Johanna Anna Emma Sophie Lisa Sanne Anouk Marieke Femke Lotte Eva Julia Kim Petra Ingrid "
        "Monique Chantal Wendy Mandy Kelly Esmée Danique Noa Fleur Roos Saskia Ilse Margriet Trijntje "
        "Geertje Corrie Wilhelmina Elisabeth Catharina Hendrika Jacqueline Yvonne Zoë Michelle Loes",
        "Jan Johannes Pieter Hendrik Kees Cornelis Willem Gerrit Tim Tom Daan Sem Bram Thijs Ruben Wouter "
        "Bart Maarten Stefan Joost Dennis Kevin Mike Danny Rick Jeroen Sander Martijn Erik Frank Rob Dirk "
        "Klaas Jacob Jeffrey Wesley Niels Lars Youri Christiaan Mattheus Lodewijk",
        "de Jong,Jansen,de Vries,van den Berg,van Dijk,Bakker,Janssen,Visser,Smit,Meijer,de Boer,Mulder,"
        "de Groot,Bos,Vos,Peters,Hendriks,van Leeuwen,Dekker,Brouwer,de Wit,Dijkstra,Smits,de Graaf,"
        "van der Meer,van der Linden,Kok,Jacobs,de Haan,Vermeulen,van den Heuvel,van der Veen,"
        "van den Broek,de Bruijn,van der Heijden,Schouten,van Beek,Willems,van Vliet,Hoekstra,Maas,"
        "Verhoeven,Koster,van Dam,Prins,Blom,Huisman,Peeters,Kuijpers,van Veen,Kuiper,Veenstra,Kramer,"
        "van den Bosch,van der Wal,Mol,Postma,Martens,van Wijk,Gerritsen,Wouters,de Ruiter,Schipper,"
        "Hermans,Groen,Wolters,Molenaar,van Loon,Jonker,Evers,Schutte,te Velde,ter Horst,in 't Veld,"
        "van 't Hof,op den Kamp,Wijnands,Schreuder,Eijkelboom,Oude Luttikhuis",
        "van de",
    ),
    "turks": _groep(
        10,
        "Fatma Ayşe Emine Hatice Zeynep Elif Merve Büşra Özlem Gülsüm Şeyma Esra Derya Nurcan Sevgi Hülya",
        "Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim Emre Burak Oğuz Serkan Uğur Çağlar Ömer Murat",
        "Yılmaz,Kaya,Demir,Çelik,Şahin,Yıldız,Yıldırım,Öztürk,Aydın,Özdemir,Arslan,Doğan,Kılıç,Aslan,"
        "Çetin,Kara,Koç,Kurt,Özkan,Şimşek,Polat,Güneş,Türk,Erdoğan,Güler,Çakır,Uçar,Bulut,Aksoy",
        "turks",
    ),
    "arabisch": _groep(
        12,
        "Fatima Khadija Amina Naima Samira Yasmina Hanan Salma Latifa Malika Zohra Loubna Rachida Jamila "
        "Aïcha Nour Rania Hiba Chaimae Ikram",
        "Mohamed Ahmed Youssef Omar Bilal Hamza Rachid Karim Said Abdellah Brahim Driss Hicham Nabil "
        "Soufiane Abdelkader Khalid Mustapha Hassan Yassine Abderrahman",
        "El Amrani,El Idrissi,Benali,Bouzid,El Khattabi,Haddou,Amhaouch,El Mansouri,Chaoui,Bakkali,"
        "El Fassi,Ouali,Aziz,Hassan,Ibrahim,Al Hamdani,Al Ahmad,Haddad,Khoury,Najjar,Saidi,Tahiri,"
        "El Ghazi,Azzouzi,Belkacem,Boulahrouz,Ziani,Lahlou,Daoudi,Al Masri",
        "El Ait",
    ),
    "pools": _groep(
        9,
        "Anna Maria Katarzyna Małgorzata Agnieszka Barbara Ewa Magdalena Joanna Zofia Justyna Paulina "
        "Dorota Iwona Kinga Aleksandra Karolina Natalia",
        "Piotr Krzysztof Andrzej Tomasz Paweł Michał Marcin Łukasz Grzegorz Dariusz Zbigniew Rafał Jakub "
        "Kamil Mateusz Wojciech Przemysław Sławomir",
        "Nowak,Kowalski,Wiśniewski,Wójcik,Kowalczyk,Kamiński,Lewandowski,Zieliński,Szymański,Woźniak,"
        "Dąbrowski,Kozłowski,Jankowski,Mazur,Kwiatkowski,Krawczyk,Grabowski,Pawłowski,Michalski,Zając,"
        "Król,Wróbel,Jabłoński,Wieczorek,Majewski,Stępień,Malinowski,Jaworski,Dudek,Adamczyk",
        "pools",
    ),
    "roemeens": _groep(
        8,
        "Maria Elena Ioana Andreea Mihaela Gabriela Raluca Simona Alina Denisa Bianca Roxana Cristina "
        "Lavinia Ștefania Crina",
        "Andrei Ion Mihai Vasile Gheorghe Florin Cristian Adrian Marius Bogdan Răzvan Ionuț Dragoș "
        "Ștefan Alexandru Constantin Nicolae",
        "Popescu,Popa,Ionescu,Radu,Dumitru,Stan,Stoica,Gheorghe,Matei,Ciobanu,Rusu,Munteanu,Lazăr,"
        "Șerban,Dobre,Barbu,Tudor,Nistor,Moldovan,Bălan,Ungureanu,Constantinescu",
        "roemeens",
    ),
    "slavisch": _groep(
        7,
        "Oksana Iryna Olena Svitlana Natalia Tetiana Yulia Kateryna Ekaterina Ivanka Desislava Mariya "
        "Yordanka Anastasiia Halyna Kseniia",
        "Oleksandr Dmytro Serhii Volodymyr Mykola Andrii Yevhen Georgi Dimitar Ivan Plamen Hristo "
        "Todor Yuriy Vitalii Vasyl",
        "Shevchenko,Kovalenko,Bondarenko,Tkachenko,Kravchenko,Melnyk,Polishchuk,Lysenko,Rudenko,"
        "Ivanov,Petrov,Dimitrov,Georgiev,Hristov,Todorov,Stoyanov,Yordanov,Angelov,Zhelev,Tsvetkov,"
        "Mihaylov,Kolev,Zhuk,Yaremchuk",
        "slavisch",
    ),
    "afrikaans": _groep(
        8,
        "Blessing Grace Joy Mercy Precious Faith Esther Comfort Selam Rahel Mekdes Tsion Saba Hiwet "
        "Adaeze Ngozi Abena Akosua Fatoumata Aminata Mariam",
        "Emeka Chidi Tunde Kwame Kofi Samuel Isaac Musa Dawit Yonas Filmon Tesfay Robel Ibrahima "
        "Mamadou Yohannes Mebrahtu Chukwuemeka Osagie",
        "Okoro,Adeyemi,Okafor,Eze,Nwosu,Mensah,Osei,Boateng,Owusu,Tesfay,Haile,Gebremedhin,Tekle,"
        "Berhane,Woldu,Kidane,Ghebremeskel,Diallo,Bah,Barry,Camara,Jallow,Ceesay,Omoruyi,Osagie,"
        "Ehigiator,Igbinedion,Mohamud,Abdi,Warsame",
        "afrikaans",
    ),
    "aziatisch": _groep(
        6,
        "Linh Hanh Trang Lan Mai Xuan Thu Huong Li Mei Xiaoling Ying Siriporn Malee Maricel Rosario Joy",
        "Minh Duc Quang Huy Tuan Hung Wei Jun Zhiqiang Bo Somchai Arnel Jomar",
        "Nguyen,Tran,Le,Pham,Hoang,Phan,Vu,Dang,Bui,Do,Wang,Li,Zhang,Liu,Chen,Huang,Zhou,Xu,Srisai,"
        "Santos,Reyes,Cruz,Bautista,Dela Cruz",
    ),
}  # fmt: skip
_STAART = {
    "turks": ("oğlu", "taş", "demir", "kaya", "kan", "soy", "gil"),
    "pools": ("ski", "ska", "wicz", "czyk"),
    "roemeens": ("escu", "eanu", "aru", "ache"),
    "slavisch": ("chenko", "lenko", "shchuk", "nyk"),
    "afrikaans": ("yemi", "chukwu", "selassie", "mariam"),
}


def _staarten() -> dict[str, list[tuple[str, str]]]:
    """The long tail of surnames by group."""
    found: dict[str, list[tuple[str, str]]] = {naam: [] for naam in GROEPEN}
    for tussen, naam in achternamen():
        if tussen.startswith(("van", "de")):
            found["nederlands"].append((tussen, naam))
        elif tussen == "El":
            found["arabisch"].append(("", f"El {naam}"))
        elif groep := next((g for g, eind in _STAART.items() if naam.endswith(eind)), ""):
            found[groep].append((tussen, naam))
        elif naam.endswith(("stra", "sema", "ink", "mans", "kamp", "meijer", "mulder", "beek")):
            found["nederlands"].append((tussen, naam))
    return found


STAARTEN = _staarten()
KLEIN = {"van", "de", "der", "den", "te", "ter", "in", "'t", "op"}


def splits(naam: str) -> tuple[str, str]:
    """Tussenvoegsel and surname of a Dutch name written as one."""
    woorden = naam.split()
    n = next((i for i, w in enumerate(woorden) if w not in KLEIN), 0)
    return " ".join(woorden[:n]), " ".join(woorden[n:])


def scheef(kans: random.Random, lijst: Sequence[str]) -> str:
    """One of a list, the first far more often than the last (Zipf with a flat begin)."""
    return kans.choices(lijst, weights=[1 / (i + 4) for i in range(len(lijst))])[0]


def voornaam(kans: random.Random, groep: str, geslacht: str) -> str:
    lijst = GROEPEN[groep].vrouw if geslacht == "vrouw" else GROEPEN[groep].man
    return scheef(kans, lijst)


def achternaam(kans: random.Random, groep: str) -> tuple[str, str]:
    """Half of the people have a name that many have."""
    if STAARTEN[groep] and kans.random() < 0.5:
        return kans.choice(STAARTEN[groep])
    naam = scheef(kans, GROEPEN[groep].achternaam)
    return splits(naam) if groep == "nederlands" else ("", naam)


def dag(kans: random.Random) -> date:
    """A birth date; two of three were born after 1985."""
    eerst = date(1985, 1, 1) if kans.random() < 2 / 3 else EERSTE_DAG
    return eerst + timedelta(days=kans.randrange((LAATSTE_DAG - eerst).days))


def telefoon(kans: random.Random) -> str:
    return f"06{kans.randrange(10_000_000, 99_999_999)}"


def mens(kans: random.Random, nummer: int) -> Mens:
    """One person as the first paper wrote it: not every paper has a phone number or a whole date."""
    groep = kans.choices(list(GROEPEN), weights=[g.gewicht for g in GROEPEN.values()])[0]
    geslacht = kans.choice(("vrouw", "vrouw", "vrouw", "man", "man"))
    tussen, achter = achternaam(kans, groep)
    eerste = voornaam(kans, groep, geslacht)
    if groep == "nederlands" and kans.random() < 0.08:
        eerste += f" {voornaam(kans, groep, geslacht)}"
    geboren = dag(kans)
    if groep in {"arabisch", "afrikaans"} and kans.random() < 0.15:
        geboren = date(geboren.year, 1, 1)  # papers of places without a register say 1 January
    wie = Mens(
        nummer, groep, geslacht, eerste, tussen, achter, geboren, kans.choice(PLAATSEN),
        telefoon(kans) if kans.random() < 0.5 else "",
    )  # fmt: skip
    return geschat(kans, wie, ruim=1) if kans.random() < 0.08 else wie


def geschat(kans: random.Random, wie: Mens, *, ruim: int) -> Mens:
    """The birth date replaced by a guess of the age: a few years that need not hold the true one."""
    if wie.geboortedatum is None:
        return wie
    midden = wie.geboortedatum.year + kans.choice((-1, 0, 0, 0, 1))
    half = kans.randint(0, ruim)
    return replace(wie, geboortedatum=None, jaar_van=midden - half, jaar_tot=midden + half)


def bevolking(kans: random.Random, aantal: int) -> list[Mens]:
    return [mens(kans, nummer) for nummer in range(aantal)]
