"""What a writing page is about: a measure as one version has it, who asks, and what they may do."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from samspill.kernel.clock import now
from samspill.kernel.people import Person
from samspill.plan import api as plan
from samspill.plan.contracts import MeasureId, MeasureView, VersionId, VersionView
from samspill.web.pages.plan.addresses import VERSION, area_address, measure_address
from samspill.web.requests import signed_in_person


@dataclass(frozen=True, slots=True)
class Standing:
    """A measure in a version, read for one request."""

    measure: MeasureView
    version: VersionView
    rights: plan.Rights
    by: Person
    at: datetime

    @property
    def back(self) -> str:
        """The address of the measure's own page, in the same version."""
        return measure_address(self.measure.id, {VERSION: self.version_text})

    @property
    def version_text(self) -> str:
        """The version as an address says it."""
        return str(self.version.id)

    @property
    def area_back(self) -> str:
        """The address of the measure's area."""
        return area_address(self.measure.area_id, self.version.id)

    @property
    def title(self) -> str:
        """The measure's title, or what it says where the source has lost its title."""
        return self.measure.title or " · ".join(self.measure.bullets)


def asked_version(request: HttpRequest) -> VersionId | None:
    """Return the version that the form or the address names; what is no number is not asked."""
    asked = request.POST.get(VERSION) or request.GET.get(VERSION) or ""
    return VersionId(int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None


def standing(request: HttpRequest, measure_id: int) -> Standing:
    """Return the measure in the version that is asked for, else in the current one.

    Raises:
        NotFound: there is no such measure or version.
    """
    return _read(request, MeasureId(measure_id), asked_version(request))


def open_standing(request: HttpRequest, measure_id: int) -> Standing:
    """Return the measure in the version that is asked for, else in the newest one whose text is open, else the current.

    Raises:
        NotFound: there is no such measure or version.
    """
    id_ = MeasureId(measure_id)
    open_ = (version.id for version in plan.versions_with(measure_id=id_) if version.open_for_text)
    return _read(request, id_, asked_version(request) or next(open_, None))


def _read(request: HttpRequest, measure_id: MeasureId, version_id: VersionId | None) -> Standing:
    by, at = signed_in_person(request), now()
    measure = plan.measure(measure_id=measure_id, version_id=version_id)
    version = plan.version(version_id=measure.version_id)
    rights = plan.rights(measure=measure, version=version, by=by, at=at)
    return Standing(measure, version, rights, by, at)
