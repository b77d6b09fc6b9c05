{#- Before a run: what is built, and from which state of the ledger. -#}

{#- zengshou makes a plan and a snapshot before it builds the target `warehouse`, and tells so in the
    session (zengshou/warehouse/dbt.py). Whoever starts dbt by hand builds the target `dev`. -#}
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

{#- A build by hand works on the ledger as it is now. -#}
{%- macro take_snapshot_for_dev() -%}
    {%- if execute and var('edition') == 'dev' and flags.WHICH in ['run', 'build'] -%}
        select ops.take_snapshot_for_dev()
    {%- endif -%}
{%- endmacro -%}
