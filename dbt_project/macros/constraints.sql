{#- In every layer, keys, required columns and value ranges are declared as `constraints` in the
    .yml files. PostgreSQL enforces them, so no test has to scan the table. dbt creates them itself
    for models with an enforced contract (marts); this statement creates them for all other models,
    in one pass over the rows. Later inserts are checked by the same constraints. -#}
{%- macro hold_constraints(relation) -%}
    {%- if model.resource_type == 'model' and not model.config.contract.enforced -%}
        {%- set actions = [] -%}
        {%- for column in model.columns.values() -%}
            {%- for constraint in column.constraints -%}
                {%- if constraint.type == 'not_null' -%}
                    {%- do actions.append('alter column ' ~ column.name ~ ' set not null') -%}
                {%- else -%}
                    {%- do actions.append('add check (' ~ constraint.expression ~ ')') -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- for constraint in model.constraints -%}
            {%- do actions.append('add primary key (' ~ constraint.columns | join(', ') ~ ')') -%}
        {%- endfor -%}
        {%- if actions -%}
            alter table {{ relation }} {{ actions | join(', ') }};
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}

{#- The post-hook of a table that dbt has filled. On a cluster, `create_table_as` has done it. -#}
{%- macro constrain_new_table() -%}
    {%- if execute and not is_incremental() and model.config.materialized != 'view'
        and not var('is_cluster') -%}
        {{ hold_constraints(this) }}
    {%- endif -%}
{%- endmacro -%}
