"""Markdown text becomes safe HTML with slots, headings, plain text and a list of what is wrong."""

from briefs.markdown.body import EMPTY, Body, Heading, Slot
from briefs.markdown.parser import Parser, render

__all__ = ["EMPTY", "Body", "Heading", "Parser", "Slot", "render"]
