"""Values that an app is configured with: what is long or looks like a secret is kept as its hash only."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter

LONGEST = 128
"""A longer value is kept as its hash only."""
_TOKEN = re.compile(r"[A-Za-z0-9+=_-]{32,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{32,}={0,2}")


def kept(text: str) -> str:
    """The text; of one that is long or looks like a key or secret, "sha256:" and 16 hex digits."""
    if len(text) <= LONGEST and not looks_secret(text):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"sha256:{digest[:16]}"


def looks_secret(text: str) -> bool:
    """Whether 32 or more characters without a break mix letters and digits as chance would."""
    found = _TOKEN.findall(text)
    if _BASE64.fullmatch(text):
        found.append(text)
    return any(_random(token) for token in found)


def _random(token: str) -> bool:
    if not any(c.isdigit() for c in token) or not any(c.isalpha() for c in token):
        return False
    counts = Counter(token).values()
    entropy = -sum(count / len(token) * math.log2(count / len(token)) for count in counts)
    return entropy >= 3.0  # bits a character; 32 random hex digits have 3.2 to 3.9


_ORGANISATION = re.compile(
    r"(?i)公司|集团|学校|大学|学院|中学|小学|幼儿园|教育|科技|中心|出版社|研究[所院]|事务所|工作室|委员会|[局厅部院会]$"
    r"|\b(?:co|ltd|inc|llc|llp|corp|company|corporation|limited|gmbh|group|holdings?|technolog(?:y|ies)|software"
    r"|network|education|university|college|school|institute|academy|foundation|studios?|solutions?|systems?"
    r"|press|media|labs?|team|center|centre|association|s\.?a|b\.?v|pty|plc|kk)\b\.?"
)


def organisation(name: str) -> str:
    """The name if it is an organisation's by its words, else "": it may be a person's, and is not kept."""
    return name.strip()[:LONGEST] if _ORGANISATION.search(name) else ""
