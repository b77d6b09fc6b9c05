"""A made-up departmental file: pension lines, one per person (feeds.md, social_security)."""

import random
from collections.abc import Sequence
from pathlib import Path

from stdnum.cn.ric import calc_check_digit

FEED = "social_security"
PERIOD = "2023-09"
HEADERS = [
    "个人编号",
    "身份证号",
    "姓名",
    "参保状态",
    "缴费状态",
    "参保身份",
    "费款所属期",
    "实付年月",
    "支付标志",
    "发放金额",
    "其中丧葬费",
]
SURNAMES = "赵钱孙李周吴郑王冯陈"
GIVEN = "甲乙丙丁戊己庚辛壬癸"
BROKEN_ONE_IN = 1000


def write_pension_lines(landing: Path, lines: int, known: Sequence[str] = ()) -> Path:
    """Write a GBK file with `lines` lines to the landing zone; the `known` IDs come first.

    Each known ID has one line. One line in a thousand breaks S01, another S03.
    """
    folder = landing / FEED / PERIOD
    folder.mkdir(parents=True)
    chance = random.Random(2023)
    path = folder / "养老发放202309.csv"
    with path.open("w", encoding="gbk", newline="") as file:
        file.write(",".join(HEADERS) + "\r\n")
        for number in range(lines):
            citizen = known[number] if number < len(known) else citizen_id(number)
            if number % BROKEN_ONE_IN == BROKEN_ONE_IN - 1:
                citizen = citizen[:-1]
            name = "".join(chance.choice(letters) for letters in (SURNAMES, GIVEN, GIVEN))
            amount = f"{chance.randrange(10_000, 30_000) / 100:.2f}"
            if number % BROKEN_ONE_IN == BROKEN_ONE_IN // 2:
                amount = "约一百元"
            file.write(
                f"{2305000000 + number},{citizen},{name},1,3,普通居民,"
                f"2023-09,2023-09,1,{amount},\r\n"
            )
    return path


def citizen_id(number: int) -> str:
    """The made-up ID with this number: a correct check character, a person aged 60 to 99."""
    serial, day = number % 1000, number // 1000
    year, rest = 1925 + day // 336 % 38, day % 336
    region = 230521 + day // (336 * 38)
    body = f"{region}{year}{rest // 28 + 1:02d}{rest % 28 + 1:02d}{serial:03d}"
    return body + calc_check_digit(body + "0")
