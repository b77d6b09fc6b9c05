{#- Written by `make render` from the names of the models int_indicator_<code> and
    int_evidence_<code>. An indicator counts as soon as its row in the seed assessment_indicators
    gives it weight and bounds. -#}
{%- macro county_indicators() -%}
    {{ return([
        'decreased_share',
        'growth',
        'industry_funds',
        'jobs_kept',
        'lifted_share',
        'medical_cover',
        'on_time',
        'pension_cover',
        'reasons_recorded',
        'reconciled',
        'rows_accepted',
        'verified_in_time',
    ]) }}
{%- endmacro -%}

{%- macro county_evidence() -%}
    {{ return([
        'decreased_share',
        'growth',
        'industry_funds',
        'jobs_kept',
        'lifted_share',
        'medical_cover',
        'on_time',
        'pension_cover',
        'reasons_recorded',
        'reconciled',
        'rows_accepted',
        'verified_in_time',
    ]) }}
{%- endmacro -%}
