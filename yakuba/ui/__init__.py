"""How the house looks: page shells, components, forms, tables, design tokens. It knows no municipal noun.

Every view is declared with `@page`, which says who may enter; pages are rendered with `render`. Components are
small Python functions that build safe HTML; the living catalogue at `/ui/` shows each of them.
"""
