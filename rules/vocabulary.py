"""What analyzers can yield where that is a closed list: a rule asking for anything else never fires."""

from __future__ import annotations

from collections.abc import Mapping

from rules.policy_facts import STATED
from scanner.kinds import Kind
from scanner.persona import ROLES
from scanner.policy import vocabulary as policy
from scanner.session import Phase
from scanner.session_words import WORDS

PHASES = tuple(phase.value for phase in Phase)
VALUES: Mapping[Kind, tuple[str, ...]] = {
    Kind.PHASE: PHASES,
    Kind.CONDUCT: WORDS,
    Kind.SDK_LEVEL: ("min", "target", "max"),
    Kind.SIGNATURE: ("v1", "v2", "v3", "v3.1"),
    Kind.NETWORK_CONFIG: (
        "cleartextTraffic",
        "cleartextPart",
        "userCertificates",
        "ownCertificates",
        "pinSet",
        "debugOverrides",
    ),
    Kind.POLICY_DOCUMENT: policy.ROLES,
    Kind.POLICY_ELEMENT: policy.ELEMENTS,
    Kind.POLICY_FAULT: policy.FAULTS,
    Kind.MANIFEST_FLAG: (
        "debuggable",
        "testOnly",
        "allowBackup",
        "usesCleartextTraffic",
        "extractNativeLibs",
        "requestLegacyExternalStorage",
        "isGame",
        "fullBackupContent",
        "dataExtractionRules",
        "networkSecurityConfig",
        "appCategory",
        "sharedUserId",
        "UIBackgroundModes",
        "UIFileSharingEnabled",
        "LSSupportsOpeningDocumentsInPlace",
    ),
    Kind.DISTRIBUTION: ("app-store", "ad-hoc", "enterprise", "development", "unknown"),
    Kind.BINARY_FLAG: ("pie", "canary", "arc", "stripped"),
}
"""By kind."""

_REACH = ("unconditional", "conditional", "no", "unknown")
_FORMS = ("provider", "institution", "extra")
DETAILS: Mapping[tuple[Kind, str], tuple[str, ...]] = {
    (Kind.PERMISSION, "level"): ("normal", "dangerous", "special", "signature"),
    (Kind.SENSITIVE_USE, "reach"): _REACH,
    (Kind.SENSITIVE_USE, "consent"): _REACH,
    (Kind.SENSITIVE_USE, "form"): ("call", "field", "uri", "reflection", "objc", "import", "text"),
    (Kind.COMPONENT, "type"): (
        *("activity", "activity-alias", "service", "receiver", "provider"),
        *("extension", "watch-app", "app-clip"),
    ),
    (Kind.PERMISSION, "weak"): ("empty", "placeholder", "no-purpose"),
    (Kind.PRIVACY_MANIFEST, "type"): ("data", "api", "domain", "tracking"),
    (Kind.SIGNATURE, "state"): ("verified", "broken", "absent"),
    (Kind.SDK, "rung"): ("packed", "referenced", "reachable", "called", "contacted"),
    (Kind.SDK, "strength"): ("named", "suspected"),
    (Kind.TRANSMISSION, "phase"): PHASES,
    (Kind.CONTACT, "phase"): PHASES,
    (Kind.API_CALL, "phase"): PHASES,
    (Kind.PERMISSION_PROMPT, "phase"): PHASES,
    (Kind.CONDUCT, "phase"): PHASES,
    (Kind.AT_REST, "phase"): PHASES,
    (Kind.TRANSMISSION, "direction"): ("sent", "received"),
    (Kind.TRANSMISSION, "part"): ("host", "path", "query", "fragment", "header", "body", "message"),
    (Kind.TRANSMISSION, "role"): ROLES,
    (Kind.CONTACT, "visible"): (
        *("yes", "encrypted", "pinned", "refused", "server-tls", "tcp", "udp", "quic", "unread", "reported"),
    ),
    (Kind.AT_REST, "place"): ("log", "private", "public"),
    (Kind.AT_REST, "role"): ROLES,
    (Kind.DECLARED, "form"): _FORMS,
    (Kind.FORM_FAULT, "form"): _FORMS,
    (Kind.FILING_NUMBER, "type"): ("education", "app", "site"),
    (Kind.SDK, "stated"): STATED,
    (Kind.PERMISSION, "stated"): STATED,
    (Kind.SENSITIVE_USE, "stated"): STATED,
    (Kind.API_CALL, "stated"): STATED,
    (Kind.TRANSMISSION, "stated"): STATED,
    (Kind.POLICY_LINK, "type"): ("url", "asset"),
    (Kind.POLICY_LINK, "role"): policy.ROLES,
    (Kind.POLICY_DOCUMENT, "state"): (*policy.STATES, "named"),
    (Kind.POLICY_DOCUMENT, "language"): ("zh", "en"),
    (Kind.POLICY_DOCUMENT, "script"): ("simplified", "traditional"),
    (Kind.POLICY_ELEMENT, "role"): policy.ROLES,
    (Kind.POLICY_MENTION, "type"): ("sdk", "data", "permission"),
    (Kind.POLICY_MENTION, "polarity"): policy.POLARITIES,
    (Kind.POLICY_FAULT, "role"): policy.ROLES,
    (Kind.CODE_FILE, "loading"): ("auto", "gap", "hidden"),
}
"""By kind and key."""
PACKAGE = ("platform", "app_id", "version", "version_code", "label", "sha256", "signers")
"""What a condition may ask of the package."""
