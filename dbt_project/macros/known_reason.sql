{#- 收支变化原因 as one of the reasons of the plan; any other text becomes 其他 (feeds.md). -#}
{%- macro known_reason(column) -%}
    case
        when cell.text({{ column }}) is null then null
        when cell.text({{ column }}) in (
            '因病', '因残', '因学', '因自然灾害', '因意外事故', '因产业失败', '因务工就业不稳', '缺劳动力'
        ) then cell.text({{ column }})
        else '其他'
    end
{%- endmacro -%}
