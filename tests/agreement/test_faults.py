"""Each fault of an agreement, by the exact message that its author reads."""

import pytest

from tests.agreement.small import SMALL, changed, faults

# A piece of the small agreement, what is written instead, and every message that follows.
CASES = [
    (
        "handfast: 1",
        "handfast: 2",
        [
            "a.yaml:1:11 handfast: this is format 2; this Handfast reads format 1 [format]",
        ],
    ),
    (
        "name: Small\n",
        "",
        [
            "a.yaml:1:1 name: it is missing [missing]",
        ],
    ),
    (
        "currency: EUR",
        "currency: Euro",
        [
            ('a.yaml:4:11 currency: "Euro" is no currency; did you mean "EUR"? [unknown-currency]'),
        ],
    ),
    (
        "effective_from: 2026-01-01",
        "effective_from: 1 January",
        [
            (
                'a.yaml:3:17 effective_from: "1 January" is no date; write year, month and day, as '
                "in 2026-01-31 [date]"
            ),
        ],
    ),
    (
        "effective_from: 2026-01-01",
        "effective_from: 2026-02-30",
        [
            'a.yaml:3:17 effective_from: "2026-02-30" is no day of the calendar [date]',
        ],
    ),
    (
        "parties: {marketing:",
        "parties: {marketting:",
        [
            (
                'a.yaml:5:11 parties.marketting: "marketting" is none of marketing, sales; did you '
                "mean marketing? [choice]"
            ),
        ],
    ),
    (
        "web: marketing}",
        "web: partner}",
        [
            'a.yaml:6:37 teams.web: "partner" is none of marketing, sales [choice]',
        ],
    ),
    (
        "web: marketing}",
        "web: marketing, sales: marketing}",
        [
            'a.yaml:6:48 teams.sales: "sales" already means something else here; call the team otherwise [contradiction]'
        ],
    ),
    (
        "show: team",
        "shows: team",
        [
            ('a.yaml:7:1 shows: "shows" is no key of this clause; did you mean show? [unknown-key]'),
        ],
    ),
    (
        "show: team",
        "show: reps",
        [
            'a.yaml:7:7 show: "reps" is none of team, person [choice]',
        ],
    ),
    (
        "show: team",
        "colour: blue",
        [
            (
                'a.yaml:7:1 colour: "colour" is no key of this clause; known here: handfast, name, '
                "effective_from, currency, parties, teams, show, terms, calendar, stages, "
                "qualified_lead, touch, handoffs, sourced, routing, commitments, "
                "rejection_reasons, disqualification_reasons, lost_reasons, data_standards, "
                "alerts, check_ins, economics, signs, signatures [unknown-key]"
            ),
        ],
    ),
    (
        "timezone: Europe/Berlin",
        "timezone: Berlin",
        [
            (
                'a.yaml:10:13 calendar.timezone: "Berlin" is no time zone; did you mean '
                '"Europe/Berlin"? [timezone]'
            ),
        ],
    ),
    (
        '["09:00-17:00"]',
        '["9-5"]',
        [
            (
                'a.yaml:11:21 calendar.hours.mon-fri.1: "9-5" is no interval; write it as in '
                '"09:00-17:30" [interval]'
            ),
        ],
    ),
    (
        '["09:00-17:00"]',
        "[]",
        [
            (
                "a.yaml:11:10 calendar.hours: the calendar is never open; give some working hours, "
                'as in mon-fri: ["09:00-17:00"] [no-open-time]'
            ),
        ],
    ),
    (
        "mon-fri:",
        "mon-fry:",
        [
            (
                'a.yaml:11:11 calendar.hours.mon-fry: "mon-fry" is no day of the week; did you '
                'mean "mon"? [weekday]'
            ),
        ],
    ),
    (
        "country: DE,",
        "country: Deutschland,",
        [
            (
                'a.yaml:12:23 calendar.holidays.country: "Deutschland" is no country whose '
                'holidays are known; did you mean "DE"? [country]'
            ),
        ],
    ),
    (
        "subdivision: BE",
        "subdivision: Berlinn",
        [
            (
                'a.yaml:12:40 calendar.holidays.subdivision: "Berlinn" is no part of DE whose '
                'holidays are known; did you mean "BE"? [subdivision]'
            ),
        ],
    ),
    (
        "time_limit: 2 days",
        "time_limit: 2 dyas",
        [
            ('a.yaml:15:45 stage.mql.time_limit: "2 dyas" is no duration; did you mean "2 days"? [duration]'),
        ],
    ),
    (
        "time_limit: 2 days",
        "time_limit: 2",
        [
            (
                "a.yaml:15:45 stage.mql.time_limit: 2 is no duration; write a number and a unit, "
                'as in "1 business day" [duration]'
            ),
        ],
    ),
    (
        "{id: sal,",
        "{id: mql,",
        [
            ('a.yaml:16:10 stage.mql.id: "mql" is taken, on line 15; choose another [duplicate-id]'),
            ('a.yaml:32:51 handoff.second.when.stage: "sal" is no stage; there is mql [unknown-stage]'),
            ('a.yaml:47:49 data_standards.1.required_from: "sal" is no stage; there is mql [unknown-stage]'),
        ],
    ),
    (
        "{id: sal,",
        "{id: sal, also_called: [MQL],",
        [
            (
                'a.yaml:16:29 stage.sal.also_called.1: "MQL" already means stage mql; a label '
                "belongs to one stage [duplicate-label]"
            ),
        ],
    ),
    (
        "{id: sal,",
        "{id: s a l,",
        [
            (
                'a.yaml:16:10 stage.s a l.id: "s a l" is no id; use letters, digits, - and _, as '
                'in "s-a-l" [id]'
            ),
            (
                'a.yaml:32:51 handoff.second.when.stage: "sal" is no stage; did you mean "s a l"? '
                "[unknown-stage]"
            ),
            (
                'a.yaml:47:49 data_standards.1.required_from: "sal" is no stage; did you mean "s a '
                'l"? [unknown-stage]'
            ),
        ],
    ),
    (
        '"employees >= 50"',
        '"employees => 50"',
        [
            'a.yaml:19:23 big.if: "=>" is no comparison; did you mean ">="? [condition]',
        ],
    ),
    (
        '"employees >= 50"',
        "50",
        [
            (
                'a.yaml:19:12 big.if: 50 is no condition; write it in quotes, as in "employees >= '
                '50" [condition]'
            ),
        ],
    ),
    (
        "points: 20",
        "points: twenty",
        [
            ('a.yaml:19:39 big.points: "twenty" is no number of points; write it as in 20 or -40 [number]'),
        ],
    ),
    (
        "at_most: 3 per day",
        "at_most: thrice",
        [
            (
                'a.yaml:22:43 engagement.1.at_most: "thrice" is no cap; write a number and a '
                'period, as in "2 per day" (day, week, month or ever) [cap]'
            ),
        ],
    ),
    (
        "half_life: 30 days",
        "half_life: 30 minutes",
        [
            (
                'a.yaml:22:65 engagement.1.half_life: "30 minutes" is too short; a half_life is at '
                "least 1 day [half-life]"
            ),
        ],
    ),
    (
        "half_life: 30 days",
        "half_life: 5 business days",
        [
            (
                'a.yaml:22:65 engagement.1.half_life: "5 business days" is business time, and this '
                "is counted by the clock; write it in days or weeks [duration]"
            ),
        ],
    ),
    (
        "points: 2,",
        "points: -2,",
        [
            (
                "a.yaml:22:66 engagement.1.half_life: negative points take no half_life; use "
                "expires_after to let them end [half-life]"
            ),
        ],
    ),
    (
        "fit >= 10 and",
        "fitt >= 10 and",
        [
            ('a.yaml:24:19 qualifies_when: "fitt" is no sum of points; did you mean "fit"? [condition]'),
        ],
    ),
    (
        "  qualifies_when: fit >= 10 and engagement >= 5\n",
        "",
        [
            ("a.yaml:27:12 explore: there is no threshold to halve; add qualifies_when [no-definition]"),
        ],
    ),
    (
        "explore: 5%",
        "explore: 5",
        [
            "a.yaml:28:12 explore: 5 is no share; did you mean 5%? [percentage]",
        ],
    ),
    (
        "explore: 5%",
        "explore: 500%",
        [
            'a.yaml:28:12 explore: "500%" is no share; it must be from 0% to 100% [percentage]',
        ],
    ),
    (
        "explore: 5%",
        "explore: few",
        [
            ('a.yaml:28:12 explore: "few" is no share; write a percentage such as 90% [percentage]'),
        ],
    ),
    (
        "automated: false",
        "automated: no",
        [
            ('a.yaml:29:44 touch.automated: "no" is neither true nor false; write one of the two [flag]'),
        ],
    ),
    (
        "from: web, to",
        "from: wev, to",
        [
            (
                'a.yaml:31:23 handoff.first.from: "wev" is no team or side; there is sdr, ae, web, '
                "marketing, sales [unknown-team]"
            ),
        ],
    ),
    (
        "when: qualified",
        "when: qualifed",
        [
            (
                'a.yaml:31:43 handoff.first.when: "qualifed" is none of qualified, {stage: ID}; '
                "did you mean qualified? [choice]"
            ),
        ],
    ),
    (
        "{stage: sal}}",
        "{stage: sall}}",
        [
            (
                'a.yaml:32:51 handoff.second.when.stage: "sall" is no stage; did you mean "sal"? '
                "[unknown-stage]"
            ),
        ],
    ),
    (
        "{id: second, from: sdr, to: ae",
        "{id: second, from: sdr, to: sdr",
        [
            ('a.yaml:32:33 handoff.second.to: "sdr" hands over to itself; name another team [contradiction]'),
        ],
    ),
    (
        "by: origin",
        "by: both",
        [
            ('a.yaml:33:32 sourced.by: "both" is none of first_touch, last_touch, origin [choice]'),
        ],
    ),
    (
        "weights: {ana: 2}",
        "weights: {ann: 2}",
        [
            (
                'a.yaml:35:53 routing.1.weights.ann: "ann" is no rep of this pool; there is ana, '
                "bo [unknown-rep]"
            ),
        ],
    ),
    (
        "weights: {ana: 2}",
        "weights: {ana: 0, bo: 0}",
        [
            ("a.yaml:35:52 routing.1.weights: every weight is 0, so that nobody gets a lead [contradiction]"),
        ],
    ),
    (
        "weights: {ana: 2}",
        "weights: {ana: -1}",
        [
            ("a.yaml:35:58 routing.1.weights.ana: -1 is less than nothing; write 0 or more [number]"),
        ],
    ),
    (
        "{if: \"country = 'DE'\", to: [ana, bo], weights: {ana: 2}}",
        "{to: [ana]}",
        [
            (
                "a.yaml:36:5 routing.2: it never applies: routing.1 before it takes every lead; "
                "put it first, or give that an if [never-applies]"
            ),
        ],
    ),
    (
        "to: [kim]",
        "to: [kim, lee, kim]",
        [
            'a.yaml:36:21 routing.2.to.3: "kim" stands in this pool twice; give more leads by weights [contradiction]'
        ],
    ),
    (
        "tell: [owner, manager]",
        "tell: []",
        ["a.yaml:51:59 alerts.2.tell: it is empty; name at least one [empty]"],
    ),
    (
        "kinds: [call, meeting]",
        "kinds: []",
        ["a.yaml:29:16 touch.kinds: it is empty; name at least one [empty]"],
    ),
    (
        "to: [kim]",
        "to: []",
        [
            "a.yaml:36:10 routing.2.to: it is empty; name at least one [empty]",
        ],
    ),
    (
        "{id: quick, by: sdr",
        "{id: quick, by: srd",
        [
            (
                'a.yaml:38:21 quick.by: "srd" is no team or side; there is sdr, ae, web, '
                "marketing, sales, both [unknown-team]"
            ),
        ],
    ),
    (
        "from: handoff.first, if",
        "from: handoff.frist, if",
        [
            (
                'a.yaml:38:47 quick.from: "handoff.frist" is no hand-off; did you mean '
                '"handoff.first"? [unknown-handoff]'
            ),
        ],
    ),
    (
        "from: handoff.first, if",
        "from: qualified, if",
        [
            (
                'a.yaml:38:47 quick.from: "qualified" is no moment that can start a clock; there '
                "is handoff.first, handoff.second, no_show, stage.mql, stage.sal [unknown-moment]"
            ),
        ],
    ),
    (
        "until: first_touch",
        "until: fist_touch",
        [
            (
                'a.yaml:38:81 quick.until: "fist_touch" is no moment that can stop a clock; did '
                'you mean "first_touch"? [unknown-moment]'
            ),
        ],
    ),
    (
        "until: first_touch",
        "until: stage.won",
        [
            (
                'a.yaml:38:81 quick.until: "stage.won" is no stage; there is stage.mql, stage.sal '
                "[unknown-stage]"
            ),
        ],
    ),
    (
        "within: 1 business hour",
        "within: 1 busines hour",
        [
            (
                'a.yaml:38:102 quick.within: "1 busines hour" is no duration; did you mean "1 '
                'business hour"? [duration]'
            ),
        ],
    ),
    (
        "within: 1 business hour",
        "within: 0 hours",
        [
            ('a.yaml:38:102 quick.within: "0 hours" is no time at all; a duration is above zero [duration]'),
        ],
    ),
    (
        ", within: 1 business hour",
        "",
        [
            "a.yaml:38:5 quick.within: it is missing [missing]",
        ],
    ),
    (
        "target: 90%",
        "target: 90",
        [
            "a.yaml:38:127 quick.target: 90 is no share; did you mean 90%? [percentage]",
        ],
    ),
    (
        "at_least: 4",
        "at_least: 0",
        [
            "a.yaml:39:96 tries.at_least: 0 is no count; write a whole number from 1 [number]",
        ],
    ),
    (
        "measure: sales_ready_leads",
        "measure: sales_ready_lead",
        [
            (
                'a.yaml:40:67 volume.measure: "sales_ready_lead" is no measure; did you mean '
                '"sales_ready_leads"? [unknown-measure]'
            ),
        ],
    ),
    (
        "measure: sales_ready_leads",
        "measured: sales_ready_leads",
        [
            (
                'a.yaml:40:58 volume.measured: "measured" is no key of this clause; did you mean '
                "measure? [unknown-key]"
            ),
        ],
    ),
    (
        "at_least: 90,",
        "at_least: 90%,",
        [
            (
                'a.yaml:40:96 volume.at_least: "90%" is a share, and sales_ready_leads is a count; '
                "write a number [unit]"
            ),
        ],
    ),
    (
        "at_least: 85%",
        "at_least: 85",
        [
            "a.yaml:41:98 quality.at_least: 85 is no share; did you mean 85%? [percentage]",
        ],
    ),
    (
        "at_least: 1000000",
        "at_least: 1.000.000",
        [
            (
                'a.yaml:42:84 money.at_least: "1.000.000" is no number; write it without unit or '
                "separators, as in 1200000 [number]"
            ),
        ],
    ),
    (
        "at_least: 1000000",
        "at_least: -1",
        [
            "a.yaml:42:84 money.at_least: -1 is less than nothing; write 0 or more [number]",
        ],
    ),
    (
        "every: quarter",
        "every: year",
        [
            'a.yaml:42:100 money.every: "year" is none of week, month, quarter [choice]',
        ],
    ),
    (
        "{kind: procedural,",
        "{kind: wrong,",
        [
            (
                'a.yaml:43:42 rejection_reasons.lost its way.kind: "wrong" is none of procedural, '
                "clerical, definitional [choice]"
            ),
        ],
    ),
    (
        "then: reroute}",
        "then: reroute, recycle_after: 3 days}",
        [
            (
                "a.yaml:43:84 rejection_reasons.lost its way.recycle_after: the reason has then "
                "too; keep one of then, recycle and recycle_after [contradiction]"
            ),
        ],
    ),
    (
        "only_after: tries",
        "only_after: try",
        [
            (
                'a.yaml:44:71 disqualification_reasons.gone.only_after: "try" is no commitment; '
                "there is quick, tries, volume, quality, money [unknown-commitment]"
            ),
        ],
    ),
    (
        "only_after: tries",
        "only_after: quick",
        [
            (
                'a.yaml:44:71 disqualification_reasons.gone.only_after: "quick" counts no '
                "attempts; name a commitment with a count [not-a-count]"
            ),
        ],
    ),
    (
        "valid: phone,",
        "valid: telephone number,",
        [
            (
                'a.yaml:47:27 data_standards.1.valid: "telephone number" is none of phone, email, '
                "country, url, date, number; did you mean number? [choice]"
            ),
        ],
    ),
    (
        "required_from: sal,",
        "required_from: customer,",
        [
            (
                'a.yaml:47:49 data_standards.1.required_from: "customer" is no stage; there is '
                "mql, sal [unknown-stage]"
            ),
        ],
    ),
    (
        "one_of: [retail, health]",
        "owner: sales",
        [
            (
                "a.yaml:48:5 data_standards.2: it asks for nothing; add valid, one_of, "
                "required_from or fresh_within [no-standard]"
            ),
        ],
    ),
    (
        "commitment: quick",
        "commitment: quik",
        [
            (
                'a.yaml:51:37 alerts.2.commitment: "quik" is no commitment; did you mean "quick"? '
                "[unknown-commitment]"
            ),
        ],
    ),
    (
        "commitment: quick",
        "commitment: volume",
        [
            ('a.yaml:51:37 alerts.2.commitment: "volume" is a target and runs no clock [not-a-timer]'),
        ],
    ),
    (
        "tell: owner",
        "tell: boss",
        [
            (
                'a.yaml:50:56 alerts.1.tell: "boss" is no one to tell; there is owner, manager, '
                "sdr, ae, web, marketing, sales [unknown-team]"
            ),
        ],
    ),
    (
        "monday 10:00",
        "mondays",
        [
            (
                'a.yaml:52:33 check_in.weekly.every: "mondays" is no recurrence; write week, '
                'month, quarter, or a weekday as in "monday 10:00" [recurrence]'
            ),
        ],
    ),
    (
        "touch_cost: 12.5",
        "touch_cost: twelve",
        [
            (
                'a.yaml:53:25 economics.touch_cost: "twelve" is no number; write it without unit '
                "or separators, as in 1200000 [number]"
            ),
        ],
    ),
    (
        "gone-cold:",
        "gone_cold:",
        [
            ('a.yaml:54:9 signs.gone_cold: "gone_cold" is no sign; did you mean "gone-cold"? [unknown-sign]'),
        ],
    ),
    (
        "as: big",
        "as: fit.2",
        [
            'a.yaml:20:7 fit.2.as: "fit.2" is taken, on line 19; choose another [duplicate-id]',
        ],
    ),
    (
        "as: big",
        "as: volume",
        [
            ('a.yaml:19:47 volume.as: "volume" is taken, on line 40; choose another [duplicate-id]'),
        ],
    ),
    (
        "sourced: {within: 90 days, by: origin}",
        "sourced: origin",
        [
            ('a.yaml:33:10 sourced: "origin" is no clause; write keys and values, as in {key: value} [type]'),
        ],
    ),
    (
        "data_standards:\n",
        "data_standards: phone\nalerts_: \n",
        [
            (
                'a.yaml:46:17 data_standards: "phone" is no list; write it in brackets, as in '
                "[one, two] [type]"
            ),
            ('a.yaml:47:1 alerts_: "alerts_" is no key of this clause; did you mean alerts? [unknown-key]'),
        ],
    ),
    (
        "show: team",
        "show: team\nshow: person",
        [
            ('a.yaml:8:1 show: "show" stands here twice, first on line 7; keep one [duplicate-key]'),
        ],
    ),
    (
        "touch_cost: 12.5",
        "touch_cost: 1,250 USD",
        [
            'a.yaml:53:27 economics: "250 USD" has no value; a text with a comma stands in quotes [key]',
        ],
    ),
    (
        "show: team",
        "? [a]\n: b",
        [
            "a.yaml:7:3: a key must be a word, as in name: value [key]",
        ],
    ),
    (
        "name: Small",
        'name: ""',
        [
            ("a.yaml:2:7 name: it is empty; write what it should say, or leave the key out [empty]"),
        ],
    ),
    (
        "name: Small",
        "name: [a]",
        [
            "a.yaml:2:7 name: a list is no text; put it in quotes [type]",
        ],
    ),
    (
        "name: Small",
        "name: *a",
        [
            "a.yaml:2:7: *a points elsewhere; write the value out [alias]",
        ],
    ),
    (
        "name: Small",
        "name: !!python/object x",
        [
            "a.yaml:2:7: the tag !!python/object is not taken; leave it out [tag]",
        ],
    ),
    (
        "name: Small",
        'name: "Small',
        [
            "a.yaml:12:11: it is no YAML: mapping values are not allowed here [yaml]",
        ],
    ),
    (
        "name: Small",
        "---\nname: Small",
        [
            "a.yaml:2:1: a second document begins; one file holds one agreement [documents]",
        ],
    ),
    (
        "signs:",
        "signatures: [{party: sales, by: sue, at: yesterday, hash: x}]\nsigns:",
        [
            (
                'a.yaml:54:42 signatures.1.at: "yesterday" is no instant; write it as in '
                "2026-01-31T09:30:00Z [instant]"
            ),
        ],
    ),
    (
        "name: Small",
        "name: \u0007",
        [
            "a.yaml:2: the character U+0007 may not stand here [yaml]",
        ],
    ),
    (
        "economics: {touch_cost",
        "economics: [{touch_cost",
        [
            (
                "a.yaml:54:1: it is no YAML: expected ',' or ']', but got '<scalar>' while parsing "
                "a flow sequence [yaml]"
            ),
        ],
    ),
    (
        "teams: {sdr: sales, ae: sales, web: marketing}",
        "teams: [sdr]",
        [
            "a.yaml:6:8 teams: a list is no set of keys and values; write {key: value} [type]",
            (
                'a.yaml:31:23 handoff.first.from: "web" is no team or side; there is marketing, '
                "sales [unknown-team]"
            ),
            (
                'a.yaml:31:32 handoff.first.to: "sdr" is no team or side; there is marketing, '
                "sales [unknown-team]"
            ),
            (
                'a.yaml:32:24 handoff.second.from: "sdr" is no team or side; there is marketing, '
                "sales [unknown-team]"
            ),
            (
                'a.yaml:32:33 handoff.second.to: "ae" is no team or side; there is marketing, '
                "sales [unknown-team]"
            ),
            (
                'a.yaml:38:21 quick.by: "sdr" is no team or side; there is marketing, sales, both '
                "[unknown-team]"
            ),
        ],
    ),
    (
        "{if: \"country = 'US'\", points: -5}",
        "{if: \"country = 'US'\", points: -5, pionts: 3}",
        [
            (
                'a.yaml:20:42 fit.2.pionts: "pionts" is no key of this clause; did you mean '
                "points? [unknown-key]"
            ),
        ],
    ),
    (
        "tell: owner}",
        "tel: owner}",
        [
            ('a.yaml:50:50 alerts.1.tel: "tel" is no key of this clause; did you mean tell? [unknown-key]'),
        ],
    ),
]


def test_the_small_agreement_has_no_faults() -> None:
    assert faults(SMALL) == []


@pytest.mark.parametrize(("old", "new", "messages"), CASES)
def test_the_author_reads(old: str, new: str, messages: list[str]) -> None:
    assert faults(changed(old, new)) == messages


def test_every_code_that_the_code_can_give_is_read_above() -> None:
    told = {message.rpartition("[")[2].rstrip("]") for _, _, messages in CASES for message in messages}
    assert told >= CODES


CODES = {
    "alias", "cap", "choice", "condition", "contradiction", "country", "date", "documents", "duplicate-id",
    "duplicate-key", "duplicate-label", "duration", "empty", "flag", "format", "half-life", "id", "instant",
    "interval", "key", "missing", "never-applies", "no-definition", "no-open-time", "no-standard", "not-a-count",
    "not-a-timer", "number", "percentage", "recurrence", "subdivision", "tag", "timezone", "type", "unit",
    "unknown-commitment", "unknown-currency", "unknown-handoff", "unknown-key", "unknown-measure",
    "unknown-moment", "unknown-rep", "unknown-sign", "unknown-stage", "unknown-team", "weekday", "yaml",
}  # fmt: skip
"""The codes of faults inside a document; those of files and sizes are read in test_text.py."""
