{{ config(meta={'made_new': 'by_month', 'rests_on_authorisations': true}) }}

{%- set made_from = made_new_from() or '1000-01-01' %}
{%- set kinds = ['enrolment', 'employment', 'assistance', 'work', 'claim'] %}

with loads as (

    select * from {{ ref('stg_loads') }}
    where status = 'accepted'

),

assistance_file as (

    select month
    from loads
    where
        feed = 'civil_affairs'
        and part in ('assistance_dibao', 'assistance_tekun')
    group by month
    having count(distinct part) = 2

),

employment_file as (

    select distinct month
    from loads
    where feed = 'employment'

),

assistance_run as (

    select
        month,
        count(*) over last_4 as months
    from assistance_file
    window last_4 as (order by month range between interval '3 months' preceding and current row)

),

employment_run as (

    select
        month,
        count(*) over last_7 as months
    from employment_file
    window last_7 as (order by month range between interval '6 months' preceding and current row)

),

-- the months that have all the files that a rule reads
judged as (

    select
        month,
        'enrolment' as kind
    from loads
    where
        feed = 'medical_insurance'
        and part = 'enrolment'

    union distinct

    select
        month,
        'claim' as kind
    from loads
    where feed = 'farm_insurance'

    union distinct

    select
        month,
        'employment' as kind
    from employment_file

    union distinct

    select
        month,
        'assistance' as kind
    from assistance_run
    where months = 4

    union distinct

    select
        month,
        'work' as kind
    from employment_run
    where months = 7

),

-- the earliest month to read: that of the files in force in the first month to rebuild
first_read as (

    select least(min(latest.month), '{{ made_from }}') as month
    from (
        select max(month) as month
        from judged
        where month <= '{{ made_from }}'
        group by kind
    ) as latest

),

household_month as (

    select * from {{ ref('int_household_month') }}
    where
        is_population
        and month >= (select first_read.month from first_read)

),

judged_month as (

    select
        {%- for kind in kinds %}
        max(month) filter (where kind = '{{ kind }}') as {{ kind }}_month,
        {%- endfor %}
        month
    from judged
    group by month

),

-- a stay is a sequence of consecutive months in the population
stayed as (

    select
        household_id,
        month,
        extract(year from month) * 12 + extract(month from month)
        - row_number() over (partition by household_id order by month) as stay
    from household_month

),

file_month as (

    select
        {%- for kind in kinds %}
        max(judged_month.{{ kind }}_month) over stay_to_date as {{ kind }}_month,
        {%- endfor %}
        stayed.household_id,
        stayed.month
    from stayed
    left join judged_month on stayed.month = judged_month.month
    window
        stay_to_date as (partition by stayed.household_id, stayed.stay order by stayed.month)

),

final as (

    select * from file_month
    where {{ touched('month') }}

)

select * from final
