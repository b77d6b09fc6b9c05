{#- dbt's materializations for a build by a plan that keeps earlier months. Models, seeds and
    settings are then those of the last build (zengshou/jobs/steps.py), so that each relation is there
    in the right shape: a table is filled where it stands, a view stays. dbt's own materializations
    make each relation under another name, compare columns, rename and drop, which takes a third of
    the processor time of a small city's month. All other builds use dbt's own. -#}

{#- True if the current model's relation is there and its shape stays. -#}
{%- macro is_in_place(type) -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ return(
        touched_from({}) is not none
        and not should_full_refresh()
        and existing is not none
        and existing.type == type
    ) }}
{%- endmacro -%}

{#- Runs the statement that fills the table, and gathers statistics. The post-hook is left out: its
    other half constrains new tables. -#}
{%- macro fill_in_place(fill) -%}
    {%- call statement('main') -%}
        {{ fill }};
        {{ gather_statistics() }}
    {%- endcall -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{%- endmacro -%}

{%- materialization incremental, adapter='postgres' -%}
    {%- if not is_incremental() -%}
        {{ return(dbt.materialization_incremental_default()) }}
    {%- endif -%}
    {%- set strategy = adapter.get_incremental_strategy_macro(
        context, config.get('incremental_strategy')
    ) -%}
    {{ return(fill_in_place(strategy({'target_relation': this, 'select': sql}))) }}
{%- endmaterialization -%}

{#- Nobody reads candidates and working tables while they are made: they are truncated. Rows of other
    tables are deleted, so that a transaction that answers senders meanwhile sees the former ones. -#}
{%- materialization table, adapter='postgres' -%}
    {%- if not is_in_place('table') -%}
        {{ return(dbt.materialization_table_default()) }}
    {%- endif -%}
    {%- set fill -%}
        {{ 'truncate' if config.get('meta', {}).get('made_new') else 'delete from' }} {{ this }};
        {% if config.get('contract').enforced -%}
            insert into {{ this }} ({{ adapter.dispatch('get_column_names', 'dbt')() }})
            {{ get_select_subquery(sql) }}
        {%- else -%}
            insert into {{ this }}
            {{ sql }}
        {%- endif -%}
    {%- endset -%}
    {{ return(fill_in_place(fill)) }}
{%- endmaterialization -%}

{%- materialization view, adapter='postgres' -%}
    {%- if not is_in_place('view') -%}
        {{ return(dbt.materialization_view_default()) }}
    {%- endif -%}
    {%- call noop_statement('main', 'KEPT') -%}{{ sql }}{%- endcall -%}
    {{ return({'relations': [this.incorporate(type='view')]}) }}
{%- endmaterialization -%}
