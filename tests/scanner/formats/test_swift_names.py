from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.formats import swift_names


@pytest.mark.parametrize(
    ("mangled", "name"),
    [
        ("_TtC10HelloWorld14ViewController", "HelloWorld.ViewController"),
        ("_TtCC4Main5Outer5Inner", "Main.Outer.Inner"),
        ("_TtCs12_SwiftObject", "Swift._SwiftObject"),
        ("_TtP4Main5Proto_", "Main.Proto"),
        ("_TtC4MainP33_0123456789ABCDEF0123456789ABCDEF6Hidden", "Main.Hidden"),
        ("_TtGC4Main7GenericSi_", "_TtGC4Main7GenericSi_"),
        ("_TtC4Main99Short", "_TtC4Main99Short"),
        ("_Tt", "_Tt"),
        ("UIViewController", "UIViewController"),
    ],
)
def test_names_of_classes(mangled: str, name: str) -> None:
    assert swift_names.of_class(mangled) == name


@pytest.mark.parametrize(
    ("symbol", "module"),
    [
        ("_$s4Main3FooC", "Main"),
        ("$s9Alamofire7SessionCMa", "Alamofire"),
        ("_$S10HelloWorld3barSiyF", "HelloWorld"),
        ("__T010Foundation4DataV", "Foundation"),
        ("_$sSS4MainE3fooyyF", ""),  # an extension of String: its own place does not say whose
        ("_$s8RawValueSYTl", ""),  # an associated type
        ("_$s99Foo", ""),
        ("_objc_msgSend", ""),
        ("_$s3a-bC", ""),
    ],
)
def test_modules_of_symbols(symbol: str, module: str) -> None:
    assert swift_names.module(symbol) == module


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("_$s10Foundation4DataVMn", "Foundation.Data"),
        ("_$s7SwiftUI4ViewMp", "SwiftUI.View"),
        ("_$ss9CodingKeyMp", "Swift.CodingKey"),
        ("_$sSHMp", "Swift.Hashable"),
        ("_$s4Main5OuterV5InnerOMn", "Main.Outer.Inner"),
        ("_$s4MainMXM", "Main"),
        ("_$s4MainMn", "_$s4MainMn"),
        ("_$s4Main0A5ThingVMn", "_$s4Main0A5ThingVMn"),
        ("_$sSo27NSBitmapImageRepPropertyKeyaMn", "_$sSo27NSBitmapImageRepPropertyKeyaMn"),
        ("_OBJC_CLASS_$_NSObject", "_OBJC_CLASS_$_NSObject"),
    ],
)
def test_names_of_descriptors(symbol: str, name: str) -> None:
    assert swift_names.nominal(symbol) == name


@given(st.text(alphabet="TtCPOVs0123456789_ab", max_size=60))
def test_forged_names_never_raise(rest: str) -> None:
    swift_names.of_class("_Tt" + rest)
    swift_names.module("_$s" + rest)
    swift_names.nominal("_$s" + rest + "Mn")
