{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
    indexes=[{'columns': ['month', 'household_id']}],
) }}

with small_loan as (

    select * from {{ ref('stg_small_loan') }}
    where {{ touched('month') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where
        citizen_id_token is not null
        and {{ touched('month') }}

),

months as (

    select * from {{ ref('int_months') }}

),

listed as (

    select
        month,
        citizen_id_token
    from person_month
    group by month, citizen_id_token

),

-- the head on the roster, else the borrower
held as (

    select
        small_loan.*,
        case
            when listed.citizen_id_token is not null then small_loan.head_citizen_id_token
            else small_loan.borrower_citizen_id_token
        end as citizen_id_token
    from small_loan
    left join listed
        on
            small_loan.month = listed.month
            and small_loan.head_citizen_id_token = listed.citizen_id_token

),

final as (

    select
        held.month,
        person_month.household_id,
        person_month.person_id,
        person_month.village_code,
        person_month.county_code,
        person_month.is_population,
        person_month.is_authorised,
        held.list_status,
        held.applied_on,
        held.contract_no,
        held.loan_amount,
        held.drawn_on,
        held.due_on,
        held.balance,
        held.loan_status,
        case
            when held.contract_no is null or held.loan_status in ('已结清', '代偿') then 0
            when held.overdue_amount > 0 then held.overdue_amount
            when held.due_on < months.month_end_on then held.balance
            else 0
        end as overdue,
        held.load_id,
        held.row_number
    from held
    inner join months on held.month = months.month
    inner join person_month
        on
            held.month = person_month.month
            and held.citizen_id_token = person_month.citizen_id_token

)

select * from final
