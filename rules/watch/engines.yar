// Game engines and containers of mini games. An engine is a clue only: course ware is often made with one.

rule engine_unity_library
{
    meta:
        category = "engine"
        title = "Unity 引擎(本机库)"
        strength = "strong"
        sdk = "unity"
        source = "docs.unity3d.com Android player"
    condition:
        filename == "libunity.so"
        or filename == "UnityFramework"
}

rule engine_unity_il2cpp
{
    meta:
        category = "engine"
        title = "Unity 引擎(il2cpp)"
        strength = "strong"
        sdk = "unity"
        source = "docs.unity3d.com Android player"
    condition:
        filename == "libil2cpp.so"
        or entry contains "Managed/Metadata/global-metadata.dat"
}

rule engine_unity_data
{
    meta:
        category = "engine"
        title = "Unity 引擎(数据)"
        strength = "strong"
        sdk = "unity"
        source = "docs.unity3d.com Android player"
    condition:
        entry endswith "assets/bin/Data/globalgamemanagers"
        or entry endswith "assets/bin/Data/data.unity3d"
        or (entry contains "assets/bin/Data/Managed/" and filename startswith "UnityEngine" and filename endswith ".dll")
        or entry endswith ".app/Data/globalgamemanagers"
        or entry endswith ".app/Data/data.unity3d"
}

rule engine_unity_code
{
    meta:
        category = "engine"
        title = "Unity 引擎(代码)"
        strength = "weak"
        sdk = "unity"
        source = "docs.unity3d.com Android player"
        note = "引用也会命中(互动广告组件会引用),须与本机库或数据同看"
    strings:
        $a = "Lcom/unity3d/player/UnityPlayer;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule engine_cocos2dx_library
{
    meta:
        category = "engine"
        title = "Cocos2d-x 引擎(本机库)"
        strength = "strong"
        sdk = "cocos2d-x"
        source = "corpus:d1a7081db4cf"
    condition:
        filename == "libcocos2dcpp.so"
        or filename == "libcocos2d.so"
        or filename == "libcocos2dlua.so"
        or filename == "libcocos2djs.so"
        or filename == "libhellocpp.so"
}

rule engine_cocos2dx_native
{
    meta:
        category = "engine"
        title = "Cocos2d-x 引擎(本机代码)"
        strength = "strong"
        sdk = "cocos2d-x"
        source = "corpus:98b7bf71e13f"
    strings:
        $a = "N7cocos2d"
    condition:
        (uint32(0) == 0x464c457f or uint32(0) == 0xfeedfacf or uint32(0) == 0xfeedface or uint32be(0) == 0xcafebabe) and #a > 20
}

rule engine_cocos2dx_code
{
    meta:
        category = "engine"
        title = "Cocos2d-x 引擎(代码)"
        strength = "strong"
        sdk = "cocos2d-x"
        source = "corpus:d5a88285df14"
    strings:
        $a = "Lorg/cocos2dx/lib/Cocos2dxActivity;"
        $b = "Lorg/cocos2dx/cpp/Cocos2dxActivity;"
        $c = "Lorg/cocos2dx/lib/Cocos2dxRenderer;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule engine_cocos_js
{
    meta:
        category = "engine"
        title = "Cocos2d-x 引擎(JavaScript)"
        strength = "strong"
        sdk = "cocos2d-js"
        source = "docs.cocos.com Cocos2d-JS"
    strings:
        $a = "cc.game.run("
    condition:
        filename == "libcocos2djs.so"
        or entry endswith "assets/script/jsb_cocos2d.js"
        or entry endswith "assets/script/jsb_prepare.js"
        or entry endswith "script/jsb_cocos2d.js"
        or entry endswith "script/jsb_boot.js"
        or (uint32(0) != 0x464c457f and $a)
}

rule engine_cocos_lua
{
    meta:
        category = "engine"
        title = "Cocos2d-x 引擎(Lua)"
        strength = "strong"
        sdk = "cocos2d-lua"
        source = "docs.cocos.com Quick Cocos2dx Lua"
    condition:
        filename == "libcocos2dlua.so"
        or entry endswith "assets/src/cocos/init.lua"
        or entry endswith "assets/src/cocos/init.luac"
        or entry endswith "assets/src/framework/init.lua"
        or entry endswith "src/cocos/init.luac"
}

rule engine_cocos_creator
{
    meta:
        category = "engine"
        title = "Cocos Creator 引擎"
        strength = "strong"
        sdk = "cocos-creator"
        source = "docs.cocos.com Creator publish guide"
    strings:
        $a = "Lcom/cocos/lib/CocosActivity;"
        $b = "Lorg/cocos2dx/javascript/AppActivity;"
    condition:
        filename == "libcocos.so"
        or (uint32(0) == 0x0a786564 and ($a or $b))
        or entry contains "assets/jsb-adapter/"
        or (entry contains "src/" and filename startswith "cocos2d-jsb" and filename contains ".js")
        or entry contains "src/cocos-js/"
        or (filename startswith "cocos2d-js-min" and filename endswith ".js")
}

rule engine_laya_code
{
    meta:
        category = "engine"
        title = "Laya 引擎(代码)"
        strength = "strong"
        sdk = "layaair"
        source = "layaair.com native runtime"
    strings:
        $a = "Llayaair/game/browser/ConchJNI;"
        $b = "Llayaair/game/Market/GameEngine;"
        $c = "Llayaair/game/browser/ExportJavaFunction;"
    condition:
        (uint32(0) == 0x0a786564 and any of them)
        or filename == "liblaya.so"
        or filename == "liblayaair.so"
}

rule engine_laya_script
{
    meta:
        category = "engine"
        title = "Laya 引擎(脚本)"
        strength = "strong"
        sdk = "layaair"
        source = "layaair.com HTML5 publish guide"
    condition:
        filename == "laya.core.js"
        or filename == "laya.core.min.js"
        or filename == "laya.d3.js"
        or filename == "laya.d3.min.js"
        or filename == "laya.webgl.js"
        or filename == "laya.webgl.min.js"
        or filename == "laya.wxmini.js"
        or filename == "laya.wxmini.min.js"
}

rule engine_egret_code
{
    meta:
        category = "engine"
        title = "Egret 白鹭引擎(代码)"
        strength = "strong"
        sdk = "egret"
        source = "docs.egret.com native publish guide"
    strings:
        $a = "Lorg/egret/egretnativeandroid/EgretNativeAndroid;"
        $b = "Lorg/egret/runtime/launcherInterface/INativePlayer;"
    condition:
        (uint32(0) == 0x0a786564 and any of them)
        or filename == "libegret.so"
        or filename == "libegretnative.so"
}

rule engine_egret_script
{
    meta:
        category = "engine"
        title = "Egret 白鹭引擎(脚本)"
        strength = "strong"
        sdk = "egret"
        source = "docs.egret.com HTML5 publish guide"
    strings:
        $a = "egret.runEgret("
    condition:
        (filename startswith "egret" and filename endswith ".min.js")
        or $a
}

rule engine_libgdx_library
{
    meta:
        category = "engine"
        title = "LibGDX 引擎(本机库)"
        strength = "strong"
        sdk = "libgdx"
        source = "corpus:355b9bf4404f"
    condition:
        (filename startswith "libgdx-" and filename endswith ".so")
        or filename == "libgdx.so"
}

rule engine_libgdx_code
{
    meta:
        category = "engine"
        title = "LibGDX 引擎(代码)"
        strength = "strong"
        sdk = "libgdx"
        source = "corpus:355b9bf4404f"
    strings:
        $a = "Lcom/badlogic/gdx/backends/android/AndroidApplication;"
        $b = "Lcom/badlogic/gdx/graphics/g2d/SpriteBatch;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule engine_unreal
{
    meta:
        category = "engine"
        title = "虚幻引擎"
        strength = "strong"
        sdk = "unreal"
        source = "docs.unrealengine.com Android packaging"
    strings:
        $a = "Lcom/epicgames/ue4/GameActivity;"
        $b = "Lcom/epicgames/unreal/GameActivity;"
    condition:
        (uint32(0) == 0x0a786564 and any of them)
        or filename == "libUE4.so"
        or filename == "libUnreal.so"
        or (entry contains "assets/" and filename == "UE4CommandLine.txt")
}

rule engine_godot
{
    meta:
        category = "engine"
        title = "Godot 引擎"
        strength = "strong"
        sdk = "godot"
        source = "docs.godotengine.org exporting for Android"
    strings:
        $a = "Lorg/godotengine/godot/Godot;"
    condition:
        (uint32(0) == 0x0a786564 and $a)
        or (uint32be(0) == 0x47445043 and filename endswith ".pck")
        or filename == "libgodot_android.so"
        or entry endswith "assets/project.binary"
        or entry endswith "assets/project.godot"
}

rule engine_gamemaker
{
    meta:
        category = "engine"
        title = "GameMaker 引擎"
        strength = "strong"
        sdk = "gamemaker"
        source = "manual.gamemaker.io Android"
    strings:
        $a = "Lcom/yoyogames/runner/RunnerJNILib;"
    condition:
        (uint32(0) == 0x0a786564 and any of them)
        or filename == "libyoyo.so"
        or entry endswith "assets/game.droid"
        or entry endswith "assets/game.ios"
}

rule engine_corona
{
    meta:
        category = "engine"
        title = "Solar2D(Corona)引擎"
        strength = "strong"
        sdk = "solar2d"
        source = "docs.coronalabs.com native"
    strings:
        $a = "Lcom/ansca/corona/CoronaActivity;"
    condition:
        (uint32(0) == 0x0a786564 and any of them)
        or filename == "libcorona.so"
}

rule engine_defold
{
    meta:
        category = "engine"
        title = "Defold 引擎"
        strength = "strong"
        sdk = "defold"
        source = "defold.com manuals Android"
    strings:
        $a = "Lcom/dynamo/android/DefoldActivity;"
    condition:
        (uint32(0) == 0x0a786564 and any of them)
        or entry endswith "assets/game.dmanifest"
        or entry endswith "assets/game.arcd0"
}

rule engine_andengine
{
    meta:
        category = "engine"
        title = "AndEngine 引擎"
        strength = "strong"
        sdk = "andengine"
        source = "nicolasgramlich/AndEngine"
    strings:
        $a = "Lorg/andengine/engine/Engine;"
    condition:
        (uint32(0) == 0x0a786564 and any of them)
        or filename == "libandengine.so"
}

rule engine_construct
{
    meta:
        category = "engine"
        title = "Construct 引擎"
        strength = "strong"
        sdk = "construct"
        source = "construct.net HTML5 export"
    condition:
        filename == "c2runtime.js"
        or filename == "c3runtime.js"
}

rule engine_rpgmaker
{
    meta:
        category = "engine"
        title = "RPG Maker 引擎"
        strength = "strong"
        sdk = "rpg-maker"
        source = "rpgmakerweb.com MV core scripts"
    condition:
        filename == "rpg_core.js"
        or filename == "rpg_managers.js"
        or filename == "rmmz_core.js"
}

rule engine_phaser
{
    meta:
        category = "engine"
        title = "Phaser 引擎"
        strength = "strong"
        sdk = "phaser"
        source = "phaser.io documentation"
    strings:
        $a = "new Phaser.Game("
    condition:
        $a
        or filename == "phaser.min.js"
        or filename == "phaser.js"
}

rule minigame_qqmini
{
    meta:
        category = "engine"
        title = "腾讯 QQ 小程序小游戏容器"
        strength = "strong"
        sdk = "qq-mini"
        source = "q.qq.com mini SDK guide"
    strings:
        $a = "Lcom/tencent/qqmini/sdk/MiniSDK;"
        $b = "Lcom/tencent/qqmini/minigame/GameRuntimeLoader;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule minigame_cmgame
{
    meta:
        category = "engine"
        title = "豹趣小游戏容器"
        strength = "strong"
        sdk = "cmgame"
        source = "CmGameSdk integration guide"
    strings:
        $a = "Lcom/cmcm/cmgame/CmGameSdk;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule minigame_leto
{
    meta:
        category = "engine"
        title = "梦工厂 Leto 小游戏容器"
        strength = "strong"
        sdk = "leto"
        source = "leto SDK integration guide"
    strings:
        $a = "Lcom/mgc/leto/game/base/LetoCore;"
        $b = "Lcom/leto/game/base/LetoCore;"
        $c = "Lcom/ledong/lib/leto/Leto;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule minigame_cocosplay
{
    meta:
        category = "engine"
        title = "Cocos Play 小游戏容器"
        strength = "strong"
        sdk = "cocos-play"
        source = "Cocos Play integration guide"
    strings:
        $a = "Lcom/chukong/cocosplay/client/CocosPlayClient;"
    condition:
        (uint32(0) == 0x0a786564 and any of them)
        or filename == "libcocosplay.so"
}

rule minigame_quickgame
{
    meta:
        category = "engine"
        title = "快游戏联盟容器"
        strength = "weak"
        sdk = "quickgame"
        source = "quick game integration guides"
        note = "类名来自厂商运行环境,未在样本里见过"
    strings:
        $a = "Lcom/nearme/instant/game/GameRuntime;"
        $b = "Lcom/vivo/hybrid/game/runtime/GameRuntime;"
        $c = "Lcom/huawei/fastapp/game/GameRuntime;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule minigame_project
{
    meta:
        category = "engine"
        title = "微信小游戏工程文件"
        strength = "weak"
        sdk = "wechat-minigame"
        source = "developers.weixin.qq.com minigame"
        note = "小游戏工程的配置;同名文件也可能另有用途"
    strings:
        $a = "\"deviceOrientation\""
    condition:
        (filename == "game.json" and $a)
}
