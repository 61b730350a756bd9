"""What a browser says it is, in a few words that its owner knows again."""

from __future__ import annotations

SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
)
BROWSERS = (("Edg/", "Edge"), ("coc_coc", "Cốc Cốc"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung"))
COMMON = (("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


def device(agent: str) -> str:
    """“Chrome · Android”; the text itself, cut short, where nothing in it is known."""
    browser = _first(agent, BROWSERS + COMMON)
    system = _first(agent, SYSTEMS) or ("Linux" if "Linux" in agent else "")
    return " · ".join(filter(None, (browser, system))) or agent[:60]


def _first(agent: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in known if mark in agent), "")
