"""Access in the demo world: requests in every state, and two uses of the noodknop."""

from datetime import date, timedelta
from uuid import uuid4

from cases.models import Bijdrage, Casus, Noodknop
from cases.services.toegang import (
    beoordeel_noodknop,
    beslis_verzoek,
    gebruik_noodknop,
    vraag_toegang,
)
from ketenregie.portaal.demo.pad import Gids, moment

TITEL = "Seksuele uitbuiting van een minderjarige"


def vertel_toegang(gids: Gids, vandaag: date) -> None:
    """In the casus that is furthest: OM got access, politie waits for an answer, others were in a hurry."""
    gevraagd, besloten = (
        moment(vandaag - timedelta(days=6), 10),
        moment(vandaag - timedelta(days=5), 9),
    )
    with gids.als("om.krt", gevraagd) as om:
        casus = Casus.objects.visible_to(om).filter(titel=TITEL).first()  # type: ignore[attr-defined]
        if casus is None:
            return
        gezondheid = Bijdrage.objects.get(casus=casus, gegevenscategorie="gezondheid")
        toegekend = vraag_toegang(
            om, casus, verzoek_id=uuid4(), gegeven_id=gezondheid.pk, categorie="gezondheid",
            alles=False, doel="slachtoffer_in_veiligheid", at=gevraagd,
            motivering="Nodig om het verhoor aan te passen aan wat zij aankan.",
        )  # fmt: skip
    with gids.als("meesamen.krt", besloten) as mee:
        beslis_verzoek(
            mee, toegekend.pk, toewijzen=True, tot=vandaag + timedelta(days=12), at=besloten,
            reden="Alleen voor het verhoor.",
        )  # fmt: skip
    gisteren = moment(vandaag - timedelta(days=1), 15, 20)
    with gids.als("politie.krt", gisteren) as politie:
        sociaal = Bijdrage.objects.get(casus=casus, gegevenscategorie="sociaal_domein")
        vraag_toegang(
            politie, casus, verzoek_id=uuid4(), gegeven_id=sociaal.pk, categorie="sociaal_domein",
            alles=True, doel="slachtoffer_in_veiligheid", at=gisteren,
            motivering="Wij willen weten op welke dagen zij niet op school is.",
        )  # fmt: skip
    _noodknop(gids, vandaag, casus)


def _noodknop(gids: Gids, vandaag: date, casus: Casus) -> None:
    eerst = moment(vandaag - timedelta(days=4), 22, 10)
    with gids.als("nla.krt", eerst) as nla:
        gebruik_noodknop(
            nla, kenmerk=casus.kenmerk, at=eerst,
            reden="Minderjarige aangetroffen bij een controle; is zij in beeld en waar is zij veilig?",
        )  # fmt: skip
        eerste = Noodknop.objects.get(deelname_id=nla.eigen_id)
    oordeel = moment(vandaag - timedelta(days=3), 9, 30)
    with gids.als("zvh.fg", oordeel) as fg:
        beoordeel_noodknop(
            fg, eerste.pk, oordeel="terecht", at=oordeel,
            notitie="Acuut gevaar, buiten kantooruren, en na een kwartier afgerond.",
        )  # fmt: skip
    later = moment(vandaag - timedelta(days=1), 17, 45)
    with gids.als("harderwijk.krt", later) as harderwijk:
        gebruik_noodknop(
            harderwijk, kenmerk=casus.kenmerk, at=later,
            reden="Moeder staat aan de balie en zegt dat haar dochter vanavond wordt opgehaald.",
        )  # fmt: skip
