"""Overview, as Django installs it."""

from importlib import import_module

from handfast.web.look.place import Place


class Overview(Place):
    """Both parties' promises, the next move, what fires, what it costs."""

    name = "handfast.web.overview"
    label = "overview"
    title = "Overview"
    question = "How are we doing, and whose move is it?"

    def ready(self) -> None:
        """Have what its page is made of known by name."""
        import_module("handfast.web.overview.glance")
