"""What each oddity of an archive or its manifest is, in a reviewer's words."""

from __future__ import annotations

from collections.abc import Mapping

from reports.model import Text
from scanner.formats import axml_tricks as xml
from scanner.formats import zip_tricks as zips

TRICKS: Mapping[str, Text] = {
    zips.SEVERAL_ENDS: Text("安装包有多个目录结尾", "the archive has several ends"),
    zips.TRAILING_DATA: Text("安装包末尾另有数据", "data follow the archive"),
    zips.PREFIX_DATA: Text(
        "安装包开头另有数据,旧版安卓可能把它当作程序运行",
        "data precede the archive; old Androids may run them as a program",
    ),
    zips.SHIFTED_OFFSETS: Text("安装包内的位置整体错开", "all offsets of the archive are shifted"),
    zips.ZIP64: Text("安装包用了少见的 64 位目录", "the archive uses the rare 64-bit directory"),
    zips.DISK_FIELDS: Text("安装包自称分为多卷", "the archive claims to span several disks"),
    zips.ENTRY_COUNT: Text("安装包所报文件数与实际不符", "the stated number of files is wrong"),
    zips.DIRECTORY_SIZE: Text("安装包目录的大小与实际不符", "the stated size of the directory is wrong"),
    zips.UNLISTED_ENTRY: Text("安装包里有目录未列出的文件", "a file is in the archive but not listed"),
    zips.UNLISTED_DATA: Text("安装包里有不属于任何文件的数据", "data belong to no file"),
    zips.DUPLICATE_NAME: Text(
        "有两个同名文件,不同系统和工具看到的内容可能不同",
        "two files have one name; systems and tools may see different ones",
    ),
    zips.CASE_TWIN: Text("有两个文件名只差大小写", "two names differ in case only"),
    zips.FILE_AND_DIRECTORY: Text("同一名称既是文件又是文件夹", "one name is both a file and a folder"),
    zips.NAME_ABSOLUTE: Text("文件名是绝对路径", "a name is an absolute path"),
    zips.NAME_PARENT: Text("文件名试图指向上级文件夹", "a name climbs out of its folder"),
    zips.NAME_BACKSLASH: Text("文件名含反斜杠", "a name has a backslash"),
    zips.NAME_CONTROL: Text("文件名含控制字符", "a name has control characters"),
    zips.NAME_INVISIBLE: Text("文件名含看不见或改变书写方向的字符", "a name has invisible characters"),
    zips.NAME_NOT_UTF8: Text("文件名不是 UTF-8 编码", "a name is not UTF-8"),
    zips.NAME_EMPTY: Text("有文件没有名称", "a file has no name"),
    zips.ENCRYPTED_FLAG: Text(
        "文件谎称已加密,安卓照常读取,检测工具可能跳过",
        "a file claims to be encrypted; Android reads it, tools may skip it",
    ),
    zips.UNKNOWN_METHOD: Text(
        "文件自称用了未知的压缩方式,安卓仍可读取,检测工具可能跳过",
        "a file claims an unknown packing method; Android may read it, tools may skip it",
    ),
    zips.LOCAL_HEADER_MISSING: Text("文件缺少自己的文件头", "a file lacks its own header"),
    zips.LOCAL_NAME: Text("文件头与目录写的名称不同", "header and directory name a file differently"),
    zips.LOCAL_METHOD: Text(
        "文件头与目录写的压缩方式不同", "header and directory differ in the packing method"
    ),
    zips.LOCAL_SIZES: Text("文件头与目录写的大小不同", "header and directory differ in sizes"),
    zips.LOCAL_FLAGS: Text("文件头与目录写的标志不同", "header and directory differ in flags"),
    zips.LOCAL_EXTRA: Text("文件头里夹带了多余数据", "a file's header carries extra data"),
    zips.DESCRIPTOR: Text("文件后面的说明与目录不同", "the record behind a file differs from the directory"),
    zips.OUT_OF_RANGE: Text("文件超出了安装包的范围", "a file reaches beyond the archive"),
    zips.OVERLAP: Text("几个文件占用同一段数据", "files share the same bytes"),
    zips.SIZE_DIFFERS: Text("文件解压后的大小与所报不符", "a file unpacks to another size than stated"),
    zips.STORED_SIZE: Text("未压缩文件的两个大小不一致", "an unpacked file states two sizes"),
    zips.CRC_DIFFERS: Text("文件的校验值不符", "a file's checksum is wrong"),
    zips.PACKED_REST: Text("文件的压缩数据后面另有数据", "data follow a file's packed content"),
    xml.HEADER_TYPE: Text(
        "清单文件伪装成别的格式,手机仍可能读取,检测工具会拒绝",
        "the manifest poses as another format; phones may read it, tools refuse it",
    ),
    xml.TRAILING_DATA: Text("清单文件末尾另有数据", "data follow the manifest"),
    xml.SEVERAL_POOLS: Text(
        "清单里有多份文字表,不同工具读到的内容可能不同",
        "the manifest has several tables of texts; tools may read different ones",
    ),
    xml.EXTRA_CHUNK: Text(
        "清单里夹杂无意义的数据块,手机会跳过,检测工具可能出错",
        "the manifest has meaningless blocks; phones skip them, tools may fail",
    ),
    xml.AFTER_ROOT: Text(
        "清单结束之后还写有内容,手机不读,检测工具可能当真",
        "the manifest goes on after its end; phones do not read that, tools may",
    ),
    xml.UNCLOSED: Text("清单没有写完就结束", "the manifest breaks off"),
    xml.ATTRIBUTE_SIZE: Text(
        "清单属性的排列大小被改动,检测工具可能读错",
        "the layout of the manifest's attributes was changed; tools may misread them",
    ),
    xml.RENAMED: Text(
        "清单属性的名称与其编号不符:手机按编号读,按名称读的工具会看错",
        "a manifest attribute has a name that is not its number's: phones go by number, many tools by name",
    ),
    xml.NAMELESS: Text(
        "清单属性的名称被抹去:手机按编号仍能读到,按名称读的工具看不到",
        "a manifest attribute has lost its name: phones still read it by number, tools do not",
    ),
    xml.WITHOUT_ID: Text(
        "清单里有只对检测工具有效的属性:手机不读,按名称读的工具会当真",
        "a manifest attribute exists for tools only: phones do not read it, tools that go by names do",
    ),
    xml.NAMESPACE: Text(
        "清单属性不在安卓的命名空间里:手机照样读,检测工具可能看不到",
        "a manifest attribute is outside Android's namespace: phones read it all the same, tools may not",
    ),
    xml.HIDDEN: Text(
        "清单属性重复或次序颠倒:手机看不到,检测工具可能当真",
        "a manifest attribute is repeated or out of order: phones do not see it, tools may",
    ),
}
"""By the trick's name."""
