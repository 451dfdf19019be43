"""The rules of an attestation as a table: what each demands, and what is said when it is broken.

Source: NHN Tillitsrammeverk v1.1 (2024-04-30): ``informasjons_og_datamodell`` (cited by section) and
``forretningsregler_for_bruk_av_attestering`` (ATT-n; the source uses some numbers twice). docs/reference/attestation.md
is made from this table.
"""

from dataclasses import dataclass
from enum import StrEnum

from samspill.kernel.texts import Text, say


class Told(StrEnum):
    """When a broken rule is told."""

    READING = "reading"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        code: what machines are told; ``attestation_has_expired`` is the specification's own word.
        id: the rule's number in the source, or the section of the data model.
        attribute: what it is about.
        what: what has happened when it is broken.
        why: why that matters.
        remedy: what to do.
        told: when it is told.
    """

    code: str
    id: str
    attribute: str
    what: Text
    why: Text
    remedy: Text
    told: Told = Told.READING


_MODEL = say("Attesten følger ikke datamodellen i Tillitsrammeverk v1.1.")
_SENDER = say("Be leverandøren av journalsystemet rette attesten.")
_LOOK_UP = say("Velg riktig verdi i journalsystemet, og prøv igjen.")
_SIGN_IN = say("Logg inn på nytt, og prøv igjen.")
_SOURCE_MUST_KNOW = say("Den som deler opplysningene, må kunne dokumentere grunnlaget for tilgangen.")

RULES: tuple[Rule, ...] = (
    Rule("attribute_missing", "§ 4.2.3", "*", say("Attributtet mangler."), _MODEL, _SENDER),
    Rule("attribute_malformed", "§ 4.2.2", "*", say("Attributtet har feil form."), _MODEL, _SENDER),
    Rule(
        "attribute_given_twice", "§ 4.4", "care_relationship",
        say("Attributtet står to ganger, som care_relation og som care_relationship."), _MODEL, _SENDER,
    ),
    Rule("toa_missing", "ATT-58", "toa", say("Tidspunktet for attesteringen mangler."), _MODEL, _SENDER),
    Rule(
        "toa_not_seconds", "ATT-58", "toa",
        say("Tidspunktet for attesteringen er ikke hele sekunder siden 1970."), _MODEL, _SENDER,
    ),
    Rule(
        "practitioner_system_wrong", "ATT-10", "practitioner.identifier",
        say("Helsepersonellet er ikke identifisert med fødselsnummer eller D-nummer."),
        _SOURCE_MUST_KNOW, _SENDER,
    ),
    Rule(
        "practitioner_number_impossible", "ATT-10", "practitioner.identifier",
        say("Helsepersonellets personnummer kan ikke være et slikt nummer som det står at det er."),
        _SOURCE_MUST_KNOW, _SENDER,
    ),
    Rule(
        "organisation_system_wrong", "ATT-18", "legal_entity, point_of_care",
        say("Virksomheten er ikke oppgitt med organisasjonsnummer (2.16.578.1.12.4.1.4.101)."),
        _SOURCE_MUST_KNOW, _SENDER,
    ),
    Rule(
        "organisation_number_impossible", "ATT-15", "legal_entity, point_of_care",
        say("Organisasjonsnummeret finnes ikke: ni sifre, der det siste er et kontrollsiffer."),
        _SOURCE_MUST_KNOW, _SENDER,
    ),
    Rule(
        "point_of_care_missing", "ATT-19", "practitioner.point_of_care",
        say("Behandlingsstedet mangler. En virksomhet uten underenheter oppgir hovedenheten her."),
        _SOURCE_MUST_KNOW, _SENDER,
    ),
    Rule(
        "department_without_authority", "ATT-28", "department",
        say("Avdelingen har et lokalt nummer, men det står ikke hvem som gir det."), _MODEL, _SENDER,
    ),
    Rule(
        "hpr_number_malformed", "ATT-29", "practitioner.hpr_nr",
        say("HPR-nummeret har ikke sju til ni sifre, eller står med feil adresse."), _MODEL, _SENDER,
    ),
    Rule(
        "authorization_unknown", "ATT-32", "practitioner.authorization",
        say("Autorisasjonen står ikke i kodeverk 9060."), _MODEL, _SENDER,
    ),
    Rule(
        "healthcare_service_list_wrong", "ATT-37", "care_relationship.healthcare_service",
        say("Tjenesten er ikke hentet fra et kodeverk som kan brukes her."), _MODEL, _SENDER,
    ),
    Rule(
        "code_of_another_list", "ATT-37", "care_relationship",
        say("Koden hører til et annet kodeverk enn det som er oppgitt."), _MODEL, _SENDER,
    ),
    Rule("code_unknown", "ATT-37", "care_relationship", say("Koden finnes ikke i kodeverket."), _MODEL, _SENDER),
    Rule(
        "purpose_missing", "ATT-38", "care_relationship.purpose_of_use",
        say("Formålet mangler."), _SOURCE_MUST_KNOW, _SENDER,
    ),
    Rule(
        "purpose_unknown", "ATT-38", "care_relationship.purpose_of_use",
        say("Formålet er ikke TREAT, ETREAT, COC eller BTG."), _SOURCE_MUST_KNOW, _LOOK_UP,
    ),
    Rule(
        "neither_service_nor_details", "ATT-43", "care_relationship",
        say("Verken tjenesten eller detaljer om formålet er oppgitt."), _SOURCE_MUST_KNOW, _LOOK_UP,
    ),
    Rule(
        "details_list_wrong", "ATT-45", "care_relationship.purpose_of_use_details",
        say("Kodeverket for detaljer om formålet har ikke en gyldig adresse."), _MODEL, _SENDER,
    ),
    Rule(
        "decision_missing", "ATT-47", "care_relationship.decision_ref",
        say("Henvisningen til den lokale tilgangsbeslutningen mangler."), _SOURCE_MUST_KNOW, _SENDER,
    ),
    Rule(
        "user_selected_not_boolean", "ATT-48", "care_relationship.decision_ref.user_selected",
        say("Det står ikke om helsepersonellet tok tilgangen selv (ja eller nei)."), _SOURCE_MUST_KNOW, _SENDER,
    ),
    Rule(
        "patient_number_impossible", "ATT-4", "patients[0].identifier",
        say("Pasientens personnummer kan ikke være et slikt nummer som det står at det er."), _MODEL, _LOOK_UP,
    ),
    Rule(
        "several_patients", "ATT-4", "patients",
        say("Attesten gjelder flere pasienter."),
        say("En attest skal knyttes til én pasient, så den ikke kan brukes for andre."),
        say("Lag en attest for hver pasient."),
    ),
    Rule(
        "attestation_has_expired", "ATT-58", "toa",
        say("Attesten er eldre enn 60 minutter."),
        say("Behovet for opplysningene kan ha endret seg siden den ble laget."),
        say("Lag en ny attest i journalsystemet, og prøv igjen."), Told.CHECKING,
    ),
    Rule(
        "attestation_from_the_future", "ATT-58", "toa",
        say("Attesten er laget på et tidspunkt som ikke har vært ennå."),
        say("Klokken i journalsystemet går feil, eller tidspunktet er endret."),
        say("Be den som drifter journalsystemet stille klokken."), Told.CHECKING,
    ),
    Rule(
        "login_too_weak", "ATT-9", "practitioner.identifier",
        say("Innloggingen er ikke på tillitsnivå høyt."),
        say("Helsepersonellets identitet skal være sikker når helseopplysninger deles."),
        say("Logg inn med en løsning på nivå høyt, for eksempel BankID."), Told.CHECKING,
    ),
    Rule(
        "nobody_is_logged_in", "ATT-11", "practitioner.identifier",
        say("Ingen person er logget inn."),
        say("Bare den som er logget inn, kan få tilgang med attesten."), _SIGN_IN, Told.CHECKING,
    ),
    Rule(
        "practitioner_is_not_logged_in", "ATT-11", "practitioner.identifier",
        say("Attesten gjelder en annen enn den som er logget inn."),
        say("Bare den som er logget inn, kan få tilgang med attesten."), _SIGN_IN, Told.CHECKING,
    ),
    Rule(
        "organisation_is_not_the_tokens", "ATT-13", "legal_entity, point_of_care",
        say("Attesten gjelder en annen virksomhet enn den innloggingen gjelder."),
        say("Virksomheten som har ansvaret for tilgangen, må være den som er logget inn."),
        say("Velg virksomheten på nytt i journalsystemet, og prøv igjen."), Told.CHECKING,
    ),
    Rule(
        "hpr_number_of_another", "ATT-29", "practitioner.hpr_nr",
        say("HPR-nummeret i attesten er ikke helsepersonellets eget."),
        say("Nummeret står på en annen i Helsepersonellregisteret, eller finnes ikke der."), _SENDER, Told.CHECKING,
    ),
    Rule(
        "hpr_number_left_out", "ATT-29", "practitioner.hpr_nr",
        say("Attesten mangler HPR-nummer, men helsepersonellet står i Helsepersonellregisteret."),
        say("Nummeret kan bare utelates for den som ikke står der."), _SENDER, Told.CHECKING,
    ),
    Rule(
        "authorization_not_held", "ATT-32", "practitioner.authorization",
        say("Helsepersonellet har ikke autorisasjonen i dag."),
        say("Helsepersonellregisteret har ikke en slik autorisasjon som gjelder på denne dagen."),
        say("Velg en autorisasjon du har, eller meld feilen til Helsedirektoratet."), Told.CHECKING,
    ),
    Rule(
        "list_is_not_narrow", "ATT-6", "patients",
        say("Attesten gjelder ingen bestemt pasient, men opplysningene gjør det."),
        say("Uten pasient kan en attest bare brukes til korte lister, som pasienter på vei i ambulanse."),
        say("Åpne pasienten i journalsystemet, og prøv igjen."), Told.CHECKING,
    ),
    Rule(
        "patient_is_another", "ATT-4", "patients[0].identifier",
        say("Attesten gjelder en annen pasient enn den du slår opp."),
        say("En attest kan ikke brukes for andre enn pasienten den er laget for."),
        say("Lag en ny attest for denne pasienten."), Told.CHECKING,
    ),
)  # fmt: skip

BY_CODE = {rule.code: rule for rule in RULES}
