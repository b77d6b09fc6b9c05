{#- The item columns of a village submission, as item codes (feeds.md, village_submission). The seed
    income_items gives the stream of each item; a test checks that both lists are equal. -#}
{%- macro submission_items() -%}
    {{ return([
        'wage_migrant', 'wage_public_post', 'wage_workshop', 'wage_other',
        'biz_crops', 'biz_livestock', 'biz_courtyard', 'biz_other',
        'prop_land', 'prop_asset_dividend', 'prop_collective_dividend', 'prop_other',
        'tr_dibao', 'tr_tekun', 'tr_pension', 'tr_family_planning', 'tr_ecology',
        'tr_farm_subsidy', 'tr_support', 'tr_other',
        'ex_relief', 'ex_insurance_claim',
        'cost_business', 'out_medical', 'out_education', 'out_housing', 'out_disaster',
        'out_other',
    ]) }}
{%- endmacro -%}
