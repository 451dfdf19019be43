"""Understands plan documents: rules first, every guess flagged, every value with its verbatim text and page."""
