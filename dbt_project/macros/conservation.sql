{#- What tests/conservation.sql compares: each raw table with its staging model, and the amounts
    that both hold, by their names in raw and in staging. -#}
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

{#- Rows of a raw table by file: all, those not put aside, and of the latter those in force with
    their amounts. A total row is no row of data; of an annual table the counties count that the
    file is in force for (feeds.md, income_detail). -#}
{%- macro rows_received(table, amounts) -%}
    select
        received.load_id,
        count(*) as received,
        count(*) filter (where exception.row_number is null) as accepted,
        count(*) filter (where exception.row_number is null and force.is_in_force) as in_force,
        coalesce(sum(
            0 {%- for amount in amounts %} + coalesce(cell.money(received.{{ amount }}), 0)
            {%- endfor %}
        ) filter (where exception.row_number is null and force.is_in_force), 0) as amount
    from {{ source('raw', table) }} as received
    inner join states on received.load_id = states.load_id
    left join {{ source('ops', 'row_exception') }} as exception
        on
            states.reject_judgement_id = exception.judgement_id
            and exception.table_name = '{{ table }}'
            and received.row_number = exception.row_number
    cross join
        lateral (
            select
                states.status = 'accepted'
                {%- if table == 'income_detail' %}
                and (states.load_id, left(cell.text(received.village_code), 6)) in (
                    select
                        units.load_id,
                        units.unit
                    from units
                )
                {%- endif %} as is_in_force
        ) as force
    {%- if table == 'village_submission' %}
    where not received.is_total
    {%- endif %}
    group by received.load_id
{%- endmacro -%}

{#- A layer's households and yuan by month, and by division where a column is given. -#}
{%- macro figures_by_month(relation, division='', condition='true', households='count(*)') -%}
    {%- set figures = income_streams() + ['rigid_spending'] -%}
    select
        totals.month,
        {% if division %}totals.division,{% endif %}
        figure.figure,
        figure.amount
    from (
        select
            month,
            {% if division %}{{ division }} as division,{% endif %}
            {{ households }} as households
            {%- for figure in figures %},
            sum({{ figure }}) as {{ figure }}
            {%- endfor %}
        from {{ relation }}
        where {{ condition }}
        group by month {%- if division %}, {{ division }}{% endif %}
    ) as totals
    cross join
        lateral (
            values ('households', totals.households)
            {%- for figure in figures %},
            ('{{ figure }}', totals.{{ figure }})
            {%- endfor %}
        ) as figure (figure, amount)
{%- endmacro -%}
