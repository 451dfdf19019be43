"""Writes what the FHIR API offers from the tables that the engine runs on: docs/reference/fhir-api.md.

Run as ``python -m scripts.fhir_api`` after changing what search, operations or limits are;
tests/repo/test_fhir_api_page.py says when it was forgotten.
"""

from collections import Counter
from pathlib import Path

from samspill.fhir.definitions import api as definitions
from samspill.fhir.definitions.contracts import SearchType
from samspill.fhir.formats.diagnosing import DEPTH_MAX
from samspill.fhir.index import api as index
from samspill.fhir.interactions import transactions
from samspill.fhir.interactions.capabilities import BULK
from samspill.fhir.interactions.contracts import Settings
from samspill.fhir.interactions.operations import TABLE as OPERATIONS
from samspill.fhir.search import including, value_sets
from samspill.fhir.search.contracts import Prefix
from samspill.fhir.search.parsing import controls, criteria, query
from samspill.fhir.search.parsing.fields import TABLES
from samspill.fhir.subscriptions import reading as subscriptions

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "fhir-api.md"

TEXT = """\
# The FHIR API

HL7 FHIR R4 (4.0.1) at `/fhir` of the server, as JSON. Its tables are written by `scripts/fhir_api.py` from those the
engine runs on; `GET /fhir/metadata` tells programs the same. [FHIR interactions](fhir-interactions.md) goes through
each call, [FHIR conformance](fhir-conformance.md) says what test data of others came to, and [how to connect a FHIR
client](../how-to/connect-a-fhir-client.md) begins from nothing.

## Who may call

Every call needs an access token, but `GET metadata` and `GET .well-known/smart-configuration`. HelseID's tokens are
taken with a proof of possession, SMART servers' as bearer tokens where they are bound to no key: [login](login.md),
[whose tokens are taken](issuers-file.md). In demo mode `samspill token` prints a bearer token, and `/id` is a provider
that gives bound ones. Scopes are [SMART
v2](https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html)'s, `system/` for systems and `user/`
for persons (`system/Observation.rs`, `user/*.cruds`); v1's `read` and `write` are understood. Not supported: `patient/`
scopes, and scopes narrowed by search parameters.

A national identity number in an address is refused: send the search by `POST [type]/_search`. A resource with
a number that cannot be, or that the deployment does not take, is refused with 422 where the deployment [says whose
numbers it takes](settings.md#whose-national-numbers-are-taken); a demo takes synthetic ones only.

## Search

[The specification](https://hl7.org/fhir/R4/search.html). {parameters} parameters on {types} resource types, from
HL7's own definitions, none added by hand:

| type | parameters | modifiers, beside `:missing` | prefixes |
|---|---|---|---|
{search_types}

Not supported, and refused with 400:

| parameter | on | because |
|---|---|---|
{unsupported}

Modifiers of the specification that are not named above are refused, `:above` and `:below` on tokens among them: they
need a terminology server. `:in` takes value sets that R4's definitions list, or that are stored here and list their
codes. A composite takes no modifier. A date without a zone is UTC. UCUM quantities are compared across units. Strings
are compared without case and accents, `å` as `aa`, `ø` as `o`, `æ` as `ae`. Contained resources are not searched. A
reference to another server has no type here: it is found by its whole address, never by a chain. A canonical is
followed by `_include`, `_revinclude`, chains and `_has`, to the resources with its `url` and, where it names one,
`version`.

| of the result | |
|---|---|
{controls}

Beside them `_id`, `_lastUpdated`, `_list` and `_type` (of a search of the whole system), chains (`subject.name=`),
reverse chains (`_has:`), and [compartments](https://hl7.org/fhir/R4/compartmentdefinition.html): {compartments}. An
unknown parameter is refused; with `Prefer: handling=lenient` it is passed over and a warning says so. Pages are
linked by `next`; nothing is lost or shown twice while others write. There is no `previous` and no `last`.

## Operations

[The specification](https://hl7.org/fhir/R4/operations.html).

| operation | where | definition |
|---|---|---|
{operations}

Not supported: `$graphql`, `$graph`, terminology operations (`$expand`, `$lookup`, `$validate-code`, `$translate`),
`$document`, `$process-message`, `$apply`, `$evaluate-measure`.

## Bulk data

[The specification](https://hl7.org/fhir/uv/bulkdata/STU2/export.html). `$export` and `$import` need `Prefer:
respond-async`; they answer 202 with the place to ask, outlive a restart, and are cancelled by `DELETE` there.
`$export` takes `_type`, `_typeFilter`, `_since` and `_outputFormat` (NDJSON). A `_typeFilter` is `Type?criteria`,
several with commas between (a comma inside one is percent-encoded once more); a resource meets one filter of its type,
and types without filters are exported whole. It takes the type's own search parameters: no chains, `_has`, `_list`,
value sets, includes or sorting. A resource that is changed while the export runs is told as it was, even if it does
not meet a filter; deletions are told unfiltered. Not supported: `_elements`, `patient`, `includeAssociatedData`; they
are refused unless `Prefer: handling=lenient` passes them by. `$import` is the server's own: Parameters with `input`
parts; a file must lie in the folder that the operator has set aside, nothing is fetched. Subscriptions are told of what
`$import` brings in, and not of what the command `samspill load` does: use that for history. Only the caller who began
a job may ask how it goes, fetch its files or cancel it; the files need a token as everything else does. On PostgreSQL
`transactionTime` is set back a minute, so that nothing is missed by the next `_since`.

## Subscriptions

[The R4 backport](https://hl7.org/fhir/uv/subscriptions-backport). A Subscription listens to a topic
(`urn:samspill:topic:[type]`: every create, update and delete of the type) with filters, or to a search in R4's own
way. It is told by rest-hook at addresses that the operator allows, or by a stream: `GET Subscription/[id]/$events`
with `Accept: text/event-stream`, which goes on from `Last-Event-ID`. Events are numbered without gaps, written in the
transaction of the change, and delivered at least once. Not supported: e-mail, SMS, websocket and FHIR message
channels; SubscriptionTopic and SubscriptionStatus as stored resources, which R4 does not have.

## Validation

[The specification](https://hl7.org/fhir/R4/validation.html). `SAMSPILL_FHIR_VALIDATION` chooses: `off` (strict JSON
of a known type), `base` (R4 itself: elements, cardinality, types, required codes, references, narrative, invariants),
`profile` (also the loaded profiles that a resource names). Not supported: checks against code systems that R4 does
not define (SNOMED CT, LOINC, ICD), displays of codes, signatures, and snapshots made from a differential of a package
that is not loaded. How HL7's own validator answers the same cases stands in [FHIR
conformance](fhir-conformance.md#validator).

## What comes in and goes out

[The specification](https://hl7.org/fhir/R4/json.html). Decimals keep every digit. What was sent is what is read, but
for `meta.versionId` and `meta.lastUpdated`, which are the server's. Gzip both ways. XML and Turtle are refused (406,
415), and so are JSON with comments, repeated keys, `NaN`, numbers that a store cannot keep, and more than {depth}
levels of nesting.

| at most | |
|---|---|
{limits}

What lies beyond is refused, or where a result is cut, an OperationOutcome in the Bundle says so.
"""


def page() -> str:
    """Return the whole page."""
    counted = Counter(
        parameter.type
        for name in definitions.resource_types()
        for code, parameter in definitions.search_parameters(name).items()
        if (name, code) not in index.unsupported()
    )
    return TEXT.format(
        parameters=spaced(counted.total()),
        types=len(definitions.resource_types()),
        search_types="\n".join(_search_type(kind, counted[kind]) for kind in SearchType if counted[kind]),
        unsupported="\n".join(_unsupported()),
        controls="\n".join(_controls()),
        compartments=", ".join(sorted(definitions.compartments())),
        operations="\n".join(_operations()),
        depth=DEPTH_MAX,
        limits="\n".join(f"| {what} | {spaced(most)} |" for what, most in _limits()),
    )


def spaced(number: int) -> str:
    """Write a number with a space between thousands."""
    return f"{number:,}".replace(",", " ")


def _search_type(kind: SearchType, count: int) -> str:
    modifiers = " ".join(f"`:{word}`" for word in criteria.LIST_WORDS.get(kind, ()))
    is_ordered = kind in (SearchType.DATE, SearchType.NUMBER, SearchType.QUANTITY)
    prefixes = " ".join(f"`{prefix}`" for prefix in Prefix) if is_ordered else ""
    if kind is SearchType.COMPOSITE:
        modifiers, prefixes = "none, nor `:missing`", "those of its parts"
    assert kind in TABLES or kind is SearchType.COMPOSITE, kind
    return f"| {kind} | {count} | {modifiers} | {prefixes} |"


def _unsupported() -> list[str]:
    found: dict[tuple[str, str], list[str]] = {}
    for (name, code), reason in index.unsupported().items():
        found.setdefault((code, reason), []).append(name)
    rows = {code: (names[0] if len(names) == 1 else "every type", reason) for (code, reason), names in found.items()}
    rows |= {code: ("every type", what) for code, (what, _) in controls.UNSUPPORTED.items()}
    return [f"| `{code}` | {where} | {what} is not done |" for code, (where, what) in sorted(rows.items())]


WORDS = {
    "_contained": "only `false`",
    "_count": f"{controls.COUNT} when left out",
    "_elements": "names of top elements",
    "_format": "JSON",
    "_include": "`[type]:[parameter]`, `[type]:[parameter]:[target]`, `*`; with `:iterate`",
    "_pretty": "taken and passed over",
    "_revinclude": "as `_include`",
    "_sort": f"up to {controls.SORTS_MAX} parameters, `-` for descending; not `_score`",
    "_summary": "`true`, `text`, `data`, `count`, `false`",
    "_total": "`none`, `estimate` (counted exactly), `accurate`",
}


def _controls() -> list[str]:
    return [f"| `{name}` | {WORDS[name]} |" for name in sorted(controls.READERS)]


def _operations() -> list[str]:
    rows = []
    for operations in OPERATIONS.values():
        for operation in operations:
            where = " or ".join(_where(level, operation.types) for level in sorted(operation.levels, reverse=True))
            rows.append((operation.name, where, operation.definition))
    for name, kinds in BULK.items():
        rows += [(kind, f"`{name}/${kind}`" if name else f"`${kind}`", definition) for kind, definition in kinds]
    return [f"| `${name}` | {where} | `{definition}` |" for name, where, definition in sorted(rows)]


def _where(level: str, types: tuple[str, ...]) -> str:
    named = ", ".join(types) or "every type"
    return named if level == "type" else f"one {named}" if types else "one resource"


def _limits() -> list[tuple[str, int]]:
    usual = Settings()
    return [
        ("bytes of a body, unpacked (`SAMSPILL_FHIR_BODY_MB_MAX`)", usual.body_bytes_max),
        ("entries of a batch or transaction", usual.entries_max),
        ("values of one resource to be searched for, over all parameters", index.ROWS_MAX),
        ("such values of all resources in a transaction", transactions.ROWS_MAX),
        ("resources on a page of a search", controls.COUNT_MAX),
        ("resources on a page of a history or `$everything`", usual.page_max),
        ("resources that one conditional delete takes away", usual.delete_max),
        ("parameters of a search", query.PAIRS_MAX),
        ("codes, ids or addresses in one list", criteria.VALUES_MAX),
        ("dates, numbers, quantities or texts in one list", criteria.RANGES_MAX),
        ("steps of a chain", query.DEPTH_MAX),
        ("codes of a value set in `:in`", value_sets.CODES_MAX),
        ("resources included in a page", including.INCLUDES_MAX),
        ("rounds of `:iterate`", including.ROUNDS_MAX),
        ("filters of a subscription", subscriptions.FILTERS_MAX),
    ]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name} is written anew.")
