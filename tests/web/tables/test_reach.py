"""The rows behind a figure, within the reader's reach."""

from collections.abc import Callable
from typing import Any

from handfast.web.people.models import Role, Side
from handfast.web.snapshots.evaluation import evaluation
from handfast.web.snapshots.models import Snapshot
from handfast.web.snapshots.reading import opened


def listed(client: Any, address: str) -> int:
    return int(client.get(address).context["listing"].count)


def test_a_rep_sees_the_rows_of_their_teams_leads_and_the_manager_all(
    company_snapshot: str, a_drill: str, signed_in: Callable[..., Any]
) -> None:
    address = f"/at/{company_snapshot}/rows/{a_drill}/"
    everybody = listed(signed_in(Role.MANAGER, Side.SALES), address)
    sdr = signed_in(Role.MEMBER, Side.SALES, ("sdr",))
    nobody = signed_in(Role.MEMBER, Side.SALES, ("no such team",))
    assert everybody > 0
    assert 0 < listed(sdr, address) <= everybody
    assert listed(nobody, address) == 0
    assert b"those of your teams" in sdr.get(address).content


def test_no_row_of_another_team_is_among_them(
    company_snapshot: str, a_drill: str, signed_in: Callable[..., Any]
) -> None:
    page = signed_in(Role.MEMBER, Side.SALES, ("ae",)).get(f"/at/{company_snapshot}/rows/{a_drill}/?per=200")
    shown = [
        cell.value for row in page.context["listing"].rows for cell in row if cell.column.name == "lead_id"
    ]
    with evaluation(opened(Snapshot.objects.get())) as reading:
        theirs = {
            row[0]
            for row in reading.engine.connection.execute(
                "select lead_id from desk.leads where list_contains(teams, 'ae')"
            ).fetchall()
        }
    assert set(shown) <= theirs


def test_a_lead_with_a_script_for_a_name_is_text(
    company_snapshot: str, signed_in: Callable[..., Any]
) -> None:
    from django.template import engines

    from handfast.web.tables.listing import Column
    from handfast.web.tables.showing import Cell

    text = "<script>alert(1)</script>"
    cell = Cell(Column("name", "Name", "text", "VARCHAR"), text)
    page = engines["django"].from_string("{% cell cell %}").render({"cell": cell})
    assert page == "<td>&lt;script&gt;alert(1)&lt;/script&gt;</td>"
