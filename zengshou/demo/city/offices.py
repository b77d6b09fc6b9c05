"""The departments that send the twelve feeds of measures.md, section 2."""

from datetime import date

from zengshou.demo.city import (
    canteens,
    civil,
    collective,
    disability,
    insurance,
    land,
    loans,
    posts,
    projects,
    subsidies,
    training,
    workshops,
)
from zengshou.demo.city.book_post import Office
from zengshou.demo.city.city import City
from zengshou.demo.city.civil_mistakes import spoil_civil
from zengshou.demo.city.project_mistakes import spoil_projects

_FORGETFUL = disability.FEED
_A_YEAR = 12

OFFICES: dict[str, Office] = {
    office.feed: office
    for office in (
        Office(civil.FEED, civil.civil_books, spoil_civil, "户主身份证号"),
        Office(
            disability.FEED, disability.disability_books, disability.spoil_disability, "残疾类别"
        ),
        Office(
            subsidies.FEED, subsidies.subsidy_books, subsidies.spoil_subsidies, "收款人身份证号",
            months=subsidies.PAYMENT_MONTHS,
        ),
        Office(
            insurance.FEED, insurance.insurance_books, insurance.spoil_insurance, "身份证号码",
            quarterly=True,
        ),
        Office(
            projects.FEED, projects.project_books, spoil_projects, "项目编号", quarterly=True,
            by_county=True,
        ),
        Office(loans.FEED, loans.loan_books, loans.spoil_loans, "合同号"),
        Office(training.FEED, training.training_books, training.spoil_training, "课程"),
        Office(workshops.FEED, workshops.workshop_books,
               workshops.spoil_workshops, "车间编号"),
        Office(posts.FEED, posts.post_books, posts.spoil_posts, "岗位编号", by_county=True),
        Office(
            canteens.FEED, canteens.consumption_books, canteens.spoil_consumption, "单位编码",
            quarterly=True, by_county=True,
        ),
        Office(
            collective.FEED, collective.economy_books, collective.spoil_economy, "村代码",
            quarterly=True, by_county=True,
        ),
        Office(
            land.FEED, land.land_books, land.spoil_land, "合同编号", quarterly=True, by_county=True
        ),
    )
}  # fmt: skip


def sent_periods(city: City, office: Office) -> list[date]:
    """The periods in which the department sends; one of them forgets a month in the middle."""
    periods = list(office.periods(city))
    if city.parameters.dirt > 0 and office.feed == _FORGETFUL and len(periods) > _A_YEAR:
        del periods[len(periods) // 2]
    return periods
