reviews-total = { $count ->
    [one] { $count } review
   *[other] { $count } reviews
 }
reviews-shown = { $count } on this page.
reviews-views = Views
reviews-filters = Filters
reviews-any = Any
reviews-clear = Clear filters
reviews-remove = Remove the filter
reviews-list = Reviews
list-file = Export (CSV)
reviews-none = There are no reviews yet.
reviews-none-fit = No review fits these filters.

view-all = All
view-team = My team
view-mine = Mine
view-unassigned = Unassigned
view-deciding = Waiting for approval
view-overdue = Overdue
