"""The archive copy of a vastgesteld plan: PDF/A-3a with its content and hashes as an attachment.

It is the copy of the organisation that stelt vast: what that one may not know is in it as a hash only, so
that a later check of the whole controlegetal needs nobody else's data.
"""

import json
from dataclasses import asdict

from cases import planinhoud
from cases.delen import Deler
from cases.documents import Grijs, beslis_items, plan_html
from cases.models import PlanVanAanpak
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.pdf import html_to_pdf
from partners.access import policy
from partners.access.permissions import Permission

BIJLAGE = "plan-inhoud.json"


def archief_pdf(deler: Deler, plan: PlanVanAanpak) -> bytes:
    """The plan as PDF/A-3a.

    Raises:
        AccessDenied: not A for the plan.
        NotVisible: it is not vastgesteld, so there is nothing to keep.
    """
    policy.require(deler.viewer, Permission.PLAN_VASTSTELLEN, deler.casus)
    if plan.status != PlanVanAanpak.Status.VASTGESTELD:
        raise NotVisible
    content = json.dumps(_inhoud(deler, plan), ensure_ascii=False, indent=1).encode()
    data = html_to_pdf(
        plan_html(deler, plan),
        variant="pdf/a-3a",
        attachments=[(BIJLAGE, content, "Inhoud van het plan met de hash van elk onderdeel")],
    )
    logboek.record(
        Gebeurtenis.PLAN_DOCUMENT_GEMAAKT,
        plan,
        viewer=deler.viewer,
        actie="R",
        details={"versie": plan.nummer, "controlegetal": plan.controlegetal, "vorm": "archief"},
    )
    return data


def _inhoud(deler: Deler, plan: PlanVanAanpak) -> dict[str, object]:
    items = []
    for item, regel in beslis_items(deler, plan):
        full = asdict(item)
        if regel is None or isinstance(regel, Grijs):
            full = {"soort": full["soort"] if regel else "niet getoond", "hash": item.hash}
        items.append(full)
    return {
        "kenmerk": deler.casus.kenmerk,
        "versie": plan.nummer,
        "vastgesteld_at": plan.vastgesteld_at.isoformat() if plan.vastgesteld_at else None,
        "controlegetal": plan.controlegetal,
        "klopt": not planinhoud.afwijkingen(plan),
        "items": items,
    }
