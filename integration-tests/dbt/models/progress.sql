select i.review_id, r.team, count(*) as checkpoints, count(*) filter (where i.judged) as judged
from {{ source('haetae', 'checklist_items') }} i
join {{ source('haetae', 'reviews') }} r using (review_id)
join {{ ref('reviews_by_team') }} t on t.team = r.team
group by i.review_id, r.team
