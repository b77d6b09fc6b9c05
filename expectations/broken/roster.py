"""How a row breaks a check against the roster in force."""

from expectations.answerable import WORDS
from expectations.broken.base import (
    Broken,
    Subject,
    blank,
    bound_in_sql,
    broken,
    facts_of_bounds,
)
from expectations.literals import literal, literals
from ingestion import checks
from ingestion.contract import CELLS_JOINT

ROSTER_VILLAGE = ("on_roster", "roster_village_code", "unit")


@broken.register
def _on_roster(check: checks.OnRoster, on: Subject) -> Broken:
    facts = [check.column, "on_roster"]
    return Broken(facts, f"{check.column} is not null and not on_roster")


@broken.register
def _head_matches_roster(check: checks.HeadMatchesRoster, on: Subject) -> Broken:
    """Placeholders match if they are equal."""
    token = f"{check.column}_token"
    facts = ["on_roster", token, "roster_head_token"]
    return Broken(facts, f"on_roster and {token} is distinct from roster_head_token")


@broken.register
def _in_own_village(check: checks.InOwnVillage, on: Subject) -> Broken:
    return Broken(ROSTER_VILLAGE, "on_roster and roster_village_code is distinct from unit")


@broken.register
def _members_match_roster(check: checks.MembersMatchRoster, on: Subject) -> Broken:
    present = "roster_current_members"
    return Broken([check.column, present], f"{check.column} is distinct from {present}")


@broken.register
def _age_between(check: checks.AgeBetween, on: Subject) -> Broken:
    birth_date, day = f"{check.column}_birth_date", check.at or "period_end"
    age = f"extract(year from age({day}, {birth_date}))"
    bounds = ((check.least, "<"), (check.under, ">="), (check.most, ">"))
    outside = [f"{age} {sign} {bound_in_sql(one)}" for one, sign in bounds if one is not None]
    facts = [birth_date, day, *facts_of_bounds(check.least, check.under, check.most)]
    return Broken(facts, " or ".join(outside))


@broken.register
def _same_household_on_roster(check: checks.SameHouseholdOnRoster, on: Subject) -> Broken:
    first, *others = (f"{name}_household" for name in check.columns)
    return Broken([first, *others], " or ".join(f"{first} <> {other}" for other in others))


@broken.register
def _not_student(check: checks.NotStudent, on: Subject) -> Broken:
    return Broken(["roster_is_student"], "roster_is_student")


@broken.register
def _answers_known_warning(check: checks.AnswersKnownWarning, on: Subject) -> Broken:
    """A row with nothing but household and rule is no answer, so it passes.

    All wrong cells are told at once.
    """
    results = literals(on.of.columns[check.result].allowed)
    needed = {
        check.column: "on_roster and roster_village_code = unit",
        check.rule: f"{check.rule} in ({WORDS})",
        check.result: f"{check.result} in ({results})",
    }
    headers = on.headers(list(needed))
    wrong = ", ".join(
        f"case when ({condition}) is not true then {literal(headers[name])} end"
        for name, condition in needed.items()
    )
    fulfilled = " and ".join(needed.values())
    names = {check.column, check.rule}
    says = [blank(on.part, name) for name in on.of.columns if name not in names]
    is_silent = " and ".join(condition for condition, _ in says)
    facts = [*ROSTER_VILLAGE, check.rule, check.result, *(fact for _, fact in says)]
    condition = f"({fulfilled}) is not true and not ({is_silent})"
    return Broken(facts, condition, header=f"concat_ws({literal(CELLS_JOINT)}, {wrong})")
