"""Components for templates: `{% load ui %}`."""
