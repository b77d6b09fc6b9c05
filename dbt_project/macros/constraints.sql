{#- Keys, required columns and ranges stand as `constraints` beside the columns, in every layer, and
    PostgreSQL holds them: a row that breaks one never gets into its table, and no test has to read
    the table for it. dbt itself declares them where a contract is enforced (marts); elsewhere this
    hook does, when the table is made. Rows added later find them there. -#}
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
