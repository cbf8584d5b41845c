"""Taking secrets out of whatever is said: messages, logs."""

import base64
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, quote_plus

HIDDEN = "***"


class Scrubber:
    """Knows the secrets of a pull and takes them out of texts, in each form that they take on the way."""

    def __init__(self) -> None:
        self._forms: list[str] = []

    def learn(self, secret: str) -> None:
        """Never show this one: as it is, in an address, in base64. An empty text is no secret."""
        if secret:
            encoded = base64.b64encode(secret.encode()).decode()
            forms = {
                secret,
                quote(secret),
                quote(secret, safe=""),
                quote_plus(secret),
                encoded,
                encoded.rstrip("="),
            }
            self._forms = sorted({*self._forms, *forms}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text with every secret hidden."""
        for form in self._forms:
            text = text.replace(form, HIDDEN)
        return text


@contextmanager
def scrubbed_logs(scrub: Scrubber) -> Iterator[None]:
    """While it lasts, no log record of any library holds a secret: libraries log the addresses that they call."""
    make = logging.getLogRecordFactory()

    def scrubbed(*arguments: Any, **named: Any) -> logging.LogRecord:
        record = make(*arguments, **named)
        record.msg, record.args = scrub(record.getMessage()), ()
        if record.exc_info:
            record.msg += "\n" + scrub(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return record

    logging.setLogRecordFactory(scrubbed)
    try:
        yield
    finally:
        logging.setLogRecordFactory(make)
