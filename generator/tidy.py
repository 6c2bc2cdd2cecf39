"""Faults in the theme's own markup, mended in the finished page. Each has its reason; what the theme mends, we drop."""

from __future__ import annotations

import re

FAULTS: tuple[tuple[re.Pattern[str], str], ...] = (
    # HTML: a check box has no autocompletion
    (re.compile(r'(type="checkbox" id="__(?:drawer|search)") autocomplete="off"'), r"\1"),
    # WCAG 4.1.2: a control has a name; these are made reachable by the keyboard in our style sheet
    (re.compile(r'(type="checkbox" id="__drawer")'), r'\1 aria-label="Menu"'),
    (re.compile(r'(type="checkbox" id="(__nav_\d+)")'), r'\1 aria-labelledby="\2_label"'),
    (re.compile(r'( id="__nav_\d+_label") tabindex="0"'), r"\1"),
    # HTML: a tabindex is a number
    (re.compile(r' tabindex=""'), ""),
    # WAI-ARIA: a dialogue has a name
    (re.compile(r'(<div class="md-search" data-md-component="search" role="dialog")>'), r'\1 aria-label="Search">'),
    # HTML: a script at the end of a page that is not deferred still keeps the first paint waiting for it
    (re.compile(r"<script src="), "<script defer src="),
)
SIGNS = ('"__', ' id="__', 'tabindex=""', "md-search", "<script src=")
"""Where none of these stands, there is no fault."""
LABEL = re.compile(r'(<label [^>]*?)\s+for="(__toc)"')


def tidy(html: str) -> str:
    """The page with the theme's faults mended. A page without them comes back as it was."""
    for fault, mended in FAULTS:
        html = fault.sub(mended, html)
    if 'id="__toc"' not in html:  # HTML: a label names a control that is there
        html = LABEL.sub(r"\1", html)
    return html
