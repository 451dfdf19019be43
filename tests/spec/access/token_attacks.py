"""Attacks on the access token (RFC 7515, RFC 8725, RFC 9068, HelseID's profile, SMART scopes)."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from tests.factories.logins import (
    BASE,
    HELSEID,
    IDPORTEN,
    NOW,
    OTHER,
    PERSON,
    PID,
    SMART,
    bearer,
    call,
    person_claims,
    public,
    sign_raw,
    signed,
    signer,
    system_claims,
    system_token,
    token,
)  # fmt: skip
from tests.spec.access.attacks import Attack, Group

from samspill.access.contracts import Presented
from samspill.access.login.faults import Fault
from samspill.access.login.jose.strict import encode

Send = Callable[[], Presented]
LEVEL = "helseid://claims/identity/security_level"
PARENT = "helseid://claims/client/claims/orgnr_parent"
NUMBER = "helseid://claims/hpr/hpr_number"
HPR = "helseid://claims/hpr/hpr_details"
ATTESTATION = "nhn:tillitsrammeverk:parameters"
HEAD = {"alg": "PS256", "typ": "at+jwt", "kid": "rsa"}


def claims(**changes: Any) -> Presented:
    """Return a call with a genuine token that says something else."""
    return call(token(person_claims(**changes)))


def named(**changes: Any) -> Presented:
    """Return a call with a genuine token that says something else, by names that are no words of Python."""
    return call(token(person_claims() | changes))


def header(**changes: Any) -> Presented:
    """Return a call with a token of another header, signed by the issuer all the same."""
    return call(token(**changes))


def forged(head: dict[str, Any], key: Any = OTHER, **changes: Any) -> Presented:
    """Return a call with a token that the attacker signs."""
    return call(signed({**HEAD, **head}, person_claims(**changes), key))


def confused(head: dict[str, Any]) -> Presented:
    """Return a call with a token signed by HMAC with the issuer's public key as the secret."""
    secret = signer("rsa").as_pem(private=False)
    text = ".".join(encode(json.dumps(part).encode()) for part in ({**HEAD, **head}, person_claims()))
    return call(f"{text}.{encode(hmac.digest(secret, text.encode(), hashlib.sha256))}")


def unsigned(alg: str) -> Presented:
    text = ".".join(encode(json.dumps(part).encode()) for part in ({**HEAD, "alg": alg}, person_claims()))
    return call(f"{text}.")


def changed_claims() -> Presented:
    head, _, signature = token().split(".")
    return call(f"{head}.{encode(json.dumps(person_claims(sub='somebody else')).encode())}.{signature}")


def raw(payload: bytes, head: bytes | None = None) -> Presented:
    return call(sign_raw(head or json.dumps(HEAD).encode(), payload, signer("rsa"), "PS256"))


def said_twice() -> Presented:
    text = json.dumps(person_claims())
    return raw((text[:-1] + f', "aud": "{BASE}"}}').encode())


def respelt(change: Callable[[str], str]) -> Presented:
    return call(change(token()))


def scope(text: str) -> Presented:
    return claims(scope=text)


def system(scope_words: str) -> Presented:
    return bearer(system_token(scope=scope_words))


def pid(value: Any) -> Presented:
    return named(**{"helseid://claims/identity/pid": value})


SIGNED = Group(
    "Who signed the token",
    (
        ("a token signed by PS256", call),
        ("a token signed by ES256 with the issuer's other key", lambda: call(token(by="ec", alg="ES256"))),
        ("a token whose type is written in full", lambda: header(typ="application/at+jwt")),
        ("a token with its certificate's thumbprint beside the key's name", lambda: header(x5t="abc")),
    ),
    (
        Attack("signs by nothing (alg none)", lambda: unsigned("none"), Fault.TOKEN_ALGORITHM),
        Attack("takes the algorithm away", lambda: header(alg=None), Fault.TOKEN_ALGORITHM),
        Attack(
            "signs by a shared key: the issuer's public one (HS256)",
            lambda: confused({"alg": "HS256"}),
            Fault.TOKEN_ALGORITHM,
        ),
        Attack("signs by the issuer's public key and says PS256", lambda: confused({}), Fault.TOKEN_SIGNATURE),
        Attack(
            "uses an algorithm that this issuer does not use",
            lambda: bearer(token(system_claims(), by="es384", alg="ES512")),
            Fault.TOKEN_ALGORITHM,
        ),
        Attack("names an algorithm of another kind of key", lambda: header(alg="ES256"), Fault.TOKEN_KEY),
        Attack(
            "signs with a key of its own under the issuer's key name",
            lambda: forged({"kid": "ec", "alg": "ES256"}),
            Fault.TOKEN_SIGNATURE,
        ),
        Attack(
            "brings the key along (jwk)", lambda: forged({"alg": "ES256", "jwk": public(OTHER)}), Fault.TOKEN_HEADER
        ),
        Attack(
            "points to keys elsewhere (jku)",
            lambda: forged({"alg": "ES256", "jku": "https://evil.test/jwks"}),
            Fault.TOKEN_HEADER,
        ),
        Attack(
            "points to a certificate elsewhere (x5u)",
            lambda: forged({"alg": "ES256", "x5u": "https://evil.test/c"}),
            Fault.TOKEN_HEADER,
        ),
        Attack("brings a certificate (x5c)", lambda: forged({"alg": "ES256", "x5c": ["MIIB"]}), Fault.TOKEN_HEADER),
        Attack("marks something as critical", lambda: header(crit=["exp"]), Fault.TOKEN_HEADER),
        Attack("says that the payload is not encoded (b64)", lambda: header(b64=False), Fault.TOKEN_HEADER),
        Attack(
            "names a path as the key (kid)", lambda: forged({"alg": "ES256", "kid": "../../dev/null"}), Fault.TOKEN_KEY
        ),
        Attack(
            "names a database query as the key (kid)",
            lambda: forged({"alg": "ES256", "kid": "x' UNION SELECT 'k"}),
            Fault.TOKEN_KEY,
        ),
        Attack(
            "names an address as the key (kid)",
            lambda: forged({"alg": "ES256", "kid": "https://evil.test/k"}),
            Fault.TOKEN_KEY,
        ),
        Attack("names a list of keys (kid)", lambda: header(kid=["rsa"]), Fault.TOKEN_KEY),
        Attack("names no key (kid)", lambda: header(kid=None), Fault.TOKEN_KEY),
        Attack(
            "names the key of another trusted issuer",
            lambda: call(token(person_claims(), by="es384", alg="ES384")),
            Fault.TOKEN_KEY,
        ),
        Attack("changes the claims under the signature", changed_claims, Fault.TOKEN_SIGNATURE),
        Attack(
            "takes the signature away",
            lambda: respelt(lambda text: text.rpartition(".")[0] + "."),
            Fault.TOKEN_SIGNATURE,
        ),
    ),
)

FORM = Group(
    "Form of the token",
    (("a token signed over the same bytes by hand", lambda: raw(json.dumps(person_claims()).encode())),),
    (
        Attack("sends an id token", lambda: header(typ="JWT"), Fault.TOKEN_TYPE),
        Attack("leaves the type out", lambda: header(typ=None), Fault.TOKEN_TYPE),
        Attack("sends a logout token", lambda: header(typ="logout+jwt"), Fault.TOKEN_TYPE),
        Attack("sends a list as the type", lambda: header(typ=["at+jwt"]), Fault.TOKEN_TYPE),
        Attack("says a claim twice", said_twice, Fault.TOKEN_UNREADABLE),
        Attack(
            "says the key's name twice",
            lambda: raw(b"{}", b'{"alg":"PS256","typ":"at+jwt","kid":"x","kid":"rsa"}'),
            Fault.TOKEN_UNREADABLE,
        ),
        Attack("adds padding", lambda: respelt(lambda text: f"{text}="), Fault.TOKEN_UNREADABLE),
        Attack(
            "spells the signature another way",
            lambda: respelt(lambda text: text[:-1] + _sibling(text[-1])),
            Fault.TOKEN_UNREADABLE,
        ),
        Attack(
            "adds two parts, as for an encrypted token",
            lambda: respelt(lambda text: f"{text}.e30.e30"),
            Fault.TOKEN_UNREADABLE,
        ),
        Attack("sends far too much", lambda: claims(note="x" * 20000), Fault.TOKEN_UNREADABLE),
        Attack("nests without end", lambda: raw(b'{"a":' * 3000), Fault.TOKEN_UNREADABLE),
        Attack(
            "begins with a byte order mark",
            lambda: raw(b"\xef\xbb\xbf" + json.dumps(person_claims()).encode()),
            Fault.TOKEN_UNREADABLE,
        ),
        Attack("writes a number without end", lambda: raw(b'{"exp":' + b"9" * 5000 + b"}"), Fault.TOKEN_UNREADABLE),
        Attack("sends a text in place of claims", lambda: raw(b'"claims"'), Fault.TOKEN_UNREADABLE),
    ),
)

FOR_US = Group(
    "Issuer, audience and time",
    (
        ("an audience in a list of one", lambda: claims(aud=[BASE])),
        ("a token that begins in 10 seconds", lambda: claims(nbf=NOW + 10, iat=NOW + 10)),
        ("a token in its last second", lambda: claims(exp=NOW + 1)),
        ("a token without a beginning", lambda: claims(nbf=None)),
    ),
    (
        Attack("names an issuer nobody trusts", lambda: claims(iss="https://evil.test"), Fault.ISSUER),
        Attack("writes the issuer with a slash more", lambda: claims(iss=f"{HELSEID}/"), Fault.ISSUER),
        Attack("writes the issuer in capitals", lambda: claims(iss=HELSEID.upper()), Fault.ISSUER),
        Attack("names a list of issuers", lambda: claims(iss=[HELSEID]), Fault.ISSUER),
        Attack("leaves the issuer out", lambda: claims(iss=None), Fault.ISSUER),
        Attack("uses ID-porten's access token as a session", lambda: claims(iss=IDPORTEN), Fault.ISSUER),
        Attack("uses another trusted issuer's name", lambda: claims(iss=SMART), Fault.TOKEN_ALGORITHM),
        Attack("uses a token for another server", lambda: claims(aud="https://other.test/fhir"), Fault.AUDIENCE),
        Attack("uses a token for an address below ours", lambda: claims(aud=f"{BASE}/Patient"), Fault.AUDIENCE),
        Attack("uses a token for two servers", lambda: claims(aud=[BASE, "https://other.test/fhir"]), Fault.AUDIENCES),
        Attack("uses a token for us twice over", lambda: claims(aud=[BASE, BASE]), Fault.AUDIENCES),
        Attack("uses a token for nobody", lambda: claims(aud=[]), Fault.TOKEN_CLAIMS),
        Attack("leaves the audience out", lambda: claims(aud=None), Fault.TOKEN_CLAIMS),
        Attack("uses a token in the second that it ends", lambda: claims(exp=NOW), Fault.EXPIRED),
        Attack(
            "uses a token of yesterday",
            lambda: claims(exp=NOW - 86400, iat=NOW - 87000, nbf=NOW - 87000),
            Fault.EXPIRED,
        ),
        Attack("leaves the end out", lambda: claims(exp=None), Fault.TOKEN_CLAIMS),
        Attack("writes the end as a text", lambda: claims(exp="2030"), Fault.TOKEN_CLAIMS),
        Attack("writes the end with decimals", lambda: claims(exp=NOW + 0.5), Fault.TOKEN_CLAIMS),
        Attack("writes an end beyond all time", lambda: claims(exp=10**12), Fault.TOKEN_CLAIMS),
        Attack("uses a token that begins in 11 seconds", lambda: claims(nbf=NOW + 11), Fault.NOT_YET),
        Attack("uses a token issued in 11 seconds", lambda: claims(iat=NOW + 11), Fault.NOT_YET),
        Attack("writes the beginning as no", lambda: claims(nbf=False), Fault.TOKEN_CLAIMS),
        Attack(
            "takes the key away that the token is bound to", lambda: call(token(person_claims(cnf=None))), Fault.UNBOUND
        ),
        Attack(
            "sends a person's token that is bound to no key",
            lambda: bearer(token(person_claims(cnf=None))),
            Fault.BEARER,
        ),
        Attack("binds the token to nothing", lambda: claims(cnf={}), Fault.TOKEN_CLAIMS),
        Attack("binds the token to a certificate", lambda: claims(cnf={"x5t#S256": "abc"}), Fault.TOKEN_CLAIMS),
    ),
)

MAY = Group(
    "Scopes",
    (
        ("a person with user/", lambda: scope("user/*.rs")),
        ("a person with SMART v1's words", lambda: scope("user/*.read")),
        ("a system with system/", lambda: system("system/*.rs")),
        ("a system with more than can be given, which is passed by", lambda: system("system/*.rs patient/*.cruds")),
    ),
    (
        Attack("asks for nothing", lambda: scope(""), Fault.SCOPE),
        Attack("leaves the scopes out", lambda: claims(scope=None), Fault.SCOPE),
        Attack("has only words of the login", lambda: scope("openid profile launch"), Fault.SCOPE),
        Attack("is a person with a system's scope", lambda: scope("system/*.rs"), Fault.SCOPE),
        Attack("is a system with a person's scope", lambda: system("user/*.rs"), Fault.SCOPE),
        Attack("has one patient's scope, and would be given all", lambda: scope("patient/*.rs"), Fault.SCOPE),
        Attack(
            "has a scope for some resources, and would be given all",
            lambda: scope("user/Observation.rs?category=x"),
            Fault.SCOPE,
        ),
        Attack("mixes up the letters", lambda: scope("user/*.sr"), Fault.SCOPE),
        Attack("writes capitals", lambda: scope("USER/*.rs"), Fault.SCOPE),
        Attack("hides a path in the type", lambda: scope("user/../*.rs"), Fault.SCOPE),
        Attack("sends scopes that are no words", lambda: claims(scope=[1, 2]), Fault.TOKEN_CLAIMS),
        Attack("sends scopes as a thing", lambda: claims(scope={"user/*.rs": True}), Fault.TOKEN_CLAIMS),
    ),
)

WHO = Group(
    "Who, how surely, and for whom",
    (
        ("security level 4", lambda: named(**{LEVEL: "4"})),
        ("an attestation, handed on as it is", lambda: named(**{ATTESTATION: {"care_relationship": {}}})),
        (
            "an entry in the health personnel register",
            lambda: named(**{HPR: {"hpr_number": 565501872, "approvals": []}}),
        ),
    ),
    (
        Attack("signed in at level 3", lambda: named(**{LEVEL: "3"}), Fault.SECURITY_LEVEL),
        Attack("leaves the level out", lambda: named(**{LEVEL: ""}), Fault.SECURITY_LEVEL),
        Attack("writes the level as a list", lambda: named(**{LEVEL: ["4"]}), Fault.SECURITY_LEVEL),
        Attack("writes a level that is none", lambda: named(**{LEVEL: "40"}), Fault.SECURITY_LEVEL),
        Attack("names no organisation", lambda: named(**{PARENT: ""}), Fault.ORGANISATION),
        Attack("names an organisation that cannot exist", lambda: named(**{PARENT: "994598750"}), Fault.ORGANISATION),
        Attack("names a list of organisations", lambda: named(**{PARENT: ["994598759"]}), Fault.ORGANISATION),
        Attack("has no client", lambda: claims(client_id=None), Fault.TOKEN_CLAIMS),
        Attack("has a list as the person", lambda: claims(sub=[PERSON]), Fault.PERSON),
        Attack("has a national number as the person's id", lambda: claims(sub=PID), Fault.PERSON),
        Attack("has a control character in the person's id", lambda: claims(sub="x\r\nX-Injected: 1"), Fault.PERSON),
        Attack("has a national number that is none", lambda: pid("12345678901"), Fault.PERSON),
        Attack("has a national number as a number", lambda: pid(int("1" + PID[1:])), Fault.PERSON),
        Attack("has a text for the entry in the register", lambda: named(**{HPR: "LE"}), Fault.PERSON),
        Attack(
            "has a text for the approvals in the register", lambda: named(**{HPR: {"approvals": "LE"}}), Fault.PERSON
        ),
        Attack("has letters for a register number", lambda: named(**{NUMBER: "56550187x"}), Fault.PERSON),
        Attack("has an attestation that is a text", lambda: named(**{ATTESTATION: "TREAT"}), Fault.ATTESTATION),
    ),
)


def _sibling(letter: str) -> str:
    """Return the letter that writes the same two bits: 256 bytes leave four bits of it without meaning."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return letters[letters.index(letter) ^ 1]


GROUPS = (SIGNED, FORM, FOR_US, MAY, WHO)
