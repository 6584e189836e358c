"""A capture session: what the recorder, the driver, a person or an import writes down, event by event.

The open format (docs/dynamic.md): `manifest.json`, `events.jsonl` (one JSON object a line, `kind` first) and
`bodies/<sha256>`. Times are whole milliseconds since 1970 UTC on one clock; the manifest says how far that
clock was from true time. Bodies are kept up to a bound, their true size always. This file needs nothing but
the standard library, so that a recorder in an environment of its own can use it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

SCHEMA = 1
"""Number of the session format. Every released number keeps a reader and a stored example in the tests."""


class Phase(StrEnum):
    """Where in the course of an examination the app stands."""

    INSTALLED = "installed"  # never opened
    BEFORE_DIALOG = "before_dialog"  # opened, no consent dialog to be seen yet
    DIALOG = "dialog"  # the consent dialog is on the screen, nothing pressed
    REFUSED = "refused"  # 不同意 was pressed
    ACCEPTED = "accepted"  # 同意 was pressed
    USED = "used"  # functions are being used
    BACKGROUND = "background"  # not on the screen
    CHILD = "child"  # used as the child persona
    GUARDIAN = "guardian"  # the guardian is being asked
    UNCERTAIN = "uncertain"  # too near a change to say; never taken for "before consent"


class Recorded(StrEnum):
    """What a session's recorder could see. What it could not see is no evidence of absence."""

    HTTP = "http"  # requests and responses
    TLS = "tls"  # refused and pinned connections
    OTHER = "other"  # TCP that is not HTTP, UDP, QUIC
    CALLS = "calls"  # sensitive calls at run time (agent in the app)
    ACCESS = "access"  # the system's own record of accesses (appops, App Privacy Report)
    PROMPTS = "prompts"  # permission prompts of the system
    CONDUCT = "conduct"  # consent dialogs, exits, starts: watched by a driver or a person
    TRACES = "traces"  # logs and files that the app left


@dataclass(frozen=True, slots=True)
class Manifest:
    """Who recorded what, where and by which clock. Nothing personal: it may be read without the key."""

    schema: int
    id: str  # of the session
    package: str  # SHA-256 of the package, hex
    app_id: str
    platform: str  # android, ios
    recorded: tuple[str, ...] = ()  # words of Recorded
    tool: str = ""  # "heyan recorder 0.1", "import: HAR (Charles)"
    device: str = ""  # model and system
    rooted: bool = False
    operator: str = ""  # who was at the keyboard, as the laboratory names its people
    started: int = 0
    ended: int = 0
    clock_offset: int = 0  # true time minus the session's clock, ms; all events are on the session's clock
    clock_source: str = ""  # against what it was measured: "ntp.ntsc.ac.cn"; empty: not measured
    uncertainty: int = 2000  # ms around a change of phase within which nothing is certain
    exit_country: str = ""  # ISO 3166 of the network the device was in
    persona: str = ""  # id of the planted identities
    files: dict[str, str] = field(default_factory=dict)  # path -> SHA-256, when packed


@dataclass(frozen=True, slots=True)
class Mark:
    """From here on the app is in this phase."""

    at: int
    phase: str
    by: str = ""  # driver, person, import
    screen: str = ""  # SHA-256 of a screenshot in bodies/


@dataclass(frozen=True, slots=True)
class Message:
    """One direction of a flow. Headers as sent; `body` is "" where there is none or it is lost."""

    headers: tuple[tuple[str, ...], ...] = ()
    body: str = ""  # SHA-256 of what is kept
    size: int = 0  # bytes that were sent, encoded as they were sent
    kept: int = 0  # bytes that are kept; fewer than `size`: cut off
    decoded: bool = False  # content-encoding is already taken off what is kept
    unread: str = ""  # why there is no body although there was one


@dataclass(frozen=True, slots=True)
class Flow:
    """One request and its response."""

    at: int  # when the request was sent
    id: str
    method: str
    url: str
    request: Message = field(default_factory=Message)
    response: Message = field(default_factory=Message)
    status: int = 0  # 0: none came
    version: str = ""
    address: str = ""  # IP address of the server
    error: str = ""


@dataclass(frozen=True, slots=True)
class Socket:
    """One message of a WebSocket, by the flow that opened it."""

    at: int
    flow: str
    outgoing: bool
    body: str
    size: int
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Unseen:
    """A connection whose contents nobody could see."""

    at: int
    why: str  # refused (our certificate), pinned (TLS, then nothing), server-tls, tcp, udp, quic
    host: str = ""  # server name or address
    port: int = 0
    size: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A sensitive call at run time. Arguments and results are never kept, only whether any came back."""

    at: int
    api: str  # id of the watch list, or class and method
    frames: tuple[str, ...] = ()  # callers, nearest first: "com.vendor.sdk.A.b"
    returned: bool = True  # False: nothing, or a placeholder
    data: str = ""  # kind of personal data, where the agent knows it


@dataclass(frozen=True, slots=True)
class Access:
    """An access as the system itself records it."""

    at: int
    what: str  # appops operation ("COARSE_LOCATION") or category of the App Privacy Report ("location")
    source: str  # appops, privacy-report
    ended: int = 0


@dataclass(frozen=True, slots=True)
class Reported:
    """A host in Apple's App Privacy Report: contacted, contents unknown."""

    at: int
    host: str
    hits: int = 1
    until: int = 0
    owner: str = ""
    by_app: bool = True  # False: a web page in the app


@dataclass(frozen=True, slots=True)
class Prompt:
    """The system asked for a permission."""

    at: int
    permission: str
    answer: str = ""  # granted, denied, dismissed
    asked_by_user: bool = False  # a person or the driver had just used the function that needs it


@dataclass(frozen=True, slots=True)
class Seen:
    """What the driver or a person saw the app do: a word of scanner/dynamic/conduct.py."""

    at: int
    what: str
    by: str = ""  # driver, person
    note: str = ""
    screen: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """Text or file that the app left on the device."""

    at: int
    where: str  # log, private, public
    name: str  # tag of the log, path of the file
    body: str
    size: int = 0
    kept: int = 0


Event = Mark | Flow | Socket | Unseen | Call | Access | Reported | Prompt | Seen | Trace
EVENTS: dict[str, type] = {
    "mark": Mark,
    "flow": Flow,
    "socket": Socket,
    "unseen": Unseen,
    "call": Call,
    "access": Access,
    "reported": Reported,
    "prompt": Prompt,
    "seen": Seen,
    "trace": Trace,
}
"""By the word that stands under `kind` in a line."""
KIND_OF = {cls: word for word, cls in EVENTS.items()}
MEDIA = 20 << 20
"""At most this much of one body is kept, bytes."""
