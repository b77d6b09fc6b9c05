{#- The raw tables and their amount columns: {column in raw: column in the staging model}.
    stg_load_balance sums these amounts; tests/conservation_of_files.sql compares the sums. -#}
{%- macro conserved_tables() -%}
    {%- set submitted = {} -%}
    {%- for item in submission_items() -%}{%- do submitted.update({item: item}) -%}{%- endfor -%}
    {{ return({
        'employment': {'monthly_income': 'monthly_income'},
        'household_roster': {},
        'income_detail': {
            'wage': 'wage', 'business': 'business', 'property': 'property',
            'transfer': 'transfer', 'business_cost': 'business_cost',
            'net_income': 'net_income_declared', 'out_of_pocket': 'out_of_pocket',
            'insurance_claim': 'insurance_claim',
        },
        'medical_enrolment': {},
        'medical_settlement': {
            'total_fee': 'total_fee', 'fund_total': 'fund_paid', 'out_of_pocket': 'out_of_pocket',
        },
        'social_security': {'amount': 'amount', 'funeral_grant': 'funeral_grant'},
        'village_feedback': {},
        'village_submission': submitted,
    }) }}
{%- endmacro -%}

{#- The feeds of these tables. -#}
{%- macro conserved_feeds() -%}
    {{ return([
        'employment', 'household_roster', 'income_detail', 'medical_insurance', 'social_security',
        'village_submission',
    ]) }}
{%- endmacro -%}

{#- The sum of a row's amounts; null counts as 0. -#}
{%- macro row_amount(expressions) -%}
    0 {%- for expression in expressions %} + coalesce({{ expression }}, 0) {%- endfor %}
{%- endmacro -%}

{#- Number of rows in raw per file, counted as in the ledger: without total rows and feedback. -#}
{%- macro rows_in_raw() -%}
    {%- for table in conserved_tables() if table != 'village_feedback' %}
    select
        load_id,
        count(*) as found
    from {{ source('raw', table) }}
    {{- ' where not is_total' if table == 'village_submission' }}
    group by load_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
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
