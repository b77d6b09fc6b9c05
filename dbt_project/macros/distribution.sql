{#- If the Citus extension is installed, each new table is distributed over the workers by the
    column `meta.distribution_key`, so that all rows of a household are on the same worker. A model
    without this key is small and becomes a reference table, copied to every worker. Without Citus,
    and for incremental runs on an existing table, the macro does nothing. The keys are set in
    dbt_project.yml. -#}
{%- macro distribute() -%}
    {%- if not is_incremental() and model.config.materialized != 'view' -%}
    {%- set key = model.config.meta.distribution_key if execute -%}
    do $distribute$
    begin
        if exists (select from pg_catalog.pg_extension where extname = 'citus') then
            {%- if key %}
            perform create_distributed_table('{{ this }}', '{{ key }}');
            {%- else %}
            perform create_reference_table('{{ this }}');
            {%- endif %}
        end if;
    end
    $distribute$;
    {%- endif -%}
{%- endmacro -%}
