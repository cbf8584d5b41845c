"""Agreement, as Django installs it."""

from handfast.web.look.place import Place


class AgreementPlace(Place):
    """What both sides agreed, clause by clause; its versions, drafts and signatures."""

    name = "handfast.web.agreement"
    label = "agreement"
    title = "Agreement"
    question = "What did we agree?"
    pinned = False
