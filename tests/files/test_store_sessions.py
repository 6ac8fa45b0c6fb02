"""Sessions, and what a writer remembers of them: never longer than it is true."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.files.store_sessions import Session
from cxassess.model.engagement import Answer
from cxassess.model.invitation import Invitation
from files.building import WAVE


def invited(store: Store) -> tuple[str, str]:
    """The id of an invitation, and the cookie of a session that it opened."""
    [made] = store.invitations.add(WAVE, [Invitation("", "", "personal", "Jane", "", "manager", "", "", None, None)])
    return made.invitation.id, store.sessions.open(Session(made.invitation.id, "", "en"))


def save(store: Store) -> None:
    store.answers.add(WAVE, AnswerRow("Jane", "manager", "", Answer("STR1", "3")), "web")
    store.sessions.still_stand()


CHANGES: dict[str, Callable[[Store, str], object]] = {
    "revoked": lambda store, id: store.invitations.revoke(id),
    "renewed": lambda store, id: store.invitations.renew(id, date(2020, 1, 1)),
}


@pytest.mark.parametrize("what", list(CHANGES))
@pytest.mark.parametrize("by", ["this connection", "another"])
def test_what_changes_an_invitation_is_seen_by_the_next_answer(folder: Path, what: str, by: str) -> None:
    with Store.open(folder) as store, Store.open(folder) as other:
        id, cookie = invited(store)
        with store.all_or_nothing():
            before = store.sessions.found(cookie)
            save(store)
            assert store.sessions.found(cookie) is before
            if by == "this connection":
                CHANGES[what](store, id)
                assert store.sessions.found(cookie) != before
        if by == "another":
            CHANGES[what](other, id)
        with store.all_or_nothing():
            assert store.sessions.found(cookie) != before


def test_a_change_that_is_taken_back_was_never_so(folder: Path) -> None:
    with Store.open(folder) as store:
        id, cookie = invited(store)
        with store.all_or_nothing():
            before = store.sessions.found(cookie)

        def fails() -> None:
            with store.all_or_nothing():
                store.invitations.revoke(id)
                assert store.sessions.found(cookie) != before
                raise ValueError("no")

        with pytest.raises(ValueError, match="no"):
            fails()
        with store.all_or_nothing():
            assert store.sessions.found(cookie) == before


def test_a_session_that_was_closed_is_over(folder: Path) -> None:
    with Store.open(folder) as store:
        _, cookie = invited(store)
        assert store.sessions.found(cookie) is not None
        store.sessions.end(cookie)
        assert store.sessions.found(cookie) is None
        assert store.sessions.by_token(cookie) is None


def test_a_code_is_known_however_it_was_typed_and_the_newest_alone_counts(folder: Path) -> None:
    with Store.open(folder) as store:
        person = store.people.enrol(WAVE, "", "manager", "")
        first, second = store.sessions.new_code(person), store.sessions.new_code(person)
        assert store.sessions.by_code(first) is None
        assert store.sessions.by_code(f"  {second.lower().replace('-', ' ')}. ") == person
        assert store.sessions.by_code("") is None
        [response] = store.answers.responses(WAVE)
        assert (response.name, response.role) == ("", "manager")
