"""The canonical tables: every table and column that Handfast knows by name, each with its grain and meaning."""

from handfast.record.columns import Column, Repeats, Table, Type, optional, required, text
from handfast.record.desk_tables import DESK_TABLES

ORIGINS = ("inbound", "outbound", "partner", "product", "event", "customer")
USER_SIDES = ("marketing", "sales", "partner", "success")
ACTIVITY_SIDES = ("prospect", "marketing", "sales")
DIRECTIONS = ("inbound", "outbound")
MEETING_STATUSES = ("booked", "held", "no-show", "cancelled")
BOOKED_BY = ("prospect", "sales", "marketing")
OPPORTUNITY_TYPES = ("new", "expansion", "renewal")

CHANGE_ORDER = Column(
    "change_order",
    Type.WHOLE,
    "1, 2, … among the changes of one field of one thing at one instant; `changed_at, change_order` orders them all.",
    required=True,
)


def _changes(of: str, thing: str, *, recorded: bool = False) -> Table:
    """The table of the changes of one kind of thing; all such tables have one shape."""
    key = f"{of}_id"
    columns = (
        required(key, Type.TEXT, f"The {thing} that changed."),
        required("field", Type.TEXT, "The field that changed, by its column's name, in lower case."),
        required("changed_at", Type.INSTANT, "When it changed."),
        text("old_value", "The value before, as text; empty when there was none or it isn't known."),
        text("new_value", "The value after, as text; empty when the field was cleared."),
        text("changed_by", "The user who changed it."),
    )
    when_known = (
        optional("recorded_at", Type.INSTANT, "When the source learned of the change, where it says."),
    )
    return Table(
        f"{of}_changes",
        f"One row per known change of a field of {'an' if thing[0] in 'aeiou' else 'a'} {thing}.",
        columns + (when_known if recorded else ()),
        (key, "field", "changed_at", "change_order"),
        Repeats.CHANGE,
        (CHANGE_ORDER,),
    )


USERS = Table(
    "users",
    "One row per user: a person of the company who markets, sells, or looks after customers.",
    (
        required("user_id", Type.TEXT, "The user's id in the source."),
        text("name", "The user's name."),
        text("email", "The user's e-mail address."),
        text("side", "The side that the user works for.", *USER_SIDES),
        text("team", "The team, as the agreement's `teams` names it: `sdr`, `ae`, …"),
        text("manager_id", "The user's manager, a user_id."),
        optional("active", Type.BOOLEAN, "Whether the user still works here."),
        text("timezone", "The user's own IANA zone, where it isn't the calendar's: `Europe/Paris`."),
        optional("daily_capacity", Type.WHOLE, "How many hand-offs the user can take a day."),
    ),
    ("user_id",),
)

ABSENCES = Table(
    "absences",
    "One row per absence of a user.",
    (
        required("user_id", Type.TEXT, "Who is absent."),
        required("starts_at", Type.INSTANT, "The absence's first instant."),
        required("ends_at", Type.INSTANT, "The first instant at which the user is back."),
    ),
    ("user_id", "starts_at", "ends_at"),
)

ACCOUNTS = Table(
    "accounts",
    "One row per account: a company.",
    (
        required("account_id", Type.TEXT, "The account's id in the source."),
        text("name", "The company's name."),
        text("domain", "Its internet domain: `northwind.example`."),
        text("industry", "Its industry, in the company's own words."),
        optional("employees", Type.WHOLE, "How many people work there."),
        optional("annual_revenue", Type.MONEY, "Its revenue a year."),
        text("country", "Its country."),
        text("tier", "Its tier among the company's target accounts."),
        text("owner_id", "The user who owns the account now."),
        optional("created_at", Type.INSTANT, "When the account entered the source."),
    ),
    ("account_id",),
)

LEADS = Table(
    "leads",
    "One row per lead: a person being marketed or sold to, after leads of one e-mail address, and those that a person merged, "
    "are made one.",
    (
        required("lead_id", Type.TEXT, "The lead's id in the source."),
        required("created_at", Type.INSTANT, "When the lead entered the source."),
        text(
            "email", "The e-mail address as the source has it. Trimmed and in lower case, it makes leads one."
        ),
        text("first_name", "First name."),
        text("last_name", "Last name."),
        text("title", "The lead's job title."),
        text("company", "The company as the lead gave it."),
        text("phone", "The phone number as the source has it."),
        text("country", "The lead's country."),
        text("source", "Where the lead came from, in the company's own words: `webinar`, `paid search`."),
        text("origin", "How the lead came; it never changes.", *ORIGINS),
        text("account_id", "The lead's account."),
        text("campaign_id", "The campaign that brought the lead in."),
        text("owner_id", "The user who owns the lead now; earlier owners are in lead_changes."),
        text(
            "stage",
            "The stage of the revenue cycle now, in the source's words; earlier ones are in lead_changes.",
        ),
        optional("do_not_contact", Type.BOOLEAN, "Whether the lead asked not to be contacted."),
    ),
    ("lead_id",),
)

ACTIVITIES = Table(
    "activities",
    "One row per activity: something that a lead, or someone towards a lead, did at an instant.",
    (
        required("activity_id", Type.TEXT, "The activity's id in the source."),
        required("lead_id", Type.TEXT, "Whose activity it is, or towards whom."),
        required("occurred_at", Type.INSTANT, "When it happened."),
        required(
            "kind", Type.TEXT, "What happened: `page_view`, `call`, `demo`, …; any other kind is allowed."
        ),
        text(
            "side",
            "The side that acted; where the source doesn't say, the side of the kind.",
            *ACTIVITY_SIDES,
        ),
        text("user_id", "The user who acted."),
        text("account_id", "The account it concerns."),
        text("opportunity_id", "The opportunity it concerns."),
        text("campaign_id", "The campaign that it belongs to."),
        text("asset_id", "The piece of content that was used, sent or read."),
        text("url", "The page."),
        text("direction", "Who began it: them (`inbound`) or us (`outbound`).", *DIRECTIONS),
        text("outcome", "What came of it: `connected`, `no answer`, …"),
        optional("automated", Type.BOOLEAN, "Whether a machine did it, not a person."),
        optional("recorded_at", Type.INSTANT, "When the source learned of it, where it says."),
        optional(
            "properties", Type.JSON, "Whatever else the source knows of it, a JSON object that rules may use."
        ),
    ),
    ("activity_id",),
)

MEETINGS = Table(
    "meetings",
    "One row per meeting booked with a lead, whether or not it was held.",
    (
        required("meeting_id", Type.TEXT, "The meeting's id in the source."),
        required("lead_id", Type.TEXT, "With whom."),
        required("booked_at", Type.INSTANT, "When it was booked."),
        required("starts_at", Type.INSTANT, "When it was to start."),
        text("user_id", "The user who was to hold it."),
        text("booked_by", "The side that booked it.", *BOOKED_BY),
        text("status", "What became of it.", *MEETING_STATUSES),
        optional("status_at", Type.INSTANT, "When the status became what it is."),
        text("opportunity_id", "The opportunity it concerns."),
    ),
    ("meeting_id",),
)

OPPORTUNITIES = Table(
    "opportunities",
    "One row per opportunity: a possible sale.",
    (
        required("opportunity_id", Type.TEXT, "The opportunity's id in the source."),
        required("created_at", Type.INSTANT, "When it was opened."),
        text("lead_id", "The lead that it came from; its other contacts are in opportunity_contacts."),
        text("account_id", "The account that would buy."),
        text("owner_id", "The user who owns it now."),
        text("type", "Whether it is new business, more of it, or a renewal.", *OPPORTUNITY_TYPES),
        text("pipeline", "The pipeline that it stands in."),
        optional("amount", Type.MONEY, "What it is worth now, in `currency`."),
        text("currency", "ISO 4217 code of the amount's currency; empty means the agreement's."),
        text("stage", "Its stage now, in the source's words."),
        optional("closed_at", Type.INSTANT, "When it was won or lost; empty while it is open."),
        optional("is_won", Type.BOOLEAN, "True when won, false when lost, empty while it is open."),
        text("lost_reason", "Why it was lost."),
        text("competitor", "The competitor met, or lost to."),
        optional(
            "discount", Type.SHARE, "The discount given, as a share of the price: 0.1 (`10%` is read as 0.1)."
        ),
        optional("next_step_at", Type.INSTANT, "When its next step is due."),
        text("source", "Where it came from, in the company's own words."),
        text("campaign_id", "The campaign credited by the source."),
    ),
    ("opportunity_id",),
)

OPPORTUNITY_CONTACTS = Table(
    "opportunity_contacts",
    "One row per lead that takes part in an opportunity.",
    (
        required("opportunity_id", Type.TEXT, "The opportunity."),
        required("lead_id", Type.TEXT, "The lead."),
        text("role", "The part that the lead plays: `decision maker`, `user`, …"),
        optional("is_primary", Type.BOOLEAN, "Whether it is the main contact."),
        optional("added_at", Type.INSTANT, "When the lead was added; empty means from the beginning."),
    ),
    ("opportunity_id", "lead_id"),
)

CONCESSIONS = Table(
    "concessions",
    "One row per thing given away with an opportunity.",
    (
        required("opportunity_id", Type.TEXT, "The opportunity."),
        required("kind", Type.TEXT, "What was given: `training`, `freight`, `service`, `customisation`, …"),
        optional("cost", Type.MONEY, "What it cost us."),
        text("approved_by", "The user who approved it."),
        optional("given_at", Type.INSTANT, "When it was given."),
    ),
    ("opportunity_id", "kind", "given_at"),
    Repeats.NONE,
)

CAMPAIGNS = Table(
    "campaigns",
    "One row per campaign.",
    (
        required("campaign_id", Type.TEXT, "The campaign's id in the source."),
        text("name", "Its name."),
        text("channel", "Its channel: `webinar`, `paid search`, `event`, …"),
        optional("starts_on", Type.DATE, "Its first day."),
        optional("ends_on", Type.DATE, "Its last day."),
    ),
    ("campaign_id",),
)

SPEND = Table(
    "spend",
    "One row per amount spent on a campaign on a day.",
    (
        required("campaign_id", Type.TEXT, "The campaign."),
        required("spent_on", Type.DATE, "The day."),
        required("amount", Type.MONEY, "The amount, in `currency`."),
        text("currency", "ISO 4217 code; empty means the agreement's."),
    ),
    ("campaign_id", "spent_on", "amount", "currency"),
    Repeats.NONE,
)

PROGRAMS = Table(
    "programs",
    "One row per nurture program.",
    (
        required("program_id", Type.TEXT, "The program's id in the source."),
        text("name", "Its name."),
        text("stage", "The stage whose leads it is for."),
        text("persona", "The kind of buyer it speaks to."),
        optional("active", Type.BOOLEAN, "Whether it runs."),
    ),
    ("program_id",),
)

ENROLLMENTS = Table(
    "enrollments",
    "One row per stay of a lead in a nurture program.",
    (
        required("lead_id", Type.TEXT, "The lead."),
        required("program_id", Type.TEXT, "The program."),
        required("entered_at", Type.INSTANT, "When the lead entered."),
        optional("left_at", Type.INSTANT, "When the lead left, or is to leave; empty while it stays."),
    ),
    ("lead_id", "program_id", "entered_at"),
)

ASSETS = Table(
    "assets",
    "One row per piece of content.",
    (
        required("asset_id", Type.TEXT, "The asset's id in the source."),
        text("title", "Its title."),
        text("kind", "What it is: `case study`, `battlecard`, `webinar`, …"),
        text("stage", "The stage that it is meant for."),
        text("persona", "The kind of buyer it speaks to."),
        text("competitor", "The competitor that it is about."),
        text("url", "Where it is found."),
        text("owner_id", "The user who keeps it."),
        optional("created_at", Type.INSTANT, "When it was published."),
        optional("retired_at", Type.INSTANT, "When it was withdrawn."),
    ),
    ("asset_id",),
)

RATES = Table(
    "rates",
    "One row per currency and day on which its rate is known.",
    (
        required("currency", Type.TEXT, "ISO 4217 code."),
        required("on", Type.DATE, "The day."),
        required("rate", Type.RATE, "What one unit is worth in the agreement's currency."),
    ),
    ("currency", "on"),
)

LEAD_MERGES = Table(
    "lead_merges",
    "One row per merge of a lead into another on a person's word; `handfast merge` writes it, reading honours it.",
    (
        required("lead_id", Type.TEXT, "The lead that is merged, by its id in the source."),
        required(
            "survivor_id",
            Type.TEXT,
            "The lead that it is one with, and whose id stands for both; it may be merged into another in turn.",
        ),
        required(
            "merged_at",
            Type.INSTANT,
            "When it was said. The merge holds for the whole history: both were one person before that, too.",
        ),
        text("merged_by", "Who said so."),
        optional("undone_at", Type.INSTANT, "When the merge was taken back; it has not counted since."),
        text("reason", "Why: what the reviewer saw or wrote."),
    ),
    ("lead_id", "survivor_id", "merged_at"),
    about_ids=True,
)

_PROBABILITY = optional(
    "probability",
    Type.SHARE,
    "How probable it is that both are one, from 0 to 1, by a model trained on these very rows.",
)
_REASONS = text(
    "reasons", "What speaks for it and against, in words: `same phone; last name alike (Jaro-Winkler 0.96)`."
)
_FOUND_AT = optional("found_at", Type.INSTANT, "When they were found.")

LIKELY_DUPLICATES = Table(
    "likely_duplicates",
    "One row per pair of leads that are probably one person; nothing is merged by it.",
    (
        required("lead_id", Type.TEXT, "The lead created first, then the one of the smaller id."),
        required("other_lead_id", Type.TEXT, "The other."),
        _PROBABILITY,
        _REASONS,
        _FOUND_AT,
    ),
    ("lead_id", "other_lead_id"),
    about_ids=True,
)

LIKELY_DUPLICATE_ACCOUNTS = Table(
    "likely_duplicate_accounts",
    "One row per pair of accounts that are probably one company; nothing is merged by it.",
    (
        required("account_id", Type.TEXT, "The account created first, then the one of the smaller id."),
        required("other_account_id", Type.TEXT, "The other."),
        _PROBABILITY,
        _REASONS,
        _FOUND_AT,
    ),
    ("account_id", "other_account_id"),
    about_ids=True,
)

TABLES: tuple[Table, ...] = (
    USERS,
    ABSENCES,
    ACCOUNTS,
    _changes("account", "account"),
    LEADS,
    _changes("lead", "lead", recorded=True),
    ACTIVITIES,
    MEETINGS,
    OPPORTUNITIES,
    OPPORTUNITY_CONTACTS,
    _changes("opportunity", "opportunity"),
    CONCESSIONS,
    CAMPAIGNS,
    SPEND,
    PROGRAMS,
    ENROLLMENTS,
    ASSETS,
    RATES,
    LEAD_MERGES,
    LIKELY_DUPLICATES,
    LIKELY_DUPLICATE_ACCOUNTS,
    *DESK_TABLES,
)

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}


def table(name: str) -> Table:
    """The canonical table of that name. Raises KeyError when there is none."""
    return BY_NAME[name]
