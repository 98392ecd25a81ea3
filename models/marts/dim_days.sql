select generated.day::date as day
from
    generate_series(
        '1860-01-01'::date, '2100-12-31'::date, interval '1 day'
    ) as generated (day)
