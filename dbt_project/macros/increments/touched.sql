{#- Which rows a build replaces. A figure of a month depends on that month and on earlier months
    (rules.md, Time: "as of month M"). A build after a change therefore rebuilds every month from
    the first touched month on, and keeps the months before it. zengshou/warehouse/build_plan.py
    finds the first touched month; zengshou/warehouse/dbt.py hands it over in the environment,
    because a build asks for it four hundred times. If there is none (a manual dbt run or a full
    build), all rows are rebuilt.

    Incremental tables keep the earlier months. Marts do not, nor do working tables
    (working_tables.sql): they hold only the rows that this
    build produces, and publication copies these to the published tables. meta.made_new says which
    rows of a mart are rebuilt: `by_month`, `by_year` or `whole`. -#}

{#- The first touched month, a date as text, for a model with this `meta` (default: the current
    model). None if all rows are rebuilt. Authorisations reach further back than files. -#}
{%- macro touched_from(meta=none) -%}
    {%- if not execute or target.name == 'dev' -%}{{ return(none) }}{%- endif -%}
    {%- set meta = config.get('meta', {}) if meta is none else meta -%}
    {%- set first = 'AUTHORISED' if meta.get('rests_on_authorisations') else 'TOUCHED' -%}
    {{ return(env_var('ZENGSHOU_DBT_' ~ first ~ '_FROM', '') or none) }}
{%- endmacro -%}

{#- Like `touched_from` for the current model, but also none if the whole table is rebuilt. Safe in
    unit tests, where no table exists. -#}
{%- macro made_new_from() -%}
    {%- if not execute or this is none -%}{{ return(none) }}{%- endif -%}
    {%- if is_incremental() or config.get('meta', {}).get('made_new') in ['by_month', 'by_year'] -%}
        {{ return(touched_from()) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro -%}

{#- True for the months to rebuild. -#}
{%- macro touched(month) -%}
    {{ touched_or_before(month, 0) }}
{%- endmacro -%}

{#- True for the months to rebuild and the `months` before them. -#}
{%- macro touched_or_before(month, months) -%}
    {%- set from = made_new_from() -%}
    {%- if not from -%}
        true
    {%- elif months -%}
        {{ month }} >= '{{ from }}'::date - make_interval(months => {{ months }})
    {%- else -%}
        {{ month }} >= '{{ from }}'::date
    {%- endif -%}
{%- endmacro -%}

{#- True for the income years of the months to rebuild, and the `before` years before them. -#}
{%- macro touched_year(year, before=0) -%}
    {%- set from = made_new_from() -%}
    {%- if from -%}
        {{ year }} >= {{ income_year("'" ~ from ~ "'::date") }}
        {%- if before %} - {{ before }}{% endif -%}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro -%}

{#- True for the rows of files that arrived, were removed or were judged differently since the last
    build. -#}
{%- macro changed_load(load_id) -%}
    {%- if made_new_from() -%}
        {{ is_changed_load(load_id) }}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro -%}

{%- macro is_changed_load(load_id) -%}
    {{ load_id }} in (
        select changed_load.load_id from ops.changed_load
        where changed_load.edition = '{{ var("edition") }}'
    )
{%- endmacro -%}
