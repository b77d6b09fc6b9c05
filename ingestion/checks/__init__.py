"""The kinds of check that a rule of a contract can use: one small model with its words per kind.

A check names columns of its part only. It reaches other data (roster in force, other months)
through the facts that `expectations.batch_tables` joins to each row. `expectations.broken` holds
the SQL of each check. A new kind of check needs code in these two packages only. Source: feeds.md.
"""

from typing import Annotated

from pydantic import Field

from ingestion.checks.cells import (
    Between,
    Chosen,
    Filled,
    Holds,
    HoldsNoneOf,
    InPeriod,
    InSet,
    InYearToDate,
    KnownCounty,
    KnownDivision,
    KnownVillages,
    LineIsRead,
    Readable,
    ReportingUnit,
    SuffixAgrees,
    ValidCitizenId,
    WithinPeriodAnd,
    ZeroOr,
)
from ingestion.checks.roster import (
    AgeBetween,
    AnswersKnownWarning,
    HeadMatchesRoster,
    InOwnVillage,
    MembersMatchRoster,
    NotStudent,
    OnRoster,
    SameHouseholdOnRoster,
)
from ingestion.checks.rows import (
    CostAccompanies,
    InOrder,
    NotRepeated,
    OnlyIf,
    ProductMatches,
    SumAtMost,
    SumMatches,
    WithinYears,
)
from ingestion.checks.sheets import (
    FoundIn,
    MembersAreValid,
    MembersCounted,
    NamesAnotherRow,
    NoHouseholdBelowTotal,
    NoNote,
    NoOverlap,
    NotLowerThanBefore,
    OneHead,
    OneVillage,
    SameInHousehold,
    SubtotalsMatch,
    TotalsMatch,
    Unique,
    UniqueContent,
    ZeroWhere,
)

__all__ = [
    "AgeBetween",
    "AnswersKnownWarning",
    "Between",
    "Check",
    "Chosen",
    "CostAccompanies",
    "Filled",
    "FoundIn",
    "HeadMatchesRoster",
    "Holds",
    "HoldsNoneOf",
    "InOrder",
    "InOwnVillage",
    "InPeriod",
    "InSet",
    "InYearToDate",
    "KnownCounty",
    "KnownDivision",
    "KnownVillages",
    "LineIsRead",
    "MembersAreValid",
    "MembersCounted",
    "MembersMatchRoster",
    "NamesAnotherRow",
    "NoHouseholdBelowTotal",
    "NoNote",
    "NoOverlap",
    "NotLowerThanBefore",
    "NotRepeated",
    "NotStudent",
    "OnRoster",
    "OneHead",
    "OneVillage",
    "OnlyIf",
    "ProductMatches",
    "Readable",
    "ReportingUnit",
    "SameHouseholdOnRoster",
    "SameInHousehold",
    "SubtotalsMatch",
    "SuffixAgrees",
    "SumAtMost",
    "SumMatches",
    "TotalsMatch",
    "Unique",
    "UniqueContent",
    "ValidCitizenId",
    "WithinPeriodAnd",
    "WithinYears",
    "ZeroOr",
    "ZeroWhere",
]

Check = Annotated[
    Filled
    | InSet
    | Holds
    | Chosen
    | HoldsNoneOf
    | ZeroOr
    | Between
    | Readable
    | ValidCitizenId
    | InPeriod
    | WithinPeriodAnd
    | KnownDivision
    | LineIsRead
    | InYearToDate
    | KnownVillages
    | KnownCounty
    | ReportingUnit
    | SuffixAgrees
    | SumMatches
    | CostAccompanies
    | NotRepeated
    | SumAtMost
    | ProductMatches
    | InOrder
    | WithinYears
    | OnlyIf
    | Unique
    | UniqueContent
    | OneVillage
    | OneHead
    | SameInHousehold
    | TotalsMatch
    | NoNote
    | NoHouseholdBelowTotal
    | SubtotalsMatch
    | NamesAnotherRow
    | NoOverlap
    | NotLowerThanBefore
    | FoundIn
    | ZeroWhere
    | MembersCounted
    | MembersAreValid
    | OnRoster
    | HeadMatchesRoster
    | InOwnVillage
    | MembersMatchRoster
    | AgeBetween
    | NotStudent
    | AnswersKnownWarning
    | SameHouseholdOnRoster,
    Field(discriminator="expect"),
]
