{#- Spells of warnings and worklist items: how long a condition lasts, and what answers say of it
    (rules.md, Warnings; measures.md, section 5). `key` names the columns of the thing that lasts,
    without the month. -#}

{#- The CTEs `numbered`, `holding`, `closing` and `spell`, made from the CTEs `condition` (a row for
    each month in which the condition is true) and `months`. `spell` has the columns of the key,
    month, those of `kept`, those of `blank`, opened_month and is_closing. The closing row, in the
    first month in which the condition is not true, keeps `kept` of the month before; `blank`
    ({column: type}) is null there. -#}
{%- macro spells(key, blank, kept=[]) -%}
    {%- set by_key = key | join(', ') -%}
-- consecutive months in which the condition is true share one number
numbered as (

    select
        *,
        extract(year from month) * 12 + extract(month from month)
        - row_number() over (partition by {{ by_key }} order by month) as spell_number
    from condition

),

holding as (

    select
        {{ by_key }},
        month,
        {%- for column in kept + (blank | list) %}
        {{ column }},
        {%- endfor %}
        min(month) over spell as opened_month,
        max(month) over spell as last_month
    from numbered
    window spell as (partition by {{ by_key }}, spell_number)

),

closing as (

    select
        {%- for column in key %}
        holding.{{ column }},
        {%- endfor %}
        months.month,
        {%- for column in kept %}
        holding.{{ column }},
        {%- endfor %}
        {%- for column, type in blank.items() %}
        null::{{ type }} as {{ column }},
        {%- endfor %}
        holding.opened_month,
        true as is_closing
    from holding
    inner join months on months.month = {{ add_months('holding.month', 1) }}
    where holding.month = holding.last_month

),

spell as (

    select
        {{ by_key }},
        month,
        {%- for column in kept + (blank | list) %}
        {{ column }},
        {%- endfor %}
        opened_month,
        false as is_closing
    from holding

    union all

    select * from closing

)
{%- endmacro -%}

{#- What an answer says, by the columns of stg_village_feedback or stg_worklist_answer. -#}
{%- macro answered_status(result, handling_status) -%}
    case
        when {{ result }} = '不属实' then 'dismissed'
        when {{ handling_status }} = '已解决' then 'resolved'
        else 'verified'
    end
{%- endmacro -%}

{#- The last answer to each row of the CTE `spell` in the sheets up to the row's month, from the CTE
    `answer`: the columns of the key, month and status. The last is that of the latest month, date,
    receipt time, file name and row, whatever feed it came by. -#}
{%- macro last_answers(key) -%}
    select distinct on (
        {%- for column in key %}
        spell.{{ column }},
        {%- endfor %}
        spell.month
    )
        {%- for column in key %}
        spell.{{ column }},
        {%- endfor %}
        spell.month,
        answer.status
    from spell
    inner join answer
        on
            {%- for column in key %}
            {{ 'and ' if not loop.first }}spell.{{ column }} = answer.{{ column }}
            {%- endfor %}
            and spell.opened_month = answer.opened_month
            and spell.month >= answer.sheet_month
    order by
        {%- for column in key %}
        spell.{{ column }} asc,
        {%- endfor %}
        spell.month asc,
        answer.sheet_month desc,
        answer.verified_on desc nulls last,
        answer.received_at desc nulls last,
        answer.file_name collate "C" desc nulls last,
        answer.row_number desc
{%- endmacro -%}

{#- The status of a row of the CTE `spell`, from the joined CTE `answered`. -#}
{%- macro spell_status() -%}
    case
            when spell.is_closing then 'auto_closed'
            else coalesce(answered.status, 'open')
        end
{%- endmacro -%}
