"""A whole Android package from a recipe: manifest text, classes, resources, further entries, signature.

apk(manifest('<uses-permission android:name="android.permission.CAMERA"/>'), [Class(...)])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.apps.arscwriter import Resources, ids, table
from tests.apps.axmlwriter import compiled
from tests.apps.dexwriter import Class, dex
from tests.apps.keys import Identity, identity
from tests.apps.signer import Signer, sign_block
from tests.apps.zipwriter import Zip

NAMESPACE = 'xmlns:android="http://schemas.android.com/apk/res/android"'
LAUNCHER = (
    '<intent-filter><action android:name="android.intent.action.MAIN"/>'
    '<category android:name="android.intent.category.LAUNCHER"/></intent-filter>'
)


def manifest(
    before: str = "",
    components: str = "",
    package: str = "cn.example.app",
    version: str = "1.0",
    code: int = 1,
    label: str = "示例应用",
    target: int = 34,
    minimum: int = 24,
    application: str = "",
    root: str = "",
) -> str:
    """Manifest text. `before` stands before the application, `application` holds more of its attributes."""
    return f"""
<manifest {NAMESPACE} package="{package}" android:versionName="{version}" android:versionCode="{code}" {root}>
  <uses-sdk android:minSdkVersion="{minimum}" android:targetSdkVersion="{target}"/>
  {before}
  <application android:label="{label}" {application}>{components}</application>
</manifest>"""


def activity(name: str, inside: str = LAUNCHER, more: str = 'android:exported="true"') -> str:
    """One activity of a manifest; by default the one that the home screen starts."""
    return f'<activity android:name="{name}" {more}>{inside}</activity>'


def apk(
    text: str,
    classes: Sequence[Class] = (),
    entries: Mapping[str, bytes] | None = None,
    resources: Resources | None = None,
    signer: Identity | None = None,
    signed: bool = True,
) -> bytes:
    """The package, signed with schemes v2 and v3 unless told otherwise."""
    archive = Zip().add("AndroidManifest.xml", compiled(text, ids(resources) if resources else None))
    if classes:
        archive.add("classes.dex", dex(*classes, version=35))
    if resources:
        archive.add("resources.arsc", table(resources), method=0, align=4)
    for name, data in (entries or {}).items():
        archive.add(name, data)
    package = archive.bytes()
    if not signed:
        return package
    key = Signer(signer or identity("fixture", "ec", 256, "CN=Fixture, O=Example, C=CN"))
    newest = Signer(key.identity, (0x0201,), sdk=(24, 0x7FFFFFFF))
    return sign_block(package, v2=[Signer(key.identity, (0x0201,))], v3=[newest])
