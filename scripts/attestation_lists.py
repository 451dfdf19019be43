"""Writes the code lists that an attestation may use: src/samspill/access/attestation/data/lists.json.

    python scripts/attestation_lists.py FOLDER    FOLDER holds the published lists (conformance/no of the outside data)

Three lists are taken from published CodeSystems: 9060 and 9151 whole, and the decision template of the hospitals. The
others are written here with the codes that Samspill uses; such a list says that it is not complete, and a code of it
that is not known is taken on trust. tests/repo/test_attestation_pages.py says when the file was not written anew.
"""

import json
import sys
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "src" / "samspill" / "access" / "attestation" / "data" / "lists.json"
VOLVEN = "urn:oid:2.16.578.1.12.4.1.1"
PURPOSE = "urn:oid:2.16.840.1.113883.1.11.20448"
TEMPLATE = "https://terminology.dips.com/decisiontemplate"
MODEL = "Tillitsrammeverk, informasjons- og datamodell v1.1 (2024-04-30)"

PUBLISHED: dict[str, tuple[str, str, str, bool]] = {
    f"{VOLVEN}.9060": (
        "kodeverk/CodeSystem-no-kodeverk-9060.codesystem.json",
        "Kategori helsepersonell",
        "Volven 9060, as HL7 Norway published it in 2025 (kodeverk)",
        True,
    ),
    f"{VOLVEN}.9151": (
        "FHIR-hackathon-2025-okt-ig/CodeSystem-IplosCs.json",
        "Type kommunalt vedtak (IPLOS)",
        "Volven 9151, as HL7 Norway published it in 2025 (okt-ig)",
        True,
    ),
    TEMPLATE: (
        "AuditEvent/CodeSystem-decisiontemplate.json",
        "Beslutningsmal",
        "DIPS' decision template, as HL7 Norway's AuditEvent v0.9.8 lists it; the supplier keeps the list",
        False,
    ),
}

WRITTEN: dict[str, tuple[str, str, bool, dict[str, str]]] = {
    PURPOSE: (
        "Formål",
        f"{MODEL}, purpose_of_use; the rules ATT-38 to ATT-41",
        True,
        {
            "TREAT": "Behandling",
            "ETREAT": "Akutt behandling",
            "COC": "Koordinering av helsehjelp",
            "BTG": "Nødrett, overstyring av tilgangsreglene",
        },
    ),
    f"{VOLVEN}.8663": (
        "Tjenestetyper for kommunal helse- og omsorgstjeneste",
        "Volven 8663",
        False,
        {
            "KA01": "Fastlege",
            "KA02": "Legevakt",
            "KA03": "Kommuneoverlege",
            "KD01": "Sosialtjeneste",
            "KD0501": "Saksbehandling",
            "KF01": "Helsestasjon",
            "KP01": "Lege ved sykehjem",
            "KP02": "Sykepleietjeneste",
            "KP05": "Psykolog",
            "KR01": "Fysioterapi",
            "KR02": "Ergoterapi",
            "KX04": "Frisklivssentral",
            "KX05": "Øyeblikkelig hjelp døgnopphold",
            "KX06": "Kreftkoordinator",
            "KX07": "Demenskoordinator",
            "KX08": "Diabeteskoordinator",
            "KX17": "Fastlege, liste uten fast lege",
        },
    ),
    f"{VOLVEN}.8655": (
        "Tjenestetyper for spesialisthelsetjenesten",
        "Volven 8655",
        False,
        {
            "S01": "Allmennmedisin",
            "S02": "Kirurgi",
            "S03": "Indremedisin",
            "S0303": "Geriatri",
            "S0306": "Hjertesykdommer",
            "S0307": "Lungesykdommer",
            "S07": "Nevrologi",
        },
    ),
    f"{VOLVEN}.8254": (
        "Relasjon mellom helsepersonell og pasient",
        "Volven 8254",
        False,
        {
            "ALE": "Ansvarlig lege",
            "FLE": "Fastlege",
            "HHE": "Henvisende helsepersonell",
            "KLE": "Kontaktlege",
            "REK": "Rekvirent",
        },
    ),
    f"{VOLVEN}.7750": (
        "Legeperiodens type",
        "Volven 7750",
        False,
        {"LPDL": "Delelege", "LPFL": "Fastlege", "LPVI": "Vikar"},
    ),
    **{
        f"{VOLVEN}.{number}": (name, f"Volven {number}", False, {})
        for number, name in {
            8451: "Fagområde",
            8627: "Tjenestetyper innen spesialisthelsetjenesten (utgått)",
            8662: "Fylkeskommunale tjenestetyper",
            8664: "Tjenestetyper for apotek og bandasjister",
            8666: "Felles tjenestetyper",
            8668: "Tjenestetyper for spesialisthelsetjenesten",
        }.items()
    },
}

USES = {
    "authorization": [f"{VOLVEN}.9060"],
    "purpose_of_use": [PURPOSE],
    "healthcare_service": [
        f"{VOLVEN}.{number}" for number in (8655, 8627, 8451, 8668, 8663, 8662, 8664, 8666, 7750, 8254)
    ],
    "purpose_of_use_details": [TEMPLATE, f"{VOLVEN}.9151"],
}

ADDRESSES = {
    "http://terminology.hl7.org/CodeSystem/v3-ActReason": PURPOSE,
    "http://terminology.hl7.org/ValueSet/v3-PurposeOfUse": PURPOSE,
    "urn:AuditEventHL7Norway/CodeSystem/carerelation": TEMPLATE,
}
"""Other addresses of the same lists, besides those that end with a list's number in Volven."""


def content(folder: Path) -> dict[str, Any]:
    """Return the whole file's content."""
    lists: dict[str, Any] = {}
    for system, (path, name, source, complete) in PUBLISHED.items():
        concepts = json.loads((folder / path).read_text(encoding="utf-8"))["concept"]
        codes = {concept["code"]: concept["display"] for concept in concepts}
        lists[system] = {"name": name, "source": source, "complete": complete, "codes": codes}
    for system, (name, source, complete, codes) in WRITTEN.items():
        lists[system] = {"name": name, "source": source, "complete": complete, "codes": codes}
    return {"dated": "2026-11-22", "source": MODEL, "uses": USES, "addresses": ADDRESSES, "lists": lists}


def text(folder: Path) -> str:
    """Return the file as it is written."""
    return json.dumps(content(folder), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    DATA.write_text(text(Path(sys.argv[1])), encoding="utf-8")
    print(f"{DATA.name} is written anew.")
