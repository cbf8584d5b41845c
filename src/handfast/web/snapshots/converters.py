"""How addresses name a snapshot."""

from handfast.web.snapshots.reading import SHORTEST


class SnapshotId:
    """The beginning of a snapshot's id, at least eight characters of it."""

    regex = f"[0-9a-f]{{{SHORTEST},64}}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value
