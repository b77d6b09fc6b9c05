{#- Incremental strategies: what a build takes out of a table before it puts the new rows in. -#}

{#- Staging: the rows of changed files. -#}
{%- macro get_incremental_by_load_sql(arg_dict) -%}
    delete from {{ arg_dict["target_relation"] }}
    where {{ changed_load('load_id') }};
    {{ get_insert_into_sql(
        arg_dict["target_relation"], arg_dict["temp_relation"], arg_dict["dest_columns"]
    ) }}
{%- endmacro -%}

{#- After staging: the rows of touched months, or of touched income years. meta.month_column names
    the month where it is not `month`, meta.year_column a table of years. -#}
{%- macro get_incremental_by_month_sql(arg_dict) -%}
    {%- set meta = config.get('meta', {}) -%}
    delete from {{ arg_dict["target_relation"] }}
    where
    {%- if meta.get('year_column') %} {{ touched_year(meta['year_column']) }}
    {%- else %} {{ touched(meta.get('month_column', 'month')) }}
    {%- endif %};
    {{ get_insert_into_sql(
        arg_dict["target_relation"], arg_dict["temp_relation"], arg_dict["dest_columns"]
    ) }}
{%- endmacro -%}
