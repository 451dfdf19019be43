"""What every request passes through on its way to a page; settings.django names them in order."""

from samspill.web.middleware.headers import security_headers
from samspill.web.middleware.language import reader_language
from samspill.web.middleware.refused import refusals
from samspill.web.middleware.session import signed_in

__all__ = ["reader_language", "refusals", "security_headers", "signed_in"]
