"""All texts that a person reads in an office file: cells, paragraphs, headings, names of sheets."""

import io
import re
from collections.abc import Iterator

import docx
import openpyxl

#: Names of files, codes of people, households, projects, hashes and signatures stand as they are.
AS_THEY_ARE = re.compile(
    r"[^\s，；：、]*\.(?:xlsx|xls|csv|docx|zip)|[0-9]{6}H[0-9]+|R[0-9]{9}|XM[0-9]+|[0-9a-f]{64}"
    r"|Ed25519|SHA-256|[A-Za-z0-9+/=]{40,}|\b[A-Z]{1,2}(?:—[A-Z]{1,2})?\b|\b[A-Z][0-9]{2}\b"
    r"|psn_\w+"  # headers of departments' own files
)
ENGLISH = re.compile(r"[A-Za-z][A-Za-z_]+")


def of_workbook(data: bytes) -> Iterator[str]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        yield sheet.title
        for row in sheet.iter_rows(values_only=True):
            yield from (cell for cell in row if isinstance(cell, str) and cell[:1] != "=")


def of_document(data: bytes) -> Iterator[str]:
    document = docx.Document(io.BytesIO(data))
    yield from (paragraph.text for paragraph in document.paragraphs)
    for table in document.tables:
        yield from (cell.text for row in table.rows for cell in row.cells)


def of_page(html: str) -> Iterator[str]:
    shown = re.sub(r"<(style|script)\b.*?</\1>", "", html, flags=re.DOTALL)
    yield from (text.strip() for text in re.findall(r">([^<]+)<", shown) if text.strip())


def english_in(text: str) -> list[str]:
    """English words and codes in a text, beside what stands there as it is."""
    return ENGLISH.findall(AS_THEY_ARE.sub("", text))
