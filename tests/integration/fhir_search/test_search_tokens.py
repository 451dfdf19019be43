"""https://hl7.org/fhir/R4/search.html#token and #modifiers."""

from collections.abc import Callable

LOINC, LOCAL = "http://loinc.org", "urn:test:codes"


def observation(id_: str, *codings: tuple[str | None, str, str], text: str | None = None, **more: object) -> dict:
    coding = [
        {"code": code, "display": display, **({"system": system} if system else {})}
        for system, code, display in codings
    ]
    return {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "code": {**({"coding": coding} if coding else {}), **({"text": text} if text else {})},
        **more,
    }


RESOURCES = [
    observation("pulse", (LOINC, "8867-4", "Heart rate"), text="Puls"),
    observation("pulse-local", (LOCAL, "8867-4", "Hjertefrekvens"), (LOCAL, "P", "Puls, håndtalt")),
    observation("bare", (None, "8867-4", "Heart rate, by hand")),
    observation("comma", (LOCAL, "a,b|c$d\\e", "Odd, odd")),
    observation("text-only", text="Tired after stairs"),
    observation("graded", (LOINC, "1-8", "Grade"), method={"coding": [{"system": LOCAL, "code": "H"}]}),
    {
        "resourceType": "Patient",
        "id": "kari",
        "active": True,
        "gender": "female",
        "identifier": [
            {
                "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]},
                "system": "urn:test:mrn",
                "value": "446",
            },
            {"system": "urn:test:other", "value": "12"},
        ],
        "telecom": [{"system": "phone", "value": "+47 900 00 001"}, {"system": "email", "value": "Kari@Example.org"}],
        "deceasedBoolean": False,
    },
    {
        "resourceType": "Patient",
        "id": "ola",
        "active": False,
        "gender": "male",
        "identifier": [{"system": "urn:test:mrn", "value": "12"}],
        "deceasedDateTime": "2020-01-01",
        "meta": {"tag": [{"system": LOCAL, "code": "vip"}], "security": [{"system": LOCAL, "code": "R"}]},
    },
]

CASES = {
    # [code], [system]|[code], |[code], [system]|
    "Observation?code=8867-4": "pulse pulse-local bare",
    f"Observation?code={LOINC}|8867-4": "pulse",
    "Observation?code=|8867-4": "bare",
    f"Observation?code={LOCAL}|": "pulse-local comma",
    "Observation?code=8867": "",
    f"Observation?code={LOCAL}|P&code={LOCAL}|8867-4": "pulse-local",
    f"Observation?code={LOCAL}|P,{LOINC}|1-8": "pulse-local graded",
    "Observation?code=P,1-8,8867-4": "pulse pulse-local bare graded",
    r"Observation?code=a\,b\|c\$d\\e": "comma",
    # modifiers
    "Observation?code:not=8867-4": "comma graded text-only",
    "Observation?code:not=8867-4,1-8": "comma text-only",
    "Observation?method:not=H": "bare comma pulse pulse-local text-only",
    "Observation?method:missing=true": "bare comma pulse pulse-local text-only",
    "Observation?method:missing=false": "graded",
    "Observation?code:text=heart": "bare pulse",
    "Observation?code:text=PULS": "pulse pulse-local",
    "Observation?code:text=tired": "text-only",
    "Observation?code:text=stairs": "",
    # what else is a token
    "Patient?active=true": "kari",
    "Patient?gender=male": "ola",
    "Patient?deceased=false": "kari",
    "Patient?deceased=true": "ola",
    "Patient?identifier=urn:test:mrn|446": "kari",
    "Patient?identifier=12": "kari ola",
    "Patient?identifier=urn:test:mrn|12": "ola",
    "Patient?identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|446": "kari",
    "Patient?identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|12": "",
    "Patient?phone=%2B4790000001": "kari",
    "Patient?email=kari@example.org": "kari",
    "Patient?telecom=Kari@Example.org": "kari",
    # on every resource
    f"Patient?_tag={LOCAL}|vip": "ola",
    "Patient?_security=R": "ola",
    "Patient?_tag:not=vip": "kari",
    "Patient?_id=ola,kari,nobody": "kari ola",
    "Patient?_id:not=ola": "kari",
    "Observation?_id=kari": "",
}


def test_tokens_are_found_by_code_system_text_type_and_absence(found: Callable[[str], str]) -> None:
    assert {query: sorted(found(query).split()) for query in CASES} == {
        query: sorted(ids.split()) for query, ids in CASES.items()
    }
