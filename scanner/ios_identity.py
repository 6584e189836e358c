"""Who an IPA says it is: bundle id, versions and name of its Info.plist."""

from __future__ import annotations

from dataclasses import replace

from scanner.bundles import Bundle, chinese
from scanner.ios import IosApp
from scanner.model import BadPackage, Package


def identity(app: IosApp) -> Package:
    """The app's package. Raises BadPackage where Info.plist is missing, unreadable or names no bundle id."""
    main = app.main
    if not main.info:
        why = main.fault or "missing"
        raise BadPackage(
            "bad-manifest" if main.fault else "no-manifest",
            "应用的 Info.plist 缺失或已损坏,手机也无法安装;请提交原始安装包",
            f"{main.info_path} cannot be read: {why}",
        )
    app_id = main.text("CFBundleIdentifier")
    if not app_id:
        raise BadPackage(
            "no-package-name",
            "应用的 Info.plist 没有写 Bundle ID,无法识别应用",
            "Info.plist names no CFBundleIdentifier",
        )
    return replace(
        app.package,
        app_id=app_id,
        version=main.text("CFBundleShortVersionString") or main.text("CFBundleVersion"),
        version_code=main.text("CFBundleVersion"),
        label=label_of(app, main),
    )


def label_of(app: IosApp, bundle: Bundle) -> str:
    """The name under the icon: in Chinese where a localisation has one, else as Info.plist states it."""
    for key in ("CFBundleDisplayName", "CFBundleName"):
        named = {locale: text for locale, (text, _) in app.localised(bundle, key).items() if text.strip()}
        if name := named.get(chinese(named)) or bundle.text(key):
            return name
    return bundle.name.rpartition(".")[0]
