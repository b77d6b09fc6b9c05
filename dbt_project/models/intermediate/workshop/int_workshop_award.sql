{{ config(indexes=[{'columns': ['citizen_id_token']}]) }}

with pay as (

    select * from {{ ref('stg_workshop_pay') }}

),

award as (

    select * from {{ ref('stg_workshop_award') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

household_month as (

    select * from {{ ref('int_household_month') }}
    where household_type = '脱贫户'

),

county_months as (

    select distinct
        month,
        county_code
    from household_month

),

range_in_force as (

    {{ monitoring_range_in_force('county_months') }}

),

-- only pay of months in which the person was on a 脱贫户 counts
earned as (

    select
        pay.workshop_no,
        pay.citizen_id_token,
        pay.month,
        household_month.county_code,
        sum(pay.pay) over (
            partition by
                pay.workshop_no, pay.citizen_id_token, extract(year from pay.month)
            order by pay.month
        ) as pay_to_date
    from pay
    inner join person_month
        on
            pay.month = person_month.month
            and pay.citizen_id_token = person_month.citizen_id_token
    inner join household_month
        on
            person_month.month = household_month.month
            and person_month.household_id = household_month.household_id

),

due as (

    select
        earned.workshop_no,
        earned.citizen_id_token,
        min(earned.month) as due_month
    from earned
    inner join range_in_force
        on
            earned.month = range_in_force.month
            and earned.county_code = range_in_force.county_code
    where earned.pay_to_date >= range_in_force.yuan
    group by earned.workshop_no, earned.citizen_id_token

),

paid as (

    select
        workshop_no,
        citizen_id_token,
        min(paid_on) as paid_on
    from award
    group by workshop_no, citizen_id_token

),

final as (

    select
        due.workshop_no,
        due.citizen_id_token,
        due.due_month,
        paid.paid_on
    from due
    left join paid
        on
            due.workshop_no = paid.workshop_no
            and due.citizen_id_token = paid.citizen_id_token

)

select * from final
