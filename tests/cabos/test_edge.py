"""The edge over HTTP: commit before the answer, problems for every way of failing, tokens."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx2
import pytest
from cabos.schema import journal
from cabos.testing.tokens import TestIssuer
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from tests.cabos.edge import edge
from tests.cabos.probe import Probe

MIB = 1024 * 1024


@pytest.fixture
async def http(probe: Probe, issuer: TestIssuer) -> AsyncIterator[httpx2.AsyncClient]:
    async with edge(probe, issuer) as client:
        client.headers.update(issuer.bearer("counter"))
        yield client


def assert_problem(response: httpx2.Response, status: int, *words: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    for word in words:
        assert word in problem["detail"]
    return problem


async def test_what_was_answered_is_committed(http: httpx2.AsyncClient, probe: Probe) -> None:
    response = await http.put("/v1/counters/mx", json={"number": 7})

    assert response.status_code == 204
    assert [row.data for row in await probe.rows(journal)] == ['{"counter":"mx","number":7}']


async def test_a_commit_that_fails_is_never_answered_with_success(http: httpx2.AsyncClient, probe: Probe) -> None:
    response = await http.put("/v1/twins/castor")

    problem = assert_problem(response, 409)
    assert problem["constraint"] == "twin_name_key"
    assert await probe.rows(journal) == []


async def test_of_two_that_stand_in_each_others_way_one_may_come_again(http: httpx2.AsyncClient) -> None:
    answers = await asyncio.gather(*(http.put(f"/v1/crossings/{path}") for path in ("1/2", "2/1")))

    done, refused = sorted(answers, key=lambda answer: answer.status_code)
    assert (done.status_code, refused.status_code, refused.headers["Retry-After"]) == (204, 503, "1")
    assert refused.json()["detail"] == "Another request was in the way; nothing was changed"


async def test_a_refusal_names_its_rule_and_field(http: httpx2.AsyncClient, probe: Probe) -> None:
    response = await http.put("/v1/counters/mx", json={"number": 101})

    problem = assert_problem(response, 409, "beyond 100")
    assert problem["type"] == "urn:cabos:refusal:counted-out"
    assert problem["title"] == "The counter is at its end"
    assert problem["errors"] == [{"field": "number", "rule": "Nobody counts beyond 100"}]
    assert problem["limit"] == 100
    assert await probe.rows(journal) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"number": -1}, "number"),
        ({"number": "seven"}, "number"),
        ({}, "number"),
        ({"number": 1, "nmber": 2}, "nmber"),
        ([], "body"),
        (7, "body"),
    ],
)
async def test_a_body_that_does_not_fit_names_the_field(http: httpx2.AsyncClient, body: object, field: str) -> None:
    response = await http.put("/v1/counters/mx", json=body)

    problem = assert_problem(response, 422, field)
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize(
    "body",
    [b'{"number": 7', b"{'number': 7}", b'{"number": 7} {}', b"\xff\xfe", b'{"number": "\xff"}', b"[" * 100_000],
    ids=["cut off", "single quotes", "two documents", "no text", "invalid UTF-8", "nested without end"],
)
async def test_what_is_no_json_is_refused(http: httpx2.AsyncClient, probe: Probe, body: bytes) -> None:
    response = await http.put("/v1/counters/mx", content=body, headers={"Content-Type": "application/json"})

    assert_problem(response, 400)
    assert await probe.rows(journal) == []


@pytest.mark.parametrize("number", [b"NaN", b"1e999", b"7.5", b"9" * 5000, b'"\\u0000"', b'"\\ud800"'])
async def test_a_number_that_is_none_is_refused(http: httpx2.AsyncClient, number: bytes) -> None:
    body = b'{"number": ' + number + b"}"

    response = await http.put("/v1/counters/mx", content=body, headers={"Content-Type": "application/json"})

    assert 400 <= response.status_code < 500, response.text
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_missing_body_names_itself(http: httpx2.AsyncClient) -> None:
    assert_problem(await http.put("/v1/counters/mx"), 422, "body")


@pytest.mark.parametrize("path", ["/v1/counters/%00", "/v1/counters/a%00b", "/v1/twins/%00"])
async def test_a_nul_in_the_path_is_the_senders_mistake(http: httpx2.AsyncClient, probe: Probe, path: str) -> None:
    assert_problem(await http.put(path, json={"number": 7}), 422)
    assert await probe.rows(journal) == []


@pytest.mark.parametrize("path", ["/v1/counters/%ff", "/v1/counters/%c3%28", "/v1/counters/%ed%a0%80"])
async def test_a_path_that_is_no_text_never_becomes_a_fault_of_ours(http: httpx2.AsyncClient, path: str) -> None:
    response = await http.put(path, json={"number": 7})

    assert response.status_code < 500, response.text


@pytest.mark.parametrize("query", ["type=%ff", "type=%00", "after=%ff", "after=%00", "type=%ed%a0%80", "limit=%00"])
async def test_a_question_that_is_no_text_never_becomes_a_fault_of_ours(http: httpx2.AsyncClient, query: str) -> None:
    response = await http.get(f"/v1/events?{query}")

    assert response.status_code < 500, response.text


async def test_a_body_of_five_megabytes_is_refused(http: httpx2.AsyncClient) -> None:
    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * MIB

    announced = await http.put("/v1/counters/mx", content=b" " * 5 * MIB)
    unannounced = await http.put("/v1/counters/mx", content=in_pieces())

    assert_problem(announced, 413)
    assert_problem(unannounced, 413)


async def test_a_write_needs_a_token(http: httpx2.AsyncClient) -> None:
    del http.headers["Authorization"]

    response = await http.put("/v1/counters/mx", json={"number": 7})

    assert_problem(response, 401, "Bearer")
    assert response.headers["www-authenticate"].startswith("Bearer")


async def test_a_token_of_another_key_is_refused(http: httpx2.AsyncClient, tmp_path: Any) -> None:
    stranger = TestIssuer(tmp_path)

    assert_problem(await http.get("/v1/who", headers=stranger.bearer("counter")), 401)


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": int(time.time()) - 3600},
        {"iss": "someone-else"},
        {"aud": "another"},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"exp": "tomorrow"},
        {"exp": None},
        {"nbf": int(time.time()) + 3600},
        {"roles": "counter"},
        {"roles": {"counter": True}},
        {"roles": None},
        {"roles": [["counter"]]},
        {"roles": [7, "counter"]},
    ],
)
async def test_a_wrong_claim_is_refused(http: httpx2.AsyncClient, issuer: TestIssuer, claims: dict[str, Any]) -> None:
    assert_problem(await http.get("/v1/who", headers=issuer.bearer("counter", **claims)), 401, "not accepted")


async def test_a_token_of_another_algorithm_is_refused(http: httpx2.AsyncClient, issuer: TestIssuer) -> None:
    """The public key as a shared secret is the classic attack; a curve that is not on the list is no better."""
    claims = {"iss": issuer.issuer, "aud": issuer.audience, "sub": "x", "exp": time.time() + 600, "roles": ["counter"]}
    public = OctKey.import_key(issuer.jwks.read_bytes())
    curve = ECKey.generate_key("P-384")
    tokens = [
        jwt.encode({"alg": "HS256", "kid": "test"}, claims, public, algorithms=["HS256"]),
        jwt.encode({"alg": "ES384", "kid": "test"}, claims, curve, algorithms=["ES384"]),
    ]

    for token in tokens:
        assert_problem(await http.get("/v1/who", headers={"Authorization": f"Bearer {token}"}), 401)


@pytest.mark.parametrize(
    "header", [b"Bearer", b"Bearer ", b"Basic eDp5", b"Bearer \xff\xfe", b"Bearer " + b"a" * 20_000, b"Bearer a b.c.d"]
)
async def test_a_header_that_carries_no_token_is_refused(http: httpx2.AsyncClient, header: bytes) -> None:
    assert_problem(await http.get("/v1/who", headers={b"Authorization": header}), 401)


async def test_a_trace_that_is_none_is_left_out(http: httpx2.AsyncClient, probe: Probe) -> None:
    await http.put("/v1/counters/mx", json={"number": 7}, headers={"traceparent": "x" * 9000, "X-Correlation-Id": "?"})

    [row] = await probe.rows(journal)
    assert row.traceparent is None
    assert row.correlation_id is not None


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."])
async def test_what_is_no_token_is_refused(http: httpx2.AsyncClient, token: str) -> None:
    assert_problem(await http.get("/v1/who", headers={"Authorization": f"Bearer {token}"}), 401)


async def test_a_token_without_the_role_is_forbidden(http: httpx2.AsyncClient, issuer: TestIssuer) -> None:
    assert_problem(await http.get("/v1/who", headers=issuer.bearer("editor")), 403, "counter")


async def test_a_fault_of_ours_tells_no_secret(http: httpx2.AsyncClient) -> None:
    problem = assert_problem(await http.get("/v1/fault"), 500)

    assert "secret" not in str(problem)


async def test_an_unknown_address_and_method_are_problems(http: httpx2.AsyncClient) -> None:
    assert_problem(await http.get("/v1/nothing"), 404)
    assert_problem(await http.delete("/v1/who"), 405)


async def test_head_is_answered_as_get_without_a_body(http: httpx2.AsyncClient) -> None:
    head, whole = await http.head("/v1/who"), await http.get("/v1/who")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]
    assert (await http.head("/v1/nothing")).status_code == 404
    assert (await http.delete("/v1/who")).headers["allow"] == "GET, HEAD"


async def test_events_are_stamped_with_the_request_they_come_from(http: httpx2.AsyncClient, probe: Probe) -> None:
    correlation = "0190f3b4-0000-7000-8000-000000000001"
    traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    response = await http.put(
        "/v1/counters/mx",
        json={"number": 7},
        headers={"X-Correlation-Id": correlation, "traceparent": traceparent},
    )

    [row] = await probe.rows(journal)
    assert response.headers["x-correlation-id"] == correlation
    assert (row.correlation_id, row.traceparent) == (UUID(correlation), traceparent)
