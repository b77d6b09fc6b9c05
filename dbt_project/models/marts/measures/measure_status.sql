with measure as (

    select * from {{ ref('int_division_measure') }}

),

final as (

    select
        division_code,
        level,
        month,
        measure,
        indicator,
        file_month,
        numerator,
        denominator,
        value,
        previous_value,
        target,
        better,
        is_applicable as applicable
    from measure

)

select * from final
