{#- Which rows a build makes new. A figure of a month rests on that month and on earlier ones
    (rules.md, Time: "as of month M"), so a build after a change makes every month new from the
    first touched one on, and leaves the months before as they are. zengshou/warehouse/build_plan.py finds
    that month and writes it to ops.build before dbt starts. Where the session carries no plan's token
    – dbt started by hand, or a build of everything – all rows are made new.

    Incremental tables keep the months before. Marts do not: they hold what this build makes new, and
    publication brings it to the readers' tables. meta.made_new says which of their rows that is:
    `by_month`, `by_year`, or `whole`. -#}

{#- First touched month, a date as text, of a model with this `meta` (by default the present one);
    none where all rows are made new. Authorisations reach further back than files. -#}
{%- macro touched_from(meta=none) -%}
    {%- if not execute -%}{{ return(none) }}{%- endif -%}
    {%- set meta = config.get('meta', {}) if meta is none else meta -%}
    {%- set first = 'authorised_from' if meta.get('rests_on_authorisations') else 'touched_from' -%}
    {%- set plan = run_query(
        "select " ~ first ~ "::text from ops.build where edition = '" ~ var('edition')
        ~ "' and plan = current_setting('zengshou.plan', true)"
    ) -%}
    {{ return(plan.columns[0].values()[0] if plan.rows else none) }}
{%- endmacro -%}

{#- Like `touched_from`, for the model being built; none, too, for a table that is made whole.
    Safe in unit tests, which have no table. -#}
{%- macro made_new_from() -%}
    {%- if not execute or this is none -%}{{ return(none) }}{%- endif -%}
    {%- if is_incremental() or config.get('meta', {}).get('made_new') in ['by_month', 'by_year'] -%}
        {{ return(touched_from()) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro -%}

{#- True for the months to make new. -#}
{%- macro touched(month) -%}
    {{ touched_or_before(month, 0) }}
{%- endmacro -%}

{#- True for the touched months and the `months` before the first of them. -#}
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

{#- True for the income years that a touched month lies in, and the `before` years before. -#}
{%- macro touched_year(year, before=0) -%}
    {%- set from = made_new_from() -%}
    {%- if from -%}
        {{ year }} >= {{ income_year("'" ~ from ~ "'::date") }}
        {%- if before %} - {{ before }}{% endif -%}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro -%}

{#- True for the rows of files that came, left or were judged otherwise since the last build. -#}
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
