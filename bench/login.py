"""What a call with a proof costs: ``python -m bench.login``. CPU microseconds a call, of three rounds the quickest.

Each kind of key makes the proofs; the token is signed by PS256 as HelseID's. "Seen" is a token that has been verified
before, which is what nearly every call has; its proof is verified all the same.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from joserfc.jwk import ECKey, OKPKey, RSAKey
from tests.factories.logins import AT, BASE, call, person_claims, proof, public, server, token

from samspill.access.contracts import Presented
from samspill.access.login.contracts import ProofsSeen
from samspill.access.login.jose.keys import Key, thumbprint
from samspill.access.login.seen import SeenInMemory, SeenInSqlite

CALLS = 1000
ROUNDS = 3
KEYS: dict[str, Key] = {
    "ES256": ECKey.generate_key("P-256"),
    "EdDSA": OKPKey.generate_key("Ed25519"),
    "PS256 (2048 bits)": RSAKey.generate_key(2048),
}


def calls_of(key: Key, *, is_seen: bool) -> list[Presented]:
    claims = person_claims(cnf={"jkt": thumbprint(public(key))})
    shown = token(claims)
    made = []
    for number in range(CALLS):
        text = shown if is_seen else token({**claims, "jti": str(number)})
        made.append(call(text, proof(text, key=key)))
    return made


def cpu_us(key: Key, *, is_seen: bool, seen: Callable[[], ProofsSeen]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        here, made = server(seen()), calls_of(key, is_seen=is_seen)
        here.admitted(call(), base=BASE, at=AT)  # the issuer's keys are had
        begun = time.process_time()
        for one in made:
            here.admitted(one, base=BASE, at=AT)
        best = min(best, (time.process_time() - begun) / CALLS * 1e6)
    return best


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        numbers = iter(range(10_000))

        def in_sqlite() -> ProofsSeen:
            return SeenInSqlite(Path(folder) / f"{next(numbers)}.sqlite3")

        print("| proof's key | seen token, SQLite | seen token, memory | new token, SQLite |")
        print("|---|--:|--:|--:|")
        for name, key in KEYS.items():
            figures = (
                cpu_us(key, is_seen=True, seen=in_sqlite),
                cpu_us(key, is_seen=True, seen=SeenInMemory),
                cpu_us(key, is_seen=False, seen=in_sqlite),
            )
            print(f"| {name} | {' | '.join(f'{figure:.0f}' for figure in figures)} |")


if __name__ == "__main__":
    main()
