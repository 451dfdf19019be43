"""plan-gold/1 tells all that was understood of a measure."""

from tests.factories import unseen_plans as unseen

from samspill.plan.importing.api import to_gold, understand


def test_number_status_and_columns_of_their_own_are_told():
    rows = [
        ["Tiltaksplan 2026"],
        ["Nr", "Tiltak", "Ansvarlig", "Status", "Kostnad"],
        ["2.1", "Kjøpe inn nettbrett", "Bydelen", "Pågår", "80 000"],
    ]
    told = to_gold(understand([unseen.workbook({"Ark1": rows})]))
    (measure,) = told["areas"][0]["groups"][0]["measures"]

    assert (measure["number"], measure["status"], measure["status_colour"]) == ("2.1", "Pågår", None)
    assert measure["status_details"]["verbatim"] == "Pågår"
    assert [(extra["head"], extra["text"]) for extra in measure["extras"]] == [("Kostnad", "80 000")]
