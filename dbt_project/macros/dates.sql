{#- Business dates are days in Asia/Shanghai (feeds.md, Landing zone). -#}
{%- macro business_day(instant) -%}
    ({{ instant }} at time zone 'Asia/Shanghai')::date
{%- endmacro -%}

{#- Day on which the submission of a month is due, the whole day included
    (rules.md, Time: a day of the following month). -#}
{%- macro due_date(month) -%}
    ({{ add_months(month, 1) }} + {{ policy('submission_due_day', month) }}::integer - 1)
{%- endmacro -%}

{#- Day by which a warning opened in a month must be verified (rules.md, Warnings). -#}
{%- macro verification_due_date(month) -%}
    ({{ due_date(month) }} + {{ policy('verification_days', month) }}::integer)
{%- endmacro -%}
