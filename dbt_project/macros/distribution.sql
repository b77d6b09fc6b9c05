{#- Where the Citus extension is present, each table is spread over its workers as soon as it is
    built: by the column that `meta.distribution_key` names, so that a household's rows of all
    tables lie together; a model without one is small and is copied to every worker. On plain
    PostgreSQL this does nothing. Which models have the key: dbt_project.yml. -#}
{%- macro distribute() -%}
    {%- set key = model.config.meta.distribution_key if execute -%}
    do $distribute$
    begin
        if exists (select from pg_catalog.pg_extension where extname = 'citus') then
            -- an incremental table is where it belongs already
            if not exists (select from pg_dist_partition where logicalrelid = '{{ this }}'::regclass) then
                {%- if key %}
                perform create_distributed_table('{{ this }}', '{{ key }}');
                {%- else %}
                perform create_reference_table('{{ this }}');
                {%- endif %}
            end if;
        end if;
    end
    $distribute$
{%- endmacro -%}
