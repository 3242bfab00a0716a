"""What the pages show of an alarm and of the on-call list: frozen views, decided for one viewer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Alarm, Oproep, Piketregel
from meldpunt.models.alarm import DAGEN
from partners.models import Deelname, Keten

VARIANT = {
    Alarm.Status.LOPEND: "danger",
    Alarm.Status.BEVESTIGD: "ok",
    Alarm.Status.AFGEMELD: "neutral",
}


@dataclass(frozen=True, slots=True)
class Oproepbeeld:
    pk: UUID
    wie: str
    telefoon: str
    opgeroepen_at: datetime
    uiterlijk_at: datetime
    bevestigd_at: datetime | None
    naam: str
    eigen: bool
    te_laat: bool


@dataclass(frozen=True, slots=True)
class Alarmbeeld:
    """`eigen`: raised by the viewer's organisation, which alone sees who else was called."""

    pk: UUID
    kenmerk: str
    status: str
    variant: str
    loopt: bool
    uitgeput: bool
    eigen: bool
    afzender: str
    telefoon: str
    geslagen_at: datetime
    volgende_at: datetime | None
    bericht: str
    bevestigd_door: str
    bevestigd_at: datetime | None
    afgemeld_at: datetime | None
    afmeldreden: str
    oproepen: tuple[Oproepbeeld, ...]
    ik_ben_opgeroepen: bool
    ik_heb_bevestigd: bool

    @property
    def verloop(self) -> list[dict[str, str]]:
        """Every step for `<c-timeline>`, newest first."""
        punten = [(self.geslagen_at, 0, "Alarm geslagen", "", self.afzender)]
        for o in self.oproepen:
            punten.append((o.opgeroepen_at, 1, "Opgeroepen", "", o.wie))
            if o.bevestigd_at:
                tekst = f"Aan de telefoon door {o.naam}" if o.naam else ""
                punten.append((o.bevestigd_at, 2, "Bevestigd", tekst, o.wie))
        if self.bevestigd_at and not any(o.bevestigd_at for o in self.oproepen):
            punten.append((self.bevestigd_at, 2, "Bevestigd", "", self.bevestigd_door))
        if self.afgemeld_at:
            punten.append((self.afgemeld_at, 3, "Afgemeld", self.afmeldreden, self.afzender))
        return [
            {"titel": titel, "tekst": tekst, "wie": wie, "moment": _moment(at)}
            for at, _, titel, tekst, wie in sorted(punten, key=lambda p: p[:2], reverse=True)
        ]


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d-%-m-%Y %H:%M}"


def alarmbeeld(viewer: Viewer, alarm: Alarm) -> Alarmbeeld:
    """Two queries: the calls that this viewer may know, and the number to ring back."""
    nu = clock.now()
    calls = tuple(
        Oproepbeeld(
            pk=o.pk,
            wie=o.wie,
            telefoon=o.telefoon,
            opgeroepen_at=o.opgeroepen_at,
            uiterlijk_at=o.uiterlijk_at,
            bevestigd_at=o.bevestigd_at,
            naam=o.bevestigd_naam,
            eigen=o.deelname_id == viewer.deelname_id,
            te_laat=o.bevestigd_at is None and o.uiterlijk_at <= nu,
        )
        for o in Oproep.objects.filter(alarm=alarm).order_by("stap", "created_at", "pk")
    )
    eigen = alarm.afzender_id == viewer.deelname_id
    afzender: Deelname = alarm.afzender
    return Alarmbeeld(
        pk=alarm.pk,
        kenmerk=alarm.kenmerk,
        status=alarm.get_status_display(),
        variant=VARIANT[Alarm.Status(alarm.status)],
        loopt=alarm.loopt,
        uitgeput=alarm.uitgeput_at is not None,
        eigen=eigen,
        afzender=afzender.organisatie.naam,
        telefoon=_telefoon(afzender),
        geslagen_at=alarm.geslagen_at,
        volgende_at=alarm.volgende_at,
        bericht=alarm.bericht,
        bevestigd_door=alarm.bevestigd_door.organisatie.naam if alarm.bevestigd_door else "",
        bevestigd_at=alarm.bevestigd_at,
        afgemeld_at=alarm.afgemeld_at,
        afmeldreden=alarm.afmeldreden,
        oproepen=calls,
        ik_ben_opgeroepen=any(o.eigen for o in calls),
        ik_heb_bevestigd=any(o.eigen and o.bevestigd_at for o in calls),
    )


def _telefoon(afzender: Deelname) -> str:
    if afzender.meldpunt:
        keten: Keten = afzender.keten
        return keten.telefoon_meldpunt
    profiel = getattr(afzender.organisatie, "profiel", None)
    return profiel.telefoon if profiel else ""


def lopend_of_laatste(viewer: Viewer, melding_id: UUID) -> Alarmbeeld | None:
    """The alarm of a melding that the viewer's organisation raised; the latest when several."""
    alarm = (
        Alarm.objects.filter(melding_id=melding_id, afzender_id=viewer.deelname_id)
        .select_related(
            "afzender__organisatie__profiel", "afzender__keten", "bevestigd_door__organisatie"
        )
        .order_by("-geslagen_at")
        .first()
    )
    return alarmbeeld(viewer, alarm) if alarm else None


@dataclass(frozen=True, slots=True)
class Piketbeeld:
    pk: UUID
    volgorde: int
    wie: str
    organisatie: str
    wanneer: str
    telefoon: str
    email: str
    minuten: int
    actief: bool
    nu: bool


def piketbeeld(regel: Piketregel, at: datetime) -> Piketbeeld:
    return Piketbeeld(
        pk=regel.pk,
        volgorde=regel.volgorde,
        wie=regel.wie,
        organisatie=regel.deelname.organisatie.naam,
        wanneer=_wanneer(regel),
        telefoon=regel.telefoon,
        email=regel.email,
        minuten=regel.minuten,
        actief=regel.actief,
        nu=regel.actief and regel.dienst(at),
    )


def _wanneer(regel: Piketregel) -> str:
    dagen = sorted(regel.dagen)
    if dagen == [1, 2, 3, 4, 5, 6, 7]:
        wanneer = "Elke dag"
    elif len(dagen) > 2 and dagen == list(range(dagen[0], dagen[-1] + 1)):
        wanneer = f"{DAGEN[dagen[0] - 1][1]} tot en met {DAGEN[dagen[-1] - 1][1]}".capitalize()
    else:
        wanneer = ", ".join(DAGEN[dag - 1][1] for dag in dagen).capitalize()
    if regel.van is None or regel.tot is None:
        return f"{wanneer}, dag en nacht"
    return f"{wanneer}, {regel.van:%H:%M} tot {regel.tot:%H:%M} uur"
