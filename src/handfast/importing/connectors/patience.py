"""Calls that wait when asked to, try again when it may help, and otherwise say what is wrong.

On dlt's REST client. What an answer means is judged in one place, since not every API says it by the HTTP status alone.
"""

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from dlt.common.configuration.specs import RuntimeConfiguration
from dlt.sources.helpers.requests.session import Session
from dlt.sources.helpers.rest_client.client import RESTClient
from dlt.sources.helpers.rest_client.paginators import BasePaginator
from requests import PreparedRequest, Response
from requests.auth import AuthBase
from requests.exceptions import ChunkedEncodingError, ConnectionError, ContentDecodingError, SSLError, Timeout

from handfast.importing.connectors.contract import PullError, Visit

BROKEN = (ConnectionError, Timeout, ChunkedEncodingError, ContentDecodingError)
ATTEMPTS = 6
"""Of one call: with pauses of 1, 2, 4, 8 and 16 seconds between them, half a minute of a system's trouble is nothing."""


@dataclass(frozen=True, slots=True)
class Again:
    """The same call may succeed later: in so many seconds, if the API says; `asked` when it is a matter of limits and not of trouble."""

    why: str
    after: float | None = None
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Renew:
    """The token is no longer taken."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The call will not succeed; in words for whoever pulls. `status` is that of HTTP, or the API's own code."""

    why: str
    status: int = 0


class Denied(PullError):
    """Raised for `Refused`: a stream that an account needn't have may go without."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True, slots=True)
class Expired:
    """The API no longer knows a mark of a page that it gave."""

    why: str


class ExpiredMark(PullError):
    """Raised for `Expired`: a stream begins again from the last instant that it knows."""


Verdict = Again | Renew | Refused | Expired | None
"""None: the answer is one."""

Judge = Callable[[Response, datetime], Verdict]


class Token(AuthBase):
    """Puts a token on each call. One that can't be renewed is what it is."""

    def __init__(self, header: str, value: str) -> None:
        self._header, self._value = header, value

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """The request with its token."""
        request.headers[self._header] = self._value
        return request

    def renew(self) -> bool:
        """Get a new token; whether there is one."""
        return False


@dataclass(slots=True)
class Pace:
    """At most so many calls in so many seconds, on this side already: a limit that is never met costs nothing."""

    calls: int
    seconds: float
    _made: deque[float] | None = None

    def wait(self, visit: Visit) -> None:
        """Wait until another call fits."""
        made = self._made = self._made if self._made is not None else deque()
        if len(made) >= self.calls:
            rest = made[0] + self.seconds - visit.clock.now().timestamp()
            if rest > 0:
                visit.clock.sleep(rest)
            made.popleft()
        made.append(visit.clock.now().timestamp())


def retry_after(response: Response, now: datetime) -> float | None:
    """The seconds that a `Retry-After` asks for, given as seconds or as a date."""
    text = response.headers.get("Retry-After", "").strip()
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds())


def said(response: Response) -> str:
    """What an answer says in words, shortened: the message of a JSON body, or its beginning."""
    try:
        body = response.json()
    except ValueError:
        body = response.text
    for _ in range(3):  # {"errors": [{"message": …}]}
        if isinstance(body, list) and body:
            body = body[0]
        elif isinstance(body, dict):
            words = (
                body.get(key) for key in ("message", "error_description", "error", "errors", "error_info")
            )
            body = next((word for word in words if word), body)
    return (body if isinstance(body, str) else json.dumps(body))[:300]


def by_status(response: Response, now: datetime) -> Verdict:
    """What HTTP itself says of an answer."""
    status = response.status_code
    if status == 429:
        return Again("asks to slow down (429)", retry_after(response, now), asked=True)
    if status == 408 or status >= 500:
        return Again(f"is in trouble ({status})", retry_after(response, now))
    if status == 401:
        return Renew(f"does not take the token (401: {said(response)})")
    if 300 <= status < 400:
        there = urlsplit(response.headers.get("Location", "")).netloc or "elsewhere"
        return Refused(f"points to {there}; if that is the right server, give its address")
    if status >= 400:
        return Refused(
            f"refuses {response.request.method} {urlsplit(response.url).path} ({status}: {said(response)})",
            status,
        )
    if response.content.lstrip()[:1] not in (b"{", b"["):
        return Again("gave something that is no JSON")
    return None


class PatientSession(Session):
    """A session whose `send` comes back with an answer, or raises PullError with the reason why there is none."""

    def __init__(
        self,
        title: str,
        visit: Visit,
        patience: float,
        token: Token | None,
        judge: Judge,
        paces: Sequence[Pace],
    ) -> None:
        super().__init__(raise_for_status=False)
        self.trust_env = True  # proxies are the machine's business
        self._title, self._visit, self._patience = title, visit, patience
        self._token, self._judge, self._paces = token, judge, paces

    def send(self, request: PreparedRequest, **options: Any) -> Response:
        """Send until there is an answer. A redirect isn't followed: a token goes to the server that it was given for."""
        waited, renewed, attempt = 0.0, False, 0
        while True:
            attempt += 1
            response, verdict = self._try(request, {**options, "allow_redirects": False})
            if verdict is None and response is not None:
                return response
            if isinstance(verdict, Renew):
                if renewed or self._token is None or not self._token.renew():
                    raise PullError(f"{self._title} {verdict.why}")
                renewed, attempt = True, attempt - 1
                request = self._token(request)
                continue
            if isinstance(verdict, Expired):
                raise ExpiredMark(f"{self._title} {verdict.why}")
            if isinstance(verdict, Refused):
                raise Denied(f"{self._title} {verdict.why}", verdict.status)
            assert isinstance(verdict, Again)
            pause = verdict.after if verdict.after is not None else 2.0 ** (attempt - 1)
            if (not verdict.asked and attempt >= ATTEMPTS) or waited + pause > self._patience:
                raise PullError(self._gave_up(verdict, pause, attempt))
            self._visit.clock.sleep(pause)
            waited += pause

    def _try(self, request: PreparedRequest, options: dict[str, Any]) -> tuple[Response | None, Verdict]:
        for pace in self._paces:
            pace.wait(self._visit)
        try:
            response: Response = super().send(request, **options)  # type: ignore[no-untyped-call]
        except SSLError as error:
            return None, Refused(f"has no valid certificate: {error}")
        except BROKEN as error:
            return None, Again(f"can't be reached, or broke off ({type(error).__name__})")
        return response, self._judge(response, self._visit.clock.now())

    def _gave_up(self, verdict: Again, pause: float, attempt: int) -> str:
        if verdict.asked or attempt < ATTEMPTS:
            longer = f"wants {_duration(pause)}, longer than the patience of {_duration(self._patience)}"
            return f"{self._title} {verdict.why} and {longer}"
        return f"{self._title} {verdict.why}, {attempt} times in a row"


class Api:
    """One API at one address: JSON in, JSON out, patiently.

    Attributes:
        rest: dlt's client behind it.
    """

    def __init__(
        self, title: str, base_url: str, visit: Visit, patience: float, token: Token | None = None,
        judge: Judge = by_status, paces: Sequence[Pace] = (),
    ) -> None:  # fmt: skip
        self._settle = (title, visit, patience, token, judge)
        session = PatientSession(title, visit, patience, token, judge, paces)
        # A configuration of our own: else dlt would look for one in its files.
        self.rest = RESTClient(
            base_url, auth=token, session=session, config=RuntimeConfiguration(dlthub_telemetry=False)
        )

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """The answer to a GET. Raises PullError."""
        return self.rest.get(path, params=dict(params or {})).json()

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """The answer to a POST of JSON. Raises PullError."""
        return self.rest.post(path, json=dict(body)).json()

    def form(self, path: str, fields: Mapping[str, str]) -> Any:
        """The answer to a POST of a form. Raises PullError."""
        return self.rest.post(path, data=dict(fields)).json()

    def pages(
        self, path: str, params: Mapping[str, Any], paginator: BasePaginator, data: str
    ) -> Iterator[tuple[list[Any], Any]]:
        """Each page's things, found in the answer at `data`, and the answer. Raises PullError, also when pages go in circles."""
        before = None
        pages = self.rest.paginate(
            path, params=dict(params), paginator=paginator, data_selector=data, hooks={"response": []}
        )
        for page in pages:
            now = (page.request.url, json.dumps(page.request.params, sort_keys=True, default=str))
            if page.paginator.has_next_page and now == before:
                raise PullError(
                    f"{self._settle[0]} gave the same mark of the next page twice at {path}; pull again"
                )
            before = now
            yield list(page), page.response.json()


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
