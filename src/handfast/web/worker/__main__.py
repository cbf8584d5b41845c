"""`python -m handfast.web.worker`: the worker as a process of its own."""

import sys

from handfast.faults import HandfastError
from handfast.web.deployment import deployment
from handfast.web.worker.loop import run

if __name__ == "__main__":
    try:
        run(deployment())
    except HandfastError as error:
        sys.exit(str(error))
