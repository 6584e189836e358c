"""A filled-in filing for tests. Organisations, numbers and persons are examples and belong to nobody."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from scanner.declaration import (
    AppEntry,
    Declaration,
    Developer,
    Extra,
    Holders,
    InstitutionForm,
    InstitutionUnit,
    Person,
    Proof,
    ProviderForm,
    ProviderUnit,
    Sample,
    System,
    UseEntry,
)
from scanner.form_fields import Field, Shape, spec
from scanner.form_values import blank, canonical, tidy

FILLED = """\
提供者备案信息表:
  主管单位信息:
    单位名称: 示例教育科技有限公司
    单位性质: 企业
    单位有效证明: 91000000MA0EXAMP1M
    注册地（住所地）: 示例省示例市示例路 1 号
    法人信息: 法定代表人(示例)
    联系人信息: {姓名: 联系人(示例), 电话: 010-55550100, 邮箱: contact@example.com}
  业务系统信息:
    - 业务系统名称: 示例作业平台
      IP地址: 203.0.113.10
      域名: [homework.example.cn, api.example.cn]
      ICP备案编号: 京ICP备00000001号-1
      网络安全等级: 二级
      等级保护备案号: 11000000001-00001
      附加信息:
        ICP备案主体: 示例教育科技有限公司
  教育移动应用信息:
    应用名称: 示例作业
    版本号: "1.10"
    应用平台: 安卓
    功能类型: 学习类
    服务对象: 学生（中小学、幼儿园）、家长
    服务内容: [作业, 练习]
    获取的权限: 相机、麦克风
    是否具有以下功能: 无
使用者备案信息表:
  - 主管单位信息:
      单位名称: 示例市第一示例中学
      单位性质: 学校
      单位有效证明: 12000000MB0EXAMP20
      住所地: 示例省示例市
      法人信息: 法定代表人(示例)
      联系人信息: 联系人(示例)
    教育移动应用信息:
      所用应用: 示例作业
      使用对象: [教师, 学生(初中)]
      使用场景: 课后作业
      使用性质: 要求使用
      是否有集体决策: 是
      是否签订协议/合同: 否
      自研自用: 否
附加信息:
  教育备案号: 教APP备1100001号
  App备案号: 京ICP备00000001号-2A
  隐私政策网址: https://www.example.cn/privacy?from=filing
  样本:
    - 应用平台: 安卓
      包名: cn.example.homework
      版本号: "1.10"
      版本代码: 110
      证书MD5: "0F:1E:2D:3C:4B:5A:69:78:87:96:A5:B4:C3:D2:E1:F0"
  省份规则包: henan
  提交日期: 2026年1月5日
"""

DECLARATION = Declaration(
    provider=ProviderForm(
        unit=ProviderUnit(
            name="示例教育科技有限公司",
            nature="企业",
            proof=Proof(number="91000000MA0EXAMP1M"),
            place="示例省示例市示例路 1 号",
            legal=Person(name="法定代表人(示例)"),
            contact=Person(name="联系人(示例)", phone="010-55550100", email="contact@example.com"),
        ),
        systems=(
            System(
                name="示例作业平台",
                ips=("203.0.113.10",),
                domains=("homework.example.cn", "api.example.cn"),
                icp="京ICP备00000001号-1",
                level="第二级",
                mlps="11000000001-00001",
                holders=Holders(icp="示例教育科技有限公司"),
            ),
        ),
        app=AppEntry(
            name="示例作业",
            version="1.10",
            platforms=("安卓",),
            types=("学习类",),
            audiences=("学生（中小学）", "学生（幼儿园）", "家长"),
            services=("作业", "练习"),
            permissions=("相机", "麦克风"),
            functions=(),
        ),
    ),
    institutions=(
        InstitutionForm(
            unit=InstitutionUnit(
                name="示例市第一示例中学",
                nature="学校",
                proof=Proof(number="12000000MB0EXAMP20"),
                place="示例省示例市",
                legal=Person(name="法定代表人(示例)"),
                contact=Person(name="联系人(示例)"),
            ),
            app=UseEntry(
                app="示例作业",
                audiences=("教师", "学生（初中）"),
                scenes=("课后作业",),
                use="要求使用",
                decided=True,
                contract=False,
                self_made=False,
            ),
        ),
    ),
    extra=Extra(
        education_number="教APP备1100001号",
        app_number="京ICP备00000001号-2A",
        policy_url="https://www.example.cn/privacy?from=filing",
        samples=(
            Sample(
                platform="安卓",
                app_id="cn.example.homework",
                version="1.10",
                version_code="110",
                certificate_md5="0f1e2d3c4b5a69788796a5b4c3d2e1f0",
            ),
        ),
        pack="henan",
        submitted="2026-01-05",
    ),
)
"""What FILLED says. `DEVELOPER` is a developer of another name."""

DEVELOPER = Developer(
    name="示例软件有限公司",
    nature="企业",
    proof=Proof(number="91000000MA0EXAMP4Y"),
    contact=Person(name="联系人(示例)"),
)


def _kept(text: str) -> bool:
    return text.isprintable() and tidy(text) == text and not blank(text)


TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co")), min_size=1, max_size=12
).filter(_kept)
_SAFE = {
    "proof": st.sampled_from(("91000000MA0EXAMP1M", "D2143569-X", "0000")),
    "ip": st.sampled_from(("203.0.113.7", "2001:db8::1", "10.0.0.1", "nowhere")),
    "domain": st.sampled_from(("a.example.cn", "示例.中国", "no domain".replace(" ", "-"))),
}


def _values(item: Field) -> st.SearchStrategy[Any]:
    if item.part:
        part = parts(item.part)
        if item.shape is Shape.PART:
            return part
        return st.lists(part.filter(lambda made: made != type(made)()), max_size=2).map(tuple)
    if item.shape is Shape.FLAG:
        return st.sampled_from((None, True, False))
    if item.shape is Shape.DATE:
        return st.one_of(st.just(""), st.dates().map(lambda day: day.isoformat()))
    if item.choices:
        if item.shape is Shape.CHOICE:
            return st.sampled_from(("", *item.choices))
        several = st.lists(st.sampled_from(item.choices), unique=True, max_size=3).map(tuple)
        return st.one_of(st.none(), several) if item.none else several
    alphabet = st.sampled_from("abc0123456789.-")
    text = st.text(alphabet, max_size=9).filter(_kept) if item.check else TEXTS
    text = _SAFE.get(item.check, text).map(lambda made: canonical(item, made))
    text = text.filter(lambda made: _kept(made) and made not in item.synonyms)
    if item.shape is Shape.TEXTS:
        several = st.lists(text, unique=True, max_size=3).map(tuple)
        return st.one_of(st.none(), several) if item.none else several
    return st.one_of(st.just(""), text)


def parts(cls: Any) -> st.SearchStrategy[Any]:
    """Forms and sections with any contents that a file can hold."""
    return st.builds(cls, **{item.name: _values(item) for item in spec(cls)})


DECLARATIONS: st.SearchStrategy[Declaration] = parts(Declaration)
