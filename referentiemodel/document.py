"""From document to Model: a reading that names every fault with its place.

A document is a tree of dicts and lists in the normal form of normaal.py. `lees` raises ModelFout with
every fault at once; nothing half-valid comes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from .enums import (
    CasusStatus,
    Eenheid,
    Functie,
    Hoedanigheid,
    Onderdeel,
    Partnersoort,
    Rasci,
)
from .lezer import Lezer, ModelFout
from .schema import (
    CELLEN,
    ELKE,
    NADER_TE_BEPALEN,
    NIEUW,
    Activiteit,
    Bevoegdheid,
    Hoofdstap,
    Indicator,
    InfoItem,
    Model,
    Overgang,
    Poort,
    Termijn,
    Toelating,
    Waarde,
    Waardelijst,
    normgetal,
)
from .vereist import (
    BIJ_ONDERDEEL,
    VEREISTE_ACTIVITEITEN,
    VEREISTE_HOOFDSTAPPEN,
    VEREISTE_LIJSTEN,
    VEREISTE_TERMIJNEN,
)

NIVEAUS = ("operationeel", "tactisch", "strategisch")


def lees(document: Mapping[str, Any]) -> Model:
    """Parse and check a document in normal form.

    Raises:
        ModelFout: with every fault and its place.
    """
    lezer = _Modellezer()
    model = lezer.model(document)
    if lezer.fouten:
        raise ModelFout(lezer.fouten)
    return model


class _Modellezer(Lezer):
    """The sections of the document, in the order in which they depend on each other."""

    onderdelen: frozenset[Onderdeel]
    stapsleutels: list[str]
    activiteiten: tuple[Activiteit, ...]

    def model(self, ruw: Mapping[str, Any]) -> Model:
        """The whole document."""
        velden = {
            "sleutel", "naam", "thema", "versie", "omschrijving", "bron", "onderdelen",
            "hoofdstappen", "rasci", "poorten", "overgangen", "termijnen", "waardelijsten",
            "toelatingen", "indicatoren",
        }  # fmt: skip
        bron = self.tabel(ruw, velden, "model")
        self.onderdelen = self.keuzes(
            Onderdeel, self.lijst(bron, "onderdelen", "model"), "onderdelen"
        )
        hoofdstappen, activiteiten = self.stappen(bron)
        self.stapsleutels = [h.sleutel for h in hoofdstappen]
        self.activiteiten = activiteiten
        rasci = self.rasci(bron.get("rasci"))
        poorten = tuple(self.poorten(bron))
        overgangen = tuple(self.overgangen(bron, {p.sleutel for p in poorten}))
        termijnen = tuple(self.termijnen(bron))
        lijsten = self.waardelijsten(bron)
        self.vereist(poorten, termijnen, lijsten)
        vormen = lijsten.get("verschijningsvorm")
        rasci_bron = bron.get("rasci")
        return Model(
            sleutel=self.tekst(bron, "sleutel", "model"),
            naam=self.tekst(bron, "naam", "model"),
            thema=self.tekst(bron, "thema", "model"),
            versie=self.getal(bron, "versie", "model"),
            omschrijving=self.tekst(bron, "omschrijving", "model", verplicht=False),
            bron=self.tekst(bron, "bron", "model", verplicht=False),
            hoofdstappen=hoofdstappen,
            activiteiten=activiteiten,
            rasci=rasci,
            rasci_bron=str(rasci_bron.get("bron", "")) if isinstance(rasci_bron, Mapping) else "",
            poorten=poorten,
            overgangen=overgangen,
            termijnen=termijnen,
            waardelijsten=MappingProxyType(lijsten),
            toelatingen=tuple(self.toelatingen(bron, vormen)),
            indicatoren=tuple(self.indicatoren(bron)),
            onderdelen=frozenset(str(o) for o in self.onderdelen),
        )

    def stappen(
        self, bron: Mapping[str, Any]
    ) -> tuple[tuple[Hoofdstap, ...], tuple[Activiteit, ...]]:
        """Hoofdstappen and their activiteiten, in order."""
        hoofdstappen: list[Hoofdstap] = []
        activiteiten: list[Activiteit] = []
        stapsleutels: set[str] = set()
        sleutels: set[str] = set()
        codes: set[str] = set()
        for volgorde, ruw in enumerate(self.lijst(bron, "hoofdstappen", "model"), start=1):
            plek = f"hoofdstap {volgorde}"
            stap = self.tabel(ruw, {"sleutel", "naam", "aliassen", "activiteiten"}, plek)
            sleutel = self.sleutel(stap, plek, stapsleutels)
            plek = f"hoofdstap {sleutel or volgorde}"
            hoofdstappen.append(
                Hoofdstap(
                    sleutel=sleutel,
                    naam=self.tekst(stap, "naam", plek),
                    volgorde=volgorde,
                    aliassen=self.teksten(stap.get("aliassen"), f"{plek}, aliassen"),
                )
            )
            for nummer, rij in enumerate(self.lijst(stap, "activiteiten", plek), start=1):
                activiteit = self.activiteit(
                    rij, f"{plek}, activiteit {nummer}", sleutel, len(activiteiten) + 1, sleutels
                )
                if activiteit.code in codes:
                    self.fout(
                        f"activiteit {activiteit.sleutel}",
                        f"code '{activiteit.code}' komt twee keer voor.",
                    )
                codes.add(activiteit.code)
                activiteiten.append(activiteit)
        if not hoofdstappen:
            self.fout("model", "er zijn geen hoofdstappen.")
        return tuple(hoofdstappen), tuple(activiteiten)

    def activiteit(
        self, ruw: object, plek: str, hoofdstap: str, volgorde: int, sleutels: set[str]
    ) -> Activiteit:
        """One activiteit with its cells."""
        namen = [naam for naam, _titel in CELLEN]
        bron = self.tabel(ruw, {"sleutel", "code", "naam", *namen}, plek)
        sleutel = self.sleutel(bron, plek, sleutels)
        plek = f"activiteit {sleutel}" if sleutel else plek
        open_cellen: set[str] = set()
        cellen: dict[str, tuple[str, ...]] = {}
        for naam in namen:
            if naam not in bron:
                self.fout(plek, f"cel '{naam}' ontbreekt (leeg mag, weglaten niet).")
            waarde = bron.get(naam)
            plek_cel = f"{plek}, {naam}"
            if isinstance(waarde, Mapping):
                cel = self.tabel(waarde, {"nader_te_bepalen", "tekst"}, plek_cel)
                if self.vlag(cel, "nader_te_bepalen", plek_cel):
                    open_cellen.add(naam)
                waarde = cel.get("tekst")
            if naam == "info_vooraf":
                info = self.info(waarde, plek_cel)
                continue
            teksten = self.teksten(waarde, plek_cel)
            cellen[naam] = (NADER_TE_BEPALEN, *teksten) if naam in open_cellen else teksten
        return Activiteit(
            sleutel=sleutel,
            code=self.tekst(bron, "code", plek),
            hoofdstap=hoofdstap,
            naam=self.tekst(bron, "naam", plek),
            volgorde=volgorde,
            info_vooraf=info,
            nader_te_bepalen=frozenset(open_cellen),
            **cellen,
        )

    def info(self, waarden: object, plek: str) -> tuple[InfoItem, ...]:
        """The checklist of an activiteit."""
        sleutels: set[str] = set()
        items = []
        for nummer, ruw in enumerate(self.lijst({"regels": waarden}, "regels", plek), start=1):
            bron = self.tabel(ruw, {"sleutel", "tekst"}, f"{plek}, regel {nummer}")
            items.append(
                InfoItem(
                    sleutel=self.sleutel(bron, f"{plek}, regel {nummer}", sleutels),
                    tekst=self.tekst(bron, "tekst", f"{plek}, regel {nummer}"),
                )
            )
        return tuple(items)

    def rasci(self, ruw: object) -> Mapping[str, Mapping[Partnersoort, frozenset[Rasci]]]:
        """The matrix: a row per activiteit, exactly one A in each."""
        bron = self.tabel(ruw, {"bron", "kolommen", "rijen"}, "rasci")
        kolommen = [
            self.keuze(Partnersoort, kolom, "rasci, kolommen")
            for kolom in self.lijst(bron, "kolommen", "rasci")
        ]
        if Partnersoort.FLEXIBELE_SCHIL not in kolommen:
            self.fout(
                "rasci, kolommen", "de kolom 'flexibele_schil' is nodig voor andere partners."
            )
        bekend = {a.sleutel for a in self.activiteiten}
        matrix: dict[str, Mapping[Partnersoort, frozenset[Rasci]]] = {}
        for nummer, rij in enumerate(self.lijst(bron, "rijen", "rasci"), start=1):
            velden = self.tabel(rij, {"activiteit", "cellen"}, f"rasci, rij {nummer}")
            activiteit = self.tekst(velden, "activiteit", f"rasci, rij {nummer}")
            plek = f"rasci, {activiteit or f'rij {nummer}'}"
            if activiteit in matrix:
                self.fout(plek, "deze rij komt twee keer voor.")
            if activiteit not in bekend:
                self.fout(plek, "deze activiteit bestaat niet.")
            cellen = self.lijst(velden, "cellen", plek)
            if len(cellen) != len(kolommen):
                self.fout(plek, f"{len(cellen)} cellen voor {len(kolommen)} kolommen.")
            inhoud: dict[Partnersoort, frozenset[Rasci]] = {}
            for kolom, cel in zip(kolommen, cellen, strict=False):
                letters = [] if cel == "-" else str(cel).split("/")
                if kolom is not None:
                    inhoud[kolom] = self.keuzes(Rasci, letters, f"{plek}, {kolom}")
            aantal = sum(Rasci.A in letters for letters in inhoud.values())
            if aantal != 1:
                self.fout(plek, f"precies één partner is eindverantwoordelijk (A), niet {aantal}.")
            matrix[activiteit] = MappingProxyType(inhoud)
        for sleutel in bekend - set(matrix):
            self.fout(f"rasci, {sleutel}", "de rij ontbreekt.")
        return MappingProxyType(matrix)

    def poorten(self, bron: Mapping[str, Any]) -> Iterable[Poort]:
        """Named conditions."""
        sleutels: set[str] = set()
        for nummer, ruw in enumerate(self.lijst(bron, "poorten", "model"), start=1):
            plek = f"poort {nummer}"
            velden = self.tabel(ruw, {"sleutel", "naam", "uitleg"}, plek)
            sleutel = self.sleutel(velden, plek, sleutels)
            plek = f"poort {sleutel or nummer}"
            yield Poort(
                sleutel=sleutel,
                naam=self.tekst(velden, "naam", plek),
                uitleg=self.tekst(velden, "uitleg", plek, verplicht=False),
            )

    def overgangen(self, bron: Mapping[str, Any], poorten: set[str]) -> Iterable[Overgang]:
        """Steps; a list under `van` or `naar` stands for one step each."""
        gezien: set[tuple[str, str]] = set()
        gebruikt: set[str] = set()
        statussen = set(CasusStatus.values)
        herkomst = {*self.stapsleutels, *statussen, NIEUW, ELKE}
        bestemming = {*self.stapsleutels, *statussen}
        velden = {
            "naam", "van", "naar", "bevoegd", "poorten", "reden_verplicht", "acuut_passeerbaar",
            "ongedaan_te_maken",
        }  # fmt: skip
        for nummer, ruw in enumerate(self.lijst(bron, "overgangen", "model"), start=1):
            rij = self.tabel(ruw, velden, f"overgang {nummer}")
            naam = self.tekst(rij, "naam", f"overgang {nummer}")
            plek = f"overgang {nummer} ({naam})"
            eigen_poorten = self.teksten(rij.get("poorten"), f"{plek}, poorten")
            gebruikt.update(eigen_poorten)
            for poort in eigen_poorten:
                if poort not in poorten:
                    self.fout(plek, f"poort '{poort}' bestaat niet.")
            for van in _een_of_meer(rij.get("van")):
                for naar in _een_of_meer(rij.get("naar")):
                    if van not in herkomst:
                        self.fout(plek, f"'van' kent '{van}' niet.")
                    if naar not in bestemming:
                        self.fout(plek, f"'naar' kent '{naar}' niet.")
                    if (van, naar) in gezien:
                        self.fout(plek, f"de stap van {van} naar {naar} komt twee keer voor.")
                    gezien.add((van, naar))
                    yield Overgang(
                        van=van,
                        naar=naar,
                        naam=naam,
                        bevoegd=tuple(self.bevoegd(rij, naar, plek)),
                        poorten=eigen_poorten,
                        reden_verplicht=self.vlag(rij, "reden_verplicht", plek),
                        acuut_passeerbaar=self.vlag(rij, "acuut_passeerbaar", plek),
                        ongedaan_te_maken=self.vlag(rij, "ongedaan_te_maken", plek),
                    )
        for sleutel in sorted(poorten - gebruikt):
            self.fout(f"poort {sleutel}", "geen enkele overgang gebruikt deze poort.")
        self.uitwegen(gezien)

    def uitwegen(self, stappen: set[tuple[str, str]]) -> None:
        """No casus may get stuck: it can begin, and every hoofdstap has a way on and a way out."""
        eindes = {s.value for s in CasusStatus if not s.open}
        if not any(van == NIEUW for van, _naar in stappen):
            self.fout("overgangen", "een casus kan nergens beginnen (van: nieuw).")
        for stap in self.stapsleutels:
            if not any(naar == stap for _van, naar in stappen):
                self.fout(f"hoofdstap {stap}", "geen enkele overgang leidt hierheen.")
            if not any(van in {stap, ELKE} and naar in eindes for van, naar in stappen):
                self.fout(f"hoofdstap {stap}", "van hieruit is geen einde mogelijk.")
        for status in eindes:
            if not any(naar == status for _van, naar in stappen):
                self.fout("overgangen", f"het einde '{status}' is nergens te bereiken.")

    def bevoegd(self, rij: Mapping[str, Any], naar: str, plek: str) -> Iterable[Bevoegdheid]:
        """Who may take the step; `activiteit: naar` means any activiteit of the target hoofdstap."""
        regels = self.lijst(rij, "bevoegd", plek)
        if not regels:
            self.fout(plek, "'bevoegd' ontbreekt: niemand mag deze stap zetten.")
        for ruw in regels:
            bron = self.tabel(ruw, {"activiteit", "letters", "functies", "hoedanigheid"}, plek)
            activiteit = self.tekst(bron, "activiteit", plek, verplicht=False)
            letters = self.keuzes(Rasci, self.lijst(bron, "letters", plek), f"{plek}, letters")
            if bool(activiteit) != bool(letters):
                self.fout(plek, "'activiteit' en 'letters' horen bij elkaar.")
            hoedanigheid = None
            if bron.get("hoedanigheid"):
                hoedanigheid = self.keuze(Hoedanigheid, bron["hoedanigheid"], plek)
            if not activiteit and hoedanigheid is None:
                self.fout(plek, "een bevoegdheid noemt een activiteit of een hoedanigheid.")
            functies = self.keuzes(Functie, self.lijst(bron, "functies", plek), f"{plek}, functies")
            doelen = [activiteit]
            if activiteit == "naar":
                doelen = [a.sleutel for a in self.activiteiten if a.hoofdstap == naar]
            elif activiteit and activiteit not in {a.sleutel for a in self.activiteiten}:
                self.fout(plek, f"activiteit '{activiteit}' bestaat niet.")
            for doel in doelen:
                yield Bevoegdheid(
                    activiteit=doel,
                    letters=letters,
                    functies=frozenset(str(f) for f in functies),
                    hoedanigheid=hoedanigheid,
                )

    def termijnen(self, bron: Mapping[str, Any]) -> Iterable[Termijn]:
        """Clocks."""
        sleutels: set[str] = set()
        velden = {"sleutel", "naam", "aantal", "eenheid", "vanaf", "voldaan_door", "bron"}
        for nummer, ruw in enumerate(self.lijst(bron, "termijnen", "model"), start=1):
            rij = self.tabel(ruw, velden, f"termijn {nummer}")
            sleutel = self.sleutel(rij, f"termijn {nummer}", sleutels)
            plek = f"termijn {sleutel or nummer}"
            yield Termijn(
                sleutel=sleutel,
                naam=self.tekst(rij, "naam", plek),
                aantal=self.getal(rij, "aantal", plek),
                eenheid=self.keuze(Eenheid, rij.get("eenheid"), plek) or Eenheid.DAGEN,
                vanaf=self.tekst(rij, "vanaf", plek),
                voldaan_door=self.tekst(rij, "voldaan_door", plek),
                bron=self.tekst(rij, "bron", plek),
            )

    def waardelijsten(self, bron: Mapping[str, Any]) -> dict[str, Waardelijst]:
        """Value lists by sleutel."""
        sleutels: set[str] = set()
        lijsten: dict[str, Waardelijst] = {}
        for nummer, ruw in enumerate(self.lijst(bron, "waardelijsten", "model"), start=1):
            rij = self.tabel(ruw, {"sleutel", "naam", "bron", "waarden"}, f"lijst {nummer}")
            sleutel = self.sleutel(rij, f"lijst {nummer}", sleutels)
            plek = f"lijst {sleutel or nummer}"
            waarden = tuple(self.waarden(self.lijst(rij, "waarden", plek), plek, ""))
            if not any(waarde.actief for waarde in waarden):
                self.fout(plek, "er is geen actieve waarde.")
            lijsten[sleutel] = Waardelijst(
                sleutel=sleutel,
                naam=self.tekst(rij, "naam", plek),
                bron=self.tekst(rij, "bron", plek, verplicht=False),
                waarden=waarden,
            )
        return lijsten

    def waarden(self, ruwe: list[Any], plek: str, ouder: str) -> Iterable[Waarde]:
        """Items; a sub-item gets the sleutel of its parent in front, 'seksuele_uitbuiting.hotel'."""
        sleutels: set[str] = set()
        velden = {"sleutel", "naam", "omschrijving", "bron", "actief"}
        if not ouder:
            velden.add("onder")
        for nummer, ruw in enumerate(ruwe, start=1):
            rij = self.tabel(ruw, velden, f"{plek}, waarde {nummer}")
            eigen = self.sleutel(rij, f"{plek}, waarde {nummer}", sleutels)
            plek_waarde = f"{plek}, {ouder}{eigen}"
            yield Waarde(
                sleutel=f"{ouder}{eigen}",
                naam=self.tekst(rij, "naam", plek_waarde),
                omschrijving=self.tekst(rij, "omschrijving", plek_waarde, verplicht=False),
                bron=self.tekst(rij, "bron", plek_waarde, verplicht=False),
                actief=self.vlag(rij, "actief", plek_waarde, anders=True),
                onder=tuple(
                    self.waarden(self.lijst(rij, "onder", plek_waarde), plek_waarde, f"{eigen}.")
                ),
            )

    def toelatingen(
        self, bron: Mapping[str, Any], vormen: Waardelijst | None
    ) -> Iterable[Toelating]:
        """Rules that propose an aanbieder."""
        velden = {
            "taak", "partnersoort", "verschijningsvormen", "leeftijd_van", "leeftijd_tot_en_met",
            "bron",
        }  # fmt: skip
        for nummer, ruw in enumerate(self.lijst(bron, "toelatingen", "model"), start=1):
            plek = f"toelating {nummer}"
            rij = self.tabel(ruw, velden, plek)
            soort = self.keuze(Partnersoort, rij.get("partnersoort"), plek)
            eigen = self.teksten(rij.get("verschijningsvormen"), f"{plek}, verschijningsvormen")
            for vorm in eigen:
                if vormen is not None and vorm not in vormen:
                    self.fout(plek, f"verschijningsvorm '{vorm}' bestaat niet.")
            grenzen = [
                self.getal(rij, veld, plek) if rij.get(veld) is not None else None
                for veld in ("leeftijd_van", "leeftijd_tot_en_met")
            ]
            yield Toelating(
                taak=self.tekst(rij, "taak", plek),
                partnersoort=soort or Partnersoort.FLEXIBELE_SCHIL,
                verschijningsvormen=frozenset(eigen),
                leeftijd_van=grenzen[0],
                leeftijd_tot_en_met=grenzen[1],
                bron=self.tekst(rij, "bron", plek, verplicht=False),
            )

    def indicatoren(self, bron: Mapping[str, Any]) -> Iterable[Indicator]:
        """KPI's this model asks for."""
        sleutels: set[str] = set()
        velden = {"sleutel", "nummer", "naam", "niveau", "hoofdstap", "norm"}
        for nummer, ruw in enumerate(self.lijst(bron, "indicatoren", "model"), start=1):
            rij = self.tabel(ruw, velden, f"indicator {nummer}")
            sleutel = self.sleutel(rij, f"indicator {nummer}", sleutels)
            plek = f"indicator {sleutel or nummer}"
            niveau = self.tekst(rij, "niveau", plek)
            if niveau and niveau not in NIVEAUS:
                self.fout(
                    plek, f"niveau '{niveau}' is niet bekend. Kies uit: {', '.join(NIVEAUS)}."
                )
            hoofdstap = self.tekst(rij, "hoofdstap", plek)
            if hoofdstap and hoofdstap not in self.stapsleutels:
                self.fout(plek, f"hoofdstap '{hoofdstap}' bestaat niet.")
            norm = self.tekst(rij, "norm", plek, verplicht=False)
            if norm and normgetal(norm) is None:
                self.fout(plek, f"norm '{norm}' noemt geen getal.")
            yield Indicator(
                sleutel=sleutel,
                nummer=self.getal(rij, "nummer", plek),
                naam=self.tekst(rij, "naam", plek),
                niveau=niveau,
                hoofdstap=hoofdstap,
                norm=norm,
            )

    def vereist(
        self,
        poorten: Sequence[Poort],
        termijnen: Sequence[Termijn],
        lijsten: Mapping[str, Waardelijst],
    ) -> None:
        """What the engine refers to by name is there, and optional parts are whole or absent."""
        aanwezig: Mapping[str, set[str]] = {
            "hoofdstap": set(self.stapsleutels),
            "activiteit": {a.sleutel for a in self.activiteiten},
            "termijn": {t.sleutel for t in termijnen},
            "lijst": set(lijsten),
            "poort": {p.sleutel for p in poorten},
        }
        vereist: Mapping[str, tuple[str, ...]] = {
            "hoofdstap": VEREISTE_HOOFDSTAPPEN,
            "activiteit": VEREISTE_ACTIVITEITEN,
            "termijn": VEREISTE_TERMIJNEN,
            "lijst": VEREISTE_LIJSTEN,
        }
        for soort, sleutels in vereist.items():
            for sleutel in sleutels:
                if sleutel not in aanwezig[soort]:
                    self.fout(f"{soort} {sleutel}", "ontbreekt; de toepassing heeft dit nodig.")
        for onderdeel, delen in BIJ_ONDERDEEL.items():
            for soort, sleutels in delen.items():
                for sleutel in sleutels:
                    if onderdeel in self.onderdelen and sleutel not in aanwezig[soort]:
                        self.fout(
                            f"{soort} {sleutel}", f"ontbreekt bij het onderdeel '{onderdeel}'."
                        )
                    if onderdeel not in self.onderdelen and sleutel in aanwezig[soort]:
                        self.fout(
                            f"{soort} {sleutel}",
                            f"hoort bij het onderdeel '{onderdeel}', dat dit model niet heeft.",
                        )


def _een_of_meer(waarde: object) -> list[str]:
    return [str(w) for w in waarde] if isinstance(waarde, list) else [str(waarde)]
