"""What must be there before a casus may go on: one function per poort of the referentiemodel.

Each returns the unmet conditions as Dutch sentences; an empty list opens the gate.
"""

from collections.abc import Sequence
from uuid import UUID

from cases.delen import Deler
from cases.models import (
    Actie,
    Bedenktijd,
    Betrokkenheid,
    Casus,
    Doeltoets,
    EersteWeging,
    Gegeven,
    Heropening,
    Heropeningsakkoord,
    Nazorg,
    Overdracht,
    PlanVanAanpak,
    StrafrechtelijkOnderzoek,
)
from cases.services.casus import bevoegd
from ketenregie.foundation.registries import gates
from ketenregie.foundation.viewer import current_viewer
from referentiemodel.enums import Gegevenscategorie, Grondslag, JaNeeOnbekend

AFGEROND = (Actie.Status.GEDAAN, Actie.Status.VERVALLEN)


def _als(unmet: bool, zin: str) -> list[str]:
    return [zin] if unmet else []


def _bekend(casus: Casus, rows: Sequence[Gegeven]) -> set[UUID]:
    """Those of these data that are not hidden from who asks; a sentence about another would tell."""
    viewer = current_viewer()
    if viewer is None or viewer.is_systeem or not rows:
        return {row.pk for row in rows}
    deler = Deler(viewer, casus)
    return {row.pk for row in rows if not deler.deling(row).verborgen}


def _neemt_stap(casus: Casus, poort: str) -> bool:
    """Who asks may take a step behind this poort, and so must meet it shut when it is shut."""
    viewer = current_viewer()
    if viewer is None or viewer.is_systeem:
        return True
    stappen = casus.model.stappen(casus.hoofdstap, casus.status)
    return any(poort in stap.poorten and bevoegd(viewer, casus, stap) for stap in stappen)


def dossier_bekend(casus: Casus) -> list[str]:
    """A dossier of a person or "onbekend"; in preventie a slachtoffer need not be known."""
    missing = casus.dossier_id is None and casus.hoofdstap == "melden"
    return _als(missing, "Maak een dossier aan; een onbekende persoon is ook goed.")


def inbreng_vastgelegd(casus: Casus) -> list[str]:
    return _als(
        casus.inbrenger_id is None or casus.ingebracht_at is None,
        "Leg vast wie de casus inbracht en wanneer.",
    )


def doel_en_grondslag(casus: Casus) -> list[str]:
    return _als(not (casus.doel and casus.grondslag), "Kies een doel en een grondslag.")


def volgende_stap(casus: Casus) -> list[str]:
    return _als(
        not (casus.volgende_stap and casus.volgende_datum),
        "Kies een volgende stap en een datum.",
    )


def signaal_of_melding(casus: Casus) -> list[str]:
    return _als(not casus.situaties.exists(), "Voeg een signaal of melding toe.")


def dossierset_compleet(casus: Casus) -> list[str]:
    """The dossierset is answered; "onbekend" is an answer."""
    situatie = casus.situaties.order_by("verwerkt_at").first()
    return (
        _als(situatie is None, "Leg de situatie vast.")
        + _als(
            not casus.betrokkenen.exists(),
            "Leg vast om wie het gaat; een onbekende persoon is ook goed.",
        )
        + _als(not casus.verschijningsvormen, "Kies een verschijningsvorm; onbekend mag.")
    )


def zorgcoordinator_geregeld(casus: Casus) -> list[str]:
    """Zorgcoordinator ja: organisation and name known, and the dossier enriched with what it knows."""
    if casus.zorgcoordinator_nodig != JaNeeOnbekend.JA:
        return []
    return _als(
        not (casus.zorgcoordinator_id and casus.zorgcoordinator_naam),
        "Leg vast welke organisatie de zorgcoördinator levert en wie dat is.",
    ) + _als(casus.verrijkt_at is None, "Vul het dossier aan met wat de zorgcoördinator al weet.")


def regie_aanvaard(casus: Casus) -> list[str]:
    accepted = casus.betrokkenheden.filter(
        deelname__procesregie=True, status=Betrokkenheid.Status.AANVAARD
    ).exists()
    return _als(not accepted, "Het Zorg- en Veiligheidshuis moet de uitnodiging nog aanvaarden.")


def _weging(casus: Casus) -> EersteWeging | None:
    return casus.eerste_wegingen.order_by("-created_at").first()


def _past_bij_doel(casus: Casus) -> bool:
    """The last doeltoets counts: a later "past niet" shuts the gate again."""
    toets = Doeltoets.objects.filter(casus=casus).order_by("-getoetst_at").first()
    return toets is not None and toets.past


def eerste_weging_compleet(casus: Casus) -> list[str]:
    weging = _weging(casus)
    return _als(
        weging is None or weging.status != EersteWeging.Status.GEWOGEN, "Leg de 1e weging vast."
    ) + _als(
        not _past_bij_doel(casus),
        "Een publieke deelnemer moet toetsen of de casus bij het doel past.",
    )


def kwalificatie_mensenhandel(casus: Casus) -> list[str]:
    weging = _weging(casus)
    return _als(
        weging is None or weging.kwalificatie != EersteWeging.Kwalificatie.WEL,
        "De kwalificatie is nog geen mensenhandel.",
    )


def weging_geen_mensenhandel(casus: Casus) -> list[str]:
    """Afschalen rests on the last weging, with its motivering, and on the partner asked to take over:
    it accepted, or the overdracht was withdrawn with the reason why nobody has to."""
    weging = _weging(casus)
    second = casus.tweede_wegingen.order_by("-gewogen_at").first()
    no_second = second is not None and not second.mensenhandel
    no_first = weging is not None and weging.kwalificatie == EersteWeging.Kwalificatie.GEEN
    return _als(
        not (no_second or (no_first and second is None)),
        "Leg eerst in een weging vast dat het geen mensenhandel is, met motivering.",
    ) + _afschaling_overgedragen(casus)


def _afschaling_overgedragen(casus: Casus) -> list[str]:
    status = _laatste_overdracht(casus, Overdracht.Soort.AFSCHALING)
    zinnen = {
        Overdracht.Status.VOORBEREID: "Verstuur de voorbereide overdracht, of trek die in met de reden "
        "waarom geen partner het hoeft over te nemen.",
        Overdracht.Status.VERSTUURD: "De partner moet de overdracht nog aanvaarden.",
        Overdracht.Status.GEWEIGERD: "De partner weigerde de overdracht. Vraag een andere partner, of leg "
        "vast waarom niemand het hoeft over te nemen.",
    }
    return [zinnen[Overdracht.Status(status)]] if status in zinnen else []


def _laatste_overdracht(casus: Casus, soort: str) -> str | None:
    rows = casus.overdrachten.filter(soort=soort).order_by("-created_at", "-id")
    return rows.values_list("status", flat=True).first()


def grondslag_per_gegeven(casus: Casus) -> list[str]:
    """Each category in use rests on a grondslag that can carry it (R1, R5)."""
    rows = [*casus.situaties.all(), *casus.betrokkenen.all(), *casus.bijdragen.all()]
    wrong = [
        (row, zin)
        for row in rows
        if (zin := Grondslag(row.grondslag).bezwaar(Gegevenscategorie(row.gegevenscategorie)))
    ]
    known = _bekend(casus, [row for row, _ in wrong])
    sentences = {zin for row, zin in wrong if row.pk in known}
    if len(known) < len(wrong) and _neemt_stap(casus, "grondslag_per_gegeven"):
        sentences.add(
            "Een gegeven dat u niet kunt zien, rust op een grondslag die het niet draagt."
        )
    return sorted(sentences)


def casusoverleg_gehouden(casus: Casus) -> list[str]:
    return _als(
        not casus.agendapunten.filter(besproken_at__isnull=False).exists(),
        "Bespreek de casus in een casusoverleg.",
    )


def tweede_weging_vastgelegd(casus: Casus) -> list[str]:
    return _als(not casus.tweede_wegingen.exists(), "Leg de 2e weging vast.")


def plan_vastgesteld(casus: Casus) -> list[str]:
    return _als(
        not casus.plannen.filter(status=PlanVanAanpak.Status.VASTGESTELD).exists(),
        "Stel het plan van aanpak vast.",
    )


def acties_compleet(casus: Casus) -> list[str]:
    """Organisation, role and deadline are not nullable; there must be at least one actie."""
    acties = casus.acties.all()
    return _als(not acties, "Het plan heeft nog geen acties.") + _als(
        any(not actie.rol.strip() for actie in acties), "Een actie mist de rol van de organisatie."
    )


def acties_afgerond(casus: Casus) -> list[str]:
    open_acties = casus.acties.all().exclude(status__in=AFGEROND).count()
    noun = "actie is" if open_acties == 1 else "acties zijn"
    return _als(bool(open_acties), f"{open_acties} {noun} nog niet gedaan of vervallen.")


def nazorg_belegd(casus: Casus) -> list[str]:
    rijen = list(casus.nazorg.exclude(status=Nazorg.Status.GEWEIGERD))
    waiting = [rij for rij in rijen if rij.status == Nazorg.Status.GEVRAAGD]
    return _als(not rijen, "Beleg de nazorg bij een organisatie.") + _als(
        bool(waiting), "Een organisatie moet de nazorgvraag nog aanvaarden."
    )


def bedenktijd_geregeld(casus: Casus) -> list[str]:
    running = list(
        casus.bedenktijden.filter(
            status__in=[Bedenktijd.Status.AANGEBODEN, Bedenktijd.Status.LOPEND], overgedragen_aan=""
        )
    )
    if running and not _bekend(casus, running):
        return _als(
            _neemt_stap(casus, "bedenktijd_geregeld"),
            "Een organisatie moet nog iets afronden dat u niet kunt zien.",
        )
    return _als(bool(running), "De bedenktijd loopt nog; wacht het einde af of draag haar over.")


def strafrechtelijk_niet_blokkerend(casus: Casus) -> list[str]:
    """Only a released flag can block: an unreleased one must not show in a gate either (R21)."""
    blocking = casus.onderzoeken.filter(
        vrijgegeven=True, vlag=StrafrechtelijkOnderzoek.Vlag.JA
    ).exists()
    return _als(blocking, "Het strafrechtelijk onderzoek loopt nog.")


def overdracht_aanvaard(casus: Casus) -> list[str]:
    """The sender stays owner until the receiver accepts."""
    return _als(
        _laatste_overdracht(casus, Overdracht.Soort.CASUS) != Overdracht.Status.AANVAARD,
        "De ontvangende organisatie moet de overdracht eerst aanvaarden.",
    )


def leveranciers_akkoord(casus: Casus) -> list[str]:
    """Reopening takes the consent of each supplier (R12); how many are missing stays untold."""
    answers = Heropeningsakkoord.objects.filter(
        heropening__casus=casus, heropening__status=Heropening.Status.GEVRAAGD
    ).values_list("antwoord", flat=True)
    agreed = set(answers) == {Heropeningsakkoord.Antwoord.AKKOORD}
    return _als(
        not agreed,
        "Elke organisatie die gegevens leverde moet akkoord gaan met heropenen.",
    )


def register() -> None:
    """Hand the checkers to the referentiemodel; called from AppConfig.ready()."""
    for checker in (
        dossier_bekend,
        inbreng_vastgelegd,
        doel_en_grondslag,
        volgende_stap,
        signaal_of_melding,
        dossierset_compleet,
        zorgcoordinator_geregeld,
        regie_aanvaard,
        eerste_weging_compleet,
        kwalificatie_mensenhandel,
        weging_geen_mensenhandel,
        grondslag_per_gegeven,
        casusoverleg_gehouden,
        tweede_weging_vastgelegd,
        plan_vastgesteld,
        acties_compleet,
        acties_afgerond,
        nazorg_belegd,
        bedenktijd_geregeld,
        strafrechtelijk_niet_blokkerend,
        overdracht_aanvaard,
        leveranciers_akkoord,
    ):
        gates.register(checker.__name__, checker)
