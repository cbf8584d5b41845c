"""The pages that the worker made of a snapshot: sections of the report, shown as the report shows them."""

import json
from functools import lru_cache
from pathlib import Path
from typing import cast

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handfast.report.blocks import Section
from handfast.web.snapshots.blocks_json import from_json
from handfast.web.snapshots.reading import Published


def read_sections(published: Published, place: str) -> tuple[Section, ...]:
    """The sections of a place's page; none where the snapshot has nothing for it."""
    path = published.folder / "pages" / f"{place}.json"
    return _sections(path) if path.exists() else ()


@lru_cache(maxsize=64)
def _sections(path: Path) -> tuple[Section, ...]:
    """Files of a snapshot never change, so that they are read once."""
    return cast(tuple[Section, ...], from_json(json.loads(path.read_text(encoding="utf-8"))))


def show_page(request: HttpRequest, published: Published, place: str) -> HttpResponse:
    """A place whose page is sections of the report: by `PLACE/page.html` where there is one, else one below the other."""
    context = {"place": apps.get_app_config(place), "sections": read_sections(published, place)}
    return render(request, [f"{place}/page.html", "snapshots/page.html"], context)
