"""The services as any client meets them: HTTP, tokens and problem documents."""

from typing import Any

import httpx2

ACCEPTED = 202


class Refused(RuntimeError):
    """A service answered with a problem; the message says which, where and why."""

    def __init__(self, response: httpx2.Response) -> None:
        try:
            problem = response.json()
        except ValueError:
            problem = {"title": response.reason_phrase, "detail": response.text[:200]}
        request = response.request
        super().__init__(
            f"{request.method} {request.url}: {response.status_code} {problem.get('title')}: {problem.get('detail')}"
        )
        self.status = response.status_code
        self.problem = problem


class Unreachable(RuntimeError):
    """A service does not answer; the message says which and why."""


class Service:
    """One service over HTTP; a problem document raises `Refused`, no answer at all `Unreachable`."""

    def __init__(self, url: str, *, token: str, second: str) -> None:
        self.url = url
        self._http = httpx2.Client(base_url=url, headers=_bearer(token), timeout=30)
        self._second = _bearer(second)

    def put(self, path: str, body: dict[str, Any]) -> None:
        """What is only proposed by this, the second officer confirms."""
        answer = self._ask("PUT", path, json=body)
        if answer.status_code == ACCEPTED:
            self._ask("PUT", f"{answer.headers['Location']}/confirmation", headers=self._second)

    def post_page(self, page: bytes) -> dict[str, Any]:
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        answer: dict[str, Any] = self._ask("POST", "/v1/pages", content=page, headers=headers).json()
        return answer

    def get(self, path: str, **query: Any) -> Any:
        return self._ask("GET", path, params=query).json()

    def text(self, path: str) -> str:
        return self._ask("GET", path, headers={"Accept": "text/plain"}).text

    def all(self, path: str, **query: Any) -> list[Any]:
        """Every item of a list, page after page."""
        items: list[Any] = []
        after: dict[str, Any] = {}
        while True:
            page = self.get(path, limit=200, **query, **after)
            items += page["items"]
            if page["next"] is None:
                return items
            after = {"after": page["next"]}

    def events(self, *types: str) -> list[dict[str, Any]]:
        """The feed from its beginning, only `types` when there are any."""
        found: list[dict[str, Any]] = []
        position = 0
        while True:
            query: dict[str, Any] = {"after": position, "limit": 500} | ({"type": list(types)} if types else {})
            batch = self.get("/v1/events", **query)
            if not batch:
                return found
            found += batch
            position = int(batch[-1]["sequence"])

    def _ask(self, method: str, path: str, **content: Any) -> httpx2.Response:
        try:
            response = self._http.request(method, path, **content)
        except httpx2.HTTPError as fault:
            raise Unreachable(f"{method} {self.url}{path}: {fault}") from None
        if response.is_error:
            raise Refused(response)
        return response


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
