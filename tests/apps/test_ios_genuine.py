"""Real compilers' and linkers' output, read by our readers and held against the sources it was made from."""

from __future__ import annotations

import pytest

from scanner.formats import code_signature, macho, macho_strings, macho_symbols, objc, swift
from scanner.formats.macho_image import Image
from scanner.formats.swift import Conformance, Type
from tests.apps.ios_genuine import recipe


def image(name: str) -> Image:
    (found,) = macho.read(recipe.binaries()[name]).images
    assert not found.faults
    return found


def test_the_recipe_gives_the_committed_binaries() -> None:
    if missing := recipe.missing():
        pytest.skip(f"needs {missing}")
    built = recipe.build()
    assert {**built, "EduApp-encrypted": recipe.encrypted(built["EduApp"])} == recipe.binaries()


@pytest.mark.parametrize("name", ["EduApp", "EduApp-fat"])
def test_what_the_app_is_made_of(name: str) -> None:
    found = macho.read(recipe.binaries()[name])
    assert [one.arch for one in found.images] == (["x86_64", "arm64"] if found.fat else ["arm64"])
    for one in found.images:
        symbols = macho_symbols.read(one)
        assert one.platform == ("ios" if one.arch == "arm64" else "iossimulator")
        assert (one.minimum, one.sdk, one.pie) == ("13.0", "15.0", True)
        assert symbols.stack_canary
        assert symbols.arc
        assert not symbols.stripped
        assert {"_dlopen", "_OBJC_CLASS_$_ASIdentifierManager"} <= {each.name for each in symbols.imports}
        metadata = objc.read(one, symbols)
        (homework,) = metadata.classes
        assert (homework.name, homework.superclass) == ("HomeworkController", "UIViewController")
        assert homework.protocols == ("HomeworkSource",)
        assert {"homeworkForDay:", "viewDidLoad", "address", "setLocator:"} <= set(homework.methods)
        assert homework.class_methods == ("identifier",)
        (category,) = metadata.categories
        assert (category.name, category.of, category.methods) == ("Homework", "NSURL", ("isHomework",))
        assert metadata.uses == ("ASIdentifierManager", "CLLocationManager", "NSURL", "UIViewController")
        assert {"sharedManager", "requestWhenInUseAuthorization"} <= set(metadata.selectors)
        texts = [text for _, text in macho_strings.constants(one).texts]
        assert texts == ["https://api.example.com/homework", "作业帮手"]


def test_an_encrypted_app_keeps_its_imports_only() -> None:
    plain, hidden = image("EduApp"), image("EduApp-encrypted")
    assert hidden.encrypted
    assert not plain.encrypted
    assert macho_symbols.read(hidden) == macho_symbols.read(plain)
    metadata = objc.read(hidden, macho_symbols.read(hidden))
    # this one was not stripped: its classes have symbols, but their methods have no names
    assert [(one.name, one.methods) for one in metadata.classes] == [("HomeworkController", ())]
    assert metadata.uses == objc.read(plain, macho_symbols.read(plain)).uses
    assert macho_strings.c_strings(hidden) == ((), True)
    found = code_signature.read(hidden)
    assert found is not None
    assert not found.broken
    assert found.unchecked


def test_a_swift_sdk_without_framework_or_class() -> None:
    one = image("QuietApp")
    found = swift.read(one, macho_symbols.read(one))
    assert found.modules == ("QuietSDK",)
    assert found.types == (
        Type("QuietSDK.Reporting", "protocol"),
        Type("QuietSDK.Session", "class"),
        Type("QuietSDK.Tracker", "struct"),
        Type("QuietSDK.Tracker.Level", "enum"),
    )
    assert found.conformances == (
        Conformance("QuietSDK.Session", "QuietSDK.Reporting"),
        Conformance("QuietSDK.Tracker", "Combine.ObservableObject"),
    )
    assert found.uses == ("Combine",)


def test_extension_and_framework() -> None:
    share = image("Share")
    assert share.kind == "execute"
    assert objc.read(share, macho_symbols.read(share)).uses == ("NSObject", "NSUserDefaults")
    framework = image("Statistics")
    assert (framework.kind, framework.id) == ("dylib", "@rpath/Statistics.framework/Statistics")
    symbols = macho_symbols.read(framework)
    assert symbols.exports == ("_OBJC_CLASS_$_StatisticsTracker", "_OBJC_METACLASS_$_StatisticsTracker")
    names = [one.name for one in objc.read(framework, symbols).classes]
    assert names == ["StatisticsTracker", "StatisticsStore"]
    assert "_stat" in {one.name for one in symbols.imports}


@pytest.mark.parametrize("name", ["EduApp", "EduApp-fat", "QuietApp", "Share", "Statistics"])
def test_the_linker_s_signature_holds(name: str) -> None:
    for one in macho.read(recipe.binaries()[name]).images:
        found = code_signature.read(one)
        if one.arch == "arm64":
            assert found is not None
            assert not found.broken
            assert found.directory.flags == ("adhoc", "linker-signed")
