"""What the elements of a policy are called, and the words by which people look for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Named(NamedTuple):
    """One element in Chinese and English, and what stands in texts that state it."""

    zh: str
    en: str
    words: str


ELEMENT_NAMES: Mapping[str, Named] = {
    "provider": Named("处理者名称", "who processes", "单位全称、以下简称“我们”、运营者、开发者"),
    "contact": Named("联系方式", "contact", "联系我们、电话、邮箱、地址、客服"),
    "effective": Named("生效日期", "effective date", "生效日期、施行"),
    "updated": Named("更新日期", "date of the last change", "更新日期、发布日期、修订"),
    "purposes": Named("收集的种类和目的", "kinds of data with purposes", "收集、用于、为了、目的"),
    "permissions": Named("权限及用途", "permissions and what for", "权限、相机、麦克风、用于"),
    "sdk-disclosure": Named("第三方组件名称", "names of SDKs", "SDK、第三方、组件的各种叫法"),
    "sdk-data": Named("第三方组件收集的信息", "what SDKs take", "SDK、收集信息、设备标识"),
    "retention": Named("保存期限", "retention", "保存、存储、保留、期限、最短必要时间"),
    "storage-place": Named("存储地点", "place of storage", "存储、保存、境内、服务器"),
    "access": Named("查询", "access", "查询、查阅、查看、复制"),
    "correction": Named("更正", "correction", "更正、修改、补充"),
    "deletion": Named("删除", "deletion", "删除、清除"),
    "account-deletion": Named("注销账号", "closing the account", "注销账号、注销流程"),
    "withdrawal": Named("撤回同意", "withdrawal of consent", "撤回同意、撤销授权、改变授权范围"),
    "guardian": Named("监护人同意", "consent of a guardian", "儿童、未成年人、监护人、同意"),
    "complaints": Named("投诉渠道", "where to complain", "投诉、举报、疑问、反馈"),
    "reply-time": Named("答复期限", "time for an answer", "工作日内、天内、答复、回复"),
    "overseas": Named("是否出境", "transfer abroad", "境外、出境、跨境"),
    "sensitive": Named("敏感信息的必要性和影响", "necessity of sensitive data", "敏感个人信息、必要、影响"),
    "recommendation": Named("个性化推荐", "personalised recommendation", "个性化推荐、自动化决策、画像"),
    "changes": Named("变更通知", "notice of changes", "政策更新、变更、通知、公告"),
    "officer": Named("个人信息保护负责人", "data protection officer", "个人信息保护负责人、数据保护官"),
    "children-officer": Named("儿童信息保护专人", "officer for children's data", "儿童、专人、负责人、专员"),
    "safeguards": Named("安全措施", "safeguards", "加密、访问控制、安全措施"),
    "refusal": Named("拒绝的后果", "what refusing leads to", "拒绝、不同意、不提供、无法使用"),
    "third-parties": Named("共享、转让、委托", "sharing with others", "共享、转让、委托、公开披露"),
    "recipient-contact": Named(
        "接收方名称和联系方式", "recipients and how to reach them", "第三方清单、公司名称、隐私政策链接"
    ),
    "children-chapter": Named("儿童信息专章", "a chapter about children", "儿童、未成年人的专门一章"),
    "collection-list": Named("收集清单", "list of what is collected", "个人信息收集清单"),
    "sdk-list": Named("第三方清单", "list of third parties", "第三方共享清单、SDK目录"),
}
