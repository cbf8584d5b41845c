"""Running the commands so that nobody meets a traceback: what went wrong in words on standard error, and an exit code."""

import atexit
import contextlib
import gc
import os
import sys
from collections.abc import Sequence

import typer

from handfast import __version__
from handfast.cli.app import app
from handfast.cli.stopping import heard
from handfast.faults import HandfastError
from handfast.interruption import noticed

DONE, FAULTS, INTERNAL, INTERRUPTED, BROKEN_PIPE = 0, 1, 70, 130, 141
"""Wrong usage is 2, which Typer gives. 70 is EX_SOFTWARE of sysexits.h; 130 and 141 are what a shell says of SIGINT and SIGPIPE."""

STOPPED = "Stopped. Results are whole: all old, or all new."


def main() -> None:
    """The entry point of `handfast`."""
    gc.disable()  # a tenth of the time; a command ends before it pays, and whatever is big is in Arrow and DuckDB
    with heard():
        code = run()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _forget_output()
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    atexit._run_exitfuncs()
    os._exit(code)  # taking down what goes with the process anyway is a third of a second


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (that of the process when not given); the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that knows no ● shows a question mark
    try:
        code = app(args=arguments, prog_name="handfast", standalone_mode=False)
    except HandfastError as error:
        return _say(STOPPED, INTERRUPTED) if noticed.is_set() else _say(str(error), FAULTS)
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except typer.TyperException as error:
        return _wrong_usage(error)
    except SystemExit as left:  # Typer's and Rich's way with a reader that went away
        return _forget_output() if left.code == 1 else int(left.code or 0)
    except BrokenPipeError:
        return _forget_output()
    except Exception as error:
        return _unexpected(error)
    if code == INTERRUPTED:
        return _say(STOPPED, INTERRUPTED)
    return code if isinstance(code, int) else DONE


def _say(text: str, code: int) -> int:
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr, flush=True)
    return code


def _wrong_usage(error: typer.TyperException) -> int:
    show = getattr(error, "show", None)
    if show is None:
        return _say(str(error), error.exit_code)
    show()
    return error.exit_code


def _forget_output() -> int:
    """Whoever read our output has gone; what is still to be flushed goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with contextlib.suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())
    return BROKEN_PIPE


def _unexpected(error: Exception) -> int:
    """One line on what no message was written for, and how to tell us."""
    if noticed.is_set() or "interrupt" in type(error).__name__.lower() or str(error) == "Query interrupted":
        return _say(STOPPED, INTERRUPTED)
    if os.environ.get("HANDFAST_DEBUG"):
        import traceback

        traceback.print_exc()
        return INTERNAL
    if isinstance(error, OSError) and error.strerror:
        return _say(f"{error.filename or 'a file'}: {error.strerror}", FAULTS)
    if type(error).__name__ == "OutOfMemoryException":
        return _say(
            "There is not enough memory for this record, and no room on the disk for temporary files. Free some of either.",
            FAULTS,
        )
    what = " ".join(str(error).split())[:200]
    return _say(
        f"Handfast {__version__} failed in a way that it should not: {type(error).__name__}: {what}. Results are whole: all old, or all new. "
        "Run it again with HANDFAST_DEBUG=1 and report what it prints.",
        INTERNAL,
    )
