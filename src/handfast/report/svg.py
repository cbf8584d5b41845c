"""Charts as drawings inside the page: made once, without a script, in the page's own colours, light or dark."""

import re
from threading import Thread
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from handfast.report.tokens import TOKENS

if TYPE_CHECKING:
    import altair as alt

# A chart is drawn in light colours; each then becomes the token of the page that it stands for.
_TOKEN_OF = {token.light: name for name, token in TOKENS.items()}
_COLOUR = re.compile(r'(fill|stroke)="(#[0-9a-f]{6})"')
_NOISE = re.compile(
    r' (?:class="mark-[^"]*"|role="graphics-[^"]*"|aria-[a-z]+="[^"]*"|pointer-events="none"|font-family="[^"]*"'
    r'|stroke-miterlimit="10"|opacity="1"|stroke-width="0")'
)
_HEAD = re.compile(r'<svg [^>]*viewBox="([^"]*)"[^>]*>')
_EMPTY = re.compile(r'<path class="(?:background|foreground)"[^>]*/>|<g></g>')


def to_svg(chart: "alt.Chart | alt.LayerChart", label: str) -> str:
    """Draw a chart; `label` is what it shows, for those who can't see it."""
    import vl_convert
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):  # checked in a test, and the check takes longer than the drawing
        spec = chart.to_dict(validate=False)
    return cleaned(vl_convert.vegalite_to_svg(spec, show_warnings=False), label)


def cleaned(svg: str, label: str) -> str:
    """A drawing without its own size, colours and fonts, so that it takes the page's."""
    svg = _NOISE.sub("", _EMPTY.sub("", svg))
    svg = _COLOUR.sub(_token, svg)
    return _HEAD.sub(
        lambda head: f'<svg class="chart" viewBox="{head[1]}" role="img" aria-label={quoteattr(label)}>',
        svg,
        count=1,
    )


def _token(found: re.Match[str]) -> str:
    name = _TOKEN_OF.get(found[2])
    return f'{found[1]}="var(--{name})"' if name else found[0]


def warm() -> Thread:
    """Start to load what drawing needs, which takes a second, while the caller does something else."""
    thread = Thread(target=_load, daemon=True)
    thread.start()
    return thread


def _load() -> None:
    import altair
    import vl_convert

    nothing: Any = altair.Chart({"values": []}).mark_point()
    vl_convert.vegalite_to_svg(nothing.to_dict(validate=False), show_warnings=False)
