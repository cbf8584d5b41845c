"""Exports of systems that nobody has described, in languages that people write."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from handfast.agreement.defaults import default_agreement
from handfast.importing.exports import Options, import_exports
from handfast.importing.mapping.model import TableUse

NOW = datetime(2026, 3, 4, tzinfo=UTC)
GERMAN = """\
Kundennummer;Vorname;Nachname;E-Mail-Adresse;Firma;Telefon;Land;Erstellt am;Quelle;Zuständig;Status
1001;Jürgen;Groß;j.gross@acme.example;Acme GmbH;030 901820;Deutschland;13.01.2026 09:12;Messe;Ana Weiß;Neu
1002;Änne;Öz;oez@globex.example;Globex AG;;Österreich;04.02.2026 16:40;Webseite;Bernd Kühn;Qualifiziert
"""
GERMAN_DEALS = """\
Verkaufschance;Kontakt;Betrag;Phase;Erstellt am;Abgeschlossen am;Besitzer
V1;1002;12.500,00 €;Gewonnen;05.02.2026;27.02.2026;Bernd Kühn
V2;1001;1.250,50 €;Verloren;15.01.2026;30.01.2026;Ana Weiß
"""
FRENCH = """\
Identifiant,Prénom,Nom,Adresse e-mail,Société,Téléphone,Pays,Créé le,Origine du lead,Propriétaire
a1,Chloé,Noël,chloe@acme.example,Acme,01 23 45 67 89,France,13/01/2026,Salon,Zoé Le Goff
a2,Loïc,Roux,loic@globex.example,Globex,,Belgique,04/02/2026,Site web,Zoé Le Goff
"""
SPANISH = """\
Código,Nombre,Apellido,Correo electrónico,Compañía,Teléfono,País,Fecha de alta,Fuente
7,Íñigo,Peña,inigo@acme.example,Acme,912 345 678,España,13/01/2026,Feria
8,Sol,Núñez,sol@globex.example,Globex,,México,04/02/2026,Web
"""


def guessed(folder: Path, **files: str) -> tuple[dict[str, TableUse], Path]:
    """What each file was taken for, by its name, and the record that came of them."""
    exports = folder / "exports"
    exports.mkdir()
    for name, text in files.items():
        (exports / f"{name}.csv").write_text(text, encoding="utf-8")
    found = import_exports([exports], folder / "record", Options(default_agreement(), duplicates=False), NOW)
    return {use.label.removesuffix(".csv"): use for use in found.reviewed.mapping.tables}, folder / "record"


def fields(use: TableUse) -> dict[str, str]:
    return {column.column: column.to[0] for column in use.columns}


def test_german_contacts_and_deals(tmp_path: Path) -> None:
    uses, _ = guessed(tmp_path, kontakte=GERMAN, verkaufschancen=GERMAN_DEALS)
    leads, deals = uses["kontakte"], uses["verkaufschancen"]
    assert leads.object is not None and leads.object.id == "record.leads"
    assert fields(leads) == {
        "Kundennummer": "lead_id",
        "Vorname": "first_name",
        "Nachname": "last_name",
        "E-Mail-Adresse": "email",
        "Firma": "company",
        "Telefon": "phone",
        "Land": "country",
        "Erstellt am": "created_at",
        "Quelle": "source",
        "Zuständig": "owner_id",
        "Status": "stage",
    }
    assert deals.object is not None and deals.object.id == "record.opportunities"
    assert fields(deals) == {
        "Verkaufschance": "opportunity_id",
        "Kontakt": "lead_id",
        "Betrag": "amount",
        "Phase": "stage",
        "Erstellt am": "created_at",
        "Abgeschlossen am": "closed_at",
        "Besitzer": "owner_id",
    }
    unsure = next(column for column in leads.columns if column.column == "Kundennummer")
    assert unsure.sure < 1 and "different in every row" in unsure.why


def test_what_german_deals_say_is_read(tmp_path: Path) -> None:
    from tests.real.imported import ask

    _, record = guessed(tmp_path, kontakte=GERMAN, verkaufschancen=GERMAN_DEALS)
    rows = ask(
        record, "opportunities", "SELECT opportunity_id, amount::VARCHAR, currency, is_won FROM t ORDER BY 1"
    )
    assert rows == [("V1", "12500.00", "EUR", True), ("V2", "1250.50", "EUR", False)]


@pytest.mark.parametrize(("text", "count"), [(FRENCH, 10), (SPANISH, 9)])
def test_other_languages(tmp_path: Path, text: str, count: int) -> None:
    uses, _ = guessed(tmp_path, export=text)
    (leads,) = uses.values()
    assert leads.object is not None and leads.object.id == "record.leads"
    found = fields(leads)
    assert len(found) == count and "extra" not in found.values(), found


def test_a_table_of_numbers_is_not_guessed(tmp_path: Path) -> None:
    uses, _ = guessed(tmp_path, kontakte=GERMAN, readings="t,v\n1,2.5\n2,3.5\n")
    assert uses["readings"].object is None
