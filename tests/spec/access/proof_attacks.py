"""Attacks on the proof of possession (RFC 9449): the twelve of HelseID's test-token tool, and more."""

import hashlib
import hmac
import json
import warnings
from dataclasses import replace
from datetime import timedelta
from typing import Any

from joserfc.jwk import ECKey, OKPKey, RSAKey
from tests.factories.logins import (
    AT,
    BASE,
    NOW,
    OTHER,
    OWN,
    URL,
    bearer,
    call,
    nonce,
    person_claims,
    proof,
    public,
    sign_raw,
    signed,
    system_token,
    token,
)  # fmt: skip
from tests.spec.access.attacks import Attack, Group

from samspill.access.contracts import Presented
from samspill.access.login.faults import Fault
from samspill.access.login.jose.keys import thumbprint
from samspill.access.login.jose.strict import decode, encode

with warnings.catch_warnings(action="ignore"):
    WEAK = RSAKey.generate_key(1024)
EDWARDS = OKPKey.generate_key("Ed25519")
P384 = ECKey.generate_key("P-384")
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256's base point: r and s lie below it."""


def sent(header: dict[str, Any] | None = None, **claims: Any) -> Presented:
    """Return a call whose proof is changed so and signed by its own key all the same."""
    shown = token()
    return call(shown, proof(shown, header=header, **claims))


def with_signature(signature: bytes) -> Presented:
    """Return a call whose proof has another signature."""
    shown = token()
    head, payload, _ = proof(shown).split(".")
    return call(shown, f"{head}.{payload}.{encode(signature)}")


def raw(head: bytes | None = None, payload: bytes | None = None) -> Presented:
    """Return a call whose proof is signed over bytes as they are."""
    shown = token()
    honest = proof(shown).split(".")
    made = sign_raw(head or decode(honest[0]), payload or decode(honest[1]), OWN, "ES256")
    return call(shown, made)


def respelt(change: Any) -> Presented:
    shown = token()
    return call(shown, change(proof(shown)))


def twice() -> tuple[Presented, Presented]:
    once = call()
    return once, once


def replayed_with(change: dict[str, Any]) -> tuple[Presented, Presented]:
    """Return an honest call and one whose proof is made anew but for its id."""
    shown = token()
    return call(shown, proof(shown, jti="same", nonce=nonce())), call(shown, proof(shown, jti="same", **change))


def confused() -> Presented:
    """Return a proof signed by HMAC with the public key as the secret."""
    shown = token()
    head, payload, _ = proof(shown, header={"alg": "HS256"}).split(".")
    made = hmac.digest(json.dumps(public(OWN)).encode(), f"{head}.{payload}".encode(), hashlib.sha256)
    return call(shown, f"{head}.{payload}.{encode(made)}")


def last_bits_changed(text: str) -> str:
    """Write the same bytes another way: the last letter of 64 bytes holds four bits that mean nothing."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + letters[letters.index(text[-1]) ^ 1]


def jwk(**changes: Any) -> dict[str, Any]:
    return {"jwk": {**public(OWN), **changes}}


def weak() -> Presented:
    shown = token()
    head = {"typ": "dpop+jwt", "alg": "PS256", "jwk": public(WEAK)}
    return call(shown, signed(head, {"jti": "w", "htm": "GET", "htu": URL, "iat": NOW}, WEAK, "PS256"))


def edwards(point: bytes) -> dict[str, Any]:
    return {"alg": "EdDSA", "jwk": {"kty": "OKP", "crv": "Ed25519", "x": encode(point)}}


def htu(address: str) -> Presented:
    return sent(htu=address)


def of_other_token() -> Presented:
    return call(token(), proof(token()))


def sent_by_other() -> Presented:
    shown = token()
    head, payload, _ = proof(shown).split(".")
    return call(shown, sign_raw(decode(head), decode(payload), OTHER, "ES256"))


def for_key(key: Any) -> Presented:
    shown = token(person_claims(cnf={"jkt": thumbprint(public(key))}))
    return call(shown, proof(shown, key=key))


SCHEME = Group(
    "Scheme",
    (
        ("a bound token with its proof", call),
        ("an unbound SMART token as a bearer token", lambda: bearer(system_token())),
    ),
    (
        Attack("sends a bound token as a bearer token", lambda: bearer(token()), Fault.DOWNGRADED),
        Attack(
            "sends a bound token as a bearer token with its proof",
            lambda: replace(call(), scheme="bearer"),
            Fault.DOWNGRADED,
        ),
        Attack("sends an unbound token with a proof", lambda: call(system_token()), Fault.UNBOUND),
        Attack("names another scheme", lambda: replace(call(), scheme="basic"), Fault.SCHEME),
        Attack("sends no token after the scheme", lambda: replace(call(), token=""), Fault.SCHEME),
        Attack("sends no proof", lambda: replace(call(), proofs=()), Fault.PROOF_MISSING),
        Attack("sends an empty proof", lambda: replace(call(), proofs=("",)), Fault.PROOF_MISSING),
        Attack("sends two proofs", lambda: call(shown := token(), proof(shown), proof(shown)), Fault.PROOF_TWICE),
    ),
)

FORM = Group(
    "Form of the proof",
    (("a proof signed over the same bytes by hand", raw),),
    (
        Attack("sends what is no token", lambda: call(token(), "a.b.c"), Fault.PROOF_UNREADABLE),
        Attack("leaves a part out", lambda: respelt(lambda text: text.rpartition(".")[0]), Fault.PROOF_UNREADABLE),
        Attack("adds a part", lambda: respelt(lambda text: f"{text}.e30"), Fault.PROOF_UNREADABLE),
        Attack("spells the signature another way", lambda: respelt(last_bits_changed), Fault.PROOF_UNREADABLE),
        Attack("adds padding", lambda: respelt(lambda text: f"{text}=="), Fault.PROOF_UNREADABLE),
        Attack(
            "uses the letters of plain base64", lambda: respelt(lambda text: "+" + text[1:]), Fault.PROOF_UNREADABLE
        ),
        Attack(
            "puts a line break in", lambda: respelt(lambda text: text.replace(".", "\n.", 1)), Fault.PROOF_UNREADABLE
        ),
        Attack(
            "says a claim twice",
            lambda: raw(payload=f'{{"htm":"POST","htm":"GET","htu":"{URL}","jti":"d","iat":{NOW}}}'.encode()),
            Fault.PROOF_UNREADABLE,
        ),
        Attack(
            "says the algorithm twice",
            lambda: raw(head=b'{"alg":"none","alg":"ES256","typ":"dpop+jwt"}'),
            Fault.PROOF_UNREADABLE,
        ),
        Attack("writes a number that is none", lambda: raw(payload=b'{"iat":NaN}'), Fault.PROOF_UNREADABLE),
        Attack("nests without end", lambda: raw(payload=b"[" * 5000), Fault.PROOF_UNREADABLE),
        Attack("writes half a letter", lambda: raw(payload=b'{"jti":"\\ud800"}'), Fault.PROOF_UNREADABLE),
        Attack("writes UTF-16", lambda: raw(payload='{"jti":"x"}'.encode("utf-16")), Fault.PROOF_UNREADABLE),
        Attack("sends a list in place of claims", lambda: raw(payload=b"[]"), Fault.PROOF_UNREADABLE),
        Attack("sends far too much", lambda: sent(note="x" * 9000), Fault.PROOF_UNREADABLE),
    ),
)

HEADER = Group(
    "Header and algorithm of the proof",
    (
        ("a proof with an Ed25519 key, for a token bound to it", lambda: for_key(EDWARDS)),
        ("a proof with a P-384 key, for a token bound to it", lambda: for_key(P384)),
    ),
    (
        Attack("leaves the type out", lambda: sent({"typ": None}), Fault.PROOF_TYPE),
        Attack("calls the proof an ordinary token", lambda: sent({"typ": "JWT"}), Fault.PROOF_TYPE),
        Attack("sends the access token as the proof", lambda: call(shown := token(), shown), Fault.PROOF_TYPE),
        Attack("signs by nothing (alg none)", lambda: sent({"alg": "none"}), Fault.PROOF_ALGORITHM),
        Attack("writes none in capitals", lambda: sent({"alg": "NONE"}), Fault.PROOF_ALGORITHM),
        Attack("signs by a shared key, the public one", confused, Fault.PROOF_ALGORITHM),
        Attack("names a list of algorithms", lambda: sent({"alg": ["ES256"]}), Fault.PROOF_ALGORITHM),
        Attack("names an algorithm of another kind of key", lambda: sent({"alg": "PS256"}), Fault.PROOF_SIGNATURE),
        Attack("names a larger curve's algorithm", lambda: sent({"alg": "ES384"}), Fault.PROOF_SIGNATURE),
        Attack("marks something as critical", lambda: sent({"crit": ["exp"], "exp": NOW}), Fault.PROOF_HEADER),
        Attack("says that the payload is not encoded (b64)", lambda: sent({"b64": False}), Fault.PROOF_HEADER),
        Attack("points to keys elsewhere (jku)", lambda: sent({"jku": "https://evil.test/jwks"}), Fault.PROOF_HEADER),
        Attack(
            "points to a certificate elsewhere (x5u)", lambda: sent({"x5u": "https://evil.test/c"}), Fault.PROOF_HEADER
        ),
        Attack("brings a certificate (x5c)", lambda: sent({"x5c": ["MIIB"]}), Fault.PROOF_HEADER),
    ),
)

KEY = Group(
    "Key of the proof",
    (("the key as it should be", lambda: sent(jwk())), ("a key with a name", lambda: sent(jwk(kid="../../dev/null")))),
    (
        Attack("leaves the key out", lambda: sent({"jwk": None}), Fault.PROOF_KEY),
        Attack(
            "sends the private key along", lambda: sent({"jwk": OWN.as_dict(private=True)}), Fault.PROOF_PRIVATE_KEY
        ),
        Attack("sends a shared key", lambda: sent({"jwk": {"kty": "oct", "k": "c2VjcmV0"}}), Fault.PROOF_PRIVATE_KEY),
        Attack("sends a key of an unknown kind", lambda: sent({"jwk": {"kty": "XX"}}), Fault.PROOF_KEY),
        Attack("sends a text in place of a key", lambda: sent({"jwk": "key"}), Fault.PROOF_KEY),
        Attack("sends a point that is not on the curve", lambda: sent(jwk(y=public(OWN)["x"])), Fault.PROOF_KEY),
        Attack(
            "sends the point at the origin",
            lambda: sent(jwk(x=encode(bytes(32)), y=encode(bytes(32)))),
            Fault.PROOF_KEY,
        ),
        Attack(
            "sends a coordinate with a zero before it",
            lambda: sent(jwk(x=encode(b"\0" + decode(public(OWN)["x"])))),
            Fault.PROOF_KEY,
        ),
        Attack(
            "sends half a point",
            lambda: sent({"jwk": {"kty": "EC", "crv": "P-256", "x": public(OWN)["x"]}}),
            Fault.PROOF_KEY,
        ),
        Attack("names a curve nobody uses here", lambda: sent(jwk(crv="secp256k1")), Fault.PROOF_KEY),
        Attack("uses RSA with 1024 bits", weak, Fault.PROOF_KEY),
        Attack("sends the neutral point of Ed25519", lambda: sent(edwards(b"\1" + bytes(31))), Fault.PROOF_KEY),
        Attack(
            "sends a point of order 8 of Ed25519",
            lambda: sent(edwards(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))),
            Fault.PROOF_KEY,
        ),
        Attack(
            "spells a point of Ed25519 beyond the prime",
            lambda: sent(edwards(b"\xee" + b"\xff" * 30 + b"\x7f")),
            Fault.PROOF_KEY,
        ),
        Attack(
            "sends a key for key agreement (X25519)",
            lambda: sent({"alg": "EdDSA", "jwk": {"kty": "OKP", "crv": "X25519", "x": public(EDWARDS)["x"]}}),
            Fault.PROOF_KEY,
        ),
        Attack(
            "proves another key than the token is bound to",
            lambda: call(shown := token(), proof(shown, key=OTHER)),
            Fault.OTHER_KEY,
        ),
        Attack("brings the token's key and signs with another", sent_by_other, Fault.PROOF_SIGNATURE),
    ),
)

SIGNATURE = Group(
    "Signature of the proof",
    (("a signature as it should be", call),),
    (
        Attack("sends no signature", lambda: with_signature(b""), Fault.PROOF_SIGNATURE),
        Attack("sends r and s as zero", lambda: with_signature(bytes(64)), Fault.PROOF_SIGNATURE),
        Attack(
            "sends r and s as the curve's order",
            lambda: with_signature(ORDER.to_bytes(32, "big") * 2),
            Fault.PROOF_SIGNATURE,
        ),
        Attack("sends a signature with a byte too many", lambda: with_signature(bytes(65)), Fault.PROOF_SIGNATURE),
        Attack(
            "sends the signature as certificates write it (DER)",
            lambda: with_signature(bytes.fromhex("3006020101020101")),
            Fault.PROOF_SIGNATURE,
        ),
        Attack(
            "sends the signature of another proof",
            lambda: with_signature(decode(proof(token()).split(".")[2])),
            Fault.PROOF_SIGNATURE,
        ),
    ),
)

TARGET = Group(
    "Method and address",
    (
        ("the address with the usual port", lambda: htu(URL.replace(".test", ".test:443"))),
        ("the address with its host in capitals", lambda: htu(URL.replace("fhir.samspill.test", "FHIR.Samspill.TEST"))),
        ("the address with an escape that needs none", lambda: htu(URL.replace("Patient", "%50atient"))),
    ),
    (
        Attack("uses a proof for another method", lambda: sent(htm="POST"), Fault.PROOF_METHOD),
        Attack("writes the method in small letters", lambda: sent(htm="get"), Fault.PROOF_METHOD),
        Attack("leaves the method out", lambda: sent(htm=None), Fault.PROOF_CLAIMS),
        Attack("uses a proof for another address", lambda: htu(f"{BASE}/Patient/2"), Fault.PROOF_URL),
        Attack("uses a proof for the whole server", lambda: htu("https://fhir.samspill.test/"), Fault.PROOF_URL),
        Attack("uses a proof for another host", lambda: htu(URL.replace("fhir.", "evil.")), Fault.PROOF_URL),
        Attack("uses a proof without TLS", lambda: htu(URL.replace("https", "http")), Fault.PROOF_URL),
        Attack("uses a proof for another port", lambda: htu(URL.replace(".test", ".test:8443")), Fault.PROOF_URL),
        Attack(
            "writes the port with a zero before it", lambda: htu(URL.replace(".test", ".test:0443")), Fault.PROOF_URL
        ),
        Attack("ends the address with a slash", lambda: htu(f"{URL}/"), Fault.PROOF_URL),
        Attack("writes the path in small letters", lambda: htu(URL.replace("Patient", "patient")), Fault.PROOF_URL),
        Attack(
            "goes up and down again in the path", lambda: htu(URL.replace("Patient", "x/../Patient")), Fault.PROOF_URL
        ),
        Attack("hides a slash in an escape", lambda: htu(URL.replace("Patient/", "Patient%2F")), Fault.PROOF_URL),
        Attack("writes half an escape", lambda: htu(f"{URL}%4"), Fault.PROOF_URL),
        Attack("puts a user's name before the host", lambda: htu(URL.replace("//", "//fhir@")), Fault.PROOF_URL),
        Attack("puts a query in the address", lambda: htu(f"{URL}?_format=json"), Fault.PROOF_URL),
        Attack("puts a fragment in the address", lambda: htu(f"{URL}#x"), Fault.PROOF_URL),
        Attack("leaves the address out", lambda: sent(htu=None), Fault.PROOF_CLAIMS),
        Attack("sends a list of addresses", lambda: sent(htu=[URL]), Fault.PROOF_CLAIMS),
    ),
)

FRESH = Group(
    "Time, nonce and use only once",
    (
        ("a proof that is 10 seconds old", lambda: sent(iat=NOW - 10)),
        ("a proof that is 10 seconds ahead", lambda: sent(iat=NOW + 10)),
        ("a proof by a clock two hours off, with our nonce", lambda: sent(iat=NOW - 7200, nonce=nonce())),
    ),
    (
        Attack("uses a proof that is 11 seconds old", lambda: sent(iat=NOW - 11), Fault.PROOF_TIME),
        Attack("makes a proof 11 seconds ahead", lambda: sent(iat=NOW + 11), Fault.PROOF_TIME),
        Attack("leaves the time out", lambda: sent(iat=None), Fault.PROOF_CLAIMS),
        Attack("writes the time as a text", lambda: sent(iat=str(NOW)), Fault.PROOF_CLAIMS),
        Attack("writes the time as yes", lambda: sent(iat=True), Fault.PROOF_CLAIMS),
        Attack("writes a time beyond all time", lambda: sent(iat=10**30), Fault.PROOF_CLAIMS),
        Attack("leaves the id out", lambda: sent(jti=None), Fault.PROOF_CLAIMS),
        Attack("writes an empty id", lambda: sent(jti=""), Fault.PROOF_CLAIMS),
        Attack("writes an id without end", lambda: sent(jti="x" * 600), Fault.PROOF_CLAIMS),
        Attack("uses the same proof twice", twice, Fault.PROOF_REPLAYED),
        Attack("makes a new proof with a used id", lambda: replayed_with({}), Fault.PROOF_REPLAYED),
        Attack(
            "makes a new proof with a used id and the same nonce",
            lambda: replayed_with({"nonce": nonce()}),
            Fault.PROOF_REPLAYED,
        ),
        Attack(
            "uses a nonce that has ended", lambda: sent(nonce=nonce(AT - timedelta(seconds=121))), Fault.PROOF_NONCE
        ),
        Attack("uses a nonce of the future", lambda: sent(nonce=nonce(AT + timedelta(seconds=60))), Fault.PROOF_NONCE),
        Attack("uses another deployment's nonce", lambda: sent(nonce=nonce(secret="another")), Fault.PROOF_NONCE),
        Attack("uses a nonce of the token endpoint", lambda: sent(nonce=nonce(use="provider")), Fault.PROOF_NONCE),
        Attack("makes a nonce up", lambda: sent(nonce="nonce"), Fault.PROOF_NONCE),
        Attack("writes a number as the nonce", lambda: sent(nonce=7), Fault.PROOF_NONCE),
        Attack("leaves the token's hash out", lambda: sent(ath=None), Fault.PROOF_TOKEN),
        Attack("uses a proof made for another token", of_other_token, Fault.PROOF_TOKEN),
        Attack("pads the token's hash", lambda: sent(ath="x="), Fault.PROOF_TOKEN),
    ),
)

GROUPS = (SCHEME, FORM, HEADER, KEY, SIGNATURE, TARGET, FRESH)
