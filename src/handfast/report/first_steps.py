"""The one thing to begin with when a sign fires: what whoever can act may do first, in neutral words."""

from collections.abc import Mapping
from types import MappingProxyType

FIRST_STEPS: Mapping[str, str] = MappingProxyType(
    {
        "goals-missed": "Look at the missed goals side by side and agree on which one both sides work first.",
        "low-quality": "Read ten refused hand-offs together and settle, for each, whether the definition or the data let it through.",
        "not-followed-up": "Go through the hand-offs without a touch: take up the open ones, and say why the others were left.",
        "slow-follow-up": "See on which days and in which queues first touches come late, and fit the load or the promised time to it.",
        "gives-up-early": "Pick up the unanswered hand-offs with fewer attempts than promised that are still open.",
        "jumped-early": "Ask in the rows what made sales go first: a page seen, a name known. It may belong into the definition.",
        "gone-cold": "Divide the silent leads between a rep and a nurture program, so that each has somebody.",
        "no-feedback": "Decide on the oldest undecided hand-offs, and make the reason a required field.",
        "feedback-unused": "Agree on one action for the reason that keeps coming back, and put it on record.",
        "definition-drift": "Take ten leads that only one of the two calls qualified, and decide which of the two is to change.",
        "definition-dispute": "Talk through the leads that the two sides labelled differently, the highest scores first.",
        "program-conflict": "End the programs of leads with an open opportunity, and give recycled leads one.",
        "automation-gaps": "Map each stage and reason named in the rows, or give it an active program.",
        "blind-handoff": "See which field is missing most, and ask for it before the hand-off.",
        "customer-repeats": "Leave out of the forms what is known, and have the card opened before the first call.",
        "uneven-distribution": "Compare the weights agreed with who was there to take leads, and change one or the other.",
        "spend-without-result": "Set the campaigns that grew beside what each brought, and move the next month's budget.",
        "content-unused": "Go through the unused assets with two reps: retire, mend or show each one.",
        "content-unheard": "Answer or decline the oldest open request.",
        "intel-unread": "Put what is known of the competitor named in the rows on one page, and read it together.",
        "different-buyers": "Lay the two lists of segments side by side and agree on the ones that both pursue.",
        "stalled-stage": "Take the leads longest in the stage: move each on, or back, and see what they waited for.",
        "bad-data": "Mend the field where deals are open first; `handfast fix-list` writes the list.",
        "crm-unused": "Ask what makes logging slow, and take one field away before asking for another.",
        "give-aways": "Look at the discounts of the last week of the quarter, and agree on who may give which.",
        "no-one-owns-it": "Name one person on each side who takes up a broken promise within two business days.",
        "no-dialogue": "Hold the next check-in, if only for ten minutes, with the overdue actions as its agenda.",
        "low-trust": "Let each side say one thing it misses, without an answer, and agree on one of them.",
        "slow-change": "Take the sign that has fired longest and agree on one action with a day.",
    }
)
"""By the sign's id."""
