"""The few pictures used beside words. They never stand alone, so they are hidden from screen readers."""

from django.utils.safestring import SafeString

from yakuba.ui.components.markup import markup

_PATHS = {
    "check": "M9.5 17.6 4 12.1l1.9-1.9 3.6 3.6L18.1 5.2 20 7.1z",
    "error": "M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9zM11 6.5v7.2h2V6.5zm0 9v2h2v-2z",
    "warning": "M12 2.5 23 21.5H1zM11 9v6h2V9zm0 7.5v2h2v-2z",
    "info": "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm-1 5v2h2V7zm0 4v6h2v-6z",
    "success": "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm-1.4 14.6 7-7-1.4-1.4-5.6 5.6-2.6-2.6-1.4 1.4z",
    "search": "M10 3a7 7 0 0 1 5.6 11.2l5.1 5.1-1.4 1.4-5.1-5.1A7 7 0 1 1 10 3zm0 2a5 5 0 1 0 0 10 5 5 0 0 0 0-10z",
    "file": "M6 2h8l5 5v15H5V2zm7 2H7v16h10V8h-4z",
    "person": "M12 3a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM3 21c0-4.5 4-7 9-7s9 2.5 9 7z",
}


def icon(name: str) -> SafeString:
    """Draw one of the pictures, 1.5 em square, in the colour of the text around it."""
    return markup(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path fill="currentColor" fill-rule="evenodd" d="{}"/></svg>',
        _PATHS[name],
    )
