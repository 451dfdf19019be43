"""Search: a query string becomes a tree, the tree SQL, and its rows a page (https://hl7.org/fhir/R4/search.html)."""
