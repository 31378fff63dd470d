"""Articles in other forms, written as briefs under `content/`."""

from briefs.importers.lines import Note
from briefs.importers.text import Imported, format_note, import_text, read_article

__all__ = ["Imported", "Note", "format_note", "import_text", "read_article"]
