"""What a version of the plan changes against the former one, as one receiver may know it.

Both versions are decided by the same sharing rules first and compared after that: what is withheld in
either is not compared, so that nobody learns from a difference what the plan itself does not tell.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from cases import planinhoud
from cases.delen import Deler
from cases.documents import Planbeeld, planbeeld
from cases.models import Actie, PlanVanAanpak
from ketenregie.foundation import clock

NIEUW, GEWIJZIGD, WEG = "nieuw", "gewijzigd", "weg"
SOORTNAAM = {NIEUW: "Nieuw", GEWIJZIGD: "Gewijzigd", WEG: "Vervallen"}
# Below this two goals are two goals and not one that was rewritten.
LIJKT = 0.55

Veld = tuple[str, str]
# Of each part of a plan: the fields that people agreed on, with their name. What changes by itself (an
# age) or is no agreement (instemming) is left out.
KERN: tuple[Veld, ...] = (
    ("samenvatting", "In het kort"),
    ("vormen", "Verschijningsvorm"),
    ("gemeente", "Gemeente"),
    ("zorgcoordinator", "Zorgcoördinator"),
    ("voorstel_inhoud", "Voorstel op inhoud"),
    ("voorstel_proces", "Voorstel op proces"),
    ("voorstel_rollen", "Voorstel op rollen"),
    ("monitoring", "Monitorings- en regieafspraken"),
    ("regievoerder", "Regievoerder"),
    ("evaluatiedatum", "Evaluatiedatum"),
)
DOEL: tuple[Veld, ...] = (
    ("doel", "Doel"),
    ("resultaat", "Resultaat"),
    ("uiterlijk", "Uiterlijk"),
)
ACTIE: tuple[Veld, ...] = (
    ("omschrijving", "Actie"),
    ("organisatie", "Organisatie"),
    ("rol", "Rol"),
    ("voor_wie", "Functie of persoon"),
    ("domeinnaam", "Domein"),
    ("uiterlijk", "Uiterlijk"),
    ("voorwaarden", "Voorwaarden"),
)
PERSOON: tuple[Veld, ...] = (
    ("rolnaam", "Rol"),
    ("woonplaats", "Woonplaats"),
    ("nu_veilig", "Nu veilig"),
    ("toelichting", "Toelichting"),
)
PARTNER: tuple[Veld, ...] = (("organisatie", "Organisatie"),)
SITUATIE: tuple[Veld, ...] = (
    ("korte_inhoud", "Situatie"),
    ("locatie", "Plaats"),
    ("periode", "Periode"),
    ("frequentie", "Frequentie"),
)
OBJECT: tuple[Veld, ...] = (
    ("naam", "Naam of adres"),
    ("rolnaam", "Rol"),
    ("toelichting", "Toelichting"),
)
EERSTE: tuple[Veld, ...] = (
    ("kwalificatie", "Kwalificatie"),
    ("veiligheid", "Veiligheid"),
    ("doorlaatverbod", "Doorlaatverbod"),
    ("motivering", "Motivering"),
)
TWEEDE: tuple[Veld, ...] = (("urgentie", "Urgentie"), ("motivering", "Motivering"))
GEZONDHEID: tuple[Veld, ...] = (
    ("cognitief_niveau", "Cognitief niveau"),
    ("psychische_aandoening", "Psychische aandoening"),
    ("verslaving", "Verslaving"),
)


@dataclass(frozen=True, slots=True)
class Stukje:
    """A run of words: `soort` is "" when it stayed, else "weg" or "nieuw"."""

    soort: str
    tekst: str


@dataclass(frozen=True, slots=True)
class Veldverschil:
    naam: str
    stukjes: tuple[Stukje, ...]


@dataclass(frozen=True, slots=True)
class Verschil:
    """One part of the plan that is new, changed or gone."""

    wat: str
    titel: str
    soort: str
    velden: tuple[Veldverschil, ...] = ()

    @property
    def soortnaam(self) -> str:
        return SOORTNAAM[self.soort]


@dataclass(frozen=True, slots=True)
class Vergelijking:
    """A version against the former one. `klopt`: the former content agrees with its hashes."""

    nummer: int
    vorige: int
    vorige_op: date | None
    vorig_controlegetal: str
    klopt: bool
    verschillen: tuple[Verschil, ...]
    niet_vergeleken: int

    @property
    def groepen(self) -> list[tuple[str, list[Verschil]]]:
        """In the order of the plan, per kind of part."""
        found: dict[str, list[Verschil]] = {}
        for verschil in self.verschillen:
            found.setdefault(verschil.wat, []).append(verschil)
        return list(found.items())

    @property
    def telling(self) -> str:
        """As in: 2 nieuw, 1 gewijzigd, 1 vervallen."""
        parts = [
            f"{aantal} {SOORTNAAM[soort].lower()}"
            for soort in (NIEUW, GEWIJZIGD, WEG)
            if (aantal := sum(v.soort == soort for v in self.verschillen))
        ]
        return ", ".join(parts) or "geen verschillen die u kunt zien"


def vorige_van(plan: PlanVanAanpak, plannen: Iterable[PlanVanAanpak]) -> PlanVanAanpak | None:
    """The version in force before this one, out of those of the casus."""
    older = [
        p
        for p in plannen
        if p.status == PlanVanAanpak.Status.VASTGESTELD and p.nummer < plan.nummer
    ]
    return max(older, key=lambda p: p.nummer, default=None)


def vergelijk(
    deler: Deler,
    plan: PlanVanAanpak,
    vorige: PlanVanAanpak,
    *,
    nu: Planbeeld | None = None,
    toen: Planbeeld | None = None,
) -> Vergelijking:
    """What changed since `vorige`; one query while the version is in the making.

    Args:
        nu, toen: the decided plans, where a page or a document has them already.
    """
    nu = nu or planbeeld(deler, plan)
    toen = toen or planbeeld(deler, vorige)
    herkomst: dict[str, str] = {}
    if plan.inhoud is None:  # a draft of a running actie carries its own id until it is vastgesteld
        pairs = Actie.objects.filter(plan=plan, vervangt__isnull=False)
        herkomst = {str(a): str(b) for a, b in pairs.values_list("pk", "vervangt_id")}

    found: list[Verschil] = []
    if kern := _velden(nu.kern, toen.kern, KERN):
        found.extend(
            Verschil("Tekst en regie", veld.naam, _soort_van(veld), (veld,)) for veld in kern
        )
    withheld = 0
    for wat, lees, velden, titel in _DELEN:
        now, before = lees(nu), lees(toen)
        withheld += sum(_grijs(r) for r in now)
        shown_now, shown_before = _open(now), _open(before)
        # Shown in one version and withheld in the other: that is a rule that changed, not the plan.
        grey = {herkomst.get(r.id, r.id) for r in (*now, *before) if _grijs(r)}
        koppel = _doelen_bijeen if wat == "Doelen" else _op_id(herkomst)
        for new, old in koppel(shown_now, shown_before):
            own = str((new or old or {})["id"])
            if herkomst.get(own, own) in grey:
                continue
            if new is None and old is not None:
                found.append(Verschil(wat, titel(old), WEG))
            elif old is None and new is not None:
                found.append(Verschil(wat, titel(new), NIEUW, _velden(new, {}, velden)))
            elif new is not None and (changed := _velden(new, old or {}, velden)):
                found.append(Verschil(wat, titel(new), GEWIJZIGD, changed))
    return Vergelijking(
        nummer=plan.nummer,
        vorige=vorige.nummer,
        vorige_op=clock.local_date(vorige.vastgesteld_at) if vorige.vastgesteld_at else None,
        vorig_controlegetal=planinhoud.kort_controlegetal(vorige.controlegetal),
        klopt=not planinhoud.afwijkingen(vorige),
        verschillen=tuple(found),
        niet_vergeleken=withheld,
    )


def _personen(beeld: Planbeeld) -> list[Any]:
    return [*beeld.slachtoffers, *beeld.verdachten, *beeld.netwerk]


def _persoonstitel(rij: dict[str, Any]) -> str:
    return f"{rij.get('initialen', '')}, {str(rij.get('rolnaam', '')).lower()}"


_DELEN: tuple[
    tuple[str, Callable[[Planbeeld], list[Any]], tuple[Veld, ...], Callable[[dict[str, Any]], str]],
    ...,
] = (
    ("Doelen", lambda b: b.doelen, DOEL, lambda r: str(r["doel"])),
    ("Acties", lambda b: b.acties, ACTIE, lambda r: str(r["omschrijving"])),
    ("Personen", _personen, PERSOON, _persoonstitel),
    ("Partners", lambda b: b.partners, PARTNER, lambda r: str(r["organisatie"])),
    ("Situatie", lambda b: b.situaties, SITUATIE, lambda r: str(r["korte_inhoud"])[:80]),
    ("Onderneming", lambda b: b.ondernemingen, OBJECT, lambda r: str(r["naam"])),
    ("Locatie", lambda b: b.locaties, OBJECT, lambda r: str(r["naam"])),
    ("1e weging", lambda b: b.eerste_wegingen, EERSTE, lambda r: str(r["kwalificatie"])),
    ("2e weging", lambda b: b.tweede_wegingen, TWEEDE, lambda r: f"Urgentie {r['urgentie']}"),
    ("Gezondheid", lambda b: b.gezondheid, GEZONDHEID, lambda _: "Gezondheidsbeeld"),
)


def _grijs(rij: Any) -> bool:
    return not isinstance(rij, dict)


def _open(rijen: Iterable[Any]) -> list[dict[str, Any]]:
    return [rij for rij in rijen if isinstance(rij, dict)]


Paren = list[tuple[dict[str, Any] | None, dict[str, Any] | None]]


def _op_id(
    herkomst: dict[str, str],
) -> Callable[[list[dict[str, Any]], list[dict[str, Any]]], Paren]:
    """Pairs of the same row; a draft counts as the running actie it changes."""

    def koppel(nu: list[dict[str, Any]], toen: list[dict[str, Any]]) -> Paren:
        before = {str(rij["id"]): rij for rij in toen}
        pairs: Paren = []
        for rij in nu:
            own = str(rij["id"])
            pairs.append((rij, before.pop(herkomst.get(own, own), None)))
        return pairs + [(None, rij) for rij in before.values()]

    return koppel


def _doelen_bijeen(nu: list[dict[str, Any]], toen: list[dict[str, Any]]) -> Paren:
    """Goals are copied into a next version, so they are known by their words: the same, else most alike."""
    rest, before, pairs = list(nu), list(toen), []
    for rij in list(rest):
        same = next((old for old in before if old["doel"] == rij["doel"]), None)
        if same is not None:
            pairs.append((rij, same))
            before.remove(same)
            rest.remove(rij)
    scores = sorted(
        ((_lijkt(rij, old), i, j) for i, rij in enumerate(rest) for j, old in enumerate(before)),
        reverse=True,
    )
    used_new: set[int] = set()
    used_old: set[int] = set()
    for score, i, j in scores:
        if score < LIJKT or i in used_new or j in used_old:
            continue
        used_new.add(i)
        used_old.add(j)
        pairs.append((rest[i], before[j]))
    order = {str(rij["id"]): n for n, rij in enumerate(nu)}
    found: Paren = sorted(pairs, key=lambda paar: order[str((paar[0] or {})["id"])])
    found += [(rij, None) for i, rij in enumerate(rest) if i not in used_new]
    return found + [(None, old) for j, old in enumerate(before) if j not in used_old]


def _lijkt(a: dict[str, Any], b: dict[str, Any]) -> float:
    return max(
        SequenceMatcher(None, str(a["doel"]), str(b["doel"])).ratio(),
        SequenceMatcher(None, str(a["resultaat"]), str(b["resultaat"])).ratio(),
    )


def _velden(
    nu: dict[str, Any], toen: dict[str, Any], velden: tuple[Veld, ...]
) -> tuple[Veldverschil, ...]:
    """The named fields that differ, with the words that went and came."""
    found = []
    for sleutel, naam in velden:
        new, old = _tekst(nu.get(sleutel)), _tekst(toen.get(sleutel))
        if new != old:
            found.append(Veldverschil(naam, woorden(old, new)))
    return tuple(found)


def _soort_van(veld: Veldverschil) -> str:
    kinds = {stukje.soort for stukje in veld.stukjes}
    return NIEUW if kinds == {NIEUW} else WEG if kinds == {WEG} else GEWIJZIGD


def _tekst(waarde: Any) -> str:
    if waarde in (None, "", []):
        return ""
    if isinstance(waarde, date):
        return f"{waarde:%-d-%-m-%Y}"
    if isinstance(waarde, list | tuple):
        return ", ".join(str(deel) for deel in waarde)
    return str(waarde).strip()


def woorden(toen: str, nu: str) -> tuple[Stukje, ...]:
    """Two texts as one, word by word: what stayed, what went, what came."""
    old, new = toen.split(), nu.split()
    runs: list[Stukje] = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            runs.append(Stukje("", " ".join(old[a:b])))
            continue
        if b > a:
            runs.append(Stukje(WEG, " ".join(old[a:b])))
        if d > c:
            runs.append(Stukje(NIEUW, " ".join(new[c:d])))
    return tuple(runs)
