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
view-overdue = Overdue

reviews-columns = Columns
saved-title = Saved views
saved-keep = Save this view
saved-name = Name
saved-send = Save
saved-about = Filters, order and columns are saved in this browser. You can keep ten.
saved-forget = Delete
saved-wrong-name = A name needs 1 to 40 characters.
saved-wrong-many = No more views can be saved. Delete one that you do not use.
bulk-pick = Assign the chosen reviews
bulk-title = Assign reviews
bulk-none = Choose at least one review.
bulk-nobody = Choose an assignee.
bulk-before = Assignee before
bulk-result = Result
bulk-send = Assign all
bulk-assigned = Assigned
bulk-refused = Not assigned.
bulk-done = { $done } of { $all } assigned to { $name }.
bulk-back = To the list of reviews
saved-kept = The view is saved.
saved-forgotten = The view is deleted.
bulk-assignee-about = Choose from the list, or type an account.
