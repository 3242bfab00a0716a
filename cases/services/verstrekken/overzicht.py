"""Who gets what on which ground, and what still stands in the way: computed, never stored.

The sender sees of it what it may know itself: data that are hidden from the sender do not show, also
where a recipient gets them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from cases.delen import Deler, Voorbehouden, deler_van
from cases.models import Akkoord, Betrokkenheid, Ontvanger, Verstrekking
from cases.stukken import Onderwerp, Stuk
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from partners.sharing import Regelboek
from referentiemodel.enums import Gegevenscategorie, Grondslag

ONTBREEKT = "toestemming ontbreekt"
Status = Akkoord.Status
Rol = Akkoord.Rol


@dataclass(frozen=True, slots=True)
class Weg:
    """A datum that a recipient does not get, as far as the sender may know that it exists."""

    naam: str
    categorie: str
    leverancier: str
    reden: str


@dataclass(frozen=True, slots=True)
class Pakket:
    """What one recipient gets."""

    ontvanger: Ontvanger
    mee: tuple[Stuk, ...]
    weg: tuple[Weg, ...]
    # Of `mee`, what the sender may know about.
    getoond: tuple[Stuk, ...]
    belemmering: str = ""


@dataclass(frozen=True, slots=True)
class Vraag:
    """An organisation whose akkoord is needed, and how that stands."""

    deelname_id: UUID
    naam: str
    leverancier: bool
    akkoord: Akkoord | None
    antwoord_voor: date | None

    @property
    def gegeven(self) -> bool:
        """Given; or a deelnemer that let the time to object pass."""
        if self.akkoord is None:
            return False
        if self.akkoord.status == Status.GEGEVEN:
            return True
        voorbij = self.antwoord_voor is not None and self.antwoord_voor < clock.today()
        return not self.leverancier and self.akkoord.status == Status.GEVRAAGD and voorbij

    @property
    def stand(self) -> str:
        """In words; a refusal reads the same to everyone: there is no toestemming."""
        if self.akkoord is None:
            return "nog niet gevraagd"
        if self.gegeven:
            return "toestemming gegeven" if self.leverancier else "geen bezwaar"
        return "gevraagd" if self.akkoord.status == Status.GEVRAAGD else ONTBREEKT

    @property
    def variant(self) -> str:
        return {"gevraagd": "warn", "nog niet gevraagd": "warn", ONTBREEKT: "danger"}.get(
            self.stand, "ok"
        )


@dataclass(frozen=True, slots=True)
class Overzicht:
    """Everything the summary page needs, and what sending checks again."""

    pakketten: tuple[Pakket, ...]
    vragen: tuple[Vraag, ...]
    belemmeringen: tuple[str, ...]
    vingerafdruk: str = field(default="")

    @property
    def naar_derde(self) -> bool:
        return any(p.ontvanger.is_derde for p in self.pakketten)

    @property
    def te_vragen(self) -> tuple[Vraag, ...]:
        return tuple(v for v in self.vragen if v.akkoord is None)


@dataclass(slots=True)
class _Blik:
    """What is loaded once for all recipients."""

    verstrekking: Verstrekking
    zender: Deler
    regelboek: Regelboek
    voorbehouden: Voorbehouden
    betrokken: dict[UUID, Betrokkenheid]
    akkoorden: dict[UUID, Akkoord]
    nodig: dict[UUID, None] = field(default_factory=dict)

    def leverancier(self, pk: UUID) -> str:
        known = self.regelboek.leveranciers.get(pk)
        return known.naam if known else "een organisatie"


def maak_overzicht(
    viewer: Viewer,
    verstrekking: Verstrekking,
    onderwerp: Onderwerp,
    ontvangers: Sequence[Ontvanger],
    gekozen: dict[UUID, set[UUID]],
) -> Overzicht:
    """The outcome of the sharing rules for each recipient, as they are now; eight queries.

    Args:
        ontvangers: with `deelname__organisatie` loaded.
        gekozen: per derde the ids of the data the sender wants to give.
    """
    casus = verstrekking.casus
    zender = Deler(viewer, casus)
    blik = _Blik(
        verstrekking,
        zender,
        zender.regelboek,
        zender.voorbehouden,
        {
            rij.deelname_id: rij
            for rij in Betrokkenheid.objects.filter(
                casus=casus, status=Betrokkenheid.Status.AANVAARD
            ).select_related("deelname__organisatie")
        },
        {a.deelname_id: a for a in Akkoord.objects.filter(verstrekking=verstrekking)},
    )
    pakketten = tuple(
        _voor_derde(blik, onderwerp, o, gekozen.get(o.pk, set()))
        if o.is_derde
        else _voor_deelname(blik, onderwerp, o)
        for o in ontvangers
    )
    vragen = _vragen(blik, pakketten)
    return Overzicht(
        pakketten,
        vragen,
        tuple(_belemmeringen(blik, pakketten, vragen)),
        _vingerafdruk(pakketten),
    )


def _voor_deelname(blik: _Blik, onderwerp: Onderwerp, ontvanger: Ontvanger) -> Pakket:
    """Exactly what the sharing rules show this organisation."""
    deelname_id = ontvanger.deelname_id
    assert deelname_id is not None
    rij = blik.betrokken.get(deelname_id)
    if rij is None:
        return Pakket(ontvanger, (), (), (), f"{ontvanger.naam} doet niet meer mee aan de casus.")
    if deelname_id not in blik.regelboek.partijen:
        return Pakket(
            ontvanger, (), (), (), f"{ontvanger.naam} is geen partij meer bij het convenant."
        )
    deler = deler_van(blik.verstrekking.casus, rij, blik.regelboek, blik.voorbehouden)
    mee: list[Stuk] = []
    weg: list[Weg] = []
    for stuk in onderwerp.stukken:
        deling = deler.deling(stuk)
        if not stuk.is_kern and not deling.tonen:
            if _weet_van(blik, stuk):
                reden = deling.regel if not deling.verborgen else "verborgen volgens het convenant"
                weg.append(_weg(blik, stuk, reden))
        elif blik.zender.niet_verder(stuk.pk) and stuk.leverancier_id != deelname_id:
            _vraag_leverancier(blik, stuk, mee, weg)
        else:
            mee.append(stuk)
    return _pakket(blik, ontvanger, mee, weg)


def _voor_derde(
    blik: _Blik, onderwerp: Onderwerp, ontvanger: Ontvanger, gekozen: set[UUID]
) -> Pakket:
    """What the sender sees itself, chose, and each supplier consents to (R8)."""
    mee: list[Stuk] = []
    weg: list[Weg] = []
    for stuk in onderwerp.stukken:
        deling = blik.zender.deling(stuk)
        kept = _ingehouden(blik, stuk)
        if not stuk.is_kern and not deling.tonen:
            if not deling.verborgen:
                weg.append(_weg(blik, stuk, "u ziet dit zelf niet"))
        elif kept:
            weg.append(_weg(blik, stuk, kept))
        elif stuk.pk not in gekozen:
            weg.append(_weg(blik, stuk, "niet gekozen"))
        else:
            _vraag_leverancier(blik, stuk, mee, weg)
    return _pakket(blik, ontvanger, mee, weg)


def _vraag_leverancier(blik: _Blik, stuk: Stuk, mee: list[Stuk], weg: list[Weg]) -> None:
    """Goes along when it is the sender's own or its supplier consents; is asked for otherwise."""
    leverancier = stuk.leverancier_id
    if leverancier == blik.verstrekking.verstrekker_id:
        mee.append(stuk)
        return
    if not stuk.is_kern and not blik.zender.deling(stuk).tonen:
        # To ask for it would tell the sender about it, so it stays home.
        if _weet_van(blik, stuk):
            weg.append(_weg(blik, stuk, ONTBREEKT))
        return
    blik.nodig[leverancier] = None
    akkoord = blik.akkoorden.get(leverancier)
    if akkoord is not None and akkoord.status == Status.WEGGELATEN:
        weg.append(_weg(blik, stuk, ONTBREEKT))
    else:
        mee.append(stuk)


def _ingehouden(blik: _Blik, stuk: Stuk) -> str:
    """A voorbehoud holds for a derde too, also on the sender's own datum."""
    rijen = [v for v in blik.voorbehouden.get(stuk.pk, ()) if v.soort != v.Soort.NIET_VERDER]
    if not rijen:
        return ""
    if any(v.soort == v.Soort.ZWAARWEGEND for v in rijen):
        return "de leverancier deelt dit niet"
    if any(v.soort == v.Soort.BEPERKING for v in rijen):
        return "de betrokkene vroeg om dit voorlopig niet te gebruiken"
    if any(v.soort == v.Soort.BEPERKT for v in rijen) and len(rijen) == 1:
        return "de toestemming is voor andere organisaties"
    return "toestemming ingetrokken"


def _weet_van(blik: _Blik, stuk: Stuk) -> bool:
    return not blik.zender.deling(stuk).verborgen


def _weg(blik: _Blik, stuk: Stuk, reden: str) -> Weg:
    return Weg(stuk.naam, stuk.categorie, blik.leverancier(stuk.leverancier_id), reden)


def _pakket(blik: _Blik, ontvanger: Ontvanger, mee: list[Stuk], weg: list[Weg]) -> Pakket:
    getoond = tuple(s for s in mee if s.is_kern or _weet_van(blik, s))
    reden = ""
    if not mee:
        reden = f"Voor {ontvanger.naam} blijft er niets over om te verstrekken."
    elif ontvanger.is_derde:
        reden = _zonder_grond(blik, mee)
    return Pakket(ontvanger, tuple(mee), tuple(weg), getoond, reden)


def _zonder_grond(blik: _Blik, mee: list[Stuk]) -> str:
    """Sensitive data leave the keten only on a ground that carries them (R5)."""
    grond = Grondslag(blik.verstrekking.grondslag)
    for stuk in mee:
        categorie = Gegevenscategorie(stuk.gegevenscategorie)
        if categorie.gevoelig and (bezwaar := grond.bezwaar(categorie)):
            return bezwaar
    return ""


def _vragen(blik: _Blik, pakketten: Sequence[Pakket]) -> tuple[Vraag, ...]:
    """Suppliers whose data go along; for a derde every other deelnemer may object."""
    verzender = blik.verstrekking.verstrekker_id
    asked = dict.fromkeys(blik.nodig, True)
    if any(p.ontvanger.is_derde for p in pakketten):
        for pk in blik.betrokken:
            if pk != verzender:
                asked.setdefault(pk, False)
    found = []
    for pk, leverancier in asked.items():
        akkoord = blik.akkoorden.get(pk)
        if akkoord is not None and leverancier and akkoord.rol != Rol.LEVERANCIER:
            akkoord = None  # was asked as a deelnemer; silence is no toestemming
        if akkoord is not None and akkoord.status == Status.WEGGELATEN:
            continue
        found.append(
            Vraag(
                pk,
                blik.leverancier(pk),
                leverancier,
                akkoord,
                akkoord.antwoord_voor if akkoord else None,
            )
        )
    return tuple(sorted(found, key=lambda v: (not v.leverancier, v.naam)))


def _belemmeringen(blik: _Blik, pakketten: Sequence[Pakket], vragen: Sequence[Vraag]) -> list[str]:
    found = [p.belemmering for p in pakketten if p.belemmering]
    for vraag in vragen:
        if vraag.gegeven:
            continue
        if vraag.leverancier or vraag.stand == ONTBREEKT:
            found.append(f"Toestemming ontbreekt van {vraag.naam}.")
        elif vraag.akkoord is None:
            found.append(f"{vraag.naam} is nog niet gevraagd of er bezwaar is.")
        elif vraag.antwoord_voor:
            dag = f"{vraag.antwoord_voor:%-d-%-m-%Y}"
            found.append(f"{vraag.naam} kan tot en met {dag} bezwaar maken.")
    return found


def _vingerafdruk(pakketten: Sequence[Pakket]) -> str:
    """Of what the sender saw; sending something else needs a new look."""
    regels = [
        f"{p.ontvanger.pk}:{p.belemmering}:{','.join(sorted(str(s.pk) for s in p.getoond))}"
        for p in pakketten
    ]
    return hashlib.sha256("\n".join(sorted(regels)).encode()).hexdigest()[:32]


def namen_van(ontvangers: Sequence[Ontvanger]) -> str:
    """Recipients in one line, for who is asked."""
    return ", ".join(o.naam for o in ontvangers)[:500]
