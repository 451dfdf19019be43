"""The file field: one plan, in one file or several."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

ENDINGS = ".pdf,.pptx,.docx,.xlsx,.html,.htm,.txt"


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; an empty file is let through, for its own refusal says more than Django's."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=SeveralFiles(attrs={"accept": ENDINGS}), allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files as a list."""
        given = [file for file in (data or ()) if file]
        if not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(file, initial) for file in given]


class UploadForm(forms.Form):
    """Which files the plan is in."""

    documents = FilesField(
        label=_("Planen"),
        error_messages={"required": _("Velg filen med planen."), "max_length": _("Filnavnet er for langt.")},
    )

    @property
    def given(self) -> "list[UploadedFile[Any]]":
        """The files, once the form is checked."""
        return list(self.cleaned_data["documents"])
