"""What one recipient of a verstrekking gets: the paper, or all data of a casus as a spreadsheet."""

from collections.abc import Sequence
from uuid import UUID

from django.template.loader import render_to_string

from cases.delen import Deler
from cases.documents import (
    papieren,
    plan_html_van,
    planbeeld,
    verschil_van,
    verstrekt_regel,
)
from cases.models import Casus, Ontvanger, PlanVanAanpak, Verstrekking, VerstrekkingDatum
from cases.planpapier import DIRECT, getoond
from cases.services.verstrekken import bevestig_ontvangst
from cases.stukken import Stuk, onderwerp_van
from cases.verstrekkingsbeeld import haal
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.pdf import html_to_pdf
from ketenregie.foundation.rekenblad import FORMATEN, Blad, Kolom
from ketenregie.foundation.taak import Resultaat, start
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

SOORT = "verstrekking_pdf"


def verstrekking_pdf(viewer: Viewer, given: Verstrekking, ontvanger_pk: UUID) -> tuple[bytes, str]:
    """The paper of one recipient and its file name; built from what was given, and nothing since kept back.

    A recipient gets its own, and has then received it; the sender gets those for a derde.
    Raises:
        NotVisible: not given, taken back, or not for this viewer to have.
        DomainError: one datum that has changed since; of all data of a casus the others remain.
    """
    rij, deler, derde = _voor_ontvanger(viewer, given, ontvanger_pk)
    data = html_to_pdf(_verstrekking_html(deler, rij, derde))
    _leg_vast(viewer, rij)
    return data, f"verstrekking-{given.kenmerk}.pdf"


def start_als_lang(viewer: Viewer, given: Verstrekking, ontvanger_pk: UUID) -> Taak | None:
    """A paper that one does not wait for is made in the background; None when it is short.

    Raises:
        NotVisible: see `verstrekking_pdf`.
    """
    rij, _deler, _derde = _vind(viewer, given, ontvanger_pk)
    if len(rij.gegevens.all()) <= DIRECT:
        return None
    return start(
        SOORT,
        viewer=viewer,
        titel=f"Verstrekking {given.kenmerk} als PDF",
        verstrekking_id=given.pk,
        ontvanger_id=ontvanger_pk,
    )


def maak(taak: Taak, viewer: Viewer, *, verstrekking_id: UUID, ontvanger_id: UUID) -> Resultaat:
    """The paper for who asked, with the rights of now.

    Raises:
        NotVisible, AccessDenied: taken back, or no longer for this viewer.
    """
    policy.require(viewer, Permission.VERSTREKKINGEN_ZIEN)
    given = haal(viewer, verstrekking_id)
    taak.meld(1, 2)
    data, naam = verstrekking_pdf(viewer, given, ontvanger_id)
    rij, deler, _derde = _vind(viewer, given, ontvanger_id)
    taak.bewaar_invoer({"getoond": sorted(_getoond(deler, rij))})
    return Resultaat(naam, data, "application/pdf")


def controleer(viewer: Viewer, taak: Taak) -> None:
    """The paper holds what could be given when it was made: only while all of that still can."""
    policy.require(viewer, Permission.VERSTREKKINGEN_ZIEN)
    given = haal(viewer, UUID(taak.ids["verstrekking_id"]))
    rij, deler, _derde = _vind(viewer, given, UUID(taak.ids["ontvanger_id"]))
    if set(taak.lees_invoer()["getoond"]) - _getoond(deler, rij):
        raise NotVisible


def _getoond(deler: Deler, rij: Ontvanger) -> set[str]:
    """Ids of what this recipient gets now of what was given."""
    given = rij.verstrekking
    if given.soort != Verstrekking.Soort.PLAN:
        return {str(stuk.pk) for stuk, _ in _gegeven_stukken(deler, rij)}
    plan = PlanVanAanpak.objects.get(pk=given.object_id, casus=deler.casus)
    ids = (row.datum_id for row in rij.gegevens.all())
    return getoond(deler, plan) | {str(pk) for pk in ids if not deler.achtergehouden(pk)}


def verstrekking_bestand(
    viewer: Viewer, given: Verstrekking, ontvanger_pk: UUID, formaat: str
) -> tuple[bytes, str]:
    """All data of a casus for one recipient as a spreadsheet, and its file name.

    Args:
        formaat: key of `rekenblad.FORMATEN`.
    Raises:
        NotVisible: see `verstrekking_pdf`; or not given as a file.
    """
    if given.vorm != Verstrekking.Vorm.EXPORT:
        raise NotVisible
    rij, deler, derde = _voor_ontvanger(viewer, given, ontvanger_pk)
    stukken = _gegeven_stukken(deler, rij)
    marge = verstrekt_regel(viewer, rij) | {"derde": derde}
    blad = Blad(
        titel=f"{given.titel} {deler.casus.kenmerk}",
        kolommen=[
            Kolom("Gegeven", 16), Kolom("Onderdeel", 24), Kolom("Inhoud", 60),
            Kolom("Categorie", 24), Kolom("Geleverd door", 28), Kolom("Voorwaarden", 40),
        ],
        rijen=[
            [stuk.naam, term, waarde, stuk.categorie, deler.leverancier(stuk), row.voorwaarden]
            for stuk, row in stukken
            for term, waarde in stuk.waarde.items()
        ],
        toelichting=[
            ("Verstrekking", given.kenmerk),
            ("Ontvanger", str(marge["ontvanger"])),
            ("Doel", given.get_doel_display()),
            ("Grondslag", given.get_grondslag_display()),
            ("Nodig voor", rij.waarom),
            ("Voorwaarden", given.voorwaarden),
            ("Niet meegegeven", weg_zin(rij, stukken)),
            ("Let op", "Gebruik dit alleen voor dit doel en geef het niet door."),
        ],
    )  # fmt: skip
    data = FORMATEN[formaat].maak(blad)
    _leg_vast(viewer, rij)
    return data, f"verstrekking-{given.kenmerk}.{formaat}"


def _voor_ontvanger(
    viewer: Viewer, given: Verstrekking, ontvanger_pk: UUID
) -> tuple[Ontvanger, Deler, bool]:
    """As `_vind`; the receipt is confirmed with it."""
    rij, deler, derde = _vind(viewer, given, ontvanger_pk)
    if not derde:
        bevestig_ontvangst(viewer, given.pk, gelezen=True)
    return rij, deler, derde


def _vind(viewer: Viewer, given: Verstrekking, ontvanger_pk: UUID) -> tuple[Ontvanger, Deler, bool]:
    """(recipient, what its viewer may see, for a derde)."""
    rij = (
        Ontvanger.objects.filter(pk=ontvanger_pk, verstrekking=given)
        .select_related("deelname__organisatie")
        .first()
    )
    if rij is None or given.status != Verstrekking.Status.VERSTREKT:
        raise NotVisible
    rij.verstrekking = given
    derde = rij.is_derde and given.verstrekker_id == viewer.deelname_id
    if not derde and rij.deelname_id != viewer.deelname_id:
        raise NotVisible
    casus = Casus.objects.haal(viewer, given.casus_id)  # type: ignore[attr-defined]
    given.casus = casus
    return rij, Deler(viewer, casus), derde


def _leg_vast(viewer: Viewer, rij: Ontvanger) -> None:
    given = rij.verstrekking
    logboek.record(
        Gebeurtenis.VERSTREKKING_DOCUMENT_GEMAAKT, given, viewer=viewer, casus=given.casus,
        actie="R", details={"ontvanger": str(rij.pk)},
    )  # fmt: skip


def _gegeven_stukken(deler: Deler, rij: Ontvanger) -> list[tuple[Stuk, VerstrekkingDatum]]:
    """What was given to this recipient, is still the same, and may still be seen."""
    rows = {row.datum_id: row for row in rij.gegevens.all()}
    return [
        (stuk, rows[stuk.pk])
        for stuk in onderwerp_van(rij.verstrekking).stukken
        if stuk.pk in rows
        and not deler.achtergehouden(stuk.pk)
        and deler.deling(stuk).tonen
        and rows[stuk.pk].hash == stuk.hash(rows[stuk.pk].zout)
    ]


def weg_zin(rij: Ontvanger, stukken: Sequence[tuple[Stuk, VerstrekkingDatum]]) -> str:
    """Says that something of what was given is no longer there, so that nobody takes it for whole."""
    weg = len(rij.gegevens.all()) - len(stukken)
    if not weg:
        return ""
    wat = "1 gegeven is" if weg == 1 else f"{weg} gegevens zijn"
    return f"{wat} na de verstrekking gewijzigd of ingetrokken. Vraag een nieuwe verstrekking."


def _verstrekking_html(deler: Deler, rij: Ontvanger, derde: bool) -> str:
    given = rij.verstrekking
    marge = verstrekt_regel(deler.viewer, rij) | {"derde": derde}
    rows = list(rij.gegevens.all())
    if given.soort == Verstrekking.Soort.PLAN:
        plan = PlanVanAanpak.objects.filter(pk=given.object_id, casus=deler.casus).first()
        if plan is None:
            raise NotVisible
        ids = frozenset(row.datum_id for row in rows)
        beeld = planbeeld(deler, plan, ids, derde=derde)
        verschil = None if derde else verschil_van(deler, plan, beeld)
        return plan_html_van(deler, plan, beeld, marge, verschil)
    if given.object_type in papieren:
        stukken = _gegeven_stukken(deler, rij)
        ids = frozenset(stuk.pk for stuk, _ in stukken)
        return papieren[given.object_type](
            deler, given, ids, marge | {"weg": weg_zin(rij, stukken)}
        )
    if given.soort == Verstrekking.Soort.DATUM:
        (stuk,) = onderwerp_van(given).stukken
        row = next((r for r in rows if r.datum_id == stuk.pk), None)
        if row is None or deler.achtergehouden(stuk.pk) or not deler.deling(stuk).tonen:
            raise NotVisible
        if row.hash != stuk.hash(row.zout):
            raise DomainError(
                "Dit gegeven is gewijzigd na de verstrekking. Maak een nieuwe verstrekking."
            )
    elif given.soort != Verstrekking.Soort.EXPORT:
        raise NotVisible
    stukken = _gegeven_stukken(deler, rij)
    return render_to_string(
        "documents/gegeven.html",
        {
            "titel": f"Verstrekking {given.kenmerk}",
            "kop": given.titel,
            "klasse": "VERTROUWELIJK · PERSOONSGEGEVENS",
            "keten": f"Ketenaanpak {deler.casus.keten.naam}",
            "organisatie": f"Ketenaanpak {deler.casus.keten.naam}",
            "kenmerk": deler.casus.kenmerk,
            "weg": weg_zin(rij, stukken),
            "stukken": [
                {
                    "naam": stuk.naam,
                    "inhoud": list(stuk.waarde.items()),
                    "categorie": stuk.categorie,
                    "leverancier": deler.leverancier(stuk),
                    "voorwaarden": row.voorwaarden,
                }
                for stuk, row in stukken
            ],
            "doel": given.get_doel_display(),
            "grondslag": given.get_grondslag_display(),
            "waarom": rij.waarom,
            **marge,
        },
    )
