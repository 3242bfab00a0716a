"""What the tables do when a dossier, casus or melding is destroyed, as far as their foreign keys do not say it.

The test of the architecture fails when a table says nothing; docs/vernietigen.md explains how to choose.
"""

from cases.models import Betrokkene, Casus, Dossier, Persoon
from ketenregie.foundation.bewaren.graaf import Rijen, naloop, samenhang
from ketenregie.foundation.bewaren.regels import Blijft, Kort, Mee, Regel, Wortel, regels, wortels
from ketenregie.foundation.bewaren.uitvoeren import naamsporen
from meldpunt.models import Melding

WORTELS = {
    "cases.Dossier": Wortel("Dossier"),
    # What is left when one datum is kept longer: a casus that says nothing.
    "cases.Casus": Wortel(
        "Casus",
        leeg={
            "titel": "Vernietigd, op één gegeven na",
            "volgende_stap": "Eén gegeven wordt langer bewaard",
            "openingsreden": "",
            "einde_reden": "Vernietigd, op één gegeven na",
            "zorgcoordinator_naam": "",
            "gemeente": "",
            "openstaande_poorten": [],
        },
        schil={
            "cases.Betrokkenheid": {"waarom": "Vernietigd", "uitnodiging": "", "reactie": ""},
            "cases.CasusRecht": {"reden": ""},
        },
    ),
    "meldpunt.Melding": Wortel("Melding"),
    "meldpunt.Navraag": Wortel("Navraag"),
}

SAMENWERKEN = Blijft("wie samenwerkt en op welke voorwaarden; niets over een betrokkene")
CIJFERS = Blijft("cijfers en oordelen over de keten, zonder personen")
PREVENTIE = Blijft(
    "voorlichting en acties zonder betrokkenen; deelnemers gaan na hun eigen termijn"
)
TECHNIEK = Blijft("techniek: nummers en tijden")
VAN_DE_MEDEWERKER = Blijft("eigen instellingen van een medewerker")

REGELS: dict[str, Regel] = {
    # Goes with a row by its id alone.
    "cases.Gebeurtenisbericht": Mee(via=frozenset({"casus_id", "object_id"})),
    "cases.Motief": Mee(via=frozenset({"onderwerp_id"})),
    "cases.Toegangsverzoek": Mee(via=frozenset({"gegeven_id"})),
    "cases.Toestemming": Mee(via=frozenset({"datum_id"})),
    "cases.Voorbehoud": Mee(via=frozenset({"datum_id"})),
    "foundation.Concept": Mee(via=frozenset({"id", "object_id"})),
    "foundation.Gedempt": Mee(via=frozenset({"casus_id"})),
    "foundation.Postbericht": Mee(via=frozenset({"casus_id", "bron_id"})),
    "meldpunt.Navraag": Mee(via=frozenset({"melding_id"})),
    "meldpunt.Objectmatch": Mee(via=frozenset({"ander_id"})),
    # A melding has its own term, also when it was added to the casus of somebody else.
    "meldpunt.Melding": Mee(los=frozenset({"casus"})),
    # Of who works with the system.
    "cases.Abonnement": Blijft("adres van het systeem van een partner"),
    "cases.Casusoverleg": Blijft("tijd en plaats; wat er besproken is, hangt aan de casussen"),
    "cases.Knelpunt": Blijft("vraag aan een partner, zonder gegevens van een casus"),
    "foundation.BewaardFilter": VAN_DE_MEDEWERKER,
    "foundation.Kolomkeuze": VAN_DE_MEDEWERKER,
    "foundation.Mailkeuze": VAN_DE_MEDEWERKER,
    "foundation.Agendasleutel": VAN_DE_MEDEWERKER,
    "foundation.Bericht": Kort("alleen nummers; 30 dagen na bezorgen weg"),
    "foundation.Effect": TECHNIEK,
    "foundation.Idempotentie": Kort("antwoord op een herhaald verzoek; na 24 uur weg"),
    "foundation.Slot": TECHNIEK,
    "foundation.Taak": Kort("bestanden die klaarstaan; na 7 dagen weg"),
    "foundation.Zegel": TECHNIEK,
    "foundation.Logregel": Blijft("wie wat deed: alleen nummers, met een eigen termijn (R25)"),
    "foundation.Bewaarplicht": Blijft("waarom iets werd bewaard, zonder inhoud"),
    "foundation.Hergebruik": Blijft("wie het goedvond, zonder inhoud"),
    "foundation.Vernietigd": Blijft("de verklaring, zonder inhoud"),
    "foundation.Vernietiglijst": Blijft("het besluit, zonder inhoud"),
    "foundation.Vernietigonderwerp": Blijft("het besluit, zonder inhoud"),
    "meldpunt.Piketregel": Blijft("wie er gebeld wordt"),
    "meldpunt.Poststand": Blijft("tot waar de mailbox gelezen is"),
    "meldpunt.PubliekConcept": Kort("antwoorden onderweg; na enkele uren weg"),
    # Facts without persons; the secret that ties them to a subject goes with it (evaluatie/feiten).
    "evaluatie.Feit": Blijft("tellingen zonder personen"),
    "evaluatie.Feitzout": Blijft("gaat met het onderwerp weg, door de database zelf (feiten.sql)"),
    "evaluatie.Casussleutel": Blijft("gaat met de casus weg, door de database zelf (feiten.sql)"),
    "evaluatie.Verbeterpunt": Blijft("les voor de keten, zonder personen"),
    "evaluatie.Verbetertraject": Blijft("les voor de keten, zonder personen"),
    **{
        f"privacy.{naam}": Blijft("verzoek van de betrokkene zelf, en het bewijs van het antwoord")
        for naam in ("Bron", "Brontermijn", "Privacybericht", "Privacyverzoek")
    },
    "privacy.Datalek": Blijft("wat er misging, zonder gegevens van een betrokkene"),
    "privacy.Verwerking": Blijft("het register van verwerkingen"),
    "referentiemodel.ModelVersie": Blijft("de werkwijze"),
    **{
        f"evaluatie.{naam}": CIJFERS
        for naam in (
            "Afweging", "Bron", "Bronoordeel", "ExternCijfer", "Gebied", "Inlezing", "Kaderscore",
            "Kadertoets", "Ketenmeting", "Procesevaluatie", "Rapport", "Uitspraak", "Variabelescore",
        )
    },
    **{
        f"preventie.{naam}": PREVENTIE
        for naam in (
            "Deelnemersoordeel", "Inschrijving", "RepressieveActie", "RepressievePartner",
            "Voorlichting", "Voorlichtingsmateriaal",
        )
    },
    **{
        f"partners.{naam}": SAMENWERKEN
        for naam in (
            "Aanbod", "ApiClient", "Contactpersoon", "Convenant", "Deelname", "Deelregel",
            "Deelregelvoorstel", "Effectberekening", "Inlogdienst", "Kernlidmaatschap", "Keten",
            "Instrumentversie", "Lidmaatschap", "Mandaat", "Mededeling", "Medewerker", "Modelwijziging", "Organisatie",
            "Partij", "Profiel", "Sessie", "Tekst", "Uitnodiging", "Vervanging", "WgsRol",
        )
    },
}  # fmt: skip
# "model.kolom": an id that is kept; it says nothing when what it named is gone.
LOSSE_IDS = {
    "cases.Document.melding_id", "cases.Locatie.melding_id", "cases.Onderneming.melding_id",
    "cases.Situatie.melding_id", "cases.Verstrekking.object_id", "cases.VerstrekkingDatum.datum_id",
    "evaluatie.Feit.casus_sleutel", "evaluatie.Feit.inlezing_id", "evaluatie.Feit.onderwerp_sleutel",
    "foundation.Bewaarplicht.object_id",
    "foundation.Effect.bericht_id", "foundation.Hergebruik.casus_id",
    "foundation.Hergebruik.datum_id", "foundation.Logregel.casus_id",
    "foundation.Logregel.object_id", "foundation.Logregel.verzoek_id",
    "foundation.Vernietigd.lijst_id", "foundation.Vernietigd.object_id",
    "foundation.Vernietiglijst.verzoek_id", "foundation.Vernietigonderwerp.object_id",
    "meldpunt.MeldingDocument.document_id", "meldpunt.Meldingobject.object_id",
    "partners.Keten.oefen_van",
    "preventie.RepressieveActie.casus_id", "preventie.RepressieveActie.signaal_id",
}  # fmt: skip


def personen_zonder_werk(rijen: Rijen) -> Rijen:
    """People who were in nothing else: their file is not needed any more either."""
    personen = set(
        Betrokkene.objects.filter(pk__in=rijen.get(Betrokkene, ())).values_list(
            "persoon", flat=True
        )
    ) - rijen.get(Persoon, set())
    elders = set(
        Betrokkene.objects.filter(persoon__in=personen)
        .exclude(pk__in=rijen.get(Betrokkene, ()))
        .values_list("persoon", flat=True)
    )
    dossiers = set(
        Persoon.objects.filter(pk__in=personen - elders).values_list("dossier", flat=True)
    )
    for model in (Casus, Melding):
        rows = model._base_manager.filter(dossier__in=dossiers).exclude(pk__in=rijen.get(model, ()))
        dossiers -= set(rows.values_list("dossier", flat=True))
    return {Dossier: dossiers} if dossiers else {}


def namen_in_andere_casussen(rijen: Rijen, leeg: Rijen) -> tuple[set[str], Rijen]:
    """Names of the people that go, and every row of the casussen that stay in which they were known."""
    personen = Persoon.objects.filter(pk__in=rijen.get(Persoon, ()))
    namen = {
        naam
        for voor, tussen, achter in personen.values_list("voornaam", "tussenvoegsel", "achternaam")
        for naam in (" ".join(d for d in (voor, tussen, achter) if d), achter)
        if len(naam) >= 4
    }
    casussen = set(
        Betrokkene.objects.filter(persoon__in=personen)
        .exclude(casus__in=rijen.get(Casus, ()))
        .values_list("casus", flat=True)
    )
    if not namen or not casussen:
        return set(), {}
    waar = samenhang({Casus: casussen}, met_naloop=False)
    return namen, {m: pks - rijen.get(m, set()) for m, pks in waar.items() if m is not Persoon}


def register() -> None:
    """Fill the registries of foundation/bewaren; called from AppConfig.ready()."""
    for label, wortel in WORTELS.items():
        wortels.register(label, wortel)
    for label, regel in REGELS.items():
        regels.register(label, regel)
    naloop.register("personen", personen_zonder_werk)
    naamsporen.register("casussen", namen_in_andere_casussen)
