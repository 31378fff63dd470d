"""The preview's own page: problems, drafts, what is held, and what was made last and why."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path

import jinja2

from briefs.serve.excerpts import as_records
from briefs.serve.session import DASHBOARD, Session

CLIENT = Path(__file__).with_name("client")
"""Files for the browser."""


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(CLIENT), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
    environment.filters["clock"] = lambda seconds: datetime.fromtimestamp(seconds).astimezone().strftime("%H:%M:%S")
    return environment.get_template("dashboard.html")


def dashboard(session: Session) -> str:
    """Make the page as things stand."""
    news = session.news(DASHBOARD)
    facts = {**news, "serial": _serial(session)}
    state = session.state
    until = state.world.model.holds.until if state else {}
    cards = [brief.card for brief in state.world.model.briefs.values()] if state else []
    return _template().render(
        facts=json.dumps(facts),
        title=state.world.model.site.title if state else "",
        problems=as_records(session.root, session.problems()),
        count=len(session.problems()),
        drafts=[card for card in cards if until.get(card.id) == ""],
        held=sorted(((until[card.id], card) for card in cards if until.get(card.id)), key=lambda each: each[0]),
        timezone=state.setting.config.timezone if state else "",
        files=len(state.outputs) if state else 0,
        steps=list(session.steps),
        made=list(session.pages.made)[:40],
        trouble=session.trouble,
    )


def _serial(session: Session) -> int:
    return session.state.number if session.state else 0
