"""Scores at any instant and the qualifications they make: running sums of decayed points."""

from sqlglot import exp

from handfast.engine.attributes import traits_of
from handfast.engine.context import Context
from handfast.engine.definition import define
from handfast.engine.terms import half_lives
from handfast.engine.trees import and_all, column, instant, literal, or_all, over
from handfast.faults import HandfastError


def _running(value: exp.Expr) -> exp.Window:
    """The sum of a value over a lead's cycle and block, up to and with the instant."""
    keys = [exp.column(name) for name in ("contender", "block")]
    order = exp.Order(expressions=[exp.Ordered(this=exp.column("at"))])
    return exp.Window(this=exp.Sum(this=value), partition_by=keys, order=order)


def engagement_tree(context: Context) -> exp.Expr:
    """Engagement at an event: for each half-life its running sum, decayed from the start of the block to the instant."""
    life, weight = exp.column("half_life_days"), exp.column("weight")
    lasting = exp.Case().when(exp.Is(this=life, expression=exp.null()), weight).else_(literal(0.0))
    total: exp.Expr = _running(lasting)
    since = exp.Anonymous(
        this="MICROS_BETWEEN", expressions=[exp.column("block_starts_at"), exp.column("at")]
    )
    for days in sorted({days for version in context.versions for days in half_lives(version.agreement)}):
        of_life = exp.Case().when(life.copy().eq(literal(days)), weight.copy()).else_(literal(0.0))
        halvings = exp.Div(
            this=exp.Div(this=since.copy(), expression=literal(86_400_000_000.0)), expression=literal(days)
        )
        decay = exp.Pow(this=literal(0.5), expression=exp.paren(halvings))
        total = exp.Add(this=total, expression=exp.Mul(this=_running(of_life), expression=decay))
    return total


def definition_tree(context: Context, halved: bool = False) -> exp.Expr:
    """Whether the definition of the version in force holds, over the columns fit, engagement, score and version."""
    columns = {name: exp.column(name) for name in ("fit", "engagement", "score")}
    ways = []
    for version in context.versions:
        threshold = version.agreement.qualified_lead.qualifies_when
        if threshold is not None:
            holds = (threshold.halved() if halved else threshold).compile(columns)
            ways.append(exp.paren(and_all(exp.column("version").eq(literal(version.number)), holds)))
    return exp.paren(or_all(*ways))


def create_qualifications(context: Context) -> None:
    """Make steps.contenders and steps.qualifications."""
    ways = {"definition": definition_tree(context), "half_definition": definition_tree(context, halved=True)}
    fitting = traits_of(context, "lead_id", "from_at", "until_at", "fit")
    context.engine.create("steps.contenders", over(define("contenders", **ways), traits=fitting))
    traits = traits_of(context, "lead_id", "from_at", "until_at", "fit", "barred")
    events = over(define("score_events"), traits=traits)
    fills = {
        "engagement": engagement_tree(context), "as_of": instant(context.as_of), **ways,
    }  # fmt: skip
    context.engine.create(
        "steps.qualifications",
        over(define("qualifications", **fills), score_events=events),
        refused=(_wild("steps.qualifications"), HandfastError(WILD)),
    )


WILD = (
    "a score is not a finite number; look for very large points in the agreement's engagement rules [score]"
)


def _wild(table: str) -> exp.Query:
    """The rows of a table whose engagement is no finite number."""
    finite = and_all(
        exp.GT(this=column("engagement"), expression=literal(-1e300)),
        exp.LT(this=column("engagement"), expression=literal(1e300)),
    )
    return exp.select("lead_id").from_(table).where(exp.not_(finite))
