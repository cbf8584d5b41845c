"""Salesforce's records as rows, with the API's own names; which fields are worth reading."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from handfast.importing.connectors.contract import Row
from handfast.importing.connectors.plain import plain

COMMON = "Id IsDeleted CreatedDate CreatedById LastModifiedDate LastModifiedById SystemModstamp OwnerId"
PERSON = "FirstName LastName Name Email Title Phone MobilePhone LeadSource HasOptedOutOfEmail DoNotCall MasterRecordId"
CHANGE = "Field OldValue NewValue"
DONE = "WhoId WhatId AccountId Subject Type ActivityDate IsArchived"

WANTED: Mapping[str, tuple[str, ...]] = {
    kind: tuple(f"{COMMON} {names}".split())
    for kind, names in {
        "User": "Name FirstName LastName Email Username IsActive ManagerId UserRoleId Department TimeZoneSidKey UserType",
        "UserRole": "Name DeveloperName ParentRoleId OpportunityAccessForAccountOwner",
        "Group": "Name DeveloperName Type DoesSendEmailToMembers DoesIncludeBosses",
        "LeadStatus": "MasterLabel ApiName IsConverted SortOrder",
        "OpportunityStage": "MasterLabel ApiName IsClosed IsWon DefaultProbability SortOrder",
        "Lead": f"{PERSON} Company Country CountryCode Industry NumberOfEmployees AnnualRevenue Website Status Rating IsConverted "
        "ConvertedDate ConvertedContactId ConvertedAccountId ConvertedOpportunityId",
        "Contact": f"{PERSON} AccountId MailingCountry MailingCountryCode Department",
        "Account": "Name Website Industry NumberOfEmployees AnnualRevenue BillingCountry BillingCountryCode Type ParentId MasterRecordId",
        "Opportunity": "Name AccountId ContactId StageName Amount CurrencyIsoCode CloseDate IsClosed IsWon Type RecordTypeId LeadSource "
        "CampaignId ForecastCategoryName NextStep Probability",
        "OpportunityContactRole": "OpportunityId ContactId Role IsPrimary",
        "OpportunityHistory": "OpportunityId StageName Amount CloseDate Probability ForecastCategory",
        "OpportunityFieldHistory": f"OpportunityId {CHANGE}",
        "LeadHistory": f"LeadId {CHANGE}",
        "ContactHistory": f"ContactId {CHANGE}",
        "AccountHistory": f"AccountId {CHANGE}",
        "Task": f"{DONE} Status IsClosed CompletedDateTime TaskSubtype CallType CallDisposition CallDurationInSeconds Priority",
        "Event": f"{DONE} StartDateTime EndDateTime ActivityDateTime DurationInMinutes EventSubtype IsChild",
        "EmailMessage": "ActivityId RelatedToId Incoming Status MessageDate FromAddress ToAddress Subject",
        "Campaign": "Name Type Status StartDate EndDate IsActive ActualCost BudgetedCost ParentId",
        "CampaignMember": "CampaignId LeadId ContactId Status HasResponded FirstRespondedDate",
    }.items()
}
REFERENCE = ("User", "UserRole", "Group", "LeadStatus", "OpportunityStage")
"""Few rows that all others point to: read from the beginning, whatever `since` says."""

CURSORS = ("SystemModstamp", "LastModifiedDate", "CreatedDate")
"""What tells when a record last changed, the best first; a history's rows never change and have only the last."""

NESTED = ("address", "location", "base64", "complexvalue")
LONGEST = 12_000
"""Letters of a query: it goes into an address, which servers cut at 16,384."""

_UTC = re.compile(r"(\d\d:\d\d:\d\d(?:\.\d+)?)\+0000")


def chosen(kind: str, fields: Iterable[Mapping[str, Any]]) -> list[str]:
    """The fields to read of those that the org has: the ones named above, then the org's own."""
    known = [each for each in fields if each.get("type") not in NESTED]
    wanted = [str(each["name"]) for each in known if each["name"] in WANTED[kind]]
    own = [str(each["name"]) for each in known if each.get("custom") and each["name"] not in WANTED[kind]]
    return wanted + own


def query(kind: str, fields: Iterable[str], moved: str, since: str) -> tuple[str, list[str]]:
    """The query for what changed at or after an instant, in that order; and the fields that no longer fit into an address."""
    taken: list[str] = []
    left: list[str] = []
    room = LONGEST
    for field in fields:
        room -= len(field) + 1
        (taken if room > 0 else left).append(field)
    return f"SELECT {','.join(taken)} FROM {kind} WHERE {moved} >= {since} ORDER BY {moved}, Id", left


def record_row(record: Mapping[str, Any], fields: Iterable[str]) -> Row:
    """One record. Instants end in Z."""
    return {field: _zulu(plain(record.get(field))) for field in fields}


def _zulu(text: str | None) -> str | None:
    return text and _UTC.sub(r"\1Z", text)
