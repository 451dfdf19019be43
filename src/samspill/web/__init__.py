"""Everything that speaks HTML: pages, templates, components, static files, and what stands around every page."""
