"""What an evaluation can know: what of the record and of the agreement a figure rests on, without which a zero would mean nothing."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlglot import exp

from handfast.engine.context import Context
from handfast.engine.metrics import DEFINITION, MINIMUM, PROSPECTS, RAISED_HANDS, RECORDED_DECISIONS
from handfast.engine.trees import column, literal
from handfast.record.tables import BY_NAME

DISCOUNT_LIMIT = "an agreed discount limit"


def there(context: Context, need: str) -> bool:
    """Whether the source has a table or `table.column`, or one of several joined by `|`; or whether what is named in words can be known."""
    if need in KNOWABLE:
        return KNOWABLE[need](context)
    found = (choice.partition(".") for choice in need.split("|"))
    return any(
        context.record.has(table) and (not field or field in context.record.columns(table))
        for table, _, field in found
    )


def _decisions_recorded(context: Context) -> bool:
    """Whether a decision is on record as such: read from stages, only acceptances and returns would be seen."""
    return _exists(context, "findings.decisions", column("basis").eq(literal("recorded")))


def _prospects_seen(context: Context) -> bool:
    return _exists(context, "seen.activities", column("side").eq(literal("prospect")))


def _exists(context: Context, table: str, condition: exp.Expr) -> bool:
    return context.engine.exists(exp.select(literal(1)).from_(table).where(condition))


def _defined(context: Context) -> bool:
    lead = [agreement.qualified_lead for agreement in context.agreements]
    return any(one.qualifies_when or one.always_when for one in lead)


def _discount_limited(context: Context) -> bool:
    return context.current.economics.discount_limit is not None


def _can_be_raised(context: Context) -> bool:
    return any(agreement.qualified_lead.always_when for agreement in context.agreements)


def _minimum_there(context: Context) -> bool:
    """Whether the source has every column that the minimum information of some version names."""
    fields = {
        field for agreement in context.agreements for field in agreement.qualified_lead.minimum_information
    }
    return all(_has_column(context, field) for field in fields)


def _has_column(context: Context, field: str) -> bool:
    """Whether the source has the column that a field of a lead's rule names: the lead's, else the account's."""
    scope, _, name = field.rpartition(".")
    for whose, table in (("lead", "leads"), ("account", "accounts")):
        there = context.record.columns(table)
        if scope in ("", whose) and (name in BY_NAME[table].column_names or name in there):
            return name in there
    return False


KNOWABLE: Mapping[str, Callable[[Context], bool]] = MappingProxyType(
    {
        RECORDED_DECISIONS: _decisions_recorded,
        PROSPECTS: _prospects_seen,
        DEFINITION: _defined,
        RAISED_HANDS: _can_be_raised,
        MINIMUM: _minimum_there,
        DISCOUNT_LIMIT: _discount_limited,
    }
)
"""What a need may name besides a table or a column of the record, and how it is told whether it can be known."""
