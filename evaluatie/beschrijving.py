"""The proposed anonymous description of a casus: facts without a trace of who it was about.

Only what every involved organisation may know goes in: a fact whose datum is hidden from one of them
stays out, and free text that is not shown to all of them too. Then names and days are masked.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from cases.delen import Deler, deler_van
from cases.models import Actie, Betrokkenheid, Casus, Gegeven
from evaluatie.anoniem import leeftijdsband, masker
from evaluatie.bekend import bekenden
from ketenregie.foundation import clock
from partners.sharing import Deling, Regelboek
from referentiemodel.enums import Domein, Partnersoort, Persoonsrol

G = TypeVar("G", bound=Gegeven)


class VoorAllen:
    """The sharing decision for all involved organisations at once: the strictest one counts."""

    def __init__(self, casus: Casus) -> None:
        boek = Regelboek(casus.keten_id)
        self.delers: list[Deler] = []
        for rij in casus.betrokkenheden.filter(status=Betrokkenheid.Status.AANVAARD).select_related(
            "deelname__organisatie"
        ):
            known = self.delers[0].voorbehouden if self.delers else None
            self.delers.append(deler_van(casus, rij, boek, known))

    def _delingen(self, datum: Gegeven) -> list[Deling]:
        return [deler.deling(datum) for deler in self.delers]

    def bekend(self, rows: Iterable[G]) -> list[G]:
        """Rows whose existence is hidden from nobody."""
        return [r for r in rows if not any(d.verborgen for d in self._delingen(r))]

    def leesbaar(self, rows: Iterable[G]) -> list[G]:
        """Rows whose content everybody may read."""
        return [r for r in rows if all(d.tonen for d in self._delingen(r))]


def stel_op(casus: Casus, *, at: datetime) -> str:
    """The proposal, as plain text with headings; days are quarters, ages bands, places gone."""
    voor_allen = VoorAllen(casus)
    sections = [
        ("Waar het om ging", _waarom(casus)),
        ("Wie erbij betrokken waren", _wie(casus, voor_allen, at)),
        ("Hoe het verliep", _verloop(casus, voor_allen)),
        ("Wat is gedaan", _gedaan(casus, voor_allen)),
        ("Wat er aan de hand was", _situatie(casus, voor_allen)),
    ]
    return "\n\n".join(
        f"{kop}\n" + "\n".join(f"- {r}" for r in regels) for kop, regels in sections if regels
    )


def _waarom(casus: Casus) -> list[str]:
    vormen = ", ".join(casus.verschijningsvorm_namen()) or "nog niet bekend"
    return [
        f"Verschijningsvorm: {vormen}.",
        f"Ingebracht in {_kwartaal(casus.ingebracht_at)} door {_soort(casus.inbrenger.partnersoort)}.",
        f"Urgentie: {casus.get_urgentie_display().lower()}.",
    ]


def _wie(casus: Casus, voor_allen: VoorAllen, at: datetime) -> list[str]:
    dag = clock.local_date(casus.ingebracht_at)
    rows = voor_allen.bekend(casus.betrokkenen.select_related("persoon"))
    groups = Counter(
        (Persoonsrol(r.rol).label, leeftijdsband(r.persoon.leeftijd_op(dag))) for r in rows
    )
    persons = [f"{rol}: {n}x, {band}." for (rol, band), n in groups.items()]
    soorten = Counter(_soort(deler.viewer.partnersoort) for deler in voor_allen.delers)
    partners = ", ".join(f"{naam} ({n})" if n > 1 else naam for naam, n in sorted(soorten.items()))
    return [*persons, f"Organisaties: {partners}."]


def _verloop(casus: Casus, voor_allen: VoorAllen) -> list[str]:
    events: list[tuple[datetime, str]] = []
    vorige = ""
    for stap, moment in casus.history.order_by("history_date").values_list(
        "hoofdstap", "history_date"
    ):
        if stap != vorige:
            events.append((moment, f"Hoofdstap {casus.model.hoofdstap(stap).naam}."))
            vorige = stap
    for weging in voor_allen.leesbaar(casus.eerste_wegingen.filter(gewogen_at__isnull=False)):
        if weging.gewogen_at:
            label = weging.get_kwalificatie_display().lower()
            events.append((weging.gewogen_at, f"1e weging: {label}."))
    for tweede in voor_allen.leesbaar(casus.tweede_wegingen.all()):
        outcome = "mensenhandel" if tweede.mensenhandel else "geen mensenhandel"
        care = "zorg nodig" if tweede.zorg_nodig else "geen zorg nodig"
        events.append((tweede.gewogen_at, f"2e weging: {outcome}, {care}."))
    events += [(d.besloten_at, "Doorlaatverbod ingezet.") for d in casus.doorlaatverboden.all()]
    events += [
        (punt.besproken_at, "Besproken in het casusoverleg.")
        for punt in casus.agendapunten.filter(besproken_at__isnull=False)
        if punt.besproken_at
    ]
    events += [
        (plan.vastgesteld_at, f"Plan van aanpak, versie {plan.nummer}, vastgesteld.")
        for plan in casus.plannen.filter(vastgesteld_at__isnull=False)
        if plan.vastgesteld_at
    ]
    # Within a quarter the order stays; the days are gone.
    return [f"{_kwartaal(moment)}: {zin}" for moment, zin in sorted(events, key=lambda e: e[0])]


def _gedaan(casus: Casus, voor_allen: VoorAllen) -> list[str]:
    acties = Counter((a.domein, a.status) for a in voor_allen.bekend(casus.acties.all()))
    lines = [
        f"Acties {str(Domein(domein).label).lower()}: {n}x {str(Actie.Status(status).label).lower()}."
        for (domein, status), n in sorted(acties.items())
    ]
    for rij in voor_allen.bekend(casus.interventies.all()):
        soort = _label(casus, "interventiesoort", rij.soort)
        effect = f", effect {_label(casus, 'interventie_effect', rij.effect)}" if rij.effect else ""
        lines.append(f"Interventie {soort}{effect}.")
    nazorg = Counter(n.get_status_display().lower() for n in voor_allen.bekend(casus.nazorg.all()))
    lines += [f"Nazorg: {n}x {status}." for status, n in sorted(nazorg.items())]
    return lines


def _situatie(casus: Casus, voor_allen: VoorAllen) -> list[str]:
    known = bekenden(casus)
    return [
        masker(situatie.korte_inhoud.strip(), known)
        for situatie in voor_allen.leesbaar(casus.situaties.all())
    ]


def _label(casus: Casus, lijst: str, sleutel: str) -> str:
    lijsten = casus.model.waardelijsten
    return (lijsten[lijst].label(sleutel) if lijst in lijsten else sleutel).lower()


def _kwartaal(moment: datetime) -> str:
    return clock.kwartaal(clock.local_date(moment))


def _soort(partnersoort: str) -> str:
    return str(Partnersoort(partnersoort).label)
