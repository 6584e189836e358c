// Packers: shells that replace an app's code with their own and keep the real code encrypted.
// A strong mark alone names the packer; a weak one only together with others. libsgmain.so and libsgsecuritybody.so belong
// to a security SDK (signing, device id) and are no packer. Marks are file names and class names as the vendors' shells carry them.

rule packer_legu_library
{
    meta:
        category = "packer"
        title = "腾讯乐固加固(本机库)"
        strength = "strong"
        sdk = "tencent-legu"
        source = "corpus:3018ab3724a3"
    condition:
        (filename startswith "libshella-" and filename endswith ".so")
        or (filename startswith "libshellx-" and filename endswith ".so")
        or (filename startswith "libshell-super." and filename endswith ".so")
        or (filename startswith "libshellx-super." and filename endswith ".so")
        or filename == "libtup.so"
        or filename == "liblegudb.so"
}

rule packer_legu_library_plain
{
    meta:
        category = "packer"
        title = "腾讯乐固加固(本机库,通用名)"
        strength = "weak"
        sdk = "tencent-legu"
        source = "zsdlove/ApkVulCheck; ApkShellMark"
        note = "名称过于普通,须与其他特征同看"
    condition:
        filename == "libshell.so"
        or filename == "libshella.so"
        or filename == "libshellx.so"
}

rule packer_legu_payload
{
    meta:
        category = "packer"
        title = "腾讯乐固加固(外壳文件)"
        strength = "strong"
        sdk = "tencent-legu"
        source = "corpus:3018ab3724a3"
    condition:
        entry == "tencent_stub"
        or entry endswith "!/tencent_stub"
        or (entry contains "lib/" and (filename == "mix.dex" or filename == "mixz.dex"))
        or entry endswith "assets/0OO00l111l1l"
        or entry endswith "assets/o0oooOO0ooOo.dat"
}

rule packer_legu_code
{
    meta:
        category = "packer"
        title = "腾讯乐固加固(外壳代码)"
        strength = "strong"
        sdk = "tencent-legu"
        source = "corpus:3018ab3724a3"
    strings:
        $a = "Lcom/tencent/StubShell/TxAppEntry;"
        $b = "Lcom/wrapper/proxyapplication/WrapperProxyApplication;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule packer_tencent_yushield
{
    meta:
        category = "packer"
        title = "腾讯御安全加固"
        strength = "strong"
        sdk = "tencent-yushield"
        source = "zsdlove/ApkVulCheck; ApkShellMark"
    condition:
        (filename startswith "libtosprotection." and filename endswith ".so")
        or entry endswith "assets/tosversion"
        or entry endswith "assets/00O000ll111l.dex"
        or entry endswith "assets/00000olllll.dex"
}

rule packer_jiagu_library
{
    meta:
        category = "packer"
        title = "360 加固保(本机库)"
        strength = "strong"
        sdk = "qihoo-jiagu"
        source = "zsdlove/ApkVulCheck; ApkShellMark"
    condition:
        (filename startswith "libjiagu" and filename endswith ".so")
        or (filename startswith "libjgdtc" and filename endswith ".so")
        or filename == "libprotectClass.so"
        or filename == "libprotectClass_x86.so"
}

rule packer_jiagu_code
{
    meta:
        category = "packer"
        title = "360 加固保(外壳代码)"
        strength = "strong"
        sdk = "qihoo-jiagu"
        source = "PkDroid pack_list.py"
    strings:
        $a = "Lcom/stub/StubApp;"
        $b = "Lcom/qihoo/util/StubApp;"
        $c = "Lcom/qihoo/util/StubApplication;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule packer_bangcle_library
{
    meta:
        category = "packer"
        title = "梆梆安全加固(本机库)"
        strength = "strong"
        sdk = "bangcle"
        source = "zsdlove/ApkVulCheck; ApkShellMark"
    condition:
        filename == "libsecexe.so"
        or filename == "libsecmain.so"
        or filename == "libsecexe.x86.so"
        or filename == "libsecmain.x86.so"
        or filename == "libsecpreload.so"
        or filename == "libsecpreload.x86.so"
        or (filename startswith "libSecShell" and filename endswith ".so")
        or (filename startswith "libDexHelper" and filename endswith ".so")
}

rule packer_bangcle_payload
{
    meta:
        category = "packer"
        title = "梆梆安全加固(外壳文件)"
        strength = "strong"
        sdk = "bangcle"
        source = "PkDroid pack_list.py"
    condition:
        entry endswith "assets/secData0.jar"
        or entry endswith "assets/bangcle_classes.jar"
        or entry endswith "assets/bangcleplugin/container.dex"
}

rule packer_bangcle_code
{
    meta:
        category = "packer"
        title = "梆梆安全加固(外壳代码)"
        strength = "strong"
        sdk = "bangcle"
        source = "PkDroid pack_list.py"
    strings:
        $a = "Lcom/secneo/apkwrapper/ApplicationWrapper;"
        $b = "Lcom/secneo/guard/ApplicationWrapper;"
        $c = "Lcom/secshell/secData/ApplicationWrapper;"
        $d = "Lcom/SecShell/SecShell/ApplicationWrapper;"
        $e = "Lcom/bangcle/protect/Util;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule packer_ijiami_library
{
    meta:
        category = "packer"
        title = "爱加密加固(本机库)"
        strength = "strong"
        sdk = "ijiami"
        source = "zsdlove/ApkVulCheck; ApkShellMark"
    condition:
        filename == "libexecmain.so"
        or filename == "libijiami.so"
        or filename == "libijm-emulator.so"
        or entry contains "assets/ijm_lib/"
}

rule packer_exec_library
{
    meta:
        category = "packer"
        title = "爱加密或腾讯加固(本机库,重名)"
        strength = "weak"
        source = "zsdlove/ApkVulCheck; ApkShellMark"
        note = "两家厂商都用过 libexec.so,须与其他特征同看"
    condition:
        filename == "libexec.so"
        or filename == "libexecgame.so"
}

rule packer_ijiami_payload
{
    meta:
        category = "packer"
        title = "爱加密加固(外壳文件)"
        strength = "strong"
        sdk = "ijiami"
        source = "zsdlove/ApkVulCheck; ApkShellMark"
    condition:
        entry endswith "assets/ijiami.dat"
        or entry endswith "assets/ijiami.ajm"
        or entry endswith "assets/ijiami2.ajm"
        or entry endswith "assets/IJMDal.Data"
}

rule packer_ijiami_code
{
    meta:
        category = "packer"
        title = "爱加密加固(外壳代码)"
        strength = "strong"
        sdk = "ijiami"
        source = "PkDroid pack_list.py"
    strings:
        $a = "Ls/h/e/l/l/S;"
        $b = "Lcom/shell/SuperApplication;"
        $c = "Lcom/ijiami/residconfusion/ConfusionApplication;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule packer_baidu_library
{
    meta:
        category = "packer"
        title = "百度加固(本机库)"
        strength = "strong"
        sdk = "baidu-protect"
        source = "zsdlove/ApkVulCheck; ApkShellMark"
    condition:
        (filename startswith "libbaiduprotect" and filename endswith ".so")
}

rule packer_baidu_payload
{
    meta:
        category = "packer"
        title = "百度加固(外壳文件)"
        strength = "strong"
        sdk = "baidu-protect"
        source = "ApkCheckPack apkpackdata.json"
    condition:
        (entry contains "assets/" and filename startswith "baiduprotect" and filename endswith ".jar")
}

rule packer_baidu_code
{
    meta:
        category = "packer"
        title = "百度加固(外壳代码)"
        strength = "strong"
        sdk = "baidu-protect"
        source = "PkDroid pack_list.py"
    strings:
        $a = "Lcom/baidu/protect/StubApplication;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule packer_alijaq_library
{
    meta:
        category = "packer"
        title = "阿里聚安全加固(本机库)"
        strength = "strong"
        sdk = "ali-jaq"
        source = "zsdlove/ApkVulCheck; ApkShellMark"
    condition:
        (filename startswith "libmobisec" and filename endswith ".so")
        or filename == "libdemolish.so"
        or filename == "libdemolishdata.so"
        or filename == "libfakejni.so"
        or filename == "libpreverify1.so"
        or filename == "libzuma.so"
        or filename == "libzumadata.so"
}

rule packer_alijaq_payload
{
    meta:
        category = "packer"
        title = "阿里聚安全加固(外壳文件)"
        strength = "strong"
        sdk = "ali-jaq"
        source = "zsdlove/ApkVulCheck; ApkShellMark"
    condition:
        filename == "aliprotect.dat"
        or filename == "libmobisecy1.zip"
}

rule packer_alijaq_code
{
    meta:
        category = "packer"
        title = "阿里聚安全加固(外壳代码)"
        strength = "strong"
        sdk = "ali-jaq"
        source = "PkDroid pack_list.py"
    strings:
        $a = "Lcom/ali/mobisecenhance/StubApplication;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule packer_yidun_library
{
    meta:
        category = "packer"
        title = "网易易盾加固(本机库)"
        strength = "strong"
        sdk = "netease-yidun-shell"
        source = "zsdlove/ApkVulCheck; ApkShellMark"
    condition:
        filename == "libnesec.so"
        or filename == "libnesec-x86.so"
}

rule packer_yidun_code
{
    meta:
        category = "packer"
        title = "网易易盾加固(外壳代码)"
        strength = "strong"
        sdk = "netease-yidun-shell"
        source = "PkDroid pack_list.py"
    strings:
        $a = "Lcom/netease/nis/wrapper/MyApplication;"
        $b = "Lcom/netease/nis/wrapper/MyJni;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule packer_nagain_library
{
    meta:
        category = "packer"
        title = "娜迦加固(本机库)"
        strength = "strong"
        sdk = "nagain"
        source = "zsdlove/ApkVulCheck; ApkShellMark"
    condition:
        (filename startswith "libchaosvmp" and filename endswith ".so")
        or filename == "libddog.so"
        or filename == "libfdog.so"
        or filename == "libedog.so"
        or filename == "libhdog.so"
}

rule packer_nagain_payload
{
    meta:
        category = "packer"
        title = "娜迦加固(外壳文件)"
        strength = "strong"
        sdk = "nagain"
        source = "ApkCheckPack apkpackdata.json"
    condition:
        entry endswith "assets/maindata/fake_classes.dex"
}

rule packer_nagain_code
{
    meta:
        category = "packer"
        title = "娜迦加固(外壳代码)"
        strength = "strong"
        sdk = "nagain"
        source = "PkDroid pack_list.py"
    strings:
        $a = "Lcom/edog/AppWrapper;"
        $b = "Lcom/chaosvmp/AppWrapper;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule packer_kiwisec_library
{
    meta:
        category = "packer"
        title = "几维安全加固(本机库)"
        strength = "strong"
        sdk = "kiwisec"
        source = "zsdlove/ApkVulCheck; ApkShellMark"
    condition:
        (filename startswith "libkws" and filename endswith ".so")
        or filename == "libkiwicrash.so"
        or filename == "libkiwi_dumper.so"
        or filename == "libKwProtectSDK.so"
        or filename == "libkdp.so"
        or filename == "kdpdata.so"
        or filename == "libkwdataenc.so"
}

rule packer_dingxiang_library
{
    meta:
        category = "packer"
        title = "顶象加固(本机库)"
        strength = "strong"
        sdk = "dingxiang-shell"
        source = "zsdlove/ApkVulCheck; ApkShellMark"
    condition:
        filename == "libx3g.so"
}

rule packer_payegis_library
{
    meta:
        category = "packer"
        title = "通付盾加固(本机库)"
        strength = "strong"
        sdk = "payegis"
        source = "zsdlove/ApkVulCheck; ApkShellMark"
    condition:
        filename == "libegis.so"
        or filename == "libegis-x86.so"
        or filename == "libNSaferOnly.so"
        or filename == "libgeiri.so"
        or filename == "libgeiri-x86.so"
}

rule packer_payegis_code
{
    meta:
        category = "packer"
        title = "通付盾加固(外壳代码)"
        strength = "strong"
        sdk = "payegis"
        source = "PkDroid pack_list.py"
    strings:
        $a = "Lcom/payegis/ProxyApplication;"
    condition:
        uint32(0) == 0x0a786564 and any of them
}

rule packer_nqshield
{
    meta:
        category = "packer"
        title = "网秦加固"
        strength = "strong"
        sdk = "nqshield"
        source = "PkDroid pack_list.py"
    strings:
        $a = "Lcom/nqshield/NqApplication;"
    condition:
        (uint32(0) == 0x0a786564 and any of them)
        or (filename startswith "libnqshield" and filename endswith ".so")
}

rule packer_apkprotect
{
    meta:
        category = "packer"
        title = "APKProtect 加固"
        strength = "strong"
        sdk = "apkprotect"
        source = "PkDroid pack_list.py"
    condition:
        filename == "libAPKProtect.so"
        or filename == "libapkprotect.so"
        or entry endswith "META-INF/APKPROTECT.SF"
}

rule packer_shengda
{
    meta:
        category = "packer"
        title = "盛大加固"
        strength = "strong"
        sdk = "shengda-shell"
        source = "PkDroid pack_list.py"
    condition:
        filename == "libapssec.so"
}

rule packer_rising
{
    meta:
        category = "packer"
        title = "瑞星加固"
        strength = "strong"
        sdk = "rising-shell"
        source = "PkDroid pack_list.py"
    condition:
        filename == "librsprotect.so"
}

rule packer_itsec
{
    meta:
        category = "packer"
        title = "海云安加固"
        strength = "strong"
        sdk = "itsec"
        source = "ApkCheckPack apkpackdata.json"
    condition:
        filename == "libitsec.so"
}

rule packer_uusafe
{
    meta:
        category = "packer"
        title = "UU 安全加固"
        strength = "strong"
        sdk = "uusafe"
        source = "ApkCheckPack apkpackdata.json"
    condition:
        (filename startswith "libuusafe" and filename endswith ".so")
}

rule packer_reincp
{
    meta:
        category = "packer"
        title = "珊瑚灵御加固"
        strength = "strong"
        sdk = "reincp"
        source = "ApkCheckPack apkpackdata.json"
    condition:
        filename == "libreincp.so"
        or filename == "libreincp_x86.so"
}

rule packer_cmcc
{
    meta:
        category = "packer"
        title = "中国移动加固"
        strength = "strong"
        sdk = "cmcc-shell"
        source = "ApkCheckPack apkpackdata.json"
    condition:
        filename == "libcmvmp.so"
        or (filename startswith "libmogosec" and filename endswith ".so")
        or entry endswith "assets/mogosec_classes"
        or entry endswith "assets/mogosec_data"
        or entry endswith "assets/mogosec_dexinfo"
        or entry endswith "assets/mogosec_march"
}

rule packer_venustech
{
    meta:
        category = "packer"
        title = "启明星辰加固"
        strength = "strong"
        sdk = "venustech-shell"
        source = "ApkCheckPack apkpackdata.json"
    condition:
        (filename startswith "libvenSec" and filename endswith ".so")
        or (filename startswith "libvenustech" and filename endswith ".so")
}

rule packer_manxi
{
    meta:
        category = "packer"
        title = "蛮犀加固"
        strength = "strong"
        sdk = "manxi"
        source = "ApkCheckPack apkpackdata.json"
    condition:
        filename == "libdSafeShell.so"
        or filename == "libmxacc.so"
        or entry endswith "assets/mxsafe.config"
        or entry endswith "assets/mxsafe.data"
        or entry endswith "assets/mxsafe.jar"
}

rule packer_apktoolplus
{
    meta:
        category = "packer"
        title = "ApkToolPlus 加固"
        strength = "strong"
        sdk = "apktoolplus"
        source = "ApkCheckPack apkpackdata.json"
    condition:
        filename == "libapktoolplus_jiagu.so"
        or entry endswith "assets/jiagu_data.bin"
}

rule packer_pairip
{
    meta:
        category = "packer"
        title = "谷歌 Play 完整性保护(PairIP)"
        strength = "weak"
        sdk = "google-pairip"
        source = "ApkCheckPack apkpackdata.json"
        note = "部分代码转入自有虚拟机,该部分静态不可读"
    condition:
        filename == "libpairipcore.so"
}
