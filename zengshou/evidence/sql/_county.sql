select as_of_month, assessment_year, county_code, month_end_on, month_of_year, is_year_end
    from intermediate.int_assessed_county
    where assessment_year = :year and as_of_month = :month and county_code = :county
