"""Learning a definition from a large demo company: the whole of `learn`, of whose landmarks a part is looked at."""

import os
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

LEADS = int(os.environ.get("HANDFAST_LEARN_LEADS", "200000"))


def run() -> list[dict[str, Any]]:
    """Seconds of learning, evaluating included, and peak memory of the process."""
    from handfast.agreement.text import load_agreement
    from handfast.demo import make_company
    from handfast.diagnosis.learning import learn
    from handfast.record import read_record

    with tempfile.TemporaryDirectory(prefix="handfast-bench-") as temporary:
        made = make_company(Path(temporary), leads=LEADS, format="parquet")
        with read_record(made.record, memory_limit="4GB") as record:
            started = time.perf_counter()
            found = learn([load_agreement(made.agreement)], record)
            seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    size = f"{LEADS:,} leads, {made.activities:,} activities"
    part = f"{found.landmarks:,} of {found.of:,} hand-offs looked at, {found.wins:,} won; {found.state}"
    return [
        {"name": f"learn, {size}", "value": seconds, "unit": "s", "note": part},
        {"name": "peak memory", "value": peak, "unit": "GiB", "note": "of the whole process, which made the company too"},
    ]  # fmt: skip
