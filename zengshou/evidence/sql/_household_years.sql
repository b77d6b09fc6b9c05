select
    counted.household_id,
    counted.village_code,
    '人均 ' || round(counted.prior_per_capita, 2) || ' → ' || round(counted.per_capita, 2) as what,
    income_rows.period,
    income_rows.amount,
    case when income_rows.place = 1 then counted.fell end as numerator,
    case when income_rows.place = 1 then 1 end as denominator,
    income_rows.load_id,
    income_rows.row_number
from counted
inner join (
    select
        income_rows.*,
        row_number() over (
            partition by household_id order by income_year desc, period asc, load_id asc
        ) as place
    from income_rows
) as income_rows
    on counted.household_id = income_rows.household_id
