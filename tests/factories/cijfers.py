"""Small invented worlds of facts, and the same figures counted slowly in plain Python."""

from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st

from evaluatie.feiten.models import Feit
from evaluatie.indicatoren.definities import OP_SLEUTEL
from evaluatie.indicatoren.tellen import Telling
from ketenregie.foundation import clock

VAN, TOT = date(2024, 7, 1), date(2024, 10, 1)
DAGEN = st.integers(0, 150).map(lambda n: date(2024, 5, 20) + timedelta(days=n))
UITKOMSTEN = {
    "melding": ["anoniem", "bekend"],
    "melding_einde": ["dossier_gevormd", "toegevoegd_aan_dossier", "ingetrokken"],
    "casus_geopend": ["zorgcoordinator", "geen_zorgcoordinator"],
    "casus_einde": ["afgesloten", "afgeschaald"],
    "activiteit": [""],
    "eerste_weging": ["mensenhandel", "geen_mensenhandel"],
    "tweede_weging": ["mensenhandel", "mensenhandel_zorg", "geen_mensenhandel_zorg"],
    "doorlaatverbod": ["veilig", ""],
    "overdracht": ["aanvaard"],
    "overleg": ["gehouden"],
    "uitnodiging": ["aanwezig", "afwezig"],
    "plan": ["zorg_en_veiligheid", ""],
    "actie": ["gedaan", "open", "vervallen"],
    "betrokkene": ["ja", "nee"],
    "interventie": ["gestopt", "beschermd", "geen"],
    "bedenktijd": ["aangifte", "medewerking", "verlopen"],
    "nazorg": ["gestart", "afgerond", "gevraagd"],
    "evaluatie": ["afgerond"],
    "verbeterpunt": ["gerealiseerd", "open"],
    "bijeenkomst": [""],
    "terugkoppeling": ["op_tijd", "te_laat", ""],
}
CATEGORIEEN = {
    "melding": ["melding", "melding", "signaal"],
    "eerste_weging": ["onveilig", "veilig"],
    "overdracht": ["afschaling", "nazorg"],
    "betrokkene": ["slachtoffer", "verdachte", "dader", "netwerk"],
    "interventie": ["zorg", "barriere"],
    "verbeterpunt": ["kennis", "rollen"],
}
CASUSSEN = [uuid4() for _ in range(4)]
ONDERWERPEN = [uuid4() for _ in range(4)]


@st.composite
def feiten(draw: Callable[..., Any]) -> list[dict[str, Any]]:
    """Facts that may contradict each other in every way that the definitions must bear."""
    rijen = []
    for soort in draw(st.lists(st.sampled_from(sorted(UITKOMSTEN)), min_size=4, max_size=26)):
        dag = draw(DAGEN)
        casus = draw(st.sampled_from(CASUSSEN))
        rijen.append(
            {
                "soort": soort,
                "dag": dag,
                "casus_sleutel": None if soort in {"verbeterpunt", "bijeenkomst"} else casus,
                "onderwerp_sleutel": draw(st.sampled_from(ONDERWERPEN))
                if soort in {"melding", "melding_einde", "betrokkene"}
                else None,
                "gemeente": draw(st.sampled_from(["Apeldoorn", "Epe", ""]))
                if soort == "melding"
                else "",
                "categorie": draw(st.sampled_from(CATEGORIEEN.get(soort, [""]))),
                "uitkomst": draw(st.sampled_from(UITKOMSTEN[soort])),
                "einddag": draw(st.none() | DAGEN) if soort == "actie" else None,
                "aantal": draw(st.integers(0, 3))
                if soort in {"melding", "doorlaatverbod"}
                else None,
                "totaal": 14
                if soort == "melding"
                else draw(st.none() | st.integers(0, 5000))
                if soort == "doorlaatverbod"
                else None,
                "weg": draw(st.integers(0, 9)) == 0,
            }
        )
    # One casus has one beginning and one end, a melding one.
    uniek: dict[Any, dict[str, Any]] = {}
    for rij in rijen:
        sleutel: Any = id(rij)
        if rij["soort"] in {"casus_geopend", "casus_einde"}:
            sleutel = (rij["soort"], rij["casus_sleutel"])
        elif rij["soort"] in {"melding", "melding_einde"}:
            sleutel = (rij["soort"], rij["onderwerp_sleutel"])
        uniek[sleutel] = rij
    return list(uniek.values())


def bewaar(keten_id: UUID, rijen: list[dict[str, Any]]) -> None:
    """In the table; what is `weg` was taken back."""
    inlezing, out = uuid4(), []
    for rij in rijen:
        velden = {k: v for k, v in rij.items() if k != "weg"}
        moment = clock.start_of_day(rij["dag"])
        vast = {
            "keten_id": keten_id, "sleutel": uuid4(), "moment": moment, "vastgelegd_at": moment,
            "inlezing_id": inlezing, **velden,
        }  # fmt: skip
        out.append(Feit(**vast))
        if rij["weg"]:
            out.append(Feit(**vast, volg=1, vervallen=True))
    Feit.objects.bulk_create(out)


class Traag:
    """Every indicator again, row by row; written from the words of its definition, not from the SQL."""

    def __init__(self, rijen: list[dict[str, Any]], gemeenten: list[str]) -> None:
        self.rijen = [r for r in rijen if not r["weg"]]
        self.gemeenten = gemeenten

    def alle(self, soort: str) -> list[dict[str, Any]]:
        return [r for r in self.rijen if r["soort"] == soort]

    def binnen(self, soort: str) -> list[dict[str, Any]]:
        return [r for r in self.alle(soort) if VAN <= r["dag"] < TOT]

    def van_casus(self, soort: str, casus: Any) -> list[dict[str, Any]]:
        return [r for r in self.alle(soort) if casus is not None and r["casus_sleutel"] == casus]

    def deel(self, rijen: list[Any], telt: Callable[[Any], bool]) -> Telling:
        return Telling(sum(1 for r in rijen if telt(r)), len(rijen))

    def mh(self, casus: Any) -> bool:
        return any(w["uitkomst"] == "mensenhandel" for w in self.van_casus("eerste_weging", casus)) or any(
            w["uitkomst"].startswith("mensenhandel") for w in self.van_casus("tweede_weging", casus)
        )  # fmt: skip

    def eerste_overleggen(self) -> list[dict[str, Any]]:
        out = []
        for casus in CASUSSEN:
            dagen = [o["dag"] for o in self.van_casus("overleg", casus)]
            if dagen and VAN <= min(dagen) < TOT:
                out.append({"casus_sleutel": casus, "dag": min(dagen)})
        return out

    def einde_van(self, melding: dict[str, Any]) -> dict[str, Any] | None:
        return next(
            (
                e
                for e in self.alle("melding_einde")
                if e["onderwerp_sleutel"] == melding["onderwerp_sleutel"]
            ),
            None,
        )

    def tel(self, sleutel: str) -> Telling:
        return getattr(self, f"k{OP_SLEUTEL[sleutel].nummer}")()  # type: ignore[no-any-return]

    def meldingen(self) -> list[dict[str, Any]]:
        return [m for m in self.binnen("melding") if m["categorie"] == "melding"]

    def k1(self) -> Telling:
        return Telling(len(self.meldingen()), 0)

    def k2(self) -> Telling:
        return self.deel(self.meldingen(), lambda m: m["uitkomst"] == "anoniem")

    def k3(self) -> Telling:
        def telt(m: Any) -> bool:
            e = self.einde_van(m)
            return bool(e and e["uitkomst"] == "toegevoegd_aan_dossier")

        return self.deel(self.meldingen(), telt)

    def k4(self) -> Telling:
        def telt(m: Any) -> bool:
            e = self.einde_van(m)
            goed = {"dossier_gevormd", "toegevoegd_aan_dossier"}
            return bool(
                e and e["uitkomst"] in goed and e["dag"] <= clock.add_werkdagen(m["dag"], 1)
            )

        return self.deel(self.meldingen(), telt)

    def k5(self) -> Telling:
        return Telling(
            sum(m["aantal"] for m in self.meldingen()), sum(m["totaal"] for m in self.meldingen())
        )

    def k6(self) -> Telling:
        return self.deel(
            self.meldingen(),
            lambda m: any(
                w["dag"] <= clock.add_werkdagen(m["dag"], 5)
                for w in self.van_casus("eerste_weging", m["casus_sleutel"])
            ),
        )

    def k7(self) -> Telling:
        return self.deel(self.binnen("eerste_weging"), lambda w: w["uitkomst"] == "mensenhandel")

    def k8(self) -> Telling:
        return self.deel(self.binnen("doorlaatverbod"), lambda d: d["aantal"] >= 2)

    def k9(self) -> Telling:
        uren = [d["totaal"] / 60 for d in self.binnen("doorlaatverbod") if d["totaal"] is not None]
        return Telling(0, len(uren), median(uren) if uren else None)

    def k10(self) -> Telling:
        rijen = [
            w for w in self.binnen("tweede_weging") if w["uitkomst"] == "geen_mensenhandel_zorg"
        ]
        return self.deel(
            rijen,
            lambda w: any(
                o["categorie"] == "afschaling"
                for o in self.van_casus("overdracht", w["casus_sleutel"])
            ),
        )

    def k11(self) -> Telling:
        dagen = []
        for o in self.eerste_overleggen():
            gemeld = [m["dag"] for m in self.van_casus("melding", o["casus_sleutel"])]
            if gemeld:
                dagen.append(max(0, (o["dag"] - min(gemeld)).days))
        return Telling(0, len(dagen), float(median(dagen)) if dagen else None)

    def k12(self) -> Telling:
        return self.deel(self.binnen("uitnodiging"), lambda u: u["uitkomst"] == "aanwezig")

    def k13(self) -> Telling:
        rijen = [o for o in self.eerste_overleggen() if self.mh(o["casus_sleutel"])]
        return self.deel(
            rijen,
            lambda o: any(
                timedelta() <= p["dag"] - o["dag"] <= timedelta(days=28)
                for p in self.van_casus("plan", o["casus_sleutel"])
            ),
        )

    def k14(self) -> Telling:
        return self.deel(self.binnen("plan"), lambda p: p["uitkomst"] == "zorg_en_veiligheid")

    def k15(self) -> Telling:
        rijen = [a for a in self.binnen("actie") if a["uitkomst"] != "vervallen"]
        return self.deel(
            rijen,
            lambda a: a["uitkomst"] == "gedaan" and a["einddag"] is not None and a["einddag"] <= a["dag"],
        )  # fmt: skip

    def k16(self) -> Telling:
        rijen = [
            b
            for b in self.binnen("betrokkene")
            if b["categorie"] == "slachtoffer" and self.mh(b["casus_sleutel"])
        ]
        return self.deel(
            rijen,
            lambda b: any(
                c["uitkomst"] == "zorgcoordinator"
                for c in self.van_casus("casus_geopend", b["casus_sleutel"])
            ),
        )

    def k17(self) -> Telling:
        rijen = []
        for b in self.alle("betrokkene"):
            onveilig = [
                w["dag"]
                for w in self.van_casus("eerste_weging", b["casus_sleutel"])
                if w["categorie"] == "onveilig"
            ]
            if b["categorie"] == "slachtoffer" and onveilig and VAN <= min(onveilig) < TOT:
                rijen.append(b)
        return self.deel(rijen, lambda b: b["uitkomst"] == "ja")

    def afgesloten(self) -> list[dict[str, Any]]:
        return [e for e in self.binnen("casus_einde") if e["uitkomst"] == "afgesloten"]

    def k18(self) -> Telling:
        return self.deel(
            self.afgesloten(),
            lambda e: any(
                i["uitkomst"] == "gestopt"
                for i in self.van_casus("interventie", e["casus_sleutel"])
            ),
        )

    def k19(self) -> Telling:
        return self.deel(
            self.binnen("bedenktijd"), lambda b: b["uitkomst"] in {"aangifte", "medewerking"}
        )

    def k20(self) -> Telling:
        return self.deel(
            self.binnen("interventie"), lambda i: i["uitkomst"] in {"gestopt", "beschermd"}
        )

    def k21(self) -> Telling:
        return self.deel(self.binnen("nazorg"), lambda n: n["uitkomst"] in {"gestart", "afgerond"})

    def k22(self) -> Telling:
        rol = {"slachtoffer": "slachtoffer", "verdachte": "dader", "dader": "dader"}
        rijen = set()
        for e in self.afgesloten():
            for b in self.van_casus("betrokkene", e["casus_sleutel"]):
                if b["categorie"] in rol and b["dag"] <= e["dag"]:
                    rijen.add(
                        (e["dag"], e["casus_sleutel"], b["onderwerp_sleutel"], rol[b["categorie"]])
                    )
        return self.deel(
            list(rijen),
            lambda r: any(
                b["onderwerp_sleutel"] == r[2] and b["casus_sleutel"] != r[1]
                and rol.get(b["categorie"]) == r[3]
                and r[0] < b["dag"] <= clock.add_maanden(r[0], 12)
                for b in self.alle("betrokkene")
            ),
        )  # fmt: skip

    def k23(self) -> Telling:
        return self.deel(
            self.afgesloten(), lambda e: bool(self.van_casus("evaluatie", e["casus_sleutel"]))
        )

    def k24(self) -> Telling:
        return self.deel(self.binnen("verbeterpunt"), lambda v: v["uitkomst"] == "gerealiseerd")

    def k25(self) -> Telling:
        return Telling(len(self.binnen("bijeenkomst")), 0)

    def k26(self) -> Telling:
        open_ = [
            c
            for c in self.alle("casus_geopend")
            if c["dag"] < TOT
            and not any(e["dag"] < TOT for e in self.van_casus("casus_einde", c["casus_sleutel"]))
        ]
        laatste = TOT - timedelta(days=1)
        return self.deel(
            open_,
            lambda c: (
                not any(
                    laatste - timedelta(days=30) <= a["dag"] <= laatste
                    for a in self.van_casus("activiteit", c["casus_sleutel"])
                )
            ),
        )

    def k27(self) -> Telling:
        met = {m["gemeente"] for m in self.meldingen()}
        return self.deel(self.gemeenten, lambda g: g in met)

    def k28(self) -> Telling:
        return self.deel(self.binnen("terugkoppeling"), lambda t: t["uitkomst"] == "op_tijd")
