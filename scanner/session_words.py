"""What a driver or a person can say that the app did: a closed list, so that rules can ask for it."""

from __future__ import annotations

SEEN = (
    "refusal-offered",  # the consent dialog has a real 不同意
    "refusal-absent",  # it has none
    "choice-unreal",  # only 好的 or 我知道了
    "box-pre-ticked",
    "stays-after-refusal",
    "exit-on-refusal",
    "dialog-again",  # after a refusal, without the user asking for the function
    "exit-on-denied-permission",
    "permission-purpose-shown",
    "permission-purpose-missing",
    "self-start",
    "wakes-other-app",
    "login-wall",  # nothing can be seen without signing in
    "guardian-tick-only",  # the child ticks that a guardian agreed
    "minor-mode-absent",
    "crash",
    "needs-person",  # a dialog that the driver could not read
)
DERIVED = (
    "dialog-absent",  # used without a consent dialog ever shown
    "guardian-asked",
    "guardian-missing",  # a child's data was sent and no guardian was asked
    "child-as-adult",  # the child's data went to every host that the adult's went to
)
WORDS = (*SEEN, *DERIVED)
