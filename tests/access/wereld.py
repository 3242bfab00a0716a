"""One world for the attacks: casussen with a canary in every text field, made through the services.

Each object has a word of its own. Where a service sets the text (a frozen plan) the word goes in through
the service; everywhere else it is written over whatever the field held.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.postgres.fields import ArrayField
from django.db import Error, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Replace
from django.test import Client

from cases.inzagedoel import geef_doel
from cases.models import (
    Betrokkene,
    Betrokkenheid,
    Bijdrage,
    Casus,
    CasusPersoonsrecht,
    CasusRecht,
    Knelpunt,
    Motief,
    Noodknop,
    Ontvanger,
    Samenvoeging,
    Termijn,
    Uitsluiting,
)
from cases.services import (
    betrokkenheid,
    bijdrage,
    heropenen,
    notitie,
    objecten,
    overdracht,
    overleg,
    plan,
    prioriteit,
    toegang,
    uitvoering,
    verstrekken,
    voorbehoud,
    weging,
    zorgafstemming,
)
from cases.services.casus import advance_casus
from cases.services.document import trek_in as trek_document_in
from cases.services.knelpunt import meld_knelpunt
from cases.stukken import van_casus, van_datum
from evaluatie.leren import diensten as leren
from evaluatie.services.borgen import plan_terugkoppelingen
from ketenregie.foundation import clock, concept, taak
from ketenregie.foundation.documenten.keuring import keur
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.demo.keten import laad_ketens
from ketenregie.privacy.models import (
    Bron,
    Brontermijn,
    Datalek,
    Privacybericht,
    Privacyverzoek,
    Verwerking,
)
from ketenregie.privacy.services import datalek, register
from ketenregie.privacy.services import verzoek as privacy
from meldpunt.mail.postbus import noteer
from meldpunt.models import (
    Hoormelding,
    Hoorvraag,
    Melderbericht,
    Melding,
    MeldingDocument,
    MeldingMatch,
    MeldingOverdracht,
    Navraag,
    Navraagantwoord,
)
from meldpunt.services import (
    MelderInvoer,
    beslis_match,
    beslis_objectmatch,
    bied_aan,
    leg_signalering_vast,
    navraag,
    registreer_melding,
    schrijf_alarmbericht,
    sla_alarm_bij_casus,
    stel_vraag,
    voeg_bij_melding,
    voeg_object_toe,
    vorm_dossier,
    vraag_na,
    wijzig_melder,
)
from meldpunt.services import trek_document_in as trek_meldingdocument_in
from meldpunt.services.eigentermijn import start_triage
from meldpunt.services.mail import ontvang_mail
from partners.access.viewers import viewer_of
from partners.models import Convenant, Deelname, Keten, Lidmaatschap, Medewerker, Vervanging
from tests.access.kanaries import WOORD
from tests.access.vulling import (
    eigenaars,
    kleur_eerste_versie,
    kleur_rij,
    kleur_tabellen,
    onder,
    tekstvelden,
    vul_lege_tabellen,
    woord_van,
    zonder_sloten,
)
from tests.conftest import database_role
from tests.documenten.maken import upload
from tests.factories import evaluatie as evaluaties
from tests.factories import plan as plannen
from tests.factories.cases import maak_casus
from tests.factories.documenten import maak_document
from tests.factories.meldpunt import maak_signaal
from tests.factories.overleg import GEZONDHEID, TOEZICHT, TWEEDE, WEGING

NU = plannen.NU
# Text that is no content: keys of lists and states of the program itself.
GEEN_INHOUD = re.compile(
    r"(^id$|kenmerk$|status$|hoofdstap|activiteit|sleutel|soort|categorie|doel$|grondslag|kanaal|"
    r"urgentie|veilig|actueel|acuut|doorlaatverbod|kwalificatie|minderjarig|_nodig|_betrokken$|"
    r"politie_gebeld|rol$|geslacht|doelgroep|effect|domein|besluit$|oordeel|vlag|herkomst|sterkte|"
    r"mag_|wpg_artikel|verschijningsvorm|signalen|klanken|zoeknaam|openstaande|controlegetal|"
    r"namen_index|functie$|history_|bewijsmiddelen|redenen|gemeente|object_type|hash$|zout$)"
)


def kijker(username: str) -> Viewer:
    """The Viewer of a demo account."""
    return viewer_of(
        Lidmaatschap.objects.select_related(
            "medewerker", "deelname__organisatie", "deelname__keten", "namens_deelnemer"
        ).get(medewerker__username=username)
    )


def browser(username: str) -> Client:
    client = Client()
    client.force_login(Medewerker.objects.get(username=username))
    return client


@dataclass
class Wereld:
    """The ids of everything there is to attack, and the word in each object."""

    casus: Casus
    gesloten: Casus
    evaluatie: Casus
    elders: Casus
    ids: dict[str, Any] = field(default_factory=dict)
    # key of any row -> (tags of what it hangs on, deelnames whose own row it is)
    rijen: dict[str, tuple[set[str], set[UUID]]] = field(default_factory=dict)


@dataclass
class _Open:
    wereld: Wereld
    einde: ExitStack
    gebruikers: int = 0


_open: list[_Open] = []  # at most one


@contextmanager
def open_wereld(blocker: Any) -> Iterator[Wereld]:
    """The world for one module, in a transaction that is rolled back.

    Building takes longer than most modules, so it stays open for the next one; `sluit_wereld` ends it
    before a test that expects an empty database. What a module changes goes back with its savepoint.
    """
    if not _open:
        with ExitStack() as stack:
            stack.enter_context(blocker.unblock())
            stack.enter_context(clock.frozen(NU))
            stack.enter_context(transaction.atomic())
            stack.callback(transaction.set_rollback, True)
            with database_role("werker"):
                laad_ketens()
            stack.enter_context(database_role("app"))
            _open.append(_Open(_bouw(), stack.pop_all()))
    _open[0].gebruikers += 1
    try:
        with transaction.atomic():
            yield deepcopy(_open[0].wereld)
            transaction.set_rollback(True)
    finally:
        _open[0].gebruikers -= 1


def sluit_wereld() -> None:
    """Take the world away, unless a module still stands on it."""
    if _open and not _open[0].gebruikers:
        _open.pop().einde.close()


def _bouw() -> Wereld:
    w = Wereld(_rijke_casus("A"), _rijke_casus("G"), _evaluatie(), _elders())
    for casus, tag in ((w.casus, "A"), (w.gesloten, "G")):
        w.ids[tag] = _eronder(casus)
    _melding(w)
    _eigen_spullen(w)
    _verbetering(w)
    _privacy(w)
    _sluit(w.gesloten)
    _heropening(w)
    for casus, tag in ((w.casus, "A"), (w.gesloten, "G"), (w.evaluatie, "V"), (w.elders, "E")):
        kleur(casus, tag)
    _kleur_meldingen(w)
    _voltooi(w)
    return w


def _verbetering(w: Wereld) -> None:
    """A verbeterpunt of the politie on its whole way: proposed, carried out, measured again."""
    with acting_as(kijker("zvh.procesregisseur")) as zvh:
        punt = leren.leg_ketenpunt_vast(
            zvh, niveau="proces", categorie="kennis", tekst=f"{WOORD}K punt",
            eigenaar=plannen.deelname_van("politie.krt").pk, datum=clock.local_date(NU), at=NU,
        )  # fmt: skip
        w.ids["verbeterpunt"] = punt.pk
        indicator = leren.model_voor(zvh).indicatoren[0].sleutel
    with acting_as(kijker("politie.krt")) as politie:
        dag = clock.local_date(NU)
        leren.doe_voorstel(
            politie, punt.pk, voorstel=f"{WOORD}K voorstel", indicator=indicator,
            waarde=f"{WOORD}K voor", datum=dag, vraagt_model=True, at=NU,
        )  # fmt: skip
    with acting_as(kijker("zvh.procesregisseur")) as zvh:
        leren.beantwoord_modelvraag(
            zvh, punt.pk, modelversie=None, toelichting=f"{WOORD}K antwoord", at=NU
        )
    with acting_as(kijker("politie.krt")) as politie:
        leren.voer_door(politie, punt.pk, doorvoering=f"{WOORD}K doorgevoerd", at=NU)
        leren.meet_na(politie, punt.pk, waarde=f"{WOORD}K na", datum=dag, at=NU)


def _heropening(w: Wereld) -> None:
    """Politie decides that the closed casus must open again; who took part is asked."""
    politie = kijker("politie.krt")
    with acting_as(politie):
        asked = heropenen.vraag_heropening(
            politie, kenmerk=w.gesloten.kenmerk, reden=f"{WOORD}R", doel="complexe_casuistiek",
            grondslag="wgs", at=NU,
        )  # fmt: skip
        w.ids["heropening"] = asked.pk
        w.ids["akkoorden"] = list(asked.akkoorden.values_list("pk", flat=True))


def _kleur_plichten() -> None:
    """A terugkoppeling is owed also by who left the casus, and after its end: T."""
    for soort in (Termijn, Termijn.history.model):
        rows = soort._base_manager.filter(sleutel__startswith="terugkoppeling:")
        for tag in "AGV":
            van, naar = Value(f"{WOORD}{tag}"), Value(f"{WOORD}T")
            rows.update(**{f.name: Replace(F(f.name), van, naar) for f in tekstvelden(soort)})


def _voltooi(w: Wereld) -> None:
    """A row in every table and a word in every text, history included."""
    meldingen = w.ids["meldingen"]
    wortels: list[tuple[Any, UUID, str]] = [
        (Casus, w.casus.pk, "A"), (Casus, w.gesloten.pk, "G"), (Casus, w.evaluatie.pk, "V"),
        (Casus, w.elders.pk, "E"), (Casus, meldingen["casusX"], "X"),
        (Melding, meldingen["melding"], "M"), (Melding, meldingen["ander"], "M"),
        (Melding, meldingen["signaal"], "M"), (Melding, meldingen["X"], "X"),
    ]  # fmt: skip
    with zonder_sloten():
        w.ids["niet_gevuld"] = vul_lege_tabellen(w.casus, "A")
        vul_lege_tabellen(w.evaluatie, "V")
        vul_lege_tabellen(w.elders, "E")
        # What was told is not asked again.
        Termijn.objects.filter(terugkoppeling__isnull=False).update(voldaan_at=NU)
        wortels = onder(wortels)
        kleur_eerste_versie(Melding, meldingen["signaal"], "S")  # as it was filed
        for naam in ("signaal_document", "signaal_document_weg"):
            kleur_rij(MeldingDocument, meldingen[naam], "S")
        kleur_rij(MeldingOverdracht, meldingen["overdracht"], "S")  # offered to politie
        kleur_rij(Motief, w.ids["motief"], "P")
        for naam in ("navraag", "navraag_af"):
            kleur_rij(Navraag, w.ids[naam], "Q")
        kleur_rij(Navraagantwoord, w.ids["antwoord"], "Z")
        kleur_rij(Knelpunt, w.ids["knelpunt"], "B")
        _kleur_privacy(w.ids["privacyverzoek"])
        kleur_rij(Datalek, w.ids["datalek"], "F")
        kleur_rij(Verwerking, w.ids["verwerking"], "F")
        kleur_tabellen(wortels)
        _kleur_plichten()
        w.rijen = eigenaars(wortels)
    # A signaal is also of who filed it.
    w.rijen[str(meldingen["signaal"])][0].add("S")
    w.rijen[str(meldingen["overdracht"])][0].add("S")


def _rijke_casus(tag: str) -> Casus:
    """Everything a casus can hold: wegingen, overleg, plan, acties, nazorg, bedenktijd, flag."""
    zvh, politie, moviera = map(kijker, ("zvh.procesregisseur", "politie.krt", "moviera.krt"))
    casus = plannen.maak_casus(
        kijker,
        partners=(
            "politie.krt",
            "moviera.krt",
            "apeldoorn.krt",
            "vt.krt",
            "om.krt",
            "harderwijk.krt",
        ),
        titel=f"{WOORD}{tag} titel",
    )
    with acting_as(politie):
        weging.weeg(
            politie, casus, **WEGING | {"doorlaatverbod": "ja", "motivering": f"{WOORD}{tag} w1"}
        )
        bewijs = [
            weging.voeg_bewijsmiddel_toe(
                politie, casus, soort=soort, omschrijving=f"{WOORD}{tag} bewijs {soort}",
                grondslag="taak_algemeen_belang",
            ).pk
            for soort in list(dict(casus.model.waardelijst("bewijsmiddel").keuzes()))[:2]
        ]  # fmt: skip
        weging.besluit_doorlaatverbod(
            politie, casus, bewijsmiddelen=bewijs, motivering=f"{WOORD}{tag} doorlaat"
        )
        weging.doeltoets(
            politie, casus, past=True, motivering=f"{WOORD}{tag} toets", in_behandeling=True
        )
    casus = _ververs(zvh, casus)
    with acting_as(zvh):
        tafel = overleg.plan_overleg(
            zvh, begint_at=NU.replace(day=27), eindigt_at=NU.replace(day=27, hour=12),
            locatie=f"{WOORD}O zaal", casussen=[casus],
        )  # fmt: skip
        overleg.nodig_uit_voor_overleg(
            zvh, tafel, casus, [kijker(n).eigen_id for n in ("politie.krt", "moviera.krt")]
        )
    brengt = (
        (politie, TOEZICHT, "toezicht"),
        (politie, {"tekst": "x", "gegevenscategorie": "politiegegevens_8_13", "grondslag": "wgs",
                   "wpg_artikel": "8"}, "politie"),
        (moviera, GEZONDHEID, "gezondheid"),
        (kijker("om.krt"), {"tekst": "x", "gegevenscategorie": "justitieel", "grondslag": "wgs"}, "om"),
    )  # fmt: skip
    for wie, velden, woord in brengt:
        with acting_as(wie):
            bijdrage.lever_bijdrage(
                wie, casus, **velden | {"tekst": f"{WOORD}{tag} bijdrage {woord}"}, overleg=tafel
            )
    maak_document(politie, casus, naam=f"{WOORD}{tag}.txt", inhoud=f"{WOORD}{tag} inhoud".encode())
    oud = maak_document(politie, casus, naam=f"{WOORD}{tag} weg.txt", inhoud=b"weg")
    with acting_as(politie):
        trek_document_in(politie, oud.pk, reden=f"{WOORD}{tag} reden")
        geef_doel(politie, casus, doel="voortgang", toelichting=f"{WOORD}{tag} doel")
        # Two rows of one business that a person tied, and a place.
        een, twee = (
            objecten.voeg_toe(
                politie, casus, "onderneming", naam=f"{WOORD}{tag} bedrijf", rol=rol,
                handelsnamen=[f"{WOORD}{tag} ook"], grondslag="taak_algemeen_belang",
            )
            for rol in ("werkgever", "verhuurder")
        )  # fmt: skip
        k = objecten.koppel(politie, een, twee, "ander")
        objecten.ontkoppel(politie, een, k.pk, f"{WOORD}{tag} toch")
        objecten.koppel(politie, een, twee, "zelfde", redenen=[f"{WOORD}{tag} gelijk"])
        objecten.voeg_toe(
            politie, casus, "locatie", naam=f"{WOORD}{tag} plek", rol="werk",
            grondslag="taak_algemeen_belang",
        )  # fmt: skip
        notitie.noteer(politie, casus, tekst=f"{WOORD}{tag} notitie")
    with acting_as(zvh):
        plaats = {
            "criteria": ["acuut"],
            "motivering": f"{WOORD}{tag} voorrang",
            "herzien_voor": clock.today(),
        }
        for reden in (f"{WOORD}{tag} voorbij", ""):
            prioriteit.zet_op_lijst(zvh, casus, **plaats)
            if reden:
                prioriteit.haal_van_lijst(zvh, casus, reden=reden)
        overleg.bespreek(zvh, tafel, casus, f"{WOORD}{tag} besluit")
        weging.leg_tweede_weging_vast(
            zvh, casus, overleg=tafel, verslaving=f"{WOORD}{tag} verslaving", **TWEEDE
        )
    eerste = plannen.maak_plan(kijker, casus)
    with acting_as(zvh):
        plan.wijzig_plan(zvh, eerste, voorstel_inhoud=f"{WOORD}{tag} voorstel", at=NU)
    ter = plannen.leg_voor(kijker, eerste)
    plannen.stem_in(kijker, ter, "zvh.procesregisseur", "politie.krt", "moviera.krt",
                    "apeldoorn.krt", "vt.krt", "om.krt", "harderwijk.krt")  # fmt: skip
    plannen.stel_vast(kijker, ter)
    with acting_as(zvh):
        plan.start_plan(zvh, casus, at=NU)
        casus = advance_casus(zvh, Casus.objects.get(pk=casus.pk), "uitvoering", at=NU)
    for naam, soort in (("moviera.krt", "zorg"), ("politie.krt", "strafrechtelijk")):
        plannen.maak_interventie(kijker, casus, naam, soort=soort)
    slachtoffer = _eerste(Betrokkene, casus)
    with acting_as(zvh):
        uitvoering.beleg_nazorg(
            zvh, casus, betrokkene=slachtoffer, vraag="x",
            deelname=plannen.deelname_van("moviera.krt"), at=NU,
        )  # fmt: skip
        uitvoering.leg_gremium_vast(
            zvh, casus, betrokkene=slachtoffer, soort="zorg", naam="x", at=NU
        )
        uitvoering.leg_behoefte_vast(
            zvh, casus, betrokkene=slachtoffer, soort="trauma", omschrijving="x", at=NU
        )
    with acting_as(politie):
        uitvoering.start_bedenktijd(politie, casus, betrokkene=slachtoffer, at=NU)
    # Invited and not yet accepted; ended; excluded person; a right on one's own name.
    with acting_as(zvh):
        casus = Casus.objects.get(pk=casus.pk)
        mee = plannen.deelname_van("meesamen.krt")
        betrokkenheid.nodig_uit(
            zvh, casus, [betrokkenheid.Voorstel(mee, f"{WOORD}U waarom", {"evalueren": "C"})], at=NU
        )
        weg = Betrokkenheid.objects.get(casus=casus, deelname_id=kijker("om.krt").deelname_id)
        betrokkenheid.beeindig(zvh, weg.pk, reden="x", at=NU)
        Uitsluiting.objects.create(
            casus=casus, medewerker_id=kijker("harderwijk.krt").medewerker_id, reden="x"
        )
        CasusPersoonsrecht.objects.create(
            content_object=casus, user_id=kijker("moviera.zorg").medewerker_id, geldig_van=NU,
            deelname_id=kijker("moviera.krt").deelname_id, herkomst="overleg", reden="x",
            permission=_zien(),
        )  # fmt: skip
        # A right that has expired; a guest of the meeting.
        CasusRecht.objects.create(
            content_object=casus, group_id=kijker("berkelland.krt").group_id, herkomst="overleg",
            geldig_van=NU - timedelta(days=9), geldig_tot=NU - timedelta(days=2), reden="x",
            permission=_zien(),
        )  # fmt: skip
        CasusPersoonsrecht.objects.create(
            content_object=casus, user_id=kijker("kmar.flex").medewerker_id, geldig_van=NU,
            geldig_tot=NU + timedelta(days=9999), reden="x", herkomst="overleg", permission=_zien(),
            deelname_id=kijker("kmar.flex").deelname_id,
        )  # fmt: skip
        return Casus.objects.get(pk=casus.pk)


def _zien() -> Any:
    return Permission.objects.get(codename="view_casus", content_type__app_label="cases")


def _ververs(wie: Viewer, casus: Casus) -> Casus:
    with acting_as(wie):
        return Casus.objects.get(pk=casus.pk)


def _eerste(model: Any, casus: Casus, **filters: Any) -> Any:
    with acting_as(kijker("zvh.procesregisseur")):
        return model._default_manager.filter(casus=casus, **filters).first()


def _eronder(casus: Casus) -> dict[str, UUID]:
    """One row of each kind under the casus, for the nested addresses."""
    names = {
        "actie": ("cases.actie", {"plan__status": "vastgesteld"}),
        "concept_actie": ("cases.actie", {"plan__status": "concept"}),
        "behoefte": ("cases.zorgbehoefte", {}),
        "gremium": ("cases.gremium", {}),
        "interventie": ("cases.interventie", {}),
        "nazorg": ("cases.nazorg", {}),
        "bedenktijd": ("cases.bedenktijd", {}),
        "bijdrage": ("cases.bijdrage", {}),
        "document": ("cases.document", {}),
        "onderneming": ("cases.onderneming", {}),
        "betrokkene": ("cases.betrokkene", {}),
        "notitie": ("cases.notitie", {}),
        "overleg": ("cases.agendapunt", {}),
        "uitsluiting": ("cases.uitsluiting", {}),
    }
    found = {}
    for naam, (label, filters) in names.items():
        row = _eerste(apps.get_model(label), casus, **filters)
        found[naam] = row.overleg_id if naam == "overleg" else row.pk
    with acting_as(kijker("zvh.procesregisseur")):
        found["recht"] = casus.persoonsrechten.get(user__username="moviera.zorg").pk
        found["doel"] = apps.get_model("cases.plandoel").objects.filter(
            plan__casus=casus, plan__status="concept"
        )[0].pk  # fmt: skip
        found["uitnodiging"] = Betrokkenheid.objects.get(
            casus=casus, deelname_id=kijker("meesamen.krt").deelname_id
        ).pk
    found["deelname"] = kijker("moviera.krt").eigen_id
    found["toegangsverzoek"] = _vraagt_toegang(casus)
    return found


def _vraagt_toegang(casus: Casus) -> UUID:
    """The police ask for the health data that Moviera brought."""
    politie = kijker("politie.krt")
    with acting_as(politie):
        datum = apps.get_model("cases.bijdrage").objects.get(
            casus=casus, gegevenscategorie="gezondheid"
        )
        return toegang.vraag_toegang(
            politie, casus, verzoek_id=uuid4(), gegeven_id=datum.pk, categorie="gezondheid",
            alles=False, doel="slachtoffer_in_veiligheid", motivering=f"{WOORD} nodig",
        ).pk  # fmt: skip


def _evaluatie() -> Casus:
    casus = evaluaties.maak_casus_in_evaluatie(kijker)
    opdracht = evaluaties.maak_lopende_opdracht(kijker, casus)
    evaluaties.maak_open_bespreking(kijker, opdracht)
    return casus


def _elders() -> Casus:
    return maak_casus(
        kijker("elders.krt"), titel=f"{WOORD}E titel", verschijningsvormen=[], hoofdstap="melden"
    )


def _melding(w: Wereld) -> None:
    vt = kijker("vt.meldpunt")
    with acting_as(vt):
        een = registreer_melding(
            vt, melding_id=uuid4(), korte_inhoud="x", voornaam="Olga", achternaam="Kwast",
            geboorte=date(2008, 2, 1), melder=MelderInvoer(naam=f"{WOORD}M naam", contact="06 1"),
        )  # fmt: skip
        ander = registreer_melding(
            vt, melding_id=uuid4(), korte_inhoud="x", voornaam="Olga", achternaam="Kwast"
        )
        wijzig_melder(vt, een, MelderInvoer(naam=f"{WOORD}M naam", contact=f"{WOORD}M 06 2"), at=NU)
        match = beslis_match(vt, een, MeldingMatch.Besluit.ANDER, andere_melding=ander)
        plek, zelfde = (
            voeg_object_toe(vt, m, "locatie", naam=f"{WOORD}M plek", plaats="Ede")
            for m in (een, ander)
        )
        beslis_objectmatch(vt, plek, zelfde.pk, "ander")
        w.ids["knelpunt"] = meld_knelpunt(
            vt, soort="trend", niveau="tactisch", titel=f"{WOORD}B", omschrijving=f"{WOORD}B",
            vraag=f"{WOORD}B", aan=plannen.deelname_van("politie.krt"), at=NU,
        ).pk  # fmt: skip
        w.ids["navraag"] = vraag_na(vt, een, reden=f"{WOORD}Q reden").pk
        w.ids["navraag_af"] = vraag_na(vt, een, reden=f"{WOORD}Q", object_pk=plek.pk).pk
        uitgesloten = registreer_melding(
            vt, melding_id=uuid4(), korte_inhoud="x", achternaam="Zegel"
        )
        casus = vorm_dossier(vt, uitgesloten, titel=f"{WOORD}X titel", invite=[])
        Uitsluiting.objects.create(
            casus=casus, medewerker_id=kijker("vt.krt").medewerker_id, reden="x"
        )
    kleur(casus, "X", vt)
    signaal = maak_signaal(kijker("politie.krt"), korte_inhoud="KANARIES eerste woorden")
    bestanden = {}
    for naam, wie, melding, tag in (
        ("document", vt, een, "M"), ("signaal_document", kijker("politie.krt"), signaal, "S")
    ):  # fmt: skip
        file = keur(upload(f"{WOORD}{tag}.txt", f"{WOORD}{tag} inhoud".encode()))
        with acting_as(wie):
            (row,) = voeg_bij_melding(wie, melding, [file], omschrijving=f"{WOORD}{tag} bestand")
            (oud,) = voeg_bij_melding(
                wie,
                melding,
                [keur(upload(f"{WOORD}{tag} weg.txt", b"weg"))],
                omschrijving=f"{WOORD}{tag} weg",
            )
            trek_meldingdocument_in(wie, oud.pk, reden=f"{WOORD}{tag} reden")
        bestanden[naam], bestanden[f"{naam}_weg"] = row.pk, oud.pk
    with acting_as(vt):
        stel_vraag(vt, signaal, tekst=f"{WOORD}S vraag")
        offer = bied_aan(
            vt, ander, naar=kijker("politie.krt").eigen_id, waarom=f"{WOORD}S overdracht"
        )
    w.ids["meldingen"] = bestanden | {
        "overdracht": offer.pk,
        "melding": een.pk, "ander": ander.pk, "match": match.pk, "signaal": signaal.pk,
        "X": uitgesloten.pk,
        "casusX": casus.pk,
    }  # fmt: skip


def _eigen_spullen(w: Wereld) -> None:
    """What belongs to one organisation or person: opdracht, terugkoppeling, taak, draft."""
    zvh, vt = kijker("zvh.procesregisseur"), kijker("vt.meldpunt")
    with acting_as(zvh):
        open_casus = Casus.objects.get(pk=w.casus.pk)
        alarm = sla_alarm_bij_casus(zvh, open_casus, at=NU)  # politie is called
        w.ids["alarm"], w.ids["oproep"] = alarm.pk, alarm.oproepen.get().pk
        w.ids["piketregel"] = alarm.oproepen.get().regel_id
        schrijf_alarmbericht(zvh, alarm.pk, bericht="x")
        klaar = overdracht.bereid_overdracht_voor(
            zvh, open_casus, soort="casus", naar=plannen.deelname_van("politie.krt"),
            aanleiding="x", bericht="x", grondslag="wgs", at=NU,
        )  # fmt: skip
        w.ids["overdracht"] = overdracht.verstuur_overdracht(zvh, open_casus, klaar.pk, at=NU).pk
        w.ids["opdracht"] = w.evaluatie.evaluatieopdrachten.get().pk
        made = plan_terugkoppelingen(zvh, Casus.objects.get(pk=w.evaluatie.pk))
        w.ids["termijn"] = next(t.pk for t in made if t.deelname.organisatie.kort == "Politie")
    with acting_as(vt):
        een = Melding.objects.get(pk=w.ids["meldingen"]["melding"])
        start_triage(een, een.eigenaar, at=NU)
        leg_signalering_vast(vt, een, {"signalenlijst": ["gedrag.angst"]})
        w.ids["lidmaatschap"] = kijker("moviera.zorg").lidmaatschap_id
        w.ids["vervanging"] = Vervanging.objects.create(
            lidmaatschap_id=kijker("moviera.zorg").lidmaatschap_id,
            vervanger_id=kijker("moviera.krt").medewerker_id,
            van=clock.today(), tot=clock.today(), reden="x",
        ).pk  # fmt: skip
    with acting_as(zvh):
        navraag.antwoord(
            zvh, w.ids["navraag_af"], uitkomst="niet_delen", motivering=f"{WOORD}Z waarom"
        )
        w.ids["antwoord"] = Navraagantwoord.objects.get(navraag=w.ids["navraag_af"]).pk
    _verstrekkingen(w)
    politie = kijker("politie.krt")
    with acting_as(politie):
        toegang.gebruik_noodknop(
            politie, casus=Casus.objects.get(pk=w.casus.pk), reden=f"{WOORD}N is vannacht gezien.",
            at=clock.now() - timedelta(days=2),  # over: what it opened is shut again
        )  # fmt: skip
        w.ids["noodknop"] = Noodknop.objects.get(casus=w.casus).pk
        # Kept back from everybody else; only the own organisation reads why.
        kept = voorbehoud.houd_achter(
            politie,
            Bijdrage.objects.get(casus=w.casus, gegevenscategorie="politiegegevens_8_13"),
            reden=f"{WOORD}P motief",
        )
        w.ids["motief"] = Motief.objects.get(onderwerp_id=kept.pk).pk
        w.ids["zorgafstemming"] = zorgafstemming.begin_zorgafstemming(
            politie, open_casus, aan=plannen.deelname_van("moviera.krt"), onderwerp=f"{WOORD}L",
            tekst=f"{WOORD}L vraag", grondslag="wgs", motivering=f"{WOORD}L", at=NU,
        ).pk  # fmt: skip
        gehoord = Hoorvraag.objects.create(
            casus_id=w.casus.pk, vrager_id=politie.eigen_id, meldpunt_id=vt.eigen_id,
            vraag="x", uiterlijk=clock.today(),
        )  # fmt: skip
    w.ids["deelname"] = kijker("apeldoorn.krt").deelname_id
    w.ids["medewerker"] = kijker("apeldoorn.krt").medewerker_id
    w.ids["concept"] = uuid4()
    with acting_as(vt):
        melding = w.ids["meldingen"]["melding"]
        Hoormelding.objects.create(hoorvraag=gehoord, melding_id=melding, eigenaar_id=vt.eigen_id)
        gesprek = Melderbericht(
            melding_id=melding, eigenaar_id=vt.eigen_id, soort="vraag", uiterlijk=clock.today()
        )
        gesprek.tekst = f"{WOORD}M gesprek"
        gesprek.save()
        kenmerk = Melding.objects.get(pk=melding).kenmerk
        meldpunt = Deelname.objects.get(pk=vt.deelname_id)
    with database_role("werker"), acting_as(Viewer.voor_systeem(w.casus.keten_id, "beheer")):
        Samenvoeging.objects.create(
            casus=w.gesloten, naar=w.casus, casus_kenmerk=w.gesloten.kenmerk, grondslag="wgs",
            deelname_id=w.casus.eigenaar_id, reden=f"{WOORD}A", ontkoppel_reden=f"{WOORD}A",
            verplaatst={"tekst": [f"{WOORD}A"]}, status_voor="in_behandeling",
        )  # fmt: skip
    with database_role("werker"):
        noteer(meldpunt, fout=f"{WOORD}M fout")
        ontvang_mail(
            meldpunt,
            f"From: {WOORD}M <buur@example.org>\r\nSubject: {WOORD}M {kenmerk}\r\n\r\n{WOORD}M tekst".encode(),
        )
    with acting_as(vt):
        convenant = Convenant.objects.get(keten_id=vt.keten_id, nummer=1)
        w.ids["convenant"] = convenant.pk
        w.ids["deelregel"] = convenant.deelregels.values_list("pk", flat=True)[0]
        w.ids["partij"] = convenant.partijen.get(deelname_id=vt.deelname_id).pk
        concept.bewaar("melding", w.ids["concept"], {"korte_inhoud": f"{WOORD}M concept"})
        w.ids["taak"] = taak.start("plan_pdf", viewer=vt, titel=f"{WOORD}M taak").pk


def _privacy(w: Wereld) -> None:
    """A request about one's own data, above any casus: F."""
    fg = kijker("zvh.fg")
    with acting_as(fg):
        rij = privacy.registreer(
            fg, ontvangen=clock.today(), kanaal="brief", soort="inzage", namens="ouder",
            naam=f"{WOORD}F naam", geboren=date(1990, 1, 1), vertegenwoordiger=f"{WOORD}F ouder",
            contact=f"{WOORD}F contact", omschrijving=f"{WOORD}F vraag",
        )  # fmt: skip
        privacy.stel_identiteit_vast(fg, rij.pk, wijze="getoond", oudertoets="geen")
        privacy.verleng(fg, rij.pk, regime="avg", met=2, reden=f"{WOORD}F meer tijd")
        # Of an organisation for which none of the accounts works.
        bron = Bron.objects.create(
            verzoek=rij, kenmerk=rij.kenmerk, soort="inzage", regime="avg", kopieen=[uuid4()],
            gevraagd_at=NU, advies_voor=clock.today(),
            leverancier=Deelname.objects.filter(keten_id=fg.keten_id, lidmaatschappen=None)[0],
        )  # fmt: skip
        w.ids["datalek"] = datalek.meld(
            fg, soort="kwijt", ontdekt_at=NU, omschrijving=f"{WOORD}F tas"
        )
        register.begin_register(fg)
        w.ids["verwerking"] = Verwerking.objects.order_by("volgorde")[0].pk
    w.ids |= {"privacyverzoek": rij.pk, "privacybron": bron.pk}


def _kleur_privacy(pk: UUID) -> None:
    kleur_rij(Privacyverzoek, pk, "F")
    for model in (Bron, Brontermijn, Privacybericht):
        for rij in model._base_manager.filter(verzoek=pk):
            kleur_rij(model, rij.pk, "F")
    rij = Privacyverzoek._base_manager.get(pk=pk)
    rij.geboren = "1990-01-01"  # a day is no text
    Privacyverzoek._base_manager.filter(pk=pk).update(geboren_versleuteld=rij.geboren_versleuteld)


def _verstrekkingen(w: Wereld) -> None:
    """What vaststelling gave Moviera, and a datum that waits for akkoord to go to a derde."""
    zvh, moviera = kijker("zvh.procesregisseur"), kijker("moviera.krt")
    for tag, casus in (("A", w.casus), ("G", w.gesloten)):
        with acting_as(zvh):
            here = Casus.objects.haal(zvh, casus.pk)  # type: ignore[attr-defined]
            mine = Ontvanger.objects.get(
                verstrekking__casus=casus.pk, deelname_id=moviera.deelname_id
            )
            persoon = Betrokkene.objects.filter(casus=casus.pk).select_related("persoon")[0]
            vraag = verstrekken.bereid_voor(
                zvh,
                here,
                van_datum(persoon),
                verstrekken.Reden(here.doel, here.grondslag, "x", "x", "x"),
                derde=verstrekken.Derde("x", "x", waarom="x"),
                gekozen=[persoon.pk],
                at=NU,
            )
            export = verstrekken.bereid_voor(
                zvh,
                here,
                van_casus(here),
                verstrekken.Reden(here.doel, here.grondslag, "x", "x", "x"),
                ontvangers=[moviera.deelname_id],
                vorm="export",
                at=NU,
            )
            verstrekken.verstuur(zvh, export.pk, at=NU)
            bestand = Ontvanger.objects.get(verstrekking=export)
        w.ids[tag] |= {
            "verstrekking": mine.verstrekking_id, "ontvanger": mine.pk, "vraag": vraag.pk,
            "export": export.pk, "export_ontvanger": bestand.pk,
        }  # fmt: skip


def _sluit(casus: Casus) -> None:
    """A named end, by hand: the road there is not what is tested here."""
    with database_role("werker"), acting_as(Viewer.voor_systeem(casus.keten_id, "beheer")):
        Casus.objects.filter(pk=casus.pk).update(
            status="afgesloten", einde_at=NU, einde_reden="x", volgende_stap="", volgende_datum=None
        )


# --- canaries ----------------------------------------------------------------------------------------


def kleur(casus: Casus, tag: str, _wie: Viewer | None = None) -> None:
    """Write `KANARIE<tag>` over every text that hangs on the casus."""
    with acting_as(Viewer.voor_systeem(casus.keten_id, "beheer")):
        _kleur_rijen(Casus, {"pk": casus.pk}, tag)
        for model in apps.get_models():
            if model._meta.app_label not in {"cases", "evaluatie"} or hasattr(
                model, "instance_type"
            ):
                continue
            fields = {f.name for f in model._meta.concrete_fields}
            other = woord_van(model, tag)
            if "casus" in fields:
                _kleur_rijen(model, {"casus": casus}, other)
            elif "verstrekking" in fields:
                _kleur_rijen(model, {"verstrekking__casus": casus}, other)
            elif "opdracht" in fields:
                _kleur_rijen(model, {"opdracht__casus": casus}, other)
        persoon = apps.get_model("cases.persoon")
        _kleur_rijen(persoon, {"betrokkenen__casus": casus}, tag)


def _kleur_rijen(model: Any, filters: dict[str, Any], tag: str) -> None:
    texts = [
        f
        for f in model._meta.concrete_fields
        if isinstance(f, models.CharField | models.TextField)
        and not isinstance(f, ArrayField)
        and not f.choices
        and not GEEN_INHOUD.search(f.name)
    ]
    for n, row in enumerate(list(model._default_manager.filter(**filters).order_by("pk"))):
        label = getattr(row, "gegevenscategorie", "")
        values: dict[str, Any] = {
            f.name: f"{WOORD}{tag} {model.__name__.lower()} {f.name} {label}"[: f.max_length or 200]
            for f in texts
        }
        # Made at one frozen moment; lists need an order that stays.
        for moment in ("created_at", "verwerkt_at"):
            if hasattr(row, moment):
                values[moment] = getattr(row, moment) + timedelta(seconds=n)
        if not _schrijf(model, row.pk, values):
            for naam, waarde in values.items():
                _schrijf(model, row.pk, {naam: waarde})


def _schrijf(model: Any, pk: Any, values: dict[str, Any]) -> bool:
    """A refusal (a frozen plan, a text that a constraint keeps empty) leaves what was there."""
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=pk).update(**values)
    except Error:
        return False
    return True


def _kleur_meldingen(w: Wereld) -> None:
    keten = Keten.objects.get(sleutel="mensenhandel-nog")
    model = apps.get_model("meldpunt.melding")
    ids = w.ids["meldingen"]
    with acting_as(Viewer.voor_systeem(keten.pk, "beheer")):
        _kleur_rijen(model, {"pk": ids["melding"]}, "M")
        _kleur_rijen(model, {"pk": ids["X"]}, "X")
        # What the meldpunt makes of a signaal is not for who filed it.
        _kleur_rijen(model, {"pk": ids["signaal"]}, "M")
