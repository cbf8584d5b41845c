"""What the tests of the command line share: a small company in files, and a way to type a command."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from handfast.cli.guard import run

AGREEMENT = """\
handfast: 1
name: Acme demand agreement
effective_from: 2026-01-01
currency: USD
parties:
  marketing: {owner: maya@acme.example}
  sales: {owner: kim@acme.example}
teams: {sdr: sales, demand: marketing}

calendar:
  timezone: America/New_York
  hours: {mon-fri: ["09:00-17:30"]}

stages:
  - {id: inquiry, owner: marketing}
  - {id: mql, owner: marketing}
  - {id: sal, owner: sales}
  - {id: opportunity, owner: sales}
  - {id: customer, owner: sales}

qualified_lead:
  fit:
    - {if: "employees between 50 and 5000", points: 20, as: size}
    - {if: "lower(title) ~ 'vp|director|head|chief'", points: 20, as: senior}
  engagement:
    - {on: page_view, if: "url like '%/pricing%'", points: 10, as: pricing}
    - {on: webinar_attended, points: 15, as: webinar}
  qualifies_when: fit >= 30 and engagement >= 25
  never_when: ["lower(title) ~ 'student|intern'"]
  minimum_information: [email, company, title, country]

handoffs:
  - {id: sales, from: demand, to: sdr, when: qualified}

commitments:
  - {id: follow-up, by: sdr, promise: Every hand-off is touched within a business day,
     from: handoff.sales, until: first_touch, within: 1 business day, target: 90%}
  - {id: complete, by: marketing, promise: Hand-offs carry the minimum information,
     measure: complete_handoffs, at_least: 98%, every: month}
"""
TABLES = {
    "leads": """\
lead_id,created_at,email,first_name,last_name,title,company,country,source,origin,stage,employees
L1,2026-03-02T09:00:00Z,ada@lime.example,Ada,Ng,VP Sales,Lime,US,webinar,inbound,mql,120
L2,2026-03-02T15:30:00Z,bo@pear.example,Bo,Diaz,Intern,Pear,US,paid search,inbound,inquiry,800
L3,2026-03-03T10:10:00Z,cy@plum.example,Cy,Roth,Director,Plum,CA,webinar,inbound,sal,300
L4,2026-03-04T11:00:00Z,di@fig.example,Di,Sato,Head of Ops,Fig,US,referral,inbound,mql,75
""",
    "activities": """\
activity_id,lead_id,occurred_at,kind,side,user_id,url
A1,L1,2026-03-02T09:00:00Z,page_view,prospect,,https://acme.example/pricing
A2,L1,2026-03-02T09:02:00Z,webinar_attended,prospect,,
A3,L3,2026-03-03T10:10:00Z,webinar_attended,prospect,,
A4,L3,2026-03-03T10:20:00Z,page_view,prospect,,https://acme.example/pricing
A5,L3,2026-03-03T16:00:00Z,call,sales,kim,
A6,L4,2026-03-04T11:00:00Z,webinar_attended,prospect,,
A7,L4,2026-03-04T11:05:00Z,page_view,prospect,,https://acme.example/pricing
A8,L1,2026-03-06T15:00:00Z,call,sales,kim,
A9,L2,2026-03-09T15:00:00Z,email_open,prospect,,
""",
    "users": """\
user_id,name,side,team
kim,Kim Ito,sales,sdr
maya,Maya Rao,marketing,demand
""",
}


@dataclass(frozen=True)
class Acme:
    """A small company in a folder of its own: `record/` and `agreement.yaml`."""

    folder: Path

    @property
    def record(self) -> str:
        return str(self.folder / "record")

    @property
    def agreement(self) -> str:
        return str(self.folder / "agreement.yaml")

    def table(self, name: str, text: str) -> None:
        """Write a table anew."""
        (self.folder / "record" / f"{name}.csv").write_text(text)

    def agreed(self, old: str, new: str, name: str = "agreement.yaml") -> str:
        """The agreement with one text in place of another, as a file."""
        assert old in AGREEMENT
        (self.folder / name).write_text(AGREEMENT.replace(old, new))
        return str(self.folder / name)


@pytest.fixture
def acme(tmp_path: Path) -> Acme:
    (tmp_path / "record").mkdir()
    made = Acme(tmp_path)
    for name, text in TABLES.items():
        made.table(name, text)
    (tmp_path / "agreement.yaml").write_text(AGREEMENT)
    return made


@dataclass(frozen=True)
class Said:
    """What a command said."""

    code: int
    out: str
    err: str


@pytest.fixture
def handfast(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Type a command."""

    def typed(*arguments: str | Path) -> Said:
        words: Sequence[str] = [str(argument) for argument in arguments]
        code = run(words)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Said(code, said.out, said.err)

    return typed
