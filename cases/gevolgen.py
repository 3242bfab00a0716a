"""Who will see what, on what grondslag, before it is done: a line per organisation."""

from dataclasses import dataclass

from cases.models import Casus, Heropening, Overdracht
from partners.models import Deelname
from referentiemodel.enums import CasusStatus, Grondslag

AFGESCHERMD = "WGS art. 2.31 lid 8: afgeschermd tot vernietiging"
DEELREGELS = "wat de deelregels van het convenant haar tonen"


@dataclass(frozen=True, slots=True)
class Gevolg:
    """One organisation; `grondslag` is what the right column rests on."""

    wie: str
    nu: str
    straks: str
    grondslag: str


def _meedoend(casus: Casus) -> list[Deelname]:
    rows = casus.betrokkenheden.meedoend().select_related("deelname__organisatie")  # type: ignore[attr-defined]
    return [r.deelname for r in rows.order_by("deelname__organisatie__naam")]


def bij_einde(casus: Casus, naar: str) -> list[Gevolg]:
    """Of a named end: nobody sees the casus any more; who took it over keeps what it was told."""
    soorten = {
        CasusStatus.OVERGEDRAGEN: [Overdracht.Soort.CASUS],
        CasusStatus.AFGESCHAALD: [Overdracht.Soort.AFSCHALING],
    }.get(CasusStatus(naar), [])
    over = casus.overdrachten.filter(
        status=Overdracht.Status.AANVAARD, soort__in=[*soorten, Overdracht.Soort.NAZORG]
    ).select_related("naar__organisatie")
    ontvangen = {o.naar_id: o for o in over}
    rows = []
    for deelname in _meedoend(casus):
        o = ontvangen.pop(deelname.pk, None)
        rows.append(_na_einde(deelname, "De casus", o))
    rows += [
        _na_einde(o.naar, "Het bericht van de overdracht", o) for o in ontvangen.values() if o.naar
    ]
    return rows


def _na_einde(deelname: Deelname, nu: str, o: Overdracht | None) -> Gevolg:
    if o is None:
        return Gevolg(deelname.organisatie.naam, nu, "Niets meer", AFGESCHERMD)
    grond = Grondslag(o.grondslag).label if o.grondslag else AFGESCHERMD
    return Gevolg(deelname.organisatie.naam, nu, "Alleen het bericht van de overdracht", grond)


def bij_overdracht(casus: Casus, rij: Overdracht) -> list[Gevolg]:
    """Of sending it: the receiver reads little before the answer; the sender stays owner until then."""
    if rij.naar is None:
        return []
    grond = Grondslag(rij.grondslag).label if rij.grondslag else ""
    ontvanger, zender = rij.naar.organisatie.naam, rij.van.organisatie.naam
    ziet = rij.naar_id in {d.pk for d in _meedoend(casus)}
    nu = f"De casus, en {DEELREGELS}" if ziet else "Niets"
    rows = [
        Gevolg(ontvanger, nu, "Na versturen: wat u vraagt, zonder namen", "Nodig om te beslissen"),
        Gevolg(ontvanger, nu, "Na aanvaarden: ook uw bericht", grond),
    ]
    blijft = "Blijft eigenaar tot de ontvanger aanvaardt"
    daarna = {
        Overdracht.Soort.EIGENAAR: "; doet daarna mee als partner",
        Overdracht.Soort.NAZORG: "; blijft ook daarna eigenaar",
    }.get(Overdracht.Soort(rij.soort), "; beëindigt daarna de casus")
    rows.append(Gevolg(zender, "De casus, als eigenaar", blijft + daarna, "Convenant"))
    anderen = "Verandert niet" if rij.soort in BINNEN else "Verandert niet, tot de casus eindigt"
    return [*rows, Gevolg("De andere partners", "De casus", anderen, "Convenant")]


BINNEN = frozenset({Overdracht.Soort.EIGENAAR, Overdracht.Soort.NAZORG})


def bij_samenvoegen(casus: Casus, naar: Casus, grondslag: str = "") -> list[Gevolg]:
    """Of `casus` going on in `naar`."""
    grond = Grondslag(grondslag).label if grondslag else "De grondslag die u kiest"
    hier, daar = {d.pk: d for d in _meedoend(casus)}, {d.pk: d for d in _meedoend(naar)}
    rows = []
    for pk, deelname in sorted((hier | daar).items(), key=lambda x: x[1].organisatie.naam):
        naam = deelname.organisatie.naam
        if pk in hier and pk in daar:
            rows.append(Gevolg(naam, "Beide casussen", f"Alles in {naar.kenmerk}", "Convenant"))
        elif pk in daar:
            straks = f"In {naar.kenmerk} ook wat uit {casus.kenmerk} komt: {DEELREGELS}"
            rows.append(Gevolg(naam, f"Alleen {naar.kenmerk}", straks, grond))
        else:
            straks = f"Niets, tot zij de uitnodiging voor {naar.kenmerk} aanvaardt"
            rows.append(Gevolg(naam, f"Alleen {casus.kenmerk}", straks, AFGESCHERMD))
    return rows


def bij_heropenen(rij: Heropening, casus: Casus) -> list[Gevolg]:
    """Of opening it again: who took part sees it again, for the new doel."""
    grond = f"{Grondslag(rij.grondslag).label}, voor {rij.get_doel_display().lower()}"
    return [
        Gevolg(d.organisatie.naam, "Niets", f"De casus weer: {DEELREGELS}", grond)
        for d in _meedoend(casus)
    ]
