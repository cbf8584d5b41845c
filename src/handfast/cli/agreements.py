"""`check` and `diff`: agreements alone."""

from pathlib import Path

from handfast.cli.screen import output


def check(path: Path) -> None:
    """Print the agreement as prose; raises InputFaults with every fault it has."""
    from handfast.agreement.text import load_agreement
    from handfast.report.terminal import print_prose

    print_prose(load_agreement(path), output())


def differences(old: Path, new: Path) -> None:
    """Print what changed; raises InputFaults with the faults of both."""
    from handfast.agreement.diff import diff
    from handfast.agreement.model import Agreement
    from handfast.agreement.text import load_agreement
    from handfast.faults import Fault, InputFaults
    from handfast.report.terminal import print_changes

    read: list[Agreement] = []
    faults: list[Fault] = []
    for path in (old, new):
        try:
            read.append(load_agreement(path))
        except InputFaults as error:
            faults += error.faults
    if faults:
        raise InputFaults(faults)
    print_changes(diff(*read), output())
