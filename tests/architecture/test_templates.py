"""Templates keep to the strict Content-Security-Policy and every component is shown on /componenten/."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))


@pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates"))
)
def test_a_template_has_no_inline_style_or_script(template: Path) -> None:
    text = template.read_text()
    assert re.findall(r"""\sstyle=["']|<style|\son[a-z]+=["']|javascript:""", text) == []
    assert [
        tag
        for tag in re.findall(r"<script[^>]*>", text)
        if "src=" not in tag and "nonce" not in tag
    ] == []


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda p: p.stem)
def test_a_component_declares_its_inputs_and_is_shown_on_the_page_of_all(component: Path) -> None:
    assert component.read_text().startswith("<c-vars")
    tag = f"<c-{component.stem.replace('_', '-')}"
    elsewhere = [t for t in TEMPLATES if t != component]
    used = [t.name for t in elsewhere if re.search(rf"{tag}[\s/>]", t.read_text())]
    shell = {"werkomgeving.html", "base.html", "start.html", "berichten.html"}
    assert used and (
        "componenten.html" in used or shell & set(used) or component.stem == "field_error"
    ), tag


def test_vendored_files_are_what_vendor_json_says() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "sync_vendor.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_every_icon_in_a_template_is_in_the_sprite() -> None:
    sprite = set(
        re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/vendor/tabler/sprite.svg").read_text())
    )
    named: set[str] = set()
    for template in TEMPLATES:
        text = template.read_text()
        named |= set(re.findall(r'<c-icon name="([a-z0-9-]+)"', text))
        named |= set(re.findall(r'\sicon="([a-z0-9-]+)"', text))
        for branches in re.findall(r'<c-icon name="(\{% if .*?\{% endif %\})"', text):
            named |= set(re.findall(r"%\}([a-z0-9-]+)\{%", branches))
    assert named - sprite == set()


def test_every_text_of_the_public_pages_is_translated() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "vertaal.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
