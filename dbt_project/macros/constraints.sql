{#- In every layer, keys, required columns and value ranges are declared as `constraints` in the
    .yml files. PostgreSQL enforces them, so no test has to scan the table. dbt creates them itself
    for models with an enforced contract (marts); this hook creates them for all other models when
    the table is created. Later inserts are checked by the same constraints. -#}
{%- macro hold_constraints() -%}
    {%- if execute and not model.config.contract.enforced and not is_incremental() -%}
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
            alter table {{ this }} {{ actions | join(', ') }};
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
