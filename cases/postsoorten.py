"""Which messages about casussen there are, and why somebody gets them."""

from ketenregie.foundation.registries import Postsoort, postsoorten

postsoorten.register(
    "samenwerken",
    Postsoort(
        "Uitnodigingen en wie meedoet",
        "Uw organisatie is gevraagd voor een casus of doet eraan mee, en u werkt daar aan casussen.",
        ("betrokkenheid", "uitsluiting", "vervanging", "zorgafstemming"),
    ),
)
postsoorten.register(
    "overdracht",
    Postsoort(
        "Overdrachten",
        "Uw organisatie geeft iets over of is gevraagd iets over te nemen.",
        ("overdracht", "heropening"),
    ),
)
postsoorten.register(
    "verstrekking",
    Postsoort(
        "Verstrekkingen",
        "Uw organisatie krijgt gegevens, of haar akkoord is nodig.",
        ("verstrekking",),
    ),
)
postsoorten.register(
    "toegang",
    Postsoort(
        "Toegang en noodknop",
        "Uw functie beslist over toegang, of uw organisatie vroeg erom.",
        ("toegang", "noodknop", "lidmaatschap"),
    ),
)
postsoorten.register(
    "termijn",
    Postsoort(
        "Termijnen",
        "Uw organisatie is aan zet, is eindverantwoordelijk of bewaakt de voortgang.",
        ("termijn", "casus"),
    ),
)
postsoorten.register(
    "bestand",
    Postsoort(
        "Virussen en storingen",
        "Het bestand komt van u, of u beheert het systeem.",
        ("document", "meldingdocument", "postbus"),
    ),
)
postsoorten.register(
    "vermelding",
    Postsoort(
        "Genoemd in een notitie",
        "Iemand noemde u met @ in een notitie van een casus die u ziet.",
        ("notitie",),
    ),
)
