"""What is said when a page can't be shown, and what browsers are told."""

from collections.abc import Callable, Iterator

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from handfast.web import urls as ours
from handfast.web.look.tokens import FILE, sheet
from handfast.web.people.permissions import PUBLIC, route

handler403, handler404, handler500 = ours.handler403, ours.handler404, ours.handler500


@route(PUBLIC)
def gone(request: HttpRequest) -> HttpResponse:
    raise OperationalError("could not connect to server")


@route(PUBLIC)
def fails(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("<script>secret</script>")


urlpatterns = [*ours.urlpatterns, path("gone", gone), path("fails", fails)]


@pytest.fixture
def browser(person: Callable[..., object]) -> Iterator[Client]:
    person()
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


def test_while_the_database_is_gone_pages_say_so_and_try_again(browser: Client) -> None:
    answer = browser.get("/gone")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert b"Nothing is lost" in answer.content
    assert b'http-equiv="refresh" content="5"' in answer.content


def test_a_fault_of_ours_shows_nothing_of_its_inside(browser: Client) -> None:
    answer = browser.get("/fails")
    assert answer.status_code == 500
    assert b"secret" not in answer.content
    assert b"ZeroDivision" not in answer.content


def test_a_page_that_is_not_there_says_so_in_our_look(browser: Client) -> None:
    answer = browser.get("/nowhere/")
    assert answer.status_code == 404
    assert b"There is no such page" in answer.content


def test_every_answer_forbids_scripts_inside_pages_and_other_hosts(browser: Client) -> None:
    for address in ("/alive", "/accounts/login/", "/nowhere/", "/gone"):
        policy = browser.get(address)["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "unsafe-eval" not in policy
        assert "http" not in policy


def test_no_page_has_a_script_or_style_inside_or_from_elsewhere(signed_in: Callable[..., Client]) -> None:
    page = signed_in("admin").get("/overview/").content.decode()
    assert "<script>" not in page
    assert "<style" not in page
    assert "//" not in page.replace("http://www.w3.org", "")


def test_the_sheet_of_colours_is_the_reports() -> None:
    assert FILE.read_text(encoding="utf-8") == sheet(), "run: python -m handfast.web.look.tokens"
