"""A browser, and what to look for on a page: WCAG 2.2 AA by axe, and nothing too wide."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import CHROMIUM

TIMEOUT = 20_000  # ms; what follows along asks every 5 seconds, and a busy machine takes longer
PHONE = 390  # only measured: what axe finds there, it finds at 320
AXE = Axe()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only of what is wrong every element is told: that is most of the work.
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Only around the looking: while Playwright runs, this thread may not use the database."""
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def faults(page: Page, *, axe: bool = True) -> list[str]:
    """What axe finds at the present width, and how many pixels the page is too wide."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    wider = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    faults = [f"{width}: {wider} pixels te breed"] if wider > 0 else []
    if width == PHONE or not axe:
        return faults
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    report = page.evaluate("options => axe.run(options)", OPTIONS)
    assert report["passes"], "axe looked at nothing"
    return faults + [
        f"{width}: {fault['id']} {node['target']}"
        for fault in report["violations"]
        for node in fault["nodes"]
    ]
