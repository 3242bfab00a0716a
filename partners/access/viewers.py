"""From an account or a partner system to the Viewer that acts."""

from datetime import date
from uuid import UUID

from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from partners.models import ApiClient, Lidmaatschap, WgsRol, geldig_op
from referentiemodel.enums import Functie
from referentiemodel.enums import WgsRol as WgsRolSoort


def viewer_of(lidmaatschap: Lidmaatschap, medewerker_id: UUID | None = None) -> Viewer:
    """The viewer of a lidmaatschap; two queries (WGS position, mandaten).

    Args:
        lidmaatschap: with `deelname__organisatie` and `medewerker` loaded.
        medewerker_id: the vervanger, when someone else than the owner of the lidmaatschap acts.
    """
    deelname, vandaag = lidmaatschap.deelname, clock.today()
    organisatie = deelname.organisatie
    namens = lidmaatschap.namens_deelnemer or deelname
    return Viewer(
        keten_id=deelname.keten_id,
        deelname_id=deelname.pk,
        nummer=deelname.nummer,
        medewerker_id=medewerker_id or lidmaatschap.medewerker_id,
        lidmaatschap_id=lidmaatschap.pk,
        functie=lidmaatschap.functie,
        partnersoort=organisatie.partnersoort,
        domein=organisatie.domein,
        group_id=deelname.group_id,
        publiek=_is_publiek(namens.organisatie_id, vandaag),
        mandaten=frozenset(
            lidmaatschap.mandaten.filter(geldig_op(vandaag)).values_list("soort", flat=True)
        ),
        naam=lidmaatschap.medewerker.naam,
        organisatie=organisatie.naam,
    )


def viewer_of_client(client: ApiClient) -> Viewer | None:
    """The viewer of a partner system: its deelname with the functie of a ketenregieteamlid.

    None when the client has no deelname in force.
    """
    deelname = client.deelname
    vandaag = clock.today()
    if deelname is None or not deelname.geldig(vandaag) or not deelname.keten.actief:
        return None
    organisatie = deelname.organisatie
    return Viewer(
        keten_id=deelname.keten_id,
        deelname_id=deelname.pk,
        nummer=deelname.nummer,
        client_id=UUID(int=client.pk),
        functie=Functie.KETENREGIETEAMLID,
        partnersoort=organisatie.partnersoort,
        domein=organisatie.domein,
        group_id=deelname.group_id,
        publiek=_is_publiek(organisatie.pk, vandaag),
        naam=client.name,
        organisatie=organisatie.naam,
    )


def _is_publiek(organisatie_id: UUID, dag: date) -> bool:
    return WgsRol.objects.filter(
        geldig_op(dag), organisatie_id=organisatie_id, soort=WgsRolSoort.PUBLIEK
    ).exists()
