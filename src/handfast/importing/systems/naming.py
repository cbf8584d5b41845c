"""When two names of a column or a file are the same name."""

import re
import unicodedata
from functools import lru_cache

_CUSTOM = re.compile(r"__?c$", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """A name as names are compared: `Record ID`, `record_id`, `recordId` and `Récord-Id` are one; so are `Tier` and Salesforce's `Tier__c`."""
    bare = _CUSTOM.sub("", name.strip())
    letters = unicodedata.normalize("NFKD", bare.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


@lru_cache(maxsize=65_536)
def words(name: str) -> tuple[str, ...]:
    """The words of a name, plain: `ConvertedOpportunityId` is converted, opportunity, id."""
    return tuple(filter(None, (plain(word) for word in re.split(r"[\W_]+", _CAMEL.sub(" ", name)))))


def column_name(label: str) -> str:
    """A label as a column of the record is named: `Became a Customer?` is `became_a_customer`, `Tier__c` is `tier`."""
    letters = unicodedata.normalize(
        "NFKD", _CAMEL.sub(" ", re.sub(r"(?i)__c$", "", label.strip())).casefold()
    )
    return "_".join(re.findall(r"[a-z0-9]+", letters)) or "column"
