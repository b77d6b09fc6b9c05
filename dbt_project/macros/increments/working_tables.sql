{#- Working tables: intermediate tables with `meta.made_new: by_month`. Their readers ask for months that
    the build makes new, and for no earlier ones. Like marts in a build, they hold these months alone,
    and they are emptied after it. The schema `dev` keeps them for the person who builds by hand. -#}
{%- macro empty_working_tables() -%}
    {%- if execute and target.name != 'dev' and flags.WHICH == 'build' -%}
        {%- set tables = [] -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
            {%- if node.fqn[1] == 'intermediate' and node.config.meta.get('made_new') == 'by_month' -%}
                {%- set table = adapter.get_relation(node.database, node.schema, node.alias) -%}
                {%- if table -%}{%- do tables.append(table | string) -%}{%- endif -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if tables -%}truncate {{ tables | join(', ') }}{%- endif -%}
    {%- endif -%}
{%- endmacro -%}
