{#- Incremental strategies: which rows a build deletes from a table before it inserts the new
    rows. `arg_dict.select` is the query of the new rows. -#}

{#- `by_load`, for staging: deletes and inserts the rows of changed files. -#}
{%- macro get_incremental_by_load_sql(arg_dict) -%}
    delete from {{ arg_dict["target_relation"] }}
    where {{ changed_load('load_id') }};
    insert into {{ arg_dict["target_relation"] }}
    {{ arg_dict["select"] }}
{%- endmacro -%}

{#- `by_month`, for the later layers: deletes and inserts the rows of touched months or income
    years. The month column is `month` unless meta.month_column names another one; meta.year_column
    names the year column of a yearly table. -#}
{%- macro get_incremental_by_month_sql(arg_dict) -%}
    {%- set meta = config.get('meta', {}) -%}
    delete from {{ arg_dict["target_relation"] }}
    where
    {%- if meta.get('year_column') %} {{ touched_year(meta['year_column']) }}
    {%- else %} {{ touched(meta.get('month_column', 'month')) }}
    {%- endif %};
    insert into {{ arg_dict["target_relation"] }}
    {{ arg_dict["select"] }}
{%- endmacro -%}
