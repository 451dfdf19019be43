"""The door to the register of health personnel."""

from samspill.access.hpr.claims import CLAIM, ClaimedRegister, HprDetails, answer_of, read_hpr_details
from samspill.access.hpr.contracts import (
    IN_FORCE_KINDS,
    UNKNOWN,
    Answer,
    Authorisation,
    Reason,
    Register,
    RegisterRefused,
    Standing,
)
from samspill.access.hpr.files import DEMO, FileRegister, SilentRegister, load_register

__all__ = [
    "CLAIM",
    "DEMO",
    "IN_FORCE_KINDS",
    "UNKNOWN",
    "Answer",
    "Authorisation",
    "ClaimedRegister",
    "FileRegister",
    "HprDetails",
    "Reason",
    "Register",
    "RegisterRefused",
    "SilentRegister",
    "Standing",
    "answer_of",
    "load_register",
    "read_hpr_details",
]
