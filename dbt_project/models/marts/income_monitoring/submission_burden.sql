{{ config(meta={'made_new': 'by_month', 'rests_on_authorisations': true}) }}

with burden as (

    select * from {{ ref('int_submission_burden') }}
    where {{ touched('month') }}

),

closure as (

    select * from {{ ref('int_division_closure') }}

),

months as (

    select * from {{ ref('int_months') }}

),

sums as (

    select
        closure.division_code,
        closure.level,
        burden.month,
        count(*)::integer as household_rows,
        sum(burden.cells_blank_form)::integer as cells_blank_form,
        sum(burden.cells_with_households)::integer as cells_with_households,
        sum(burden.cells_with_prefill)::integer as cells_with_prefill,
        sum(burden.prefilled_cells)::integer as prefilled_cells,
        sum(burden.confirmed_cells)::integer as confirmed_cells
    from burden
    inner join closure on burden.village_code = closure.leaf_code
    group by closure.division_code, closure.level, burden.month

),

final as (

    select
        sums.division_code,
        sums.level,
        sums.month,
        months.income_year,
        sums.household_rows,
        sums.cells_blank_form,
        sums.cells_with_households,
        sums.cells_with_prefill,
        sums.prefilled_cells,
        sums.confirmed_cells,
        sums.cells_blank_form::numeric / sums.household_rows as cells_per_household_blank_form,
        sums.cells_with_prefill::numeric / sums.household_rows as cells_per_household_with_prefill,
        1 - sums.cells_with_prefill::numeric / sums.cells_blank_form as share_saved
    from sums
    inner join months on sums.month = months.month

)

select * from final
