"""Formats and checksums of the numbers that stand in the forms. A check states a fact; it looks nothing up.

Sources: GB 32100-2015 (统一社会信用代码), GB 11714-1997 (组织机构代码); the forms of ICP, App, MLPS and
education numbers as authorities print them, collected from published examples.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川蜀宁琼"
_CODES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 66"
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: without I, O, S, V, Z
_FILED = rf"[{PROVINCES}]ICP备\d{{6,10}}号?"
_LICENSED = rf"([{PROVINCES}]|合字)?[A-C][12](\.[A-C][12])*-\d{{8}}"
_ICP = re.compile(rf"({_FILED}|[{PROVINCES}]ICP证\d{{6,8}}号?|{_LICENSED})(-\d{{1,5}}A?)?")
_APP = re.compile(rf"({_FILED}|{_LICENSED})-\d{{1,5}}A")
_EDUCATION = re.compile(r"教APP备(\d{2})\d{4,6}号")
_MLPS = re.compile(r"\d{11}-?\d{5}")
_ORGANISATION = re.compile(r"[0-9A-Z]{8}-?[0-9X]")
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,24}|xn--[a-z0-9-]{2,59})")
_PACKAGE = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+", re.ASCII)
_BUNDLE = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_DOCUMENTATION = "192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"  # RFC 5737, RFC 3849
_PREFIXES = {  # 登记管理部门代码和机构类别代码 that go with a 单位性质
    "政府机关": ("11",),
    "事业单位": ("12",),
    "企业": ("91", "92", "93"),
    "社会团体": ("51", "13"),
    "民办非企业": ("52",),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one value: stable code, Chinese, English, and what to do. Never quotes the value."""

    code: str
    zh: str
    en: str
    todo_zh: str = ""
    todo_en: str = ""


def credit_check_digit(code: str) -> str:
    """The 18th character of a 统一社会信用代码 from its first 17. Raises ValueError for a strange one."""
    total = sum(_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17]))
    return _ALPHABET[(31 - total % 31) % 31]


def organisation_check_digit(code: str) -> str:
    """The ninth character of a 组织机构代码 from its first eight (GB 11714, modulus 11)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(letter, 36) * weight for letter, weight in zip(code[:8], weights, strict=True))
    digit = 11 - total % 11
    return "X" if digit == 10 else "0" if digit == 11 else str(digit)


def credit_code(text: str) -> Problem | None:
    """统一社会信用代码: 18 characters, digits where the registry and the region stand, check character."""
    if len(text) != 18:
        return Problem(
            "format", f"统一社会信用代码应为 18 位,这里是 {len(text)} 位", "18 characters expected", *_LICENCE
        )
    strange = [letter for letter in text if letter not in _ALPHABET]
    if strange or not text[2:8].isdigit():
        return Problem(
            "format",
            "统一社会信用代码含有不该有的字符(不用 I、O、S、V、Z;第 3 至 8 位是数字)",
            "characters that a unified social credit code does not have",
            *_LICENCE,
        )
    if credit_check_digit(text) != text[17]:
        return Problem("checksum", "统一社会信用代码校验位不符", "check character does not fit", *_LICENCE)
    return None


_LICENCE = "请对照证照逐位核对", "compare it with the certificate"


def proof(text: str) -> Problem | None:
    """The number of a 单位有效证明: a credit code, an organisation code, or an older certificate's number."""
    if _ORGANISATION.fullmatch(text):
        plain = text.replace("-", "")
        fits = organisation_check_digit(plain) == plain[8]
        return (
            None
            if fits
            else Problem("checksum", "组织机构代码校验位不符", "check digit does not fit", *_LICENCE)
        )
    if len(text) == 15 and text.isdigit():  # registration number of an older business licence
        return None
    return credit_code(text)


def nature_fits(nature: str, number: str) -> Problem | None:
    """Whether the first two characters of a valid credit code go with the 单位性质."""
    allowed = _PREFIXES.get(nature)
    if not allowed or credit_code(number) or number[0] not in "159" or number.startswith(allowed):
        return None
    return Problem(
        "nature",
        "单位性质与统一社会信用代码前两位表示的机构类别不一致",
        "the kind of unit and the first two characters of its credit code disagree",
        "请核对单位性质,或换用本单位的证明",
        "check the kind of unit, or the certificate",
    )


def icp(text: str) -> Problem | None:
    """ICP备案编号 or the number of a telecom licence."""
    return None if _ICP.fullmatch(text) else _format("ICP备案编号", "京ICP备12345678号-1")


def app_number(text: str) -> Problem | None:
    """The MIIT's App备案号: the ICP number with -nA."""
    return None if _APP.fullmatch(text) else _format("App备案号", "京ICP备12345678号-1A")


def education(text: str) -> Problem | None:
    """教育备案号: 教APP备, two digits of the province, four to six more."""
    found = _EDUCATION.fullmatch(text)
    if found and found[1] in _CODES.split():
        return None
    return _format("教育备案号", "教APP备1100001号")


def mlps(text: str) -> Problem | None:
    """等级保护备案号: 11 digits (police authority and unit), 5 digits (system)."""
    return None if _MLPS.fullmatch(text) else _format("等级保护备案号", "11010000001-00001")


def _format(name: str, example: str) -> Problem:
    return Problem(
        "format",
        f"不是{name}通常的写法",
        "not the usual form of this number",
        f"通常写作 {example},请对照证书或查询结果核实",
        f"usually like {example}: compare it with the certificate or the look-up",
    )


def ip(text: str) -> Problem | None:
    """A public IPv4 or IPv6 address or network. Addresses kept for documentation pass: examples use them."""
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        todo = "只写 IP 地址,不写端口、网址", "the address alone, without port or URL"
        return Problem("format", "不是有效的 IP 地址", "not an IP address", *todo)
    if str(network.network_address).startswith(_DOCUMENTATION):
        return None
    if network.is_private or network.is_loopback or network.is_link_local or network.is_multicast:
        todo = "请填写对外服务的公网地址", "give the public address"
        return Problem("private", "这是内网或保留地址", "a private or reserved address", *todo)
    return None


def domain(text: str) -> Problem | None:
    """A domain name alone; Chinese names count by their IDNA form."""
    try:
        plain = text if text.isascii() else text.encode("idna").decode("ascii")
    except UnicodeError:
        plain = ""
    if _DOMAIN.fullmatch(plain):
        return None
    todo = "只写域名,如 api.example.com,不写 http:// 和路径", "the name alone, like api.example.com"
    return Problem("format", "不是有效的域名", "not a domain name", *todo)


def url(text: str) -> Problem | None:
    """An address that a browser can open."""
    found = re.fullmatch(r"(?i)https?://([^/?#\s@:]+)(:\d{1,5})?([/?#]\S*)?", text)
    if found and (domain(found[1].lower()) is None or _is_ip(found[1])):
        return None
    todo = "请写完整网址,如 https://example.com/privacy", "give the whole address: https://…"
    return Problem("format", "不是有效的网址", "not a web address", *todo)


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def sha256(text: str) -> Problem | None:
    """64 hex digits."""
    return None if re.fullmatch(r"[0-9a-f]{64}", text) else _digest("SHA-256", 64)


def md5(text: str) -> Problem | None:
    """32 hex digits."""
    return None if re.fullmatch(r"[0-9a-f]{32}", text) else _digest("MD5", 32)


def _digest(name: str, digits: int) -> Problem:
    return Problem("format", f"{name} 应为 {digits} 位十六进制数", f"{digits} hex digits expected")


def app_id(text: str) -> Problem | None:
    """A package name or bundle id; which of the two depends on the platform (`app_id_fits`)."""
    if _PACKAGE.fullmatch(text) or _BUNDLE.fullmatch(text):
        return None
    return Problem("format", "不是包名或 Bundle ID 的写法", "neither a package name nor a bundle id")


def app_id_fits(platform: str, text: str) -> Problem | None:
    """Whether this platform allows the name (Android: no hyphen, each part begins with a letter)."""
    if platform == "安卓" and _BUNDLE.fullmatch(text) and not _PACKAGE.fullmatch(text):
        return Problem("format", "安卓包名不能这样写", "not a package name that Android allows")
    if platform == "IOS" and _PACKAGE.fullmatch(text) and not _BUNDLE.fullmatch(text):
        return Problem("format", "Bundle ID 不能含下划线", "a bundle id has no underscore")
    return None


def version_code(text: str) -> Problem | None:
    """Android: a whole number; iOS: up to three numbers with dots between."""
    if re.fullmatch(r"\d{1,19}|\d{1,10}(\.\d{1,10}){1,3}", text):
        return None
    return Problem("format", "版本代码应是数字", "a number expected")


CHECKS: dict[str, Callable[[str], Problem | None]] = {
    "proof": proof,
    "icp": icp,
    "mlps": mlps,
    "education": education,
    "app_number": app_number,
    "ip": ip,
    "domain": domain,
    "url": url,
    "sha256": sha256,
    "md5": md5,
    "app_id": app_id,
    "version_code": version_code,
}
"""By the name that a field carries (`Field.check`); other names concern several fields (form_faults.py)."""
