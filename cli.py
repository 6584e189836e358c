"""The `heyan` command: composes the floors below, no logic of its own; imports heavy parts when needed."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.examine import Asked
    from reports.folder import Done
    from reports.model import RiskReport
    from reports.rules_tools import Said
    from rules.load import RuleBase
    from scanner.declaration import Declaration
    from scanner.model import Limits, Scan

_POLICY_USAGE = "heyan policy 文件 [文件 …] [--app 安装包或scan.json] [--filing filing.yaml] | diff 旧 新"
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
    scan.add_argument("package", type=Path, help="APK 安装包、拆分包(.apks/.xapk),或装有安装包的文件夹")
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
    scan.add_argument(
        "--policy", type=Path, action="append", default=[], help="隐私政策、儿童规则、第三方清单等文件,可多次"
    )
    scan.add_argument("--at", type=_day, help="检测日期 YYYY-MM-DD(默认今天,北京时间)")
    _judging(scan)
    scan.set_defaults(run=_scan)

    judge = commands.add_parser("judge", help="用已存的 scan.json 重新核验,不需要安装包")
    judge.add_argument("scan", type=Path, help="scan.json")
    judge.add_argument("--filing", type=Path, help="备案表 filing.yaml")
    judge.add_argument("--out", type=Path, help="结果放在哪个文件夹(默认 scan.json 所在处)")
    _judging(judge)
    judge.set_defaults(run=_judge)

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

    policy = commands.add_parser(
        "policy", help="读隐私政策:写明了什么、缺什么;diff 旧 新 比较两个版本", usage=_POLICY_USAGE
    )
    policy.add_argument(
        "what", nargs="+", metavar="文件", help="政策文件(网页、文本、PDF、Word),可多个;或 diff 旧 新"
    )
    policy.add_argument("--app", type=Path, help="安装包,或已存的 scan.json:与政策对照,生成报告")
    policy.add_argument("--filing", type=Path, help="备案表 filing.yaml")
    policy.add_argument("--out", type=Path, default=Path("out"), help="报告放在哪个文件夹(默认 out)")
    policy.add_argument("--at", type=_day, help="检测日期 YYYY-MM-DD(默认今天,北京时间)")
    policy.set_defaults(timeout=600, yara=[])
    _judging(policy)
    policy.set_defaults(run=_policy)

    evidence = commands.add_parser("evidence", help="查看某条证据所在的原处")
    looks = evidence.add_subparsers(metavar="操作", required=True)
    show = looks.add_parser("show", help="显示该处的指令、清单内容或字节,以及用常见工具查看的方法")
    show.add_argument("id", help="报告里的证据编号")
    show.add_argument("--package", type=Path, help="安装包(政策证据只需 --scan)")
    show.add_argument("--scan", type=Path, help="scan.json(不给则重新检测安装包)")
    show.add_argument("--pack", default="default", help=argparse.SUPPRESS)
    show.add_argument("--rules", type=Path, action="append", default=[], help="自备的规则文件夹")
    show.add_argument("--lang", default="zh", choices=("zh", "en"))
    show.set_defaults(run=_show)

    _rule_commands(commands.add_parser("rules", help="规则库:查看、解释、检查、比较"))

    schema = commands.add_parser("schema", help="输出 report.json 或 scan.json 的 JSON Schema")
    schema.add_argument("name", choices=("report", "scan"))
    schema.set_defaults(run=_schema)
    return parser


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
    lint = actions.add_parser("lint", help="检查规则库(连同自己的文件夹),列出全部问题及所在行")
    test = actions.add_parser("test", help="逐个运行规则的例子,列出不符的")
    for command in (lint, test):
        command.add_argument("folder", type=Path, nargs="*", help="自备的规则文件夹")
    coverage = actions.add_parser("coverage", help="每条规则由什么验证:仅有例子,还是端到端")
    impact = actions.add_parser("impact", help="换用另一套规则,已存的检测有哪些结论会变,为什么")
    impact.add_argument("--old", default="house", help="原规则文件夹(默认 house,即自带的规则库)")
    impact.add_argument("--new", default="house", help="新规则文件夹;不是整套规则的,加在自带的之上")
    impact.add_argument("--filings", type=Path, help="装有备案表的文件夹(默认用 scan.json 旁的 filing.yaml)")
    impact.add_argument("scans", type=Path, help="装有 scan.json 的文件夹")
    for command in (listing, show, explain, test, coverage, impact):
        command.add_argument("--pack", default="default", help="省份规则包,如 henan")
    for command in (listing, show, explain, coverage):
        command.add_argument(
            "--rules", type=Path, action="append", default=[], help="自备的规则文件夹,可多次"
        )
    rules.set_defaults(run=_rules)


def _day(text: str) -> str:
    """A day as it stands in scans."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} 应写成 2026-01-31 (not a day)") from None


def _judging(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--fail-on", default="S3", choices=("S1", "S2", "S3", "S4"), help="达到该级别的命中以 1 退出"
    )
    command.add_argument("--strict", action="store_true", help="疑似(线索)也算")
    command.add_argument("--pack", default="default", help="省份规则包,如 henan")
    command.add_argument("--rules", type=Path, action="append", default=[], help="自备的规则文件夹,可多次")
    command.add_argument("--lang", default="zh", choices=("zh", "en"), help="终端摘要的语言")


def _base(parsed: argparse.Namespace) -> RuleBase:
    from rules.load import load

    return load(parsed.pack, parsed.rules)


def _scan(parsed: argparse.Namespace) -> int:
    from reports import options

    try:
        limits = options.limits(parsed.limit)
    except ValueError as bad:
        return _say(str(bad), BAD)
    several = parsed.package.is_dir()
    if wrong := _not_files(parsed.policy) or (
        "检测文件夹时不能用 --policy" if several and parsed.policy else ""
    ):
        return _say(wrong, BAD)
    if several and parsed.filing:
        return _say("检测文件夹时请用 --filings 指定装有备案表的文件夹 (--filings for a folder)", BAD)
    if not several and parsed.filings:
        return _say("检测一个安装包时请用 --filing 指定备案表 (--filing for one package)", BAD)
    return _folder(parsed, limits) if several else _single(parsed, limits)


def _asked(parsed: argparse.Namespace, limits: Limits) -> Asked:
    """What an examination is asked to do. Raises BadRules."""
    from reports import options
    from reports.examine import Asked

    rules = options.byte_rules(parsed.yara)
    return Asked(_base(parsed), parsed.at or options.today(), parsed.timeout, rules, limits)


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
            scan = examine.scan((parsed.package,), asked, child)
        scan = examine.with_policy((parsed.package,), asked, scan, parsed.policy)
    except (BadFiling, BadPackage, BadRules) as bad:
        return _say(str(bad), BAD)
    except OSError as fault:
        return _say(f"文件打不开:{fault} (cannot be opened)", BAD)
    except ChildFault as fault:
        return _say(f"检测程序出错,请把以下内容交给维护人员 (our own fault):\n{fault}", OURS)
    made = examine.report(scan, declaration, asked.base)
    page = examine.write(parsed.out / name_of(scan.package), scan, made)
    _print_report(made, parsed.lang)
    print(f"报告 {page}" if parsed.lang == "zh" else f"report {page}")
    return _code(parsed, made, scan)


def _policy(parsed: argparse.Namespace) -> int:
    from reports import examine, policy_text
    from rules.data import BadRules
    from scanner.answer import ChildFault
    from scanner.filing_faults import BadFiling
    from scanner.model import BadPackage, Limits

    paths = [Path(text) for text in parsed.what]
    if comparing := parsed.what[0] == "diff":
        paths = paths[1:]
    if wrong := _not_files(paths) or ("diff 要两个文件:旧 新" if comparing and len(paths) != 2 else ""):
        return _say(wrong, BAD)
    try:
        asked, declaration = _asked(parsed, Limits()), _declaration(parsed)
        if comparing:
            return _policy_diff(paths, asked, parsed.lang)
        found = examine.app_of(parsed.app, asked) if parsed.app else None
        scan = examine.policy(paths, asked, found)
    except (BadFiling, BadPackage, BadRules, ValueError) as bad:
        return _say(str(bad), BAD)
    except ChildFault as fault:
        return _say(f"检测程序出错,请把以下内容交给维护人员 (our own fault):\n{fault}", OURS)
    made = examine.report(scan, declaration, asked.base)
    for line in policy_text.render(made.policy, parsed.lang):
        print(line)
    if not parsed.app:
        return OK if all(run.status == "done" for run in scan.runs) else INCOMPLETE
    from reports.folder import name_of

    page = examine.write(parsed.out / name_of(scan.package), scan, made)
    print()
    _print_report(made, parsed.lang)
    print(f"报告 {page}" if parsed.lang == "zh" else f"report {page}")
    return _code(parsed, made, scan)


def _policy_diff(paths: Sequence[Path], asked: Asked, language: str) -> int:
    from reports import examine, policy_changes
    from reports.names import Names

    old, new = (examine.policy_of(path, asked) for path in paths)
    lines = list(policy_changes.lines(old, new, Names(asked.base.rules), language))
    for line in lines or ["没有变化" if language == "zh" else "no change"]:
        print(line)
    ended = all(run.status == "done" for scan in (old, new) for run in scan.runs if run.stage == "policy")
    return OK if ended else INCOMPLETE


def _not_files(paths: Sequence[Path]) -> str:
    """Why these are no files; "" if they are."""
    for path in paths:
        if str(path).startswith(("http:/", "https:/")):
            address = str(path).replace(":/", "://", 1)
            return f"{address} 是网址:请先用浏览器另存为文件后再读 (an address: save the page as a file first)"
        if not path.is_file():
            return f"{path} 不是文件 (not a file)"
    return ""


def _declaration(parsed: argparse.Namespace) -> Declaration | None:
    """The filing that was named, if any. Raises BadFiling or OSError."""
    if not parsed.filing:
        return None
    from scanner.filing_form import load

    return load(parsed.filing)


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
    from reports import examine
    from rules.data import BadRules
    from scanner.filing_faults import BadFiling

    try:
        scan = examine.read_scan(parsed.scan)
        declaration = _declaration(parsed)
        base = _base(parsed)
    except (OSError, ValueError, BadRules, BadFiling) as bad:
        return _say(str(bad), BAD)
    made = examine.report(scan, declaration, base)
    page = examine.write(parsed.out or parsed.scan.parent, scan, made)
    _print_report(made, parsed.lang)
    print(f"报告 {page}" if parsed.lang == "zh" else f"report {page}")
    return _code(parsed, made, scan)


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


def _show(parsed: argparse.Namespace) -> int:
    from reports import examine, options, show
    from reports.examine import Asked
    from rules.data import BadRules
    from scanner.answer import ChildFault
    from scanner.model import BadPackage

    try:
        base = _base(parsed)
        if not parsed.scan and not parsed.package:
            return _say("请用 --package 指定安装包,或用 --scan 指定 scan.json (--package or --scan)", BAD)
        if parsed.scan:
            found = examine.read_scan(parsed.scan)
        else:
            found = examine.scan((parsed.package,), Asked(base, options.today()))
        item = show.find(found, parsed.id, base)
        for line in show.show(found, item, parsed.package, base, parsed.lang):
            print(line)
    except show.NoSuchEvidence:
        return _say(f"没有编号为 {parsed.id} 的证据 (no such evidence)", BAD)
    except (BadPackage, BadRules, OSError, ValueError) as bad:
        return _say(str(bad), BAD)
    except ChildFault as fault:
        return _say(f"检测程序出错 (our own fault):\n{fault}", OURS)
    return OK


def _rules(parsed: argparse.Namespace) -> int:
    from reports.rules_tools import Unnamed
    from rules.located import BadRules
    from scanner.filing_faults import BadFiling

    try:
        said = _asked_of_rules(parsed)
    except (BadRules, BadFiling, Unnamed, OSError, ValueError) as bad:
        return _say(str(bad), BAD)
    for line in said.lines:
        print(line)
    if not said.amiss:
        return OK
    return {"lint": BAD, "impact": INCOMPLETE}.get(parsed.action, FOUND)


def _asked_of_rules(parsed: argparse.Namespace) -> Said:
    from reports import discover, rules_tools
    from reports.examine import read_scan
    from scanner.filing_form import load

    match parsed.action:
        case "list":
            return rules_tools.listing(_base(parsed), parsed.family, parsed.use, parsed.sdks)
        case "show":
            return rules_tools.show(_base(parsed), parsed.id, parsed.rules)
        case "explain":
            declaration = load(parsed.filing) if parsed.filing else None
            return rules_tools.explained(_base(parsed), parsed.id, read_scan(parsed.scan), declaration)
        case "lint":
            return rules_tools.lint(parsed.folder)
        case "test":
            return rules_tools.run_examples(parsed.folder, parsed.pack)
        case "coverage":
            return rules_tools.coverage(_base(parsed), parsed.rules)
    old, new = (rules_tools.rules_at(place, parsed.pack) for place in (parsed.old, parsed.new))
    filings = discover.filings(parsed.filings) if parsed.filings else None
    return rules_tools.impact(old, new, parsed.scans, filings)


def _schema(parsed: argparse.Namespace) -> int:
    from reports.schema import published

    print(published(parsed.name), end="")
    return OK


def _say(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
