{#- A table just made has no statistics: without them PostgreSQL joined 24,000 by 24,000 rows in a
    nested loop (44 of the 58 seconds of a build). Where months were added to a table, a tenth of the
    usual sample is enough to learn of them; the full one took a third of a month's build. -#}
{%- macro gather_statistics() -%}
    {%- if model.config.materialized != 'view' -%}
    {%- if is_incremental() -%}
    set local default_statistics_target = 10;
    {%- endif -%}
    analyze {{ this }}
    {%- endif -%}
{%- endmacro -%}
