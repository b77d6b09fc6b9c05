{{ config(
    meta={'made_new': 'by_month', 'rests_on_authorisations': true},
    indexes=[{'columns': ['month', 'household_id'], 'unique': true}],
) }}

with household_month as (

    select * from {{ ref('int_household_month') }}
    where
        is_population
        and {{ touched('month') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where
        is_population
        and {{ touched('month') }}

),

projection as (

    select * from {{ ref('int_household_projection') }}
    where {{ touched('as_of_month') }}

),

standard as (

    select
        months.month,
        dibao_standard.yuan
    from {{ ref('int_months') }} as months
    left join {{ ref('dibao_standard') }} as dibao_standard
        on {{ in_force('dibao_standard', 'months.month') }}

),

labour as (

    select
        household_id,
        month,
        (count(*) filter (where labour = 'able'))::integer as able_members,
        (count(*) filter (where labour = 'weak'))::integer as weak_members,
        bool_or(is_authorised) as is_authorised
    from person_month
    group by household_id, month

),

-- projected_net against the standard × head count: a rounded quotient could cross the standard
final as (

    select
        household_month.household_id,
        household_month.month,
        household_month.income_year,
        household_month.village_code,
        household_month.county_code,
        household_month.household_type,
        household_month.monitored_kind,
        household_month.annual_members,
        labour.is_authorised,
        labour.able_members,
        labour.weak_members,
        labour.able_members + labour.weak_members > 0 as has_labour,
        projection.projected_net,
        projection.projected_per_capita,
        standard.yuan as standard,
        coalesce(
            projection.projected_net < standard.yuan * household_month.annual_members, false
        ) as is_below_standard
    from household_month
    inner join labour
        on
            household_month.month = labour.month
            and household_month.household_id = labour.household_id
    inner join standard on household_month.month = standard.month
    left join projection
        on
            household_month.month = projection.as_of_month
            and household_month.household_id = projection.household_id

)

select * from final
