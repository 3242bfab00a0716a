"""Learning in the demo: two measurements of the keten, sources, tested gemeenten, and a lesson half-way."""

from datetime import date, timedelta

from evaluatie import niveaudiensten as niveaus
from evaluatie.leren import diensten as leren
from evaluatie.proces import cijfers
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal.demo.pad import Gids, moment

REGIE = "zvh.procesregisseur"
# variabele: (soort, first score, second score)
VARIABELEN = {
    "gezamenlijk_resultaat": ("gezamenlijk_resultaat.klant_operationeel", "plusmin", "plusmin"),
    "soort_keten": ("soort_keten.maatwerk", "plus", "plus"),
    "informatiedelen": ("informatiedelen.dynamisch", "min", "plusmin"),
    "intensiteit": ("intensiteit.gecoordineerd", "plusmin", "plus"),
    "mandaat": ("", "min", "min"),
    "coordinatiemechanismen": ("coordinatiemechanismen.ketendoelen", "plusmin", "plusmin"),
    "rollen": ("", "min", "plus"),
    "regie": ("", "plusmin", "plus"),
    "monitoren": ("", "min", "plusmin"),
}
UITSPRAKEN = (
    ("claim", "regie", "Het is duidelijk wie het overleg voorzit en wie bewaakt."),
    ("claim", "informatiedelen", "In één overleg weten we meer dan vroeger in een maand bellen."),
    ("concern", "mandaat", "Wie aan tafel zit, moet voor een besluit vaak nog terug naar kantoor."),
    ("concern", "monitoren", "Na het plan horen we te weinig van elkaar."),
    ("issue", "signalerend_vermogen", "Moeten huisartsen bij elk overleg iets kunnen inbrengen?"),
)


def vertel_leren(gids: Gids, vandaag: date) -> None:
    """Through the services, each at its own moment."""
    for dagen, titel, plek in ((170, "Nulmeting", 1), (14, "Na een half jaar", 2)):
        dag = vandaag - timedelta(days=dagen)
        with gids.als(REGIE, moment(dag, 15)) as regie:
            niveaus.meet_keten(
                regie, titel=titel, datum=dag, toelichting="Besproken aan de tafel van de keten.",
                scores={v: {"score": w[plek], "soort": w[0]} for v, w in VARIABELEN.items()},
            )  # fmt: skip
    dag = vandaag - timedelta(days=160)
    with gids.als(REGIE, moment(dag, 11)) as regie:
        bron = niveaus.voeg_bron_toe(
            regie, soort="gesprek", naam="Gespreksronde partners", datum=dag,
            oordelen={("ketendoel", "centraal_meldpunt"): "uitgevoerd",
                      ("ketendoel", "evaluatiecyclus"): "nodig",
                      ("succesfactor", "professionals.overzicht_kennis"): "nodig",
                      ("succesfactor", "organisaties.gemeenschappelijk_doel"): "uitgevoerd"},
        )  # fmt: skip
        niveaus.voeg_bron_toe(
            regie, soort="document", naam="Regionaal plan", datum=dag,
            oordelen={("ketendoel", "voorlichting"): "uitgevoerd",
                      ("ketendoel", "afstemming"): "nodig",
                      ("ketendoel", "daders_frustreren"): "niet_herleid"},
        )  # fmt: skip
        for soort, thema, tekst in UITSPRAKEN:
            niveaus.voeg_uitspraak_toe(regie, bron=bron.pk, thema=thema, soort=soort, tekst=tekst)
        _beleid(regie, dag)
    _lessen(gids, vandaag)


def _beleid(regie: Viewer, dag: date) -> None:
    een = {"basis_ingebed": "ja", "basis_soorten": "ja", "basis_gegevensuitwisseling": "ja"}
    for gemeente, lokaal in (("Apeldoorn", "ja"), ("Berkelland", "deels"), ("Harderwijk", "nee")):
        scores = {f"beleidsmatige_basis.{k}": v for k, v in een.items()}
        scores["beleidsmatige_basis.basis_lokale_cijfers"] = lokaal
        scores["signalerend_vermogen.signaal_meldroute"] = "ja"
        niveaus.toets_beleid(
            regie, gemeente=gemeente, document="Integraal veiligheidsplan", datum=dag,
            scores=scores,
        )  # fmt: skip


def _lessen(gids: Gids, vandaag: date) -> None:
    dag = vandaag - timedelta(days=60)
    politie = gids.deelname("politie.krt").pk
    with gids.als(REGIE, moment(dag, 10)) as regie:
        rijen = cijfers.termijnen_in(regie, dag - timedelta(days=90), dag)
        niveaus.leg_proces_vast(
            regie, van=dag - timedelta(days=90), tot=dag, rijen=rijen,
            bevindingen="Bijdragen voor het overleg komen vaak op de laatste dag.",
            conclusie="Vraag bijdragen een week eerder en herinner na drie dagen.",
        )  # fmt: skip
        niveaus.weeg_af(
            regie, niveau="keten", waarom="Er zijn nieuwe partners; eerst weten hoe we samenwerken."
        )
        punt = leren.leg_ketenpunt_vast(
            regie, niveau="proces", categorie="processen", activiteit="tweede_weging",
            tekst="Bijdragen komen te laat om het overleg goed voor te bereiden.", eigenaar=politie,
            datum=vandaag + timedelta(days=75),
        )  # fmt: skip
        leren.leg_ketenpunt_vast(
            regie, niveau="beleid", categorie="kennis", activiteit="publieksvoorlichting",
            verschijningsvormen=["arbeidsuitbuiting"],
            tekst="Toezichthouders van gemeenten herkennen arbeidsuitbuiting te weinig.",
            eigenaar=gids.deelname("berkelland.krt").pk, datum=vandaag + timedelta(days=40),
        )  # fmt: skip
    with gids.als("politie.krt", moment(vandaag - timedelta(days=45), 9)) as iris:
        leren.doe_voorstel(
            iris, punt.pk, voorstel="Vraag bijdragen zeven dagen voor het overleg in plaats van drie.",
            activiteit="tweede_weging", indicator="aanwezig_bij_overleg", waarde="71%",
            datum=vandaag - timedelta(days=46),
        )  # fmt: skip
