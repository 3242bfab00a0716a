"""Whom to invite, and why: what the model and the casus point at, and what a partner proposes."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cases.models import Betrokkenheid, Casus
from cases.services.casus import letters_voor
from cases.services.eisen import require_tekst
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, Kernlidmaatschap, Profiel, geldig_op, is_partij, ooit_partij
from referentiemodel.enums import JaNeeOnbekend, Partnersoort

KETENREGIETEAM = Kernlidmaatschap.Gremium.KETENREGIETEAM
MEERDERJARIG = 18
DERDE = "Geen partij: alleen voor dit overleg."


@dataclass(frozen=True, slots=True)
class Voorstel:
    """An organisation that the model and the casus point at, and why.

    `eindigt_at` is set for a guest of one overleg: its right ends by itself then (R14).
    """

    deelname: Deelname
    waarom: str
    letters: dict[str, str]
    eindigt_at: datetime | None = None
    # Procesregie, gemeente and kern; anything else is a person's choice (need-to-know).
    vooraf_gekozen: bool = False
    # No party to the convenant: only as a guest, after a verklaring van geheimhouding.
    derde: bool = False


def stel_voor(casus: Casus, *, derden: bool = False) -> list[Voorstel]:
    """Organisations to invite: the kernpartners, the gemeente of the casus, partners for minors
    when the slachtoffer is one, and partners whose sociale kaart names the verschijningsvorm and
    the age. Those already involved, invited or proposed are left out.

    Three queries. A person decides; this only suggests.

    Args:
        derden: also who is no party to the convenant and never was; only as a guest of one overleg.
    """
    vandaag = clock.today()
    kern = Q(kernlidmaatschappen__gremium=KETENREGIETEAM) & geldig_op(
        vandaag, "kernlidmaatschappen__"
    )
    core = set(Deelname.objects.filter(kern, keten_id=casus.keten_id).values_list("pk", flat=True))
    found = []
    for deelname in _kandidaten(casus, derden=derden):
        if waarom := _waarom(casus, deelname, deelname.pk in core):
            organisatie = deelname.organisatie
            letters = letters_voor(casus.model, organisatie.partnersoort)
            eigen_gemeente = bool(casus.gemeente) and organisatie.gemeente == casus.gemeente
            core_too = deelname.procesregie or eigen_gemeente or deelname.pk in core
            derde = not deelname.partij  # type: ignore[attr-defined]
            if derde:
                waarom = f"{DERDE} {waarom}"[:200]
            found.append(
                Voorstel(
                    deelname, waarom, letters, vooraf_gekozen=core_too and not derde, derde=derde
                )
            )
    return found


def overige_organisaties(casus: Casus, voorstellen: list[Voorstel]) -> list[Deelname]:
    """Every other organisation of the keten that could be asked, by name."""
    proposed = {v.deelname.pk for v in voorstellen}
    return [d for d in _kandidaten(casus) if d.pk not in proposed]


def _kandidaten(casus: Casus, *, derden: bool = False) -> list[Deelname]:
    known = casus.betrokkenheden.bekend().values("deelname_id")  # type: ignore[attr-defined]
    vandaag = clock.today()
    # Parties to the convenant: to anybody else nothing may be shown (R27), but to a derde at an overleg
    # (R14). Who withdrew is neither.
    mag = Q(partij=True)
    if derden:
        mag |= ~Q(Exists(ooit_partij(OuterRef("pk"))))
    return list(
        Deelname.objects.annotate(partij=is_partij(vandaag, "pk"))
        .filter(mag, geldig_op(vandaag), keten_id=casus.keten_id)
        .exclude(pk__in=known)
        .select_related("organisatie__profiel")
    )


def _waarom(casus: Casus, deelname: Deelname, in_kern: bool) -> str:
    """The reasons, strongest first; "" when nothing points at this organisation."""
    organisatie = deelname.organisatie
    profiel = getattr(organisatie, "profiel", None)
    minderjarig = casus.minderjarig == JaNeeOnbekend.JA
    redenen = []
    if deelname.procesregie:
        redenen.append("Voert de procesregie")
    if organisatie.gemeente and organisatie.gemeente == casus.gemeente:
        redenen.append(f"Gemeente van de casus: {casus.gemeente}")
    if minderjarig and Partnersoort(organisatie.partnersoort).voor_minderjarigen:
        redenen.append("Er is een minderjarige bij betrokken")
    if in_kern:
        plek = "Gemeente" if organisatie.partnersoort == Partnersoort.GEMEENTE else "Kernpartner"
        redenen.append(f"{plek} in het ketenregieteam")
    vormen = set(casus.verschijningsvormen) & set(profiel.verschijningsvormen if profiel else [])
    if vormen and profiel and _leeftijd_past(casus, profiel):
        lijst = casus.model.waardelijst("verschijningsvorm")
        redenen.append("Expertise: " + ", ".join(sorted(lijst.label(v) for v in vormen)))
    return "; ".join(redenen)[:200]


def _leeftijd_past(casus: Casus, profiel: Profiel) -> bool:
    """Whether the ages on the sociale kaart fit; an unknown age fits everyone."""
    if casus.minderjarig == JaNeeOnbekend.JA:
        return profiel.leeftijd_van is None or profiel.leeftijd_van < MEERDERJARIG
    if casus.minderjarig == JaNeeOnbekend.NEE:
        return profiel.leeftijd_tot is None or profiel.leeftijd_tot >= MEERDERJARIG
    return True


@transaction.atomic
def stel_organisatie_voor(
    viewer: Viewer, casus: Casus, deelname_id: UUID, *, waarom: str, at: datetime | None = None
) -> Betrokkenheid:
    """A partner without the A proposes an organisation; who has the A decides.

    The proposed organisation does not learn that the casus exists.
    Raises:
        AccessDenied: the own organisation does not take part.
        DomainError: no reason, not in this keten, or asked already.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.ORGANISATIE_VOORSTELLEN, casus)
    waarom = require_tekst(waarom, "waarom", "Schrijf op waarom deze organisatie nodig is.")
    deelname = next((d for d in _kandidaten(casus) if d.pk == deelname_id), None)
    if deelname is None:
        raise DomainError(
            "Kies een organisatie die nog niet is gevraagd of voorgesteld.", veld="organisatie"
        )
    rij = Betrokkenheid.objects.create(
        casus=casus,
        deelname=deelname,
        status=Betrokkenheid.Status.VOORGESTELD,
        letters=letters_voor(casus.model, deelname.partnersoort),
        waarom=waarom[:200],
        voorgesteld_door_id=viewer.eigen_id,
        created_at=at,
    )
    logboek.record(Gebeurtenis.ORGANISATIE_VOORGESTELD, rij, actie="C", reden=waarom, at=at)
    outbox.post("betrokkenheid.voorgesteld", betrokkenheid_id=rij.pk)
    return rij


@dataclass(frozen=True, slots=True)
class Deskundige:
    """An organisation whose sociale kaart names what is asked for, and the words that say so."""

    naam: str
    waarom: str


def deskundigen(casus: Casus, gevraagd: str, hoogstens: int = 3) -> list[Deskundige]:
    """Organisations outside the casus with a word of what is asked in expertise or aanbod, best first.

    Words of six letters and more; two queries. A person decides; this only suggests.
    """
    woorden = {w for w in re.findall(r"[a-zà-ÿ]+", gevraagd.lower()) if len(w) >= 6}
    if not woorden:
        return []
    in_casus = casus.betrokkenheden.lopend().values("deelname")  # type: ignore[attr-defined]
    rows = (
        Deelname.objects.filter(geldig_op(clock.today()), keten_id=casus.keten_id)
        .exclude(pk__in=in_casus)
        .select_related("organisatie__profiel")
        .prefetch_related("organisatie__aanbod")
    )
    found = []
    for deelname in rows:
        organisatie = deelname.organisatie
        profiel = getattr(organisatie, "profiel", None)
        tekst = " ".join(
            [profiel.expertise if profiel else "", *(a.naam for a in organisatie.aanbod.all())]
        ).lower()
        if raak := sorted(w for w in woorden if w in tekst):
            found.append((-len(raak), Deskundige(organisatie.naam, ", ".join(raak))))
    return [d for _, d in sorted(found, key=lambda x: (x[0], x[1].naam))[:hoogstens]]
