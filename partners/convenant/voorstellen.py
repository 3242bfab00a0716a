"""Which proposals for a deelregel a version of the convenant takes over."""

from collections.abc import Iterable
from uuid import UUID

from partners.models import Convenant, Deelregel, Deelregelvoorstel

_INHOUD = ("categorieen", "soorten", "leveranciers", "ontvangers", "letters", "hoofdstappen", "doelen")  # fmt: skip


def neemt_over(regel: Deelregel, voorstel: Deelregelvoorstel) -> bool:
    """The rule names the data and the asker, and shows them; as the half filled-in form does."""
    return (
        regel.uitkomst == Deelregel.Uitkomst.TONEN
        and voorstel.categorie in regel.categorieen
        and voorstel.aanvragersoort in regel.ontvangers
        and (not regel.leveranciers or voorstel.leveranciersoort in regel.leveranciers)
    )


def nieuwe_regels(keten_id: UUID, *, van: Convenant | None = None) -> list[Deelregel]:
    """Rules that show something and are not in a version that is vastgesteld; two queries.

    Args:
        van: of this version only; else of every version in the making.
    """
    rows = Deelregel.objects.filter(
        convenant__keten_id=keten_id, uitkomst=Deelregel.Uitkomst.TONEN
    ).order_by("convenant", "volgorde")
    known = {
        _vorm(r) for r in rows.filter(convenant__status=Convenant.Status.VASTGESTELD).iterator()
    }
    in_de_maak = (Convenant.Status.CONCEPT, Convenant.Status.VOORGELEGD)
    mine = rows.filter(convenant=van) if van else rows.filter(convenant__status__in=in_de_maak)
    return [r for r in mine if _vorm(r) not in known]


def neem_over(convenant: Convenant) -> int:
    """Close the proposals that this version takes over; before it is vastgesteld. Returns: how many."""
    voorstellen = Deelregelvoorstel.objects.filter(
        keten_id=convenant.keten_id, status=Deelregelvoorstel.Status.OPEN
    )
    regels: Iterable[Deelregel] = nieuwe_regels(convenant.keten_id, van=convenant)
    done = [v for v in voorstellen if any(neemt_over(r, v) for r in regels)]
    for voorstel in done:
        voorstel.status = Deelregelvoorstel.Status.OVERGENOMEN
        voorstel.save()
    return len(done)


def _vorm(regel: Deelregel) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(sorted(getattr(regel, naam))) for naam in _INHOUD)
