"""The `heyan` command: composes the floors below, no logic of its own; imports heavy parts when needed."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reports.examine import Asked
    from reports.folder import Done
    from reports.model import RiskReport
    from reports.rules_tools import Said
    from rules.load import ByDay, RuleBase
    from rules.observations import Observed
    from scanner.declaration import Declaration
    from scanner.model import Evidence, Limits, Scan

OK, FOUND, BAD, INCOMPLETE, OURS = 0, 1, 2, 3, 4
"""Exit codes; of several that apply, the first of OURS, BAD, FOUND, INCOMPLETE."""
_ORDER = (OURS, BAD, FOUND, INCOMPLETE, OK)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal in GBK cannot show every name
    parsed = _parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = OK
    except OSError as fault:
        code = _say(f"文件读写出错:{fault} (a file cannot be read or written)", BAD)
    except Exception:  # noqa: BLE001  never an exit code that would mean a finding
        import traceback

        code = _say(f"程序出错,请把以下内容交给维护人员 (our own fault):\n{traceback.format_exc()}", OURS)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("heyan", description="核验教育移动应用:安装包与备案信息是否一致")
    commands = parser.add_subparsers(metavar="命令", required=True)

    scan = commands.add_parser("scan", help="检测安装包(或一个文件夹),生成报告")
    scan.add_argument("package", type=Path, help="APK、IPA 安装包、拆分包(.apks/.xapk),或装有安装包的文件夹")
    scan.add_argument("--filing", type=Path, help="备案表 filing.yaml(heyan filing template 可生成)")
    scan.add_argument("--filings", type=Path, help="装有多份备案表的文件夹")
    scan.add_argument("--out", type=Path, default=Path("out"), help="结果放在哪个文件夹(默认 out)")
    scan.add_argument("--jobs", type=int, default=1, help="同时检测几个安装包")
    scan.add_argument("--timeout", type=float, default=600, help="每个安装包最多检测多少秒")
    scan.add_argument(
        "--yara", type=Path, action="append", default=[], help="自备的 YARA 规则文件或文件夹,可多次"
    )
    scan.add_argument(
        "--limit",
        action="append",
        default=[],
        metavar="名称=数值",
        help="安装包的上限,可多次:total(字节)、unpacked(字节)、entry(字节)、entries、ratio、nesting、path(字节)",
    )
    scan.add_argument("--at", type=_day, help="检测日期 YYYY-MM-DD(默认今天,北京时间)")
    scan.add_argument(
        "--session", type=Path, action="append", default=[], help="对这个安装包采集的会话,可多次"
    )
    _opening(scan)
    _judging(scan)
    scan.set_defaults(run=_scan)

    judge = commands.add_parser("judge", help="用已存的 scan.json 重新核验,不需要安装包")
    judge.add_argument("scan", type=Path, help="scan.json")
    judge.add_argument("--filing", type=Path, help="备案表 filing.yaml")
    judge.add_argument("--out", type=Path, help="结果放在哪个文件夹(默认 scan.json 所在处)")
    judge.add_argument("--now", type=_day, help="另行说明按哪一天的规定会怎样,YYYY-MM-DD(默认今天,北京时间)")
    _judging(judge)
    judge.set_defaults(run=_judge)

    compare = commands.add_parser("compare", help="对照同一应用的两个安装包(如安卓版与苹果版)")
    compare.add_argument("packages", type=Path, nargs=2, help="安装包,或已存的 scan.json")
    compare.add_argument("--filing", type=Path, help="备案表 filing.yaml")
    compare.add_argument("--out", type=Path, help="把对照结果写成网页(.html)")
    compare.add_argument("--pack", default="default", help="省份规则包,如 henan")
    compare.add_argument("--rules", type=Path, action="append", default=[], help="自备的规则文件夹,可多次")
    compare.add_argument("--lang", default="zh", choices=("zh", "en"))
    compare.set_defaults(run=_compare)

    filing = commands.add_parser("filing", help="备案表:生成模板、检查、从表格导入")
    actions = filing.add_subparsers(metavar="操作", required=True)
    template = actions.add_parser("template", help="输出带说明的空白备案表")
    template.set_defaults(run=_template)
    check = actions.add_parser("check", help="检查备案表,列出全部问题及所在行")
    check.add_argument("filing", type=Path)
    check.set_defaults(run=_check)
    table = actions.add_parser("import", help="把备案平台导出的表格转成备案表")
    table.add_argument("table", type=Path, help="导出的 .xlsx 或 .csv")
    table.add_argument("--map", type=Path, help="列对应关系 map.yaml(默认按官方栏目名对应)")
    table.add_argument("--out", type=Path, required=True, help="备案表放在哪个文件夹")
    table.set_defaults(run=_import)

    _observation_commands(commands.add_parser("observations", help="人工取证:生成待填的文件、检查"))

    evidence = commands.add_parser("evidence", help="查看某条证据所在的原处")
    looks = evidence.add_subparsers(metavar="操作", required=True)
    show = looks.add_parser("show", help="显示该处的指令、清单内容或字节,以及用常见工具查看的方法")
    show.add_argument("id", help="报告里的证据编号")
    show.add_argument("--package", type=Path, help="安装包")
    show.add_argument("--session", type=Path, help="采集会话:查看其中的原处(会记入开封记录)")
    _opening(show)
    show.add_argument("--scan", type=Path, help="scan.json(不给则重新检测安装包)")
    show.add_argument("--filing", type=Path, help="备案表 filing.yaml(查看备案表的证据时要给)")
    show.add_argument("--observations", type=Path, help="人工取证文件(查看人工取证时要给)")
    show.add_argument("--pack", default="default", help=argparse.SUPPRESS)
    show.add_argument("--rules", type=Path, action="append", default=[], help="自备的规则文件夹")
    show.add_argument("--lang", default="zh", choices=("zh", "en"))
    show.set_defaults(run=_show)

    _capture_commands(commands)
    _rule_commands(commands.add_parser("rules", help="规则库:查看、解释、检查、比较"))

    _service_commands(commands)

    schema = commands.add_parser("schema", help="输出 report.json 或 scan.json 的 JSON Schema")
    schema.add_argument("name", choices=("report", "scan"))
    schema.set_defaults(run=_schema)
    return parser


def _service_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = commands.add_parser("serve", help="启动登记与核验服务(网页、检测和定时,一台机器)")
    web = commands.add_parser("web", help="只启动网页")
    for command in (serve, web):
        command.add_argument("--bind", default="127.0.0.1:8000", help="地址和端口(默认 127.0.0.1:8000)")
        command.set_defaults(run=_serve)
    work = commands.add_parser("work", help="只启动检测进程")
    work.add_argument("--queues", default="", help="只做这几类:static,policy,dynamic,judge(默认全部)")
    for command in (serve, work):
        command.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="同时检测几个安装包")
    work.set_defaults(run=_serve)
    commands.add_parser("beat", help="只启动定时进程").set_defaults(run=_serve)
    commands.add_parser("verify-log", help="核对事件日志有没有被改动").set_defaults(run=_verify_log)
    for name in ("serve", "web", "work", "beat"):
        commands.choices[name].set_defaults(service=name)


def _observation_commands(observations: argparse.ArgumentParser) -> None:
    actions = observations.add_subparsers(metavar="操作", required=True)
    template = actions.add_parser("template", help="输出待填的人工取证文件")
    template.add_argument("--scan", type=Path, help="scan.json:只列这次检测要人查的事项")
    template.add_argument("--filing", type=Path, help="备案表 filing.yaml")
    template.set_defaults(run=_observations_template)
    check = actions.add_parser("check", help="检查填好的文件,列出全部问题及所在行")
    check.add_argument("observations", type=Path)
    check.set_defaults(run=_observations_check)
    for command in (template, check):
        command.add_argument("--pack", default="default", help="省份规则包,如 henan")
        command.add_argument(
            "--rules", type=Path, action="append", default=[], help="自备的规则文件夹,可多次"
        )


def _opening(command: argparse.ArgumentParser) -> None:
    command.add_argument("--key", type=Path, help="会话的密钥文件(默认 ~/.config/heyan/session.key)")
    command.add_argument("--geo", type=Path, help="自备的 MaxMind 格式地址库(.mmdb),用来查服务器所在国家")


def _capture_commands(commands: Any) -> None:
    capture = commands.add_parser("capture", help="动态检测的会话:导入、封存")
    actions = capture.add_subparsers(metavar="操作", required=True)
    bring = actions.add_parser("import", help="把 HAR、苹果“App 隐私报告”导入为会话")
    bring.add_argument("files", type=Path, nargs="+", help=".har 或 .ndjson 文件")
    bring.add_argument("--package", type=Path, required=True, help="记录时所用的安装包")
    bring.add_argument("--app-id", default="", help="包名或 Bundle ID(导入 App 隐私报告时必填)")
    bring.add_argument("--platform", default="android", choices=("android", "ios"))
    bring.add_argument("--phases", type=Path, help="各阶段的起始时间(YAML 或 JSON,见 docs/dynamic.md)")
    bring.add_argument("--persona", type=Path, help="采集时植入的测试身份(heyan persona new)")
    bring.add_argument("--out", type=Path, required=True, help="会话放在哪个文件夹")
    bring.add_argument("--key", type=Path, help="密钥文件;没有时新建(默认 ~/.config/heyan/session.key)")
    bring.add_argument("--plain", action="store_true", help="不加密(只在受控的机器上用)")
    bring.set_defaults(run=_capture_import)
    pack = actions.add_parser("pack", help="把录下的会话封存,以便携带:哈希、设备、操作人、时钟偏差")
    pack.add_argument("session", type=Path, help="录下的会话文件夹")
    pack.add_argument("--out", type=Path, required=True)
    pack.add_argument("--key", type=Path)
    pack.add_argument("--device", help="设备型号和系统")
    pack.add_argument("--operator", help="操作人(按本单位的称呼)")
    pack.add_argument("--clock-offset", type=int, help="标准时间减设备时间,毫秒")
    pack.add_argument("--clock-source", help="与什么对时")
    pack.add_argument("--exit-country", help="网络出口所在国家或地区,如 CN")
    pack.set_defaults(run=_capture_pack)
    persona = commands.add_parser("persona", help="检测用的虚构身份")
    made = persona.add_subparsers(metavar="操作", required=True).add_parser("new", help="新造一套身份")
    made.add_argument("--out", type=Path, required=True, help="身份文件(只有本人可读)")
    made.add_argument(
        "--phone",
        action="append",
        default=[],
        metavar="角色=号码",
        help="检测单位自有的手机号,如 child=199…,可多次;没有就不造",
    )
    made.set_defaults(run=_persona)


def _rule_commands(rules: argparse.ArgumentParser) -> None:
    actions = rules.add_subparsers(metavar="操作", required=True, dest="action")
    listing = actions.add_parser("list", help="列出规则;--sdks 列出第三方组件")
    listing.add_argument("--family", default="", help="只列一类,如 PERM;列组件时为用途,如 ads")
    listing.add_argument("--use", default="", choices=("补正", "整改", "学校", "移送", "提示"))
    listing.add_argument("--sdks", action="store_true", help="列出第三方组件的识别条目")
    show = actions.add_parser("show", help="一条规则、一个组件或一条依据的全部内容")
    show.add_argument("id", help="规则编号、组件编号,或依据(如 BA3:12)")
    explain = actions.add_parser("explain", help="一条规则在一次检测上是怎样判出来的")
    explain.add_argument("id", help="规则编号")
    explain.add_argument("scan", type=Path, help="scan.json")
    explain.add_argument("--filing", type=Path, help="备案表 filing.yaml")
    unnamed = actions.add_parser("unnamed", help="一次检测里还没有组件认领的代码、清单组件和网络地址")
    unnamed.add_argument("scan", type=Path, help="scan.json")
    lint = actions.add_parser("lint", help="检查规则库(连同自己的文件夹),列出全部问题及所在行")
    test = actions.add_parser("test", help="逐个运行规则的例子,列出不符的")
    for command in (lint, test):
        command.add_argument("folder", type=Path, nargs="*", help="自备的规则文件夹")
    coverage = actions.add_parser("coverage", help="每条规则由什么验证:仅有例子,还是端到端")
    learn = actions.add_parser("learn", help="从含有组件的应用学出它的类形状:改名后也认得出")
    learn.add_argument("package", type=Path, help="安装包,或它的 scan.json")
    learn.add_argument("--id", required=True, help="组件编号")
    learn.add_argument("--prefix", action="append", default=[], help="组件的包名,可多次(默认按组件条目)")
    learn.add_argument(
        "--against",
        type=Path,
        action="append",
        default=[],
        help="其他应用的 scan.json 或文件夹:也有的形状不用",
    )
    impact = actions.add_parser("impact", help="换用另一套规则,已存的检测有哪些结论会变,为什么")
    impact.add_argument("--old", default="now", help="原规则:文件夹、now(现用的,默认)或 house(自带的)")
    impact.add_argument(
        "--new", default="now", help="新规则:文件夹(不是整套的加在现用的之上),或规则包(文件或已安装的哈希)"
    )
    impact.add_argument("--filings", type=Path, help="装有备案表的文件夹(默认用 scan.json 旁的 filing.yaml)")
    impact.add_argument("scans", type=Path, help="装有 scan.json 的文件夹")
    for command in (listing, show, explain, unnamed, test, coverage, learn, impact):
        command.add_argument("--pack", default="default", help="省份设置,如 henan")
    for command in (listing, show, explain, unnamed, coverage, learn):
        command.add_argument(
            "--rules", type=Path, action="append", default=[], help="自备的规则文件夹,可多次"
        )
    rules.set_defaults(run=_rules)
    _pack_commands(actions.add_parser("pack", help="签名规则包:制作、核对、安装、启用、退回"))


def _pack_commands(pack: argparse.ArgumentParser) -> None:
    actions = pack.add_subparsers(metavar="操作", required=True, dest="deed")
    key = actions.add_parser("key", help="生成签名用的私钥(Ed25519),并给出要写进信任名单的公钥")
    key.add_argument("--out", type=Path, required=True, help="私钥文件(PEM)")
    changes = actions.add_parser("changes", help="列出与上一版的差别,存成文件改好后交给 build")
    build = actions.add_parser("build", help="把一个规则文件夹做成签名规则包")
    for command in (changes, build):
        command.add_argument("folder", type=Path, help="规则文件夹")
        command.add_argument("--previous", type=Path, help="上一版规则包文件;名称、标题、制作单位照它的")
        command.add_argument("--name", default="", help="名称:小写字母、数字和连字符,各版相同")
        command.add_argument("--title", default="", help="标题,如 全国规则库")
        command.add_argument("--maker", default="", help="制作单位")
        command.add_argument("--local", action="store_true", help="本省口径:加在规则库之上,不是整套规则")
        command.add_argument("--ip", type=Path, help="随包的 IP 归属库(MaxMind 格式)")
        command.add_argument("--date", type=_day, help="制作日期 YYYY-MM-DD(默认今天)")
    build.add_argument("--changes", type=Path, help="改好的变更清单,一行一项(默认按差别生成)")
    build.add_argument("--key", type=Path, help="签名私钥(PEM)")
    build.add_argument("--sign-command", default="", help="代替私钥的签名命令,含 {content},可含 {signature}")
    build.add_argument("--public", type=Path, help="签名命令所用的公钥(PEM)")
    build.add_argument("--out", type=Path, required=True, help="规则包文件,如 national-1.heyanpack")
    verify = actions.add_parser("verify", help="核对规则包的签名和内容,显示变更清单")
    install = actions.add_parser("install", help="核对并存放规则包,不启用")
    for command in (verify, install):
        command.add_argument("file", type=Path, help="规则包文件")
    actions.add_parser("list", help="已安装的规则包和启用记录")
    activate = actions.add_parser("activate", help="从某日起启用已安装的规则包")
    activate.add_argument("name", help="规则包的哈希(前 8 位以上),或 名称:版次")
    back = actions.add_parser("rollback", help="从某日起退回旧版,或停用")
    back.add_argument("name", help="规则包名称")
    back.add_argument("--to", default="", help="退回到哪一版:哈希或 名称:版次(不写为停用,用自带的规则)")
    back.add_argument("--why", required=True, help="理由")
    for command in (activate, back):
        command.add_argument("--since", type=_day, help="从哪天起,YYYY-MM-DD(默认今天,北京时间)")
        command.add_argument("--by", required=True, help="由谁决定,写进每份报告")
    pack.set_defaults(run=_rules)


def _day(text: str) -> str:
    """A day as it stands in scans."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} 应写成 2026-01-31 (not a day)") from None


def _judging(command: argparse.ArgumentParser) -> None:
    command.add_argument("--observations", type=Path, help="人工取证文件(heyan observations template 可生成)")
    command.add_argument(
        "--fail-on", default="S3", choices=("S1", "S2", "S3", "S4"), help="达到该级别的命中以 1 退出"
    )
    command.add_argument("--strict", action="store_true", help="疑似(线索)也算")
    command.add_argument("--pack", default="", help="省份设置,如 henan(默认用备案表写明的,没有则用全国的)")
    command.add_argument("--rules", type=Path, action="append", default=[], help="自备的规则文件夹,可多次")
    command.add_argument("--lang", default="zh", choices=("zh", "en"), help="终端摘要的语言")


def _base(parsed: argparse.Namespace, day: str = "") -> RuleBase:
    """The rules in force on a day, today unless another is named. Raises BadRules, OSError."""
    from reports import options

    return _by_day(parsed).on(day or options.today())


def _by_day(parsed: argparse.Namespace) -> ByDay:
    from rules.load import ByDay

    return ByDay(parsed.pack, parsed.rules)


def _scan(parsed: argparse.Namespace) -> int:
    from reports import options

    try:
        limits = options.limits(parsed.limit)
    except ValueError as bad:
        return _say(str(bad), BAD)
    several = parsed.package.is_dir()
    if several and parsed.session:
        return _say("检测文件夹时不能指定会话,请逐个检测 (--session for one package)", BAD)
    if several and parsed.filing:
        return _say("检测文件夹时请用 --filings 指定装有备案表的文件夹 (--filings for a folder)", BAD)
    if not several and parsed.filings:
        return _say("检测一个安装包时请用 --filing 指定备案表 (--filing for one package)", BAD)
    if several and parsed.observations:
        return _say("人工取证只用于一个应用:先检测文件夹,再用 heyan judge (for one package only)", BAD)
    return _folder(parsed, limits) if several else _single(parsed, limits)


def _asked(parsed: argparse.Namespace, limits: Limits) -> Asked:
    """What an examination is asked to do. Raises BadRules."""
    from reports import options
    from reports.examine import Asked

    rules, by_day, today = options.byte_rules(parsed.yara), _by_day(parsed), options.today()
    at = parsed.at or today
    return Asked(by_day.on(at), at, parsed.timeout, rules, limits, by_day, today)


def _single(parsed: argparse.Namespace, limits: Limits) -> int:
    from rules.data import BadRules
    from scanner import sandbox
    from scanner.answer import ChildFault
    from scanner.filing_faults import BadFiling
    from scanner.model import BadPackage

    try:
        # the child starts first: while it imports what it needs, so do we, and read filing and rules
        with sandbox.started((parsed.package,), limits) as child:
            from reports import examine
            from reports.folder import name_of

            asked, declaration = _asked(parsed, limits), _declaration(parsed)
            observed = _observed(parsed, asked.base)
            scan = examine.scan((parsed.package,), asked, child)
        seen = observed.about(scan.package.app_id)
        if parsed.session:
            scan = _with_sessions(scan, parsed, asked)
        made = examine.report_as_asked(scan, declaration, asked, seen)
    except (BadFiling, BadPackage, BadRules) as bad:
        return _say(str(bad), BAD)
    except OSError as fault:
        return _say(f"文件打不开:{fault} (cannot be opened)", BAD)
    except ChildFault as fault:
        return _say(f"检测程序出错,请把以下内容交给维护人员 (our own fault):\n{fault}", OURS)
    page = examine.write(parsed.out / name_of(scan.package), scan, made)
    _print_report(made, parsed.lang)
    print(f"报告 {page}" if parsed.lang == "zh" else f"report {page}")
    return _code(parsed, made, scan)


def _with_sessions(scan: Scan, parsed: argparse.Namespace, asked: Asked) -> Scan:
    """The scan with the dynamic stage of each session joined. Raises BadPackage, ChildFault or OSError."""
    from reports import capture

    opening = capture.Opening(capture.key_file(parsed.key), parsed.geo)
    for path in parsed.session:
        scan = scan.join(capture.examine(scan.package, path, asked, opening))
    return scan


def _capture_import(parsed: argparse.Namespace) -> int:
    from reports import capture
    from scanner.filing_faults import BadFiling
    from scanner.formats.flows import BadFlows
    from scanner.formats.sealed import BadSeal
    from scanner.model import BadPackage
    from scanner.persona import BadPersona
    from scanner.session_import import Told, digest
    from scanner.session_phases_file import load

    try:
        phases = load(parsed.phases) if parsed.phases else None
        told = Told(digest(parsed.package), parsed.app_id, parsed.platform, phases, parsed.persona)
        key = None if parsed.plain else capture.key_file(parsed.key)
        made = capture.bring_in(parsed.files, told, parsed.out, key)
    except (BadFiling, BadFlows, BadPersona, BadSeal, BadPackage) as bad:
        return _say(str(bad), BAD)
    for why in made.unread.why:
        print(f"未能读出 {why}", file=sys.stderr)
    print(f"会话 {made.folder}:{made.flows} 次请求,{made.events} 条系统记录,{made.unread.count} 项未能读出")
    return INCOMPLETE if made.unread.count else OK


def _capture_pack(parsed: argparse.Namespace) -> int:
    from reports import capture
    from scanner.formats.sealed import BadSeal
    from scanner.model import BadPackage

    names = ("device", "operator", "clock_offset", "clock_source", "exit_country")
    facts = {name: value for name in names if (value := getattr(parsed, name)) is not None}
    try:
        target = capture.pack(parsed.session, parsed.out, capture.key_file(parsed.key), **facts)
    except (BadPackage, BadSeal) as bad:
        return _say(str(bad), BAD)
    print(f"已封存 {target}")
    return OK


def _persona(parsed: argparse.Namespace) -> int:
    import re
    from datetime import date

    from reports import options
    from scanner import persona, persona_new

    phones = dict(text.partition("=")[::2] for text in parsed.phone)
    if not all(
        role in ("child", "guardian", "adult") and re.fullmatch(r"1\d{10}", number)
        for role, number in phones.items()
    ):
        return _say("--phone 应写成 child=11位手机号(角色:child、guardian、adult) (role=number)", BAD)
    persona.write(parsed.out, persona_new.new(date.fromisoformat(options.today()), phones))
    print(f"身份文件 {parsed.out}(只有本人可读)")
    return OK


def _declaration(parsed: argparse.Namespace) -> Declaration | None:
    """The filing that was named, if any. Raises BadFiling or OSError."""
    if not parsed.filing:
        return None
    from scanner.filing_form import load

    return load(parsed.filing)


def _observed(parsed: argparse.Namespace, base: RuleBase) -> Observed:
    """What people looked up, if a file was named. Raises BadFiling."""
    from rules.observations import Observed, load

    return load(parsed.observations, base.rules) if parsed.observations else Observed("", ())


def _folder(parsed: argparse.Namespace, limits: Limits) -> int:
    from reports import discover, folder, terminal
    from rules.data import BadRules

    try:
        asked = _asked(parsed, limits)
    except BadRules as bad:
        return _say(str(bad), BAD)
    if parsed.filings and not parsed.filings.is_dir():
        return _say(f"{parsed.filings} 不是文件夹 (not a folder)", BAD)
    filings = discover.filings(parsed.filings) if parsed.filings else None
    for name, wrong in filings.faulty.items() if filings else ():
        print(f"备案表有误 {name}:{wrong}", file=sys.stderr)
    results = folder.run(parsed.package, filings, parsed.out, asked, parsed.jobs, terminal.progress())
    if not results:
        return _say(f"{parsed.package} 里没有安装包 (no package found)", BAD)
    for line in terminal.folder_lines(results, filings is not None, parsed.out):
        print(line)
    codes = [_code_of(parsed, done) for done in results]
    return next(code for code in _ORDER if code in codes)


def _code_of(parsed: argparse.Namespace, done: Done) -> int:
    if done.report is None or done.scan is None:
        return BAD if done.refused else OURS
    return _code(parsed, done.report, done.scan)


def _code(parsed: argparse.Namespace, made: RiskReport, scan: Scan) -> int:
    from rules.model import Outcome
    from scanner.model import Status

    if any(run.reason == "fault" for run in scan.runs):
        return OURS  # an analyzer failed by a fault of ours; the report says what was found all the same
    counted = (Outcome.VIOLATED, Outcome.SUSPECTED) if parsed.strict else (Outcome.VIOLATED,)
    least = int(parsed.fail_on[1])
    if any(item.outcome in counted and item.severity >= least for item in made.items):
        return FOUND
    ended = (Status.DONE, Status.NOT_APPLICABLE)
    return OK if all(run.status in ended for run in scan.runs) else INCOMPLETE


def _print_report(made: RiskReport, language: str) -> None:
    from reports import text

    print(text.render(made, language, colour=sys.stdout.isatty()))


def _judge(parsed: argparse.Namespace) -> int:
    from reports import examine, options
    from rules.data import BadRules
    from scanner.filing_faults import BadFiling

    try:
        scan = examine.read_scan(parsed.scan)
        declaration = _declaration(parsed)
        by_day, now = _by_day(parsed), parsed.now or options.today()
        seen = _observed(parsed, by_day.on(scan.at)).about(scan.package.app_id)
        made = examine.report_by_day(scan, declaration, by_day, now, seen)
    except (OSError, ValueError, BadRules, BadFiling) as bad:
        return _say(str(bad), BAD)
    page = examine.write(parsed.out or parsed.scan.parent, scan, made)
    _print_report(made, parsed.lang)
    print(f"报告 {page}" if parsed.lang == "zh" else f"report {page}")
    return _code(parsed, made, scan)


def _compare(parsed: argparse.Namespace) -> int:
    from reports import compare, compare_html, compare_text, examine, options
    from reports.examine import Asked
    from rules.data import BadRules
    from scanner.answer import ChildFault
    from scanner.filing_faults import BadFiling
    from scanner.model import BadPackage

    try:
        base, declaration = _base(parsed), _declaration(parsed)
        asked = Asked(base, options.today())
        scans = [
            examine.read_scan(path) if path.suffix == ".json" else examine.scan((path,), asked)
            for path in parsed.packages
        ]
        made = compare.compare(scans[0], scans[1], declaration, base)
        print(compare_text.render(made, parsed.lang), end="")
        if parsed.out:
            parsed.out.parent.mkdir(parents=True, exist_ok=True)
            examine.put(parsed.out, compare_html.render(made, parsed.lang).encode())
    except (BadPackage, BadRules, BadFiling, OSError, ValueError) as bad:
        return _say(str(bad), BAD)
    except ChildFault as fault:
        return _say(f"检测程序出错 (our own fault):\n{fault}", OURS)
    return FOUND if made.differences else OK


def _template(_parsed: argparse.Namespace) -> int:
    from scanner.filing_template import template

    print(template(), end="")
    return OK


def _check(parsed: argparse.Namespace) -> int:
    from scanner.filing_form import check

    faults = check(parsed.filing)
    for fault in faults:
        print(fault)
    print(f"共 {len(faults)} 个问题" if faults else "没有发现问题")
    return BAD if faults else OK


def _import(parsed: argparse.Namespace) -> int:
    from scanner.filing_faults import BadFiling
    from scanner.filing_import import import_files

    try:
        paths, faults = import_files(parsed.table, parsed.map, parsed.out)
    except (BadFiling, OSError) as bad:
        return _say(str(bad), BAD)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"生成 {len(paths)} 份备案表,{len(faults)} 个问题")
    return BAD if any(fault.stops for fault in faults) else OK


def _observations_template(parsed: argparse.Namespace) -> int:
    from reports import examine
    from rules.data import BadRules
    from rules.observations import template
    from scanner.filing_faults import BadFiling

    try:
        base = _base(parsed)
        found = examine.read_scan(parsed.scan) if parsed.scan else None
        declaration = _declaration(parsed)
    except (OSError, ValueError, BadRules, BadFiling) as bad:
        return _say(str(bad), BAD)
    if found is None:
        print(template(base.rules), end="")
    else:
        left = examine.report(found, declaration, base).gaps
        rules = {rule.rule for gap in left for rule in gap.rules}
        print(template(base.rules, rules, found.package.app_id), end="")
    return OK


def _observations_check(parsed: argparse.Namespace) -> int:
    from rules.data import BadRules
    from rules.observations import load
    from scanner.filing_faults import BadFiling

    try:
        found = load(parsed.observations, _base(parsed).rules)
    except BadFiling as bad:
        for fault in bad.faults:
            print(fault)
        print(f"共 {len(bad.faults)} 个问题")
        return BAD
    except BadRules as bad:
        return _say(str(bad), BAD)
    print(f"没有发现问题:{len(found.evidence)} 条取证")
    return OK


def _show(parsed: argparse.Namespace) -> int:
    from reports import examine, options, show
    from reports.examine import Asked
    from rules.data import BadRules
    from scanner.answer import ChildFault
    from scanner.filing_faults import BadFiling
    from scanner.model import BadPackage

    if parsed.session and not parsed.scan:
        return _say("查看会话中的证据时请用 --scan 指明 scan.json (--session needs --scan)", BAD)
    if not (parsed.package or parsed.session):
        return _say("请用 --package 指明安装包,或用 --session 指明会话 (--package or --session)", BAD)
    try:
        base = _base(parsed)
        if parsed.scan:
            found = examine.read_scan(parsed.scan)
        else:
            found = examine.scan((parsed.package,), Asked(base, options.today()))
        found = examine.with_observations(found, _observed(parsed, base).about(found.package.app_id))
        if (declaration := _declaration(parsed)) is not None:
            found = examine.with_filing(found, declaration)
        item = show.find(found, parsed.id, base)
        for line in _spot(parsed, found, item, base):
            print(line)
    except show.NoSuchEvidence:
        todo = "备案表或人工取证里的,请加 --filing 或 --observations"
        return _say(f"没有编号为 {parsed.id} 的证据;{todo} (no such evidence)", BAD)
    except (BadFiling, BadPackage, BadRules, OSError, ValueError) as bad:
        return _say(str(bad), BAD)
    except ChildFault as fault:
        return _say(f"检测程序出错 (our own fault):\n{fault}", OURS)
    return OK


def _spot(parsed: argparse.Namespace, found: Scan, item: Evidence, base: RuleBase) -> Iterable[str]:
    from reports import capture, show
    from reports.examine import Asked

    if parsed.session:
        opening = capture.Opening(capture.key_file(parsed.key))
        return capture.show(found, item, parsed.session, Asked(base, found.at), opening)
    return show.show(found, item, parsed.package, base, parsed.lang)


def _rules(parsed: argparse.Namespace) -> int:
    from reports.rules_tools import Unnamed
    from rules.located import BadRules
    from scanner.answer import ChildFault
    from scanner.filing_faults import BadFiling
    from scanner.model import BadPackage

    try:
        said = _asked_of_rules(parsed)
    except (BadPackage, BadRules, BadFiling, Unnamed, OSError, ValueError) as bad:
        return _say(str(bad), BAD)
    except ChildFault as fault:
        return _say(f"检测程序出错 (our own fault):\n{fault}", OURS)
    for line in said.lines:
        print(line)
    if not said.amiss:
        return OK
    return {"lint": BAD, "pack": BAD, "impact": INCOMPLETE}.get(parsed.action, FOUND)


def _asked_of_packs(parsed: argparse.Namespace) -> Said:
    from datetime import UTC, datetime

    from reports import options, rules_packs
    from rules.pack_store import Store

    store, now = Store(), datetime.now(UTC)
    match parsed.deed:
        case "key":
            return rules_packs.new_key(parsed.out)
        case "verify":
            return rules_packs.verified(parsed.file, store)
        case "install":
            return rules_packs.install(parsed.file, store, now)
        case "list":
            return rules_packs.listing(store)
        case "activate":
            return rules_packs.activate(store, parsed.name, parsed.since or options.today(), parsed.by, now)
        case "rollback":
            since = parsed.since or options.today()
            return rules_packs.rollback(store, parsed.name, parsed.to, since, parsed.by, parsed.why, now)
    draft = rules_packs.Draft(
        parsed.folder,
        parsed.date or options.today(),
        parsed.previous,
        parsed.name,
        parsed.title,
        parsed.maker,
        parsed.local,
        parsed.ip,
    )
    if parsed.deed == "changes":
        return rules_packs.draft_changes(draft)
    signing = rules_packs.Signing(parsed.key, parsed.sign_command, parsed.public)
    lines = parsed.changes.read_text("utf-8").splitlines() if parsed.changes else None
    return rules_packs.make(draft, signing, parsed.out, lines)


def _asked_of_rules(parsed: argparse.Namespace) -> Said:
    from reports import discover, options, rules_learn, rules_tools
    from reports.examine import read_scan
    from scanner.filing_form import load

    match parsed.action:
        case "pack":
            return _asked_of_packs(parsed)
        case "list":
            return rules_tools.listing(_base(parsed), parsed.family, parsed.use, parsed.sdks)
        case "show":
            return rules_tools.show(_base(parsed), parsed.id, parsed.rules)
        case "explain":
            declaration = load(parsed.filing) if parsed.filing else None
            return rules_tools.explained(_base(parsed), parsed.id, read_scan(parsed.scan), declaration)
        case "unnamed":
            return rules_tools.unnamed(_base(parsed), read_scan(parsed.scan))
        case "lint":
            return rules_tools.lint(parsed.folder)
        case "test":
            return rules_tools.run_examples(parsed.folder, parsed.pack)
        case "coverage":
            return rules_tools.coverage(_base(parsed), parsed.rules)
        case "learn":
            day = options.today()
            return rules_learn.learnt(
                _base(parsed), parsed.package, parsed.id, parsed.prefix, parsed.against, day
            )
    old, new = (rules_tools.rules_at(place, parsed.pack) for place in (parsed.old, parsed.new))
    filings = discover.filings(parsed.filings) if parsed.filings else None
    return rules_tools.impact(old, new, parsed.scans, filings)


def _serve(parsed: argparse.Namespace) -> int:
    from registry import serve
    from registry.env import BadSetting

    try:
        link = serve.prepare()
        commands = serve.commands(parsed.service, vars(parsed))
    except BadSetting as bad:
        return _say(str(bad), BAD)
    if link:
        address = f"http://{getattr(parsed, 'bind', '')}{link}"
        print(f"第一次启动:请打开 {address} 设置管理员(admin)的密码,链接只能用一次")
    if parsed.service in ("serve", "web"):
        print(f"网页地址 http://{parsed.bind}/ (Ctrl+C 停止)", flush=True)
    return OK if serve.together(commands) == 0 else OURS


def _verify_log(_parsed: argparse.Namespace) -> int:
    from registry import serve
    from registry.env import BadSetting

    try:
        broken = serve.broken_log()
    except BadSetting as bad:
        return _say(str(bad), BAD)
    for line in broken:
        print(line)
    print(f"发现 {len(broken)} 处问题" if broken else "日志完整,没有发现改动")
    return FOUND if broken else OK


def _schema(parsed: argparse.Namespace) -> int:
    from reports.schema import published

    print(published(parsed.name), end="")
    return OK


def _say(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
