{#- Written by `make render` from the names of the models int_measure_<code>. An indicator counts as
    soon as it has a row in the seed measure_indicators. -#}
{%- macro measure_indicators() -%}
    {{ return([
        'awards_paid',
        'certified',
        'courtyard_households',
        'crop_insured',
        'funds_spent',
        'graduates_placed',
        'grants_paid',
        'idle_assets',
        'industry_funds',
        'industry_plan',
        'linked_households',
        'loan_overdue_rate',
        'loan_reach',
        'posts_in_order',
        'posts_weak',
        'practical_training',
        'rent_paid',
        'reserved_done',
        'safety_net',
        'share_households',
        'solar_to_labour',
        'train_to_job',
        'village_products',
        'weak_villages',
        'work_relief_pay',
        'yield_shared',
    ]) }}
{%- endmacro -%}
