"""An organisation of the keten that never signed: asked for one overleg, its promise still to be given."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from cases.models import Casus
from cases.services.overleg import nodig_uit_voor_overleg
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import acting_as
from ketenregie.portaal.demo.keten import ARBEID, BEGIN, WACHTWOORD, systeem
from ketenregie.portaal.demo.pad import Gids
from partners.models import Deelname, Keten, Lidmaatschap, Medewerker, Organisatie, Profiel, WgsRol
from referentiemodel.enums import Functie, Partnersoort
from referentiemodel.enums import WgsRol as Positie

TITEL = "Arbeidsuitbuiting in de tuinbouw"
USERNAME = "arbeidsmigratie.derde"


def nodig_derde_uit(gids: Gids) -> None:
    """For the overleg that is planned; nothing when that story has moved on."""
    with gids.als("zvh.procesregisseur", clock.now()) as selma:
        casus = Casus.objects.visible_to(selma).filter(titel=TITEL).first()  # type: ignore[attr-defined]
        if casus is None:
            return
        punt = casus.agendapunten.filter(overleg__begint_at__gt=clock.now()).first()
        if punt is None:
            return
        keten = Keten.objects.get(pk=selma.keten_id)
    with acting_as(systeem(keten)):
        deelname = _maak(keten)
    with gids.als("zvh.procesregisseur", clock.now()) as selma:
        nodig_uit_voor_overleg(selma, punt.overleg, casus, [deelname.pk])


def _maak(keten: Keten) -> Deelname:
    soort = Partnersoort.FLEXIBELE_SCHIL
    organisatie = Organisatie.objects.create(
        naam="Expertisepunt Arbeidsmigratie Oost", kort="Arbeidsmigratie Oost",
        partnersoort=soort, domein=soort.domein,
    )  # fmt: skip
    WgsRol.objects.create(organisatie=organisatie, soort=Positie.DERDE, artikel="", van=BEGIN)
    Profiel.objects.create(
        organisatie=organisatie, expertise="Kent uitzendketens en huisvesting van arbeidsmigranten.",
        verschijningsvormen=[ARBEID], bereikbaarheid="op afspraak", telefoon="055 555 04 00",
    )  # fmt: skip
    deelname = Deelname.objects.create(
        keten=keten, organisatie=organisatie, van=BEGIN,
        group=Group.objects.create(name=f"{keten.sleutel}:arbeidsmigratie"),
    )  # fmt: skip
    medewerker = Medewerker.objects.create(
        username=USERNAME, naam="Rik Hofstede", password=make_password(WACHTWOORD),
        email=f"{USERNAME}@ketenregie.example",
    )  # fmt: skip
    Lidmaatschap.objects.create(
        medewerker=medewerker, deelname=deelname, functie=Functie.BEHANDELAAR, van=BEGIN
    )
    return deelname
