"""A keten in which one organisation practises with its systems: everything in it is made up.

A reset shuts the old one for good and makes another: nothing is deleted, nobody comes in any more, and no
mistake here can reach another keten (docs/decisions/0029). Made by a task: only role werker writes in a
keten in which nobody works yet.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.access import policy
from partners.access.drf import SCOPES
from partners.access.permissions import Permission
from partners.models import (
    ApiClient,
    Convenant,
    Deelname,
    Keten,
    Lidmaatschap,
    Mandaat,
    Medewerker,
    Organisatie,
    Partij,
    Profiel,
    WgsRol,
)
from partners.services.deelnemers import maak_deelname
from partners.services.ketens import Overname, convenant_van, neem_regels_over
from partners.services.koppelingen import nieuwe_koppeling, trek_tokens_in
from referentiemodel.enums import Functie, Mandaatsoort, Partnersoort
from referentiemodel.enums import WgsRol as Positie

PER_DAG = 5
# The organisations took part long before the first casus that is told.
EERDER = timedelta(days=120)
GEMEENTE = "Oefenstad"
EIGEN = "eigen"
# rol: name, short name, kind, position (R3), functies of its people
SPELERS = {
    "vt": ("Oefenorganisatie Veilig Thuis", "Oefen-VT", Partnersoort.VEILIG_THUIS, Positie.PRIVAAT,
           {"meldpunt": Functie.MELDPUNTMEDEWERKER, "krt": Functie.KETENREGIETEAMLID}),
    "zvh": ("Oefenorganisatie Zorg- en Veiligheidshuis", "Oefen-ZVH", Partnersoort.ZVH, Positie.GEEN,
            {"procesregisseur": Functie.PROCESREGISSEUR}),
    "politie": ("Oefenorganisatie politie", "Oefen-politie", Partnersoort.POLITIE, Positie.PUBLIEK,
                {"krt": Functie.KETENREGIETEAMLID}),
    "moviera": ("Oefenorganisatie opvang", "Oefen-opvang", Partnersoort.MOVIERA, Positie.PRIVAAT,
                {"krt": Functie.KETENREGIETEAMLID}),
    "apeldoorn": ("Oefengemeente", "Oefengemeente", Partnersoort.GEMEENTE, Positie.PUBLIEK,
                  {"krt": Functie.KETENREGIETEAMLID}),
}  # fmt: skip


def oefenketen_van(viewer: Viewer) -> Keten | None:
    """The one the organisation of this viewer practises in now."""
    return Keten.objects.filter(oefen_van=viewer.deelname_id, actief=True).first()


def rol_van(partnersoort: str) -> str:
    """The place of an organisation of this kind among those who play along; its own when none has it."""
    return next((rol for rol, s in SPELERS.items() if s[2] == partnersoort), EIGEN)


def systeem(keten: Keten) -> Viewer:
    """Who writes in a practice keten."""
    return Viewer.voor_systeem(keten.pk, "oefenketen")


@transaction.atomic
def begin_opnieuw(viewer: Viewer, *, at: datetime | None = None) -> Keten:
    """A new practice keten for the organisation; the one it had is shut, its koppelingen move along.

    Raises:
        AccessDenied: not of the team.
        DomainError: five times today already, no convenant, or the organisation is itself one to practise with.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.KOPPELING_GEBRUIKEN)
    bron = Keten.objects.select_related("modelversie").get(pk=viewer.keten_id)
    eigen = Deelname.objects.select_related("organisatie").get(pk=viewer.eigen_id)
    if bron.oefen_van is not None:
        raise DomainError("Dit is al een oefenketen.")
    eerder = Keten.objects.filter(oefen_van=eigen.pk)
    if eerder.filter(created_at__gte=at - timedelta(days=1)).count() >= PER_DAG:
        raise DomainError("U begon al vijf keer opnieuw. Probeer het morgen weer.")
    overname = convenant_van(viewer, bron, at)
    if overname is None:
        raise DomainError("Uw keten heeft nog geen convenant om mee te oefenen.")
    oud = eerder.filter(actief=True).first()
    if oud is not None:
        _sluit(oud)
    keten = _maak(bron, eigen, overname, at)
    _koppel(oud, keten, eigen)
    logboek.record(Gebeurtenis.KETEN_GEMAAKT, keten, actie="C", at=at, details={"oefenen": True})
    return keten


def _sluit(keten: Keten) -> None:
    with acting_as(systeem(keten)):
        keten = lock(Keten, keten.pk)
        keten.actief = False
        keten.save()
        logboek.record(Gebeurtenis.KETENINRICHTING_GEWIJZIGD, keten, reden="Opnieuw begonnen")


def _maak(bron: Keten, eigen: Deelname, overname: Overname, at: datetime) -> Keten:
    keten = Keten(
        sleutel=f"oefen-{secrets.token_hex(4)}",
        naam=f"Oefenketen van {eigen.organisatie.kort}"[:120],
        kleur=Keten.Kleur.BES,
        thema=bron.thema,
        modelversie=bron.modelversie,
        hercertificatie_maanden=bron.hercertificatie_maanden,
        vrije_dagen=bron.vrije_dagen,
        oefen_van=eigen.pk,
        created_at=at,
    )
    with acting_as(systeem(keten)):
        keten.save(force_insert=True)
        mijn = rol_van(eigen.organisatie.partnersoort)
        deelnames = [
            _speler(keten, rol, eigen.organisatie if rol == mijn else None, at - EERDER)
            for rol in dict.fromkeys([*SPELERS, mijn])
        ]
        _convenant(keten, overname, deelnames, at - EERDER)
        logboek.record(Gebeurtenis.KETEN_GEMAAKT, keten, actie="C", at=at)
    return keten


def _speler(keten: Keten, rol: str, zelf: Organisatie | None, at: datetime) -> Deelname:
    """An organisation that plays along with its people; `zelf` is the one that practises."""
    functies = SPELERS[rol][4] if rol in SPELERS else {"krt": Functie.KETENREGIETEAMLID}
    deelname = maak_deelname(
        keten,
        zelf or _oefenorganisatie(rol, at),
        at=at,
        kernlid=True,
        meldpunt=rol == "vt",
        procesregie=rol == "zvh",
    )
    for naam, functie in functies.items():
        # No address and no password: nobody logs in as one of these, and no mail goes out.
        wie = Medewerker(
            username=f"{keten.sleutel}.{rol}.{naam}",
            naam=f"{functie.label} van {deelname.organisatie.kort}"[:120],
        )
        wie.set_unusable_password()
        wie.save(force_insert=True)
        lid = Lidmaatschap.objects.create(
            medewerker=wie, deelname=deelname, functie=functie, van=deelname.van
        )
        for soort in (Mandaatsoort.INSTEMMEN, Mandaatsoort.OVERDRACHT):
            Mandaat.objects.create(
                lidmaatschap=lid, soort=soort, mandaatgever="Oefening", van=deelname.van
            )
    return deelname


def _oefenorganisatie(rol: str, at: datetime) -> Organisatie:
    """Of all practice ketens together, so that the list of organisations does not grow with each."""
    naam, kort, soort, positie, _ = SPELERS[rol]
    bekend = Organisatie.objects.filter(naam=naam).first()
    if bekend is not None:
        return bekend
    organisatie = Organisatie.objects.create(
        naam=naam,
        kort=kort,
        partnersoort=soort,
        domein=soort.domein,
        gemeente=GEMEENTE if soort == Partnersoort.GEMEENTE else "",
        werkgebied=[GEMEENTE],
    )
    WgsRol.objects.create(
        organisatie=organisatie, soort=positie, artikel="", van=clock.local_date(at) - EERDER * 10
    )
    Profiel.objects.create(organisatie=organisatie, expertise="Om mee te oefenen; bestaat niet.")
    return organisatie


def _convenant(keten: Keten, overname: Overname, deelnames: list[Deelname], at: datetime) -> None:
    bron, regels = overname
    convenant = Convenant.objects.create(
        keten=keten,
        nummer=1,
        titel=f"Convenant {keten.naam}"[:200],
        doel=bron.doel,
        grondslag=bron.grondslag,
        bewaren=bron.bewaren,
        artikelen=bron.artikelen,
        van=clock.local_date(at),
        overgenomen=True,
        created_at=at,
    )
    neem_regels_over(regels, convenant)
    for deelname in deelnames:
        Partij.objects.create(
            convenant=convenant, deelname=deelname, van=convenant.van,
            getekend_op=convenant.van, getekend_door="Oefening",
        )  # fmt: skip
    convenant.status = Convenant.Status.VASTGESTELD
    convenant.save()


def _koppel(oud: Keten | None, keten: Keten, eigen: Deelname) -> None:
    """One koppeling to work with and one to see it through other eyes; secrets stay as they were."""
    ander = "politie" if rol_van(eigen.organisatie.partnersoort) != "politie" else "moviera"
    nieuw = Deelname.objects.filter(keten=keten).select_related("organisatie")
    plekken = (
        nieuw.get(organisatie=eigen.organisatie_id),
        nieuw.get(organisatie__naam=SPELERS[ander][0]),
    )
    oude = koppelingen_van(oud) if oud else []
    had = {c.deelname.organisatie_id: c for c in oude if c.deelname is not None}
    for deelname in plekken:
        client = had.get(deelname.organisatie_id)
        if client is None:
            nieuwe_koppeling(f"Oefenen als {deelname.organisatie.kort}", deelname, sorted(SCOPES))
        else:
            trek_tokens_in(client)
            client.deelname = deelname
            client.save(update_fields=["deelname"])


def koppelingen_van(keten: Keten) -> list[ApiClient]:
    """Koppelingen of a practice keten that were not ended."""
    rows = ApiClient.objects.filter(deelname__keten=keten, beeindigd_at=None)
    return list(rows.select_related("deelname__organisatie").order_by("pk"))
