"""Which column of a table means what, by its name: for what identifies people and companies."""

from collections.abc import Iterable
from enum import Enum

import duckdb

from handfast.importing.systems.naming import plain


class Meaning(Enum):
    """What a column says of a person or company; the value are its names, without case and punctuation, likeliest first."""

    EMAIL = ("email", "emailaddress", "workemail", "mail")
    GIVEN_NAME = ("firstname", "givenname", "forename", "vorname", "prenom")
    FAMILY_NAME = ("lastname", "surname", "familyname", "nachname", "nom")
    COMPANY = ("company", "companyname", "organization", "organisation", "employer", "accountname")
    NAME = ("name",)
    DOMAIN = ("domain", "companydomain", "companydomainname", "emaildomain")
    WEBSITE = ("website", "websiteurl", "web", "homepage", "companywebsite", "companywebsiteurl", "url")
    PHONE = ("phone", "phonenumber", "telephone", "businessphone", "workphone")
    MOBILE = ("mobile", "mobilephone", "mobilephonenumber", "cellphone", "mobilenumber")
    COUNTRY = ("country", "countryregion", "billingcountry", "mailingcountry", "countrycode")
    REGION = ("state", "stateregion", "province", "region", "billingstate", "mailingstate")
    LOCALITY = ("city", "town", "suburb", "locality", "billingcity", "mailingcity")
    POSTCODE = ("postcode", "postalcode", "zip", "zipcode", "billingpostalcode", "mailingpostalcode", "plz")
    STREET = (
        "street",
        "streetaddress",
        "address",
        "address1",
        "addressline1",
        "billingstreet",
        "mailingstreet",
    )
    STREET_MORE = ("address2", "addressline2", "streetaddress2")
    HOUSE_NUMBER = ("streetnumber", "housenumber", "houseno")
    BIRTH_DATE = ("birthdate", "dateofbirth", "birthday", "dob")
    IDENTITY_NUMBER = (
        "socsecid",
        "socialsecuritynumber",
        "ssn",
        "nationalid",
        "passportnumber",
        "taxid",
        "vatnumber",
        "vatid",
    )


def meant(meaning: Meaning, columns: Iterable[str]) -> list[str]:
    """The columns of that meaning, likeliest first."""
    places = {name: place for place, name in enumerate(meaning.value)}
    found = [name for name in columns if plain(name) in places]
    return sorted(found, key=lambda name: (places[plain(name)], name))


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> tuple[str, ...]:
    """The columns of a table or view."""
    return tuple(row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall())
