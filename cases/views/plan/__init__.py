"""The plan tab: writing, agreeing, vaststellen, and the plan on paper."""

from django.urls import path

from cases.views.plan.besluiten import archief, instemmen, pdf, ter_instemming, vaststellen
from cases.views.plan.schrijven import actie, blok, doel, intrekken, starten, terugnemen
from cases.views.plan.tonen import plan_tab

_PLAN = "casussen/<uuid:pk>/plan/"
_NR = _PLAN + "<int:nummer>/"
urlpatterns = [
    path(_PLAN, plan_tab, name="casus_plan"),
    path(_PLAN + "<int:nummer>.pdf", pdf, name="casus_plan_pdf"),
    path(_NR + "archief.pdf", archief, name="casus_plan_archief"),
    path(_PLAN + "nieuw/", starten, name="casus_plan_starten"),
    path(_NR + "tekst/<slug:blok>/", blok, name="casus_plan_blok"),
    path(_NR + "doel/", doel, name="casus_plan_doel_nieuw"),
    path(_NR + "doel/<uuid:doel_id>/", doel, name="casus_plan_doel"),
    path(_NR + "actie/", actie, name="casus_plan_actie_nieuw"),
    path(_NR + "actie/<uuid:actie_id>/", actie, name="casus_plan_actie"),
    path(_NR + "ter-instemming/", ter_instemming, name="casus_plan_ter_instemming"),
    path(_NR + "terugnemen/", terugnemen, name="casus_plan_terugnemen"),
    path(_NR + "wegleggen/", intrekken, name="casus_plan_intrekken"),
    path(_NR + "instemmen/", instemmen, name="casus_plan_instemmen"),
    path(_NR + "vaststellen/", vaststellen, name="casus_plan_vaststellen"),
]
