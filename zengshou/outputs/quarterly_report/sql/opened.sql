-- Warnings of a county opened in a quarter, by their level then and their last state in it.
select distinct on (warning.warning_id)
    warning.warning_id,
    first_value(warning.level) over spell as level,
    last_value(warning.status) over spell as status
from marts.warning as warning
where
    warning.county_code = :county
    and warning.opened_month between :first and :last
    and warning.month between :first and :last
window spell as (
    partition by warning.warning_id order by warning.month
    rows between unbounded preceding and unbounded following
)
order by warning.warning_id
