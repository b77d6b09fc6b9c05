"""Headers of the first six feeds as the senders write them (feeds.md), with each column's kind.

The city has its own copy of the headers and does not read `ingestion`'s contracts: a mistake in a
contract must not hide in the test data. Column kinds: code (division code), key (household or
person number), text, id (citizen ID), count, money (integers are cents), date, month, plain (always
in the same style). The other twelve feeds: `measure_layouts`.
"""

from dataclasses import dataclass, field
from datetime import date

Cell = str | int | float | date | None
Columns = tuple[tuple[str, str], ...]

ITEM_GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("工资性收入", (("wage_migrant", "务工收入"), ("wage_public_post", "公益性岗位收入"),
                 ("wage_workshop", "帮扶车间收入"), ("wage_other", "其他工资性收入"))),
    ("生产经营性收入", (("biz_crops", "种植业收入"), ("biz_livestock", "养殖业收入"),
                  ("biz_courtyard", "庭院经济收入"), ("biz_other", "其他经营性收入"))),
    ("财产性收入", (("prop_land", "土地流转收入"), ("prop_asset_dividend", "资产收益分红"),
                 ("prop_collective_dividend", "集体经济分红"), ("prop_other", "其他财产性收入"))),
    ("转移性收入", (("tr_dibao", "最低生活保障金"), ("tr_tekun", "特困人员救助供养金"),
                 ("tr_pension", "养老金"), ("tr_family_planning", "计划生育金"),
                 ("tr_ecology", "生态补偿金"), ("tr_farm_subsidy", "农业补贴"),
                 ("tr_support", "赡养费"), ("tr_other", "其他转移性收入"))),
    ("不计入", (("ex_relief", "临时救助和慰问金"), ("ex_insurance_claim", "理赔收入"))),
    ("支出", (("cost_business", "生产经营性支出"), ("out_medical", "医疗自付支出"),
            ("out_education", "教育支出"), ("out_housing", "住房支出"),
            ("out_disaster", "灾害意外支出"), ("out_other", "其他刚性支出"))),
)  # fmt: skip
ITEMS: tuple[str, ...] = tuple(code for _, group in ITEM_GROUPS for code, _ in group)
REASONS = (
    "因病", "因残", "因学", "因自然灾害", "因意外事故", "因产业失败", "因务工就业不稳",
    "缺劳动力", "其他",
)  # fmt: skip


def columns(kinds: str) -> Columns:
    """Columns written as `heading:kind`, in order."""
    pairs = (word.split(":") for word in kinds.split())
    return tuple((title, kind) for title, kind in pairs)


VILLAGE_LEAD = columns("序号:plain 户编号:key 户主姓名:text 户主证件号码:id 家庭人口数:count")
VILLAGE: Columns = (
    *VILLAGE_LEAD,
    *((title, "money") for _, group in ITEM_GROUPS for _, title in group),
    *columns("收支变化原因:text 入户日期:date 备注:plain"),
)
VILLAGE_ALIASES = {
    "务工收入": ("务工工资",),
    "公益性岗位收入": ("公益岗收入", "公益岗位收入"),
    "最低生活保障金": ("低保金",),
    "特困人员救助供养金": ("五保金", "特困供养金"),
    "养老金": ("养老保险金", "养老金或离退休金"),
}
FEEDBACK = columns("""
    户编号:key 预警规则:text 核实日期:date 核实结果:text 原因:text 帮扶措施:plain
    措施日期:date 处理状态:text
""")
ROSTER = columns("""
    村代码:code 户编号:key 户类型:text 监测对象类别:text 风险是否已消除:text
    年度家庭人口数:count 人编号:key 姓名:text 证件号码:id 联系电话:plain 与户主关系:text
    性别:text 健康状况:text 劳动技能:text 在校生状况:text 人员状态:text 承诺授权书日期:date
""")
DETAIL = columns("""
    年度:plain 村代码:code 户编号:key 户主姓名:text 户主证件号码:id 家庭人口数:count
    工资性收入:money 生产经营性收入:money 财产性收入:money 转移性收入:money
    计划生育金:money 最低生活保障金:money 特困人员救助供养金:money 养老金:money
    生态补偿金:money 其他转移性收入:money 生产经营性支出:money 纯收入:money
    人均纯收入:money 合规自付支出:money 理赔收入:money
""")
SOCIAL = columns("""
    个人编号:plain 身份证号:id 姓名:text 参保状态:plain 缴费状态:plain 参保身份:plain
    费款所属期:month 实付年月:month 支付标志:plain 发放金额:money 其中丧葬费:money
""")
ENROLMENT = columns("""
    certno:id psn_name:text insutype:plain psn_insu_stas:plain crt_insu_date:date
    insu_admdvs:plain
""")
SETTLEMENT = columns("""
    setl_id:plain mdtrt_id:plain certno:id psn_name:text med_type:plain setl_time:date
    refd_setl_flag:plain medfee_sumamt:money hifp_pay:money hifmi_pay:money maf_pay:money
    oth_pay:money fund_pay_sumamt:money psn_part_amt:money
""")
EMPLOYMENT = columns("""
    人编号:key 姓名:text 证件号码:id 是否务工:text 就业渠道:text 企业名称:plain
    务工所在地:plain 开始时间:month 结束时间:month 月收入:money 公益岗出勤天数:count
    年度交通费补助:money
""")


@dataclass(slots=True)
class Row:
    """One data row before it is written, and the rule codes broken in it on purpose."""

    cells: list[Cell]
    rules: list[str] = field(default_factory=list)

    def copy(self, *rules: str) -> "Row":
        """The same cells in a new row that breaks `rules`."""
        return Row(list(self.cells), list(rules))


@dataclass(slots=True)
class Table:
    """A sheet's columns and data rows; cells are in one canonical form."""

    columns: Columns
    rows: list[Row]

    def column(self, title: str) -> int:
        """Position of a column; raises ValueError if the feed has no such column."""
        return [name for name, _ in self.columns].index(title)
