"""Text made plain for matching, character for character: a place in the plain text is the same place in the
text itself, so that a quotation can be cut out of what was written.

Widths and compatibility forms (监护⼈ with a radical, as PDF files have it) become ordinary characters,
capitals small, traditional characters simplified, and words of Taiwan and Hong Kong those of the mainland
where they are equally long.
"""

from __future__ import annotations

import re
import unicodedata

_TRADITIONAL = (
    "個个們们這这來来為为國国說说時时會会對对過过後后裡里發发資资訊讯隱隐權权儲储單单學学習习應应實实際际與与於于"
    "關关開开並并當当從从還还進进間间內内則则條条項项機机構构據据數数處处種种類类確确認认證证許许請请護护監监業业"
    "務务產产線线網网絡络電电話话號号碼码郵邮傳传輸输導导聯联繫系絡络點点擊击選选擇择設设備备裝装軟软體体版版連连"
    "續续結结給给經经統统計计記记錄录詳详細细購购買买賣卖費费員员約约級级純纯組组織织維维繪绘編编練练績绩總总緒绪"
    "課课題题語语調调試试驗验評评譯译詞词讀读變变讓让識识議议負负責责財财貨货質质贈赠達达遠远違违適适邊边鄰邻釋释"
    "錯错鍵键鏈链長长門门閉闭閱阅陸陆階阶隨随險险雖虽雙双離离難难雲云靈灵靜静頁页順顺須须預预領领頭头頻频顯显類类"
    "風风飛飞養养館馆馬马驅驱體体無无滿满潛潜濫滥災灾爭争獨独獲获現现環环異异畫画療疗瞭了矯矫碼码禮礼積积稱称"
    "窗窗競竞筆笔節节範范築筑簡简簽签籌筹糾纠紀纪紅红納纳級级紙纸絕绝縣县繼继罰罚聲声聽听職职腦脑臉脸興兴舉举舊旧"
    "藝艺藥药藍蓝處处術术衛卫裝装製制複复見见規规視视覽览觀观訂订討讨訓训託托設设訪访該该誠诚誤误課课證证譽誉"
    "豐丰貝贝貢贡貫贯費费貼贴賬账賴赖趨趋跡迹蹤踪軌轨輔辅辦办農农運运遞递遲迟遷迁郵邮醫医鎖锁鑰钥錄录鎮镇閃闪闡阐隊队"
    "陽阳隻只雜杂電电霧雾韓韩響响顧顾顏颜願愿驟骤驗验魚鱼鳥鸟麥麦黃黄齊齐齡龄龍龙區区協协參参啟启問问圖图圓圆團团場场"
    "塊块報报壓压壞坏夠够夢梦奪夺婦妇嬰婴寫写寬宽審审將将專专尋寻導导層层嶺岭帳账帶带幫帮幣币廣广庫库廠厂張张強强彈弹"
    "彙汇徑径復复徵征悅悦惡恶愛爱態态慣惯慮虑憑凭憶忆戰战戲戏戶户拋抛掃扫採采換换損损搖摇撥拨擔担擁拥據据擴扩攝摄"
    "敘叙敵敌斷断於于暫暂書书東东查查極极樣样標标樂乐樓楼橫横檔档檢检櫃柜歡欢歲岁歷历殘残決决沒没況况淨净準准溝沟溫温滅灭"
    "銷销暱昵韻韵載载儉俭劉刘嗎吗嘗尝壽寿奧奥妝妆嬌娇寧宁屬属崗岗幾几幹干弔吊徹彻恆恒悶闷慶庆憂忧戀恋掛挂揚扬攜携敗败"
    "斂敛曆历構构槍枪樹树橋桥機机檢检殺杀毀毁氣气決决減减測测渾浑漢汉潔洁澤泽濟济瀏浏為为煙烟燈灯爐炉獻献瑣琐畢毕癥症發发盤盘"
    "睜睁礙碍祿禄穩稳窮穷竊窃箇个糧粮紋纹終终給给絲丝緊紧緩缓縮缩繁繁繳缴罵骂羅罗聰聪肅肃脅胁腳脚臨临艦舰蒐搜蓋盖薦荐虧亏"
    "蝕蚀襲袭詐诈詢询誰谁諾诺謹谨譜谱譴谴貌貌賠赔贏赢趙赵躍跃軍军軟软較较輕轻輪轮轟轰辭辞遊游遺遗郵邮鄉乡鈕钮鈴铃銀银銳锐錢钱"
    "鍊炼鎖锁鐘钟閒闲闊阔陣阵陳陈隸隶雇雇靠靠頒颁頓顿頗颇顆颗飯饭飾饰餐餐餘余騙骗驚惊髮发鬧闹魯鲁鮮鲜鹽盐麗丽點点齒齿"
    "營营爾尔牆墙狀状獎奖瀏浏產产發发盜盗盡尽監监盤盘眾众礎础祕秘秘秘禁禁離离動动勞劳勝胜勢势匯汇卻却厭厌參参員员喚唤"
    "嚴严執执備备傷伤僅仅價价億亿優优儘尽償偿兒儿兩两冊册凍冻劃划劑剂創创別别刪删剛刚則则務务勵励註注誌志隱隐"
)
_PHRASES = (
    ("资讯", "信息"),
    ("个人资料", "个人信息"),
    ("软体", "软件"),
    ("硬体", "硬件"),
    ("装置", "设备"),
    ("搜集", "收集"),
    ("蒐集", "收集"),
    ("透过", "通过"),
    ("电邮", "邮箱"),
    ("网路", "网络"),
    ("伺服器", "服务器"),
    ("应用程式", "应用程序"),
    ("程式", "程序"),
    ("相簿", "相册"),
    ("档案", "文件"),
    ("登入", "登录"),
    ("帐", "账"),
    ("声请", "申请"),
    ("讯息", "信息"),
    ("影像", "图像"),
    ("回覆", "回复"),
    ("答覆", "答复"),
    ("资料库", "数据库"),
    ("储存", "存储"),
    ("预设", "默认"),
)
"""Of equal length each; applied after the characters were simplified."""


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0xFF01, 0xFFE7)):
        form = unicodedata.normalize("NFKC", chr(code))
        if len(form) == 1 and form != chr(code):
            table[code] = form
    table |= {ord(capital): capital.lower() for capital in map(chr, range(0x41, 0x5B))}
    pairs = zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)
    table |= {ord(old): new for old, new in pairs}
    for code in range(0xFF21, 0xFF3B):
        table[code] = chr(code - 0xFF21 + 0x61)
    return table


_TABLE = _table()
TRADITIONAL = frozenset(
    old for old, new in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True) if old != new
)
"""Characters that simplified text does not have."""
_EITHER = re.compile("|".join(old for old, _ in _PHRASES))
_NEW = dict(_PHRASES)


def plain(text: str) -> str:
    """The text for matching, as long as `text`."""
    simple = text.translate(_TABLE)
    return _EITHER.sub(lambda hit: _NEW[hit[0]], simple)


def script_of(text: str) -> str:
    """simplified, traditional, or "" where there is hardly any Chinese."""
    sample = text[:20_000]
    chinese = sum("\u4e00" <= letter <= "\u9fff" for letter in sample)
    if chinese < 20:
        return ""
    old = sum(letter in TRADITIONAL for letter in sample)
    return "traditional" if old * 12 > chinese else "simplified"


def language_of(text: str) -> str:
    """zh, en, or "" where there is hardly any text."""
    sample = text[:20_000]
    chinese = sum("\u4e00" <= letter <= "\u9fff" for letter in sample)
    latin = sum(letter.isascii() and letter.isalpha() for letter in sample)
    if chinese < 20 and latin < 80:
        return ""
    return "zh" if chinese * 6 > latin else "en"


_SENTENCE = re.compile(r"[^。!?!?;;\n]+(?:[。!?!?;;]+[”\"』」)]?|$)")
_ENGLISH = re.compile(r".+?(?:[.!?;](?=\s|$)|$)")


def sentences(text: str, language: str = "zh") -> list[tuple[int, int]]:
    """Where the sentences of one line begin and end."""
    pattern = _ENGLISH if language == "en" else _SENTENCE
    return [(hit.start(), hit.end()) for hit in pattern.finditer(text) if hit[0].strip()]
