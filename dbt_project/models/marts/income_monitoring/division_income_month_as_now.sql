with division_income as (

    select * from {{ ref('int_division_month') }}
    where division_set = 'as_now'

),

final as (

    select
        division_code,
        level,
        month,
        income_year,
        households,
        households_reported,
        members,
        {%- for figure in income_figures() %}
        {{ figure }},
        {%- endfor %}
        prior_households,
        prior_members
        {%- for prefix in ['prior_', 'ytd_', 'prior_ytd_'] %}
        {%- for figure in income_figures() %},
        {{ prefix }}{{ figure }}
        {%- endfor %}
        {%- endfor %}
    from division_income

)

select * from final
