"""How a row breaks a check of several cells, or of other months of its household."""

from expectations.broken.base import Broken, Subject, bound_in_sql, broken, facts_of_bounds
from expectations.literals import literals
from ingestion import checks
from ingestion.contract import Part


@broken.register
def _sum_matches(check: checks.SumMatches, on: Subject) -> Broken:
    """Unreadable cells pass: another rule reports them."""
    parts = " + ".join(check.plus) + "".join(f" - {name}" for name in check.minus)
    facts = [check.total, *check.plus, *check.minus]
    return Broken(facts, f"abs({check.total} - ({parts})) > {check.tolerance}")


@broken.register
def _cost_accompanies(check: checks.CostAccompanies, on: Subject) -> Broken:
    income = " + ".join(check.columns)
    return Broken([*check.columns, "cost_so_far"], f"{income} > 0 and cost_so_far = 0")


@broken.register
def _not_repeated(check: checks.NotRepeated, on: Subject) -> Broken:
    return Broken(
        [check.column, "same_value_months"],
        f"{check.column} <> 0 and same_value_months >= {check.months}",
    )


@broken.register
def _sum_at_most(check: checks.SumAtMost, on: Subject) -> Broken:
    left, right = (" + ".join(names) for names in (check.columns, check.limit))
    condition = f"({left}) - ({right}) > {check.tolerance}"
    return Broken([*check.columns, *check.limit], condition)


@broken.register
def _product_matches(check: checks.ProductMatches, on: Subject) -> Broken:
    product = " * ".join(check.factors)
    condition = f"abs({check.total} - {product}) > {check.tolerance}"
    if check.only_positive:
        condition = " and ".join([*(f"{name} > 0" for name in check.factors), condition])
    return Broken([check.total, *check.factors], condition)


@broken.register
def _in_order(check: checks.InOrder, on: Subject) -> Broken:
    return Broken([check.first, check.last], f"{check.last} < {check.first}")


@broken.register
def _within_years(check: checks.WithinYears, on: Subject) -> Broken:
    years = f"make_interval(years => cast({bound_in_sql(check.years)} as integer))"
    facts = [check.column, check.after, *facts_of_bounds(check.years)]
    return Broken(facts, f"{check.column} > {check.after} + {years}")


@broken.register
def _only_if(check: checks.OnlyIf, on: Subject) -> Broken:
    cases = [
        " and ".join(_is_one_of(on.of, name, values) for name, values in case.items())
        for case in check.cases
    ]
    holds = " or ".join(f"({case})" for case in cases)
    facts = {check.column, *(name for case in check.cases for name in case)}
    return Broken(facts, f"{check.column} > 0 and ({holds}) is not true")


def _is_one_of(part: Part, name: str, values: list[str]) -> str:
    """The condition that a cell holds one of these texts, by their code if a seed has them."""
    seed, among = part.columns[name].values, literals(values)
    if seed:
        among = f"select code from reference.{seed} where name in ({among})"
    return f"{name} in ({among})"
