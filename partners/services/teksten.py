"""Saying a public text in the keten's own words, or in the standard ones again."""

from django.db import transaction

from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError, EditConflict, NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Keten, Tekst
from partners.teksten import PLEKKEN


@transaction.atomic
def zet_tekst(
    viewer: Viewer, sleutel: str, taal: str, *, inhoud: str, versie: int | None = None
) -> Tekst:
    """Keep a text; empty or the same as the standard one goes back to the standard.

    Args:
        versie: save counter the user looked at; 0 when there was no text yet.
    Raises:
        AccessDenied: not for this functie.
        NotVisible: no such text or language.
        EditConflict: a colleague was first.
    """
    policy.require(viewer, Permission.BEHEREN)
    plek = PLEKKEN.get(sleutel)
    if plek is None or taal not in plek.talen():
        raise NotVisible
    inhoud = "\n".join(regel.rstrip() for regel in inhoud.strip().splitlines())
    if len(inhoud) > plek.meest:
        raise DomainError(f"Hoogstens {plek.meest} tekens.", veld="inhoud")
    if any(not c.isprintable() and c != "\n" for c in inhoud):
        raise DomainError("Er staat een teken in dat niet te lezen is.", veld="inhoud")
    if inhoud == plek.standaard_in(taal):
        inhoud = ""
    Keten.objects.select_for_update().get(pk=viewer.keten_id)  # one first text per place
    rij = Tekst.objects.filter(keten_id=viewer.keten_id, sleutel=sleutel, taal=taal).first()
    if versie is not None and versie != (rij.versie if rij else 0):
        raise EditConflict(actueel=rij)
    if rij is None:
        rij = Tekst(keten_id=viewer.keten_id, sleutel=sleutel, taal=taal)
    elif rij.inhoud == inhoud:
        return rij
    rij.inhoud = inhoud
    rij.save()
    logboek.record(
        Gebeurtenis.TEKST_GEWIJZIGD,
        rij,
        details={"tekst": sleutel, "taal": taal, "eigen": bool(inhoud)},
    )
    return rij
