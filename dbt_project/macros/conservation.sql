{#- The raw tables and their amount columns: {column in raw: column in the staging model}.
    stg_load_balance sums these amounts; tests/conservation_of_files.sql compares the sums. -#}
{%- macro conserved_tables() -%}
    {{ return({
        'assistance_dibao': same([
            'monthly_amount', 'family_supplement', 'person_supplement', 'total_amount',
        ]),
        'assistance_dibao_member': {},
        'assistance_edge': {},
        'assistance_edge_member': {},
        'assistance_relief': same(['amount']),
        'assistance_tekun': same(['living_standard', 'care_allowance', 'total_amount']),
        'collective_economy': same([
            'business_income', 'contract_income', 'investment_income', 'subsidy_income',
            'other_income', 'business_cost', 'administration_cost', 'solar_income', 'solar_posts',
            'solar_works', 'dividends', 'dividends_to_lifted',
        ]),
        'consumption': same([
            'purchases', 'reserved', 'completed', 'union_purchases', 'other_purchases',
        ]),
        'disability': same(['living_allowance', 'nursing_allowance']),
        'employment': same(['monthly_income']),
        'farm_subsidy': same(['amount']),
        'household_roster': {},
        'income_detail': {
            'wage': 'wage', 'business': 'business', 'property': 'property',
            'transfer': 'transfer', 'business_cost': 'business_cost',
            'net_income': 'net_income_declared', 'out_of_pocket': 'out_of_pocket',
            'insurance_claim': 'insurance_claim',
        },
        'insurance_claim': same(['amount']),
        'insurance_policy': same([
            'sum_insured', 'premium', 'own_premium', 'central_subsidy', 'province_subsidy',
            'city_subsidy', 'county_subsidy', 'other_subsidy',
        ]),
        'land_shares': same(['due_amount', 'paid_amount']),
        'linkage_entity': {},
        'linkage_household': same(['due_amount', 'paid_amount']),
        'linkage_project': same([
            'allotted_central', 'allotted_province', 'allotted_local', 'allotted_other',
            'spent_central', 'spent_province', 'spent_local', 'spent_other', 'labour_pay',
            'yield_due', 'yield_paid',
        ]),
        'medical_enrolment': {},
        'medical_settlement': {
            'total_fee': 'total_fee', 'fund_total': 'fund_paid', 'out_of_pocket': 'out_of_pocket',
        },
        'public_post': same(['pay']),
        'small_loan': same([
            'credit_line', 'loan_amount', 'balance', 'overdue_amount', 'interest_owed',
            'interest_subsidy',
        ]),
        'social_security': same(['amount', 'funeral_grant']),
        'training_course': {},
        'training_student': same(['grant_amount']),
        'village_feedback': {},
        'village_submission': same(submission_items()),
        'workshop': {},
        'workshop_award': same(['amount']),
        'worklist_answer': {},
        'workshop_pay': same(['pay']),
    }) }}
{%- endmacro -%}

{#- Amount columns that have the same name in raw and in the staging model. -#}
{%- macro same(columns) -%}
    {%- set named = {} -%}
    {%- for column in columns -%}{%- do named.update({column: column}) -%}{%- endfor -%}
    {{ return(named) }}
{%- endmacro -%}

{#- Tables whose rows the ledger does not count as rows of the file. -#}
{%- macro uncounted_tables() -%}
    {{ return(['assistance_dibao_member', 'assistance_edge_member', 'village_feedback']) }}
{%- endmacro -%}

{#- The tables of feeds by county: how a row `received` in raw tells its county. A row of
    linkage_household has the county of what it names (linked_counties). -#}
{%- macro county_tables() -%}
    {%- set of_village = "left(cell.code(received.village_code), 6)" -%}
    {%- set of_county = "cell.code(received.county_code)" -%}
    {{ return({
        'collective_economy': of_village,
        'consumption': of_county,
        'income_detail': of_village,
        'land_shares': of_village,
        'linkage_entity': of_county,
        'linkage_household': 'linked.county_code',
        'linkage_project': of_county,
        'public_post': of_village,
    }) }}
{%- endmacro -%}

{#- The sum of a row's amounts; null counts as 0. -#}
{%- macro row_amount(expressions) -%}
    0 {%- for expression in expressions %} + coalesce({{ expression }}, 0) {%- endfor %}
{%- endmacro -%}

{#- Tables in raw that hold rows of totals as well. -#}
{%- macro tables_with_totals() -%}
    {%- set without = [
        'employment', 'household_roster', 'income_detail', 'medical_enrolment',
        'medical_settlement', 'social_security', 'worklist_answer',
    ] -%}
    {{ return(conserved_tables() | reject('in', without) | list) }}
{%- endmacro -%}

{#- Number of rows in raw per file, counted as in the ledger: without total rows and the tables that
    it does not count. -#}
{%- macro rows_in_raw() -%}
    select
        load_id,
        sum(found) as found
    from (
    {%- for table in conserved_tables() if table not in uncounted_tables() %}
        select
            load_id,
            count(*) as found
        from {{ source('raw', table) }}
        {{- ' where not is_total' if table in tables_with_totals() }}
        group by load_id
        {{ 'union all' if not loop.last }}
    {%- endfor %}
    ) as counted
    group by load_id
{%- endmacro -%}

{#- Number of rows and sum of amounts (yuan) in the staging models, per table and file. -#}
{%- macro rows_and_yuan_staged() -%}
    {%- for table, amounts in conserved_tables().items() %}
    select
        '{{ table }}' as table_name,
        load_id,
        count(*) as counted,
        sum({{ row_amount(amounts.values()) }}) as amount
    from {{ ref('stg_' ~ table) }}
    group by load_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro -%}

{#- Number of households and sums of amounts (yuan) of a relation, per month. -#}
{%- macro figures_by_month(relation) -%}
    {%- set figures = income_streams() + ['rigid_spending'] -%}
    select
        totals.month,
        figure.figure,
        figure.amount
    from (
        select
            month,
            count(*) as households
            {%- for figure in figures %},
            sum({{ figure }}) as {{ figure }}
            {%- endfor %}
        from {{ relation }}
        group by month
    ) as totals
    cross join
        lateral (
            values ('households', totals.households)
            {%- for figure in figures %},
            ('{{ figure }}', totals.{{ figure }})
            {%- endfor %}
        ) as figure (figure, amount)
{%- endmacro -%}

{#- Whether the tables above hold the rows of a feed; those of another are not compared. -#}
{%- macro is_conserved(feed) -%}
    {{ feed }} in (
        'civil_affairs', 'collective_economy', 'consumption', 'disability', 'employment',
        'farm_insurance', 'farm_subsidy', 'household_roster', 'income_detail', 'land_shares',
        'linkage_projects', 'medical_insurance', 'public_post', 'small_loan', 'social_security',
        'training', 'village_submission', 'workshop', 'worklist_answer'
    )
{%- endmacro -%}
