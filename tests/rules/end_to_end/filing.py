"""FIL and IDN: what was filed against what the package is."""

from __future__ import annotations

from collections.abc import Mapping

from tests.apps.keys import identity
from tests.apps.signer import Signer, lineage, sign_block
from tests.rules.end_to_end.recipe import APP, DELETE, KEY, OTHER_KEY, SAMPLE, SYSTEM, USE, Made, Pair

EMPTY_PROVIDER = {"提供者备案信息表": {}, "附加信息.教育备案号": DELETE}
NEW_KEY = identity("after rotation")
OLD_KEY = identity("before rotation")
CHANNEL = 0x71777777  # Walle's pair in the signing block


def channel(name: str, *seen: Mapping[str, str]) -> Made:
    def finish(package: bytes) -> bytes:
        signer = Signer(KEY, (0x0201,))
        return sign_block(package, v2=[signer], pairs=[(CHANNEL, b'{"channel":"%s"}' % name.encode())])

    return Made({f"{USE}.自研自用": "是"}, signed=False, finish=finish, seen=seen)


def rotated(proof: bool) -> Made:
    """A new version with a new certificate, which the old one vouches for or not."""
    form = {f"{APP}.版本号": "2.0", f"{SAMPLE}.版本号": "1.0", f"{SAMPLE}.证书SHA256": OLD_KEY.sha256}

    def finish(package: bytes) -> bytes:
        attributes = ((0x3BA06F8C, lineage(OLD_KEY, NEW_KEY)),) if proof else ()
        new = Signer(NEW_KEY, (0x0103,), sdk=(24, 0x7FFFFFFF), attributes=attributes)
        return sign_block(package, v3=[new])

    return Made(form, version="2.0", signed=False, finish=finish, minimum=28)


PAIRS = (
    Pair(
        "FIL-001",
        "only the institution's form was handed in",
        Made(EMPTY_PROVIDER),
        Made({"附加信息.教育备案号": DELETE}),
        calm_outcome="unknown",
    ),
    Pair("FIL-002", "the package name", Made(package="cn.example.copy"), Made(), outcome="violated"),
    Pair("FIL-002", "the certificate of the same version", Made(key=OTHER_KEY), Made(), outcome="violated"),
    Pair("FIL-002", "the app's name", Made(label="示例作业本"), Made(label="示例 作业")),
    Pair(
        "FIL-002",
        "the MD5 of the certificate",
        Made({f"{SAMPLE}.证书SHA256": DELETE, f"{SAMPLE}.证书MD5": "0f1e2d3c4b5a69788796a5b4c3d2e1f0"}),
        Made({f"{SAMPLE}.证书SHA256": DELETE}),
        outcome="violated",
    ),
    Pair("FIL-003", "the version", Made(version="1.0.1"), Made(), calm_outcome="unknown"),
    Pair(
        "FIL-004",
        "the file of one version",
        Made({f"{SAMPLE}.安装包SHA256": "ab" * 32}),
        Made({f"{SAMPLE}.安装包SHA256": "{sha256}"}),
        outcome="violated",
    ),
    Pair(
        "FIL-004",
        "the version: another one is another file",
        Made({f"{SAMPLE}.安装包SHA256": "ab" * 32}),
        Made({f"{SAMPLE}.安装包SHA256": "ab" * 32}, version="1.1", code=2),
        outcome="violated",
        calm_outcome="not_applicable",
    ),
    Pair(
        "FIL-005",
        "the pupils that the name speaks of",
        Made({f"{APP}.服务对象": ["学生（高等院校）"]}, label="示例初中作业"),
        Made({f"{APP}.服务对象": ["学生（高等院校）", "学生（中小学）"]}, label="示例初中作业"),
        calm_outcome="unknown",
    ),
    Pair(
        "FIL-005",
        "small children in the name",
        Made({f"{APP}.服务对象": ["学生（高等院校）"]}, label="宝宝识字"),
        Made({f"{APP}.服务对象": ["学生（高等院校）"]}, label="识字"),
        calm_outcome="unknown",
    ),
    Pair(
        "FIL-007",
        "no number",
        Made({f"{SYSTEM}.ICP备案编号": DELETE}),
        Made(),
        outcome="violated",
        calm_outcome="unknown",
        severity=4,
    ),
    Pair(
        "FIL-007",
        "a number that is none",
        Made({f"{SYSTEM}.ICP备案编号": "正在办理"}),
        Made(),
        calm_outcome="unknown",
    ),
    Pair(
        "FIL-007",
        "in the name of a third party",
        Made({f"{SYSTEM}.附加信息.ICP备案主体": "另一家有限公司"}),
        Made(
            {
                f"{SYSTEM}.附加信息.ICP备案主体": "另一家有限公司",
                "提供者备案信息表.开发者信息": {"单位名称": "另一家有限公司", "单位性质": "企业"},
            }
        ),
        calm_outcome="unknown",
    ),
    Pair("FIL-008", "no number", Made({f"{SYSTEM}.等级保护备案号": DELETE}), Made(), calm_outcome="unknown"),
    Pair("FIL-008", "no level", Made({f"{SYSTEM}.网络安全等级": DELETE}), Made(), calm_outcome="unknown"),
    Pair(
        "FIL-009",
        "the number shown in the app",
        Made(entries={"assets/about.html": "备案号:教APP备4100009号".encode()}),
        Made(entries={"assets/about.html": "备案号:教APP备1100001号".encode()}),
    ),
    Pair(
        "FIL-011",
        "the app number shown",
        Made(resources={"string/icp": {"": "沪ICP备00000009号-1A"}}),
        Made(resources={"string/icp": {"": "京ICP备00000001号-2A"}}),
        calm_outcome="unknown",
    ),
    Pair(
        "FIL-012",
        "the number of a web site",
        Made({"附加信息.App备案号": "京ICP备00000001号-2"}),
        Made(),
        calm_outcome="unknown",
    ),
    Pair(
        "FIL-016",
        "no collective decision",
        Made({f"{USE}.是否有集体决策": "否"}),
        Made(),
        "institution:示例一中",
        "violated",
    ),
    Pair(
        "FIL-016",
        "no contract, where use is only recommended",
        Made({f"{USE}.是否签订协议/合同": "否"}),
        Made({f"{USE}.是否签订协议/合同": "否", f"{USE}.使用性质": "推荐使用"}),
        "institution:示例一中",
        "violated",
        "not_applicable",
    ),
    Pair(
        "FIL-020",
        "a store's mark in an app for itself",
        channel("xiaomi"),
        channel("campus"),
        "institution:示例一中",
        calm_outcome="unknown",
    ),
    Pair(
        "IDN-001",
        "a certificate that the old one vouches for",
        rotated(False),
        rotated(True),
        outcome="violated",
    ),
    Pair(
        "IDN-001",
        "the certificate of a newer version",
        Made({f"{SAMPLE}.版本号": "0.9"}, key=OTHER_KEY),
        Made({f"{SAMPLE}.版本号": "0.9"}),
        outcome="violated",
    ),
    Pair(
        "IDN-004",
        "the organisation in the certificate",
        Made(key=identity("org", "ec", 256, "CN=示例, O=另一家网络有限公司, C=CN")),
        Made(key=identity("org2", "ec", 256, "CN=示例, O=示例教育科技有限公司, C=CN")),
        "organisation:另一家网络有限公司",
        severity=1,
    ),
)
