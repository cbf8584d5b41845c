"""What a place of the desk is."""

from typing import ClassVar

from django.apps import AppConfig


class Place(AppConfig):
    """A place: an entry of the navigation, and pages under an address of its own.

    Attributes:
        title: its name in the navigation.
        question: the one that its first page answers.
        pinned: whether its pages show one snapshot, which their addresses then name: `/at/SNAPSHOT/cycle/`, to which `/cycle/` leads;
            the others stand under `/inbox/`.
        verb: what somebody must be allowed to do to see the entry.
    """

    default = False  # not installed itself
    title: ClassVar[str]
    question: ClassVar[str]
    pinned: ClassVar[bool] = True
    verb: ClassVar[str] = "read"

    def __init_subclass__(cls) -> None:
        cls.default = True

    @property
    def slug(self) -> str:
        """The first word of its addresses, and the namespace of its routes: `data-health`."""
        return self.label.replace("_", "-")
