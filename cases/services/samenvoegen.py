"""Two casussen that turn out to be one go on as one; undone, each has its own again.

The service takes the decision and shields the one; a task moves its data (`verplaats`), because a datum is
changed by its supplier or by nobody who works for another organisation.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import Error, transaction

from cases.models import Bedenktijd, Casus, Nazorg, Overdracht, Samenvoeging
from cases.services.betrokkenheid import Voorstel, nodig_uit
from cases.services.casus import bevoegd, schrijf_einde
from cases.services.eisen import require_tekst
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, GateClosed, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel import gates
from referentiemodel.enums import CasusStatus, Grondslag, Rasci

# What is known goes along; what was decided stays with the casus in which it was decided.
GEGEVENS = (
    "situatie", "betrokkene", "onderneming", "locatie", "bijdrage", "gezondheidsbeeld", "notitie",
    "document",
)  # fmt: skip
BESLUIT_WERKDAGEN = 3


def werk_in_de_weg(casus: Casus) -> list[str]:
    """Work that would be shielded while it runs; then the other casus goes into this one."""
    found = []
    if casus.acties.filter(status__in=["open", "bezig"]).exists():
        found.append("In de casus die opgaat, lopen nog acties. Maak van die casus de hoofdcasus.")
    if casus.nazorg.exclude(status__in=[Nazorg.Status.GEWEIGERD, Nazorg.Status.AFGEROND]).exists():
        found.append("In de casus die opgaat, loopt nog nazorg.")
    if casus.bedenktijden.filter(
        status__in=[Bedenktijd.Status.AANGEBODEN, Bedenktijd.Status.LOPEND]
    ).exists():
        found.append("In de casus die opgaat, moet een organisatie nog iets afronden.")
    if casus.overdrachten.filter(status=Overdracht.Status.VERSTUURD).exists():
        found.append("Er is nog een overdracht onderweg. Wacht op antwoord, of trek die in.")
    return found


def require_mag(viewer: Viewer, casus: Casus, naar: Casus) -> None:
    """A of the inbreng in both.

    Raises:
        AccessDenied: not for this viewer.
        NotVisible: one of both is not.
    """
    overgang = gates.vind_overgang(casus, CasusStatus.SAMENGEVOEGD)
    besluit = bevoegd(viewer, casus, overgang)
    if besluit:
        besluit = policy.may(
            viewer, Permission.CASUS_VOORTZETTEN, naar,
            activiteit="inbreng_casusoverleg", letters=frozenset({Rasci.A}),
        )  # fmt: skip
    if not besluit.zichtbaar:
        raise NotVisible
    if not besluit:
        raise AccessDenied(
            besluit.reason, permission=Permission.CASUS_VOORTZETTEN, regel=besluit.regel
        )


@transaction.atomic
def voeg_samen(
    viewer: Viewer,
    casus: Casus,
    naar: Casus,
    *,
    reden: str,
    grondslag: str,
    uitnodigen: bool = True,
    at: datetime | None = None,
) -> Samenvoeging:
    """`casus` goes on in `naar` and is shielded from then on; undone with `ontkoppel`.

    Args:
        grondslag: on which the partners of `naar` come to know what `casus` holds; the sharing rules
            still decide what of it each sees.
        uitnodigen: ask who takes part in `casus` alone to take part in `naar`.
    Raises:
        AccessDenied, NotVisible: see `require_mag`.
        GateClosed: work runs in `casus`.
        DomainError: the same casus, no reason or ground.
    """
    at = at or clock.now()
    if casus.pk == naar.pk:
        raise DomainError("Kies een andere casus.", veld="kenmerk")
    reden = require_tekst(reden, "reden", "Schrijf op waarom dit dezelfde zaak is.")
    if grondslag not in Grondslag.values:
        raise DomainError("Kies op welke grondslag u dit deelt.", veld="grondslag")
    # Always in the same order, so that two who do this at once do not wait for each other.
    held = {pk: lock(Casus, pk) for pk in sorted((casus.pk, naar.pk))}
    casus, naar = held[casus.pk], held[naar.pk]
    require_mag(viewer, casus, naar)
    gates.require(casus, CasusStatus.SAMENGEVOEGD, reden=reden)
    if wegens := werk_in_de_weg(casus):
        raise GateClosed(wegens)
    rij = Samenvoeging.objects.create(
        casus=casus, naar=naar, casus_kenmerk=casus.kenmerk, deelname_id=viewer.eigen_id,
        reden=reden[:300], grondslag=grondslag, status_voor=casus.status, created_at=at,
    )  # fmt: skip
    if uitnodigen:
        nodig_uit(viewer, naar, alleen_hier(casus, naar), at=at)
    schrijf_einde(
        casus, CasusStatus.SAMENGEVOEGD, f"Samengevoegd met {naar.kenmerk}. {reden}", at=at
    )
    logboek.record(
        Gebeurtenis.CASUS_SAMENGEVOEGD, casus, reden=reden, at=at, details={"naar": str(naar.pk)}
    )
    logboek.record(Gebeurtenis.CASUS_OPGENOMEN, naar, at=at, details={"uit": str(casus.pk)})
    outbox.post("casus.samengevoegd", samenvoeging_id=rij.pk, casus_id=casus.pk)
    outbox.post("casus.beeindigd", casus_id=casus.pk)
    return rij


def alleen_hier(casus: Casus, naar: Casus) -> list[Voorstel]:
    """Who takes part in `casus` and has no row in `naar`, with the letters it has now."""
    daar = set(naar.betrokkenheden.lopend().values_list("deelname_id", flat=True))  # type: ignore[attr-defined]
    rows = casus.betrokkenheden.meedoend().select_related("deelname__organisatie")  # type: ignore[attr-defined]
    return [
        Voorstel(rij.deelname, "Deed mee aan een casus die hierin opging", _zonder_a(rij.letters))
        for rij in rows
        if rij.deelname_id not in daar and rij.eindigt_at is None
    ]


def _zonder_a(letters: dict[str, str]) -> dict[str, str]:
    """Nobody becomes eindverantwoordelijk by a merger: one per activiteit is enough."""
    kaal = {activiteit: tekens.replace("A", "") for activiteit, tekens in letters.items()}
    return {activiteit: tekens for activiteit, tekens in kaal.items() if tekens}


@transaction.atomic
def ontkoppel(viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None) -> Samenvoeging:
    """They were two after all: the other opens again as it stood, and gets back what it brought.

    What was added since stays where it was added.
    Raises:
        NotVisible: the casus it went into is not for this viewer.
        AccessDenied: no A of the inbreng.
        DomainError: no reason, undone already, or the data are still on their way.
    """
    at = at or clock.now()
    reden = require_tekst(reden, "reden", "Schrijf op waarom dit toch twee zaken zijn.")
    rij = lock(Samenvoeging, pk)
    naar: Casus = Casus.objects.haal(viewer, rij.naar_id)  # type: ignore[attr-defined]
    require_mag_ontkoppelen(viewer, naar)
    if rij.ontkoppeld_at is not None:
        return rij
    if rij.verplaatst_at is None:
        raise DomainError("De gegevens zijn nog onderweg. Probeer het over een minuut opnieuw.")
    casus = lock(Casus.objects.met_recht(viewer), rij.casus_id)  # type: ignore[attr-defined]
    gates.require(casus, rij.status_voor, reden=reden)
    rij.ontkoppeld_at, rij.ontkoppel_reden = at, reden[:300]
    rij.save()
    casus.status = rij.status_voor
    casus.einde_at, casus.einde_reden = None, ""
    casus.volgende_stap = "Casus weer zelfstandig: bepaal wat er nu nodig is"
    casus.volgende_datum = clock.add_werkdagen(clock.local_date(at), BESLUIT_WERKDAGEN)
    casus.laatste_activiteit_at = at
    with met_reden(reden):
        casus.save()
    casus.vergeet_toegang()
    logboek.record(Gebeurtenis.CASUS_ONTKOPPELD, casus, reden=reden, at=at)
    logboek.record(Gebeurtenis.CASUS_ONTKOPPELD, naar, at=at, details={"uit": str(casus.pk)})
    outbox.post("casus.ontkoppeld", samenvoeging_id=rij.pk, casus_id=casus.pk)
    return rij


def require_mag_ontkoppelen(viewer: Viewer, naar: Casus) -> None:
    policy.require(
        viewer, Permission.CASUS_VOORTZETTEN, naar,
        activiteit="inbreng_casusoverleg", letters=frozenset({Rasci.A}),
    )  # fmt: skip


def verplaats(samenvoeging_id: UUID, *, at: datetime | None = None) -> int:
    """Move what the casus knows to where it goes on; run by a task, once.

    Returns: how many rows moved. What the other has already (one person twice in one role) stays behind.
    """
    at = at or clock.now()
    rij = Samenvoeging.objects.select_for_update().filter(pk=samenvoeging_id).first()
    if rij is None or rij.verplaatst_at is not None or rij.ontkoppeld_at is not None:
        return 0
    moved: dict[str, list[str]] = {}
    with met_reden(f"Samengevoegd: {rij.reden}"[:300]):
        for naam in GEGEVENS:
            rows = _tabel(naam).objects.filter(casus_id=rij.casus_id).order_by("created_at")
            if ids := [str(r.pk) for r in rows if _zet(r, rij.naar_id)]:
                moved[naam] = ids
    rij.verplaatst, rij.verplaatst_at = moved, at
    rij.save()
    return sum(map(len, moved.values()))


def zet_terug(samenvoeging_id: UUID, *, at: datetime | None = None) -> int:
    """Put back what was moved and is still there; run by a task, once."""
    at = at or clock.now()
    rij = Samenvoeging.objects.select_for_update().filter(pk=samenvoeging_id).first()
    if rij is None or rij.ontkoppeld_at is None or rij.teruggezet_at is not None:
        return 0
    done = 0
    with met_reden(f"Ontkoppeld: {rij.ontkoppel_reden}"[:300]):
        for naam, ids in rij.verplaatst.items():
            for r in _tabel(naam).objects.filter(pk__in=ids, casus_id=rij.naar_id):
                done += _zet(r, rij.casus_id)
    rij.teruggezet_at = at
    rij.save()
    return done


def _tabel(naam: str) -> Any:
    return apps.get_model("cases", naam)


def _zet(row: Any, casus_id: UUID) -> bool:
    row.casus_id = casus_id
    try:
        with transaction.atomic():
            row.save()
    except Error:  # a constraint: the other casus says this already
        return False
    return True
