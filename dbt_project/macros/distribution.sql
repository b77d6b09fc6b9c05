{#- Tables on a cluster (the Citus extension). zengshou sets the variable `is_cluster`
    (zengshou/warehouse/dbt.py); without it, nothing here does anything. -#}

{#- A new table is made empty, gets its constraints, is distributed over the workers and is then
    filled, so that PostgreSQL pushes the query down to the workers and no row passes the
    coordinator. Citus adds no primary key beside other actions to a table that is distributed. -#}
{%- macro postgres__create_table_as(temporary, relation, sql) -%}
    {%- if temporary or not var('is_cluster') -%}
        {{ dbt.postgres__create_table_as(temporary, relation, sql) }}
    {%- elif config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(sql) }}
        create table {{ relation }} {{ get_table_columns_and_constraints() }};
        {{ distribute(relation) }};
        insert into {{ relation }} ({{ adapter.dispatch('get_column_names', 'dbt')() }})
        {{ get_select_subquery(sql) }};
    {%- else -%}
        create table {{ relation }} as ({{ sql }}) with no data;
        {{ hold_constraints(relation) }}
        {{ distribute(relation) }};
        insert into {{ relation }} {{ sql }};
    {%- endif -%}
{%- endmacro -%}

{#- Spreads the table over the workers by the column `meta.distribution_key` (dbt_project.yml), so
    that all rows of a household are on the same worker. A table without this key is small and
    becomes a reference table, copied to every worker. -#}
{%- macro distribute(relation) -%}
    {%- set key = model.config.meta.distribution_key -%}
    {%- if key -%}
        select pg_catalog.create_distributed_table('{{ relation }}', '{{ key }}')
    {%- else -%}
        select pg_catalog.create_reference_table('{{ relation }}')
    {%- endif -%}
{%- endmacro -%}

{#- The post-hook of a seed, which dbt has filled. -#}
{%- macro distribute_seed() -%}
    {%- if execute and var('is_cluster') -%}
        {{ distribute(this) }}
    {%- endif -%}
{%- endmacro -%}
