"""Every kind of page there is: who comes to it, and how."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.factories.doubtful_plans import doubtful_document
from tests.journeys.visitor import Visitor

SECRETARIAT = "Sekretariatsleder"
OWNER = "Samhandlingsleder, OUS"
DEVELOPER = "Utvikler, Helseetaten"
READER = "Observatør, Pasient- og brukerombudet"
NOBODY = ""
REVIEW_MS_MAX = 60_000


@dataclass(frozen=True)
class Place:
    """One page: its address, or what one does to come there."""

    name: str
    role: str
    way: str | Callable[[Visitor], None]
    answer: int = 200


def the_first(link: str) -> Callable[[Visitor], None]:
    """Return a way to where the portfolio's first link of the kind leads."""

    def go(visitor: Visitor) -> None:
        visitor.opens("/plan/")
        visitor.opens(visitor.main.locator(link).first.get_attribute("href") or "")

    return go


def the_review(visitor: Visitor) -> None:
    """Come to the review of a document; the first who comes sends it in."""
    _send(visitor, "plan.pptx", doubtful_document("Porteføljeplan 2033"))
    visitor.main.locator(".sam-review").wait_for(timeout=REVIEW_MS_MAX)


def the_correction(visitor: Visitor) -> None:
    """Come to the page that corrects a row of the review, as it is without scripts."""
    the_review(visitor)
    address = visitor.main.locator(".sam-import-row").last.locator("a.ds-button").first.get_attribute("href")
    visitor.opens(address or "")


def the_end_of_a_review(visitor: Visitor) -> None:
    """Come to the last question before an import is put in the plan."""
    the_review(visitor)
    visitor.opens(_path(visitor) + "ferdig/")


def the_question_before_dropping(visitor: Visitor) -> None:
    """Come to the question whether an import is to be dropped."""
    the_review(visitor)
    visitor.opens(_path(visitor) + "forkast/")


def the_refused_file(visitor: Visitor) -> None:
    """Come to what is said of a file that could not be read."""
    _send(visitor, "odelagt.pdf", b"%PDF-1.7 avbrutt")
    visitor.main.locator(".ds-alert[data-color=danger]").wait_for(timeout=REVIEW_MS_MAX)


def the_form_with_errors(visitor: Visitor) -> None:
    """Come to a status form that was sent without an answer."""
    visitor.opens("/plan/tiltak/1/status/")
    visitor.main.locator("form.sam-form button[type=submit]").click()
    visitor.main.locator(".ds-error-summary").wait_for()


def the_stale_form(visitor: Visitor) -> None:
    """Come to the page that puts two reports side by side."""
    visitor.opens("/plan/tiltak/1/status/")
    visitor.main.locator("[name=revision]").evaluate("field => { field.value = '0' }")
    visitor.main.locator("input[name=status][value=planned]").check()
    visitor.main.locator("textarea").fill("Skrevet mens noen andre skrev.")
    visitor.main.locator("form.sam-form button[type=submit]").click()
    visitor.main.locator(".sam-pair").first.wait_for()


def the_answer(line: str) -> Callable[[Visitor], None]:
    """Return a way to the answer to a search."""

    def go(visitor: Visitor) -> None:
        visitor.opens("/datadeling/sok/")
        visitor.main.locator("[name=line]").first.fill(line)
        visitor.main.locator("form.sam-search button[type=submit]").click()
        visitor.main.locator("#svar, .ds-error-summary").wait_for()

    return go


def _send(visitor: Visitor, name: str, data: bytes) -> None:
    visitor.opens("/plan/import/ny/")
    visitor.main.locator("input[type=file]").set_input_files(
        files=[{"name": name, "mimeType": "application/octet-stream", "buffer": data}]
    )
    visitor.main.locator("form.sam-form button[type=submit]").click()
    visitor.page.wait_for_url("**/plan/import/*/")


def _path(visitor: Visitor) -> str:
    return visitor.page.url.removeprefix(visitor.address).partition("?")[0]


AREA, MEASURE = ".sam-area-head h2 a", ".sam-measures tbody th a"
PLACES = (
    Place("sign-in", NOBODY, "/logg-inn/"),
    Place("accessibility", NOBODY, "/tilgjengelighet/"),
    Place("style", READER, "/stil/"),
    Place("portfolio", READER, "/plan/"),
    Place("portfolio-overview", READER, "/plan/?visning=oversikt"),
    Place("portfolio-filtered", READER, "/plan/?tekst=pasient&status=in-progress"),
    Place("portfolio-nothing-found", READER, "/plan/?tekst=qqqq"),
    Place("area", SECRETARIAT, the_first(AREA)),
    Place("measure", SECRETARIAT, the_first(MEASURE)),
    Place("mine", OWNER, "/plan/mine/"),
    Place("mine-few", "Bydelskoordinator, Stovner", "/plan/mine/"),
    Place("changes", READER, "/plan/endringer/"),
    Place("changes-none", READER, "/plan/endringer/?fra=2090-01-01"),
    Place("versions", SECRETARIAT, "/plan/versjoner/"),
    Place("version-compare", READER, "/plan/versjoner/2/sammenlign/"),
    Place("version-turn", SECRETARIAT, "/plan/versjoner/3/adopted/"),
    Place("version-start-taken", SECRETARIAT, "/plan/versjoner/2/utkast/"),
    Place("status", OWNER, "/plan/tiltak/1/status/"),
    Place("status-errors", OWNER, the_form_with_errors),
    Place("status-stale", OWNER, the_stale_form),
    Place("edit", SECRETARIAT, "/plan/tiltak/1/rediger/?versjon=3"),
    Place("edit-closed", SECRETARIAT, "/plan/tiltak/1/rediger/?versjon=2"),
    Place("state", SECRETARIAT, "/plan/tiltak/1/fase/"),
    Place("move", SECRETARIAT, "/plan/tiltak/1/flytt/?versjon=3"),
    Place("new", SECRETARIAT, "/plan/tiltak/nytt/?versjon=3"),
    Place("imports", SECRETARIAT, "/plan/import/"),
    Place("import-new", SECRETARIAT, "/plan/import/ny/"),
    Place("import-review", SECRETARIAT, the_review),
    Place("import-correct", SECRETARIAT, the_correction),
    Place("import-finish", SECRETARIAT, the_end_of_a_review),
    Place("import-drop", SECRETARIAT, the_question_before_dropping),
    Place("import-refused", SECRETARIAT, the_refused_file),
    Place("sharing-state", DEVELOPER, "/datadeling/"),
    Place("sharing-counts", DEVELOPER, "/datadeling/antall/"),
    Place("sharing-loads", DEVELOPER, "/datadeling/innlastinger/"),
    Place("sharing-server", DEVELOPER, "/datadeling/samsvar/"),
    Place("sharing-type", DEVELOPER, "/datadeling/samsvar/?type=Observation"),
    Place("sharing-no-type", DEVELOPER, "/datadeling/samsvar/?type=Pasient"),
    Place("sharing-subscriptions", DEVELOPER, "/datadeling/abonnementer/"),
    Place("sharing-search", DEVELOPER, "/datadeling/sok/"),
    Place("sharing-search-answer", DEVELOPER, the_answer("Patient?_total=accurate")),
    Place("sharing-search-refusal", DEVELOPER, the_answer("Observation?kode=85354-9")),
    Place("sharing-search-errors", DEVELOPER, the_answer("Patient/1")),
    Place("organisations", READER, "/virksomheter/"),
    Place("organisations-none", READER, "/virksomheter/?text=qqqq"),
    Place("organisation", READER, "/virksomheter/bydel-sagene/"),
    Place("not-allowed", READER, "/plan/import/", answer=403),
    Place("not-found", READER, "/finnes-ikke/", answer=404),
)


def come_to(place: Place, visitor: Visitor) -> None:
    """Bring the visitor to the page."""
    if isinstance(place.way, str):
        visitor.opens(place.way, answer=place.answer)
    else:
        place.way(visitor)
