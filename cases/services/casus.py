"""Opening a casus, moving it through the hoofdstappen, and ending it by name."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases.models import Betrokkenheid, Casus, Dossier, Termijn
from cases.services.prioriteit import van_lijst_bij_einde
from cases.services.termijnen import einddatum, start_termijn, voldoe_termijn
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, Keten
from referentiemodel import gates
from referentiemodel.enums import (
    CasusStatus,
    Doel,
    Grondslag,
    Hoedanigheid,
    JaNeeOnbekend,
    Urgentie,
)
from referentiemodel.loader import model_van
from referentiemodel.schema import NIEUW, Model, Overgang

# What comes first in a hoofdstap, and the termijn (if the model has it) that says by when.
EERSTE_ACTIVITEIT = {
    "preventie": ("repressieve_preventie", ""),
    "melden": ("dossier_aanmaken", "dossier_aanmaken"),
    "analyse": ("eerste_weging", "eerste_weging"),
    "uitvoering": ("acties_uitvoeren", ""),
    "evaluatie": ("procesbegeleider_aanstellen", ""),
}
STANDAARD_WERKDAGEN = 10


@transaction.atomic
def open_casus(
    viewer: Viewer,
    *,
    titel: str,
    hoofdstap: str,
    doel: str,
    grondslag: str,
    casus_id: UUID | None = None,
    dossier: Dossier | None = None,
    verschijningsvormen: Sequence[str] = (),
    gemeente: str = "",
    minderjarig: str = JaNeeOnbekend.ONBEKEND,
    zorgcoordinator_nodig: str = JaNeeOnbekend.ONBEKEND,
    reden: str = "",
    at: datetime | None = None,
) -> Casus:
    """Open a casus in a hoofdstap; the deelname that opens it owns it and takes part at once.

    Args:
        hoofdstap: sleutel in the current model of the keten; "melden" after dossiervorming.
        reden: why it starts elsewhere than in melden; required there.
        at: moment of opening, timezone-aware; termijnen count from here.
    Raises:
        AccessDenied: no letter for the first activiteit of that hoofdstap.
        GateClosed: with every unmet condition.
    Source: domain model 1a, "new -> melden" and direct opening by a partner.
    """
    at = at or clock.now()
    keten = Keten.objects.select_related("modelversie").get(pk=viewer.keten_id)
    model = model_van(keten.modelversie_id)
    activiteit, termijn = _first(model, hoofdstap)
    deelname = Deelname.objects.select_related("organisatie").get(pk=viewer.eigen_id)
    _require_may_open(viewer, model, hoofdstap, activiteit, deelname, reden)
    casus = Casus(
        id=casus_id or uuid4(),
        keten=keten,
        titel=titel,
        modelversie_id=keten.modelversie_id,
        hoofdstap=hoofdstap,
        activiteit=activiteit,
        eigenaar=deelname,
        inbrenger=deelname,
        ingebracht_at=at,
        laatste_activiteit_at=at,
        created_at=at,
        dossier=dossier,
        doel=Doel(doel),
        grondslag=Grondslag(grondslag),
        verschijningsvormen=list(verschijningsvormen),
        gemeente=gemeente,
        minderjarig=minderjarig,
        zorgcoordinator_nodig=zorgcoordinator_nodig,
        openingsreden=reden,
        volgende_stap=model.activiteit(activiteit).naam,
        volgende_datum=_uiterlijk(model, termijn, at),
    )
    gates.require(casus, hoofdstap, van=NIEUW, reden=reden)
    casus.save(force_insert=True)
    Betrokkenheid.objects.create(
        casus=casus,
        deelname=deelname,
        status=Betrokkenheid.Status.AANVAARD,
        letters=letters_voor(model, deelname.partnersoort),
        waarom="Bracht de casus in",
        beantwoord_at=at,
        created_at=at,
    )
    casus.vergeet_toegang()
    if termijn:
        start_termijn(casus, termijn, deelname, at=at)
    logboek.record(Gebeurtenis.CASUS_GEOPEND, casus, actie="C", doel=doel, reden=reden, at=at)
    outbox.post("casus.geopend", casus_id=casus.pk)
    return casus


def _first(model: Model, hoofdstap: str) -> tuple[str, str]:
    sleutel, termijn = EERSTE_ACTIVITEIT[model.hoofdstap(hoofdstap).sleutel]
    if not model.heeft_activiteit(sleutel):
        sleutel = model.activiteiten_van(hoofdstap)[0].sleutel
    return sleutel, termijn


def _require_may_open(
    viewer: Viewer, model: Model, hoofdstap: str, activiteit: str, deelname: Deelname, reden: str
) -> None:
    """R of dossier_aanmaken opens in melden; elsewhere R or A of that activiteit, with a reason."""
    if hoofdstap == "melden":
        policy.require(viewer, Permission.DOSSIER_VORMEN)
        return
    policy.require(viewer, Permission.CASUS_OPENEN)
    held = model.letters(activiteit, deelname.partnersoort)
    if not {letter.value for letter in held} & {"R", "A"}:
        raise AccessDenied(
            f"Uw organisatie voert '{model.activiteit(activiteit).naam}' niet uit en kan daar geen casus openen.",
            permission=Permission.CASUS_OPENEN,
            regel=f"{activiteit}:RA",
        )
    if not reden.strip():
        raise DomainError("Schrijf op waarom de casus hier begint.", veld="reden")
    if hoofdstap == "evaluatie":
        raise DomainError("Een casus kan niet in evaluatie beginnen.", veld="hoofdstap")


def letters_voor(model: Model, partnersoort: str) -> dict[str, str]:
    """{activiteit: "AR"} as the matrix proposes for this kind of partner; empty cells left out."""
    proposed = {
        a.sleutel: "".join(
            sorted(letter.value for letter in model.letters(a.sleutel, partnersoort))
        )
        for a in model.activiteiten
    }
    return {activiteit: tekens for activiteit, tekens in proposed.items() if tekens}


def _begin(casus: Casus, termijn: str, at: datetime) -> datetime:
    """From when a termijn of a hoofdstap counts: the 1e weging from the melding, the first time.

    Source: referentiemodel, termijn eerste_weging (vanaf melding_ontvangen); indicator 6.
    """
    if termijn != "eerste_weging" or casus.termijnen.filter(sleutel=termijn).exists():
        return at
    melding = casus.situaties.order_by("verwerkt_at").values_list("verwerkt_at", flat=True).first()
    return min(melding, at) if melding else at


def _uiterlijk(model: Model, termijn: str, at: datetime) -> date:
    return einddatum(model, termijn, at) or clock.add_werkdagen(
        clock.local_date(at), STANDAARD_WERKDAGEN
    )


def bevoegd(viewer: Viewer, casus: Casus, overgang: Overgang) -> policy.Besluit:
    """Whether the viewer may take this step: any one bevoegdheid of the model suffices."""
    besluit = policy.Besluit(False, "Deze stap is niet aan uw organisatie.", "overgang")
    for b in overgang.bevoegd:
        if b.functies and viewer.functie not in b.functies:
            continue
        besluit = policy.may(
            viewer, Permission.CASUS_VOORTZETTEN, casus, activiteit=b.activiteit, letters=b.letters
        )
        if not besluit.zichtbaar:
            return besluit
        if not besluit:
            continue
        if b.hoedanigheid == Hoedanigheid.VERANTWOORDELIJKE:
            if casus.toegang_van(viewer).eigenaar:
                return besluit
        elif b.hoedanigheid != Hoedanigheid.PUBLIEKE_DEELNEMER or viewer.publiek:
            return besluit
        besluit = policy.Besluit(
            False, f"Deze stap is aan {b.hoedanigheid.label}.", f"overgang:{b.hoedanigheid}"
        )
    return besluit


def _begin_step(viewer: Viewer, casus: Casus, naar: str) -> tuple[Casus, Overgang]:
    """Lock, who, when: what every step of a casus checks first."""
    casus = lock(Casus, casus.pk)
    overgang = gates.vind_overgang(casus, naar)
    besluit = bevoegd(viewer, casus, overgang)
    if not besluit:
        raise AccessDenied(
            besluit.reason, permission=Permission.CASUS_VOORTZETTEN, regel=besluit.regel
        )
    return casus, overgang


@transaction.atomic
def advance_casus(
    viewer: Viewer, casus: Casus, naar: str, *, reden: str = "", at: datetime | None = None
) -> Casus:
    """Move the casus to another hoofdstap, forward through its gate or back with a reason.

    In an acute casus a gate may be passed while open, with a reason; it stays visibly open.
    Raises:
        AccessDenied: no letter for this step.
        GateClosed: with every unmet condition.
    """
    at = at or clock.now()
    casus, overgang = _begin_step(viewer, casus, naar)
    gates.require(casus, naar, reden=reden, acuut=casus.urgentie == Urgentie.ACUUT)
    activiteit, termijn = _first(casus.model, naar)
    old, casus.hoofdstap, casus.activiteit = casus.hoofdstap, naar, activiteit
    casus.volgende_stap = casus.model.activiteit(activiteit).naam
    vanaf = _begin(casus, termijn, at)
    casus.volgende_datum = _uiterlijk(casus.model, termijn, vanaf)
    casus.openstaande_poorten = [
        stand.poort.sleutel for stand in gates.standen(casus, overgang) if not stand.open
    ]
    casus.laatste_activiteit_at = at
    if naar == "uitvoering":
        activiteit, casus.volgende_stap, casus.volgende_datum = wat_nu_in_uitvoering(casus, at)
        casus.activiteit = activiteit
    if naar == "analyse":
        casus.eigenaar = Deelname.objects.get(keten_id=casus.keten_id, procesregie=True)
    if old == "melden":
        voldoe_termijn(casus, "dossier_aanmaken", at=at)
    with met_reden(reden):
        casus.save()
    if termijn:
        start_termijn(casus, termijn, casus.eigenaar, at=vanaf)
    casus.vergeet_toegang()
    logboek.record(
        Gebeurtenis.HOOFDSTAP_GEWIJZIGD,
        casus,
        reden=reden,
        at=at,
        details={"van": old, "naar": naar},
    )
    outbox.post("casus.hoofdstap_gewijzigd", casus_id=casus.pk)
    return casus


@transaction.atomic
def neem_in_behandeling(viewer: Viewer, casus: Casus, *, at: datetime | None = None) -> Casus:
    """aangemeld -> in_behandeling, once the doeltoets and the 1e weging allow it (R2)."""
    at = at or clock.now()
    casus, _ = _begin_step(viewer, casus, CasusStatus.IN_BEHANDELING)
    gates.require(casus, CasusStatus.IN_BEHANDELING)
    casus.status = CasusStatus.IN_BEHANDELING
    casus.laatste_activiteit_at = at
    if casus.activiteit == "eerste_weging" and casus.model.heeft_activiteit("inbreng_casusoverleg"):
        vervolg(casus, "inbreng_casusoverleg", at=at, stap="Casusoverleg plannen")
    else:
        casus.save()
    start_termijn(casus, "casusreview", casus.eigenaar, at=at)
    logboek.record(
        Gebeurtenis.STATUS_GEWIJZIGD, casus, at=at, details={"naar": CasusStatus.IN_BEHANDELING}
    )
    outbox.post("casus.in_behandeling", casus_id=casus.pk)
    return casus


def schrijf_einde(casus: Casus, naar: str, reden: str, *, at: datetime) -> None:
    """What every end does to a casus: no next step, no running clock, no place on the prioriteitenlijst.

    Policy, gates and the logboek are up to the caller.
    """
    casus.status, casus.einde_at, casus.einde_reden = naar, at, reden
    casus.volgende_stap, casus.volgende_datum = "", None
    casus.laatste_activiteit_at = at
    sluit_klokken(casus, at=at)
    with met_reden(reden):
        casus.save()
    casus.vergeet_toegang()
    van_lijst_bij_einde(casus, at)


@transaction.atomic
def einde_casus(
    viewer: Viewer, casus: Casus, naar: str, *, reden: str, at: datetime | None = None
) -> Casus:
    """End the casus by name: afgeschaald or afgesloten. From then on it is shielded (R12).

    Raises:
        DomainError: no reason.
        GateClosed: with every unmet condition.
    """
    at = at or clock.now()
    if not reden.strip():
        raise DomainError("Schrijf op waarom de casus eindigt.", veld="reden")
    if naar == CasusStatus.SAMENGEVOEGD:
        raise DomainError("Kies eerst met welke casus u haar samenvoegt.")
    casus, _ = _begin_step(viewer, casus, naar)
    gates.require(casus, naar, reden=reden)
    schrijf_einde(casus, naar, reden, at=at)
    logboek.record(Gebeurtenis.CASUS_BEEINDIGD, casus, reden=reden, at=at, details={"naar": naar})
    outbox.post("casus.beeindigd", casus_id=casus.pk)
    return casus


def sluit_klokken(casus: Casus, *, at: datetime) -> None:
    """At every named end: no clock runs on. A terugkoppeling is still due afterwards (R15)."""
    Termijn.objects.filter(casus=casus, voldaan_at__isnull=True).exclude(
        sleutel__startswith="terugkoppeling"
    ).update(voldaan_at=at, gepauzeerd_op=None, rest=None, pauze_reden="")


def wat_nu_in_uitvoering(casus: Casus, at: datetime) -> tuple[str, str, date]:
    """(activiteit, next step, day) of a casus in uitvoering: its acties first, then nazorg, then on.

    The day is that of the first actie still open, so that the casus is due when its work is.
    """
    model = casus.model
    first = casus.acties.filter(status__in=["open", "bezig"]).order_by("uiterlijk").first()
    if first is not None:
        return "acties_uitvoeren", model.activiteit("acties_uitvoeren").naam, first.uiterlijk
    day = clock.add_werkdagen(clock.local_date(at), STANDAARD_WERKDAGEN)
    asked = set(casus.nazorg.values_list("status", flat=True))
    if not asked - {"geweigerd"}:
        return "nazorg", "Nazorg beleggen", day
    if "gevraagd" in asked:
        return "nazorg", "Nazorg wacht op antwoord", day
    return "voortgang_interventies", "Casus naar evaluatie brengen", day


def vervolg(
    casus: Casus,
    activiteit: str,
    *,
    at: datetime,
    stap: str = "",
    uiterlijk: date | None = None,
    termijn: str = "",
) -> None:
    """What comes next and by when, set by each service that finishes a piece of work.

    `casus` must be locked by the caller. `uiterlijk` wins over `termijn`; without both the standard
    number of werkdagen holds.
    """
    model = casus.model
    casus.activiteit = activiteit
    casus.volgende_stap = stap or model.activiteit(activiteit).naam
    casus.volgende_datum = uiterlijk or _uiterlijk(model, termijn, at)
    casus.laatste_activiteit_at = at
    casus.save()
    if termijn:
        start_termijn(casus, termijn, casus.eigenaar, at=at, uiterlijk=casus.volgende_datum)
