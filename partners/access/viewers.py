"""From an account or a partner system to the Viewer that acts."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists

from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.voorbereid import VoorbereideObjecten
from partners.models import (
    ApiClient,
    Deelname,
    Lidmaatschap,
    Medewerker,
    WgsRol,
    geldig_op,
    lidmaatschappen_van,
    met_positie,
)
from partners.vrijedagen import dagen_van
from referentiemodel.enums import Functie
from referentiemodel.enums import WgsRol as WgsRolSoort

_POSITIE = VoorbereideObjecten(
    lambda pk, dag: met_positie(Lidmaatschap.objects.filter(pk=pk).order_by(), dag)
)


def viewer_of(lidmaatschap: Lidmaatschap, medewerker_id: UUID | None = None) -> Viewer:
    """The viewer of a lidmaatschap; one query (WGS position and mandaten) unless it came from
    `lidmaatschappen_van`.

    Args:
        lidmaatschap: with `deelname__organisatie`, `deelname__keten` and `medewerker` loaded.
        medewerker_id: the vervanger, when someone else than the owner of the lidmaatschap acts.
    """
    deelname = lidmaatschap.deelname
    vervangt = medewerker_id is not None and medewerker_id != lidmaatschap.medewerker_id
    positie: Any = lidmaatschap
    if not hasattr(positie, "is_publiek"):
        (positie,) = _POSITIE.objecten(lidmaatschap.pk, clock.today())
    # A mandaat is personal, unless who gave it says that it holds for a vervanger too.
    mandaten = positie.mandaten_vervanger if vervangt else positie.mandaten_eigen
    return _viewer(
        deelname,
        medewerker_id=medewerker_id or lidmaatschap.medewerker_id,
        lidmaatschap_id=lidmaatschap.pk,
        functie=lidmaatschap.functie,
        publiek=positie.is_publiek,
        mandaten=frozenset(mandaten),
        mededelingen=tuple(positie.mededelingen),
        naam=_naam(lidmaatschap, medewerker_id),
        namens_id=lidmaatschap.medewerker_id if vervangt else None,
        namens=lidmaatschap.medewerker.naam if vervangt else "",
    )


def _naam(lidmaatschap: Lidmaatschap, medewerker_id: UUID | None) -> str:
    """Name of the person who acts: in a vervanging that is not the owner of the lidmaatschap."""
    if medewerker_id is None or medewerker_id == lidmaatschap.medewerker_id:
        return lidmaatschap.medewerker.naam
    return Medewerker.objects.values_list("naam", flat=True).get(pk=medewerker_id)


def viewer_for_later(lidmaatschap_id: UUID, medewerker_id: UUID) -> Viewer:
    """The viewer of a person who asked for something earlier, with the rights of now.

    Raises:
        AccessDenied: the account is closed, or this person may no longer act with the lidmaatschap.
    """
    medewerker = Medewerker.objects.filter(pk=medewerker_id, is_active=True).first()
    mine = lidmaatschappen_van(medewerker, clock.today()) if medewerker else []
    found = next((lid for lid in mine if lid.pk == lidmaatschap_id), None)
    if found is None:
        raise AccessDenied("Uw toegang is intussen beëindigd.")
    return viewer_of(found, medewerker_id)


def viewer_of_client(client: ApiClient) -> Viewer | None:
    """The viewer of a partner system: its deelname with the functie of a ketenregieteamlid.

    None when the client was ended or has no deelname in force.
    """
    deelname = client.deelname
    vandaag = clock.today()
    if client.beeindigd_at is not None:
        return None
    if deelname is None or not deelname.geldig(vandaag) or not deelname.keten.actief:
        return None
    return _viewer(
        deelname,
        client_id=UUID(int=client.pk),
        functie=Functie.KETENREGIETEAMLID,
        publiek=Deelname.objects.filter(_publiek(vandaag, deelname.pk), pk=deelname.pk).exists(),
        naam=client.name,
    )


def ogen_van(deelname: Deelname, functie: Functie = Functie.KETENREGIETEAMLID) -> Viewer:
    """What an organisation as such sees: nobody in particular, with the functie of its team, or another.

    To decide and to show what would be seen, never to act: it is nobody's viewer.
    """
    return _viewer(deelname, functie=functie)


def _viewer(deelname: Deelname, **wie: Any) -> Viewer:
    organisatie = deelname.organisatie
    return Viewer(
        keten_id=deelname.keten_id,
        deelname_id=deelname.pk,
        nummer=deelname.nummer,
        partnersoort=organisatie.partnersoort,
        domein=organisatie.domein,
        group_id=deelname.group_id,
        meldpunt=deelname.meldpunt,
        procesregie=deelname.procesregie,
        organisatie=organisatie.naam,
        keten=deelname.keten.naam,
        kleur=deelname.keten.kleur,
        vrije_dagen=dagen_van(deelname.keten.vrije_dagen),
        **wie,
    )


def _publiek(dag: date, deelname_id: UUID) -> Exists:
    """Whether the organisation of a deelname is a public deelnemer under the WGS on a day."""
    return Exists(
        WgsRol.objects.filter(
            geldig_op(dag), organisatie__deelnames=deelname_id, soort=WgsRolSoort.PUBLIEK
        )
    )
