// Code that looks for root, emulators, hooks and debuggers. Protecting oneself is legitimate; it only limits what a test can see.

rule anti_root_paths
{
    meta:
        category = "anti-analysis"
        title = "检测 root(文件路径)"
        strength = "weak"
        source = "OWASP MASTG Android anti-reversing"
        note = "统计与崩溃组件也常检测"
    strings:
        $a = "/system/app/Superuser.apk"
        $b = "/system/xbin/daemonsu"
        $c = "/data/local/xbin/su"
        $d = "/system/sd/xbin/su"
        $e = "/system/bin/failsafe/su"
        $f = "/system/etc/init.d/99SuperSUDaemon"
        $g = "/system/xbin/busybox"
        $h = "/sbin/.magisk"
        $i = "/data/adb/magisk"
    condition:
        (uint32(0) == 0x0a786564 or uint32(0) == 0x464c457f) and 2 of them
}

rule anti_root_packages
{
    meta:
        category = "anti-analysis"
        title = "检测 root(管理应用)"
        strength = "weak"
        source = "OWASP MASTG Android anti-reversing"
    strings:
        $a = "eu.chainfire.supersu"
        $b = "com.noshufou.android.su"
        $c = "com.koushikdutta.superuser"
        $d = "com.topjohnwu.magisk"
        $e = "com.kingroot.kinguser"
        $f = "com.kingo.root"
        $g = "com.thirdparty.superuser"
    condition:
        (uint32(0) == 0x0a786564 or uint32(0) == 0x464c457f) and 2 of them
}

rule anti_rootbeer
{
    meta:
        category = "anti-analysis"
        title = "检测 root(RootBeer)"
        strength = "strong"
        sdk = "rootbeer"
        source = "scottyab/rootbeer; corpus:73799f94d9bc"
    strings:
        $a = "Lcom/scottyab/rootbeer/RootBeer;"
    condition:
        (uint32(0) == 0x0a786564 and $a)
        or filename == "libtool-checker.so"
        or filename == "libtoolChecker.so"
}

rule anti_emulator_files
{
    meta:
        category = "anti-analysis"
        title = "检测模拟器(设备文件)"
        strength = "weak"
        source = "OWASP MASTG Android anti-reversing"
    strings:
        $a = "/dev/qemu_pipe"
        $b = "/dev/socket/qemud"
        $c = "/system/lib/libc_malloc_debug_qemu.so"
        $d = "/sys/qemu_trace"
        $e = "/dev/socket/genyd"
        $f = "/dev/socket/baseband_genyd"
        $g = "/system/bin/nox-prop"
        $h = "/system/bin/microvirt-prop"
        $i = "/system/lib/libldutils.so"
    condition:
        (uint32(0) == 0x0a786564 or uint32(0) == 0x464c457f) and 2 of them
}

rule anti_emulator_properties
{
    meta:
        category = "anti-analysis"
        title = "检测模拟器(系统属性)"
        strength = "weak"
        source = "OWASP MASTG Android anti-reversing"
    strings:
        $a = "ro.kernel.qemu"
        $b = "init.svc.qemud"
        $c = "qemu.hw.mainkeys"
        $d = "init.svc.qemu-props"
        $e = "qemu.sf.fake_camera"
        $f = "ro.kernel.android.qemud"
    condition:
        (uint32(0) == 0x0a786564 or uint32(0) == 0x464c457f) and 2 of them
}

rule anti_emulator_library
{
    meta:
        category = "anti-analysis"
        title = "检测模拟器(EasyProtector 等)"
        strength = "strong"
        sdk = "easy-protector"
        source = "lamster2018/EasyProtector"
    strings:
        $a = "Lcom/lahm/library/EasyProtectorLib;"
        $b = "Lcom/lahm/library/EmulatorCheckUtil;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule anti_xposed
{
    meta:
        category = "anti-analysis"
        title = "检测 Xposed 框架"
        strength = "weak"
        source = "OWASP MASTG Android anti-reversing"
        note = "Xposed 模块自身也有这些字样"
    strings:
        $a = "de.robv.android.xposed.XposedBridge"
        $b = "de.robv.android.xposed.XposedHelpers"
        $c = "XposedBridge.jar"
        $d = "de/robv/android/xposed/XposedBridge"
    condition:
        (uint32(0) == 0x0a786564 or uint32(0) == 0x464c457f) and any of them
}

rule anti_frida
{
    meta:
        category = "anti-analysis"
        title = "检测 Frida"
        strength = "weak"
        source = "OWASP MASTG Android anti-reversing"
    strings:
        $a = "frida-server"
        $b = "frida-agent"
        $c = "frida-gadget"
        $d = "re.frida.server"
        $e = "gum-js-loop"
        $f = "LIBFRIDA"
    condition:
        (uint32(0) == 0x0a786564 or uint32(0) == 0x464c457f) and any of them
}

rule anti_substrate
{
    meta:
        category = "anti-analysis"
        title = "检测 Substrate"
        strength = "weak"
        source = "OWASP MASTG Android anti-reversing"
    strings:
        $a = "com.saurik.substrate"
        $b = "libsubstrate-dvm.so"
    condition:
        (uint32(0) == 0x0a786564 or uint32(0) == 0x464c457f) and any of them
}

rule anti_debugger
{
    meta:
        category = "anti-analysis"
        title = "检测调试器(TracerPid)"
        strength = "weak"
        source = "OWASP MASTG Android anti-reversing"
        note = "崩溃收集库也读取该项"
    strings:
        $a = "TracerPid"
        $b = "/proc/"
    condition:
        uint32(0) == 0x464c457f and all of them
}

rule anti_virtual_app
{
    meta:
        category = "anti-analysis"
        title = "检测多开环境"
        strength = "weak"
        source = "OWASP MASTG Android anti-reversing"
    strings:
        $a = "com.lbe.parallel.intl"
        $b = "com.excelliance.dualaid"
        $c = "com.lody.virtual"
        $d = "com.qihoo.magic"
        $e = "com.bly.dkplat"
        $f = "io.virtualapp"
    condition:
        (uint32(0) == 0x0a786564 or uint32(0) == 0x464c457f) and 2 of them
}

rule anti_jailbreak
{
    meta:
        category = "anti-analysis"
        title = "检测越狱(iOS)"
        strength = "weak"
        source = "OWASP MASTG iOS anti-reversing"
        note = "统计与崩溃组件也常检测"
    strings:
        $a = "/Applications/Cydia.app"
        $b = "/Library/MobileSubstrate/MobileSubstrate.dylib"
        $c = "/usr/sbin/sshd"
        $d = "/private/var/lib/apt"
        $e = "cydia://package/"
        $f = "/Applications/Sileo.app"
    condition:
        (uint32(0) == 0xfeedfacf or uint32(0) == 0xfeedface or uint32be(0) == 0xcafebabe) and 2 of them
}

rule anti_safetynet
{
    meta:
        category = "anti-analysis"
        title = "设备完整性校验(谷歌)"
        strength = "weak"
        source = "developer.android.com Play Integrity"
    strings:
        $a = "Lcom/google/android/gms/safetynet/SafetyNetClient;"
        $b = "Lcom/google/android/play/core/integrity/IntegrityManager;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}
