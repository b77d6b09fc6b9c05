select
    counted.household_id,
    counted.village_code,
    '人均 ' || round(counted.prior_per_capita, 2) || ' → ' || round(counted.per_capita, 2) as what,
    income_rows.period,
    income_rows.amount,
    case when income_rows.place = 1 then counted.counts end as numerator,
    case when income_rows.place = 1 then 1 end as denominator,
    income_rows.load_id,
    income_rows.row_number
from counted
cross join lateral (
    select
        income_rows.*,
        row_number() over (
            order by income_rows.income_year desc, income_rows.period asc, income_rows.load_id asc
        ) as place
    from income_rows
    cross join county
    where income_rows.household_id = counted.household_id
        and income_rows.span = case
            when income_rows.income_year = county.assessment_year then counted.span
            else counted.prior_span
        end
) as income_rows
