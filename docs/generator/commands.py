"""The commands with their arguments and options, from the command line's own definition."""

import inspect
from typing import Any

from typer.main import get_command

from docs.generator.markdown import code, codes, page, table
from handfast.cli import app

INTRODUCTION = """
`handfast COMMAND --help` says the same on screen. Results go to standard output or to files,
progress and messages to standard error. Exit codes: 0 done, 1 the input has faults (all of them
listed), 2 wrong usage.
"""


def page_text() -> str:
    """The whole page."""
    group: Any = get_command(app)
    commands = [command for command in group.commands.values() if not command.hidden]
    return page("Commands", INTRODUCTION, *map(_section, commands))


def _section(command: Any) -> str:
    usage = " ".join(["handfast", command.name, *filter(None, map(_usage, command.params))])
    head = f"## handfast {command.name}"
    rows = (_row(parameter) for parameter in command.params if not parameter.hidden)
    parts = [head, inspect.cleandoc(command.help or ""), f"```text\n{usage}\n```"]
    return "\n\n".join([*parts, table(("Argument or option", "Means", "Default"), rows)])


def _usage(parameter: Any) -> str:
    if parameter.param_type_name != "argument":
        return ""
    name = (parameter.metavar or parameter.name).upper() + (" …" if parameter.nargs != 1 else "")
    return name if parameter.required else f"[{name}]"


def _row(parameter: Any) -> tuple[str, str, str]:
    """One argument or option; a flag's default is not worth saying."""
    names = (
        [(parameter.metavar or parameter.name).upper()]
        if parameter.param_type_name == "argument"
        else [*parameter.opts, *parameter.secondary_opts]
    )
    if parameter.metavar and parameter.param_type_name == "option":
        names = [f"{name} {parameter.metavar}" for name in names]
    means = parameter.help or ""
    if parameter.param_type_name == "option" and parameter.multiple:
        means += " May be given several times."
    default = parameter.default
    shown = "" if default is None or isinstance(default, bool) or callable(default) else code(str(default))
    return (codes(names), means, shown)
