"""Ten thousand damaged mails: none raises, hangs, or is acted on as if it were whole."""

from app.mail.receive.mime import received
from tests.mail.mutate import other_mails, plain_mails, run, would_act


def test_damaged_mails_do_no_harm() -> None:
    wrongs, acted, slowest = run(10_000, seed=1)

    assert wrongs == []
    assert slowest < 5
    # What was hardly damaged is acted on, so the test looks at what it should.
    assert acted["flip"] > 20


def test_whole_mails_would_be_acted_on() -> None:
    assert all(would_act(received(mail)) for mail in plain_mails())
    assert sum(would_act(received(mail)) for mail in other_mails()) > 30
