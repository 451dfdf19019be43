"""Every address of the pages."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from samspill.web import errors, preferences
from samspill.web.pages import about, imports, organisations, plan, plan_writing, sharing
from samspill.web.signing_in import open_to_all, way_in

HOME = "plan:portfolio"
"""Where a signed-in person lands."""


def addresses(*, demo: bool) -> list[URLPattern | URLResolver]:
    """Return the addresses; some exist in demo mode only."""
    always: list[URLPattern | URLResolver] = [
        path("", RedirectView.as_view(pattern_name=HOME), name="home"),
        path("plan/import/", include(imports.urls)),
        path("plan/", include(plan.urls)),
        path("plan/", include(plan_writing.urls)),
        path("datadeling/", include(sharing.urls(demo=demo))),
        path("virksomheter/", include(organisations.urls)),
        path("tilgjengelighet/", about.accessibility, name="accessibility"),
        path("valg/sprak/", preferences.choose_language, name="choose-language"),
        path("valg/farger/", preferences.choose_scheme, name="choose-scheme"),
        path("for-stor/", open_to_all(errors.too_large), name="too-large"),
    ]
    if demo:
        always.append(path("stil/", about.style, name="style"))
    return always


_way_in = way_in(settings.SAMSPILL)
urlpatterns = [*addresses(demo=settings.SAMSPILL.demo), *(_way_in.addresses() if _way_in else [])]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
