"""What happens after the commit: people are told to look. Each message has its effect once."""

from collections.abc import Callable
from uuid import UUID

from celery import shared_task
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from cases import planpapier, tafel, uitvoer, verslag, verstrekkingspapier
from cases.convenanteffect import bereken
from cases.models import (
    Akkoord,
    Betrokkenheid,
    Noodknop,
    Ontvanger,
    PlanVanAanpak,
    Toegangsverzoek,
    Uitsluiting,
    Verstrekking,
)
from cases.services.betrokkenheid import einde
from cases.services.hercertificatie import waarschuw_persoonsrechten
from cases.services.overleg.verslag import verstuur_verslag
from cases.services.toegang.voorstel import werk_deelregelvoorstel_bij
from cases.services.uittreding import haal_terug
from cases.services.verstrekken import verstrek_vastgesteld_plan
from ketenregie.foundation import clock, logboek, outbox, post, taak
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.taak import Resultaat
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer, acting_as, require_viewer
from ketenregie.foundation.werker import als_werker
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.roles import CASUSWERK, TEAM
from partners.convenant.beeld import versie_for
from partners.geadresseerden import geadresseerden
from partners.models import Keten, Lidmaatschap, Medewerker, Vervanging, bevestigd_op, geldig_op
from partners.services import hercertificatie
from referentiemodel.enums import Functie, Partnersoort

# Who acts on a doorlaatverbod: carrying it out is for police, OM and Arbeidsinspectie.
UITVOERDERS = (Partnersoort.POLITIE, Partnersoort.OM, Partnersoort.NLA)


@outbox.handler("betrokkenheid.uitgenodigd", naam="cases.mail_uitnodiging")
def mail_uitnodiging(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The invited organisation hears that an invitation waits."""
    _mail_uitnodiging(ids, "Er wacht een uitnodiging")


@outbox.handler("betrokkenheid.herinnerd", naam="cases.mail_herinnering")
def mail_herinnering(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The invited organisation hears again that an invitation waits."""
    _mail_uitnodiging(ids, "Herinnering: er wacht een uitnodiging")


def _mail_uitnodiging(ids: dict[str, UUID], onderwerp: str) -> None:
    rij = Betrokkenheid.objects.filter(pk=ids["betrokkenheid_id"], status="uitgenodigd").first()
    if rij is not None:
        post.stuur(
            adressen_van(Q(deelname_id=rij.deelname_id), rij.casus_id),
            onderwerp,
            "Uw organisatie is gevraagd mee te doen aan een casus. Laat weten of u meedoet.",
            reverse("uitnodiging", args=[rij.pk]),
        )


@outbox.handler("betrokkenheid.voorgesteld", naam="cases.mail_voorstel")
def mail_voorstel(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The owner hears that a partner proposes an organisation."""
    _mail_eigenaar(ids, "Een partner stelt een organisatie voor", "Beslis of u haar uitnodigt.")


@outbox.handler("betrokkenheid.gestopt", naam="cases.mail_gestopt")
def mail_gestopt(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The owner hears that an organisation stopped, and that its work comes back."""
    _mail_eigenaar(ids, "Een organisatie is gestopt met een casus", "Kijk wat er moet gebeuren.")


def _mail_eigenaar(ids: dict[str, UUID], onderwerp: str, zin: str) -> None:
    rij = Betrokkenheid.objects.filter(pk=ids["betrokkenheid_id"]).select_related("casus").first()
    if rij is not None:
        post.stuur(
            adressen_van(Q(deelname_id=rij.casus.eigenaar_id), rij.casus_id),
            onderwerp,
            zin,
            reverse("casus_organisaties", args=[rij.casus_id]),
            casus_id=rij.casus_id,
        )


@outbox.handler("uitsluiting.vastgelegd", naam="cases.mail_uitsluiting")
def mail_uitsluiting(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Colleagues hear that somebody can no longer work on a casus; the person hears nothing."""
    rij = Uitsluiting.objects.filter(pk=ids["uitsluiting_id"]).first()
    if rij is not None:
        post.stuur(
            adressen_van(Q(deelname_id=rij.deelname_id, functie__in=TEAM), rij.casus_id),
            "Een collega kan niet meer aan een casus werken",
            "Kijk wie het werk overneemt.",
            reverse("casus_uitsluitingen", args=[rij.casus_id]),
            casus_id=rij.casus_id,
        )


@outbox.handler("vervanging.geregeld", naam="cases.mail_vervanging")
def mail_vervanging(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The vervanger hears that a colleague counts on help."""
    rij = Vervanging.objects.filter(pk=ids["vervanging_id"]).select_related("vervanger").first()
    if rij is not None:
        post.stuur(
            [rij.vervanger.email],
            "U bent gevraagd als vervanger",
            "Een collega is straks afwezig. Kijk van wanneer tot wanneer u vervangt.",
            reverse("vervanging"),
        )


@shared_task
def beeindig_verlopen() -> int:
    """Every 5 minutes: guests whose overleg is over; their right ended by itself already."""
    return per_keten("betrokkenheden beëindigen", einde.beeindig_verlopen)


@shared_task
def waarschuw_toegang() -> int:
    """Daily: who has to confirm which access, before it lapses."""
    return per_keten("toegang bevestigen", waarschuw_en_mail)


def waarschuw_en_mail() -> int:
    """The warnings of one keten, each with a mail to who must confirm."""
    warned = hercertificatie.waarschuw_lidmaatschappen()
    deelnames = {lid.deelname_id for lid in warned} | waarschuw_persoonsrechten()
    beheer = Q(deelname__keten__deelnames__in=deelnames, functie=Functie.KETENBEHEERDER)
    if deelnames:
        team = Q(deelname_id__in=deelnames, functie__in=TEAM)
        post.stuur(
            adressen_van(team | (beheer if warned else Q(pk=None)), functies=frozenset(Functie)),
            "Bevestig wie toegang heeft",
            "Van een of meer collega's loopt de toegang af. Bevestig of beëindig die.",
            reverse("toegang_bevestigen"),
            soort="toegang",
        )
    return len(warned) + len(deelnames)


def per_keten(doel: str, werk: Callable[[], int]) -> int:
    with als_werker():
        ketens = list(Keten.objects.filter(actief=True).values_list("pk", flat=True))
    done = 0
    for pk in ketens:
        with logboek.verzoek(kanaal="taak", route=doel), acting_as(Viewer.voor_systeem(pk, doel)):
            done += werk()
    return done


@outbox.handler("doorlaatverbod.alarm", naam="cases.mail_doorlaatverbod")
def mail_doorlaatverbod(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Police, OM, Arbeidsinspectie and the procesregie that take part are called to look at once."""
    erbij = Q(
        deelname__betrokkenheden__casus_id=ids["casus_id"],
        deelname__betrokkenheden__status=Betrokkenheid.Status.AANVAARD,
    )
    wie = Q(deelname__organisatie__partnersoort__in=UITVOERDERS) | Q(deelname__procesregie=True)
    post.stuur(
        adressen_van(erbij & wie, ids["casus_id"]),
        "Met spoed: kijk in Ketenregie",
        "Er is alarm geslagen over de veiligheid van een slachtoffer. Kijk nu en bel elkaar.",
        reverse("casus_weging", args=[ids["casus_id"]]),
        casus_id=ids["casus_id"],
    )


@outbox.handler("convenant.uitgetreden", naam="cases.haal_terug_na_uittreden")
def na_uittreden(ids: dict[str, UUID], bericht: Bericht) -> None:
    """R27: the part of a withdrawn party in every casus ends, and what it owned comes back."""
    haal_terug(ids["deelname_id"])


taak.uitvoerder("casussen_uitvoer", controle=uitvoer.controleer)(uitvoer.maak)
taak.uitvoerder(planpapier.SOORT, controle=planpapier.controleer)(planpapier.maak)
taak.uitvoerder(verstrekkingspapier.SOORT, controle=verstrekkingspapier.controleer)(
    verstrekkingspapier.maak
)


@taak.uitvoerder("convenant_effect")
def convenant_effect(taak: Taak, viewer: Viewer, *, convenant_id: UUID) -> Resultaat:
    """Count over all casussen of the keten; the one who asked sees counts and nothing else."""
    policy.require(viewer, Permission.CONVENANT_BEWERKEN)
    convenant = versie_for(viewer, convenant_id)
    with acting_as(Viewer.voor_systeem(viewer.keten_id, "effect van een convenant berekenen")):
        effect = bereken(viewer.keten_id, convenant, taak.meld)
    logboek.record(Gebeurtenis.EFFECT_BEREKEND, effect, actie="C")
    return Resultaat(url=reverse("convenant_effect", args=[convenant.pk]))


@outbox.handler("betrokkenheid.beantwoord", naam="cases.plan_voor_wie_later_komt")
def plan_voor_wie_later_komt(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who joins after the vaststelling gets the plan as well, from who invited it."""
    rij = (
        Betrokkenheid.objects.filter(pk=ids["betrokkenheid_id"], status="aanvaard")
        .select_related("casus")
        .first()
    )
    if rij is None or not rij.casus.is_open:
        return
    plan = (
        PlanVanAanpak.objects.filter(
            casus=rij.casus_id,
            status=PlanVanAanpak.Status.VASTGESTELD,
            vastgesteld_at__isnull=False,
        )
        .order_by("-nummer")
        .first()
    )
    if plan is None or rij.deelname_id == rij.casus.eigenaar_id:
        return
    plan.casus = rij.casus
    inviter = (
        Medewerker.objects.filter(pk=rij.created_by_id).values_list("naam", flat=True).first()
        if rij.created_by_id
        else ""
    )
    verstrek_vastgesteld_plan(
        require_viewer(),
        plan,
        verstrekker_id=rij.casus.eigenaar_id,
        door=inviter or "Ketenregie",
        alleen=[rij.deelname_id],
        at=clock.now(),
    )


@outbox.handler("verstrekking.akkoord_gevraagd", naam="cases.mail_akkoord_gevraagd")
def mail_akkoord_gevraagd(ids: dict[str, UUID], bericht: Bericht) -> None:
    """An organisation is asked whether its data, or anything, may go to a recipient."""
    rij = (
        Akkoord.objects.filter(pk=ids["akkoord_id"], status=Akkoord.Status.GEVRAAGD)
        .select_related("verstrekking")
        .first()
    )
    if rij is not None:
        post.stuur(
            adressen_van(Q(deelname_id=rij.deelname_id), rij.verstrekking.casus_id),
            "Uw akkoord wordt gevraagd",
            "Een organisatie wil gegevens verstrekken en vraagt of u akkoord gaat.",
            reverse("verstrekking", args=[rij.verstrekking_id]),
        )


@outbox.handler("verstrekking.gedaan", naam="cases.mail_verstrekt")
def mail_verstrekt(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Recipients hear that something waits for them; a derde has no account and gets no mail."""
    rijen = Ontvanger.objects.filter(
        verstrekking=ids["verstrekking_id"],
        deelname__isnull=False,
        verstrekking__status=Verstrekking.Status.VERSTREKT,
    )
    adressen = adressen_van(
        Q(deelname__in=rijen.values("deelname")),
        rijen.values_list("verstrekking__casus", flat=True).first(),
    )
    if adressen:
        post.stuur(
            adressen,
            "Uw organisatie heeft gegevens gekregen",
            "Er is iets aan uw organisatie verstrekt. Bekijk het en bevestig de ontvangst.",
            reverse("verstrekking", args=[ids["verstrekking_id"]]),
        )


@outbox.handler("verstrekking.ingetrokken", naam="cases.mail_verstrekking_ingetrokken")
def mail_verstrekking_ingetrokken(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Recipients hear that it was taken back."""
    rijen = Ontvanger.objects.filter(verstrekking=ids["verstrekking_id"], deelname__isnull=False)
    adressen = adressen_van(
        Q(deelname__in=rijen.values("deelname")),
        rijen.values_list("verstrekking__casus", flat=True).first(),
    )
    if adressen:
        post.stuur(
            adressen,
            "Een verstrekking is ingetrokken",
            "Gebruik wat u kreeg niet meer en vernietig uw kopie. De reden leest u in Ketenregie.",
            reverse("verstrekking", args=[ids["verstrekking_id"]]),
        )


@outbox.handler("toegang.gevraagd", naam="cases.mail_toegangsverzoek")
def mail_toegangsverzoek(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who decides hears that a request waits."""
    verzoek = Toegangsverzoek.objects.filter(
        pk=ids["toegangsverzoek_id"], status=Toegangsverzoek.Status.GEVRAAGD
    ).first()
    if verzoek is not None:
        post.stuur(
            adressen_van(Q(deelname_id=verzoek.beslisser_id), verzoek.casus_id),
            "Er wacht een verzoek om toegang",
            "Een partner vraagt iets te zien dat voor hem is afgeschermd. Uw organisatie beslist.",
            _pad(verzoek),
            casus_id=verzoek.casus_id,
        )


@outbox.handler("toegang.gevraagd", naam="cases.tel_toegangsverzoeken")
def tel_toegangsverzoeken(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The same request again and again: perhaps the convenant should say it once."""
    verzoek = Toegangsverzoek.objects.filter(pk=ids["toegangsverzoek_id"]).first()
    if verzoek is not None:
        werk_deelregelvoorstel_bij(verzoek)


@outbox.handler("toegang.besloten", naam="cases.mail_toegangsbesluit")
def mail_toegangsbesluit(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who asked hears that there is an answer, or that the access ended."""
    verzoek = Toegangsverzoek.objects.filter(pk=ids["toegangsverzoek_id"]).first()
    if verzoek is not None:
        post.stuur(
            adressen_van(Q(deelname_id=verzoek.aanvrager_id), verzoek.casus_id),
            "Uw verzoek om toegang is bijgewerkt",
            "Over een verzoek om toegang van uw organisatie is iets beslist. Bekijk het antwoord.",
            _pad(verzoek),
        )
        werk_deelregelvoorstel_bij(verzoek)


@outbox.handler("noodknop.gebruikt", naam="cases.mail_noodknop")
def mail_noodknop(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The FG and the owner of the casus hear of it at once."""
    gebruik = Noodknop.objects.select_related("casus").filter(pk=ids["noodknop_id"]).first()
    if gebruik is None:
        return
    post.stuur(
        adressen_van(Q(deelname__keten_id=gebruik.keten_id), functies=frozenset({Functie.FG})),
        "De noodknop is gebruikt",
        "Iemand opende een casus met de noodknop. Beoordeel of dat terecht was.",
        reverse("noodknop_oordeel", args=[gebruik.pk]),
    )
    post.stuur(
        adressen_van(Q(deelname_id=gebruik.casus.eigenaar_id), gebruik.casus_id),
        "De noodknop is gebruikt",
        "Iemand opende een casus van uw organisatie met de noodknop. Kijk wie en waarom.",
        reverse("casus_toegang", args=[gebruik.casus_id]),
        casus_id=gebruik.casus_id,
    )


def _pad(verzoek: Toegangsverzoek) -> str:
    return reverse("toegangsverzoek", args=[verzoek.casus_id, verzoek.pk])


def adressen_van(
    wie: Q, casus_id: UUID | None = None, *, functies: frozenset[Functie] = CASUSWERK
) -> list[post.Geadresseerde]:
    """Active people with casework; nobody hears of a casus he is excluded from."""
    vandaag = clock.today()
    out = Uitsluiting.objects.in_kracht().filter(medewerker=OuterRef("medewerker"))  # type: ignore[attr-defined]
    out = out.filter(casus=casus_id) if casus_id else out.none()
    return geadresseerden(
        Lidmaatschap.objects.filter(
            wie,
            ~Exists(out),
            geldig_op(vandaag),
            bevestigd_op(vandaag),
            functie__in=functies,
            medewerker__is_active=True,
        )
    )


def _verslag_nog_te_zien(viewer: Viewer, taak_: Taak) -> None:
    """The file holds what the viewer could see: only while every casus of it still can be seen."""
    overleg = tafel.haal_overleg(viewer, UUID(taak_.ids["overleg_id"]))
    policy.require(viewer, Permission.OVERLEG_ZIEN)
    toen = set(taak_.lees_invoer().get("casussen", []))
    nu = {str(regel.casus_id) for regel in tafel.agenda_van(viewer, [overleg])[overleg.pk]}
    if toen - nu:
        raise NotVisible


@taak.uitvoerder("overlegverslag", controle=_verslag_nog_te_zien)
def overlegverslag(taak: Taak, viewer: Viewer, *, overleg_id: UUID) -> Resultaat:
    """The verslag of a long meeting on paper, for who asked."""
    policy.require(viewer, Permission.OVERLEG_ZIEN)
    overleg = tafel.haal_overleg(viewer, overleg_id)
    casussen = [str(r.casus_id) for r in tafel.agenda_van(viewer, [overleg])[overleg.pk]]
    taak.bewaar_invoer({"casussen": casussen})
    data = verslag.verslag_pdf(viewer, overleg, taak.meld)
    return Resultaat("verslag-casusoverleg.pdf", data, "application/pdf")


@taak.uitvoerder("overlegverslag_versturen")
def overlegverslag_versturen(taak: Taak, viewer: Viewer, *, overleg_id: UUID) -> Resultaat:
    """The verslag of each casus to the organisations that were asked for it."""
    overleg = tafel.haal_overleg(viewer, overleg_id)
    verstuur_verslag(viewer, overleg, meld=taak.meld)
    return Resultaat(url=reverse("overleg_verslag", args=[overleg.pk]))
