"""Texts as pages hold them."""

import html

from app.i18n import gettext, use_language
from visits.language import Language


def said(text: str, language: Language) -> str:
    """A sentence as a reader of the language finds it in a page."""
    with use_language(language):
        return shown(gettext(text))


def shown(text: str) -> str:
    """A text as a page holds it."""
    return html.escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
