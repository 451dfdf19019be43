"""What a narrative may be made of, by element and attribute name; read by validation and by FHIRPath's ``htmlChecks``.

Source: https://hl7.org/fhir/R4/narrative.html: the formatting of HTML 4 chapters 7-11 (without 9.4, so no ``ins`` or
``del``) and 15, links and images (with the ``map`` of a picture), and the attributes that the XPath of txt-1 names.
"""

_ELEMENTS = (
    "a abbr acronym address area b bdo big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3"
    " h4 h5 h6 hr i img kbd li map ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var"
)
_ATTRIBUTES = (
    "abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset"
    " cite class colspan compact coords dir frame headers height href hreflang hspace id lang longdesc name nowrap rel"
    " rev rowspan rules scope shape span src start style summary tabindex title type usemap valign value vspace width"
)
ELEMENTS = frozenset(_ELEMENTS.split())
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
