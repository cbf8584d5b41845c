"""What all servers here share: real HTTP on loopback, a log of calls, and mishaps that can be ordered."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

BEGIN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that goes on only when somebody waits."""

    def __init__(self) -> None:
        self.time = BEGIN
        self.waits: list[float] = []

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]


@dataclass(frozen=True)
class Answer:
    """`broken`: the connection breaks off, after so many bytes of the body."""

    body: Any = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    broken: int | None = None


Mishap = Callable[[Call], Answer | None]


class Server:
    """Answers calls with `answer`, unless a mishap that was ordered comes first."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.calls: list[Call] = []
        self.mishaps: list[Mishap] = []
        self.url = ""
        self._lock = threading.Lock()

    def answer(self, call: Call) -> Answer:
        raise NotImplementedError

    def once(self, path: str, answer: Answer, after: int = 0) -> None:
        """The next call whose path holds `path` (after so many) is answered thus."""
        self.times(path, answer, 1, after)

    def times(self, path: str, answer: Answer, times: int, after: int = 0) -> None:
        seen = 0

        def mishap(call: Call) -> Answer | None:
            nonlocal seen
            if path not in call.path:
                return None
            seen += 1
            return answer if after < seen <= after + times else None

        self.mishaps.append(mishap)

    def paths(self, part: str) -> list[Call]:
        return [call for call in self.calls if part in call.path]

    def handle(self, call: Call) -> Answer:
        with self._lock:
            self.calls.append(call)
            for mishap in self.mishaps:
                if (answer := mishap(call)) is not None:
                    return answer
            return self.answer(call)

    @contextmanager
    def running(self) -> Iterator["Server"]:
        with ThreadingHTTPServer(("127.0.0.1", 0), _handler(self)) as listener:
            listener.daemon_threads = True
            self.url = f"http://127.0.0.1:{listener.server_port}"
            thread = threading.Thread(
                target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
            )
            thread.start()
            try:
                yield self
            finally:
                listener.shutdown()
                thread.join()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = parse_qs(parts.query, keep_blank_values=True)
            answer = server.handle(Call(self.command, parts.path, query, dict(self.headers), body))
            payload = (
                answer.body.encode() if isinstance(answer.body, str) else json.dumps(answer.body).encode()
            )
            if answer.broken is not None:
                self.close_connection = True
            if answer.broken == 0:
                return
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload[: answer.broken])
            self.wfile.flush()

        do_GET = do_POST = _serve

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler
