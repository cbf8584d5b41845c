"""What is done at the first run."""

from django.db import transaction

from handfast.web.audit.log import log
from handfast.web.people.models import Role, User
from handfast.web.worker.jobs import ask
from handfast.web.worker.models import Job


@transaction.atomic
def make_first_admin(email: str, name: str, password: str, timezone: str) -> User:
    """The first account of the desk. Raises PermissionError when there is one already, ValidationError for what can't be one."""
    if User.objects.exists():
        raise PermissionError("this desk has its first account already")
    user = User.objects.create_user(email, password, name=name, role=Role.ADMIN, timezone=timezone)
    log(user, "begin", "user", user.pk, after={"email": user.email, "role": user.role})
    return user


@transaction.atomic
def begin_with_demo(user: User, leads: int) -> Job:
    """Have the worker make the demo company and evaluate it."""
    job = ask("demo", {"leads": leads}, "to begin with", user)
    log(user, "begin", "record", "demo", after={"leads": leads})
    return job
