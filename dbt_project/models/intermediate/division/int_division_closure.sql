with recursive ancestry as (

    select
        division_code as leaf_code,
        division_code,
        level,
        parent_code
    from {{ ref('division_register') }}

    union all

    select
        ancestry.leaf_code,
        register.division_code,
        register.level,
        register.parent_code
    from ancestry
    inner join {{ ref('division_register') }} as register
        on ancestry.parent_code = register.division_code

)

select
    leaf_code,
    division_code,
    level
from ancestry
