"""The 28 indicators, as version 1. A change of words or count is a next `versie`, and stays beside the old
figures: a report keeps the definitions it was made with.
"""

from evaluatie.indicatoren.schema import Indicator, Niveau, Norm, Uitsplitsing, Vorm

OP, TA, ST = Niveau.OPERATIONEEL, Niveau.TACTISCH, Niveau.STRATEGISCH
DEEL, AANTAL, MEDIAAN = Vorm.DEEL, Vorm.AANTAL, Vorm.MEDIAAN

GEMEENTE = Uitsplitsing("gemeente", "Gemeente", "coalesce(nullif(x.gemeente, ''), 'onbekend')")
# Cells that add up: who has more than one form stands in a cell of its own.
VORM = Uitsplitsing(
    "vorm",
    "Verschijningsvorm",
    "CASE cardinality(x.vormen) WHEN 0 THEN 'onbekend' WHEN 1 THEN x.vormen[1] ELSE 'meer_vormen' END",
)
SOORT = Uitsplitsing("soort", "Soort", "x.categorie")
ROL = Uitsplitsing("rol", "Rol", "x.categorie")

_IN = "x.dag >= p.van AND x.dag < p.tot"
_MELDING = f"{{melding}} x WHERE x.categorie = 'melding' AND {_IN}"
_EINDE_MELDING = (
    "{melding} x LEFT JOIN {melding_einde} e ON e.onderwerp_sleutel = x.onderwerp_sleutel "
    f"WHERE x.categorie = 'melding' AND {_IN}"
)
_AFGESLOTEN = f"{{casus_einde}} x WHERE x.uitkomst = 'afgesloten' AND {_IN}"
# Qualified as mensenhandel, in either weging.
_MH = (
    "(EXISTS (SELECT 1 FROM {eerste_weging} w1 WHERE w1.casus_sleutel = x.casus_sleutel "
    "AND w1.uitkomst = 'mensenhandel') OR EXISTS (SELECT 1 FROM {tweede_weging} w2 "
    "WHERE w2.casus_sleutel = x.casus_sleutel AND w2.uitkomst LIKE 'mensenhandel%%'))"
)
_EERSTE_OVERLEG = (
    "(SELECT o.casus_sleutel, min(o.dag) AS dag FROM {overleg} o GROUP BY o.casus_sleutel) x"
)

INDICATOREN: tuple[Indicator, ...] = (
    Indicator(
        "meldingen_per_vorm", 1, "Meldingen", "Het aantal meldingen dat in de periode binnenkwam.",
        "meldingen in de periode", "", "meldingen", ST, "melden", "Signalen worden herkend en gemeld",
        AANTAL, _MELDING, uitsplitsingen=(GEMEENTE, VORM),
    ),
    Indicator(
        "anonieme_meldingen", 2, "Anonieme meldingen",
        "Welk deel van de meldingen kwam van iemand die anoniem wilde blijven?",
        "meldingen van een anonieme melder", "alle meldingen", "%", TA, "melden",
        "Laagdrempelig melden", DEEL, _MELDING, "x.uitkomst = 'anoniem'",
    ),
    Indicator(
        "op_bestaand_dossier", 3, "Meldingen op een bestaand dossier",
        "Welk deel van de meldingen ging over iemand van wie al een dossier was?",
        "meldingen die bij een dossier zijn gevoegd", "alle meldingen", "%", OP, "melden",
        "Een dossier vanuit zorg en veiligheid", DEEL, _EINDE_MELDING,
        "e.uitkomst = 'toegevoegd_aan_dossier'",
    ),
    Indicator(
        "dossier_op_tijd", 4, "Dossier binnen 1 werkdag",
        "Welk deel van de meldingen had binnen 1 werkdag een dossier?",
        "meldingen met een dossier binnen 1 werkdag", "alle meldingen", "%", OP, "melden",
        "Een beschreven werkwijze", DEEL, _EINDE_MELDING,
        "e.uitkomst IN ('dossier_gevormd', 'toegevoegd_aan_dossier') AND e.dag <= {werkdag_1}",
        norm=Norm(90),
    ),
    Indicator(
        "gevulde_velden", 5, "Gevulde velden van de dossierset",
        "Hoeveel van de 14 vragen van de dossierset zijn beantwoord, anders dan met onbekend?",
        "beantwoorde vragen", "alle vragen van alle meldingen", "%", OP, "melden",
        "Een dossier vanuit zorg en veiligheid", DEEL, _MELDING, som=("x.aantal", "x.totaal"),
        norm=Norm(70),
    ),
    Indicator(
        "eerste_weging_op_tijd", 6, "Eerste weging binnen 5 werkdagen",
        "Welk deel van de meldingen is binnen 5 werkdagen gewogen?",
        "meldingen waarvan de casus binnen 5 werkdagen is gewogen", "alle meldingen", "%", OP,
        "analyse", "Een beschreven werkwijze", DEEL, _MELDING,
        "EXISTS (SELECT 1 FROM {eerste_weging} w WHERE w.casus_sleutel = x.casus_sleutel "
        "AND w.dag <= {werkdag_5})", norm=Norm(90),
    ),
    Indicator(
        "gekwalificeerd", 7, "Gekwalificeerd als mensenhandel",
        "Welk deel van de eerste wegingen had als uitkomst mensenhandel?",
        "eerste wegingen met uitkomst mensenhandel", "alle eerste wegingen", "%", TA, "analyse",
        "Signalen worden herkend en gemeld", DEEL, f"{{eerste_weging}} x WHERE {_IN}",
        "x.uitkomst = 'mensenhandel'",
    ),
    Indicator(
        "doorlaatverbod_bewijs", 8, "Doorlaatverbod met twee bewijsmiddelen",
        "Welk deel van de doorlaatverboden steunt op ten minste twee bewijsmiddelen?",
        "doorlaatverboden met twee of meer bewijsmiddelen", "alle doorlaatverboden", "%", OP,
        "analyse", "Bewijskwaliteit, dus minder sepots", DEEL, f"{{doorlaatverbod}} x WHERE {_IN}",
        "x.aantal >= 2", norm=Norm(100),
    ),
    Indicator(
        "doorlaatverbod_tot_veilig", 9, "Van doorlaatverbod tot veilig",
        "Hoeveel uren duurt het van het besluit tot het slachtoffer veilig is? De middelste waarde.",
        "uren van besluit tot veilig", "doorlaatverboden waarna het slachtoffer veilig is", "uren", OP,
        "analyse", "Slachtoffer is uit de situatie", MEDIAAN,
        f"{{doorlaatverbod}} x WHERE x.totaal IS NOT NULL AND {_IN}", "x.totaal / 60.0",
        norm=Norm(24, hoogstens=True),
    ),
    Indicator(
        "overgedragen_met_ontvanger", 10, "Overgedragen met een ontvanger",
        "Bij geen mensenhandel en wel zorg: welk deel is door een organisatie overgenomen?",
        "casussen met een aanvaarde overdracht", "tweede wegingen met geen mensenhandel en wel zorg",
        "%", TA, "analyse", "Een effectieve gezamenlijke aanpak", DEEL,
        f"{{tweede_weging}} x WHERE x.uitkomst = 'geen_mensenhandel_zorg' AND {_IN}",
        "EXISTS (SELECT 1 FROM {overdracht} o WHERE o.casus_sleutel = x.casus_sleutel "
        "AND o.categorie IN ('afschaling', 'casus'))", norm=Norm(100), volgdagen=28,
    ),
    Indicator(
        "melding_tot_overleg", 11, "Van melding tot casusoverleg",
        "Hoeveel dagen duurt het van de melding tot het eerste casusoverleg? De middelste waarde van de casussen die in de periode voor het eerst zijn besproken.",
        "dagen van melding tot eerste casusoverleg", "casussen met een eerste casusoverleg", "dagen",
        TA, "analyse", "Hoge intensiteit", MEDIAAN,
        f"{_EERSTE_OVERLEG} JOIN (SELECT m.casus_sleutel, min(m.dag) AS dag FROM {{melding}} m "
        f"GROUP BY m.casus_sleutel) m ON m.casus_sleutel = x.casus_sleutel WHERE {_IN}",
        "greatest(x.dag - m.dag, 0)", norm=Norm(28, hoogstens=True),
    ),
    Indicator(
        "aanwezig_bij_overleg", 12, "Aanwezig bij het casusoverleg",
        "Welk deel van de uitgenodigde organisaties was bij het casusoverleg?",
        "uitnodigingen waarop de organisatie kwam", "alle uitnodigingen voor een gehouden overleg",
        "%", OP, "analyse", "Afgevaardigden zijn gefaciliteerd", DEEL,
        f"{{uitnodiging}} x WHERE {_IN}", "x.uitkomst = 'aanwezig'", norm=Norm(80),
    ),
    Indicator(
        "plan_op_tijd", 13, "Plan van aanpak binnen 28 dagen",
        "Welk deel van de casussen met mensenhandel had binnen 28 dagen na het eerste casusoverleg een vastgesteld plan?",
        "casussen met een plan binnen 28 dagen", "casussen met mensenhandel en een eerste casusoverleg",
        "%", OP, "analyse", "Een beschreven werkwijze", DEEL, f"{_EERSTE_OVERLEG} WHERE {_IN} AND {_MH}",
        "EXISTS (SELECT 1 FROM {plan} v WHERE v.casus_sleutel = x.casus_sleutel "
        "AND v.dag >= x.dag AND v.dag <= x.dag + 28)", norm=Norm(90), volgdagen=28,
    ),
    Indicator(
        "plan_zorg_en_veiligheid", 14, "Plannen met zorg en veiligheid",
        "Welk deel van de vastgestelde plannen heeft een actie voor zorg en een actie voor veiligheid?",
        "plannen met een zorgactie en een veiligheidsactie", "alle vastgestelde plannen", "%", TA,
        "analyse", "Een dossier vanuit zorg en veiligheid", DEEL, f"{{plan}} x WHERE {_IN}",
        "x.uitkomst = 'zorg_en_veiligheid'", norm=Norm(80),
    ),
    Indicator(
        "acties_op_tijd", 15, "Acties op tijd gedaan",
        "Welk deel van de acties met een einddatum in de periode was op die dag gedaan? Vervallen acties tellen niet mee.",
        "acties die op tijd zijn gedaan", "acties met een einddatum in de periode", "%", OP,
        "uitvoering", "Heldere rollen", DEEL,
        f"{{actie}} x WHERE x.uitkomst <> 'vervallen' AND {_IN}",
        "x.uitkomst = 'gedaan' AND x.einddag <= x.dag", norm=Norm(80),
    ),
    Indicator(
        "met_zorgcoordinator", 16, "Slachtoffers met een zorgcoördinator",
        "Welk deel van de slachtoffers in een casus met mensenhandel heeft een zorgcoördinator?",
        "slachtoffers in een casus met een zorgcoördinator", "slachtoffers in een casus met mensenhandel",
        "%", TA, "uitvoering", "Passende en veilige zorg", DEEL,
        f"{{betrokkene}} x WHERE x.categorie = 'slachtoffer' AND {_IN} AND {_MH}",
        "EXISTS (SELECT 1 FROM {casus_geopend} c WHERE c.casus_sleutel = x.casus_sleutel "
        "AND c.uitkomst = 'zorgcoordinator')", norm=Norm(100),
    ),
    Indicator(
        "nu_veilig", 17, "Slachtoffers die nu veilig zijn",
        "Van de slachtoffers die bij de eerste weging onveilig waren: welk deel is nu veilig?",
        "slachtoffers die nu veilig zijn", "slachtoffers in een casus die bij de weging onveilig was",
        "%", ST, "uitvoering", "Slachtoffer is uit de situatie", DEEL,
        "(SELECT b.casus_sleutel, b.uitkomst, min(w.dag) AS dag FROM {betrokkene} b JOIN {eerste_weging} w "
        "ON w.casus_sleutel = b.casus_sleutel AND w.categorie = 'onveilig' "
        f"WHERE b.categorie = 'slachtoffer' GROUP BY b.sleutel, 1, 2) x WHERE {_IN}",
        "x.uitkomst = 'ja'", volgdagen=28,
    ),
    Indicator(
        "slachtofferschap_gestopt", 18, "Slachtofferschap gestopt",
        "In welk deel van de afgesloten casussen is het slachtofferschap gestopt door een interventie?",
        "afgesloten casussen met een interventie met effect gestopt", "afgesloten casussen", "%", ST,
        "uitvoering", "Slachtoffer is uit de situatie", DEEL, _AFGESLOTEN,
        "EXISTS (SELECT 1 FROM {interventie} i WHERE i.casus_sleutel = x.casus_sleutel "
        "AND i.uitkomst = 'gestopt')", uitsplitsingen=(VORM,),
    ),
    Indicator(
        "aangifte_of_medewerking", 19, "Aangifte of medewerking",
        "Welk deel van de afgelopen bedenktijden eindigde met aangifte of medewerking?",
        "bedenktijden met aangifte of medewerking", "afgelopen bedenktijden", "%", ST, "uitvoering",
        "Bewijskwaliteit, dus minder sepots", DEEL, f"{{bedenktijd}} x WHERE {_IN}",
        "x.uitkomst IN ('aangifte', 'medewerking')",
    ),
    Indicator(
        "effect_interventies", 20, "Effect van interventies",
        "Welk deel van de afgeronde interventies had als effect gestopt of beschermd?",
        "interventies met effect gestopt of beschermd", "afgeronde interventies", "%", TA,
        "uitvoering", "Een effectieve gezamenlijke aanpak", DEEL, f"{{interventie}} x WHERE {_IN}",
        "x.uitkomst IN ('gestopt', 'beschermd')", uitsplitsingen=(SOORT,),
    ),
    Indicator(
        "nazorg_gestart", 21, "Nazorg gestart",
        "Bij welk deel van de nazorgvragen is de nazorg gestart?", "nazorgvragen waarvan de nazorg is gestart",
        "alle nazorgvragen", "%", TA, "uitvoering", "Nazorg", DEEL, f"{{nazorg}} x WHERE {_IN}",
        "x.uitkomst IN ('gestart', 'afgerond')", norm=Norm(90), volgdagen=28,
    ),
    Indicator(
        "recidive", 22, "Opnieuw slachtoffer of dader",
        "Welk deel van de slachtoffers en daders uit een afgesloten casus komt binnen 12 maanden in dezelfde rol in een nieuwe casus?",
        "personen die binnen 12 maanden terugkomen", "slachtoffers, verdachten en daders in afgesloten casussen",
        "%", ST, "uitvoering", "Geen recidive", DEEL,
        "(SELECT e.dag, e.moment, e.casus_sleutel, b.onderwerp_sleutel, CASE b.categorie "
        "WHEN 'slachtoffer' THEN 'slachtoffer' ELSE 'dader' END AS categorie FROM {casus_einde} e "
        "JOIN {betrokkene} b ON b.casus_sleutel = e.casus_sleutel AND b.moment <= e.moment "
        "WHERE e.uitkomst = 'afgesloten' AND b.categorie IN ('slachtoffer', 'verdachte', 'dader') "
        f"GROUP BY 1, 2, 3, 4, 5) x WHERE {_IN}",
        "EXISTS (SELECT 1 FROM {betrokkene} b2 WHERE b2.onderwerp_sleutel = x.onderwerp_sleutel "
        "AND b2.casus_sleutel <> x.casus_sleutel AND b2.moment > x.moment "
        "AND b2.moment <= x.moment + interval '12 months' AND CASE b2.categorie WHEN 'slachtoffer' "
        "THEN 'slachtoffer' WHEN 'verdachte' THEN 'dader' ELSE b2.categorie END = x.categorie)",
        norm=Norm(10, hoogstens=True), volgdagen=366, uitsplitsingen=(ROL,),
    ),
    Indicator(
        "casusevaluaties", 23, "Casusevaluaties",
        "Welk deel van de afgesloten casussen is geëvalueerd?", "afgesloten casussen met een casusevaluatie",
        "afgesloten casussen", "%", TA, "evaluatie", "Een beschreven werkwijze", DEEL, _AFGESLOTEN,
        "EXISTS (SELECT 1 FROM {evaluatie} v WHERE v.casus_sleutel = x.casus_sleutel)", norm=Norm(80),
    ),
    Indicator(
        "verbeterpunten_gerealiseerd", 24, "Verbeterpunten gerealiseerd",
        "Welk deel van de vastgestelde verbeterpunten is gerealiseerd?", "gerealiseerde verbeterpunten",
        "vastgestelde verbeterpunten", "%", ST, "evaluatie", "Een gemeenschappelijk doel", DEEL,
        f"{{verbeterpunt}} x WHERE {_IN}", "x.uitkomst = 'gerealiseerd'", klein=False, doorklik=False,
        uitsplitsingen=(SOORT,),
    ),
    Indicator(
        "bijeenkomsten", 25, "Bijeenkomsten",
        "Hoeveel bijeenkomsten voor professionals waren er in de regio?", "bijeenkomsten in de periode", "",
        "bijeenkomsten", TA, "preventie", "Genoeg preventie", AANTAL, f"{{bijeenkomst}} x WHERE {_IN}",
        norm=Norm(2, per_jaar=True, toevoeging="per jaar per regio"), klein=False, doorklik=False,
    ),
    Indicator(
        "zonder_activiteit", 26, "Casussen die stil liggen",
        "Welk deel van de open casussen had op de laatste dag meer dan 30 dagen geen activiteit?",
        "open casussen zonder activiteit in 30 dagen", "open casussen op de laatste dag", "%", OP,
        "uitvoering", "Geen casus verdwijnt", DEEL,
        "{casus_geopend} x WHERE x.dag < p.tot AND NOT EXISTS (SELECT 1 FROM {casus_einde} e "
        "WHERE e.casus_sleutel = x.casus_sleutel AND e.dag < p.tot)",
        "NOT EXISTS (SELECT 1 FROM {activiteit} a WHERE a.casus_sleutel = x.casus_sleutel "
        "AND a.dag >= p.tot - 31 AND a.dag < p.tot)", optelbaar=False, norm=Norm(0, hoogstens=True),
    ),
    Indicator(
        "gemeenten_met_melding", 27, "Gemeenten met een melding",
        "Uit hoeveel van de gemeenten in het werkgebied kwam ten minste één melding?",
        "gemeenten met een melding", "gemeenten in het werkgebied", "%", ST, "preventie",
        "Signaalbewust", DEEL,
        "(SELECT g AS gemeente, EXISTS (SELECT 1 FROM {melding} m WHERE m.gemeente = g "
        "AND m.categorie = 'melding' AND m.dag >= p.van AND m.dag < p.tot) AS gemeld "
        "FROM unnest(%(gemeenten)s::text[]) g) x", "x.gemeld", klein=False, doorklik=False,
    ),
    Indicator(
        "terugkoppeling_op_tijd", 28, "Terugkoppeling binnen 12 maanden",
        "Welk deel van de ontvangers van gegevens koppelde binnen 12 maanden terug wat het effect was?",
        "terugkoppelingen binnen de termijn", "gevraagde terugkoppelingen", "%", ST, "evaluatie",
        "Schotten weg bij delen, juridisch geborgd", DEEL, f"{{terugkoppeling}} x WHERE {_IN}",
        "x.uitkomst = 'op_tijd'", norm=Norm(100), volgdagen=366, klein=False,
        herkomst="Wet gegevensverwerking door samenwerkingsverbanden, artikel 1.7 lid 4",
    ),
)  # fmt: skip

OP_SLEUTEL = {i.sleutel: i for i in INDICATOREN}
