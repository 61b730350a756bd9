# ruff: noqa: E501 (a path is one word)
"""Our own line icons on a 24 × 24 ground: the inner SVG of each, by the word that templates use.

Inline in the page, so that they take the colour of the words beside them and cost no request.
"""

from __future__ import annotations

from django.utils.safestring import SafeString

_LINES = {
    "leaf": '<path d="M5 19c0-9 5-14 15-14 0 10-5 15-14 14M5 19c2-5 5-8 9-10"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "leave": '<path d="M10 4H5v16h5M14 8l4 4-4 4M18 12H9"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 7.8v.1"/>',
    "help": '<circle cx="12" cy="12" r="9"/><path d="M9.3 9.6a2.8 2.8 0 1 1 4.2 2.5c-1 .6-1.5 1.1-1.5 2.1M12 17.2v.1"/>',
    "warning": '<path d="M12 4 2.8 20h18.4zM12 10v4.5M12 17.4v.1"/>',
    "stop": '<path d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 8v5M12 16.3v.1"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.3l3.3 2"/>',
    "dash": '<path d="M6 12h12"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "download": '<path d="M12 4v11m-4.5-4 4.5 4.5L16.5 11M4.5 20h15"/>',
    "upload": '<path d="M12 16V5M7.5 9 12 4.5 16.5 9M4.5 20h15"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "edit": '<path d="m4 20 1-4.5L16 4.5 19.5 8 8.5 19zM13.5 7l3.5 3.5"/>',
    "right": '<path d="m9 5 7 7-7 7"/>',
    "left": '<path d="m15 5-7 7 7 7"/>',
    "up": '<path d="m6 14 6-6 6 6"/>',
    "down": '<path d="m6 10 6 6 6-6"/>',
    "sort": '<path d="m8 9.5 4-4 4 4M8 14.5l4 4 4-4"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "place": '<path d="M12 21c-4.5-4.5-7-8-7-11a7 7 0 0 1 14 0c0 3-2.5 6.5-7 11z"/><circle cx="12" cy="10" r="2.5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c1-4 4-6 8-6s7 2 8 6"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8.5 3.5v4M15.5 3.5v4"/>',
    "file": '<path d="M6 3h8l4.5 4.5V21H6zM14 3v4.5h4.5M9 12.5h6M9 16h6"/>',
    "truck": '<path d="M2.5 6h11v11h-11zM13.5 10h4l4 3.5V17h-8z"/><circle cx="7" cy="18" r="2"/><circle cx="17.5" cy="18" r="2"/>',
    "factory": '<path d="M3 20V10l6 3.5V10l6 3.5V4h5v16zM7.5 17h1M12 17h1M16.5 17h1"/>',
    "flask": '<path d="M9.5 3h5M10.5 3v6L5 18.5A1.7 1.7 0 0 0 6.5 21h11a1.7 1.7 0 0 0 1.5-2.5L13.5 9V3M7.5 15h9"/>',
    "box": '<path d="m12 3 8.5 4.5v9L12 21l-8.5-4.5v-9zM3.5 7.5 12 12l8.5-4.5M12 12v9"/>',
    "scale": '<path d="M12 4v16M7.5 20h9M5 7h14M5 7l-2.5 6.5a2.8 2.8 0 0 0 5 0zM19 7l-2.5 6.5a2.8 2.8 0 0 0 5 0z"/>',
    "code": '<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM17.5 17.5H20V20h-2.5z"/>',
    "lock": '<path d="M5.5 11h13v9.5h-13zM8 11V8a4 4 0 0 1 8 0v3"/>',
    "flag": '<path d="M5.5 21V4M5.5 5h11l-2 4 2 4h-11"/>',
    "chart": '<path d="M4 4v16h16M8 16v-4M12.5 16V8M17 16v-6"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15zM10 21.5h4"/>',
    "external": '<path d="M14 4h6v6M20 4l-9 9M18 14v6H4V6h6"/>',
}

ICONS = {name: SafeString(lines) for name, lines in _LINES.items()}

MARK = SafeString(
    '<path d="M16 3.5c-3.4 4.3-3.9 9.3 0 15 3.9-5.7 3.4-10.7 0-15z"/>'
    '<path d="M15.4 22.5C9 22.8 4.7 18.6 3.8 11.5c6.3.7 10.7 4.7 11.6 11zM16.6 22.5c6.4.3 10.7-3.9 11.6-11-6.3.7-10.7 4.7-11.6 11z"/>'
    '<path d="M16 19v9.5"/>'
)
"""The house's mark, on 32 × 32: one bud and two leaves, as tea is plucked."""
