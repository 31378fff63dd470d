"""Markdown text becomes safe HTML with slots, headings, plain text and a list of what is wrong."""

from briefs.markdown.assembly import first_in_sight, page_html, plain_html
from briefs.markdown.body import EMPTY, Body, Heading, Note, Slot
from briefs.markdown.parser import Parser
from briefs.markdown.sanitize import PHRASING, VOID

__all__ = [
    "EMPTY",
    "PHRASING",
    "VOID",
    "Body",
    "Heading",
    "Note",
    "Parser",
    "Slot",
    "first_in_sight",
    "page_html",
    "plain_html",
]
