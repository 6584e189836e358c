"""What analyzers can yield where that is a closed list: a rule asking for anything else never fires."""

from __future__ import annotations

from collections.abc import Mapping

from rules.policy_facts import STATED
from scanner.kinds import Kind
from scanner.policy.vocabulary import ELEMENTS, FAULTS, POLARITIES, ROLES, STATES

VALUES: Mapping[Kind, tuple[str, ...]] = {
    Kind.SDK_LEVEL: ("min", "target", "max"),
    Kind.SIGNATURE: ("v1", "v2", "v3", "v3.1"),
    Kind.NETWORK_CONFIG: (
        "cleartextTraffic",
        "userCertificates",
        "ownCertificates",
        "pinSet",
        "debugOverrides",
    ),
    Kind.POLICY_DOCUMENT: ROLES,
    Kind.POLICY_ELEMENT: ELEMENTS,
    Kind.POLICY_FAULT: FAULTS,
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
    ),
}
"""By kind."""

_REACH = ("unconditional", "conditional", "no", "unknown")
_FORMS = ("provider", "institution", "extra")
DETAILS: Mapping[tuple[Kind, str], tuple[str, ...]] = {
    (Kind.PERMISSION, "level"): ("normal", "dangerous", "special", "signature"),
    (Kind.SENSITIVE_USE, "reach"): _REACH,
    (Kind.SENSITIVE_USE, "consent"): _REACH,
    (Kind.SENSITIVE_USE, "form"): ("call", "field", "uri", "reflection"),
    (Kind.COMPONENT, "type"): ("activity", "activity-alias", "service", "receiver", "provider"),
    (Kind.SIGNATURE, "state"): ("verified", "broken", "absent"),
    (Kind.SDK, "rung"): ("packed", "referenced", "reachable", "called", "contacted"),
    (Kind.SDK, "strength"): ("named", "suspected"),
    (Kind.DECLARED, "form"): _FORMS,
    (Kind.FORM_FAULT, "form"): _FORMS,
    (Kind.FILING_NUMBER, "type"): ("education", "app", "site"),
    (Kind.SDK, "stated"): STATED,
    (Kind.PERMISSION, "stated"): STATED,
    (Kind.SENSITIVE_USE, "stated"): STATED,
    (Kind.POLICY_LINK, "type"): ("url", "asset"),
    (Kind.POLICY_LINK, "role"): ROLES,
    (Kind.POLICY_DOCUMENT, "state"): (*STATES, "named"),
    (Kind.POLICY_DOCUMENT, "language"): ("zh", "en"),
    (Kind.POLICY_DOCUMENT, "script"): ("simplified", "traditional"),
    (Kind.POLICY_ELEMENT, "role"): ROLES,
    (Kind.POLICY_MENTION, "type"): ("sdk", "data", "permission"),
    (Kind.POLICY_MENTION, "polarity"): POLARITIES,
    (Kind.POLICY_FAULT, "role"): ROLES,
    (Kind.CODE_FILE, "loading"): ("auto", "gap", "hidden"),
}
"""By kind and key."""
PACKAGE = ("platform", "app_id", "version", "version_code", "label", "sha256", "signers")
"""What a condition may ask of the package."""
