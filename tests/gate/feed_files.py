"""Small files of the twelve feeds of part 三, as their senders make them.

Sheets are written as measures.md section 2 shows them, with its own headers, and not from the
contracts.
"""

from collections.abc import Iterable, Mapping, Sequence

from tests.gate.landing_files import Cell, Cells, lines_of, workbook

Sheet = list[list[Cell]]


def _header(names: str) -> list[str]:
    return names.split()


DIBAO_HEADER = _header("""
    户主姓名 户主身份证号 家庭人口 保障人口 户月保障金额 家庭分类施保总额 人员分类施保总额 合计
    低保（特困）证号 最初享受月份 救助类型 渐退期截止月
""")
ANSWER_HEADER = _header("清单 对象 办理结果 处理状态 办理日期 措施 经办人")
MEMBERS_IN_ONE_CELL = ["家庭成员姓名", "家庭成员身份证号"]
EDGE_HEADER = _header("""
    户主姓名 户主身份证号 家庭人口 认定证号 认定月份 有效期截止月 家庭成员姓名 家庭成员身份证号
""")
TEKUN_HEADER = _header("""
    姓名 身份证号 供养方式 生活自理能力 基本生活标准 照料护理费用 合计 照料人姓名 照料人身份证号
""")
RELIEF_HEADER = _header("姓名 身份证号 困难类型 金额 发放日期")
DISABILITY_HEADER = _header("残疾人证号 姓名 残疾类别 残疾等级 生活补贴 护理补贴")
SUBSIDY_HEADER = _header("""
    收款人全称 收款人身份证号 补贴项目 面积 标准 最终确定发放该人补贴总金额 发放状态 发放日期
""")
POLICY_HEADER = _header("""
    保单号 农户姓名 身份证号码 投保面积 投保数量 标的 总保额 总保费 自缴保费
    中央财政补贴 省级财政补贴 地市财政补贴 区（县）财政补贴 其他来源补贴
""")
CLAIM_HEADER = _header("保单号 身份证号码 标的 赔款金额 赔付日期")
PROJECT_HEADER = _header("""
    项目编号 县代码 村代码 项目名称 项目类别 资产类型 实施方式
    下达资金·中央 下达资金·省级 下达资金·市县 下达资金·其他
    支出资金·中央 支出资金·省级 支出资金·市县 支出资金·其他
    劳务报酬（万元） 状态 年度应分配收益 已分配收益 更新日期
""")
ENTITY_HEADER = _header("主体编码 名称 县代码 村代码 类型 主导产业 一村一品")
LINKED_HEADER = _header("编号 身份证号 姓名 带动方式 庭院 应付金额 已付金额 付款日期")
LOAN_HEADER = _header("""
    户主姓名 户主身份证号 贷款人姓名 贷款人身份证号 与户主关系 名单状态 申请日期
    授信额度 合同号 贷款金额 放款日期 到期日期 贷款利率 贷款余额 逾期贷款金额 欠息金额 累计贴息
    贷款状态 贷款用途
""")
LOAN_GROUPS = {"户主信息": 2, "贷款人信息": 3, "名单": 2, "贷款": 12}
COURSE_HEADER = _header("身份证号 姓名 课程 类别 开始 结束 结业 取证 训后就业")
STUDENT_HEADER = _header("""
    身份证号 姓名 学段 学校 学期 补助金额 发放日期 毕业年月 毕业去向
""")
WORKSHOP_HEADER = _header("车间编号 名称 县代码 村代码 类型 状态")
PAY_HEADER = _header("车间编号 身份证号 姓名 劳动报酬")
AWARD_HEADER = _header("车间编号 身份证号 申报年度 奖补金额 拨付日期 资金来源")
POST_HEADER = _header("""
    岗位编号 村代码 岗位名称 资金来源 姓名 身份证号 协议起 协议止 公示日期 健康确认 意外险
    是否村干部 应出勤天数 实出勤天数 本月补贴
""")
UNIT_HEADER = _header("""
    单位编码 单位名称 县代码 食堂 代表单位编码 年度食材采购总额 预留比例 预留份额
    832完成交易额 工会采购额 其他渠道采购额
""")
COLLECTIVE_HEADER = _header("""
    村代码 村名 经营收入 发包及上交收入 投资收益 补助收入 其他收入 经营支出 管理费用
    发电收入 公益岗支出 公益事业劳务 分红总额 脱贫户分红额 脱贫户分红户数
""")
COLLECTIVE_GROUPS = {"": 2, "收入": 5, "支出": 2, "光伏": 3, "分红": 3}
LAND_HEADER = _header("""
    合同编号 村代码 户主姓名 身份证号 类别 面积 受让主体 起 止 年度应付 应付日期 已付 付款日期
""")


def side_by_side(members: int) -> list[str]:
    """The headers of members that stand beside each other."""
    return [f"成员{n}{what}" for n in range(1, members + 1) for what in ("姓名", "身份证号")]


def dibao(rows: Iterable[Cells]) -> bytes:
    """农村低保: members in one cell."""
    header = [*DIBAO_HEADER, *MEMBERS_IN_ONE_CELL]
    return workbook({"民政救助": [header, *lines_of(header, rows)]})


def dibao_older(rows: Iterable[Cells], members: int = 8) -> bytes:
    """The older county form: sheet 农村低保 behind another, header in row 3, members beside."""
    header = [*DIBAO_HEADER, *side_by_side(members)]
    above: Sheet = [["农村低保对象花名册"], ["填报单位：某县"], list(header)]
    return workbook({"填表说明": [["请按月填报"]], "农村低保": above + lines_of(header, rows)})


def edge(rows: Iterable[Cells]) -> bytes:
    """低保边缘家庭."""
    return workbook({"民政救助": [list(EDGE_HEADER), *lines_of(EDGE_HEADER, rows)]})


def tekun(rows: Iterable[Cells]) -> bytes:
    """特困人员."""
    return workbook({"民政救助": [list(TEKUN_HEADER), *lines_of(TEKUN_HEADER, rows)]})


def relief(rows: Iterable[Cells]) -> bytes:
    """临时救助."""
    return workbook({"民政救助": [list(RELIEF_HEADER), *lines_of(RELIEF_HEADER, rows)]})


def disability(rows: Iterable[Cells]) -> bytes:
    """两项补贴: title, header in row 2."""
    return workbook({"两项补贴": titled("残疾人两项补贴", DISABILITY_HEADER, rows)})


def farm_subsidy(rows: Iterable[Cells], title: str = "惠农补贴（社保卡）") -> bytes:
    """A half of the month's subsidies; the title tells which."""
    return workbook({"发放明细": titled(title, SUBSIDY_HEADER, rows)})


def farm_insurance(policies: Iterable[Cells], claims: Iterable[Cells] = ()) -> bytes:
    """承保清单 and 赔款清单, headers in row 1."""
    return workbook(
        {
            "承保清单": [list(POLICY_HEADER), *lines_of(POLICY_HEADER, policies)],
            "赔款清单": [list(CLAIM_HEADER), *lines_of(CLAIM_HEADER, claims)],
        }
    )


def linkage_projects(
    projects: Iterable[Cells],
    entities: Iterable[Cells] = (),
    linked: Iterable[Cells] = (),
    unit: str = "（万元）",
) -> bytes:
    """项目 with a header in rows 3 and 4, 经营主体 and 带动户."""
    upper, lower = two_rows(PROJECT_HEADER, unit)
    rows: Sheet = [["衔接资金项目台账"], ["填报单位：某县"], upper, lower]
    return workbook(
        {
            "项目": rows + lines_of(PROJECT_HEADER, projects),
            "经营主体": titled("经营主体", ENTITY_HEADER, entities),
            "带动户": titled("带动户", LINKED_HEADER, linked),
        }
    )


def small_loan(rows: Iterable[Cells]) -> bytes:
    """Title, groups in row 2, columns in row 3."""
    above: Sheet = [["小额信贷台账"], grouped(LOAN_GROUPS), list(LOAN_HEADER)]
    return workbook({"小额信贷": above + lines_of(LOAN_HEADER, rows)})


def training(courses: Iterable[Cells], students: Iterable[Cells] = ()) -> bytes:
    """培训 and 雨露计划, headers in row 2."""
    return workbook(
        {
            "培训": titled("培训台账", COURSE_HEADER, courses),
            "雨露计划": titled("雨露计划台账", STUDENT_HEADER, students),
        }
    )


def workshop(
    workshops: Iterable[Cells], pay: Iterable[Cells] = (), awards: Iterable[Cells] = ()
) -> bytes:
    """车间, 工资 and 奖补, headers in row 2."""
    return workbook(
        {
            "车间": titled("帮扶车间", WORKSHOP_HEADER, workshops),
            "工资": titled("工资", PAY_HEADER, pay),
            "奖补": titled("奖补", AWARD_HEADER, awards),
        }
    )


def public_post(rows: Iterable[Cells], total: Sequence[Cell] = ()) -> bytes:
    """Two title rows, header in row 3, perhaps a total row last."""
    above: Sheet = [["乡村公益岗位台账"], ["填报单位：某县"], list(POST_HEADER)]
    return workbook({"公益岗": above + lines_of(POST_HEADER, rows) + [list(total)]})


def consumption(rows: Iterable[Cells], header: Sequence[str] = UNIT_HEADER) -> bytes:
    """Two title rows, header in row 3."""
    above: Sheet = [["预算单位采购情况"], ["单位：元"], list(header)]
    return workbook({"采购": above + lines_of(header, rows)})


def collective_economy(rows: Iterable[Cells]) -> bytes:
    """Groups in row 3, columns in row 4; rows of subtotals are rows like others."""
    above: Sheet = [["村集体经济收支"], ["单位：元"], grouped(COLLECTIVE_GROUPS)]
    return workbook({"收支": [*above, list(COLLECTIVE_HEADER), *lines_of(COLLECTIVE_HEADER, rows)]})


def land_shares(rows: Iterable[Cells]) -> bytes:
    """Title, header in row 2."""
    return workbook({"台账": titled("土地流转与入股台账", LAND_HEADER, rows)})


def worklist_answer(sender: tuple[str, str], rows: Iterable[Cells]) -> bytes:
    """Title, note, the sender's office and division in row 3, header in row 4."""
    labels: list[Cell] = ["责任单位", sender[0], "责任区划", sender[1]]
    above: Sheet = [["工作清单"], ["原表报回"], labels, list(ANSWER_HEADER)]
    return workbook({"清单": [*above, *lines_of(ANSWER_HEADER, rows)]})


def titled(title: str, header: Sequence[str], rows: Iterable[Cells]) -> Sheet:
    """A sheet with a title row and the header in row 2."""
    return [[title], list(header), *lines_of(header, rows)]


def grouped(widths: Mapping[str, int]) -> list[Cell]:
    """The upper row of a header: the text of a merged group stands in its first cell."""
    return [text for group, width in widths.items() for text in (group, *[None] * (width - 1))]


def two_rows(header: Sequence[str], unit: str = "") -> tuple[list[Cell], list[Cell]]:
    """The rows of a header `group·column`; a column without a group stands in the upper row."""
    upper: list[Cell] = []
    lower: list[Cell] = []
    before = ""
    for name in header:
        group, _, column = name.rpartition("·")
        upper.append(name if not group else f"{group}{unit}" if group != before else None)
        lower.append(column if group else None)
        before = group
    return upper, lower
