"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from ketenregie.foundation.registries import (
    NavItem,
    Postsoort,
    checks,
    navigation,
    postsoorten,
    vernietigverzoeken,
)
from ketenregie.portaal import toegang
from ketenregie.portaal.vernietigen import regels, werk
from ketenregie.portaal.vernietigen.controle import niets_over_de_termijn
from ketenregie.portaal.vernietigen.lijsten import neem_verzoek_aan
from partners.access.permissions import Permission

toegang.register()
regels.register()
werk.register()
checks.register("bewaartermijnen", niets_over_de_termijn)
vernietigverzoeken.register("vernietigen", neem_verzoek_aan)
postsoorten.register(
    "vernietigen",
    Postsoort(
        "Bewaren en vernietigen",
        "Gegevens naderen hun laatste dag.",
        ("vernietiging",),
        verplicht=True,
    ),
)

navigation += [
    NavItem("Mijn werk", "werk", Permission.WERK_ZIEN, groep="Werk", order=100),
    NavItem("Berichten", "berichten", Permission.WERK_ZIEN, groep="Werk", order=105),
    NavItem("Risico op verdwijnen", "risico", Permission.RISICO_ZIEN, groep="Werk", order=150),
    NavItem("Concepten", "concepten", groep="Werk", order=180),
    NavItem("Taken", "taken", groep="Werk", order=190),
    NavItem("Partners", "partners", Permission.PARTNERS_ZIEN, groep="Samenwerken", order=600),
    NavItem("Convenant", "convenant", Permission.CONVENANT_ZIEN, groep="Samenwerken", order=610),
    NavItem(
        "Referentiemodel",
        "referentiemodel",
        Permission.REFERENTIEMODEL_ZIEN,
        groep="Samenwerken",
        order=620,
    ),
    NavItem(
        "Toegang bevestigen",
        "toegang_bevestigen",
        Permission.TOEGANG_BEVESTIGEN,
        groep="Samenwerken",
        order=630,
    ),
    NavItem("Beheer", "beheer", Permission.BEHEREN, groep="Beheer", order=800),
    NavItem("Ketens", "beheer_ketens", Permission.PLATFORM_BEHEREN, groep="Beheer", order=810),
    NavItem(
        "Koppelingen",
        "koppelingen",
        Permission.KOPPELINGEN_ZIEN,
        groep="Samenwerken",
        order=640,
    ),
    NavItem("Logboek", "logboek", Permission.LOGBOEK_ZIEN, groep="Toezicht", order=700),
    NavItem(
        "Bewaren en vernietigen", "vernietigen", Permission.VERNIETIGEN, groep="Toezicht", order=720
    ),
]
