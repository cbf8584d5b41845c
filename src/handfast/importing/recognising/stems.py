"""What a file's bare name says of its content, once dates, counters and the exporter's own words are off it."""

import re

_DATE = re.compile(r"[-_ .]*\(?(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:[0-3]\d)?(?:[-_T ]?\d{2,6})*\)?")
_COUNTER = re.compile(r"[-_ ]*(?:\(\d+\)|copy|final|v?\d{1,3})$")
_WRAPPING = re.compile(
    r"^(?:hubspot[-_ ]?(?:crm)?[-_ ]?exports?[-_ ]|salesforce[-_ ]|sf[-_]|crm[-_ ]|export(?:ed)?[-_ ]|all[-_ ]|my[-_ ])|"
    r"(?:[-_ ](?:data(?:set)?|export|report|all|list|postgres|snowflake|databricks|bigquery|redshift))$"
)
_BLANKS = re.compile(r"[-_ .]+")


def readings_of(stem: str) -> tuple[str, ...]:
    """A bare file name and what is left of it when it is peeled, longest first: `sf_lead_data` is also `lead_data`, `sf_lead` and `lead`."""
    found: dict[str, None] = {}
    waiting = [stem.strip().lower()]
    while waiting:
        name = waiting.pop(0).strip("-_ .")
        if not name or name in found:
            continue
        found[name] = None
        for pattern in (_DATE, _COUNTER):
            waiting.append(pattern.sub("", name))
        waiting.extend(name[: found_.start()] + name[found_.end() :] for found_ in _WRAPPING.finditer(name))
        waiting.append(_BLANKS.sub("_", name))
        waiting.append(_BLANKS.sub(" ", name))
    return tuple(sorted(found, key=len, reverse=True))
