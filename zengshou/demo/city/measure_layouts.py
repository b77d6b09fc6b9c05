"""Headers of the twelve feeds of measures.md, section 2, with the kind of each column.

Like `layouts`, a copy of the city's own. A heading without a kind is plain; `（万元）` columns are
plain numbers. 银行账号, 联系电话 and the like are columns that no contract names.
"""

from zengshou.demo.city.layouts import Columns, columns

DIBAO_LEAD = columns("""
    户主姓名:text 户主身份证号:id 家庭人口:count 保障人口:count 户月保障金额:money
    家庭分类施保总额:money 人员分类施保总额:money 合计:money 低保（特困）证号:key
    最初享受月份:month 救助类型:text 渐退期截止月:month 银行账号:plain
""")
DIBAO: Columns = (*DIBAO_LEAD, *columns("家庭成员姓名:plain 家庭成员身份证号:plain"))
MEMBERS_BESIDE = 8
DIBAO_BESIDE: Columns = (
    *DIBAO_LEAD,
    *(
        pair
        for number in range(1, MEMBERS_BESIDE + 1)
        for pair in ((f"成员{number}姓名", "text"), (f"成员{number}身份证号", "id"))
    ),
)
EDGE = columns("""
    户主姓名:text 户主身份证号:id 家庭人口:count 认定证号:key 认定月份:month
    有效期截止月:month 联系电话:plain 家庭成员姓名:plain 家庭成员身份证号:plain
""")
TEKUN = columns("""
    姓名:text 身份证号:id 供养方式:text 生活自理能力:text 基本生活标准:money
    照料护理费用:money 合计:money 照料人姓名:text 照料人身份证号:id 银行账号:plain
""")
RELIEF = columns("姓名:text 身份证号:id 困难类型:text 金额:money 发放日期:date 经办人:plain")
DISABILITY = columns("""
    残疾人证号:plain 姓名:text 残疾类别:text 残疾等级:text 生活补贴:money 护理补贴:money
    家庭住址:plain 联系电话:plain
""")
FARM_SUBSIDY = columns("""
    收款人全称:text 收款人身份证号:id 补贴项目:text 面积:money 标准:money
    最终确定发放该人补贴总金额:money 发放状态:text 发放日期:date 银行账号:plain
""")
POLICIES = columns("""
    保单号:key 农户姓名:text 身份证号码:id 投保面积:plain 投保数量:plain 标的:text
    总保额:money 总保费:money 自缴保费:money 中央财政补贴:money 省级财政补贴:money
    地市财政补贴:money 区（县）财政补贴:money 其他来源补贴:money
""")
CLAIMS = columns("保单号:key 身份证号码:id 标的:text 赔款金额:money 赔付日期:date 银行账号:plain")
FUNDS = ("中央", "省级", "市县", "其他")
PROJECTS: Columns = (
    *columns("""
        项目编号:key 县代码:code 村代码:plain 项目名称:text 项目类别:text 资产类型:text
        实施方式:text
    """),
    *((f"{level}（万元）", "plain") for _ in ("下达资金", "支出资金") for level in FUNDS),
    *columns("""
        劳务报酬（万元）:plain 状态:text 年度应分配收益:money 已分配收益:money 更新日期:date
    """),
)
ENTITIES = columns("""
    主体编码:key 名称:text 县代码:code 村代码:code 类型:text 主导产业:text 一村一品:text
    联系电话:plain
""")
LINKS = columns("""
    编号:key 身份证号:id 姓名:text 带动方式:text 庭院:text 应付金额:money 已付金额:money
    付款日期:date 经办人:plain
""")
LOANS = columns("""
    户主姓名:text 户主身份证号:id 贷款人姓名:text 贷款人身份证号:id 与户主关系:text
    名单状态:text 申请日期:date 授信额度:money 合同号:key 贷款金额:money 放款日期:date
    到期日期:date 贷款利率:plain 贷款余额:money 逾期贷款金额:money 欠息金额:money
    累计贴息:money 贷款状态:text 贷款用途:text
""")
LOAN_GROUPS = (("户主信息", 2), ("贷款人信息", 3), ("名单", 2), ("贷款", 12))
COURSES = columns("""
    身份证号:id 姓名:text 课程:text 类别:text 开始:date 结束:date 结业:text 取证:text
    训后就业:text 联系电话:plain
""")
STUDENTS = columns("""
    身份证号:id 姓名:text 学段:text 学校:text 学期:text 补助金额:money 发放日期:date
    毕业年月:month 毕业去向:text
""")
WORKSHOPS = columns("车间编号:key 名称:text 县代码:code 村代码:code 类型:text 状态:text")
WORKSHOP_PAY = columns("车间编号:key 身份证号:id 姓名:text 劳动报酬:money")
AWARDS = columns("""
    车间编号:key 身份证号:id 申报年度:plain 奖补金额:money 拨付日期:date 资金来源:text
""")
POSTS = columns("""
    岗位编号:key 村代码:code 岗位名称:text 资金来源:text 姓名:text 身份证号:id 协议起:date
    协议止:date 公示日期:date 健康确认:text 意外险:text 是否村干部:text 应出勤天数:plain
    实出勤天数:plain 本月补贴:money 银行账号:plain
""")
UNITS = columns("""
    单位编码:key 单位名称:text 县代码:code 食堂:text 代表单位编码:key
    年度食材采购总额:money 预留比例:plain 预留份额:money 832完成交易额:money
    工会采购额:money 其他渠道采购额:money 联系电话:plain
""")
ECONOMY_GROUPS = (("", 2), ("收入", 5), ("支出", 2), ("光伏", 3), ("分红", 3))
ECONOMY = columns("""
    村代码:code 村名:text 经营收入:money 发包及上交收入:money 投资收益:money 补助收入:money
    其他收入:money 经营支出:money 管理费用:money 发电收入:money 公益岗支出:money
    公益事业劳务:money 分红总额:money 脱贫户分红额:money 脱贫户分红户数:plain
""")
LAND = columns("""
    合同编号:key 村代码:code 户主姓名:text 身份证号:id 类别:text 面积:plain 受让主体:text
    起:date 止:date 年度应付:money 应付日期:date 已付:money 付款日期:date 备注:plain
""")
