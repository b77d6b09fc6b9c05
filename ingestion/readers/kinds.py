"""Tells what the bytes of a file are, whatever its name is, and why they are no workbook.

Source: measures.md section 1 (.xlsx or .xls, told by its content), feeds.md, F01.
"""

from typing import Literal

from ingestion.readers.model import CannotRead, unreadable

Kind = Literal["xlsx", "xls"]

_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Names of streams inside an OLE file.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = "Workbook".encode("utf-16-le")
_OLD_WORKBOOK = "Book".encode("utf-16-le")

_SEND_ONE_BY_ONE = "文件是压缩包，请解压后把工作簿逐个报送"
_SAVE_AS = "请用Excel或WPS打开后另存为.xlsx"
_STARTS = {
    b"Rar!": _SEND_ONE_BY_ONE,
    b"7z\xbc\xaf\x27\x1c": _SEND_ONE_BY_ONE,
    b"\x1f\x8b": _SEND_ONE_BY_ONE,
    b"%PDF": "文件是PDF，不是Excel工作簿，请报送电子表格",
    b"\xff\xd8\xff": "文件是图片，不是Excel工作簿，请报送电子表格",
    b"\x89PNG": "文件是图片，不是Excel工作簿，请报送电子表格",
    b"MIME-Version:": f"文件是网页格式，只改了扩展名，{_SAVE_AS}",
}
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ENCODINGS = ("utf-8", "gb18030")
#: Bytes of a text that tell what it is.
_START = 4096
#: Endings of the files that people pack together.
_SHEETS = (".xlsx", ".xls", ".xlsm", ".et", ".csv", ".zip", ".rar")


def kind_of(data: bytes) -> Kind:
    """The kind of workbook; raises CannotRead (F01) with the reason if it is none."""
    if data.startswith(_ZIP):
        return "xlsx"
    if data.startswith(_OLE):
        return _kind_of_ole(data)
    raise unreadable(_what_it_is(data))


def _kind_of_ole(data: bytes) -> Kind:
    if _WORKBOOK in data:
        return "xls"
    if _ENCRYPTED in data:
        raise unreadable("文件已加密，请取消密码后重报")
    if _OLD_WORKBOOK in data:
        raise unreadable(f"文件是Excel 5.0/95的旧格式，{_SAVE_AS}")
    raise unreadable("文件不是Excel工作簿（.xlsx或.xls）")


def _what_it_is(data: bytes) -> str:
    """The reason why these bytes are neither a zip nor an OLE file, in Chinese."""
    if not data.strip():
        return "文件是空的"
    for start, reason in _STARTS.items():
        if data.startswith(start):
            return reason
    text = _text(data[:_START])
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return f"文件是网页（HTML）或XML格式，只改了扩展名，{_SAVE_AS}"
    if text:
        return f"文件是文本（如csv），只改了扩展名，{_SAVE_AS}"
    return "文件不是Excel工作簿（.xlsx或.xls）"


def _text(start: bytes) -> str:
    """The beginning of a text file; empty if the bytes are no text."""
    if start.startswith(_BYTE_ORDER_MARKS[1:]):
        return start.decode("utf-16", errors="ignore")
    start = start.removeprefix(_BYTE_ORDER_MARKS[0])
    if any(byte < ord(" ") and byte not in b"\t\r\n\x1a" for byte in start):
        return ""
    for encoding in _ENCODINGS:
        try:
            return start.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start > len(start) - len("四字节字"):  # cut inside a character
                return start[: error.start].decode(encoding)
    return ""


def no_workbook(paths: set[str]) -> CannotRead:
    """F01 for a zip that is no xlsx; `paths` are its entries in lower case."""
    if any(path.endswith("/workbook.bin") for path in paths):
        return unreadable(f"文件是.xlsb格式，{_SAVE_AS}")
    if "content.xml" in paths:
        return unreadable(f"文件是.ods格式，{_SAVE_AS}")
    if any(path.endswith(_SHEETS) for path in paths):
        return unreadable(_SEND_ONE_BY_ONE)
    return unreadable("文件不是Excel工作簿（.xlsx或.xls）")
