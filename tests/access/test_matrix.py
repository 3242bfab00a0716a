"""Every route x who x what: nobody finds a word of what is not theirs, and cannot tell that it exists.

A new route fails here until it says in ROUTES which objects it shows.
"""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from cases import archief, documents, verslag, verstrekkingspapier
from ketenregie.foundation import clock
from ketenregie.portaal.views import inzageverslag
from ketenregie.privacy import papier
from ketenregie.privacy.views import register
from tests.access.test_routes import _routes
from tests.access.wereld import WOORD, Wereld, browser, open_wereld
from tests.api.conftest import haal_token

pytestmark = pytest.mark.django_db

Adres = dict[str, Any]
# What a route shows. "lijst" is filtered by itself; the others take the key of an object.
LIJSTEN = {
    "agenda_adres", "agenda_intrekken", "risico", "vrije_dagen", "berichten", "berichten_voorkeuren",
    "werk", "casussen", "casus_openen", "overleggen", "overleg_nieuw", "meldpunt", "melding_nieuw",
    "signaal", "evaluaties", "taken", "concepten", "partners", "convenant",
    "convenant_nieuw", "referentiemodel",
    "referentiemodel_rasci", "referentiemodel_poorten", "referentiemodel_lijsten", "start",
    "organisatie_kiezen", "sessie_verlengen", "componenten", "healthz", "readyz",
    "csp_rapport", "metrics", "security_txt",
    "api_meldingen", "api_casussen", "api_organisaties", "api_referentiemodellen", "openapi",
    "api_docs", "logboek", "logboek_export", "melding_matches", "toegang_bevestigen", "vervanging",
    "verstrekkingen",
    "signalen",
    "casussen_uitvoer",
    "interventies", "knelpunten", "knelpunt_nieuw",
    "navragen",
    "meldpunt_toewijzen", "melding_overdrachten",
    "noodknop", "noodknop_toezicht",
    "api_toegangsverzoeken", "api_overdrachten", "api_casusoverleggen", "api_persoonszoekvragen",
    "api_gegevenskwaliteit", "api_gebeurtenissen", "api_abonnementen", "api_logregels", "koppelingen", "koppeling_nieuw",
    "oefenketen",
    "inzageverslag_zoeken",
    "melden", "melden_bestanden", "melden_contact", "melden_controle", "melden_over", "melden_terug", "melden_wat",
    "beheer", "beheer_inlogdiensten", "beheer_keten", "beheer_keten_nieuw", "beheer_ketens", "beheer_mededelingen", "beheer_medewerkers",
    "beheer_organisatie_nieuw", "beheer_organisaties", "beheer_teksten", "beheer_uitnodigen", "beheer_vervangingen",
    "uitnodiging_aanvaarden", "handleiding", "toegankelijkheid",
    "melden_weg", "piket", "piket_nieuw", "alarm_slaan", "casus_heropenen", "casussen_bulk", "prioriteitenlijst", "zoeken",
    "preventie", "preventie_gehouden", "preventie_gemeenten", "repressief", "repressief_nieuw",
    "voorlichting_nieuw", "voorlichtingen_openbaar",
    "lessen", "verbeterpunt_nieuw", "evaluatie_beleid", "evaluatie_bron", "evaluatie_casussen",
    "evaluatie_keten", "evaluatie_meting", "evaluatie_proces", "evaluatie_uitspraak",
    "model_versies", "model_nieuw", "instrumenten", "instrument_nieuw",
    "vernietigen",
    "api_indicatoren", "externe_cijfers", "indicatoren", "inlezen", "indicatoren_operationeel", "indicatoren_strategisch",
    "indicatoren_tactisch", "rapporten", "datalek_melden", "datalekken", "dpia", "dpia_pdf", "privacy", "privacy_nieuw",
    "privacyverzoek", "verwerking_nieuw", "verwerkingen",
    "privacyverzoek_vervolg",
}  # fmt: skip
# Own account only, or no object of the keten at all.
ACCOUNT = re.compile(r"^(account_|mfa_|openid_connect_|oauth_token$)")
# A casus by its own key.
OP_CASUS = {
    "casus", "casus_betrokkenen", "casus_tijdlijn", "casus_toegang", "casus_inzage", "casus_info_vooraf",
    "casus_plan", "casus_plan_starten", "casus_uitvoering", "casus_interventie_nieuw",
    "casus_behoefte_nieuw", "casus_gremium_nieuw", "casus_stapeling", "casus_zorg", "casus_nazorg_nieuw", "casus_uittreding", "casus_bedenktijd_nieuw", "casus_onderzoek", "casus_weging",
    "casus_evaluatie", "casus_evaluatie_antwoord", "bijdrage_nieuw", "api_casus",
    "casus_organisaties", "casus_stoppen", "casus_collegas", "casus_uitsluitingen", "casus_belang",
    "verstrekking_nieuw",
    "api_verstrekkingen",
    "api_documenten", "casus_documenten",
    "api_acties", "api_betrokkenen", "api_bijdragen", "api_interventies", "api_plannen",
    "api_comensha", "api_zgw",
    "casus_noodknop",
    "toegangsverzoek_nieuw",
    "casus_geschiedenis", "casus_doel",
    "casus_hoorvragen", "bericht_dempen", "casus_review", "casus_termijnen",
    "casus_alarm", "casus_overdracht", "casus_zorgcoordinator",
    "casus_modelversie",
    "casus_netwerk", "casus_notitie", "casus_persoon_nieuw", "casus_prioriteit", "casus_samenvoegen", "casus_vervolg", "casus_wegingsformulier",
    "casus_wijzig", "casus_zorgafstemming",
}  # fmt: skip
# A casus and something under it: kwargs beside pk.
OP_CASUSDEEL: dict[str, Callable[[Adres], Adres]] = {
    "casus_stap": lambda d: {"naar": "evaluatie"},
    "casus_plan_pdf": lambda d: {"nummer": 1},
    "casus_plan_archief": lambda d: {"nummer": 1},
    "casus_plan_blok": lambda d: {"nummer": 2, "blok": "kort"},
    "casus_plan_doel_nieuw": lambda d: {"nummer": 2},
    "casus_plan_doel": lambda d: {"nummer": 2, "doel_id": d["doel"]},
    "casus_plan_actie_nieuw": lambda d: {"nummer": 2},
    "casus_plan_actie": lambda d: {"nummer": 2, "actie_id": d["concept_actie"]},
    "casus_plan_ter_instemming": lambda d: {"nummer": 2},
    "casus_plan_terugnemen": lambda d: {"nummer": 2},
    "casus_plan_intrekken": lambda d: {"nummer": 2},
    "casus_plan_instemmen": lambda d: {"nummer": 2},
    "casus_plan_vaststellen": lambda d: {"nummer": 2},
    # With a clock of its own: tests/cases/test_termijnen.py.
    **{
        naam: lambda d: {"termijn_id": uuid4()}
        for naam in (
            "casus_comensha", "casus_termijn_hervatten", "casus_termijn_stilzetten",
            "casus_termijn_verlengen",
        )
    },
    "casus_actie": lambda d: {"actie_id": d["actie"]},
    "casus_behoefte": lambda d: {"behoefte_id": d["behoefte"]},
    "casus_gremium": lambda d: {"gremium_id": d["gremium"]},
    "casus_interventie": lambda d: {"interventie_id": d["interventie"]},
    "casus_interventie_start": lambda d: {"interventie_id": d["interventie"]},
    "casus_nazorg_antwoord": lambda d: {"nazorg_id": d["nazorg"]},
    "casus_nazorg_contact": lambda d: {"nazorg_id": d["nazorg"]},
    "casus_nazorg": lambda d: {"nazorg_id": d["nazorg"]},
    "casus_bedenktijd": lambda d: {"bedenktijd_id": d["bedenktijd"]},
    **{
        f"casus_organisatie_{naam}": lambda d: {"rij_pk": d["uitnodiging"]}
        for naam in ("rollen", "herinner", "beeindig", "voorstel", "afdoen")
    },
    "casus_collega_af": lambda d: {"recht": d["recht"]},
    "casus_uitsluiting_opheffen": lambda d: {"rij_pk": d["uitsluiting"]},
    "bijdrage_wijzigen": lambda d: {"bijdrage_pk": d["bijdrage"]},
    "gegeven": lambda d: {"soort": "bijdrage", "datum_pk": d["bijdrage"]},
    "hergebruik_vragen": lambda d: {"soort": "bijdrage", "datum_pk": d["bijdrage"]},
    "api_verstrekking_ontvangst": lambda d: {"verstrekking_pk": d["verstrekking"]},
    **{
        naam: lambda d: {"document_pk": d["document"]}
        for naam in (
            "api_document",
            "api_document_bestand",
            "casus_document",
            "casus_document_bestand",
            "casus_document_intrekken",
            "casus_document_label",
            "casus_document_versie",
            "casus_document_voorbeeld",
        )
    },
    "api_bijdrage": lambda d: {"bijdrage_pk": d["bijdrage"]},
    **{
        naam: lambda d: {"actie_pk": d["actie"]}
        for naam in (
            "api_actie", "api_actie_aanvaarding", "api_actie_afronding", "api_actie_teruggave",
        )
    },
    **{
        naam: lambda d: {"interventie_pk": d["interventie"]}
        for naam in ("api_interventie", "api_interventie_afronding")
    },
    **{naam: lambda d: {"versie": 1} for naam in ("api_plan", "api_plan_pdf")},
    "api_plan_instemming": lambda d: {"versie": 2},
    "toegangsverzoek": lambda d: {"verzoek_id": d["toegangsverzoek"]},
    "casus_zicht": lambda d: {"deelname_id": d["deelname"]},
    # With one of its own: tests/cases/test_samenvoegen.py.
    "casus_ontkoppelen": lambda d: {"samenvoeging_pk": uuid4()},
    "casus_object_nieuw": lambda d: {"soort": "onderneming"},
    "casus_rol_nieuw": lambda d: {"rij_pk": d["betrokkene"]},
    "casus_rol_wijzig": lambda d: {"rij_pk": d["betrokkene"]},
    "casus_notitie_wijzig": lambda d: {"notitie_pk": d["notitie"]},
    "prioriteit_verplaats": lambda d: {"kant": "omhoog"},
    **{
        naam: lambda d: {"soort": "onderneming", "object_pk": d["onderneming"]}
        for naam in (
            "casus_object", "casus_object_koppel", "casus_object_rol", "casus_object_wijzig",
        )
    },
    "casus_object_ontkoppel": lambda d: {
        "soort": "onderneming", "object_pk": d["onderneming"], "koppeling_pk": uuid4(),
    },
}  # fmt: skip
# Another object by its own key: where its id stands in the world.
ANDERS: dict[str, Callable[[Wereld], list[Adres]]] = {
    # Of one person, by their own key: tests/portaal/test_berichten.py.
    "agenda_feed": lambda w: [{"sleutel": "iets"}],
    "vrije_dag_weg": lambda w: [{"dag": "2026-05-15"}],
    "bericht_markeren": lambda w: [{"pk": uuid4()}],
    "uitnodiging": lambda w: [{"pk": w.ids[t]["uitnodiging"]} for t in "AG"],
    **{
        naam: lambda w: [{"pk": w.ids["alarm"]}]
        for naam in ("alarm", "alarm_afmelden", "alarm_bericht", "alarm_bevestig", "alarm_strook")
    },
    "alarm_gebeld": lambda w: [{"pk": w.ids["alarm"], "oproep": w.ids["oproep"]}],
    # The on-call list is for who may raise an alarm; it says nothing of a casus.
    "piket_wijzig": lambda w: [{"pk": w.ids["piketregel"]}],
    **{
        naam: lambda w: [{"pk": w.ids["overdracht"]}]
        for naam in (
            "overdracht", "overdracht_aanvaard", "overdracht_weiger",
            "api_overdracht", "api_overdracht_aanvaarding", "api_overdracht_weigering",
        )
    },
    # Of who subscribed; the real ones: tests/api/test_abonnementen.py.
    **{
        naam: lambda w: [{"pk": uuid4()}]
        for naam in (
            "api_abonnement", "api_abonnement_geheim", "api_abonnement_herhaling", "api_leveringen",
        )
    },
    # No case data; who comes there: tests/api/test_koppelingen.py.
    **{naam: lambda w: [{"sleutel": "demo-politie"}] for naam in ("koppeling", "koppeling_beeindigen")},
    "api_casusoverleg": lambda w: [{"pk": w.ids[t]["overleg"]} for t in "AG"],
    # Of who asked; the real ones: tests/api/test_zoekvragen.py.
    "api_persoonszoekvraag": lambda w: [{"pk": uuid4()}],
    "noodknop_klaar": lambda w: [{"pk": w.ids["noodknop"]}],
    "noodknop_oordeel": lambda w: [{"pk": w.ids["noodknop"]}],
    "overleg": lambda w: [{"pk": w.ids[t]["overleg"]} for t in "AG"],
    **{
        naam: lambda w: [{"pk": w.ids[t]["overleg"]} for t in "AG"]
        for naam in (
            "overleg_agenda", "overleg_sluiten", "overleg_stand", "overleg_verslag",
            "overleg_verslag_pdf", "overleg_voorbereiding",
        )
    },
    "overleg_notitie": lambda w: [
        {"pk": w.ids["A"]["overleg"], "casus_pk": w.casus.pk, "veld": "historie"},
        {"pk": w.ids["G"]["overleg"], "casus_pk": w.casus.pk, "veld": "historie"},
    ],
    "overleg_uitnodigen": lambda w: [
        {"pk": w.ids["A"]["overleg"], "casus_pk": w.casus.pk},
        {"pk": w.ids["G"]["overleg"], "casus_pk": w.casus.pk},
    ],
    "evaluatie": lambda w: [{"pk": w.ids["opdracht"]}],
    # Of who decided and who was asked: tests/cases/test_heropenen.py.
    "heropening": lambda w: [{"pk": w.ids["heropening"]}],
    "heropening_akkoord": lambda w: [{"pk": pk} for pk in w.ids["akkoorden"]],
    "zorgafstemming": lambda w: [{"pk": w.ids["zorgafstemming"]}],
    "verbeterpunt": lambda w: [{"pk": w.ids["verbeterpunt"]}],
    **{
        naam: lambda w: [{"pk": w.ids["privacyverzoek"]}]
        for naam in (
            "privacy_brief", "privacy_json", "privacy_kopieen", "privacy_pdf", "privacy_verzoek", "privacy_zoeken",
        )
    },
    "privacy_bron": lambda w: [{"pk": w.ids["privacyverzoek"], "bron_pk": w.ids["privacybron"]}],
    "privacy_advies": lambda w: [{"pk": w.ids["privacybron"]}],
    "datalek": lambda w: [{"pk": w.ids["datalek"]}],
    "verwerking": lambda w: [{"pk": w.ids["verwerking"]}],
    "verwerking_einde": lambda w: [{"pk": w.ids["verwerking"]}],
    "verwerkingen_uitvoer": lambda w: [{"formaat": "csv"}],
    # Numbers without content, of who decides; the real ones: tests/access/test_vernietigen.py.
    **{
        naam: lambda w: [{"pk": uuid4()}]
        for naam in (
            "bewaarplicht", "hergebruik", "vernietigen_op_verzoek", "vernietiglijst", "vernietiglijst_bevestigen",
            "vernietiglijst_intrekken", "vernietiglijst_klaarzetten", "vernietigonderwerp",
            "vernietigverklaring", "vernietigverklaring_pdf",
        )
    },
    # Figures of the whole keten; the casussen behind one are those of the casuslijst.
    "indicator": lambda w: [{"sleutel": s} for s in ("acties_op_tijd", "zonder_activiteit")],
    "indicator_csv": lambda w: [{"sleutel": "acties_op_tijd"}],
    "indicatoren_csv": lambda w: [{"niveau": "operationeel"}],
    # Made from published figures alone: tests/evaluatie/test_rapporten.py.
    "rapport": lambda w: [{"pk": uuid4()}],
    "rapport_bestand": lambda w: [{"pk": uuid4(), "formaat": "csv"}],
    "extern_weg": lambda w: [{"pk": uuid4()}],
    "inlezing_ongedaan": lambda w: [{"pk": uuid4()}],
    "toegang_beeindigen": lambda w: [{"pk": w.ids["lidmaatschap"]}],
    "vervanging_beeindigen": lambda w: [{"pk": w.ids["vervanging"]}],
    "terugkoppeling": lambda w: [{"pk": w.ids["termijn"]}],
    "verstrekking": lambda w: [
        {"pk": w.ids[t][naam]} for t in "AG" for naam in ("verstrekking", "vraag")
    ],
    "verstrekking_document": lambda w: [
        {"pk": w.ids[t]["verstrekking"], "ontvanger_pk": w.ids[t]["ontvanger"]} for t in "AG"
    ],
    "verstrekking_bestand": lambda w: [
        {"pk": w.ids[t]["export"], "ontvanger_pk": w.ids[t]["export_ontvanger"], "formaat": "csv"}
        for t in "AG"
    ],
    "signaal_detail": lambda w: [{"pk": w.ids["meldingen"]["signaal"]}],
    **{
        naam: lambda w: [{"pk": w.ids["meldingen"]["signaal"]}]
        for naam in (
            "signaal_antwoord", "signaal_detail", "signaal_documenten", "signaal_doorsturen",
            "signaal_intrekken", "signaal_wijzig",
        )
    },
    **{
        naam: lambda w: [
            {"pk": w.ids["meldingen"][m], "document_pk": w.ids["meldingen"][d]}
            for m, d in (("melding", "document"), ("signaal", "signaal_document"))
        ]
        for naam in (
            "api_melding_document_bestand", "melding_document_intrekken", "melding_document_vrijgeven",
            "signaal_document_intrekken",
        )
    },
    **{
        naam: lambda w: [{"pk": w.ids["meldingen"][d]} for d in ("document", "signaal_document")]
        for naam in ("melding_document", "melding_document_bestand", "melding_document_voorbeeld")
    },
    "api_melding_documenten": lambda w: [
        {"pk": w.ids["meldingen"][k]} for k in ("melding", "signaal", "X")
    ],
    "api_toegangsverzoek": lambda w: [{"pk": w.ids[t]["toegangsverzoek"]} for t in "AG"],
    "api_toegangsverzoek_besluit": lambda w: [{"pk": w.ids["A"]["toegangsverzoek"]}],
    "api_melding": lambda w: [{"pk": w.ids["meldingen"][k]} for k in ("melding", "signaal", "X")],
    "taak": lambda w: [{"pk": w.ids["taak"]}],
    "taak_annuleren": lambda w: [{"pk": w.ids["taak"]}],
    "taak_resultaat": lambda w: [{"pk": w.ids["taak"]}],
    "concept_bewaren": lambda w: [{"form": "melding", "pk": w.ids["concept"]}],
    "concept_weg": lambda w: [{"form": "melding", "pk": w.ids["concept"]}],
    # Open to the whole keten; other ketens are the test.
    "partner": lambda w: [{"pk": w.ids["deelname"]}],
    **{
        naam: lambda w: [{"pk": w.ids["convenant"]}]
        for naam in (
            "convenant_versie", "convenant_matrix", "convenant_matrix_csv", "convenant_tekst",
            "convenant_partijen",
        )
    },
    # Rules and procedure, nothing of a casus; who may come there: tests/partners/test_convenant_procedure.
    **{
        naam: lambda w: [{"pk": w.ids["convenant"]}]
        for naam in (
            "convenant_effect", "convenant_procedure", "convenant_regel_nieuw", "convenant_wijzig"
        )
    },
    **{
        naam: lambda w: [{"pk": w.ids["convenant"], "regel": w.ids["deelregel"]}]
        for naam in ("convenant_regel", "convenant_regel_volgorde")
    },
    **{
        naam: lambda w: [{"pk": w.ids["convenant"], "partij": w.ids["partij"]}]
        for naam in ("convenant_tekenen", "convenant_uittreden")
    },
    "api_organisatie": lambda w: [{"pk": w.ids["deelname"]}],
    "api_referentiemodel": lambda w: [{"pk": w.casus.modelversie_id}],
    "referentiemodel_activiteit": lambda w: [{"sleutel": "nazorg"}],
    **{
        naam: lambda w: [{"pk": w.ids["meldingen"][k]} for k in ("melding", "X")]
        for naam in (
            "melding", "melding_wijzig", "melding_dossier", "melding_melder", "melding_sluit",
            "melding_vervolg", "melding_oppakken", "melding_ander", "melding_vraag",
            "melding_terugsturen", "melding_documenten", "melderlijn_gesproken", "melderlijn_vraag",
            "melding_alarm",
            "melding_melder_code", "melding_melder_wijzig",
            "melding_toewijzen", "melding_opwaarderen", "melding_overdragen",
        )
    },
    "melding_eigentermijn": lambda w: [
        {"pk": w.ids["meldingen"][k], "sleutel": "triage_veilig_thuis"} for k in ("melding", "X")
    ],
    "melderlijn_afgehandeld": lambda w: [
        {"pk": w.ids["meldingen"][k], "bericht": uuid4()} for k in ("melding", "X")
    ],
    # For one meldpunt: tests/meldpunt/test_melderlijn.py has the real ones.
    **{
        naam: lambda w: [{"pk": uuid4()}]
        for naam in ("hoorvraag", "hoorvraag_antwoord", "hoorvraag_kan_niet", "hoorvraag_stel")
    },
    # The model of the keten, no casus; who prepares, advises and decides: tests/referentiemodel/test_editor.
    "evaluatie_gemeente": lambda w: [{"sleutel": "epe"}],
    "model_bestand": lambda w: [{"nummer": 1}],
    **{
        naam: lambda w: [{"pk": uuid4()}]
        for naam in (
            "model_activiteit_nieuw", "model_concept", "model_conceptbestand", "model_effect",
            "model_importeren", "model_procedure", "model_verschil",
        )
    },
    **{
        naam: lambda w: [{"pk": uuid4(), "sleutel": "nazorg"}]
        for naam in ("model_activiteit", "model_lijst", "model_norm", "model_termijn")
    },
    # Lists of the keten, no casus; who prepares and publishes: tests/portaal/test_instrumenten.py.
    "instrument": lambda w: [{"sleutel": "lvb"}],
    "instrument_begin": lambda w: [{"sleutel": "lvb"}],
    "instrument_bestand": lambda w: [{"sleutel": "lvb", "nummer": 1}],
    **{
        naam: lambda w: [{"pk": uuid4()}]
        for naam in (
            "instrument_concept", "instrument_conceptbestand", "instrument_inlezen",
            "instrument_verschil", "instrument_voorbeeld",
        )
    },
    "model_poorten": lambda w: [{"pk": uuid4(), "nummer": 1}],
    # Nothing of a casus; who reads what: tests/preventie.
    **{
        naam: lambda w: [{"pk": uuid4()}]
        for naam in (
            "repressief_actie", "voorlichting", "voorlichting_afmelden", "voorlichting_materiaal",
            "voorlichting_wijzig",
        )
    },
    **{
        naam: lambda w: [{"code": "bcdfghjkmn"}]
        for naam in ("voorlichting_openbaar", "voorlichting_oordeel")
    },
    "knelpunt": lambda w: [{"pk": w.ids["knelpunt"]}],
    "melden_bij": lambda w: [{"keten": "mensenhandel-nog"}],
    # The FG reads who looked, and nothing of the dossier itself.
    **{
        naam: lambda w: [{"pk": c.dossier_id} for c in (w.casus, w.gesloten)]
        for naam in ("inzageverslag", "inzageverslag_csv", "inzageverslag_pdf")
    },
    # Offered to politie; what each side reads when: tests/meldpunt/test_overdracht.py.
    **{
        naam: lambda w: [{"pk": w.ids["meldingen"]["overdracht"]}]
        for naam in (
            "melding_overdracht", "melding_overdracht_aannemen", "melding_overdracht_weigeren",
            "melding_overdracht_intrekken", "melding_overdracht_vervolg", "melding_overdracht_sluiten",
        )
    },
    # Of one person: tests/meldpunt/test_bureau.py.
    "filter_bewaren": lambda w: [{"lijst": "meldpunt"}],
    "filter_weg": lambda w: [{"pk": uuid4()}],
    "kolommen": lambda w: [{"lijst": "casussen"}],
    # What a mail says: tests/mail/test_postbus.py.
    "melding_mail": lambda w: [{"pk": w.ids["meldingen"]["melding"], "mail_pk": uuid4()}],
    # POST only; the blocks stand on the page of the melding.
    **{
        naam: lambda w: [{"pk": w.ids["meldingen"][k]} for k in ("melding", "X")]
        for naam in ("melding_object", "melding_navraag")
    },
    **{
        naam: lambda w: [{"pk": w.ids["meldingen"]["melding"], "object_pk": uuid4()}]
        for naam in ("melding_object_beslis", "melding_object_weg")
    },
    "melding_object_herroep": lambda w: [
        {"pk": w.ids["meldingen"]["melding"], "match_pk": uuid4()}
    ],
    # People and organisations of the keten, for its beheerder; other ketens are the test.
    **{
        naam: lambda w: [{"pk": w.ids["deelname"]}]
        for naam in (
            "beheer_aanbod_nieuw", "beheer_contact_nieuw", "beheer_organisatie", "beheer_organisatie_stopt",
            "beheer_organisatie_wijzig", "beheer_profiel", "beheer_vervanging_nieuw",
        )
    },
    **{
        naam: lambda w: [{"pk": w.ids["deelname"], "rij": uuid4()}]
        for naam in ("beheer_aanbod", "beheer_aanbod_weg", "beheer_contact", "beheer_contact_weg")
    },
    **{
        naam: lambda w: [{"pk": w.ids["medewerker"]}]
        for naam in (
            "beheer_medewerker", "beheer_medewerker_herstel", "beheer_medewerker_weg",
            "beheer_medewerker_wijzig",
        )
    },
    "beheer_tekst": lambda w: [{"sleutel": "melden-intro", "taal": "nl"}],
    "beheer_vervanging_einde": lambda w: [{"pk": w.ids["vervanging"]}],
    "beheer_mandaat_nieuw": lambda w: [{"pk": w.ids["lidmaatschap"]}],
    # What hangs on them: tests/portaal/test_beheer.py.
    **{
        naam: lambda w: [{"pk": uuid4()}]
        for naam in (
            "beheer_inlogdienst", "beheer_keten_open", "beheer_mandaat_einde", "beheer_mededeling_weg", "beheer_uitnodiging_intrekken",
            "beheer_uitnodiging_opnieuw",
        )
    },
    # Guides: text of the program, pictures of the demo world.
    "handleiding_gids": lambda w: [{"sleutel": "algemeen"}],
    "handleiding_beeld": lambda w: [{"naam": "werk"}],
    "uitnodiging_link": lambda w: [{"pk": uuid4(), "code": "abc"}],
    "navraag": lambda w: [{"pk": w.ids[naam]} for naam in ("navraag", "navraag_af")],
    "melding_herroep": lambda w: [
        {"pk": w.ids["meldingen"]["melding"], "match": w.ids["meldingen"]["match"]}
    ],
}  # fmt: skip

# account: the words it may read. A, G (closed), V (in evaluatie), E (other keten), X (vt.krt is
# excluded), M (a melding), S (a signaal of politie), U (an invitation), O (a meeting), K (verbeterpunten:
# for everyone in the keten with casework, a begeleider or bestuurder), N (a use of the noodknop by politie:
# for politie, the owner and the FG), D (a verstrekking, for who gave or got it; what was done stays on its
# list after the betrokkenheid or the casus ended). Q, a question of vt to the procesregie, and Z, what the
# procesregie found: for itself alone. B, a trend vt put to politie. P, why politie keeps something back, nobody reads back.
# F, a request of a person about their own data: for the FG of the procesregie alone. L, between politie and
# Moviera about care. R, a heropening of the closed casus that politie decided on: for itself and who is asked.
# T, the clock of a terugkoppeling: for who owes it, whatever it sees of the casus, and for who sees the casus.
ZIET: dict[str, str] = {
    "zvh.procesregisseur": "AUOVKNDQZBRT",
    "politie.krt": "AUOVSKNDBLRT",
    "moviera.krt": "AUOVKDLRT",
    "moviera.zorg": "AUOKDLT",  # on her own name
    "apeldoorn.krt": "AUOKDRT",
    "vt.krt": "AUOVMSKDQBRT",  # excluded from X
    "vt.meldpunt": "AUOVMSXKDQBRT",
    "meesamen.krt": "UK",  # invited, not accepted
    "om.krt": "KRT",  # ended
    "harderwijk.krt": "K",  # excluded
    "nla.krt": "K",
    "berkelland.krt": "K",  # its right has expired
    "kmar.flex": "AUOKT",  # guest of the meeting, on his own name
    "riec.begeleider": "VK",  # the anonymous copy only
    "nog.bestuurder": "K",  # works for apeldoorn, sees aggregates
    "zvh.beheer": "",
    "zvh.fg": "NF",
    "ggd.preventie": "",
    "elders.krt": "E",
    "elders.beheer": "",
}
CLIENTS: dict[str, str] = {
    "demo-politie": "AOSVD", "demo-moviera": "AOVD", "demo-apeldoorn": "AOD", "demo-veiligthuis": "AMOSVXD",
    "demo-elders": "E",
}  # fmt: skip


# One of each kind; the long form (drill) takes every account.
KORT = {"politie.krt", "vt.krt", "meesamen.krt", "om.krt", "harderwijk.krt",
        "riec.begeleider", "zvh.fg", "elders.krt", "demo-politie", "demo-elders"}  # fmt: skip


@pytest.fixture(scope="module")
def w(basiswereld: None, django_db_blocker: Any) -> Iterator[Wereld]:
    with open_wereld(django_db_blocker) as wereld:
        yield wereld


@pytest.fixture(autouse=True)
def papier_is_leesbaar(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan as HTML in place of PDF: the same content, and a word can be found in it."""
    for module in (
        archief,
        documents,
        inzageverslag,
        papier,
        register,
        verslag,
        verstrekkingspapier,
    ):
        monkeypatch.setattr(module, "html_to_pdf", lambda html, **_: html.encode())


def alle_routes() -> dict[str, str]:
    return {p.name or r: r for r, p in _routes(get_resolver().url_patterns)}


def test_every_route_says_what_it_shows() -> None:
    known = LIJSTEN | OP_CASUS | set(OP_CASUSDEEL) | set(ANDERS)
    new = sorted(n for n in alle_routes() if n not in known and not ACCOUNT.match(n))
    assert not new, f"classify these routes in {__name__}: {new}"


def adressen(w: Wereld, api: bool) -> Iterator[tuple[str, str, str | None]]:
    """(route, address of something real, address with the same shape of something absent)."""
    for naam, route in alle_routes().items():
        if route.startswith("api/v1") != api or ACCOUNT.match(naam) or naam == "openapi":
            continue
        if naam in LIJSTEN:
            yield naam, reverse(naam), None
        elif naam in OP_CASUS or naam in OP_CASUSDEEL:
            for tag, casus in (("A", w.casus), ("G", w.gesloten), ("V", w.evaluatie),
                               ("E", w.elders), ("X", w.ids["meldingen"]["casusX"])):  # fmt: skip
                extra = OP_CASUSDEEL.get(naam)
                if extra and tag not in "AG":
                    continue
                rest = extra(w.ids[tag]) if extra else {}
                pk = getattr(casus, "pk", casus)
                yield (
                    naam,
                    reverse(naam, kwargs={"pk": pk} | rest),
                    reverse(naam, kwargs={"pk": uuid4()} | rest),
                )
        else:
            for kwargs in ANDERS[naam](w):
                absent = {k: uuid4() if hasattr(v, "hex") else v for k, v in kwargs.items()}
                yield naam, reverse(naam, kwargs=kwargs), reverse(naam, kwargs=absent)


def gevonden(response: HttpResponse) -> set[str]:
    """The tags of the canaries in body, headers and cookies of an answer."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = body.decode("utf-8", "replace") + repr(response.headers) + repr(response.cookies)
    return set(re.findall(WOORD + "([A-Z])", text))


def gelijk(een: HttpResponse, ander: HttpResponse) -> bool:
    return (
        een.status_code == ander.status_code
        and een.content == ander.content
        and een.headers.items() == ander.headers.items()
        and een.cookies.keys() == ander.cookies.keys()
    )


def loop_na(
    client: Any, w: Wereld, mag: set[str], *, api: bool = False, keten: bool = True
) -> list[str]:
    """What is wrong in the answers; also when a word that may be read is found nowhere.

    Args:
        keten: of the keten of the world, whose convenant everybody in it knows to be there.
    """
    bekend = mag | ({"C"} if keten else set())
    fouten, leegte = [], {}
    gezien: set[str] = set()
    client.raise_request_exception = False
    for naam, adres, leeg in adressen(w, api):
        antwoord = client.get(adres)
        woorden = gevonden(antwoord)
        gezien |= woorden
        if antwoord.status_code >= 500:
            fouten.append(f"{antwoord.status_code} {adres}")
        # Who may answer a navraag reads what the asker sent along.
        mee = {"M"} if naam == "navraag" and "Q" in mag else set()
        if teveel := woorden - mag - mee:
            fouten.append(f"ziet {sorted(teveel)} op {adres}")
        # What one may see can refuse (403) instead of be absent.
        if leeg and antwoord.status_code in {403, 404} and not (tags_in(adres, w) & bekend):
            if naam not in leegte:
                leegte[naam] = client.get(leeg)
            if not gelijk(antwoord, leegte[naam]):
                fouten.append(f"bestaat ({antwoord.status_code}) {adres}")
    # Else the rest proves nothing. What has ended is not for reading any more.
    fouten += [f"ziet nergens {tag}" for tag in sorted(mag - gezien)]
    return fouten


def tags_in(adres: str, w: Wereld) -> set[str]:
    """The tags of the objects in an address."""
    objects = {w.casus.pk: "A", w.gesloten.pk: "G", w.evaluatie.pk: "V", w.elders.pk: "E",
               w.ids["opdracht"]: "V", w.ids["termijn"]: "V", w.ids["meldingen"]["casusX"]: "X",
               w.ids["meldingen"]["melding"]: "M", w.ids["meldingen"]["X"]: "X",
               w.ids["meldingen"]["signaal"]: "S", w.ids["meldingen"]["document"]: "M",
               w.ids["meldingen"]["signaal_document"]: "S",
               w.ids["alarm"]: "A", w.ids["overdracht"]: "A", w.ids["zorgafstemming"]: "L"}  # fmt: skip
    objects |= {w.ids[naam]: "C" for naam in ("convenant", "deelregel", "partij")}
    # Who is at the table of a meeting knows its time and place, also when the casus is not theirs any more.
    objects |= {
        pk: "O" if naam == "overleg" else tag for tag in "AG" for naam, pk in w.ids[tag].items()
    }
    return {tag for pk, tag in objects.items() if str(pk) in adres}


def _lang(names: dict[str, str], kort: set[str]) -> list[Any]:
    """Every account in the long form; one of each kind always."""
    return [n if n in kort else pytest.param(n, marks=pytest.mark.drill) for n in names]


@pytest.mark.parametrize("username", _lang(ZIET, KORT))
def test_pages_show_no_word_of_what_is_not_theirs(w: Wereld, username: str) -> None:
    keten = not username.startswith("elders")
    assert loop_na(browser(username), w, set(ZIET[username]), keten=keten) == []


@pytest.mark.parametrize("username", _lang(ZIET, KORT))
def test_search_finds_no_word_of_what_is_not_theirs(w: Wereld, username: str) -> None:
    client, adres = browser(username), reverse("zoeken")
    vragen = ["kanari", "arbeidsuitbuiting", "zonnegloed", "12345678", "apeldoorn", w.casus.kenmerk]
    for vraag in vragen:
        client.post(adres, {"q": vraag})
        antwoord = client.get(adres)
        assert antwoord.status_code in {200, 403}
        assert gevonden(antwoord) <= set(ZIET[username]), vraag


@pytest.mark.parametrize("client_id", _lang(CLIENTS, KORT))
def test_api_shows_no_word_of_what_is_not_theirs(w: Wereld, client_id: str) -> None:
    with clock.frozen(
        datetime.fromtimestamp(time.time(), UTC)
    ):  # a token expires by the clock on the wall
        token = haal_token(client_id).json()["access_token"]
        client = Client(headers={"Authorization": f"Bearer {token}"})
        assert loop_na(client, w, set(CLIENTS[client_id]), api=True) == []
