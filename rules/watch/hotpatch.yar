// Frameworks that change an app's code after it was delivered: hot patches, plug-ins, script updates.
// Class names stand as descriptors in dex files; the presence of the framework says nothing about patches in use.

rule hotpatch_tinker
{
    meta:
        category = "hotpatch"
        title = "Tinker 热修复"
        strength = "strong"
        sdk = "tinker"
        source = "Tencent/tinker tinker-android-loader"
    strings:
        $a = "Lcom/tencent/tinker/loader/TinkerLoader;"
        $b = "Lcom/tencent/tinker/loader/app/TinkerApplication;"
        $c = "Lcom/tencent/tinker/entry/ApplicationLike;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule hotpatch_tinker_patch
{
    meta:
        category = "hotpatch"
        title = "Tinker 补丁文件"
        strength = "weak"
        sdk = "tinker"
        source = "Tencent/tinker tinker-build-tool"
        note = "补丁包的清单文件,同名文件也可能另有用途"
    condition:
        entry endswith "assets/dex_meta.txt"
        or entry endswith "assets/so_meta.txt"
        or entry endswith "assets/res_meta.txt"
        or entry endswith "assets/package_meta.txt"
}

rule hotpatch_sophix
{
    meta:
        category = "hotpatch"
        title = "Sophix 热修复(阿里云)"
        strength = "strong"
        sdk = "aliyun-sophix"
        source = "help.aliyun.com Sophix Android SDK"
    strings:
        $a = "Lcom/taobao/sophix/SophixManager;"
        $b = "Lcom/taobao/sophix/SophixApplication;"
    condition:
        (uint32(0) == 0x0a786564 and any of them)
        or filename == "libsophix.so"
}

rule hotpatch_alihotfix
{
    meta:
        category = "hotpatch"
        title = "HotFix 热修复(阿里百川)"
        strength = "strong"
        sdk = "aliyun-sophix"
        source = "help.aliyun.com HotFix Android SDK"
    strings:
        $a = "Lcom/taobao/hotfix/HotFixManager;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule hotpatch_robust
{
    meta:
        category = "hotpatch"
        title = "Robust 热修复(美团)"
        strength = "strong"
        sdk = "robust"
        source = "Meituan-Dianping/Robust patch"
    strings:
        $a = "Lcom/meituan/robust/ChangeQuickRedirect;"
        $b = "Lcom/meituan/robust/PatchExecutor;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule hotpatch_andfix
{
    meta:
        category = "hotpatch"
        title = "AndFix 热修复(支付宝)"
        strength = "strong"
        sdk = "andfix"
        source = "alibaba/AndFix"
    strings:
        $a = "Lcom/alipay/euler/andfix/AndFix;"
        $b = "Lcom/alipay/euler/andfix/patch/PatchManager;"
    condition:
        (uint32(0) == 0x0a786564 and any of them)
        or filename == "libandfix.so"
}

rule hotpatch_dexposed
{
    meta:
        category = "hotpatch"
        title = "Dexposed 热修复(阿里)"
        strength = "strong"
        sdk = "dexposed"
        source = "alibaba/dexposed"
    strings:
        $a = "Lcom/taobao/android/dexposed/DexposedBridge;"
    condition:
        (uint32(0) == 0x0a786564 and any of them)
        or filename == "libdexposed.so"
        or filename == "libdexposed_l.so"
}

rule hotpatch_bugly
{
    meta:
        category = "hotpatch"
        title = "Bugly 热更新"
        strength = "strong"
        sdk = "bugly-hotfix"
        source = "bugly.qq.com Android hotfix guide"
    strings:
        $a = "Lcom/tencent/bugly/beta/tinker/TinkerManager;"
        $b = "Lcom/tencent/bugly/beta/tinker/TinkerPatchReflectApplication;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule hotpatch_tinkerpatch
{
    meta:
        category = "hotpatch"
        title = "TinkerPatch 热修复平台"
        strength = "strong"
        sdk = "tinkerpatch"
        source = "tinkerpatch.com SDK guide"
    strings:
        $a = "Lcom/tencent/tinker/server/TinkerServerClient;"
        $b = "Lcom/tinkerpatch/sdk/TinkerPatch;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule hotpatch_nuwa
{
    meta:
        category = "hotpatch"
        title = "Nuwa 热修复"
        strength = "strong"
        sdk = "nuwa"
        source = "jasonross/Nuwa"
    strings:
        $a = "Lcn/jiajixin/nuwa/Nuwa;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule hotpatch_amigo
{
    meta:
        category = "hotpatch"
        title = "Amigo 热修复(饿了么)"
        strength = "strong"
        sdk = "amigo"
        source = "eleme/Amigo"
    strings:
        $a = "Lme/ele/amigo/Amigo;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule hotpatch_replugin
{
    meta:
        category = "hotpatch"
        title = "RePlugin 插件化(360)"
        strength = "strong"
        sdk = "replugin"
        source = "Qihoo360/RePlugin"
    strings:
        $a = "Lcom/qihoo360/replugin/RePlugin;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule hotpatch_virtualapk
{
    meta:
        category = "hotpatch"
        title = "VirtualAPK 插件化(滴滴)"
        strength = "strong"
        sdk = "virtualapk"
        source = "didi/VirtualAPK"
    strings:
        $a = "Lcom/didi/virtualapk/PluginManager;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule hotpatch_shadow
{
    meta:
        category = "hotpatch"
        title = "Shadow 插件化(腾讯)"
        strength = "strong"
        sdk = "tencent-shadow"
        source = "Tencent/Shadow"
    strings:
        $a = "Lcom/tencent/shadow/dynamic/host/PluginManager;"
        $b = "Lcom/tencent/shadow/core/loader/ShadowPluginLoader;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule hotpatch_droidplugin
{
    meta:
        category = "hotpatch"
        title = "DroidPlugin 插件化(360)"
        strength = "strong"
        sdk = "droidplugin"
        source = "DroidPluginTeam/DroidPlugin"
    strings:
        $a = "Lcom/morgoo/droidplugin/pm/PluginManager;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule hotpatch_jspatch
{
    meta:
        category = "hotpatch"
        title = "JSPatch 热修复(iOS)"
        strength = "strong"
        sdk = "jspatch"
        source = "bang590/JSPatch"
    strings:
        $a = "JPEngine" fullword
        $b = "JPBoxing" fullword
    condition:
        all of them
}

rule hotpatch_codepush
{
    meta:
        category = "hotpatch"
        title = "CodePush 热更新(React Native)"
        strength = "strong"
        sdk = "codepush"
        source = "microsoft/react-native-code-push"
    strings:
        $a = "Lcom/microsoft/codepush/react/CodePush;"
        $b = "_OBJC_CLASS_$_CodePush"
    condition:
        (uint32(0) == 0x0a786564 and $a)
        or $b
}

rule hotpatch_rnupdate
{
    meta:
        category = "hotpatch"
        title = "react-native-update 热更新"
        strength = "strong"
        sdk = "react-native-update"
        source = "reactnativecn/react-native-update"
    strings:
        $a = "Lcn/reactnative/modules/update/UpdateContext;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule hotpatch_expo
{
    meta:
        category = "hotpatch"
        title = "Expo 热更新"
        strength = "strong"
        sdk = "expo-updates"
        source = "docs.expo.dev expo-updates"
    strings:
        $a = "Lexpo/modules/updates/UpdatesController;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule hotpatch_cordova_chcp
{
    meta:
        category = "hotpatch"
        title = "Cordova 热更新"
        strength = "strong"
        sdk = "cordova-hot-code-push"
        source = "nordnet/cordova-hot-code-push"
    strings:
        $a = "Lcom/nordnetab/chcp/main/HotCodePushPlugin;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule hotpatch_capacitor_updater
{
    meta:
        category = "hotpatch"
        title = "Capacitor 热更新"
        strength = "strong"
        sdk = "capacitor-updater"
        source = "Cap-go/capacitor-updater"
    strings:
        $a = "Lee/forgr/capacitor_updater/CapacitorUpdaterPlugin;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}
