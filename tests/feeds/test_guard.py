"""A calendar's address never leads into a network that is not public (advisories in peers)."""

import socket
from collections.abc import Callable, Iterator

import pytest

from app.feeds.fetching import Asked, Fetcher
from app.feeds.guard import Policy, Resolve, is_public
from app.feeds.source import NotRead, WhyNotRead
from tests.feeds.servers import (
    CANARY,
    FRONT,
    Handler,
    Server,
    fetcher,
    loopback,
    running,
    words,
)

NOT_PUBLIC = words(
    """
127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255
169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.0.170 192.0.2.1 192.88.99.1 192.168.1.1
198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1
255.255.255.255 168.63.129.16 192.31.196.1 192.52.193.1 192.175.48.1 100.100.100.200 :: ::1
::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b::808:808
64:ff9b:1::1 100::1 2001::1 2001:0:7f00:1:: 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:808:808::1
2620:4f:8000::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%lo fe80::1%eth0 fec0::1
ff02::1 ff0e::1 2606:4700::1%eth0 ::ffff:0:127.0.0.1 127.1 0x7f.1 2130706433 017700000001
①②⑦.⓪.⓪.① 8.8.8.8.8 localhost example.org
"""
)
PUBLIC = words("8.8.8.8 100.63.255.255 172.32.0.1 192.0.1.1 2606:4700::1 2a00:1450:400f::1")

# Whatever of these a resolver takes as this machine, the canary must not hear of it.
HOSTS = words(
    """
127.0.0.1 localhost LOCALHOST localhost. 127.0.0.1. 127.1 127.0.1 127.000.000.001 0x7f.1
0x7f000001 2130706433 017700000001 0177.0.0.1 ①②⑦.⓪.⓪.① １２７.0.0.1 127。0。0。1 0
0.0.0.0 [::] [::1]
[::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [64:ff9b::7f00:1] [2002:7f00:1::] [fec0::1]
[fe80::1%25lo] [::1%25lo] ⓛocalhost me@127.0.0.1 me:secret@localhost 127.0.0.1%00.example.org
[::ffff:0:127.0.0.1] 8.8.8.8@127.0.0.1 localhost%2f 127.0.0.1\\@8.8.8.8 [127.0.0.1] [v1.127.0.0.1]
"""
)

# A resolver that does not know a spelling at all is as good.
REFUSED = {WhyNotRead.ADDRESS_NOT_ALLOWED, WhyNotRead.UNREACHABLE}


@pytest.fixture(scope="module")
def perch() -> Iterator[Server]:
    with running(lambda handler: handler.say(b"secret")) as server:
        yield server


@pytest.fixture
def canary(perch: Server) -> Server:
    perch.connections = 0
    return perch


def why(fetch: Fetcher, url: str) -> WhyNotRead | None:
    """Why an address was not read, or None where it was."""
    try:
        fetch(Asked(url))
    except NotRead as failure:
        return failure.why
    return None


def as_numbers(host: str, port: int) -> list[str]:
    """What the machine's resolver makes of a number, however spelled, without asking anybody."""
    if host == "localhost":
        return ["127.0.0.1"]
    found = socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)
    return [str(address[0]) for *_, address in found]


def public_but_loopback_front(resolve: Resolve = as_numbers) -> Policy:
    """As in earnest, but that the tests' own front is on the internet, on any port, without TLS."""
    return Policy(
        resolve=resolve,
        allows=lambda address: address == FRONT or is_public(address),
        allows_port=lambda _: True,
        schemes=frozenset({"http", "https"}),
    )


def test_adv_CVE_2026_25738_addresses_that_are_not_public_are_known() -> None:
    assert [address for address in NOT_PUBLIC if is_public(address)] == []


def test_addresses_on_the_internet_are_public() -> None:
    assert [address for address in PUBLIC if not is_public(address)] == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_adv_CVE_2026_25738_canary_hears_nothing_of_a_direct_address(
    canary: Server, scheme: str
) -> None:
    policy = public_but_loopback_front()

    refused = {host: why(Fetcher(policy), f"{scheme}://{host}:{canary.port}/") for host in HOSTS}

    assert {host for host in HOSTS if refused[host] not in REFUSED} == set()
    assert canary.connections == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_canary_hears_nothing_of_a_redirect(canary: Server, status: int) -> None:
    def redirect(handler: Handler) -> None:
        to = f"http://{HOSTS[int(handler.path[1:])]}:{canary.port}/"
        handler.say(status=status, Location=to.encode().decode("latin-1"))

    with running(redirect, host=FRONT) as front:
        policy = public_but_loopback_front()
        refused = [why(Fetcher(policy), front.url(f"/{number}")) for number in range(len(HOSTS))]

    assert set(refused) <= REFUSED
    assert canary.connections == 0


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1:25/",
        "http://[",
        "//",
        "data:,",
    ],
)
def test_redirect_to_another_scheme_is_refused(location: str) -> None:
    with running(redirecting_to(location, 302), host=FRONT) as front:
        assert why(Fetcher(public_but_loopback_front()), front.url()) in (
            WhyNotRead.ADDRESS_NOT_ALLOWED,
            WhyNotRead.TOO_MANY_REDIRECTS,
        )


def test_adv_CVE_2026_9304_canary_hears_nothing_when_a_name_changes_its_mind(
    canary: Server,
) -> None:
    policy = public_but_loopback_front(resolve=changing([FRONT], [CANARY]))

    with running(lambda handler: handler.say(b"public"), host=FRONT) as front:
        # Both listen on the same port number, as a rebinding name would have it.
        answers = [why(Fetcher(policy), f"http://calendar.example.org:{front.port}/")]
        answers += [why(Fetcher(policy), f"http://calendar.example.org:{canary.port}/")]

    assert answers == [None, WhyNotRead.ADDRESS_NOT_ALLOWED]
    assert (front.connections, canary.connections) == (1, 0)


def test_name_that_means_an_address_that_is_not_public_is_refused(canary: Server) -> None:
    url = f"http://calendar.example.org:{canary.port}/"

    for address in NOT_PUBLIC:
        rebinding = public_but_loopback_front(resolve=changing([address], [CANARY]))
        assert why(Fetcher(rebinding), url) is WhyNotRead.ADDRESS_NOT_ALLOWED, address

    assert canary.connections == 0


@pytest.mark.parametrize("order", [[FRONT, CANARY], [CANARY, FRONT], [FRONT, "::1"]])
def test_name_with_one_address_inside_is_refused_whole(canary: Server, order: list[str]) -> None:
    policy = public_but_loopback_front(resolve=lambda *_: order)

    refused = why(Fetcher(policy), f"http://calendar.example.org:{canary.port}/")

    assert (refused, canary.connections) == (WhyNotRead.ADDRESS_NOT_ALLOWED, 0)


@pytest.mark.parametrize("way", ["direct", "redirect", "rebinding"])
def test_canary_is_hit_without_the_guard(canary: Server, way: str) -> None:
    open_to_all = Policy(
        allows=lambda _: True,
        allows_port=lambda _: True,
        schemes=frozenset({"http"}),
        resolve=changing([FRONT], [CANARY]) if way == "rebinding" else as_numbers,
    )
    with running(redirecting_to(canary.url(), 302), host=FRONT) as front:
        if way == "redirect":
            Fetcher(open_to_all)(Asked(front.url()))
        elif way == "direct":
            Fetcher(open_to_all)(Asked(canary.url(host="localhost")))
        else:
            # What many do: look at the name first, then let the connection look it up again.
            assert open_to_all.resolve("calendar.example.org", canary.port) == [FRONT]
            Fetcher(open_to_all)(Asked(canary.url(host="calendar.example.org")))

    assert canary.connections == 1


@pytest.mark.parametrize("port", [1, 22, 25, 80, 110, 143, 465, 587, 993])
def test_port_where_other_servers_listen_is_refused(port: int) -> None:
    assert why(Fetcher(), f"https://example.org:{port}/") is WhyNotRead.ADDRESS_NOT_ALLOWED


@pytest.mark.parametrize(
    "url",
    ["", " ", "calendar", "http://example.org/", "ftp://example.org/", "https://", "https:///x",
     "https://exa mple.org/", "https://example.org:99999/", "https://exam\nple.org/", "https://-x/",
     "https://[::1/", "https://example.org\\@127.0.0.1/", "javascript:alert(1)", "https://x\0y/",
     "https://me:secret@example.org/", "https://a..b/", f"https://{'a' * 300}/", "https://[x]/"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    assert why(Fetcher(), url) is WhyNotRead.ADDRESS_NOT_ALLOWED


def test_webcal_address_is_asked_over_tls() -> None:
    policy = Policy(resolve=lambda host, port: [f"{host} {port}"])

    with pytest.raises(NotRead) as refused:
        Fetcher(policy)(Asked("webcal://calendar.example.org/x.ics"))

    assert refused.value.why is WhyNotRead.ADDRESS_NOT_ALLOWED


def test_proxy_of_the_environment_is_not_asked(
    canary: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, canary.url())
    with running(lambda handler: handler.say(b"itself"), host=FRONT) as front:
        fetched = fetcher(loopback(FRONT))(Asked(front.url()))

    assert (fetched.content, canary.connections) == (b"itself", 0)


def test_name_that_is_not_resolved_in_time_is_too_slow() -> None:
    waits = socket.socketpair()

    policy = loopback(resolve=lambda *_: [str(waits[0].recv(1))])

    assert why(fetcher(policy, seconds=0.2), "http://calendar.example.org/") is WhyNotRead.TOO_SLOW
    for one in waits:
        one.close()


def redirecting_to(location: str, status: int) -> Callable[[Handler], None]:
    return lambda handler: handler.say(status=status, Location=location.encode().decode("latin-1"))


def changing(*answers: list[str]) -> Callable[[str, int], list[str]]:
    """A resolver that says something else each time."""
    left = list(answers)
    return lambda *_: left.pop(0)
