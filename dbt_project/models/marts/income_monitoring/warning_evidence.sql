{{ config(
    meta={
        'made_new': 'by_month',
        'rests_on_authorisations': true,
        'publishes_key': false,
        'published_indexes': [['household_id']],
    },
) }}

with warning as (

    select * from {{ ref('int_warning') }}
    where {{ touched('month') }}

),

declared as (

    select * from {{ ref('int_warning_declared_row') }}
    where {{ touched('month') }}

),

departmental as (

    select * from {{ ref('int_warning_departmental_row') }}
    where {{ touched('month') }}

),

insurance as (

    select * from {{ ref('int_warning_insurance_row') }}
    where {{ touched('month') }}

),

support as (

    select * from {{ ref('int_warning_support_row') }}
    where {{ touched('month') }}

),

loads as (

    select * from {{ ref('stg_loads') }}

),

evidence as (

    select * from declared
    union all
    select * from departmental
    union all
    select * from insurance
    union all
    select * from support

),

final as (

    select
        warning.warning_id,
        evidence.household_id,
        warning.county_code,
        evidence.rule,
        evidence.month,
        evidence.table_name,
        loads.feed,
        loads.period,
        loads.file_name,
        evidence.load_id,
        evidence.row_number::integer as row_number
    from evidence
    inner join warning
        on
            evidence.household_id = warning.household_id
            and evidence.rule = warning.rule
            and evidence.month = warning.month
    inner join loads on evidence.load_id = loads.load_id

)

select * from final
