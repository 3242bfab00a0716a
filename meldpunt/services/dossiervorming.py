"""From melding to dossier and casus, in one transaction. The melder stays behind in the vault."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.models import Betrokkene, Casus, Dossier, Persoon, Situatie
from cases.models.casus import OPEN as CASUS_OPEN
from cases.services.betrokkenheid import Voorstel, nodig_uit, stel_voor
from cases.services.casus import open_casus
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt import matching
from meldpunt.models import Melding, MeldingMatch, Status
from meldpunt.services.alarm import koppel_alarmen
from meldpunt.services.document import neem_documenten_mee
from meldpunt.services.matches import beslis_match
from meldpunt.services.objecten import neem_objecten_mee
from meldpunt.services.registratie import beeindig
from meldpunt.signaalnamen import signaalgroepen
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Doel, Grondslag, JaNeeOnbekend, Persoonsrol, Urgentie

PERSOONSVELDEN = (
    "voornaam", "tussenvoegsel", "achternaam", "geboortedatum", "geboorte_omschrijving",
    "geboortejaar_van", "geboortejaar_tot", "nationaliteit", "taal", "woonplaats", "adres", "telefoon",
)  # fmt: skip
# Facts of the melding that have no field of their own in the casus go along as sentences.
EXTRA = (
    "dreiging", "gevaar_anderen", "voertuigen", "accounts", "andere_namen", "tolk_nodig",
    "verblijft_nu", "veilig_contact", "wens", "directe_hulp", "vertegenwoordiger", "extern_kenmerk",
)  # fmt: skip


@transaction.atomic
def vorm_dossier(
    viewer: Viewer,
    melding: Melding,
    *,
    titel: str = "",
    dossier: Dossier | None = None,
    invite: Collection[UUID] | None = None,
    rol: str = Persoonsrol.SLACHTOFFER,
    doel: str = Doel.COMPLEXE_CASUISTIEK,
    documenten: Collection[UUID] | None = None,
    at: datetime | None = None,
) -> Casus:
    """Make a dossier and casus of this melding, or add it to the dossier of a known person.

    Has that dossier an open casus, then the melding becomes a new Situatie of that casus. Sent twice,
    the first answer stands.
    Args:
        titel: neutral title of a new casus; made from vorm and gemeente when empty.
        dossier: the dossier a person chose; None makes a new one ("Onbekende persoon" is valid).
        invite: ids of deelnames to invite; None invites what `voorgekozen` proposes for a new casus.
        rol: slachtoffer or kwetsbare.
        documenten: ids of files that go along; None takes all that may (not those naming the melder).
    Raises:
        AccessDenied: no DOSSIER_VORMEN.
        DomainError: the melding ended in another way, or nobody to invite was proposed by this id.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.DOSSIER_VORMEN)
    mine = Melding.objects.filter(eigenaar_id=viewer.deelname_id).select_related("keten")
    melding = lock(mine, melding.pk)
    if melding.casus_id:
        return Casus.objects.get(pk=melding.casus_id)
    if not melding.is_open:
        raise DomainError("Deze melding heeft een einde; er kan geen dossier meer van komen.")
    if rol not in {Persoonsrol.SLACHTOFFER, Persoonsrol.KWETSBARE}:
        raise DomainError("Kies slachtoffer of kwetsbaar persoon.", veld="rol")
    running = None
    if dossier is None:
        dossier, persoon = _nieuw_dossier(viewer, melding, at)
        einde = Status.DOSSIER_GEVORMD
    else:
        dossier, persoon = _bestaand_dossier(viewer, melding, dossier, at)
        running = _lopende_casus(viewer, dossier)
        einde = Status.TOEGEVOEGD_AAN_DOSSIER
    casus = running or _open(viewer, melding, dossier, titel or voorstel_titel(melding), doel, at)
    _situatie(casus, melding)
    _betrokkene(casus, melding, persoon, rol, at)
    neem_documenten_mee(
        viewer, melding, casus, at=at, ids=None if documenten is None else list(documenten)
    )
    neem_objecten_mee(viewer, melding, casus, at=at)
    if running is not None:
        _werk_casus_bij(running, melding, at)
    chosen = _te_nodigen(casus, invite, nieuw=running is None)
    if chosen:
        nodig_uit(viewer, casus, chosen, at=at)
    melding.dossier, melding.casus = dossier, casus
    koppel_alarmen(melding, casus)
    logboek.record(
        Gebeurtenis.DOSSIER_GEVORMD, dossier, actie="U" if running else "C", casus=casus, at=at
    )
    beeindig(melding, einde, f"{einde.label}: {dossier.kenmerk}", at=at)
    outbox.post("melding.dossier_gevormd", melding_id=melding.pk, casus_id=casus.pk)
    return casus


def voorstel_titel(melding: Melding) -> str:
    """Neutral: vorm and gemeente, never a name."""
    vormen = [v for v in melding.verschijningsvormen if v != "onbekend"]
    lijst = melding.model.waardelijst("verschijningsvorm")
    wat = ", ".join(lijst.label(v) for v in vormen) or "Vorm nog onbekend"
    plaats = melding.gemeente or melding.gemeente_melding
    return f"{wat} in {plaats}"[:120] if plaats else wat[:120]


def voorstellen(melding: Melding) -> list[tuple[Voorstel, bool]]:
    """Who would be invited for a new casus of this melding and why; True = ticked beforehand."""
    casus = Casus(
        keten_id=melding.keten_id,
        modelversie_id=melding.keten.modelversie_id,
        gemeente=melding.gemeente or melding.gemeente_melding,
        verschijningsvormen=melding.verschijningsvormen,
        minderjarig=_minderjarig(melding, clock.now()),
    )
    return [(v, _voorgekozen(v)) for v in stel_voor(casus) if v.deelname.pk != melding.eigenaar_id]


def _voorgekozen(voorstel: Voorstel) -> bool:
    """Kernpartners, the procesregie and the gemeente; expertise alone is a person's choice."""
    return voorstel.vooraf_gekozen


def _te_nodigen(casus: Casus, invite: Collection[UUID] | None, *, nieuw: bool) -> list[Voorstel]:
    if invite is None:
        return [v for v in stel_voor(casus) if _voorgekozen(v)] if nieuw else []
    if not invite:
        return []
    known = {v.deelname.pk: v for v in stel_voor(casus)}
    return [known[pk] for pk in invite if pk in known]


def _nieuw_dossier(viewer: Viewer, melding: Melding, at: datetime) -> tuple[Dossier, Persoon]:
    dossier = Dossier.objects.create(
        keten_id=melding.keten_id, eigenaar_id=melding.eigenaar_id, created_at=at
    )
    known = {} if melding.persoon_onbekend else {v: getattr(melding, v) for v in PERSOONSVELDEN}
    persoon = Persoon.objects.create(
        dossier=dossier,
        geslacht=melding.geslacht or Persoon.Geslacht.ONBEKEND,
        created_at=at,
        **known,
    )
    return dossier, persoon


def _bestaand_dossier(
    viewer: Viewer, melding: Melding, dossier: Dossier, at: datetime
) -> tuple[Dossier, Persoon]:
    """Add to the dossier of a known person: fill what was empty, overwrite nothing."""
    dossier = lock(Dossier.objects.filter(keten_id=viewer.keten_id), dossier.pk)
    persoon = Persoon.objects.select_for_update().filter(dossier=dossier).first()
    if persoon is None:
        raise NotVisible
    match = matching.vergelijk(matching.beeld_van(melding), matching.beeld_van(persoon))
    beslis_match(
        viewer,
        melding,
        MeldingMatch.Besluit.ZELFDE,
        dossier=dossier,
        sterkte=match.sterkte if match else "",
        redenen=match.redenen if match else (),
        at=at,
    )
    filled = _aanvullen(persoon, melding)
    if filled:
        with met_reden(f"Aangevuld uit melding {melding.kenmerk}"):
            persoon.save()
    return dossier, persoon


def _aanvullen(persoon: Persoon, melding: Melding) -> list[str]:
    filled = []
    birth = {"geboortedatum", "geboorte_omschrijving", "geboortejaar_van", "geboortejaar_tot"}
    keep_birth = bool(persoon.geboortedatum or persoon.geboortejaar_van)
    keep_name = bool(persoon.achternaam)
    for veld in PERSOONSVELDEN:
        if (veld in birth and keep_birth) or (veld == "tussenvoegsel" and keep_name):
            continue
        if not getattr(persoon, veld) and getattr(melding, veld):
            setattr(persoon, veld, getattr(melding, veld))
            filled.append(veld)
    if persoon.geslacht == Persoon.Geslacht.ONBEKEND and melding.geslacht:
        persoon.geslacht = melding.geslacht
        filled.append("geslacht")
    return filled


def _lopende_casus(viewer: Viewer, dossier: Dossier) -> Casus | None:
    """The open casus of this dossier that the meldpunt may see, locked; the oldest when several."""
    visible = Casus.objects.visible_to(viewer).filter(dossier=dossier, status__in=CASUS_OPEN)
    first = visible.order_by("created_at").values_list("pk", flat=True).first()
    return lock(Casus, first) if first else None


def _open(
    viewer: Viewer, melding: Melding, dossier: Dossier, titel: str, doel: str, at: datetime
) -> Casus:
    casus = open_casus(
        viewer,
        titel=titel,
        hoofdstap="melden",
        doel=doel,
        grondslag=Grondslag.WMO_VEILIG_THUIS,
        dossier=dossier,
        verschijningsvormen=melding.verschijningsvormen or ["onbekend"],
        gemeente=melding.gemeente or melding.gemeente_melding,
        minderjarig=_minderjarig(melding, at),
        zorgcoordinator_nodig=melding.zorgcoordinator_betrokken or JaNeeOnbekend.ONBEKEND,
        at=at,
    )
    if melding.acuut:
        casus.urgentie = Urgentie.ACUUT
    if melding.zorgcoordinator_id or melding.zorgcoordinator_naam:
        casus.zorgcoordinator_id = melding.zorgcoordinator_id
        casus.zorgcoordinator_naam = melding.zorgcoordinator_naam
    if melding.acuut or melding.zorgcoordinator_id or melding.zorgcoordinator_naam:
        casus.save()
    return casus


def _minderjarig(melding: Melding, at: datetime) -> str:
    """Certain only when the whole range of birth years says so."""
    vandaag = clock.local_date(at)
    if g := melding.geboortedatum:
        age = vandaag.year - g.year - ((vandaag.month, vandaag.day) < (g.month, g.day))
        return JaNeeOnbekend.JA if age < 18 else JaNeeOnbekend.NEE
    if melding.geboortejaar_van and melding.geboortejaar_tot:
        if vandaag.year - melding.geboortejaar_van < 18:
            return JaNeeOnbekend.JA
        if vandaag.year - melding.geboortejaar_tot - 1 >= 18:
            return JaNeeOnbekend.NEE
    return JaNeeOnbekend.ONBEKEND


def _situatie(casus: Casus, melding: Melding) -> None:
    # The supplier is always the meldpunt: naming the organisation that reported would name the source.
    Situatie.objects.create(
        casus=casus,
        melding_id=melding.pk,
        leverancier_id=melding.eigenaar_id,
        grondslag=Grondslag.WMO_VEILIG_THUIS,
        verwerkt_at=melding.ontvangen_at,
        korte_inhoud="\n".join([melding.korte_inhoud, *_extra(melding)]),
        verschijningsvormen=melding.verschijningsvormen,
        locatie=melding.locatie,
        gemeente=melding.gemeente or melding.gemeente_melding,
        periode=_periode(melding),
        frequentie=melding.frequentie,
        aantal_slachtoffers=melding.aantal_slachtoffers,
        aantal_daders=melding.aantal_daders,
        hulpverlening_betrokken=melding.hulpverlening_betrokken or JaNeeOnbekend.ONBEKEND,
        politie_gebeld=melding.politie_gebeld or JaNeeOnbekend.ONBEKEND,
    )


def _extra(melding: Melding) -> list[str]:
    lines = []
    for veld in EXTRA:
        if value := getattr(melding, veld):
            label = str(Melding._meta.get_field(veld).verbose_name)  # type: ignore[union-attr]
            lines.append(f"{label.capitalize()}: {value}")
    if melding.signalen:
        groepen = signaalgroepen(melding, list(melding.signaleringen.all()))
        namen = [tekst for groep, teksten in groepen for tekst in teksten or [groep]]
        lines.append("Signalen: " + ", ".join(namen))
    return lines


def _periode(melding: Melding) -> str:
    if melding.periode_van and melding.periode_tot:
        return f"{melding.periode_van} tot {melding.periode_tot}"[:120]
    if melding.periode_van:
        return f"sinds {melding.periode_van}"
    return f"tot {melding.periode_tot}" if melding.periode_tot else ""


def _betrokkene(casus: Casus, melding: Melding, persoon: Persoon, rol: str, at: datetime) -> None:
    """The person of the melding, once per casus; a later melding may change whether it is safe now."""
    known = Betrokkene.objects.filter(casus=casus, persoon=persoon, tot__isnull=True).first()
    if known is None:
        Betrokkene.objects.create(
            casus=casus,
            persoon=persoon,
            rol=rol,
            van=clock.local_date(at),
            leverancier_id=melding.eigenaar_id,
            grondslag=Grondslag.WMO_VEILIG_THUIS,
            verwerkt_at=melding.ontvangen_at,
            nu_veilig=melding.nu_veilig or JaNeeOnbekend.ONBEKEND,
        )
    elif melding.nu_veilig and known.leverancier_id == melding.eigenaar_id:
        known.nu_veilig = melding.nu_veilig
        known.save()


def _werk_casus_bij(casus: Casus, melding: Melding, at: datetime) -> None:
    casus.laatste_activiteit_at = at
    casus.verschijningsvormen = [
        *casus.verschijningsvormen,
        *(v for v in melding.verschijningsvormen if v not in casus.verschijningsvormen),
    ]
    if melding.acuut:
        casus.urgentie = Urgentie.ACUUT
    casus.save()
    logboek.record(
        Gebeurtenis.MELDING_TOEGEVOEGD, casus, at=at, details={"melding": str(melding.pk)}
    )
    outbox.post("casus.melding_toegevoegd", casus_id=casus.pk, melding_id=melding.pk)
