"""What the commands under `heyan rules pack` print, in plain Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rules.activation import ROLLBACK, Activation
from rules.model import Scope
from rules.signed_pack import IP_DATABASE, Manifest, SignedPack
from rules.trust import Maker
from scanner.visible import visible

_SCOPES: Mapping[Scope, str] = {Scope.BASE: "整套规则库", Scope.LOCAL: "本省口径"}
_MOST = 200


def titled(made: Manifest) -> str:
    """A version in one line: 全国规则库(national)第 3 版."""
    return f"{visible(made.title)}({made.name})第 {made.number} 版"


def pack_page(pack: SignedPack, maker: Maker | None) -> Iterator[str]:
    """Everything a pack says of itself; `maker` is who is known to have signed it, None: nobody checked."""
    made = pack.manifest
    yield f"规则包  {titled(made)} · {_SCOPES[made.scope]}"
    yield f"制作    {visible(made.maker)},{made.date}"
    yield f"哈希    {pack.hash}"
    yield f"上一版  {made.previous or '无'}"
    signed = f"“{visible(maker.name)}”签发,签名正确" if maker else "未核对"
    yield f"签名    {signed};公钥指纹 {pack.key}"
    rules = sum(1 for member in made.members if member.path != IP_DATABASE)
    more = ",附 IP 归属库" if any(member.path == IP_DATABASE for member in made.members) else ""
    yield f"内容    {rules} 个规则文件{more}"
    if made.norms_added:
        yield f"新增条文 {len(made.norms_added)} 条:{'、'.join(made.norms_added[:20])}"
    if made.norms_repealed:
        yield f"废止条文 {len(made.norms_repealed)} 条:{'、'.join(made.norms_repealed[:20])}"
    yield f"变更({len(made.changes)} 项)"
    yield from (f"  · {visible(line)}" for line in made.changes[:_MOST])
    if len(made.changes) > _MOST:
        yield f"  … 另有 {len(made.changes) - _MOST} 项"


def installed(
    packs: Sequence[SignedPack], damaged: Sequence[str], log: Sequence[Activation]
) -> Iterator[str]:
    """What is installed, then every decision in order."""
    yield f"已安装 {len(packs)} 个规则包"
    for pack in packs:
        made = pack.manifest
        said = f"{titled(made)} · {_SCOPES[made.scope]} · {visible(made.maker)} {made.date}"
        yield f"  {pack.hash[:16]}  {said}"
    for name in damaged:
        yield f"  {visible(name)}:文件已损坏,须重新安装"
    yield f"启用记录 {len(log)} 条"
    yield from (f"  {decision(entry)}" for entry in log)


def decision(entry: Activation) -> str:
    """One line of the log."""
    version = f"第 {entry.number} 版" if entry.pack else "停用(用系统自带的规则)"
    action = "退回" if entry.action == ROLLBACK else "启用"
    if entry.action == ROLLBACK and not entry.pack:
        action = ""
    why = f",理由:{entry.why}" if entry.why else ""
    name = f"“{entry.title}”({entry.name})"
    return f"{entry.since} 起{action}{name}{version} — {entry.by},{entry.time} 决定{why}"
