"""The format of an official document (GB/T 9704-2012): A4, margins, fonts, spacing, page number."""

from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

BODY, TITLE, FIRST, SECOND, LATIN = "仿宋", "方正小标宋简体", "黑体", "楷体", "Times New Roman"
#: Substitute fonts for programs without the font: names in the font table, best match first.
INSTEAD = {
    TITLE: "方正小标宋_GBK",
    BODY: "仿宋_GB2312",
    SECOND: "楷体_GB2312",
    FIRST: "SimHei",
}
CAPTION, CELL, SIGNATURE, NOTE, ADDRESSED = "Caption", "表格文字", "落款", "附注", "主送机关"
LINE = Pt(28.9)
THIRD_SIZE, SECOND_SIZE, SMALL = Pt(16), Pt(22), Pt(12)
TWO_CHARACTERS = 200


def prepare(document: Document) -> None:
    """Add page setup, styles, font table and page numbers to an empty document."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    styles: Any = document.styles
    _style(styles["Normal"], BODY, THIRD_SIZE, indent=True)
    _style(styles["Title"], TITLE, SECOND_SIZE, centred=True)
    _style(styles["Heading 1"], FIRST, THIRD_SIZE, indent=True)
    _style(styles["Heading 2"], SECOND, THIRD_SIZE, indent=True)
    _style(styles["Caption"], FIRST, SMALL, centred=True, spacing=Pt(22))
    for name in (CELL, SIGNATURE, NOTE, ADDRESSED):
        styles.add_style(name, 1).base_style = styles["Normal"]
    _style(styles[CELL], BODY, SMALL, spacing=Pt(18))
    _style(styles[SIGNATURE], BODY, THIRD_SIZE)
    styles[SIGNATURE].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    styles[SIGNATURE].paragraph_format.right_indent = Pt(64)
    _style(styles[NOTE], BODY, SMALL, spacing=Pt(18))
    _style(styles[ADDRESSED], BODY, THIRD_SIZE)
    styles["Caption"].paragraph_format.keep_with_next = True
    _page_numbers(section)
    _font_table(document)


def _style(
    style: Any,
    east_asian: str,
    size: Pt,
    *,
    indent: bool = False,
    centred: bool = False,
    spacing: Pt = LINE,
) -> None:
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    for kind, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", east_asian)):
        fonts.set(qn(f"w:{kind}"), name)
    properties.insert(0, fonts)
    font = style.font
    font.size, font.bold, font.italic, font.color.rgb = size, False, False, RGBColor(0, 0, 0)
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, spacing
    form.space_before = form.space_after = Pt(0)
    form.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
    for name in ("w:pBdr", "w:ind"):
        for old in style.element.get_or_add_pPr().findall(qn(name)):
            old.getparent().remove(old)
    form.first_line_indent = size * 2 if indent else Pt(0)
    characters = str(TWO_CHARACTERS if indent else 0)
    style.element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), characters)


def _page_numbers(section: Any) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.first_line_indent = Pt(0)
    field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph.add_run("— ").font.size = Pt(14)
    append(paragraph, parse_xml(field))
    paragraph.add_run(" —").font.size = Pt(14)


def append(paragraph: Any, element: Any) -> None:
    """Append an element to the paragraph; python-docx has no method for fields and charts."""
    paragraph._p.append(element)  # noqa: SLF001


def _font_table(document: Document) -> None:
    """Write the substitute of each font to the font table."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>'
        for name, other in INSTEAD.items()
    )
    content = f"<w:fonts {nsdecls('w')}>{entries}</w:fonts>".encode()
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            old = relation.target_part
            document.part.rels[relation.rId]._target = Part(  # noqa: SLF001 no public API
                old.partname, old.content_type, content, old.package
            )
