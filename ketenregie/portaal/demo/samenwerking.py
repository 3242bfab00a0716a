"""Around the stories: people on name, a proposal, an exclusion, an absence, an onderzoek, and access to confirm."""

from datetime import timedelta

from cases.models import Casus
from cases.services import betrokkenheid
from cases.services.uitsluiting import sluit_uit
from cases.services.uitvoering.onderzoek import zet_onderzoeksvlag
from cases.services.zorgafstemming import begin_zorgafstemming, schrijf_zorgbericht
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.demo.pad import Gids
from partners.models import Lidmaatschap
from partners.services.hercertificatie import waarschuw_lidmaatschappen
from partners.services.vervanging import regel_vervanging
from referentiemodel.enums import Grondslag

NIET_NODIG = "Niet nodig voor deze casus."


def _trek_oude_uitnodigingen_in(gids: Gids) -> None:
    """The stories invite the whole kern; the owner withdrew what stayed unanswered, except in the
    casus that moved last."""
    with gids.als("zvh.procesregisseur", clock.now()) as selma:
        mine = Casus.objects.visible_to(selma).filter(eigenaar_id=selma.deelname_id)  # type: ignore[attr-defined]
        for casus in mine.order_by("-laatste_activiteit_at")[1:]:
            for rij in casus.betrokkenheden.filter(status="uitgenodigd"):
                betrokkenheid.beeindig(selma, rij.pk, reden=NIET_NODIG)


def _onderzoek(gids: Gids) -> None:
    """Police has an onderzoek that nobody else sees yet, and asks Moviera what somebody needs meanwhile."""
    at = clock.now()
    moviera = gids.deelname("moviera.krt")
    with gids.als("politie.krt", at) as iris:
        casus = (
            Casus.objects.visible_to(iris)  # type: ignore[attr-defined]
            .filter(hoofdstap="uitvoering", betrokkenheden__deelname=moviera, betrokkenheden__status="aanvaard")
            .first()
        )  # fmt: skip
        if casus is None:
            return
        zet_onderzoeksvlag(iris, casus, vlag="ja", vrijgegeven=False, at=at)
        rij = begin_zorgafstemming(
            iris, casus, aan=moviera, onderwerp="Rust en begeleiding in de komende weken",
            tekst="Op welke dagen kan een gesprek, en wie is daar dan bij?",
            grondslag=Grondslag.WGS, at=at,
        )  # fmt: skip
    with gids.als("moviera.krt", at) as carla:
        schrijf_zorgbericht(
            carla, rij.pk, tekst="Het liefst op dinsdag of donderdag, met de vaste begeleider erbij.",
            grondslag=Grondslag.TOESTEMMING, at=at,
        )  # fmt: skip


def regel_samenwerking(gids: Gids) -> None:
    """Made through the services, today, in casussen that run."""
    at = clock.now()
    anouk = gids.viewer("moviera.zorg")
    with gids.als("moviera.krt", at) as carla:
        lopend = list(
            Casus.objects.visible_to(carla).filter(hoofdstap="uitvoering")[:2]  # type: ignore[attr-defined]
        )
        for casus in lopend[:1]:
            assert anouk.lidmaatschap_id is not None
            betrokkenheid.wijs_collega_aan(carla, casus, anouk.lidmaatschap_id, at=at)
        for casus in lopend[1:]:
            assert anouk.lidmaatschap_id is not None
            sluit_uit(
                carla, casus, anouk.lidmaatschap_id, reden="Kent de familie van vroeger.", at=at
            )
        assert carla.lidmaatschap_id and anouk.medewerker_id
        regel_vervanging(
            carla,
            lidmaatschap_id=carla.lidmaatschap_id,
            vervanger_id=anouk.medewerker_id,
            van=clock.today() + timedelta(days=7),
            tot=clock.today() + timedelta(days=18),
            reden="Vakantie",
            at=at,
        )
    ggd = gids.deelname("ggd.preventie")
    with gids.als("politie.krt", at) as iris:
        analyse = Casus.objects.visible_to(iris).filter(hoofdstap="analyse").first()  # type: ignore[attr-defined]
        if analyse is not None:
            betrokkenheid.stel_organisatie_voor(
                iris, analyse, ggd.pk, waarom="Er zijn vragen over gezondheid.", at=at
            )
    _onderzoek(gids)
    _trek_oude_uitnodigingen_in(gids)
    Lidmaatschap.objects.filter(medewerker_id=anouk.medewerker_id).update(
        hercertificatie_op=clock.today() + timedelta(days=20)
    )
    with acting_as(Viewer.voor_systeem(anouk.keten_id, "toegang bevestigen")):
        waarschuw_lidmaatschappen(at=at)
