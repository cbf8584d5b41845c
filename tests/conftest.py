"""What every test runs under: how hard Hypothesis tries, and no network."""

import os
import sys

from hypothesis import HealthCheck, settings

# `dev` answers while you wait. `ci` (chosen by .ci/run) draws hundreds and prints how to replay a failure.
settings.register_profile("dev", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci", max_examples=300, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

LOOPBACK = ("127.", "::1", "localhost")


def refuse_network(event: str, args: tuple[object, ...]) -> None:
    """An audit hook: a test that looks up or connects to another host fails there and then."""
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    if host is not None and not str(host).startswith(LOOPBACK):
        raise RuntimeError(f"a test tried to reach {host!r}; Handfast and its tests use no network")


sys.addaudithook(refuse_network)
