"""Rows without fault of the twelve feeds of part 三, in February 2023 or its first quarter."""

from tests.gate.landing_files import Cell, Cells
from tests.gate.people import SHUANGSHENG, Household, Person

CLERK = "周经办"  # works on an owner's list; on no roster
JIANSHAN = SHUANGSHENG[:6]


def dibao_row(home: Household, **cells: Cell) -> Cells:
    """A household on dibao with all of its members in one cell."""
    others = home.members[1:]
    row: Cells = {
        "户主姓名": home.head.name,
        "户主身份证号": home.head.citizen_id,
        "家庭人口": len(home.members),
        "保障人口": len(home.members),
        "户月保障金额": 500,
        "家庭分类施保总额": 60,
        "人员分类施保总额": 40,
        "合计": 600,
        "低保（特困）证号": f"D{home.number}",
        "最初享受月份": "2021年3月",
        "救助类型": "农村低保",
        "家庭成员姓名": "、".join(one.name for one in others),
        "家庭成员身份证号": "、".join(one.citizen_id for one in others),
    }
    return row | cells


def edge_row(home: Household, **cells: Cell) -> Cells:
    """A household on the edge of dibao."""
    row: Cells = {
        "户主姓名": home.head.name,
        "户主身份证号": home.head.citizen_id,
        "家庭人口": len(home.members),
        "认定证号": f"B{home.number}",
        "认定月份": "2022-11",
        "家庭成员姓名": "、".join(one.name for one in home.members[1:]),
        "家庭成员身份证号": "、".join(one.citizen_id for one in home.members[1:]),
    }
    return row | cells


def tekun_row(person: Person, **cells: Cell) -> Cells:
    """Somebody supported as tekun, whom a neighbour cares for."""
    row: Cells = {
        "姓名": person.name,
        "身份证号": person.citizen_id,
        "供养方式": "分散供养",
        "生活自理能力": "半自理",
        "基本生活标准": 900,
        "照料护理费用": 100,
        "合计": 1000,
    }
    return row | cells


def relief_row(person: Person, **cells: Cell) -> Cells:
    """A relief payment."""
    row: Cells = {
        "姓名": person.name,
        "身份证号": person.citizen_id,
        "困难类型": "疾病",
        "金额": 2000,
        "发放日期": "2023-02-10",
    }
    return row | cells


def disability_row(person: Person, **cells: Cell) -> Cells:
    """A person with allowances; 肢体 is 4, 二级 is 2."""
    row: Cells = {
        "残疾人证号": f"{person.citizen_id}42",
        "姓名": person.name,
        "残疾类别": "肢体",
        "残疾等级": "二级",
        "生活补贴": 80,
        "护理补贴": 70,
    }
    return row | cells


def subsidy_row(person: Person, **cells: Cell) -> Cells:
    """Ten mu at 50 yuan."""
    row: Cells = {
        "收款人全称": person.name,
        "收款人身份证号": person.citizen_id,
        "补贴项目": "玉米生产者补贴",
        "面积": 10,
        "标准": 50,
        "最终确定发放该人补贴总金额": 500,
        "发放状态": "已发放",
        "发放日期": "2023-02-10",
    }
    return row | cells


def policy_row(person: Person, **cells: Cell) -> Cells:
    """Rice insured, most of it by subsidies."""
    row: Cells = {
        "保单号": f"PN{person.number}",
        "农户姓名": person.name,
        "身份证号码": person.citizen_id,
        "投保面积": 12.5,
        "标的": "水稻",
        "总保额": 5000,
        "总保费": 200,
        "自缴保费": 40,
        "中央财政补贴": 90,
        "省级财政补贴": 50,
        "地市财政补贴": 10,
        "区（县）财政补贴": 10,
    }
    return row | cells


def claim_row(person: Person, **cells: Cell) -> Cells:
    """A claim on that policy."""
    row: Cells = {
        "保单号": f"PN{person.number}",
        "身份证号码": person.citizen_id,
        "标的": "水稻",
        "赔款金额": 800,
        "赔付日期": "2023-02-10",
    }
    return row | cells


def project_row(number: str, **cells: Cell) -> Cells:
    """A project that has spent half of its money, in ten thousands."""
    row: Cells = {
        "项目编号": number,
        "县代码": JIANSHAN,
        "村代码": SHUANGSHENG,
        "项目名称": "大棚",
        "项目类别": "产业发展",
        "资产类型": "经营性",
        "实施方式": "一般",
        "下达资金·中央": 10,
        "下达资金·省级": 6,
        "支出资金·中央": 5,
        "支出资金·省级": 3,
        "状态": "运营",
        "年度应分配收益": 20000,
        "已分配收益": 10000,
    }
    return row | cells


def entity_row(number: str, **cells: Cell) -> Cells:
    """A cooperative."""
    row: Cells = {
        "主体编码": number,
        "名称": "某合作社",
        "县代码": JIANSHAN,
        "村代码": SHUANGSHENG,
        "类型": "合作社",
        "一村一品": "是",
    }
    return row | cells


def linked_row(person: Person, **cells: Cell) -> Cells:
    """A person carried along by project X1."""
    row: Cells = {
        "编号": "X1",
        "身份证号": person.citizen_id,
        "姓名": person.name,
        "带动方式": "订单生产",
        "庭院": "否",
        "应付金额": 500,
        "已付金额": 500,
        "付款日期": "2023-02-10",
    }
    return row | cells


def loan_row(home: Household, **cells: Cell) -> Cells:
    """A contract of the head."""
    row: Cells = {
        "户主姓名": home.head.name,
        "户主身份证号": home.head.citizen_id,
        "贷款人姓名": home.head.name,
        "贷款人身份证号": home.head.citizen_id,
        "与户主关系": "户主",
        "名单状态": "符合条件",
        "申请日期": "2022-12-01",
        "授信额度": 50000,
        "合同号": f"HT{home.number}",
        "贷款金额": 50000,
        "放款日期": "2023-01-10",
        "到期日期": "2026-01-10",
        "贷款利率": "4.35%",
        "贷款余额": 50000,
        "贷款状态": "正常",
        "贷款用途": "养牛",
    }
    return row | cells


def course_row(person: Person, **cells: Cell) -> Cells:
    """A course that ended in February."""
    row: Cells = {
        "身份证号": person.citizen_id,
        "姓名": person.name,
        "课程": "电工",
        "类别": "职业技能",
        "开始": "2023-01-30",
        "结束": "2023-02-10",
        "结业": "是",
        "取证": "否",
        "训后就业": "否",
    }
    return row | cells


def student_row(person: Person, **cells: Cell) -> Cells:
    """A student with a grant."""
    row: Cells = {
        "身份证号": person.citizen_id,
        "姓名": person.name,
        "学段": "中职",
        "学校": "某校",
        "学期": "2022秋",
        "补助金额": 1500,
        "毕业年月": "2024-07",
        "毕业去向": "在读",
    }
    return row | cells


def workshop_row(number: str, **cells: Cell) -> Cells:
    """A workshop that produces."""
    row: Cells = {
        "车间编号": number,
        "名称": "某车间",
        "县代码": JIANSHAN,
        "村代码": SHUANGSHENG,
        "类型": "厂房式",
        "状态": "生产",
    }
    return row | cells


def pay_row(person: Person, **cells: Cell) -> Cells:
    """A month's pay in workshop C1."""
    row: Cells = {
        "车间编号": "C1",
        "身份证号": person.citizen_id,
        "姓名": person.name,
        "劳动报酬": 1800,
    }
    return row | cells


def award_row(person: Person, **cells: Cell) -> Cells:
    """An award for a person of workshop C1."""
    row: Cells = {
        "车间编号": "C1",
        "身份证号": person.citizen_id,
        "申报年度": "2022年",
        "奖补金额": 1000,
        "拨付日期": "2023-02-10",
        "资金来源": "衔接资金",
    }
    return row | cells


def post_row(person: Person, **cells: Cell) -> Cells:
    """A post and its holder."""
    row: Cells = {
        "岗位编号": f"G{person.number}",
        "村代码": SHUANGSHENG,
        "岗位名称": "保洁员",
        "资金来源": "衔接资金",
        "姓名": person.name,
        "身份证号": person.citizen_id,
        "协议起": "2023-01-01",
        "协议止": "2023-12",
        "公示日期": "2022-12-20",
        "健康确认": "是",
        "意外险": "是",
        "是否村干部": "否",
        "应出勤天数": 20,
        "实出勤天数": 20,
        "本月补贴": 500,
    }
    return row | cells


def answer_row(home: Household, **cells: Cell) -> Cells:
    """An owner's answer about a household."""
    row: Cells = {
        "清单": "应保未保",
        "对象": home.number,
        "办理结果": "属实",
        "处理状态": "处理中",
        "办理日期": "2023-03-10",
        "措施": "已入户核查",
        "经办人": CLERK,
    }
    return row | cells


def unit_row(number: str, **cells: Cell) -> Cells:
    """A budget unit that reserves a tenth."""
    row: Cells = {
        "单位编码": number,
        "单位名称": "某局",
        "县代码": JIANSHAN,
        "食堂": "有",
        "年度食材采购总额": 100000,
        "预留比例": "10%",
        "预留份额": 10000,
        "832完成交易额": 3000,
    }
    return row | cells


def collective_row(code: str, **cells: Cell) -> Cells:
    """A village's year to date."""
    row: Cells = {
        "村代码": code,
        "村名": "某村",
        "经营收入": 10000,
        "发电收入": 9000,
        "公益岗支出": 5000,
        "公益事业劳务": 3000,
    }
    return row | cells


def land_row(home: Household, **cells: Cell) -> Cells:
    """A household's contract."""
    row: Cells = {
        "合同编号": f"T{home.number}",
        "村代码": home.village,
        "户主姓名": home.head.name,
        "身份证号": home.head.citizen_id,
        "类别": "土地流转",
        "面积": 10,
        "受让主体": "某合作社",
        "起": "2021-01-01",
        "止": "2030-12-31",
        "年度应付": 5000,
        "应付日期": "2023-03-01",
        "已付": 5000,
    }
    return row | cells
