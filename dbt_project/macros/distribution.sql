{#- Where the Citus extension is present, each table is spread over its workers as soon as it is
    built: by the column that `meta.distribution_key` names, so that a household's rows of all
    tables lie together; a model without one is small and is copied to every worker. On plain
    PostgreSQL this does nothing, and an incremental table that is added to is where it belongs
    already. Which models have the key: dbt_project.yml. -#}
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
