"""Looking at a page for what keeps people out: axe's rules, and what every page must have."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from app.i18n import gettext, use_language
from visits.language import Language

AXE = Path("node_modules/axe-core/axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = f"""
async () => {{
  const found = await axe.run({{runOnly: {TAGS}, resultTypes: ["violations"], preload: false}});
  return found.violations.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 200))]);
}}
"""
READ_FRAME = """
() => {
  const ids = [...document.querySelectorAll("[id]")].map(one => one.id);
  const controls = [...document.querySelectorAll("input:not([type=hidden]), select, textarea")];
  return {
    language: document.documentElement.lang,
    title: document.title,
    headings: [...document.querySelectorAll("h1")].map(one => one.textContent.trim()),
    doubledIds: ids.filter((id, index) => ids.indexOf(id) !== index),
    unlabelled: controls.filter(one => one.labels.length !== 1).map(one => one.outerHTML),
  };
}
"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}


def faults_of(page: Page, language: Language) -> list[Any]:
    """What is wrong with the page that is open, wide and narrow; empty when all is well.

    What axe finds on a wide page does not hang on the language: it looks at one of them.
    """
    faults = frame_faults(page, language)
    page.evaluate(AXE)
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        if size is NARROW or language is Language.EN:
            faults += page.evaluate(RUN_AXE)
        if page.evaluate(SIDEWAYS) > 0:
            faults.append(f"scrolls sideways at {size['width']} pixels")
    return faults


def frame_faults(page: Page, language: Language) -> list[str]:
    """One h1 that opens the title, the right language, ids once, a label for each control."""
    frame = page.evaluate(READ_FRAME)
    with use_language(language):
        title = frame["title"].removeprefix(f"{gettext('Error:')} ")
    faults = [f"id twice: {one}" for one in frame["doubledIds"]]
    faults += [f"not one label: {one}" for one in frame["unlabelled"]]
    if frame["language"] != language:
        faults.append(f"in the language {frame['language']}")
    if len(frame["headings"]) != 1 or not title.startswith(frame["headings"][0]):
        faults.append(f"title {title!r} for the headings {frame['headings']}")
    return faults
