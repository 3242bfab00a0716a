"""Reads of the keten itself: the sociale kaart and the convenant. No case data, only one's own keten."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.models import (
    Convenant,
    Deelname,
    Deelregel,
    Kernlidmaatschap,
    Keten,
    Partij,
    Profiel,
    geldig_op,
)
from partners.sharing import Omstandigheid, Regelboek
from referentiemodel.enums import Domein, Gegevenscategorie, Gegevenssoort, Partnersoort, Rasci
from referentiemodel.loader import model_van
from referentiemodel.schema import Model


def model_van_keten(viewer: Viewer) -> Model:
    """The current referentiemodel of the viewer's keten; one query."""
    return model_van(Keten.objects.values_list("modelversie_id", flat=True).get(pk=viewer.keten_id))


@dataclass(frozen=True, slots=True)
class PartnerRegel:
    """One organisation in the list."""

    pk: UUID
    naam: str
    soort: str
    domein: str
    expertise: str
    vormen: tuple[str, ...]
    aanbod: tuple[str, ...]
    wachttijd: str
    telefoon: str
    bereikbaar: str
    kern: bool
    gemeente: bool
    eigen: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call: naam en rugnummer."""

    naam: str
    rol: str
    telefoon: str
    email: str


@dataclass(frozen=True, slots=True)
class Gedateerd:
    """Something that holds from one day to another."""

    wat: str
    van: date
    tot: date | None
    toelichting: str = ""
    nu: bool = True


@dataclass(frozen=True, slots=True)
class AanbodRegel:
    """An interventie that the organisation offers."""

    naam: str
    soort: str
    doelgroep: str
    omschrijving: str


@dataclass(frozen=True, slots=True)
class Partner:
    """The page of one organisation."""

    regel: PartnerRegel
    leeftijden: str
    werkgebied: tuple[str, ...]
    hele_regio: bool
    aanbod: tuple[AanbodRegel, ...]
    contacten: tuple[Contact, ...]
    lidmaatschappen: tuple[Gedateerd, ...]
    wgs: tuple[Gedateerd, ...]
    van: date


def partners_for(
    viewer: Viewer, *, zoek: str = "", vorm: str = "", gemeente: str = "", domein: str = ""
) -> list[PartnerRegel]:
    """Organisations of the viewer's keten that take part today; four queries however many.

    Args:
        zoek: part of the name, expertise or aanbod.
        vorm: verschijningsvorm the organisation knows.
        gemeente: within its werkgebied.
        domein: a partner in both counts for zorg and for veiligheid.
    """
    rows = _deelnames(viewer)
    if zoek:
        rows = rows.filter(
            Q(organisatie__naam__icontains=zoek)
            | Q(organisatie__kort__icontains=zoek)
            | Q(organisatie__profiel__expertise__icontains=zoek)
            | Q(organisatie__aanbod__naam__icontains=zoek)
        ).distinct()
    if vorm:
        rows = rows.filter(organisatie__profiel__verschijningsvormen__contains=[vorm])
    if gemeente:
        rows = rows.filter(organisatie__werkgebied__contains=[gemeente])
    if domein in Domein.values:
        rows = rows.filter(organisatie__domein__in={domein, Domein.BEIDE})
    model = model_van_keten(viewer)
    return [_regel(viewer, model, deelname) for deelname in rows]


def _deelnames(viewer: Viewer) -> QuerySet[Deelname]:
    vandaag = clock.today()
    core = Kernlidmaatschap.objects.filter(geldig_op(vandaag))
    return (
        Deelname.objects.filter(geldig_op(vandaag), keten_id=viewer.keten_id)
        .select_related("organisatie__profiel")
        .prefetch_related(
            "organisatie__aanbod",
            Prefetch("kernlidmaatschappen", queryset=core, to_attr="kern_nu"),
        )
        .order_by("organisatie__naam")
    )


def _regel(viewer: Viewer, model: Model, deelname: Deelname) -> PartnerRegel:
    organisatie = deelname.organisatie
    profiel = _profiel(deelname)
    lijst = model.waardelijst("verschijningsvorm")
    return PartnerRegel(
        pk=deelname.pk,
        naam=organisatie.naam,
        soort=str(Partnersoort(organisatie.partnersoort).label),
        domein=str(Domein(organisatie.domein).label),
        expertise=profiel.expertise,
        vormen=tuple(lijst.label(v) for v in profiel.verschijningsvormen),
        aanbod=tuple(a.naam for a in organisatie.aanbod.all()),
        wachttijd=_wachttijd(profiel.wachttijd_weken),
        telefoon=profiel.telefoon,
        bereikbaar=profiel.bereikbaarheid,
        kern=bool(deelname.kern_nu),  # type: ignore[attr-defined]
        gemeente=organisatie.partnersoort == Partnersoort.GEMEENTE,
        eigen=deelname.pk == viewer.deelname_id,
    )


def _profiel(deelname: Deelname) -> Profiel:
    return getattr(deelname.organisatie, "profiel", None) or Profiel()


def _wachttijd(weken: int | None) -> str:
    if weken is None:
        return "onbekend"
    if weken == 0:
        return "geen wachttijd"
    return f"{weken} {'week' if weken == 1 else 'weken'}"


def _leeftijden(profiel: Profiel) -> str:
    van, tot = profiel.leeftijd_van, profiel.leeftijd_tot
    if van and tot is not None:
        return f"{van} tot en met {tot} jaar"
    if van:
        return f"vanaf {van} jaar"
    if tot is not None:
        return f"tot en met {tot} jaar"
    return "alle leeftijden"


def partner_for(viewer: Viewer, pk: UUID) -> Partner:
    """One organisation of the viewer's keten; seven queries.

    Raises:
        NotVisible: absent, of another keten, or no longer taking part.
    """
    deelname = _deelnames(viewer).filter(pk=pk).first()
    if deelname is None:
        raise NotVisible
    model, vandaag = model_van_keten(viewer), clock.today()
    organisatie = deelname.organisatie
    soorten = model.waardelijsten.get("interventiesoort")
    region = _gemeenten(viewer)
    return Partner(
        regel=_regel(viewer, model, deelname),
        leeftijden=_leeftijden(_profiel(deelname)),
        werkgebied=tuple(sorted(organisatie.werkgebied)),
        hele_regio=bool(region) and region <= set(organisatie.werkgebied),
        aanbod=tuple(
            AanbodRegel(
                a.naam, soorten.label(a.soort) if soorten else a.soort, a.doelgroep, a.omschrijving
            )
            for a in organisatie.aanbod.all()
        ),
        contacten=tuple(
            Contact(c.naam, c.rol, c.telefoon, c.email) for c in organisatie.contactpersonen.all()
        ),
        lidmaatschappen=tuple(
            Gedateerd(k.get_gremium_display(), k.van, k.tot, nu=k.geldig(vandaag))
            for k in deelname.kernlidmaatschappen.order_by("-van")
        ),
        wgs=tuple(
            Gedateerd(w.get_soort_display(), w.van, w.tot, w.artikel, w.geldig(vandaag))
            for w in organisatie.wgs_rollen.all()
        ),
        van=deelname.van,
    )


def _gemeenten(viewer: Viewer) -> set[str]:
    rows = Deelname.objects.filter(keten_id=viewer.keten_id).exclude(organisatie__gemeente="")
    return set(rows.values_list("organisatie__gemeente", flat=True))


def filterkeuzes(viewer: Viewer) -> dict[str, list[tuple[str, str]]]:
    """What the list can be narrowed to; two queries."""
    gemeenten = sorted(_gemeenten(viewer))
    return {
        "vormen": model_van_keten(viewer).waardelijst("verschijningsvorm").keuzes(),
        "gemeenten": [(g, g) for g in gemeenten],
        "domeinen": [(Domein.ZORG, "Zorg"), (Domein.VEILIGHEID, "Veiligheid")],
    }


# --- Convenant -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RegelBeeld:
    """A deelregel as a sentence, with whom it is about."""

    nummer: str
    tekst: str
    uitkomst: str
    uitkomst_naam: str
    grond: str
    gegevens: str
    ontvangers: str
    rollen: str
    voorwaarden: tuple[str, ...]
    voor_ons: bool


@dataclass(frozen=True, slots=True)
class Cel:
    """One category for one kind of receiver: (uitkomst, word, who, rule)."""

    delen: tuple[tuple[str, str, str, str], ...]
    eigen: bool


@dataclass(frozen=True, slots=True)
class MatrixRij:
    """One category of data."""

    categorie: str
    omschrijving: str
    cellen: tuple[Cel, ...]


@dataclass(frozen=True, slots=True)
class ConvenantBeeld:
    """The convenant in force, readable."""

    titel: str
    nummer: int
    doel: str
    van: date
    tot: date | None
    partijen: tuple[Gedateerd, ...]
    ben_partij: bool
    groepen: tuple[tuple[str, tuple[RegelBeeld, ...]], ...]
    kolommen: tuple[tuple[str, bool], ...]
    matrix: tuple[MatrixRij, ...]


def convenant_for(viewer: Viewer, letter: str = Rasci.R) -> ConvenantBeeld | None:
    """The convenant in force of the viewer's keten; None when there is none. Eight queries.

    Args:
        letter: the RASCI letter for which the matrix is drawn.
    """
    convenant = Convenant.objects.filter(
        keten_id=viewer.keten_id, status=Convenant.Status.GELDEND
    ).first()
    if convenant is None:
        return None
    model, vandaag = model_van_keten(viewer), clock.today()
    partijen = list(
        Partij.objects.filter(convenant=convenant)
        .select_related("deelname__organisatie")
        .order_by("deelname__organisatie__naam")
    )
    boek = Regelboek(viewer.keten_id)
    kolommen = _kolommen(viewer, [p.deelname for p in partijen if p.geldig(vandaag)])
    return ConvenantBeeld(
        titel=convenant.titel,
        nummer=convenant.nummer,
        doel=convenant.doel,
        van=convenant.van,
        tot=convenant.tot,
        partijen=tuple(
            Gedateerd(p.deelname.organisatie.naam, p.van, p.tot, nu=p.geldig(vandaag))
            for p in partijen
        ),
        ben_partij=viewer.deelname_id in boek.partijen,
        groepen=_groepen(viewer, model, boek.regels),
        kolommen=tuple((naam, eigen) for naam, eigen, _ in kolommen),
        matrix=_matrix(boek, kolommen, Rasci(letter)),
    )


Kolom = tuple[str, bool, list[Viewer]]


def _kolommen(viewer: Viewer, deelnames: Iterable[Deelname]) -> list[Kolom]:
    """Receivers: one's own organisation, then zorg, veiligheid, and each soort that is both."""
    soorten = {
        (d.organisatie.partnersoort, d.organisatie.domein): _receiver(viewer, d) for d in deelnames
    }
    found: list[Kolom] = [("Uw organisatie", True, [viewer])]
    for domein, naam in ((Domein.ZORG, "Zorgpartners"), (Domein.VEILIGHEID, "Veiligheidspartners")):
        who = [v for (_, d), v in sorted(soorten.items()) if d == domein]
        found += [(naam, False, who)] if who else []
    both = [(s, v) for (s, d), v in sorted(soorten.items()) if d == Domein.BEIDE]
    return found + [(str(Partnersoort(s).label), False, [v]) for s, v in both]


def _receiver(viewer: Viewer, deelname: Deelname) -> Viewer:
    organisatie = deelname.organisatie
    return Viewer(
        keten_id=viewer.keten_id,
        deelname_id=deelname.pk,
        partnersoort=organisatie.partnersoort,
        domein=organisatie.domein,
    )


def _matrix(boek: Regelboek, kolommen: list[Kolom], letter: Rasci) -> tuple[MatrixRij, ...]:
    return tuple(
        MatrixRij(
            categorie=str(categorie.label),
            omschrijving=categorie.kenmerken.omschrijving,
            cellen=tuple(_cel(boek, kolom, categorie, letter) for kolom in kolommen),
        )
        for categorie in Gegevenscategorie
    )


def _cel(boek: Regelboek, kolom: Kolom, categorie: Gegevenscategorie, letter: Rasci) -> Cel:
    """Receivers of one column that get the same answer are named together; all: no names."""
    om = Omstandigheid(letter=letter, hoofdstap="", doel="")
    per_uitkomst: dict[tuple[str, str], list[str]] = {}
    for wie in kolom[2]:
        deling = boek.beslis_categorie(wie, om, categorie)
        naam = str(Partnersoort(wie.partnersoort).label)
        per_uitkomst.setdefault((deling.uitkomst, deling.regel), []).append(naam)
    alone = len(per_uitkomst) == 1
    return Cel(
        delen=tuple(
            (
                uitkomst,
                str(Deelregel.Uitkomst(uitkomst).label),
                "" if alone else ", ".join(dict.fromkeys(namen)),
                regel.removeprefix("deelregel ") if regel.startswith("deelregel ") else "",
            )
            for (uitkomst, regel), namen in sorted(
                per_uitkomst.items(), key=lambda item: Deelregel.Uitkomst.values.index(item[0][0])
            )
        ),
        eigen=kolom[1],
    )


def _groepen(
    viewer: Viewer, model: Model, regels: Iterable[Deelregel]
) -> tuple[tuple[str, tuple[RegelBeeld, ...]], ...]:
    """Deelregels with the same first number stand together under what they are about."""
    per_groep: dict[str, list[Deelregel]] = {}
    for regel in regels:
        per_groep.setdefault(regel.nummer.split(".")[0], []).append(regel)
    return tuple(
        (
            _gegevens(c for r in groep for c in r.categorieen),
            tuple(_zin(viewer, model, r) for r in groep),
        )
        for groep in per_groep.values()
    )


def _gegevens(categorieen: Iterable[str]) -> str:
    namen = [str(Gegevenscategorie(c).label) for c in dict.fromkeys(categorieen)]
    return ", ".join(namen) or "Alle gegevens"


def _zin(viewer: Viewer, model: Model, regel: Deelregel) -> RegelBeeld:
    extra = []
    if regel.soorten:
        extra.append("Soort: " + ", ".join(str(Gegevenssoort(s).label) for s in regel.soorten))
    if regel.leveranciers:
        extra.append("Geleverd door: " + _wie(regel.leveranciers))
    if regel.hoofdstappen:
        extra.append("In: " + ", ".join(model.hoofdstap(h).naam for h in regel.hoofdstappen))
    mine = {viewer.partnersoort, f"domein:{viewer.domein}"}
    return RegelBeeld(
        nummer=regel.nummer,
        tekst=regel.tekst,
        uitkomst=regel.uitkomst,
        uitkomst_naam=regel.get_uitkomst_display(),
        grond=regel.grond,
        gegevens=_gegevens(regel.categorieen),
        ontvangers=_wie(regel.ontvangers) or "Alle partijen",
        rollen=", ".join(str(Rasci(x).label).lower() for x in regel.letters) or "elke rol",
        voorwaarden=tuple(extra),
        voor_ons=not regel.ontvangers or bool(mine & set(regel.ontvangers)),
    )


def _wie(sleutels: Iterable[str]) -> str:
    labels = []
    for sleutel in sleutels:
        soort, _, waarde = sleutel.partition(":")
        labels.append(
            f"partners in {str(Domein(waarde).label).lower()}"
            if soort == "domein"
            else str(Partnersoort(sleutel).label)
        )
    return ", ".join(labels)
