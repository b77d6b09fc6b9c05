with counted as (

    select * from {{ ref('int_measured_figure') }}

),

county as (

    select * from {{ ref('int_measured_county') }}

),

indicators as (

    select
        *,
        coalesce(cardinality(string_to_array(needs, ' ')), 0) as files_needed
    from {{ ref('measure_indicators') }}

),

file_in_force as (

    select
        *,
        case kind when 'all' then feed else kind end as need
    from {{ ref('int_file_in_force') }}

),

-- the file of the month, or the latest of the calendar year up to the month
held as (

    select
        indicators.indicator,
        file_in_force.county_code,
        file_in_force.month,
        count(*) as files,
        max(file_in_force.file_month) as file_month
    from indicators
    inner join file_in_force
        on
            file_in_force.need = any(string_to_array(indicators.needs, ' '))
            and (indicators.needs_file = 'year' or file_in_force.is_of_month)
    group by indicators.indicator, file_in_force.county_code, file_in_force.month

),

listed as (

    select
        county.county_code,
        county.month,
        indicators.indicator,
        held.file_month,
        counted.numerator,
        counted.denominator,
        coalesce(held.files, 0) = indicators.files_needed
        and coalesce(counted.denominator > 0, false) as is_applicable
    from county
    cross join indicators
    left join held
        on
            indicators.indicator = held.indicator
            and county.county_code = held.county_code
            and county.month = held.month
    left join counted
        on
            indicators.indicator = counted.indicator
            and county.county_code = counted.county_code
            and county.month = counted.month

),

final as (

    select
        county_code,
        month,
        indicator,
        file_month,
        case when is_applicable then numerator end as numerator,
        case when is_applicable then denominator end as denominator,
        is_applicable
    from listed

)

select * from final
