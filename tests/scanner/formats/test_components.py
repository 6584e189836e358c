"""Components of real manifests: every one that androguard sees, in full."""

from __future__ import annotations

from androguard.core.axml import AXMLPrinter
from loguru import logger

from scanner.formats import axml
from scanner.formats.axml import BadXml
from scanner.formats.components import TAGS, components
from scanner.formats.manifest import Values, class_name
from tests.apps.axmlwriter import ANDROID, compiled
from tests.apps.packages import entries

logger.disable("androguard")


def test_same_components_as_androguard_over_the_corpus() -> None:
    total = 0
    for place, data in entries("AndroidManifest.xml"):
        try:
            root = axml.parse(data)
        except BadXml:
            continue
        package = root.text_of("package")
        found = components(root, Values(None), package, 30)
        mine = [(item.type, item.name) for item in found if item.type in TAGS]
        application = AXMLPrinter(data).get_xml_obj().find("application")
        theirs = [
            (element.tag, class_name(package, element.get(f"{{{ANDROID}}}name", "")))
            for element in (application if application is not None else ())
            if element.tag in TAGS and element.get(f"{{{ANDROID}}}name")
        ]
        assert mine == theirs, place
        total += len(mine)
    assert total > 500


def test_instrumentation_and_preload_are_code_too() -> None:
    root = axml.parse(
        compiled(
            '<manifest package="a.b"><instrumentation android:name=".Probe"/><instrumentation/>'
            '<application android:zygotePreloadName=".Pre"><activity/></application></manifest>'
        )
    )
    found = list(components(root, Values(None), "a.b", 30))
    assert [(item.type, item.name, item.path) for item in found] == [
        ("instrumentation", "a.b.Probe", "manifest/instrumentation[1]"),
        ("zygote-preload", "a.b.Pre", "manifest/application"),
    ]
    assert list(components(axml.parse(compiled('<manifest package="a.b"/>')), Values(None), "a.b", 30)) == []
