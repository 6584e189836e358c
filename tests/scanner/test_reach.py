"""Reachability on labelled apps: each one calls `Lcom/sdk/Sdk;->init()V`, some before anybody could agree."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scanner.code import Code
from scanner.formats import axml
from scanner.reach import EntryPoints, Reach, State, entry_points
from tests.apps.dexwriter import (
    ABSTRACT,
    INTERFACE,
    OBJECT,
    PRIVATE,
    PUBLIC,
    STATIC,
    Class,
    Method,
    constructor,
    container,
    dex,
)

SDK = Class("Lcom/sdk/Sdk;", Method("init()V", ("return-void",), flags=PUBLIC | STATIC), constructor())
INIT = ("invoke-static", (), "Lcom/sdk/Sdk;->init()V")
END = ("return-void",)
APP, MAIN, NEXT = "Lcom/x/App;", "Lcom/x/Main;", "Lcom/x/Next;"
RUNNABLE = "Ljava/lang/Runnable;"
CREATE = "onCreate(Landroid/os/Bundle;)V"
FLAG = (
    ("const-string", 0, "agreed"),
    ("const/4", 1, 0),
    ("const/4", 2, 0),
    ("invoke-interface", (2, 0, 1), "Landroid/content/SharedPreferences;->getBoolean(Ljava/lang/String;Z)Z"),
    ("move-result", 0),
)


def new(register: int, cls: str) -> tuple[Any, Any]:
    return ("new-instance", register, cls), ("invoke-direct", (register,), f"{cls}-><init>()V")


def activity(name: str, *code: Any, members: Sequence[Method] = ()) -> Class:
    parent = "Landroid/app/Activity;"
    start = ("invoke-super", ("p0", "p1"), f"{parent}->{CREATE}")
    return Class(name, constructor(parent), Method(CREATE, start, *code, END), *members, parent=parent)


def application(
    *code: Any, members: Sequence[Method] = (), parent: str = "Landroid/app/Application;"
) -> Class:
    return Class(APP, constructor(parent), Method("onCreate()V", *code, END), *members, parent=parent)


def worker(name: str, method: str, *code: Any, parent: str = OBJECT, interfaces: Sequence[str] = ()) -> Class:
    return Class(name, constructor(parent), Method(method, *code), parent=parent, interfaces=interfaces)


RUN = worker("Lcom/x/R;", "run()V", INIT, END, interfaces=[RUNNABLE])
CLICK = worker(
    "Lcom/x/C;",
    "onClick(Landroid/view/View;)V",
    INIT,
    END,
    interfaces=["Landroid/view/View$OnClickListener;"],
)
SET_CLICK = (
    "invoke-virtual",
    (1, 0),
    "Landroid/view/View;->setOnClickListener(Landroid/view/View$OnClickListener;)V",
)
EXECUTE = ("invoke-interface", (1, 0), "Ljava/util/concurrent/Executor;->execute(Ljava/lang/Runnable;)V")
POST = ("invoke-virtual", (1, 0), "Landroid/os/Handler;->post(Ljava/lang/Runnable;)Z")
THREAD = "Ljava/lang/Thread;"
DO = "Lcom/x/I;->go()V"
BRIDGE = "Landroid/webkit/WebView;->addJavascriptInterface(Ljava/lang/Object;Ljava/lang/String;)V"
IFACE = Class("Lcom/x/I;", Method("go()V", flags=PUBLIC | ABSTRACT), flags=PUBLIC | INTERFACE | ABSTRACT)
GOES = worker("Lcom/x/Yes;", "go()V", INIT, END, interfaces=["Lcom/x/I;"])
IDLE = worker("Lcom/x/No;", "go()V", END, interfaces=["Lcom/x/I;"])
FIND = (
    ("const-string", 0, "com.sdk.Sdk"),
    ("invoke-static", (0,), "Ljava/lang/Class;->forName(Ljava/lang/String;)Ljava/lang/Class;"),
    ("move-result-object", 0),
    ("const-string", 1, "init"),
    (
        "invoke-virtual",
        (0, 1, 2),
        "Ljava/lang/Class;->getMethod(Ljava/lang/String;[Ljava/lang/Class;)Ljava/lang/reflect/Method;",
    ),
)
START_NEXT = (
    ("new-instance", 0, "Landroid/content/Intent;"),
    ("const-class", 1, NEXT),
    (
        "invoke-direct",
        (0, "p0", 1),
        "Landroid/content/Intent;-><init>(Landroid/content/Context;Ljava/lang/Class;)V",
    ),
    ("invoke-virtual", ("p0", 0), MAIN + "->startActivity(Landroid/content/Intent;)V"),
)
BASE = "Lcom/x/Base;"
TEMPLATE = Class(
    BASE,
    constructor("Landroid/app/Application;"),
    Method("onCreate()V", ("invoke-virtual", ("p0",), f"{BASE}->begin()V"), END),
    Method("begin()V", END),
    parent="Landroid/app/Application;",
)
FLAG_AT_3 = (
    ("const-string", 3, "agreed"),
    ("const/4", 4, 0),
    ("invoke-interface", (5, 3, 4), "Landroid/content/SharedPreferences;->getBoolean(Ljava/lang/String;Z)Z"),
    ("move-result", 3),
)
GUARDED = [*FLAG, ("if-eqz", 0, "end"), INIT, "end:"]
BOTH = [("if-eqz", 0, "else"), INIT, ("goto", "end"), "else:", INIT, "end:", ("nop",)]
CAUGHT = [
    "from:", ("invoke-static", (), "Lcom/x/T;->may()V"), "to:", ("goto", "end"),
    "catch:", ("move-exception", 0), INIT, "end:", (".catch", None, "from", "to", "catch"),
]  # fmt: skip
LOOP = ["again:", ("if-eqz", 0, "end"), INIT, ("goto", "again"), "end:"]
SWITCH = [("packed-switch", 0, 1, ["one", "two"]), ("goto", "end"), "one:", INIT, "two:", ("nop",), "end:"]
PROVIDER = Class(
    "Lcom/sdk/P;",
    constructor("Landroid/content/ContentProvider;"),
    Method("onCreate()Z", INIT, ("const/4", 0, 1), ("return", 0)),
    parent="Landroid/content/ContentProvider;",
)
LAZY = Class(
    "Lcom/x/Lazy;",
    Method("<clinit>()V", INIT, END),
    Method("go()V", END, flags=PUBLIC | STATIC),
    constructor(),
)
WRAPPER = Class(
    "Lcom/x/Pool;",
    Method("run(Ljava/lang/Runnable;)V", ("const/4", 0, 0),
           ("invoke-interface", (0, "p0"), EXECUTE[2]), END, flags=PUBLIC | STATIC),
)  # fmt: skip
KEPT = Class("Lcom/x/K;", Method("keep(Ljava/lang/Object;)V", END, flags=PUBLIC | STATIC))

# name -> (state from any entry point, state before consent, words of the condition, classes)
APPS: dict[str, tuple[str, str, str, list[Class]]] = {
    # the five of the issue
    "behind the consent flag": (
        "conditional",
        "conditional",
        'reads SharedPreferences "agreed"',
        [application(*GUARDED)],
    ),
    "in the button": (
        "conditional",
        "no",
        "after a user's action",
        [activity(MAIN, *new(0, "Lcom/x/C;"), SET_CLICK), CLICK],
    ),
    "at once": ("unconditional", "unconditional", "", [application(INIT)]),
    "in a provider": ("unconditional", "unconditional", "", [PROVIDER]),
    "by reflection": ("conditional", "conditional", "by reflection", [application(*FIND)]),
    # threads
    "through a thread": (
        "unconditional",
        "unconditional",
        "",
        [
            application(*new(0, "Lcom/x/Th;"), ("invoke-virtual", (0,), "Lcom/x/Th;->start()V")),
            worker("Lcom/x/Th;", "run()V", INIT, END, parent=THREAD),
        ],
    ),
    "through a handler": (
        "unconditional",
        "unconditional",
        "",
        [application(*new(0, "Lcom/x/R;"), POST), RUN],
    ),
    "through an executor": (
        "unconditional",
        "unconditional",
        "",
        [application(*new(0, "Lcom/x/R;"), EXECUTE), RUN],
    ),
    "through the app's own pool": (
        "unconditional",
        "unconditional",
        "",
        [
            application(
                *new(0, "Lcom/x/R;"), ("invoke-static", (0,), "Lcom/x/Pool;->run(Ljava/lang/Runnable;)V")
            ),
            RUN,
            WRAPPER,
        ],
    ),
    "through an asynchronous task": (
        "unconditional",
        "unconditional",
        "",
        [
            application(
                *new(0, "Lcom/x/Task;"),
                (
                    "invoke-virtual",
                    (0, 1),
                    "Lcom/x/Task;->execute([Ljava/lang/Object;)Landroid/os/AsyncTask;",
                ),
            ),
            worker(
                "Lcom/x/Task;",
                "doInBackground([Ljava/lang/Object;)Ljava/lang/Object;",
                INIT,
                ("const/4", 0, 0),
                ("return-object", 0),
                parent="Landroid/os/AsyncTask;",
            ),
        ],
    ),
    "a thread whose work is inherited": (
        "unconditional",
        "unconditional",
        "",
        [
            application(*new(0, "Lcom/x/Heir;"), ("invoke-virtual", (0,), "Lcom/x/Heir;->start()V")),
            worker("Lcom/x/Th;", "run()V", INIT, END, parent=THREAD),
            Class("Lcom/x/Heir;", constructor("Lcom/x/Th;"), parent="Lcom/x/Th;"),
        ],
    ),
    "a runnable that is only kept": (
        "conditional",
        "conditional",
        "handed to a thread",
        [
            application(
                *new(0, "Lcom/x/R;"), ("invoke-static", (0,), "Lcom/x/K;->keep(Ljava/lang/Object;)V")
            ),
            RUN,
            KEPT,
        ],
    ),
    # virtual calls
    "through an interface": (
        "unconditional",
        "unconditional",
        "",
        [application(*new(0, "Lcom/x/Yes;"), ("invoke-interface", (0,), DO)), IFACE, GOES, IDLE],
    ),
    "an implementation that is never made": (
        "no",
        "no",
        "",
        [application(*new(0, "Lcom/x/No;"), ("invoke-interface", (0,), DO)), IFACE, GOES, IDLE],
    ),
    "one of two implementations": (
        "conditional",
        "conditional",
        "one of several implementations",
        [
            application(*new(0, "Lcom/x/No;"), *new(1, "Lcom/x/Yes;"), ("invoke-interface", (1,), DO)),
            IFACE,
            GOES,
            IDLE,
        ],
    ),
    "an override": (
        "unconditional",
        "unconditional",
        "",
        [TEMPLATE, Class(APP, constructor(BASE), Method("begin()V", INIT, END), parent=BASE)],
    ),
    "the superclass's start": (
        "unconditional",
        "unconditional",
        "",
        [
            Class(
                BASE,
                constructor("Landroid/app/Application;"),
                Method("onCreate()V", INIT, END),
                parent="Landroid/app/Application;",
            ),
            application(("invoke-super", ("p0",), f"{BASE}->onCreate()V"), parent=BASE),
        ],
    ),
    "a superclass's start that is overridden": (
        "conditional",
        "no",
        "when the system calls",
        [
            Class(
                BASE,
                constructor("Landroid/app/Application;"),
                Method("onCreate()V", INIT, END),
                parent="Landroid/app/Application;",
            ),
            application(parent=BASE),
        ],
    ),
    "an inherited start": (
        "unconditional",
        "unconditional",
        "",
        [
            Class(
                BASE,
                constructor("Landroid/app/Application;"),
                Method("onCreate()V", INIT, END),
                parent="Landroid/app/Application;",
            ),
            Class(APP, constructor(BASE), parent=BASE),
        ],
    ),
    "a class initialiser": (
        "unconditional",
        "unconditional",
        "",
        [application(("invoke-static", (), "Lcom/x/Lazy;->go()V")), LAZY],
    ),
    # other components
    "another activity": (
        "unconditional",
        "unconditional",
        "",
        [activity(MAIN, *START_NEXT), activity(NEXT, INIT)],
    ),
    "another activity after a click": (
        "unconditional",
        "no",
        "",
        [
            activity(MAIN, *new(0, "Lcom/x/C;"), SET_CLICK),
            activity(NEXT, INIT),
            worker("Lcom/x/C;", CLICK.methods[1].name, *START_NEXT, END, interfaces=CLICK.interfaces),
        ],
    ),
    "an activity nobody starts": ("unconditional", "no", "", [activity(MAIN), activity(NEXT, INIT)]),
    "a menu of the launcher": (
        "conditional",
        "no",
        "after a user's action",
        [
            activity(
                MAIN,
                members=[
                    Method(
                        "onOptionsItemSelected(Landroid/view/MenuItem;)Z",
                        INIT,
                        ("const/4", 0, 1),
                        ("return", 0),
                    )
                ],
            )
        ],
    ),
    "a method named in a layout": (
        "conditional",
        "no",
        "after a user's action",
        [activity(MAIN, members=[Method("login(Landroid/view/View;)V", INIT, END)])],
    ),
    "a method that nothing calls": (
        "no",
        "no",
        "",
        [activity(MAIN, members=[Method("login()V", INIT, END)])],
    ),
    "what a page's script may call": (
        "conditional",
        "no",
        "when a page's script calls",
        [
            activity(
                MAIN, *new(0, "Lcom/x/Js;"), ("const-string", 1, "app"), ("invoke-virtual", (2, 0, 1), BRIDGE)
            ),
            worker("Lcom/x/Js;", "pay()V", INIT, END),
        ],
    ),
    "another activity behind a flag": (
        "unconditional",
        "conditional",
        'reads SharedPreferences "agreed"',
        [
            activity(MAIN, *START_NEXT[:3], *FLAG_AT_3, ("if-eqz", 3, "end"), START_NEXT[3], "end:"),
            activity(NEXT, INIT),
        ],
    ),
    "a runnable handed on behind a flag": (
        "conditional",
        "conditional",
        'reads SharedPreferences "agreed"',
        [application(*new(0, "Lcom/x/R;"), *FLAG_AT_3, ("if-eqz", 3, "end"), EXECUTE, "end:"), RUN],
    ),
    "an activity that is only named": (
        "unconditional",
        "conditional",
        "after the component com.x.Next is started",
        [activity(MAIN, *START_NEXT[:3]), activity(NEXT, INIT)],
    ),
    # ways through a method
    "after an early return": (
        "conditional",
        "conditional",
        'reads SharedPreferences "agreed"',
        [application(*FLAG, ("if-nez", 0, "go"), END, "go:", INIT)],
    ),
    "in both branches": ("unconditional", "unconditional", "", [application(*BOTH)]),
    "in a handler": (
        "conditional",
        "conditional",
        "after an exception was caught",
        [application(*CAUGHT), Class("Lcom/x/T;", Method("may()V", END, flags=PUBLIC | STATIC))],
    ),
    "in a loop": (
        "conditional",
        "conditional",
        "depends on a condition in com.x.App.onCreate",
        [application(("const/4", 0, 0), *LOOP)],
    ),
    "in a case of a switch": (
        "conditional",
        "conditional",
        "depends on a condition",
        [application(("const/4", 0, 1), *SWITCH)],
    ),
    "behind what a method says": (
        "conditional",
        "conditional",
        "depends on a value returned by com.x.T.isAgree()",
        [
            application(
                ("invoke-static", (), "Lcom/x/T;->isAgree()Z"),
                ("move-result", 0),
                ("if-eqz", 0, "end"),
                INIT,
                "end:",
            ),
            Class("Lcom/x/T;", Method("isAgree()Z", ("const/4", 0, 0), ("return", 0), flags=PUBLIC | STATIC)),
        ],
    ),
    "on new devices": (
        "unconditional",
        "unconditional",
        "",
        [
            application(
                ("sget", 0, "Landroid/os/Build$VERSION;->SDK_INT:I"),
                ("const/16", 1, 26),
                ("if-lt", 0, 1, "end"),
                INIT,
                "end:",
            )
        ],
    ),
    "deep behind a flag": (
        "conditional",
        "conditional",
        'reads SharedPreferences "agreed"',
        [
            application(*FLAG, ("if-eqz", 0, "end"), ("invoke-static", (), "Lcom/x/T;->a()V"), "end:"),
            Class(
                "Lcom/x/T;",
                Method("a()V", ("invoke-static", (), "Lcom/x/T;->b()V"), END, flags=PRIVATE | STATIC),
                Method("b()V", INIT, END, flags=PRIVATE | STATIC),
            ),
        ],
    ),
    "a longer way that is sure": (
        "unconditional",
        "unconditional",
        "",
        [
            application(*FLAG, ("if-eqz", 0, "end"), INIT, "end:", ("invoke-static", (), "Lcom/x/T;->a()V")),
            Class("Lcom/x/T;", Method("a()V", INIT, END, flags=PRIVATE | STATIC)),
        ],
    ),
}


def reach_of(classes: Sequence[Class], version: int = 35) -> tuple[Code, Reach]:
    data = dex(*classes, SDK, version=version)
    code = Code()
    code.add(data, "classes.dex")
    code.finish()
    early = ("com.x.App", "com.x.Main", "com.sdk.P")
    return code, Reach(code, EntryPoints((*early, "com.x.Next"), early), {"classes.dex": data}.__getitem__)


def state_of(code: Code, reach: Reach) -> State:
    """Of the method that is called, at no place in it."""
    (init,) = code.find_methods("com.sdk.Sdk.init").tolist()
    return reach.of_method(init)


@pytest.mark.parametrize("name", APPS)
def test_labelled_apps(name: str) -> None:
    reach, consent, condition, classes = APPS[name]
    found = state_of(*reach_of(classes))
    assert (found.reach, found.consent) == (reach, consent), found
    assert condition in found.condition, found
    assert bool(found.condition) == bool(condition), found
    for state, path in ((found.reach, found.path), (found.consent, found.consent_path)):
        assert (path[-1:] == ("com.sdk.Sdk.init",)) == (state != "no"), found


def test_the_same_call_inside_its_method() -> None:
    code, reach = reach_of([application(*GUARDED)])
    (row,) = code.callers(code.find_methods("com.sdk.Sdk.init")).tolist()
    at = int(code.calls.at[row])
    state = reach.of_method(int(code.calls.method[row]), at)
    assert (state.reach, state.consent) == ("conditional", "conditional")
    assert state.consent_path == ("com.x.App.onCreate",)
    assert state.condition == '读取 SharedPreferences "agreed" / reads SharedPreferences "agreed"'


def test_witness_paths_begin_at_the_entry_point() -> None:
    classes = [application(*new(0, "Lcom/x/R;"), POST), RUN]
    assert state_of(*reach_of(classes)).consent_path == (
        "com.x.App.onCreate",
        "com.x.R.run",
        "com.sdk.Sdk.init",
    )


def test_without_a_reader_the_fast_answer_stands() -> None:
    code = Code()
    code.add(dex(application(*GUARDED), SDK), "classes.dex")
    code.finish()
    found = state_of(code, Reach(code, EntryPoints(("com.x.App",), ("com.x.App",))))
    assert found.consent == "conditional"
    assert "depends on a condition in com.x.App.onCreate" in found.condition


def test_a_container_is_read_again_in_the_right_file() -> None:
    data = container([SDK], [application(*GUARDED)], version=41)
    code = Code()
    code.add(data, "classes.dex")
    code.finish()
    found = state_of(code, Reach(code, EntryPoints(("com.x.App",), ("com.x.App",)), lambda place: data))
    assert 'reads SharedPreferences "agreed"' in found.condition


def test_package_states() -> None:
    code, reach = reach_of([application(*GUARDED), activity(NEXT, ("invoke-static", (), "Lcom/y/Y;->y()V")),
                            Class("Lcom/y/Y;", Method("y()V", END, flags=PUBLIC | STATIC)),
                            Class("Lcom/z/Z;", Method("z()V", END, flags=PUBLIC | STATIC))])  # fmt: skip
    packages = [b"Lcom/x/", b"Lcom/sdk/", b"Lcom/y/", b"Lcom/z/"]
    numbers = [
        next((n for n, start in enumerate(packages) if name.startswith(start)), -1) for name in code.types
    ]
    found = reach.package_states(np.array(numbers), len(packages))
    assert found.reach == (2, 1, 2, 0)
    assert found.consent == (2, 1, 0, 0)
    assert found.witness[1] == ("com.x.App.onCreate", "com.sdk.Sdk.init")
    assert found.witness[2] == ("com.x.Next.onCreate", "com.y.Y.y")
    assert found.witness[3] == ()


def test_real_apps(corpus: Path) -> None:
    """In two real apps, read by hand: an SDK asked for all installed packages in the launcher's onCreate; an
    older one has its telephone calls in code that nothing reaches."""
    app = _real(corpus / "dev" / "Emtemf-Bmobdemo__demo.apk")
    state = _uses(*app, "android.content.pm.PackageManager.getInstalledPackages")["cn.bmob.v3.util.This.B"]
    assert (state.reach, state.consent, state.condition) == ("unconditional", "unconditional", "")
    assert state.path[:2] == ("com.example.bmobdemo.MainActivity.onCreate", "cn.bmob.v3.Bmob.initialize")
    app = _real(corpus / "dev" / "skemdddd-zhuangbishenqi__app-baidu-release.apk")
    states = _uses(*app, "android.telephony.TelephonyManager.getDeviceId")
    assert states["com.umeng.analytics.social.f.a"].reach == "no"
    assert states["u.aly.bj.I"].consent == "conditional"
    assert 'SharedPreferences "versioncode"' in states["u.aly.bj.I"].condition


def _real(path: Path) -> tuple[Code, Reach]:
    with zipfile.ZipFile(path) as apk:
        files = {name: apk.read(name) for name in apk.namelist() if name.endswith(".dex")}
        manifest = axml.parse(apk.read("AndroidManifest.xml"))
    code = Code()
    for name, data in sorted(files.items()):
        code.add(data, name)
    code.finish()
    return code, Reach(code, entry_points([manifest]), files.__getitem__)


def _uses(code: Code, reach: Reach, api: str) -> dict[str, State]:
    found = {}
    for row in code.callers(code.find_methods(api)).tolist():
        method = int(code.calls.method[row])
        found[".".join(code.method(method)[:2])] = reach.of_method(method, int(code.calls.at[row]))
    return found
