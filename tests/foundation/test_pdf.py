"""A PDF is tagged, complete, and made of our own files only."""

import io

import pikepdf
import pytest

from ketenregie.foundation import pdf

# A warning of the library is not ours; a missing file must stop the document, see below.
pytestmark = pytest.mark.filterwarnings("default")

PAGE = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Plan</title>{head}</head>
<body><h1>Plan van aanpak</h1><p>Özlem</p>{body}</body></html>"""


def open_pdf(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def test_a_document_is_tagged_and_says_its_language_and_title():
    found = open_pdf(pdf.html_to_pdf(PAGE.format(head="", body="")))
    root = found.Root
    assert root.MarkInfo.Marked
    assert str(root.Lang) == "nl"
    assert root.ViewerPreferences.DisplayDocTitle
    assert "/StructTreeRoot" in root


def test_our_own_stylesheet_and_font_are_used_and_embedded():
    head = '<link rel="stylesheet" href="/static/css/document.css">'
    for _ in range(2):  # the second time the parsed stylesheet is reused
        found = open_pdf(pdf.html_to_pdf(PAGE.format(head=head, body="")))
        fonts = found.pages[0].Resources.Font
        assert any("Noto" in str(font.BaseFont) for font in fonts.values())


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="x" src="http://127.0.0.1:9/x.png">',
        '<img alt="x" src="https://example.org/x.png">',
        '<img alt="x" src="file:///etc/passwd">',
        '<img alt="x" src="/media/geheim.png">',
        '<img alt="x" src="/static/../manage.py">',
        '<img alt="x" src="/static/%2e%2e/manage.py">',
        '<img alt="x" src="/static/bestaat/niet.png">',
        '<img alt="x" src="//ketenregie.invalid:80/static/css/document.css">',
        '<p style="background: url(http://127.0.0.1:9/x.png)">x</p>',
        '<object data="file:///etc/passwd"></object>',
        '<link rel="stylesheet" href="https://example.org/x.css">',
    ],
)
def test_a_document_cannot_reach_outside_our_static_files(body):
    with pytest.raises(pdf.BestandGeweigerd):
        pdf.html_to_pdf(PAGE.format(head="", body=body))


def test_an_image_inside_the_page_is_fine():
    pixel = (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5"
        "ErkJggg=="
    )
    body = f'<img alt="stip" src="data:image/png;base64,{pixel}">'
    assert pdf.html_to_pdf(PAGE.format(head="", body=body)).startswith(b"%PDF")


def test_the_archive_copy_carries_its_source():
    data = pdf.html_to_pdf(
        PAGE.format(head="", body=""),
        variant="pdf/a-3a",
        attachments=[("plan.json", b"{}", "Bron van dit plan")],
    )
    found = open_pdf(data)
    assert list(found.attachments) == ["plan.json"]
    assert found.attachments["plan.json"].get_file().read_bytes() == b"{}"
