"""One table: what each action asks of letter, functie, mandaat and organisation."""

from dataclasses import dataclass

from partners.access.permissions import Permission as P
from referentiemodel.enums import Functie as F
from referentiemodel.enums import Partnersoort, Rasci

R, A, S, C, I = Rasci.R, Rasci.A, Rasci.S, Rasci.C, Rasci.I  # noqa: E741  (the letters of RASCI)
UITVOEREND = frozenset({R, A})
MEEDOEND = frozenset({R, A, S})
MEEDENKEND = frozenset({R, A, S, C})

# Functies that see every casus of their deelname; the others only casussen on their own name.
ORGANISATIEBREED = frozenset(
    {F.MELDPUNTMEDEWERKER, F.KETENREGIETEAMLID, F.PROCESREGISSEUR, F.SECRETARIS}
)
OP_NAAM = frozenset({F.BEHANDELAAR, F.ZORGCOORDINATOR, F.CASUSREGISSEUR})
CASUSWERK = ORGANISATIEBREED | OP_NAAM
KETENWERK = frozenset({F.KETENREGIETEAMLID, F.PROCESREGISSEUR, F.SECRETARIS, F.CASUSREGISSEUR})
TEAM = frozenset({F.KETENREGIETEAMLID, F.PROCESREGISSEUR})
ZORG = frozenset({F.KETENREGIETEAMLID, F.PROCESREGISSEUR, F.ZORGCOORDINATOR, F.CASUSREGISSEUR})
# Watches over, judges or manages what others do in casussen; who does casework has no say in that.
TOEZICHT = frozenset({F.FG, F.RAC_LID, F.KETENBEHEERDER, F.PLATFORMBEHEERDER})
# Who may have to act at once to keep someone safe. cases/toegang.sql names the same functies.
NOODKNOP = frozenset(
    {
        F.MELDPUNTMEDEWERKER,
        F.KETENREGIETEAMLID,
        F.PROCESREGISSEUR,
        F.CASUSREGISSEUR,
        F.ZORGCOORDINATOR,
    }
)
IEDEREEN = frozenset(F)
# Who investigates crimes: they alone set and release the flag, whatever letters another was given (R21).
OPSPORING = frozenset({Partnersoort.POLITIE, Partnersoort.OM, Partnersoort.NLA})


@dataclass(frozen=True, slots=True)
class Recht:
    """What an action asks. Every condition that is set must hold.

    Args:
        functies: functie of the lidmaatschap.
        activiteit: sleutel in the casus's model; the deelname needs one of `letters` there.
        letters: RASCI letters that suffice for `activiteit`.
        eigenaar: the owning deelname may do it too, whatever its letters.
        eigen: the thing acted on must belong to the acting deelname (actie, uitnodiging, nazorg).
        mandaat: a valid mandaat of this kind on the lidmaatschap.
        publiek: only a public deelnemer under the WGS (R2).
        meldpunt: only the deelname that runs the meldpunt.
        procesregie: only the deelname that runs the procesregie.
        soorten: only these kinds of partner.
        op_casus: judged on a casus that the viewer must be able to see.
        bij_einde: also allowed after a named end.
    """

    functies: frozenset[F]
    activiteit: str = ""
    letters: frozenset[Rasci] = frozenset()
    eigenaar: bool = False
    eigen: bool = False
    mandaat: str = ""
    publiek: bool = False
    meldpunt: bool = False
    procesregie: bool = False
    soorten: frozenset[Partnersoort] = frozenset()
    op_casus: bool = True
    bij_einde: bool = False


def _zonder_casus(
    functies: frozenset[F], *, meldpunt: bool = False, procesregie: bool = False
) -> Recht:
    return Recht(functies, op_casus=False, meldpunt=meldpunt, procesregie=procesregie)


RECHTEN: dict[P, Recht] = {
    P.WERK_ZIEN: _zonder_casus(IEDEREEN),
    P.ZOEKEN: _zonder_casus(CASUSWERK),
    P.MELDING_DOEN: _zonder_casus(CASUSWERK | {F.AANDACHTSFUNCTIONARIS}),
    P.MELDPUNT_WERKEN: _zonder_casus(
        frozenset({F.MELDPUNTMEDEWERKER, F.KETENREGIETEAMLID}), meldpunt=True
    ),
    # Nobody has to look for who may: the service asks what it is about.
    P.ALARM_SLAAN: _zonder_casus(CASUSWERK),
    # The service adds: of an organisation that was called.
    P.ALARM_BEVESTIGEN: _zonder_casus(CASUSWERK | {F.AANDACHTSFUNCTIONARIS}),
    P.PIKET_ZIEN: _zonder_casus(CASUSWERK | {F.KETENBEHEERDER}),
    P.PIKET_BEHEREN: _zonder_casus(frozenset({F.KETENBEHEERDER, F.PROCESREGISSEUR})),
    P.MELDER_INZIEN: _zonder_casus(frozenset({F.MELDPUNTMEDEWERKER}), meldpunt=True),
    P.MELDER_SPREKEN: _zonder_casus(frozenset({F.MELDPUNTMEDEWERKER}), meldpunt=True),
    # A melding that another organisation hands over: answering for one's own, and working on it then.
    P.OVERDRACHT_BEHANDELEN: _zonder_casus(
        TEAM | {F.MELDPUNTMEDEWERKER, F.AANDACHTSFUNCTIONARIS, F.CASUSREGISSEUR}
    ),
    P.DOSSIER_VORMEN: _zonder_casus(
        frozenset({F.MELDPUNTMEDEWERKER, F.KETENREGIETEAMLID}), meldpunt=True
    ),
    # Secrets and abonnementen of the own organisation, which works in casussen with them.
    P.KOPPELING_GEBRUIKEN: _zonder_casus(TEAM),
    # Who may link and with which scopes; never the secret, which would open casussen.
    P.KOPPELINGEN_BEHEREN: _zonder_casus(frozenset({F.KETENBEHEERDER})),
    P.KOPPELINGEN_ZIEN: _zonder_casus(TEAM | {F.KETENBEHEERDER}),
    # The service adds: a party to the convenant.
    P.PERSOON_NAVRAGEN: _zonder_casus(TEAM | {F.MELDPUNTMEDEWERKER}),
    P.NAVRAAG_BEANTWOORDEN: _zonder_casus(frozenset({F.PROCESREGISSEUR}), procesregie=True),
    P.CASUSSEN_ZIEN: _zonder_casus(CASUSWERK),
    # A list that leaves the system: for who works on the casussen of the whole organisation.
    P.CASUSSEN_UITVOEREN: _zonder_casus(TEAM),
    P.CASUS_OPENEN: _zonder_casus(frozenset({F.KETENREGIETEAMLID, F.PROCESREGISSEUR})),
    P.PRIORITEITEN_ZIEN: _zonder_casus(CASUSWERK),
    P.PRIORITEITEN_BEHEREN: _zonder_casus(frozenset({F.PROCESREGISSEUR}), procesregie=True),
    P.OVERLEG_PLANNEN: _zonder_casus(
        frozenset({F.PROCESREGISSEUR, F.SECRETARIS, F.KETENREGIETEAMLID}), procesregie=True
    ),
    P.OVERLEG_ZIEN: _zonder_casus(CASUSWERK),
    P.PARTNERS_ZIEN: _zonder_casus(IEDEREEN),
    P.CONVENANT_ZIEN: _zonder_casus(IEDEREEN),
    P.CONVENANT_VOORBEREIDING_ZIEN: _zonder_casus(
        frozenset({F.KETENBEHEERDER, F.PROCESREGISSEUR, F.RAC_LID, F.FG, F.BESTUURDER})
    ),
    P.CONVENANT_BEWERKEN: _zonder_casus(
        frozenset({F.KETENBEHEERDER, F.PROCESREGISSEUR}), procesregie=True
    ),
    P.CONVENANT_ADVISEREN: _zonder_casus(frozenset({F.RAC_LID, F.FG})),
    # The service adds: of another deelname than the one that proposed it.
    P.CONVENANT_VASTSTELLEN: Recht(frozenset({F.BESTUURDER}), publiek=True, op_casus=False),
    P.CONVENANT_TEKENEN: Recht(frozenset({F.BESTUURDER}), eigen=True, op_casus=False),
    P.INSTRUMENT_BEWERKEN: _zonder_casus(frozenset({F.KETENBEHEERDER, F.PROCESREGISSEUR})),
    # The service adds: somebody else than who put the version forward.
    P.INSTRUMENT_PUBLICEREN: _zonder_casus(frozenset({F.KETENBEHEERDER, F.PROCESREGISSEUR})),
    P.MODEL_VOORBEREIDING_ZIEN: _zonder_casus(
        frozenset({F.KETENBEHEERDER, F.PROCESREGISSEUR, F.RAC_LID, F.FG, F.BESTUURDER})
    ),
    P.MODEL_BEWERKEN: _zonder_casus(
        frozenset({F.KETENBEHEERDER, F.PROCESREGISSEUR}), procesregie=True
    ),
    P.MODEL_ADVISEREN: _zonder_casus(frozenset({F.RAC_LID, F.FG})),
    # The service adds: of another deelname than the one that put it forward.
    P.MODEL_VASTSTELLEN: Recht(frozenset({F.BESTUURDER}), publiek=True, op_casus=False),
    P.REFERENTIEMODEL_ZIEN: _zonder_casus(IEDEREEN),
    P.LOGBOEK_ZIEN: _zonder_casus(frozenset({F.FG})),
    # The contactpunt of the keten (WGS art. 1.4): the FG of the organisation that runs the process.
    P.PRIVACY_BEHANDELEN: _zonder_casus(frozenset({F.FG}), procesregie=True),
    # Whoever sees something go wrong tells at once; nobody but the FG reads it.
    P.DATALEK_MELDEN: _zonder_casus(IEDEREEN),
    # The service adds: about data that the own organisation supplied.
    P.PRIVACY_ADVISEREN: _zonder_casus(TEAM | {F.MELDPUNTMEDEWERKER, F.AANDACHTSFUNCTIONARIS}),
    # The service adds: two different people, of different functies or both FG. Numbers, no content.
    P.VERNIETIGEN: _zonder_casus(frozenset({F.FG, F.PROCESREGISSEUR}), procesregie=True),
    # The service adds: only whose file it is.
    P.BEWAREN_VRAGEN: _zonder_casus(KETENWERK | {F.MELDPUNTMEDEWERKER}),
    P.HERGEBRUIK_BESLISSEN: Recht(TEAM | {F.MELDPUNTMEDEWERKER}, eigen=True, op_casus=False),
    P.EVALUATIES_ZIEN: _zonder_casus(CASUSWERK | {F.PROCESBEGELEIDER, F.BESTUURDER}),
    # Holds no casus: everyone of the keten may know what voorlichting there is.
    P.PREVENTIE_ZIEN: _zonder_casus(IEDEREEN),
    # The service adds: changing only for the organisation that organises it.
    P.VOORLICHTING_ORGANISEREN: _zonder_casus(
        TEAM | {F.PREVENTIEMEDEWERKER, F.AANDACHTSFUNCTIONARIS, F.MELDPUNTMEDEWERKER}
    ),
    # The service adds: seeing it for who takes part; planning for who carries out 1.3 in the model.
    P.REPRESSIEF_WERKEN: _zonder_casus(TEAM | {F.CASUSREGISSEUR}),
    # Figures that tell of nobody; who sees no casus sees no way to one either.
    P.INDICATOREN_ZIEN: _zonder_casus(IEDEREEN - {F.PLATFORMBEHEERDER}),
    P.RAPPORT_MAKEN: _zonder_casus(frozenset({F.PROCESREGISSEUR, F.BESTUURDER, F.KETENBEHEERDER})),
    P.CIJFERS_BEHEREN: _zonder_casus(frozenset({F.PROCESREGISSEUR, F.KETENBEHEERDER})),
    P.TERUGKOPPELING_GEVEN: Recht(CASUSWERK, eigen=True, op_casus=False),
    P.VERSTREKKINGEN_ZIEN: _zonder_casus(CASUSWERK),
    # Receipt, and the answer to a planned verstrekking: for who received, or was asked.
    P.VERSTREKKING_BEANTWOORDEN: Recht(CASUSWERK, eigen=True, op_casus=False),
    P.BEHEREN: _zonder_casus(frozenset({F.KETENBEHEERDER})),
    # The procesregie sees the whole keten, others what they own.
    P.RISICO_ZIEN: _zonder_casus(KETENWERK | {F.MELDPUNTMEDEWERKER}),
    P.PLATFORM_BEHEREN: _zonder_casus(frozenset({F.PLATFORMBEHEERDER})),
    # The service adds: the own organisation; the ketenbeheerder the whole keten; nobody oneself.
    P.TOEGANG_BEVESTIGEN: _zonder_casus(TEAM | {F.KETENBEHEERDER}),
    # For oneself; a teamlid also for an absent colleague.
    P.VERVANGING_REGELEN: _zonder_casus(IEDEREEN),
    P.KNELPUNTEN_ZIEN: _zonder_casus(
        CASUSWERK | {F.AANDACHTSFUNCTIONARIS, F.PROCESBEGELEIDER, F.BESTUURDER}
    ),
    P.KNELPUNT_MELDEN: _zonder_casus(CASUSWERK | {F.AANDACHTSFUNCTIONARIS, F.PROCESBEGELEIDER}),
    # The service adds: put to this organisation, and to its bestuurder when it says so.
    P.KNELPUNT_BEANTWOORDEN: Recht(
        TEAM | {F.AANDACHTSFUNCTIONARIS, F.BESTUURDER}, eigen=True, op_casus=False
    ),
    P.CASUS_ZIEN: Recht(CASUSWERK),
    P.CASUS_WIJZIGEN: Recht(KETENWERK | {F.MELDPUNTMEDEWERKER}, eigenaar=True),
    P.CASUS_MODELVERSIE: Recht(KETENWERK, eigenaar=True),
    # Who may take which step stands in the model (letter of the target's activiteit).
    P.CASUS_VOORTZETTEN: Recht(KETENWERK | {F.MELDPUNTMEDEWERKER}),
    # Pause, extend, and say whether the casus is still needed: the owner, or who answers for progress.
    P.TERMIJN_BEHEREN: Recht(
        KETENWERK | {F.MELDPUNTMEDEWERKER}, "voortgang_interventies", frozenset({A}), eigenaar=True
    ),
    P.TOEGANG_ZIEN: Recht(CASUSWERK),
    P.COLLEGA_AANWIJZEN: Recht(TEAM),
    P.ZIEN_ALS: Recht(frozenset({F.PROCESREGISSEUR}), procesregie=True),
    # The FG sees no casus: what it gets is structure and rules, without contents.
    P.ZIEN_ALS_TOEZICHT: _zonder_casus(frozenset({F.FG})),
    P.TOEGANG_VRAGEN: Recht(CASUSWERK),
    # The service adds: only the organisation that the request was put to.
    P.TOEGANG_BESLISSEN: Recht(TEAM | {F.MELDPUNTMEDEWERKER}, eigen=True),
    P.NOODKNOP: _zonder_casus(NOODKNOP),
    P.NOODKNOP_BEOORDELEN: _zonder_casus(frozenset({F.FG})),
    P.DEELREGELVOORSTEL_ZIEN: _zonder_casus(frozenset({F.KETENBEHEERDER, F.PROCESREGISSEUR, F.FG})),
    P.UITNODIGEN: Recht(
        KETENWERK | {F.MELDPUNTMEDEWERKER}, "inbreng_casusoverleg", frozenset({A}), eigenaar=True
    ),
    P.LETTERS_WIJZIGEN: Recht(
        KETENWERK | {F.MELDPUNTMEDEWERKER}, "inbreng_casusoverleg", frozenset({A}), eigenaar=True
    ),
    P.ORGANISATIE_VOORSTELLEN: Recht(KETENWERK | {F.MELDPUNTMEDEWERKER}),
    P.BETROKKENHEID_STOPPEN: Recht(KETENWERK | {F.MELDPUNTMEDEWERKER}, eigen=True),
    # The service adds: colleagues of the own organisation; anyone only for the owner, the A and the
    # procesregisseur.
    P.UITSLUITEN: Recht(KETENWERK),
    P.BELANG_MELDEN: Recht(CASUSWERK),
    P.UITTREDING_BESLISSEN: Recht(TEAM, "inbreng_casusoverleg", frozenset({A}), eigenaar=True),
    P.UITNODIGING_BEANTWOORDEN: Recht(CASUSWERK, eigen=True, op_casus=False),
    P.EERSTE_WEGING_VOORBEREIDEN: Recht(
        frozenset({F.MELDPUNTMEDEWERKER, F.KETENREGIETEAMLID}), "eerste_weging", UITVOEREND
    ),
    P.EERSTE_WEGING_WEGEN: Recht(TEAM, "eerste_weging", UITVOEREND),
    # Preparing and withdrawing; sending asks the mandaat too, and so does accepting.
    P.OVERDRACHT_DOEN: Recht(KETENWERK | {F.MELDPUNTMEDEWERKER}, eigenaar=True),
    P.OVERDRACHT_BEANTWOORDEN: Recht(CASUSWERK, eigen=True, op_casus=False),
    P.ZORGCOORDINATOR_VASTLEGGEN: Recht(KETENWERK | {F.MELDPUNTMEDEWERKER}, eigenaar=True),
    P.DOELTOETS: Recht(TEAM, "eerste_weging", UITVOEREND, publiek=True),
    P.MELDER_VRAGEN: Recht(KETENWERK, "tweede_weging", MEEDENKEND),
    P.BIJDRAGE_LEVEREN: Recht(CASUSWERK, "tweede_weging", MEEDENKEND),
    # Judged on the activiteit at hand; see cases/services/document.py.
    P.DOCUMENT_TOEVOEGEN: Recht(CASUSWERK, "tweede_weging", MEEDENKEND, eigenaar=True),
    # Ondernemingen and locaties; judged as documents are (cases/services/objecten.py).
    P.NOTITIE_MAKEN: Recht(CASUSWERK, "tweede_weging", MEEDENKEND, eigenaar=True),
    P.PERSOON_VASTLEGGEN: Recht(CASUSWERK, "tweede_weging", MEEDENKEND, eigenaar=True),
    P.OBJECT_VASTLEGGEN: Recht(CASUSWERK, "tweede_weging", MEEDENKEND, eigenaar=True),
    # The service adds: both rows are shown to the viewer.
    P.OBJECT_KOPPELEN: Recht(CASUSWERK, "tweede_weging", MEEDENKEND, eigenaar=True),
    # The analysis in a casusoverleg; the service asks that one sits at that table.
    P.TAFEL_SCHRIJVEN: Recht(CASUSWERK, "tweede_weging", MEEDENKEND),
    P.TWEEDE_WEGING_VASTLEGGEN: Recht(KETENWERK, "tweede_weging", UITVOEREND),
    # A vastgesteld plan is for everyone who sees the casus; one in the making for who works on it.
    P.PLAN_CONCEPT_ZIEN: Recht(CASUSWERK, "plan_van_aanpak", MEEDENKEND),
    P.PLAN_OPSTELLEN: Recht(KETENWERK, "plan_van_aanpak", UITVOEREND),
    P.PLAN_INSTEMMEN: Recht(KETENWERK, "plan_van_aanpak", MEEDOEND, mandaat="instemmen"),
    P.PLAN_VASTSTELLEN: Recht(KETENWERK, "plan_van_aanpak", frozenset({A})),
    P.VERSTREKKEN: Recht(KETENWERK, "plan_van_aanpak", UITVOEREND),
    P.HERGEBRUIK_VRAGEN: Recht(KETENWERK | {F.MELDPUNTMEDEWERKER}, eigenaar=True),
    # Conditions, toestemming and giving it to others: for the supplier of the datum.
    P.GEGEVEN_BEHEREN: Recht(CASUSWERK, eigen=True),
    P.ACTIE_BIJWERKEN: Recht(CASUSWERK, eigen=True),
    # Sent with the plan, or offered by a partner.
    P.ACTIE_AANNEMEN: Recht(CASUSWERK, eigen=True),
    P.ACTIE_OVERDRAGEN: Recht(CASUSWERK, eigen=True),
    # What an organisation gave back goes to another one.
    P.ACTIE_UITZETTEN: Recht(KETENWERK, "acties_uitvoeren", frozenset({A})),
    P.GREMIUM_VASTLEGGEN: Recht(CASUSWERK, "acties_uitvoeren", MEEDENKEND),
    P.ZORGBEHOEFTE_VASTLEGGEN: Recht(CASUSWERK, "acties_uitvoeren", MEEDOEND),
    P.INTERVENTIE_VASTLEGGEN: Recht(CASUSWERK, "acties_uitvoeren", MEEDOEND),
    P.NAZORG_BELEGGEN: Recht(ZORG, "nazorg", UITVOEREND),
    P.NAZORG_AANVAARDEN: Recht(CASUSWERK, eigen=True),
    # The service adds: only the organisations that may offer one (politie, KMar, Arbeidsinspectie).
    P.BEDENKTIJD_VASTLEGGEN: Recht(CASUSWERK, "tweede_weging", MEEDENKEND),
    # Without the casus: what has ended is shown to nobody (R12). The service adds everybody's akkoord.
    P.CASUS_HEROPENEN: Recht(frozenset({F.KETENREGIETEAMLID}), publiek=True, op_casus=False),
    P.HEROPENING_BEANTWOORDEN: Recht(TEAM | {F.MELDPUNTMEDEWERKER}, eigen=True, op_casus=False),
    P.ONDERZOEK_VASTLEGGEN: Recht(TEAM, "strafrechtelijk_onderzoek", UITVOEREND, soorten=OPSPORING),
    P.WEGINGSFORMULIER_MAKEN: Recht(
        TEAM, "strafrechtelijk_onderzoek", UITVOEREND, soorten=OPSPORING
    ),
    # Anybody in the uitvoering, so that a thread says nothing of who began it.
    P.ZORG_AFSTEMMEN: Recht(CASUSWERK, "acties_uitvoeren", MEEDENKEND),
    P.EVALUATIE_OPDRAGEN: Recht(TEAM, "procesbegeleider_aanstellen", frozenset({A})),
    P.EVALUATIE_INSTEMMEN: Recht(KETENWERK, "evalueren", MEEDENKEND),
    P.EVALUATIE_BEGELEIDEN: _zonder_casus(frozenset({F.PROCESBEGELEIDER})),
    P.EVALUATIE_BEANTWOORDEN: Recht(CASUSWERK, "evalueren", MEEDENKEND),
    # The evaluation of proces, keten and beleid is work of the procesregie.
    P.EVALUATIE_NIVEAUS_BEWERKEN: _zonder_casus(
        frozenset({F.PROCESREGISSEUR, F.SECRETARIS}), procesregie=True
    ),
    # From the evaluation of proces, keten or beleid; from a casus the procesbegeleider records it.
    P.VERBETERPUNT_VASTLEGGEN: _zonder_casus(frozenset({F.PROCESREGISSEUR}), procesregie=True),
    P.VERBETERPUNT_AFRONDEN: _zonder_casus(CASUSWERK),
}
