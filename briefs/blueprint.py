"""All that is settled before anything is rendered, kept from build to build: the model, where links lead, and the outputs."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from briefs.digest import as_tuples
from briefs.encoded import Encoded
from briefs.extension import MODULE as EXTENSION_MODULE
from briefs.holds import Holds
from briefs.imaging import Picture
from briefs.model import Amendment, Brief, ListKind, Member, Model, Notice, Owner, Page, Redirect, Site, Term, TermKind
from briefs.output import Output

K = TypeVar("K")
V = TypeVar("V")


class Blueprint(Struct, frozen=True):
    """What recipes ask about, and which recipes there are."""

    model: Model
    fills: Mapping[str, tuple[str | None, ...]]
    """Addresses for the slots of each text, by the id of its owner."""
    menu: tuple[tuple[str, str], ...]
    outputs: Mapping[str, Output]
    """By path."""


class Kept(Struct, frozen=True, array_like=True):
    """A blueprint as it is kept, its records still encoded: an edit of one text needs few of them."""

    site: Site
    briefs: dict[str, Raw]
    notices: dict[str, Raw]
    amendments: tuple[Amendment, ...]
    pages: dict[str, Raw]
    terms: dict[tuple[TermKind, str], Raw]
    lists: dict[tuple[ListKind, str], Raw]
    translations: dict[str, Raw]
    related: dict[str, Raw]
    staff: dict[tuple[TermKind, str], Raw]
    owners: dict[str, Raw]
    assets: tuple[str, ...]
    statics: tuple[str, ...]
    pictures: dict[str, Raw]
    redirects: dict[str, Raw]
    holds: Holds
    fills: dict[str, Raw]
    menu: tuple[tuple[str, str], ...]
    outputs: dict[str, Raw]


def keep(blueprint: Blueprint) -> list[object] | None:
    """Put a blueprint into the form of `Kept`; None if its outputs could not be given back as they are, as only code that runs can tell them."""
    recipes: dict[Callable[..., Any], bool] = {}
    outputs = {}
    for path, output in blueprint.outputs.items():
        recipe = output.recipe
        if recipe not in recipes:
            # Other modules of a site are not there yet when the next build looks for the recipe.
            ours = recipe.__module__ == EXTENSION_MODULE or recipe.__module__.startswith("briefs.")
            recipes[recipe] = ours and _find(recipe.__module__, recipe.__qualname__) is recipe
        if not recipes[recipe] or not _is_plain(output.args):
            return None
        outputs[path] = (recipe.__module__, recipe.__qualname__, output.args, output.source)
    model = blueprint.model
    numbers = {id: number for number, id in enumerate(model.briefs)}
    values = {
        **{name: getattr(model, name) for name in Model.__struct_fields__},
        "lists": {key: [numbers[id] for id in ids] for key, ids in model.lists.items()},
        "related": {key: [numbers[id] for id in ids] for key, ids in model.related.items()},
        # Where links lead is settled: nobody will ask for slots and anchors again.
        "owners": {id: replace(owner, slots=(), anchors=()) for id, owner in model.owners.items()},
        "fills": blueprint.fills, "menu": blueprint.menu, "outputs": outputs,
    }  # fmt: skip
    fields = (values[name] for name in Kept.__struct_fields__)
    return [dict(value) if isinstance(value, Mapping) else value for value in fields]


def load(each: Kept) -> Blueprint:
    """Give a blueprint back."""
    ids = list(each.briefs)
    numbers = msgspec.msgpack.Decoder(list[int]).decode

    def named(key: object, value: Raw) -> tuple[str, ...]:
        return tuple(ids[number] for number in numbers(value))

    model = Model(
        site=each.site, briefs=_lazy(each.briefs, Brief), pages=_lazy(each.pages, Page), terms=_lazy(each.terms, Term),
        lists=Encoded(each.lists, named), related=Encoded(each.related, named),
        translations=_lazy(each.translations, tuple[str, ...]),
        staff=_lazy(each.staff, tuple[Member, ...]), owners=_lazy(each.owners, Owner),
        assets=each.assets, statics=each.statics, pictures=_lazy(each.pictures, Picture), holds=each.holds,
        notices=_lazy(each.notices, Notice), amendments=each.amendments, redirects=_lazy(each.redirects, Redirect),
    )  # fmt: skip
    fills = _lazy(each.fills, tuple[str | None, ...])
    decode = msgspec.msgpack.Decoder(tuple[str, str, list[Any], str]).decode

    def output(path: str, encoded: Raw) -> Output:
        module, name, args, source = decode(encoded)
        recipe = _find(module, name)
        if recipe is None:
            raise msgspec.DecodeError(f"there is no recipe {module}.{name}")
        return Output(path, recipe, as_tuples(args), source)

    return Blueprint(model, fills, each.menu, Encoded(each.outputs, output))


def _lazy(encoded: dict[K, Raw], kind: Any) -> Encoded[K, Any]:
    decode = msgspec.msgpack.Decoder(kind).decode
    return Encoded(encoded, lambda key, value: decode(value))


def _find(module: str, name: str) -> Callable[..., str | bytes] | None:
    """Find a recipe by its name; a site's own module is loaded already, and not to be found by an import."""
    home = import_module(module) if module.startswith("briefs.") else sys.modules.get(module)
    found: Callable[..., str | bytes] | None = getattr(home, name, None)
    return found


def _is_plain(value: object) -> bool:
    """Tell whether a value comes back from its encoding as what it was."""
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return value is None or type(value) in (str, int, float, bool)
