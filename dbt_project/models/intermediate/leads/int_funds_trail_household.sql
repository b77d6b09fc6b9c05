{{ config(meta={'made_new': 'by_month', 'rests_on_authorisations': true}) }}

with months as (

    select * from {{ ref('int_months') }}

),

link_modes as (

    select * from {{ ref('link_modes') }}

),

link as (

    select
        link.*,
        case
            when
                link.paid_amount > 0
                and link.paid_on between date_trunc('year', link.month) and months.month_end_on
                then date_trunc('month', link.paid_on)::date
        end as paid_month
    from {{ ref('int_linkage_household_month') }} as link
    inner join months on link.month = months.month
    where
        link.is_of_month
        and link.link_kind = 'project'
        and {{ touched('link.month') }}

),

summed as (

    select
        month,
        link_county_code,
        link_no,
        household_id,
        count(*) as link_rows,
        sum(due_amount) as due,
        sum(paid_amount) as paid
    from link
    group by month, link_county_code, link_no, household_id

),

paid_month as (

    select distinct
        month,
        link_county_code,
        link_no,
        household_id,
        paid_month
    from link
    where paid_month is not null

),

answering as (

    select distinct
        link.month,
        link.link_county_code,
        link.link_no,
        link.household_id,
        link_modes.stream
    from link
    inner join link_modes on link.mode = link_modes.mode

),

-- payments of the quarter's calendar year: at most eleven months back
report as (

    select
        household_id,
        month,
        wage,
        business,
        property,
        transfer
    from {{ ref('int_household_streams_month') }}
    where {{ touched_or_before('month', 11) }}

),

reported_month as (

    select
        paid_month.month,
        paid_month.link_county_code,
        paid_month.link_no,
        paid_month.household_id,
        paid_month.paid_month,
        report.household_id is null as lacks_report,
        coalesce(sum(
            case answering.stream
                when 'wage' then report.wage
                when 'business' then report.business
                when 'property' then report.property
                when 'transfer' then report.transfer
            end
        ), 0) as declared
    from paid_month
    inner join answering
        on
            paid_month.month = answering.month
            and paid_month.link_county_code = answering.link_county_code
            and paid_month.link_no = answering.link_no
            and paid_month.household_id = answering.household_id
    left join report
        on
            paid_month.household_id = report.household_id
            and paid_month.paid_month = report.month
    group by
        paid_month.month,
        paid_month.link_county_code,
        paid_month.link_no,
        paid_month.household_id,
        paid_month.paid_month,
        report.household_id

),

declared as (

    select
        month,
        link_county_code,
        link_no,
        household_id,
        string_agg(to_char(paid_month, 'YYYY-MM'), '、' order by paid_month) as paid_months,
        bool_or(lacks_report) as lacks_report,
        sum(declared) as declared
    from reported_month
    group by month, link_county_code, link_no, household_id

),

final as (

    select
        summed.month,
        summed.link_county_code as county_code,
        summed.link_no as project_no,
        summed.household_id,
        summed.link_rows,
        summed.due,
        summed.paid,
        declared.paid_months,
        coalesce(declared.lacks_report, false) as lacks_report,
        coalesce(declared.declared, 0) as declared
    from summed
    left join declared
        on
            summed.month = declared.month
            and summed.link_county_code = declared.link_county_code
            and summed.link_no = declared.link_no
            and summed.household_id = declared.household_id

)

select * from final
