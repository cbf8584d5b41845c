"""A process that draws: a Vega-Lite specification a line in, a drawing a line out, both as JSON. It ends with its input.

It runs apart because what draws starts for half a second and holds Python's lock all the while it draws.
"""

import json
import os
import signal
import sys
from typing import Any

NOTHING: dict[str, Any] = {"data": {"values": []}, "mark": "point"}


def draw(spec: dict[str, Any]) -> str:
    """A specification as SVG; ValueError where it can't be drawn."""
    import vl_convert

    return vl_convert.vegalite_to_svg(spec, show_warnings=False)


def main() -> None:
    """Draw whatever comes in on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it goes when whoever asks does
    draw(NOTHING)  # the first drawing takes half a second, whatever it is
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(json.dumps(draw(json.loads(line))).encode() + b"\n")
        sys.stdout.buffer.flush()
    os._exit(0)  # nothing is left to be done, and taking the renderer down takes a while


if __name__ == "__main__":
    main()
