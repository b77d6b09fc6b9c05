{#- Chinese-labelled view of a mart for plain BI tools: `marts_zh.<label of the mart>` with the
    mart's columns under their labels (`label_zh` in the meta beside each description). Codes are
    shown in Chinese where the meta says how: `values_zh` (code: Chinese) or `names_from` (a seed
    with name_zh). Post-hook of every mart, inside its transaction: whether the mart was replaced
    or added to, the view changes with it and is never missing. A reader may ask every view and sees
    no more in it than in the mart: rights on the mart and its row-level security are those of whoever
    asks (security_invoker). Other editions have no such views. -#}
{%- macro chinese_view() -%}
    {%- if execute and this.schema == 'marts' -%}
        {%- set view = api.Relation.create(schema='marts_zh', identifier=model.config.meta.label_zh) -%}
        drop view if exists {{ view }};
        create view {{ view }} with (security_invoker = true) as
        select
            {%- for column in model.columns.values() %}
            {{ in_chinese(column) }} as {{ adapter.quote(column.config.meta.label_zh) }}
            {{- ',' if not loop.last }}
            {%- endfor %}
        from {{ this }};
        grant select on {{ view }} to bi_reader, county_reader, assessment_reader;
        comment on view {{ view }} is {{ dbt.string_literal(model.name) }}
    {%- else -%}
        select 1
    {%- endif -%}
{%- endmacro -%}

{#- The column, its codes in Chinese; a code without a Chinese name stays as it is. -#}
{%- macro in_chinese(column) -%}
    {%- set name = adapter.quote(column.name) -%}
    {%- set meta = column.config.meta -%}
    {%- set chinese = names_of_codes(meta.names_from) if meta.names_from else (meta.values_zh or {}) -%}
    {%- if chinese -%}
        case {{ name }}
        {%- for code, zh in chinese.items() %}
                when {{ dbt.string_literal(code) }} then {{ dbt.string_literal(zh) }}
        {%- endfor %}
                else {{ name }}
            end
    {%- else -%}
        {{ name }}
    {%- endif -%}
{%- endmacro -%}

{#- Chinese names by code, as a seed holds them: `lookup` names the seed and its column of codes. -#}
{%- macro names_of_codes(lookup) -%}
    {%- set found = run_query(
        'select distinct ' ~ adapter.quote(lookup.code) ~ ', name_zh from '
        ~ api.Relation.create(schema='reference', identifier=lookup.seed) ~ ' order by 1'
    ) -%}
    {%- set names = {} -%}
    {%- for row in found.rows -%}
        {%- do names.update({row[0]: row[1]}) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro -%}
