"""Uitvoering: acties, interventies, nazorg, bedenktijd and the flag of the onderzoek."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from cases.models import (
    Actie,
    Bedenktijd,
    Betrokkene,
    Betrokkenheid,
    Casus,
    Interventie,
    Nazorg,
    PlanVanAanpak,
    StrafrechtelijkOnderzoek,
)
from cases.services.casus import wat_nu_in_uitvoering
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname
from referentiemodel import termijnen
from referentiemodel.enums import (
    Grondslag,
    Onderdeel,
    Partnersoort,
    Persoonsrol,
)

AFGEROND = frozenset({Actie.Status.GEDAAN, Actie.Status.VERVALLEN})
# Vreemdelingencirculaire B8: the organisations that offer a bedenktijd.
BEDENKTIJDVERLENERS = frozenset({Partnersoort.POLITIE, Partnersoort.KMAR, Partnersoort.NLA})
BEDENKTIJD_LOOPT = (Bedenktijd.Status.AANGEBODEN, Bedenktijd.Status.LOPEND)
NAZORG_VOORTGANG = {
    Nazorg.Status.AANVAARD: (Nazorg.Status.WACHTLIJST, Nazorg.Status.GESTART),
    Nazorg.Status.WACHTLIJST: (Nazorg.Status.GESTART,),
    Nazorg.Status.GESTART: (Nazorg.Status.AFGEROND,),
}


def _casus(pk: UUID) -> Casus:
    return lock(Casus, pk)


def _bijgewerkt(casus: Casus, at: datetime) -> None:
    """Something was done: the casus is alive, and in uitvoering its next step follows its work."""
    casus.laatste_activiteit_at = at
    if casus.hoofdstap == "uitvoering":
        casus.activiteit, casus.volgende_stap, casus.volgende_datum = wat_nu_in_uitvoering(
            casus, at
        )
    casus.save()


def _require_doet_mee(casus: Casus, deelname: Deelname, veld: str) -> None:
    if not Betrokkenheid.objects.filter(
        casus=casus, deelname=deelname, status=Betrokkenheid.Status.AANVAARD
    ).exists():
        raise DomainError(
            f"{deelname} doet nog niet mee aan deze casus. Nodig de organisatie eerst uit.",
            veld=veld,
        )


def _tekst(waarde: str, veld: str, zin: str) -> str:
    if not waarde.strip():
        raise DomainError(zin, veld=veld)
    return waarde.strip()


def _uit_lijst(casus: Casus, lijst: str, waarde: str, veld: str) -> str:
    """A value that the casus's own model still offers."""
    if waarde not in dict(casus.model.waardelijst(lijst).keuzes()):
        raise DomainError("Kies een antwoord uit de lijst.", veld=veld)
    return waarde


@transaction.atomic
def werk_actie_bij(
    viewer: Viewer,
    actie: Actie,
    *,
    status: str,
    resultaat: str = "",
    versie: int | None = None,
    at: datetime | None = None,
) -> Actie:
    """Say how an actie of one's own organisation stands; done or dropped asks what came of it.

    Raises:
        AccessDenied: an actie of another organisation.
        DomainError: the plan is not vastgesteld, it is finished already, or the text is missing.
        EditConflict: a colleague changed it in between.
    """
    at = at or clock.now()
    casus = _casus(actie.casus_id)
    actie = lock(Actie, actie.pk, versie)
    policy.require(viewer, Permission.ACTIE_BIJWERKEN, casus, van=actie.deelname_id)
    if (
        actie.plan_id
        and not PlanVanAanpak.objects.filter(
            pk=actie.plan_id, status=PlanVanAanpak.Status.VASTGESTELD
        ).exists()
    ):
        raise DomainError("Deze actie staat in een plan dat nog niet is vastgesteld.")
    if actie.status in AFGEROND:
        raise DomainError("Deze actie is al afgerond.", veld="status")
    actie.status = Actie.Status(status)
    actie.resultaat = resultaat.strip()
    if actie.status in AFGEROND:
        zin = (
            "Schrijf op wat de actie heeft opgeleverd."
            if actie.status == Actie.Status.GEDAAN
            else "Schrijf op waarom de actie niet meer doorgaat."
        )
        actie.resultaat = _tekst(resultaat, "resultaat", zin)
        actie.afgerond_at = at
    actie.save()
    _bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.ACTIE_BIJGEWERKT, actie, at=at, details={"status": actie.status})
    outbox.post("actie.bijgewerkt", actie_id=actie.pk)
    return actie


@transaction.atomic
def leg_interventie_vast(
    viewer: Viewer,
    casus: Casus,
    *,
    soort: str,
    doelgroep: str,
    omschrijving: str,
    start: date | None = None,
    uitvoerder: Deelname | None = None,
    interventie_id: UUID | None = None,
    at: datetime | None = None,
) -> Interventie:
    """Record a measure; the domein of who carries it out decides its category (R31).

    Args:
        soort, doelgroep: from the value lists of the casus's model.
        uitvoerder: one's own organisation when absent.
    Raises:
        AccessDenied: no R, A or S for carrying out acties.
    """
    at = at or clock.now()
    casus = _casus(casus.pk)
    policy.require(viewer, Permission.INTERVENTIE_VASTLEGGEN, casus)
    if interventie_id and (
        known := Interventie.objects.filter(pk=interventie_id, casus=casus).first()
    ):
        return known
    if uitvoerder is None:
        uitvoerder = Deelname.objects.select_related("organisatie").get(pk=viewer.eigen_id)
    _require_doet_mee(casus, uitvoerder, "uitvoerder")
    soort = _uit_lijst(casus, "interventiesoort", soort, "soort")
    row = Interventie(
        id=interventie_id or uuid4(),
        casus=casus,
        soort=soort,
        doelgroep=_uit_lijst(casus, "interventie_doelgroep", doelgroep, "doelgroep"),
        omschrijving=_tekst(omschrijving, "omschrijving", "Schrijf op wat u inzet."),
        uitvoerder=uitvoerder,
        start=start or clock.local_date(at),
        leverancier_id=viewer.eigen_id,
        gegevenscategorie=Interventie.categorie_van(uitvoerder.organisatie.domein, soort),
        verwerkt_at=at,
        created_at=at,
    )
    row.save(force_insert=True)
    _bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.INTERVENTIE_VASTGELEGD, row, actie="C", at=at)
    return row


@transaction.atomic
def rond_interventie_af(
    viewer: Viewer,
    interventie: Interventie,
    *,
    effect: str,
    wat_ging_goed: str = "",
    wat_ging_minder: str = "",
    eind: date | None = None,
    versie: int | None = None,
    at: datetime | None = None,
) -> Interventie:
    """End a measure with its effect, what went well and what less so.

    Raises:
        AccessDenied: neither carries it out nor recorded it.
        DomainError: ended already, or it ends before it starts.
    """
    at = at or clock.now()
    casus = _casus(interventie.casus_id)
    policy.require(viewer, Permission.INTERVENTIE_VASTLEGGEN, casus)
    interventie = lock(Interventie, interventie.pk, versie)
    if viewer.deelname_id not in {interventie.uitvoerder_id, interventie.leverancier_id}:
        raise AccessDenied(
            "Dit hoort bij een andere organisatie.", permission=Permission.INTERVENTIE_VASTLEGGEN
        )
    if interventie.eind:
        raise DomainError("Deze interventie is al afgerond.")
    dag = eind or clock.local_date(at)
    if dag < interventie.start:
        raise DomainError("Het einde ligt voor het begin.", veld="eind")
    interventie.eind = dag
    interventie.effect = _uit_lijst(casus, "interventie_effect", effect, "effect")
    interventie.wat_ging_goed = wat_ging_goed.strip()
    interventie.wat_ging_minder = wat_ging_minder.strip()
    interventie.save()
    _bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.INTERVENTIE_AFGEROND, interventie, at=at)
    outbox.post("interventie.afgerond", interventie_id=interventie.pk)
    return interventie


@transaction.atomic
def beleg_nazorg(
    viewer: Viewer,
    casus: Casus,
    *,
    betrokkene: Betrokkene | None,
    vraag: str,
    deelname: Deelname,
    nazorg_id: UUID | None = None,
    at: datetime | None = None,
) -> Nazorg:
    """Ask an organisation to take up a care question; it counts only once accepted.

    Raises:
        AccessDenied: no R or A for nazorg.
        DomainError: the organisation does not take part, so it could not read the question.
    """
    at = at or clock.now()
    casus = _casus(casus.pk)
    policy.require(viewer, Permission.NAZORG_BELEGGEN, casus)
    if nazorg_id and (known := Nazorg.objects.filter(pk=nazorg_id, casus=casus).first()):
        return known
    _require_doet_mee(casus, deelname, "deelname")
    if betrokkene and betrokkene.casus_id != casus.pk:
        raise DomainError("Deze persoon hoort niet bij deze casus.", veld="betrokkene")
    row = Nazorg(
        id=nazorg_id or uuid4(),
        casus=casus,
        betrokkene=betrokkene,
        vraag=_tekst(vraag, "vraag", "Schrijf op welke zorg nodig is."),
        deelname=deelname,
        leverancier_id=viewer.eigen_id,
        verwerkt_at=at,
        created_at=at,
    )
    row.save(force_insert=True)
    _bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.NAZORG_BELEGD, row, actie="C", at=at)
    outbox.post("nazorg.gevraagd", nazorg_id=row.pk)
    return row


@transaction.atomic
def beantwoord_nazorg(
    viewer: Viewer,
    nazorg: Nazorg,
    *,
    aanvaard: bool,
    reden: str = "",
    at: datetime | None = None,
) -> Nazorg:
    """Accept or decline a care question put to one's own organisation; declined, it comes back.

    Raises:
        AccessDenied: it was put to another organisation.
        DomainError: answered already, or declined without a reason.
    """
    at = at or clock.now()
    casus = _casus(nazorg.casus_id)
    nazorg = lock(Nazorg, nazorg.pk)
    policy.require(viewer, Permission.NAZORG_AANVAARDEN, casus, van=nazorg.deelname_id)
    if nazorg.status != Nazorg.Status.GEVRAAGD:
        raise DomainError("Deze vraag is al beantwoord.")
    if not aanvaard:
        reden = _tekst(reden, "reden", "Schrijf op waarom u deze zorg niet kunt bieden.")
    nazorg.status = Nazorg.Status.AANVAARD if aanvaard else Nazorg.Status.GEWEIGERD
    nazorg.reactie, nazorg.beantwoord_at = reden.strip(), at
    nazorg.save()
    _bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.NAZORG_BEANTWOORD, nazorg, at=at, details={"status": nazorg.status})
    outbox.post("nazorg.beantwoord", nazorg_id=nazorg.pk)
    return nazorg


@transaction.atomic
def werk_nazorg_bij(
    viewer: Viewer,
    nazorg: Nazorg,
    *,
    status: str,
    terugvalcheck: date | None = None,
    versie: int | None = None,
    at: datetime | None = None,
) -> Nazorg:
    """Say how accepted care stands: on the waiting list, started, finished.

    Args:
        terugvalcheck: day on which someone looks whether things still go well.
    Raises:
        AccessDenied: care of another organisation.
        DomainError: this status does not follow on the present one.
    """
    at = at or clock.now()
    casus = _casus(nazorg.casus_id)
    nazorg = lock(Nazorg, nazorg.pk, versie)
    policy.require(viewer, Permission.NAZORG_AANVAARDEN, casus, van=nazorg.deelname_id)
    huidig, nieuw = Nazorg.Status(nazorg.status), Nazorg.Status(status)
    if nieuw != huidig and nieuw not in NAZORG_VOORTGANG.get(huidig, ()):
        raise DomainError(f"Na '{huidig.label}' kan dit niet volgen.", veld="status")
    nazorg.status = nieuw
    nazorg.terugvalcheck = terugvalcheck
    nazorg.save()
    _bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.NAZORG_BIJGEWERKT, nazorg, at=at, details={"status": nieuw})
    return nazorg


def bedenktijd_eind(casus: Casus, start: date, *, dublin: bool) -> date:
    """Last day of a bedenktijd: three calendar months, in a Dublin procedure thirty days (R22)."""
    sleutel = "bedenktijd_dublin" if dublin else "bedenktijd"
    return termijnen.uiterlijk(casus.model.termijn(sleutel), start)


@transaction.atomic
def start_bedenktijd(
    viewer: Viewer,
    casus: Casus,
    *,
    betrokkene: Betrokkene,
    start: date | None = None,
    dublin: bool = False,
    bedenktijd_id: UUID | None = None,
    at: datetime | None = None,
) -> Bedenktijd:
    """Start the one reflection period of a slachtoffer without lawful stay (R22); no extension.

    No termijn and no step of the casus tell of it: residence status is not for everyone.

    Raises:
        AccessDenied: not an organisation that offers a bedenktijd.
        DomainError: the model has none, no slachtoffer of this casus, or there was one before.
    """
    at = at or clock.now()
    casus = _casus(casus.pk)
    if not casus.model.heeft(Onderdeel.BEDENKTIJD):
        raise DomainError("Het referentiemodel van deze casus kent geen bedenktijd.")
    _require_verlener(viewer, casus)
    if bedenktijd_id and (
        known := Bedenktijd.objects.filter(pk=bedenktijd_id, casus=casus).first()
    ):
        return known
    if betrokkene.casus_id != casus.pk or betrokkene.rol != Persoonsrol.SLACHTOFFER:
        raise DomainError("Een bedenktijd is er alleen voor een slachtoffer.", veld="betrokkene")
    if Bedenktijd.objects.filter(betrokkene__persoon_id=betrokkene.persoon_id).exists():
        raise DomainError(
            "Deze persoon had al een bedenktijd. Een tweede of een verlenging kan niet.",
            veld="betrokkene",
        )
    begin = start or clock.local_date(at)
    row = Bedenktijd(
        id=bedenktijd_id or uuid4(),
        casus=casus,
        betrokkene=betrokkene,
        status=Bedenktijd.Status.LOPEND,
        dublin=dublin,
        start=begin,
        eind=bedenktijd_eind(casus, begin, dublin=dublin),
        leverancier_id=viewer.eigen_id,
        # The WGS does not name residence status for zorg- en veiligheidshuizen (R5).
        grondslag=Grondslag.TAAK_ALGEMEEN_BELANG,
        verwerkt_at=at,
        created_at=at,
    )
    row.save(force_insert=True)
    logboek.record(Gebeurtenis.BEDENKTIJD_GESTART, row, actie="C", at=at)
    return row


def _require_verlener(viewer: Viewer, casus: Casus) -> None:
    policy.require(viewer, Permission.BEDENKTIJD_VASTLEGGEN, casus)
    if viewer.partnersoort not in BEDENKTIJDVERLENERS:
        raise AccessDenied(
            "Alleen politie, Koninklijke Marechaussee en Arbeidsinspectie leggen een bedenktijd vast.",
            permission=Permission.BEDENKTIJD_VASTLEGGEN,
            regel="bedenktijd:verlener",
        )


@transaction.atomic
def beeindig_bedenktijd(
    viewer: Viewer,
    bedenktijd: Bedenktijd,
    *,
    status: str,
    overgedragen_aan: str = "",
    versie: int | None = None,
    at: datetime | None = None,
) -> Bedenktijd:
    """How the bedenktijd ended, or to whom it was handed over.

    Args:
        status: aangifte, medewerking, afgezien or verlopen; lopend only together with a hand-over.
    Raises:
        AccessDenied: not an organisation that offers a bedenktijd.
        DomainError: ended already.
    """
    at = at or clock.now()
    casus = _casus(bedenktijd.casus_id)
    _require_verlener(viewer, casus)
    bedenktijd = lock(Bedenktijd, bedenktijd.pk, versie)
    if bedenktijd.status not in BEDENKTIJD_LOOPT:
        raise DomainError("Deze bedenktijd is al beëindigd.", veld="status")
    nieuw = Bedenktijd.Status(status)
    if nieuw in BEDENKTIJD_LOOPT and not overgedragen_aan.strip():
        raise DomainError(
            "Kies hoe de bedenktijd eindigde, of vul in wie hem overneemt.", veld="status"
        )
    if nieuw not in BEDENKTIJD_LOOPT:
        dag = clock.local_date(at)
        bedenktijd.eind = min(bedenktijd.eind or dag, dag)
    bedenktijd.status, bedenktijd.overgedragen_aan = nieuw, overgedragen_aan.strip()
    bedenktijd.save()
    logboek.record(Gebeurtenis.BEDENKTIJD_BEEINDIGD, bedenktijd, at=at)
    return bedenktijd


@transaction.atomic
def zet_onderzoeksvlag(
    viewer: Viewer,
    casus: Casus,
    *,
    vlag: str,
    vrijgegeven: bool,
    at: datetime | None = None,
) -> StrafrechtelijkOnderzoek:
    """Set the flag of one's own organisation and whether others may see it (R21).

    Touches nothing else: the casus is not locked, not marked as changed and gets no step; no message
    goes out; the line in the logboek names the row and not the casus.

    Raises:
        AccessDenied: no R or A for the strafrechtelijk onderzoek.
        DomainError: the model has no strafrechtelijk onderzoek.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.ONDERZOEK_VASTLEGGEN, casus)
    if not casus.model.heeft(Onderdeel.STRAFRECHTELIJK_ONDERZOEK):
        raise DomainError("Het referentiemodel van deze casus kent geen strafrechtelijk onderzoek.")
    row = (
        StrafrechtelijkOnderzoek.objects.select_for_update()
        .filter(casus=casus, deelname_id=viewer.eigen_id)
        .first()
    ) or StrafrechtelijkOnderzoek(casus=casus, deelname_id=viewer.eigen_id, created_at=at)
    row.vlag, row.vrijgegeven = StrafrechtelijkOnderzoek.Vlag(vlag), vrijgegeven
    row.save()
    logboek.record(Gebeurtenis.ONDERZOEKSVLAG_GEZET, at=at, details={"onderzoek": str(row.pk)})
    return row


def onderzoeken_voor(viewer: Viewer, casus: Casus) -> list[StrafrechtelijkOnderzoek]:
    """What a viewer may know of it: the own flag, and those that were released."""
    return list(
        StrafrechtelijkOnderzoek.objects.filter(
            Q(deelname_id=viewer.eigen_id) | Q(vrijgegeven=True), casus=casus
        )
        .select_related("deelname__organisatie")
        .order_by("created_at")
    )
