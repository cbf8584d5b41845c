"""What can be typed: the commands with their arguments and options. What they do is imported when one is called, so that `--help` is quick."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from handfast import __version__

app = typer.Typer(
    name="handfast",
    help="The agreement between marketing and sales, executed: facts in, promises kept and broken out.",
    epilog="Exit codes: 0 done, 1 the input has faults (all of them listed), 2 wrong usage.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Dates(StrEnum):
    """Which of two readings `03/04/2026` has."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class Engine(StrEnum):
    """What evaluates."""

    DUCKDB = "duckdb"
    SPARK = "spark"


RecordFolder = Annotated[
    Path,
    typer.Argument(
        metavar="RECORD",
        help="The folder with one CSV or Parquet file for each table; only `leads` is required.",
    ),
]
AgreementFile = Annotated[Path, typer.Argument(metavar="AGREEMENT", help="The agreement, a YAML file.")]
Agreements = Annotated[
    list[Path] | None,
    typer.Option(
        "--agreement",
        metavar="FILE",
        help="The agreement; give each version of it. Without one, the field's conventions stand in.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="INSTANT",
        help="See only what was known then (`2026-06-01T09:00:00Z`); the record's latest fact when not given.",
    ),
]
Zone = Annotated[
    str | None,
    typer.Option(
        "--zone",
        metavar="ZONE",
        help="Where times that carry no zone were written down (`Europe/Berlin`); UTC when not given.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"handfast {__version__}")
        raise typer.Exit


@app.callback()
def _handfast(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command(short_help="Make a believable company and its report.")
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to put it.")] = Path("handfast-demo"),
    leads: Annotated[int, typer.Option(min=50, metavar="N", help="How many leads the company has.")] = 5000,
    seed: Annotated[int, typer.Option(min=0, metavar="S", help="The same seed gives the same company.")] = 7,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SIGN[=STRENGTH]",
            help="What is wrong with the company, as in `slow-follow-up=2`; 1 is at the sign's threshold. Without it a little of both sides; `none`: nothing.",
        ),
    ] = None,
) -> None:
    """Make a believable company's record and agreement, evaluate them, show the result."""
    from handfast.cli.demo import demo as run

    run(folder, leads, seed, fault or [])


@app.command(short_help="Validate an agreement, or read it as prose.")
def check(agreement: AgreementFile) -> None:
    """Validate an agreement: print every fault with its place and the way out, or the agreement as prose."""
    from handfast.cli.agreements import check as run

    run(agreement)


@app.command("import", short_help="Make a record of exports or of an API.")
def import_(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE ...",
            help="Files, folders or ZIPs of exports, or an API by its name with a colon: `hubspot:`.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", metavar="RECORD", help="The record's folder; made, or brought up to date."),
    ],
    mapping: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="What tables and columns mean; RECORD/mapping.yaml when not given."
        ),
    ] = None,
    agreement: Agreements = None,
    zone: Zone = None,
    dates: Annotated[
        Dates | None, typer.Option(help="How to read 03/04/2026 where a column leaves it open.")
    ] = None,
    review: Annotated[
        bool, typer.Option("--review", help="Write mapping.yaml for you to look at, and store nothing.")
    ] = False,
    duplicates: Annotated[
        bool, typer.Option(help="Look for leads and accounts that are probably one; nothing is merged.")
    ] = True,
) -> None:
    """Make a record of foreign exports or of an API, and say how each column was understood."""
    from handfast.cli.importing import import_ as run

    run(sources, out, mapping, agreement or [], zone, dates, review, duplicates)


@app.command(short_help="Evaluate a record: promises kept and broken.")
def audit(
    record: RecordFolder,
    agreement: Agreements = None,
    as_of: AsOf = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Write report.html, findings.json and findings/*.parquet there, all or none."
        ),
    ] = None,
    zone: Zone = None,
    engine: Annotated[Engine, typer.Option(help="What evaluates.")] = Engine.DUCKDB,
    spark_master: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="The cluster that evaluates: `spark://host:7077`, `yarn`, `k8s://…`; this machine when not given.",
        ),
    ] = None,
    spark_remote: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The Spark Connect server that evaluates: `sc://host:15002`."),
    ] = None,
    spark_folder: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Where tables are kept meanwhile; the cluster must reach it by this path."
        ),
    ] = None,
    spark_conf: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help="A setting of Spark, as in `spark.executor.memory=8g`."),
    ] = None,
    spark_tables: Annotated[
        str | None,
        typer.Option(metavar="SCHEMA", help="Write the findings as tables of Spark's catalog, too."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Evaluate a record and show which promises were kept."""
    from handfast.cli.audit import audit as run
    from handfast.cli.engines import spark_asked

    asked = spark_asked(
        engine.value, spark_master, spark_remote, spark_folder, spark_conf or [], spark_tables
    )
    run(record, agreement or [], as_of, zone, out, as_json, asked)


@app.command(short_help="Tell one lead's story, each clock and why.")
def explain(
    record: RecordFolder,
    lead: Annotated[str, typer.Argument(metavar="LEAD", help="The lead's id.")],
    agreement: Agreements = None,
    as_of: AsOf = None,
    zone: Zone = None,
    as_json: AsJson = False,
) -> None:
    """Tell one lead's story: its points, what is missing to qualify, its hand-offs, each clock, and why."""
    from handfast.cli.explain import explain as run

    run(record, lead, agreement or [], as_of, zone, as_json)


@app.command("fix-list", short_help="List what breaks a data standard, to be mended.")
def fix_list(
    record: RecordFolder,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The list to write: `list.xlsx` or `list.csv`.")
    ],
    agreement: Agreements = None,
    owner: Annotated[
        str | None, typer.Option(metavar="USER", help="Only what belongs to this user, a user_id.")
    ] = None,
    as_of: AsOf = None,
    zone: Zone = None,
) -> None:
    """List the values that break a data standard, to be mended in a spreadsheet and imported again."""
    from handfast.cli.fix_list import fix_list as run

    run(record, out, agreement or [], owner, as_of, zone)


@app.command(short_help="Draft the definition from what was won and lost.")
def learn(
    record: RecordFolder,
    outcome: Annotated[
        str | None,
        typer.Option(
            metavar="CONDITION",
            help="What won means, as in `converted = 1`; the record's opportunities say it when not given.",
        ),
    ] = None,
    capacity: Annotated[
        float | None,
        typer.Option(
            metavar="N", help="How many leads a month sales can work; as many as today when not given."
        ),
    ] = None,
    agreement: Agreements = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="PATH",
            help="Write the draft agreement to a .yaml file, or the draft, a page and the figures into a folder.",
        ),
    ] = None,
    as_of: AsOf = None,
    zone: Zone = None,
    as_json: AsJson = False,
) -> None:
    """Learn what a qualified lead is from what was won and lost, as a draft in whole points with its evidence."""
    from handfast.cli.learn import learn as run

    run(record, outcome, capacity, agreement or [], out, as_of, zone, as_json)


@app.command(short_help="Replay a draft beside the agreement in force.")
def backtest(
    record: RecordFolder,
    draft: Annotated[Path, typer.Option("--draft", metavar="FILE", help="The draft agreement.")],
    agreement: Agreements = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DAY",
            help="Only cycles begun on or after this day; when not given, those after what the draft says it was learned from, else all.",
        ),
    ] = None,
    as_of: AsOf = None,
    zone: Zone = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Write backtest.html, backtest.json and backtest/*.parquet there, all or none.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Replay a draft on the record's history: who would have been handed over, what was won of it, whose queue overflows."""
    from handfast.cli.backtest import backtest as run

    run(record, draft, agreement or [], since, as_of, zone, out, as_json)


@app.command(short_help="Say what changed between two agreements.")
def diff(
    a: Annotated[Path, typer.Argument(metavar="A", help="The older agreement.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="The newer one.")],
) -> None:
    """Say in words what changed between two agreements."""
    from handfast.cli.agreements import differences as run

    run(a, b)


@app.command(short_help="Show probable duplicates, merge them, undo it.")
def merge(
    record: RecordFolder,
    leads: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[LEAD OTHER ...]", help="Leads that are one person, by their ids.", show_default=False
        ),
    ] = None,
    keep: Annotated[
        str | None,
        typer.Option(
            metavar="LEAD", help="The lead that stands for all; the one created first when not given."
        ),
    ] = None,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why, to be kept with the merge.")
    ] = None,
    listing: Annotated[
        bool, typer.Option("--list", help="Show probable duplicates with reasons, and merges.")
    ] = False,
    least: Annotated[
        float,
        typer.Option("--min", min=0, max=1, metavar="P", help="List pairs of at least this probability."),
    ] = 0.0,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the list as CSV, to be reviewed.")
    ] = None,
    reviewed: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Merge what a reviewed list says yes to under `merge`."),
    ] = None,
    find: Annotated[
        bool, typer.Option("--find", help="Look for probable duplicates anew, then list them.")
    ] = False,
    undo: Annotated[
        bool,
        typer.Option("--undo", help="Take the merge of two leads back; of none named, what was merged last."),
    ] = False,
) -> None:
    """Show leads that are probably one person, merge them on your word, or take that back. The sources stay as they are."""
    from handfast.cli.merge import Asked
    from handfast.cli.merge import merge as run

    run(record, Asked(tuple(leads or ()), keep, reason, listing, find, undo, least, out, reviewed))


Workspace = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        metavar="DIR",
        help="The desk's folder; what HANDFAST_WORKSPACE says, else handfast-workspace, when not given.",
    ),
]


@app.command(short_help="Open the desk: the web app of both teams.")
def serve(
    workspace: Workspace = None,
    host: Annotated[str, typer.Option(help="Which address of this machine answers.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, metavar="PORT", help="At which port.")] = 8000,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
    worker: Annotated[bool, typer.Option(help="Start the worker too; `handfast worker` is it alone.")] = True,
) -> None:
    """Open the desk: make its workspace and database where they lack, start its worker, answer browsers until stopped."""
    from handfast.cli.desk import serve as run

    run(workspace, host, port, browser, worker)


@app.command(short_help="Do what the desk asks for: evaluate, publish.")
def worker(workspace: Workspace = None) -> None:
    """Do what the desk asks for, one job after the other, until stopped: make evaluations, publish snapshots. One at a time works on a workspace."""
    from handfast.cli.desk import work as run

    run(workspace)
