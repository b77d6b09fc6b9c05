{#- Raw tables with their amounts, by the names these have in raw and in the staging model: what
    stg_load_balance sums up and tests/conservation_of_files.sql compares. -#}
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

{#- The feeds that these tables are of. -#}
{%- macro conserved_feeds() -%}
    {{ return([
        'employment', 'household_roster', 'income_detail', 'medical_insurance', 'social_security',
        'village_submission',
    ]) }}
{%- endmacro -%}

{#- The sum of a row's amounts; one that is blank counts as 0. -#}
{%- macro row_amount(expressions) -%}
    0 {%- for expression in expressions %} + coalesce({{ expression }}, 0) {%- endfor %}
{%- endmacro -%}

{#- Rows in raw by file, as the ledger counts them: no total rows, no feedback. -#}
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

{#- Rows and yuan of the staging models by file. -#}
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

{#- A layer's households and yuan by month. -#}
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
