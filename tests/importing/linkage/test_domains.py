"""Domains of companies: what is registered, and whose mailboxes anybody can have."""

import pytest

from handfast.importing.linkage.domains import company_domain


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("ana@acme.com", "acme.com"),
        ("Ana@Mail.ACME.co.uk", "acme.co.uk"),
        ("https://www.acme.co.uk/en?x=1", "acme.co.uk"),
        ("www.acme.com.au", "acme.com.au"),
        ("acme.de:8080/shop", "acme.de"),
        ("http://user@acme.de/", "acme.de"),
        ("shop.acme.github.io", "acme.github.io"),
        ("müller.de", "xn--mller-kva.de"),
        ("sales@xn--mller-kva.de", "xn--mller-kva.de"),
        ("<jo@acme.fr>", "acme.fr"),
        ("northwind.example", "northwind.example"),
        ("linkedin.com", "linkedin.com"),
        # Nobody's company
        ("ana@gmail.com", None),
        ("ana@GoogleMail.com", None),
        ("ana@hotmail.co.uk", None),
        ("ana@tutanota.com", None),
        ("ana@mailinator.com", None),
        ("ana@anything.mailinator.com", None),
        ("ana@t-online.de", None),
        ("https://www.linkedin.com/company/acme", None),
        ("facebook.com/acme", None),
        # Nobody's domain
        ("co.uk", None),
        ("com", None),
        ("Acme Inc", None),
        ("n/a", None),
        ("", None),
        ("@", None),
        ("127.0.0.1", None),
        ("http://[::1", None),
        ("ana@-.com", None),
        ("a" * 80 + ".com", None),
    ],
)
def test_the_domain_that_a_company_registered(text: str, domain: str | None) -> None:
    assert company_domain(text) == domain
