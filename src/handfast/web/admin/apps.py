"""Admin, as Django installs it."""

from handfast.web.look.place import Place


class Admin(Place):
    """Who may do what, who did what, and what the worker is doing."""

    name = "handfast.web.admin"
    label = "admin"
    title = "Admin"
    question = "Who may do what, and what has been done?"
    pinned = False
    verb = "administer"
