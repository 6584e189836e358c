"""The renamer: what it writes is read by others, says the same, and has no old name left."""

from __future__ import annotations

from androguard.core.dex import DEX
from loguru import logger

from scanner.code import Code
from tests.apps.dexrename import Renaming
from tests.apps.dexwriter import NATIVE, PUBLIC, STATIC, Class, Field, Method, constructor, dex

logger.disable("androguard")
TEXT = "Ljava/lang/String;"
RECIPE = (
    Class("Lcom/vendor/Sdk;", constructor(), Field(f"key:{TEXT}", flags=PUBLIC | STATIC, value="k"),
          Method(f"start({TEXT})Lcom/vendor/core/Task;",
                 "begin:", ("const-string", 0, "vendor.action.GO"),
                 ("sput-object", 0, f"Lcom/vendor/Sdk;->key:{TEXT}"),
                 ("new-instance", 1, "Lcom/vendor/core/Task;"),
                 ("packed-switch", 2, 1, ["end", "caught"]), "end:",
                 ("return-object", 1),
                 "caught:", ("move-exception", 0), ("throw", 0),
                 (".catch", "Lcom/vendor/core/Failure;", "begin", "end", "caught"),
                 (".catch", None, "begin", "end", "caught"), flags=PUBLIC | STATIC)),
    Class("Lcom/vendor/core/Task;", constructor("Landroid/os/Handler;"), Method("run()V", ("return-void",)),
          Method("go()V", ("invoke-virtual", ("p0",), "Lcom/vendor/core/Task;->run()V"),
                 ("invoke-interface", ("p0",), "Ljava/lang/Runnable;->run()V"), ("return-void",)),
          parent="Landroid/os/Handler;", interfaces=["Ljava/lang/Runnable;"]),
    Class("Lcom/vendor/core/Failure;", parent="Ljava/lang/Exception;"),
    Class("Lcom/vendor/Native;", Method("load()V", flags=PUBLIC | NATIVE)),
    Class("Lcn/app/Main;", Method("onCreate(Landroid/os/Bundle;)V", ("const-string", 0, "x"),
          ("invoke-static", (0,), f"Lcom/vendor/Sdk;->start({TEXT})Lcom/vendor/core/Task;"),
          ("return-void",)), parent="Landroid/app/Activity;"),
)  # fmt: skip


def code_of(buf: bytes) -> Code:
    code = Code()
    code.add(buf, "classes.dex")
    code.finish()
    assert not code.unread
    return code


def test_others_read_it_and_no_old_name_is_left() -> None:
    plain = dex(*RECIPE)
    renamed = Renaming([plain], kept={"cn.app.Main"}).rewrite(plain)
    read = DEX(renamed)
    names = {cls.get_name() for cls in read.get_classes()}
    assert {"Lcn/app/Main;", "Lcom/vendor/Native;"} < names
    assert sum(name.startswith("La/b/c/") for name in names) == 3
    methods = {method.get_name() for method in read.get_encoded_methods()}
    assert {"run", "onCreate", "load", "<init>"} < methods
    assert not {"start", "go"} & methods
    assert not any(old in renamed for old in (b"com/vendor/core", b"Lcom/vendor/Sdk;", b"start"))
    assert b"vendor.action.GO" in renamed


def test_code_and_handlers_say_the_same() -> None:
    plain = dex(*RECIPE)
    renamed = Renaming([plain], kept={"cn.app.Main"}).rewrite(plain)
    old, new = code_of(plain), code_of(renamed)
    for family in ("calls", "strings_used", "fields_used", "types_used"):
        assert len(getattr(old, family).at) == len(getattr(new, family).at)
    by_name = {method.get_name(): method for method in DEX(renamed).get_encoded_methods()}
    listed = [method for name, method in by_name.items() if name.endswith("_")]
    assert len(listed) == 2
    (start,) = [m for m in listed if "String" in m.get_descriptor()]
    text = [f"{i.get_name()} {i.get_output()}" for i in start.get_code().get_bc().get_instructions()]
    assert any("vendor.action.GO" in line for line in text)
    assert any("packed-switch" in line for line in text)


def test_members_are_dropped_by_chance_but_the_same_each_time() -> None:
    plain = dex(*RECIPE)

    def written() -> bytes:
        return Renaming([plain], drop=0.5).rewrite(plain)

    assert written() == written()
    assert len(list(DEX(written()).get_encoded_methods())) < len(list(DEX(plain).get_encoded_methods()))
