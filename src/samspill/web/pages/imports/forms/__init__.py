"""The forms of the import pages: files in, and a correction for each kind of row."""

from samspill.web.pages.imports.forms.correction import Correction
from samspill.web.pages.imports.forms.making import correction_for
from samspill.web.pages.imports.forms.upload import UploadForm

__all__ = ["Correction", "UploadForm", "correction_for"]
