{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month']}],
) }}

with

accepted as (
    {{ accepted_rows('small_loan') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        head_citizen_id_token,
        head_citizen_id_kind,
        borrower_citizen_id_token,
        borrower_citizen_id_kind,
        cell.text(relation_to_head) as relation_to_head,
        cell.text(list_status) as list_status,
        cell.day(applied_on) as applied_on,
        cell.money(credit_line) as credit_line,
        cell.code(contract_no) as contract_no,
        cell.money(loan_amount) as loan_amount,
        cell.day(drawn_on) as drawn_on,
        cell.end_day(due_on) as due_on,
        cell.text(interest_rate) as interest_rate,
        cell.money(balance) as balance,
        cell.money(overdue_amount) as overdue_amount,
        cell.money(interest_owed) as interest_owed,
        cell.money(interest_subsidy) as interest_subsidy,
        cell.text(loan_status) as loan_status
    from accepted
)

select * from final
