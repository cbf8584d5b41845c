"""Where an agreement was read, so that a fault that is found only with a record can say its line too."""

from dataclasses import dataclass, field

from handfast.agreement.places import Document, Path


@dataclass(frozen=True, slots=True)
class Source:
    """The document behind an agreement. All sources are equal: where a text stands is no part of what it says.

    Attributes:
        document: what was read; None for an agreement made of plain data.
    """

    document: Document | None = field(default=None, compare=False, repr=False)

    def place(
        self, path: Path, item: str | None = None, offset: int | None = None
    ) -> tuple[str, int, int] | None:
        """File, line and column of a clause by its path: of its `if` where it has one, or of an item where it is a list.

        `offset` points into the text that stands there. None without a document.
        """
        if self.document is None:
            return None
        value = self.document.at(path)
        if isinstance(value, dict) and "if" in value:
            path = (*path, "if")
        elif isinstance(value, list) and item in value:
            path = (*path, value.index(item))
        return (self.document.name, *self.document.place(path, offset))
