"""Pictures: each as its author made it, less what is not for readers, and in the sizes that pages show."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from msgspec.structs import astuple

from briefs.config import Config
from briefs.imaging import Form
from briefs.model import Model
from briefs.output import Output
from briefs.view import View


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan all pictures; one that lies in two folders under the same name is drawn once."""
    drawn = set()
    for path, picture in model.pictures.items():
        facts = picture.facts
        recipe = redrawn if facts.redrawn else original
        yield Output(path, recipe, (path, facts.kind), source=f"content/{path}")
        for variant in (*picture.variants, *picture.portraits):
            if variant.address not in drawn:
                drawn.add(variant.address)
                yield Output(
                    unquote(variant.address), resized, (path, *astuple(variant.form)), source=f"content/{path}"
                )


def original(view: View, path: str, kind: str) -> bytes:
    """Copy a picture without what was noted in its file."""
    from briefs.imaging.strip import strip

    return strip(kind, view.asset(path))


def redrawn(view: View, path: str, kind: str) -> bytes:
    """Draw a picture anew: upright, and without what was noted in its file."""
    return view.drawn(path, whole(kind))


def resized(view: View, path: str, *form: Any) -> bytes:
    """Draw a picture in another size."""
    return view.drawn(path, Form(*form))


def whole(kind: Any) -> Form:
    """Name the form of a picture that is drawn anew in its own size."""
    return Form(kind, 0, 0, "still")


def form_of(output: Output) -> tuple[str, Form] | None:
    """Tell which form of which picture an output is drawn in; None if nothing is drawn for it."""
    if output.recipe is resized:
        return output.args[0], Form(*output.args[1:])
    return (output.args[0], whole(output.args[1])) if output.recipe is redrawn else None
