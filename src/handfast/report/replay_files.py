"""A replay into a folder, whole or not at all: the page, the data, and the leads and deals behind it."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from handfast.diagnosis.replay import Replay
from handfast.report.publish import put_in_place
from handfast.report.replay_page import replay_page

FOLDER = "backtest"
OURS = ("backtest.html", "backtest.json", f"{FOLDER}/leads.parquet", f"{FOLDER}/deals.parquet")
LEADS = pa.schema(
    [
        ("group", pa.string()), ("lead_id", pa.string()), ("cycle", pa.int64()), ("handoff_id", pa.string()), ("handed_at", pa.timestamp("us")),
        ("owner_id", pa.string()), ("accepted", pa.bool_()), ("worked", pa.bool_()), ("won", pa.bool_()), ("running", pa.bool_()),
    ]
)  # fmt: skip
"""One row for each lead and cycle handed over: `group` is both, leaves (only before) or enters (only under the draft); instants are UTC."""
DEALS = pa.schema([("opportunity_id", pa.string()), ("lead_id", pa.string()), ("cycle", pa.int64()), ("kept", pa.bool_())])  # fmt: skip
"""One row for each deal won by a lead handed over before: kept, where the draft would still have handed it over."""


def publish_replay(replay: Replay, out: Path) -> Path:
    """Write backtest.html, backtest.json, backtest/leads.parquet and backtest/deals.parquet into `out`; gives the path of the page.

    Raises PublishError, with what stood there before intact, when they can't be written.
    """
    put_in_place(out, FOLDER, OURS, lambda new: _write(replay, new))
    return out / "backtest.html"


def replay_json(replay: Replay) -> str:
    """backtest.json as text."""
    return json.dumps(replay.plain(), indent=1, ensure_ascii=False) + "\n"


def _write(replay: Replay, folder: Path) -> None:
    (folder / "backtest.html").write_text(replay_page(replay), encoding="utf-8")
    (folder / "backtest.json").write_text(replay_json(replay), encoding="utf-8")
    groups = (("both", replay.both), ("leaves", replay.leaves), ("enters", replay.enters))
    leads = [
        {name: getattr(row, name) for name in LEADS.names if name not in ("group", "handed_at")}
        | {"group": group, "handed_at": row.handed_at.replace(tzinfo=None)}
        for group, found in groups
        for row in found.handed
    ]
    deals = [{name: getattr(won, name) for name in DEALS.names} for won in replay.wins]
    for name, rows, schema in (("leads", leads, LEADS), ("deals", deals, DEALS)):
        with (folder / FOLDER / f"{name}.parquet").open("wb") as file:
            pq.write_table(pa.Table.from_pylist(rows, schema=schema), file, compression="zstd")
