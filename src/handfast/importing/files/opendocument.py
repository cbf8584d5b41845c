"""How far the corners of an OpenDocument sheet lie apart: it says `the same again, a million times` in a few bytes."""

from xml.parsers import expat


class Corners:
    """Measures the sheets of a `content.xml` as it is fed in pieces.

    Attributes:
        largest: rows and columns of the sheet with the most cells between its corners, blank rows and cells at the end left out.
    """

    def __init__(self) -> None:
        self.largest = (0, 0)
        self._row = self._column = self._repeated = 0
        self._filled = False
        self._rows = self._columns = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.EntityDeclHandler = self._declared

    def feed(self, piece: bytes) -> None:
        """Measure on. Raises ValueError when the text is no XML, or declares entities, which no spreadsheet does."""
        try:
            self._parser.Parse(piece, False)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from None

    def _declared(self, *_: object) -> None:
        raise ValueError("it declares entities")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table":
                self._row = self._rows = self._columns = 0
            case "table:table-row":
                self._repeated = _times(attributes.get("table:number-rows-repeated"))
                self._column, self._filled = 0, False
            case "table:table-cell" | "table:covered-table-cell":
                self._column += _times(attributes.get("table:number-columns-repeated"))
                if "office:value-type" in attributes:
                    self._filled = True
                    self._columns = max(self._columns, self._column)

    def _end(self, name: str) -> None:
        if name != "table:table-row":
            return
        self._row += self._repeated
        if self._filled:
            self._rows = self._row
            if self._rows * self._columns > self.largest[0] * self.largest[1]:
                self.largest = self._rows, self._columns


def _times(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 12 else 1
