{#- The first of the village codes of a cell that holds several, separated by 、; null if none. -#}
{%- macro first_village(village_codes) -%}
    cell.code(split_part({{ village_codes }}, '、', 1))
{%- endmacro -%}
