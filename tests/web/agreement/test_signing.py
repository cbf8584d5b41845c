"""A version from draft to in force: who may do what, what is refused, and that what was signed is what is evaluated."""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from handfast.agreement.edit import edit_text
from handfast.agreement.text import load_agreements
from handfast.web.agreement.bringing import bring_along
from handfast.web.agreement.drafting import begin, propose, save, withdraw
from handfast.web.agreement.folder import folder
from handfast.web.agreement.models import State, Version
from handfast.web.agreement.refusals import ChangedMeanwhile, Faulty, Refused
from handfast.web.agreement.signing import sign, take_back
from handfast.web.people.models import User
from handfast.web.snapshots.models import Snapshot
from handfast.web.worker.doing import work_on
from handfast.web.worker.models import Job
from tests.web.published import publish_company, workspace_with_company

MAYA, SAM = "maya.feld@rotaworks.example", "sam.ortega@rotaworks.example"
PASSWORD = "a long enough word"


@pytest.fixture
def workspace(db: None) -> Iterator[Path]:
    yield workspace_with_company()


@pytest.fixture
def first(workspace: Path) -> Version:
    bring_along()
    return Version.objects.get(number=1)


@pytest.fixture
def maya(person: Callable[..., User]) -> User:
    return person("manager", "marketing", email=MAYA, name="Maya Feld")


@pytest.fixture
def sam(person: Callable[..., User]) -> User:
    return person("manager", "sales", email=SAM, name="Sam Ortega")


def quicker(text: str, day: datetime.date | None = None) -> str:
    """The text with a quicker follow-up, from a day on."""
    text = edit_text(text, ("commitments", "follow-up", "within"), "4 business hours")
    return edit_text(text, ("effective_from",), (day or timezone.localdate()).isoformat())


@pytest.fixture
def draft(first: Version, maya: User) -> Version:
    return begin(maya, first, quicker(first.text), "Quicker follow-up")


def test_files_that_were_there_become_versions_once(first: Version) -> None:
    bring_along()
    assert Version.objects.count() == 1
    assert (first.state, first.file, first.read is not None) == (State.SIGNED, "v1.yaml", True)


def test_both_owners_sign_and_the_version_is_what_is_evaluated(draft: Version, maya: User, sam: User) -> None:
    propose(maya, draft)
    sign(maya, draft, "marketing", draft.hash, PASSWORD)
    draft.refresh_from_db()
    assert (draft.state, draft.number) == (State.PROPOSED, None)
    assert not (folder() / "v2.yaml").exists()
    done = sign(sam, draft, "sales", draft.hash, PASSWORD)
    assert (done.state, done.number, done.hash) == (State.SIGNED, 2, draft.hash)
    _, second = load_agreements(sorted(folder().glob("*.yaml")))
    assert second.hash == draft.hash
    assert second.signed
    assert {one.by for one in second.signatures} == {MAYA, SAM}
    assert Job.objects.filter(kind="evaluate", state="queued").exists()
    with pytest.raises(Refused, match="can't be changed any more"):
        save(maya, done, "handfast: 1", done.revision)
    with pytest.raises(Refused, match="in force"):
        withdraw(maya, done)


def test_only_the_named_owner_signs_and_with_the_password(
    draft: Version, maya: User, sam: User, person: Callable[..., User]
) -> None:
    with pytest.raises(Refused, match="only what is proposed"):
        sign(maya, draft, "marketing", draft.hash, PASSWORD)
    propose(maya, draft)
    with pytest.raises(Refused, match="password isn't right"):
        sign(maya, draft, "marketing", draft.hash, "wrong")
    with pytest.raises(PermissionDenied):
        sign(maya, draft, "sales", draft.hash, PASSWORD)
    with pytest.raises(PermissionDenied):
        sign(person("admin"), draft, "sales", draft.hash, PASSWORD)
    sign(maya, draft, "marketing", draft.hash, PASSWORD)
    with pytest.raises(Refused, match="has signed it already"):
        sign(maya, draft, "marketing", draft.hash, PASSWORD)


def test_a_text_that_changed_meanwhile_is_not_signed(draft: Version, maya: User, sam: User) -> None:
    propose(maya, draft)
    seen = draft.hash
    sign(maya, draft, "marketing", seen, PASSWORD)
    changed = save(
        sam, draft, edit_text(draft.text, ("commitments", "follow-up", "within"), "3 business hours"), 1
    )
    assert changed.state == State.DRAFT
    assert not changed.signatures.exists(), "a signature covers the text that was signed and no other"
    propose(sam, changed)
    with pytest.raises(Refused, match="changed since you read it"):
        sign(sam, changed, "sales", seen, PASSWORD)


def test_two_people_who_save_at_once_both_keep_their_text(
    draft: Version, maya: User, signed_in: Callable[..., Client]
) -> None:
    save(maya, draft, draft.text + "# maya\n", 1)
    with pytest.raises(ChangedMeanwhile, match="Maya Feld saved this draft meanwhile"):
        save(maya, draft, draft.text + "# late\n", 1)
    client = signed_in("member", "sales")
    answer = client.post(f"/agreement/version/{draft.pk}/edit/", {"text": "# mine\n", "revision": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "# mine" in page
    assert "# maya" in page
    assert 'name="revision" value="2"' in page


def test_a_draft_with_faults_is_kept_and_not_proposed(draft: Version, maya: User) -> None:
    kept = save(maya, draft, draft.text.replace("4 business hours", "4 busines hours"), 1)
    assert kept.hash == ""
    with pytest.raises(Faulty, match="did you mean") as caught:
        propose(maya, kept)
    assert caught.value.faults[0].line > 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("effective_from", "2024-06-01"), "take a later day"),
        (None, "there is nothing to sign"),
    ],
)
def test_a_version_must_follow_the_one_before(
    first: Version, maya: User, change: tuple[str, str] | None, said: str
) -> None:
    text = edit_text(first.text, change[:1], change[1]) if change else first.text
    with pytest.raises(Refused, match="later day" if change is None else said):
        propose(maya, begin(maya, first, text))


def test_a_signature_can_be_taken_back_until_the_other_signs(draft: Version, maya: User, sam: User) -> None:
    propose(maya, draft)
    sign(maya, draft, "marketing", draft.hash, PASSWORD)
    with pytest.raises(PermissionDenied):
        take_back(sam, draft, "marketing")
    take_back(maya, draft, "marketing")
    assert not draft.signatures.exists()


def test_a_signed_version_can_be_withdrawn_before_its_day(first: Version, maya: User, sam: User) -> None:
    later = begin(maya, first, quicker(first.text, timezone.localdate() + datetime.timedelta(days=30)))
    propose(maya, later)
    for user, side in ((maya, "marketing"), (sam, "sales")):
        sign(user, later, side, later.hash, PASSWORD)
    later.refresh_from_db()
    assert (folder() / later.file).exists()
    withdraw(sam, later)
    assert [path.name for path in folder().glob("*.yaml")] == ["v1.yaml"]


def test_a_replay_says_what_the_draft_would_have_done(
    draft: Version, signed_in: Callable[..., Client]
) -> None:
    publish_company()
    client = signed_in("manager", "marketing")
    client.post(f"/agreement/version/{draft.pk}/replay/")
    job = Job.objects.get(kind="replay")
    work_on(job)
    job.refresh_from_db()
    assert job.state == "done", job.error
    page = client.get(f"/agreement/replay/{job.given['replay']}/")
    assert page.status_code == 200
    assert draft.replays.get().sentences[0] in page.content.decode().replace("&#x27;", "'").replace(
        "&amp;", "&"
    )


def test_the_page_reads_as_prose_with_each_clauses_figure(
    workspace: Path, signed_in: Callable[..., Client]
) -> None:
    snapshot: Snapshot = publish_company()
    client = signed_in("viewer", "sales")
    page = client.get("/agreement/").content.decode()
    assert "Every other hand-off is touched within a business day" in page
    assert f"/at/{snapshot.short}/rows/" in page
    assert "Begin a new version" not in page
    assert client.post("/agreement/begin/").status_code == 403
