"""Choosing among links: by type, language, media type and context. Values in, values out.

Source: GS1-Conformant Resolver 1.2.1, sections on link types and content negotiation; languages are matched by
RFC 4647 lookup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from nguongoc.trace.resolver.link_types import DEFAULT, DEFAULT_MULTI

HOUSE_LANGUAGE = "vi"
"""Among languages that nobody asked for, this one."""


@dataclass(frozen=True, slots=True)
class Target:
    """One link: what it is (`type`, the bare name of a link type), where it leads, and for whom."""

    type: str
    href: str
    title: str
    languages: tuple[str, ...] = ()
    media: str = ""
    contexts: tuple[str, ...] = ()
    is_default: bool = False
    is_multi: bool = False

    @property
    def fits(self) -> tuple[str, frozenset[str], str, frozenset[str]]:
        """What tells it from others of its type; two that are alike in this cannot be told apart."""
        return self.type, frozenset(self.languages), self.media, frozenset(self.contexts)


@dataclass(frozen=True, slots=True)
class Level:
    """What is linked at one anchor. `default` is where a plain request of it leads; `own` are the links that were
    registered, `built_in` those of the house, which step back behind registered ones of their type."""

    anchor: str
    description: str
    default: Target
    own: tuple[Target, ...] = ()
    built_in: tuple[Target, ...] = ()

    @property
    def targets(self) -> tuple[Target, ...]:
        """Everything that is linked here."""
        return self.own + self.built_in


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request asks for, most wanted first. No link type: the default."""

    type: str = ""
    languages: Sequence[str] = ()
    media: Sequence[str] = ()
    context: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Nothing (no link of that type), one link, or several that cannot be told apart."""

    targets: tuple[Target, ...] = field(default_factory=tuple)

    @property
    def one(self) -> Target | None:
        return self.targets[0] if len(self.targets) == 1 else None


def choose(levels: Sequence[Level], wish: Wish) -> Chosen:
    """The link that is wanted among these levels, given most specific first."""
    if wish.type in ("", DEFAULT, DEFAULT_MULTI):
        return Chosen((_default(levels[0], wish),))
    for found in (*(level.own for level in levels), *(level.built_in for level in levels)):
        of_type = tuple(one for one in found if one.type == wish.type)
        if of_type:
            return Chosen(_narrowed(of_type, wish))
    return Chosen()


def _default(level: Level, wish: Wish) -> Target:
    """A language or media type that no link has is no reason to ask back: then it is the default link."""
    multi = [one for one in level.own if one.is_multi]
    if not multi or level.default not in level.own:
        return level.default
    spoken = _by_language(multi, wish.languages)
    if spoken is None:
        return level.default
    return _by_media(spoken, wish.media)[0]


def _narrowed(found: Sequence[Target], wish: Wish) -> tuple[Target, ...]:
    if wish.context:
        found = [one for one in found if wish.context in one.contexts] or found
    spoken = _by_language(found, wish.languages)
    found = spoken or _unasked(found)
    found = _by_media(found, wish.media)
    first = found[0]
    return tuple(one for one in found if one.fits == first.fits)


def _unasked(found: Sequence[Target]) -> Sequence[Target]:
    """No language was asked for, or none that there is: the default, else one for all, else Vietnamese, else all."""
    steps: tuple[Callable[[Target], bool], ...] = (
        lambda one: one.is_default,
        lambda one: not one.languages,
        lambda one: any(tag.split("-")[0] == HOUSE_LANGUAGE for tag in one.languages),
    )
    for fits in steps:
        kept = [one for one in found if fits(one)]
        if kept:
            return kept
    return found


def _by_language(found: Sequence[Target], wanted: Sequence[str]) -> Sequence[Target] | None:
    """Those in the first language that any has; None where no wish can be met."""
    for tag in wanted:
        if tag == "*":
            return None
        for asked in _ever_shorter(tag):
            kept = [one for one in found if any(asked == own.lower() for own in one.languages)]
            if kept:
                return kept
        kept = [one for one in found if any(own.lower().startswith(f"{tag}-") for own in one.languages)]
        if kept:
            return kept
    return None


def _ever_shorter(tag: str) -> Iterable[str]:
    parts = tag.split("-")
    return ("-".join(parts[:count]) for count in range(len(parts), 0, -1))


def _by_media(found: Sequence[Target], wanted: Sequence[str]) -> Sequence[Target]:
    """Those of the first media type that any has; all where no wish can be met. A link without one fits any."""
    for media in wanted:
        if media == "*/*":
            break
        stem = media.removesuffix("*")
        kept = [
            one
            for one in found
            if one.media == media or (media.endswith("/*") and one.media.startswith(stem))
        ]
        if kept:
            return kept
    return found


def wanted(header: str) -> tuple[str, ...]:
    """The values of an Accept or Accept-Language header, most wanted first, in small letters; those with q=0 are
    left out, and so is what cannot be read (RFC 9110, 12.4.2)."""
    found: list[tuple[float, int, str]] = []
    for place, part in enumerate(header.split(",")[:50]):
        value, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((_quality(one) for one in parameters if one.startswith("q=")), 1.0)
        if value and quality > 0:
            found.append((-quality, place, value))
    return tuple(value for _, _, value in sorted(found))


def _quality(parameter: str) -> float:
    try:
        return min(1.0, max(0.0, float(parameter.removeprefix("q="))))
    except ValueError:
        return 0.0
