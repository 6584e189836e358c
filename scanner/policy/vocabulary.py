"""The closed lists of the stage `policy`: what documents are, what they state, what is wrong with them."""

from __future__ import annotations

ROLES = ("main", "children", "sdk-list", "collection-list", "permission-list", "agreement", "other")
"""What a document is to its app: `collection-list` is of what the app itself collects, `sdk-list` of what
third parties get."""
STATES = ("read", "shell", "login", "short", "placeholder", "unreadable")
"""Whether a document says something, else why not."""
POLARITIES = ("stated", "optional", "conditional", "negated")
"""What is said of a thing that is named, from what says most to what says least."""
ELEMENTS = (
    *("provider", "contact", "effective", "updated", "purposes", "permissions", "sdk-disclosure", "sdk-data"),
    *("retention", "storage-place", "access", "correction", "deletion", "account-deletion", "withdrawal"),
    *(
        "guardian",
        "complaints",
        "reply-time",
        "overseas",
        "sensitive",
        "recommendation",
        "changes",
        "officer",
    ),
    *("children-officer", "safeguards", "refusal", "third-parties", "recipient-contact", "children-chapter"),
    *("collection-list", "sdk-list"),
)
"""What a document may state."""
FAULTS = ("template", "vague", "no-deletion", "hard-deletion", "slow-reply", "no-withdrawal")
"""What may be wrong with it as far as its own text shows."""
