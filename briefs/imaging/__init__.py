"""Pictures: what is said of one, how it is drawn in other sizes, and what of a file is not for readers.

Only `measure` and `draw` load Pillow, and only when they are called.
"""

from briefs.imaging.records import ENDINGS, Facts, Form, Picture, Variant

__all__ = ["ENDINGS", "Facts", "Form", "Picture", "Variant"]
