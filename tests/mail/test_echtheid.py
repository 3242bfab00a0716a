"""Only the own mail server is believed about who sent a mail, and only for the domain in From."""

from email import message_from_bytes

import pytest

from meldpunt.mail.lezen import lees

EIGEN = "mx.meldpunt.example"
MAIL = b"From: Wilma <wilma@school.example>\r\nSubject: x\r\n\r\nhoi"


def met(*regels: str) -> bytes:
    return b"".join(f"Authentication-Results: {r}\r\n".encode() for r in regels) + MAIL


@pytest.mark.parametrize(
    ("regels", "uitkomst"),
    [
        ((f"{EIGEN}; dmarc=pass header.from=school.example",), True),
        ((f"{EIGEN} 1; spf=pass smtp.mailfrom=wilma@school.example",), True),
        ((f"{EIGEN};\r\n dkim=pass (ok) header.d=mail.school.example",), True),
        ((f"{EIGEN.upper()}; dmarc=pass header.from=School.Example",), True),
        ((f"{EIGEN}; spf=fail smtp.mailfrom=wilma@school.example",), False),
        ((f"{EIGEN}; none",), False),
        ((f"{EIGEN}; dkim=pass header.d=dief.example",), False),
        ((f"{EIGEN}; dkim=pass header.d=school.example.dief.example",), False),
        ((f"{EIGEN}; spf=pass smtp.mailfrom=x@notschool.example",), False),
        ((f"{EIGEN}; dmarc=fail (dmarc=pass header.from=school.example)",), False),
        # A sender that adds a line of its own: the topmost of the own server counts.
        ((f"{EIGEN}; dmarc=fail", f"{EIGEN}; dmarc=pass header.from=school.example"), False),
        (("mx.dief.example; dmarc=pass header.from=school.example",), None),
        ((f"mx.dief.example; x={EIGEN}; dmarc=pass header.from=school.example",), None),
        ((), None),
    ],
)
def test_the_sender_is_vouched_for_by_the_own_server_only(regels, uitkomst):
    assert lees(met(*regels), authserv=EIGEN).bevestigd is uitkomst
    assert lees(met(*regels)).bevestigd is None


def test_a_mail_without_an_address_is_not_vouched_for():
    ruw = (
        f"Authentication-Results: {EIGEN}; dmarc=pass header.from=\r\nFrom: Wilma\r\n\r\nx".encode()
    )

    assert message_from_bytes(ruw)["From"] == "Wilma"
    assert lees(ruw, authserv=EIGEN).bevestigd is None
