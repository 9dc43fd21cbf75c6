select team, count(*) as reviews, count(*) filter (where closing is null) as open_reviews
from {{ source('haetae', 'reviews') }}
group by team
