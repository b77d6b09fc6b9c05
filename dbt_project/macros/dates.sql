{#- Business dates are days in Asia/Shanghai (feeds.md, Landing zone). -#}
{%- macro business_day(instant) -%}
    ({{ instant }} at time zone 'Asia/Shanghai')::date
{%- endmacro -%}

{#- The due date of a month's submissions, a day of the following month; the whole day is included
    (rules.md, Time). -#}
{%- macro due_date(month) -%}
    ({{ add_months(month, 1) }} + {{ policy('submission_due_day', month) }}::integer - 1)
{%- endmacro -%}

{#- The date by which a warning opened in a month must be verified (rules.md, Warnings). -#}
{%- macro verification_due_date(month) -%}
    ({{ due_date(month) }} + {{ policy('verification_days', month) }}::integer)
{%- endmacro -%}

{#- The number of months from `first` to `last`, both counted. -#}
{%- macro months_from_to(first, last) -%}
    (
        extract(year from {{ last }}) * 12 + extract(month from {{ last }})
        - extract(year from {{ first }}) * 12 - extract(month from {{ first }}) + 1
    )::integer
{%- endmacro -%}
