"""What a desk can begin with besides the demo company."""

from django.apps import apps


def choices() -> list[str]:
    """The templates that offer them: an app that has a way to begin names one as `begins` in its `apps.py`."""
    return [app.begins for app in apps.get_app_configs() if hasattr(app, "begins")]
