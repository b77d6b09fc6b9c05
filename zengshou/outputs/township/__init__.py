"""The township's workbook of a month (乡级分类汇总分析; the plan, part 三(二))."""

from zengshou.outputs.township.workbook import write_township_workbooks

__all__ = ["write_township_workbooks"]
