"""Charts as drawings inside the page: made once, without a script, in the page's own colours, light or dark."""

import re
from concurrent.futures import Future
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from handfast.report.drawer import drawer
from handfast.report.tokens import TOKENS
from handfast.report.vega import Spec

# A chart is drawn in light colours; each then becomes the token of the page that it stands for.
_TOKEN_OF = {token.light: name for name, token in TOKENS.items()}
_COLOUR = re.compile(r'(fill|stroke)="(#[0-9a-f]{6})"')
_NOISE = re.compile(
    r' (?:class="mark-[^"]*"|role="graphics-[^"]*"|aria-[a-z]+="[^"]*"|pointer-events="none"|font-family="[^"]*"'
    r'|stroke-miterlimit="10"|opacity="1"|stroke-width="0")'
)
_HEAD = re.compile(r'<svg [^>]*viewBox="([^"]*)"[^>]*>')
_EMPTY = re.compile(r'<path class="(?:background|foreground)"[^>]*/>|<g></g>')


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart that is being drawn, as a template takes it: as text it is the finished drawing."""

    drawn: "Future[str]"
    label: str

    def __str__(self) -> str:
        return cleaned(self.drawn.result(), self.label)

    def __html__(self) -> str:
        return str(self)


def to_svg(chart: Spec, label: str) -> Drawing:
    """Have a chart drawn; `label` is what it shows, for those who can't see it."""
    return Drawing(drawer().ask(chart), label)


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
