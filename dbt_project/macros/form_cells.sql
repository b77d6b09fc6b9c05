{#- True for the share of households, always the same ones, whose form keeps blank cells. The digest
    of the household's number spreads them evenly. -#}
{%- macro keeps_blank_cells(household_id, share) -%}
    ('x' || left(md5({{ household_id }}), 8))::bit(32)::bigint < {{ share }} * 4294967296
{%- endmacro -%}
