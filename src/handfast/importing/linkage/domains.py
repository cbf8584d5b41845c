"""Internet domains of companies, from e-mail addresses and websites."""

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

SOCIAL = frozenset(
    [
        "facebook.com",
        "fb.com",
        "instagram.com",
        "linkedin.com",
        "twitter.com",
        "x.com",
        "xing.com",
        "youtube.com",
        "tiktok.com",
        "pinterest.com",
        "google.com",
        "yelp.com",
        "medium.com",
        "github.com",
        "crunchbase.com",
        "wikipedia.org",
        "linktr.ee",
        "etsy.com",
        "amazon.com",
        "ebay.com",
    ]
)
"""Where companies have a page under somebody else's domain: `linkedin.com/company/acme` is no domain of Acme's."""

_HOST = re.compile(r"([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9-]{2,63}")
"""Labels of at most 63 letters, digits, hyphens and (in what people really have) underscores; the last one is no number."""


def company_domain(text: str) -> str | None:
    """The domain that a company registered, in lower case: of `ana@mail.acme.co.uk` and `https://www.acme.co.uk/en` it is `acme.co.uk`.

    None when the text holds none, when it is one whose mailboxes anybody can have (`free_mail.txt`, and those of an hour of the
    package `disposable-email-domains`), or the company's page is on a site of others. What is registered is told by the Public
    Suffix List that the package `publicsuffixlist` brings along.
    """
    host, path = _host(text)
    if not host:
        return None
    registered: str | None = _suffixes().privatesuffix(host)
    if registered is None or anybodys(host, registered):
        return None
    return None if path and registered in SOCIAL else registered


def anybodys(host: str, registered: str) -> bool:
    """Whether anybody can have a mailbox at the host, or at what stands above it up to the domain registered."""
    everybodys = _mail_of_anybody()
    while True:
        if host in everybodys:
            return True
        if host == registered or "." not in host:
            return False
        host = host.split(".", 1)[1]


def _host(text: str) -> tuple[str, str]:
    """The host named by an address or a website, and the path behind it; empty where there is none."""
    bare = text.strip().lower()
    if "@" in bare and "/" not in bare:
        host, path = bare.rsplit("@", 1)[1], ""
    else:
        try:
            split = urlsplit(bare if "://" in bare else f"//{bare}")
            host, path = split.hostname or "", split.path.strip("/")
        except ValueError:
            return "", ""
    host = host.strip(" .<>()[]\"',;")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return "", ""
    return (host, path) if _HOST.fullmatch(host) else ("", "")


@cache
def _suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


@cache
def _mail_of_anybody() -> frozenset[str]:
    from disposable_email_domains import blocklist

    kept = files(__package__).joinpath("free_mail.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in kept if line and not line.startswith("#")) | blocklist
