{#- Hooks that run before dbt builds: which target may be built, and on which ledger snapshot. -#}

{#- zengshou writes a plan and a snapshot before it builds the target `warehouse`, and sets the
    session variable `zengshou.plan` (zengshou/warehouse/dbt.py). If dbt is started by hand, only
    the target `dev` is allowed. -#}
{%- macro refuse_a_warehouse_without_plan() -%}
    {%- if execute and (target.name != 'dev' or var('edition') != 'dev') -%}
        {%- set plan = run_query("select current_setting('zengshou.plan', true)") -%}
        {%- if target.name == 'dev' or not plan.columns[0].values()[0] -%}
            {{ exceptions.raise_compiler_error(
                "the target " ~ target.name ~ " does not build the edition " ~ var('edition')
                ~ " by hand: leave --target and the variable edition out and dbt builds the schemas dev, "
                ~ "dev_staging and dev_intermediate, or run `zengshou rebuild`"
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}

{#- A manual build (`dev`) uses the current state of the ledger. -#}
{%- macro take_snapshot_for_dev() -%}
    {%- if execute and var('edition') == 'dev' and flags.WHICH in ['run', 'build'] -%}
        select ops.take_snapshot_for_dev()
    {%- endif -%}
{%- endmacro -%}
