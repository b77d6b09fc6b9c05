{#- Which rows a build makes new. A figure of a month rests on that month and on earlier ones
    (rules.md, Time: "as of month M"), so a build after a change makes every month new from the
    first touched one on, and leaves the months before as they are. zengshou/increments.py
    finds that month and writes it to ops.build; a seed or a model that has changed, or an interrupted
    build, makes everything new (--full-refresh). Without a plan (dbt started by hand) everything
    counts as touched. -#}

{#- First touched month, a date as text. -#}
{%- macro touched_from() -%}
    {%- if not execute -%}{{ return('1000-01-01') }}{%- endif -%}
    {%- set plan = run_query(
        "select coalesce(min(touched_from), '1000-01-01')::text from ops.build where edition = '"
        ~ var('edition') ~ "'"
    ) -%}
    {{ return(plan.columns[0].values()[0]) }}
{%- endmacro -%}

{#- is_incremental, where a model is unit tested as well: there is no table then. -#}
{%- macro adds_to_its_table() -%}
    {{ return(execute and this is not none and is_incremental()) }}
{%- endmacro -%}

{#- The same for a model by month. It waits for int_household_authorisation, whose hook may move the
    first touched month: a model built meanwhile would ask for rows from one month on and take out
    those from another. -#}
{%- macro adds_months_to_its_table() -%}
    {%- if not execute -%}{%- do ref('int_household_authorisation') -%}{%- endif -%}
    {{ return(adds_to_its_table()) }}
{%- endmacro -%}

{#- True for the months to make new. -#}
{%- macro touched(month) -%}
    {%- if adds_months_to_its_table() -%}
        {{ month }} >= '{{ touched_from() }}'::date
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro -%}

{#- True for the touched months and the `months` before the first of them. -#}
{%- macro touched_or_before(month, months) -%}
    {%- if adds_months_to_its_table() -%}
        {{ month }} >= '{{ touched_from() }}'::date - make_interval(months => {{ months }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro -%}

{#- True for the income years that a touched month lies in, and the `before` years before. -#}
{%- macro touched_year(year, before=0) -%}
    {%- if adds_months_to_its_table() -%}
        {{ year }} >= {{ income_year("'" ~ touched_from() ~ "'::date") }}
        {%- if before %} - {{ before }}{% endif -%}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro -%}

{#- True for the rows of files that came, left or were judged otherwise since the last build. -#}
{%- macro changed_load(load_id) -%}
    {%- if adds_to_its_table() and touched_from() != '1000-01-01' -%}
        {{ load_id }} in (
            select changed_load.load_id from ops.changed_load
            where changed_load.edition = '{{ var("edition") }}'
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro -%}
