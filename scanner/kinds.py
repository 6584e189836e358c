"""What a piece of evidence can be: the closed list of kinds, what each asserts and what detail it carries.

docs/evidence.md says the same in words; a test keeps the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """The four voices: what was declared, what the package is, what the app does, what the policy says."""

    FILING = "filing"
    STATIC = "static"
    DYNAMIC = "dynamic"
    POLICY = "policy"


class Nature(StrEnum):
    """How much a kind of evidence can carry by itself (severity caps of the rule matrix)."""

    FACT = "fact"  # the thing itself: manifest, signature, file, filing
    PRESENCE = "presence"  # bytes or code are there; says nothing about use
    REACH = "reach"  # code that can (or cannot) be reached from an entry point
    OBSERVED = "observed"  # seen at run time or on the wire
    TEXT = "text"  # what a policy says
    PERSON = "person"  # what a person saw, looked up or tested


class Kind(StrEnum):
    """Every kind of evidence. The value of each is explained in KINDS below."""

    # identity and signing
    LABEL = "label"
    SDK_LEVEL = "sdk_level"
    SIGNATURE = "signature"
    SIGNER = "signer"
    SIGNING_BLOCK = "signing_block"
    CHANNEL = "channel"
    ARCHIVE_TRICK = "archive_trick"
    # manifest
    PERMISSION = "permission"
    PERMISSION_DEFINED = "permission_defined"
    COMPONENT = "component"
    DEEP_LINK = "deep_link"
    PACKAGE_QUERY = "package_query"
    META_DATA = "meta_data"
    MANIFEST_FLAG = "manifest_flag"
    NETWORK_CONFIG = "network_config"
    # what iOS apps state besides
    ENTITLEMENT = "entitlement"
    DISTRIBUTION = "distribution"
    PRIVACY_MANIFEST = "privacy_manifest"
    BINARY_FLAG = "binary_flag"
    # contents
    CODE_FILE = "code_file"
    MISSING_CODE = "missing_code"
    NATIVE_LIBRARY = "native_library"
    CROSS_PLATFORM = "cross_platform"
    PLUGIN = "plugin"
    HOST = "host"
    FILING_NUMBER = "filing_number"
    SECRET = "secret"  # noqa: S105  (the name of a kind)
    BYTE_MARK = "byte_mark"
    # code
    SENSITIVE_USE = "sensitive_use"
    JS_BRIDGE = "js_bridge"
    # what the app did, from a saved capture session
    PHASE = "phase"
    TRANSMISSION = "transmission"
    CONTACT = "contact"
    API_CALL = "api_call"
    PERMISSION_PROMPT = "permission_prompt"
    CONDUCT = "conduct"
    AT_REST = "at_rest"
    # derived by rules/attribute.py from the inventory; never stored in a Scan
    SDK = "sdk"
    # filing
    DECLARED = "declared"
    FORM_FAULT = "form_fault"
    # entered by a person
    OBSERVATION = "observation"


@dataclass(frozen=True, slots=True)
class KindSpec:
    """One kind: the stage it belongs to, its nature, what its value is, and its typed detail."""

    stage: Stage
    nature: Nature
    value: str  # what `Evidence.value` holds
    detail: Mapping[str, type] = field(default_factory=dict)  # key -> str, int, bool or tuple (of str)


def _fact(value: str, **detail: type) -> KindSpec:
    return KindSpec(Stage.STATIC, Nature.FACT, value, detail)


def _present(value: str, **detail: type) -> KindSpec:
    return KindSpec(Stage.STATIC, Nature.PRESENCE, value, detail)


def _observed(value: str, **detail: type) -> KindSpec:
    return KindSpec(Stage.DYNAMIC, Nature.OBSERVED, value, detail)


_WHEN = {
    "phase": str,  # a word of scanner/session.py Phase
    "at": int,  # of the first, ms after the session's beginning
    "times": int,
}
_DATA = {
    "data": str,  # kind of personal data, as rules/terms.yaml names it
    "role": str,  # whose planted value: child, guardian, adult, device; absent: not planted
    "planted": bool,
    "certain": bool,  # False: masked
    "form": str,  # "" as it is, else how it was changed: "MD5", "base64", "GCJ-02", ...
    "way": tuple,  # the decoding path, outermost first; no values, no names that may be data
}
_COMPONENT = {
    "type": str,  # activity, activity-alias, service, receiver, provider; extension, watch-app, app-clip
    "exported": bool,
    "exported_stated": bool,  # False: exported follows from the intent filters and targetSdkVersion
    "enabled": bool,
    "launcher": bool,
    "permission": str,
    "read_permission": str,  # of a provider that asks for different ones
    "write_permission": str,
    "process": str,
    "target": str,  # of an activity-alias
    "authorities": tuple,
    "actions": tuple,
    "init_order": int,
}
_SIGNER = {
    "schemes": tuple,  # v1, v2, v3, v3.1
    "subject": str,
    "issuer": str,
    "public_key": str,  # SHA-256 of the SubjectPublicKeyInfo, hex
    "md5": str,  # of the certificate, as the MIIT form asks for it
    "sha1": str,
    "algorithm": str,  # RSA, EC, DSA
    "hash": str,  # of the certificate's own signature
    "bits": int,
    "not_before": str,  # YYYY-MM-DD
    "not_after": str,
    "known": str,  # "android debug", "aosp test", ... or absent
    "sdk_from": int,  # Android versions (API level) that see this signer
    "sdk_until": int,
    "rotated": bool,  # an earlier certificate of a v3 lineage
    "verified": bool,  # a scheme that names it holds; otherwise anybody may have put it there
}

KINDS: Mapping[Kind, KindSpec] = {
    Kind.LABEL: _fact("the app's name as shown on the device", locale=str),
    Kind.SDK_LEVEL: _fact("min, target or max", level=int, stated=bool, text=str),
    Kind.SIGNATURE: _fact("scheme: v1, v2, v3, v3.1", state=str, reason=str, janus=bool, unprotected=tuple),
    Kind.SIGNER: _fact("SHA-256 of the certificate, hex", **_SIGNER),
    Kind.SIGNING_BLOCK: _fact("id of a pair in the APK signing block, 0x…", name=str, size=int),
    Kind.CHANNEL: _fact("distribution channel mark", scheme=str),
    Kind.ARCHIVE_TRICK: _fact("name of the trick", note=str),
    Kind.PERMISSION: _fact(
        "permission name; on iOS the key of the usage description",
        element=str,
        max_sdk=int,
        never_for_location=bool,
        purpose=str,  # iOS: the text that a user in China is shown
        weak=str,  # empty, placeholder, no-purpose; absent: the text says what for
        locale=str,  # whose text it is; absent: Info.plist's own
        owner=str,  # bundle id of the extension that asks; absent: the app itself
    ),
    Kind.PERMISSION_DEFINED: _fact("permission name", level=str),
    Kind.COMPONENT: _fact("class name", **_COMPONENT),
    Kind.DEEP_LINK: _fact("scheme://host/path", component=str, verified=bool, browsable=bool),
    Kind.PACKAGE_QUERY: _fact("package, authority or intent the app may ask for", type=str),
    Kind.META_DATA: _fact("key", text=str, component=str),
    Kind.MANIFEST_FLAG: _fact("attribute name", on=bool, stated=bool, text=str),
    Kind.NETWORK_CONFIG: _fact("setting", on=bool, stated=bool, domain=str, note=str),
    Kind.ENTITLEMENT: _fact("key of the entitlement", text=str, source=str),
    Kind.DISTRIBUTION: _fact(
        "app-store, ad-hoc, enterprise, development or unknown",
        source=str,  # the file that says so
        team=str,  # Apple's team identifier, ten characters
        organisation=str,  # the team's name where it is an organisation's
        devices=int,  # that may run it; absent: not limited
        created=str,  # YYYY-MM-DD
        expires=str,
    ),
    Kind.PRIVACY_MANIFEST: _fact(
        "what it declares: a data type, a category of interfaces, a tracking domain, or tracking",
        type=str,  # data, api, domain, tracking
        reasons=tuple,  # of an interface category
        purposes=tuple,  # of a data type
        linked=bool,
        tracking=bool,
        bundle=str,  # the framework, resource bundle or app that the manifest speaks for
    ),
    Kind.BINARY_FLAG: _fact("pie, canary, arc, stripped", on=bool, abi=str),
    Kind.CODE_FILE: _fact(
        "path", format=str, size=int, sha256=str, loading=str, version=str, classes=int, unread=str, abi=str
    ),
    Kind.MISSING_CODE: _fact("class name", type=str, packed=bool),
    Kind.NATIVE_LIBRARY: _present(
        "file name", abi=str, size=int, needed=tuple, exports=int, jni=tuple, sha256=str
    ),
    Kind.CROSS_PLATFORM: _present("framework id", version=str, note=str, unread=str),
    Kind.PLUGIN: _present("framework:plug-in", title=str, vendors=tuple, note=str),
    Kind.HOST: _present("host name or IP address", url=str, source=str, text=str),
    Kind.FILING_NUMBER: _fact("number as written", type=str),
    Kind.SECRET: _present("kind:first 16 hex digits of its SHA-256", type=str, length=int, title=str),
    Kind.BYTE_MARK: _present("byte rule's name", category=str, title=str, sdk=str, strength=str),
    Kind.SENSITIVE_USE: KindSpec(
        Stage.STATIC,
        Nature.REACH,
        "id of the watched API",
        {
            "form": str,  # call, field, uri, reflection; objc, import, text on iOS
            "reach": str,  # unconditional, conditional, no, unknown
            "consent": str,  # the same, from the entry points that run before any consent
            "path": tuple,  # witness, entry point first
            "consent_path": tuple,
            "condition": str,  # nearest condition on the witness path
        },
    ),
    Kind.JS_BRIDGE: KindSpec(
        Stage.STATIC, Nature.REACH, "name given to the page", {"class": str, "methods": tuple, "reach": str}
    ),
    Kind.PHASE: _observed("phase", start=int, end=int, round=int, screen=str),
    Kind.TRANSMISSION: _observed(
        "data@host",
        host=str,
        part=str,  # host, path, query, fragment, header, body, message
        scheme=str,  # http, https, ws, wss
        direction=str,  # sent, received
        country=str,  # ISO 3166, of the server's address, by a database the user supplied
        together=tuple,  # other kinds of data in the same request
        **_DATA,
        **_WHEN,
    ),
    Kind.CONTACT: _observed(
        "host",
        scheme=str,
        visible=str,  # yes, encrypted, pinned, refused, server-tls, tcp, udp, quic, unread, reported
        country=str,
        by=str,  # app, page
        **_WHEN,
    ),
    Kind.API_CALL: _observed(
        "id of the watched API, or appops:/report: and what was accessed",
        data=str,
        returned=bool,
        source=str,  # runtime, appops, privacy-report
        frames=tuple,  # classes of the callers, nearest first
        per_minute=int,  # most within any sixty seconds
        per_hour=int,
        **_WHEN,
    ),
    Kind.PERMISSION_PROMPT: _observed(
        "permission",
        answer=str,  # granted, denied, dismissed
        asked_by_user=bool,  # a person had just used the function that needs it
        after_denial=bool,
        first_seconds=int,  # since the app was opened
        burst=int,  # permissions asked for within ten seconds, this one counted
        **_WHEN,
    ),
    Kind.CONDUCT: _observed("what was seen, a word of scanner/session_words.py", by=str, **_WHEN),
    Kind.AT_REST: _observed("data@place", place=str, name=str, **_DATA, **_WHEN),
    Kind.SDK: KindSpec(
        Stage.STATIC,
        Nature.PRESENCE,
        "SDK id",
        {"mark": str, "found": str, "rung": str, "strength": str, "category": str},
    ),
    Kind.DECLARED: KindSpec(
        Stage.FILING,
        Nature.FACT,
        "what was declared (no personal data)",
        {"field": str, "form": str, "row": int},
    ),
    Kind.FORM_FAULT: KindSpec(
        Stage.FILING, Nature.FACT, "fault", {"field": str, "form": str, "row": int, "note": str, "en": str}
    ),
    Kind.OBSERVATION: KindSpec(
        Stage.FILING,
        Nature.PERSON,
        "what was seen, a word of rules/terms.yaml",
        {
            "topic": str,  # what was looked up or tried: "icp", "mlps", "online-version"
            "subject": str,  # the system, field or institution it is about; absent: the app
            "at": str,  # day, YYYY-MM-DD
            "source": str,  # where: the official site, the screenshot's title
            "attachment": str,  # SHA-256 of what is kept as proof
            "text": str,  # a date or number that was read
        },
    ),
}
