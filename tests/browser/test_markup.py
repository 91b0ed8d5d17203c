"""Every kind of page once, as it leaves the server, held against the rules of HTML.

Where .htmlvalidate.json leaves the recommended rules:
- form-dup-name: the ticks and the buttons of one question share a name, as HTML means them to.
- no-trailing-whitespace: blanks that templates leave at line ends change nothing for anybody.
- prefer-native-element: a <pre> that scrolls is itself the region that takes the focus.
"""

import subprocess
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.pages import STRANGERS, Furnished

VALIDATE = ("node", "node_modules/html-validate/bin/html-validate.mjs", "--formatter=text")


def test_pages_are_valid_html(
    regular: Page, stranger: Page, furnished: Furnished, tmp_path: Path
) -> None:
    for name, address in furnished.addresses.items():
        browser = stranger if name in STRANGERS else regular
        page = browser.context.request.get(f"/en{address}")
        (tmp_path / f"{name}.html").write_text(page.text())

    command = [*VALIDATE, f"--config={Path('.htmlvalidate.json').resolve()}", str(tmp_path)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (found.returncode, found.stdout.replace(f"{tmp_path}/", "")) == (0, "")
