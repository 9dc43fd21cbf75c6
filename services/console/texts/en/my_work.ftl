work-none = Nothing waits for you. New work will appear here.
work-sections = Sections
work-mine = Assigned to you
work-pool = Open to anyone with your role
work-no-number = Number pending
work-remediate = Findings to fix
work-diagnose = Assigned reviews
work-sent-back = sent back
work-read-answer = Answers received
work-claim = Without an assignee
work-approvals = { $agreed } of { $needed } approved

do-look = View
work-own = Reviews I requested
work-own-about = Not closed yet.
work-own-more = { $count ->
    [one] One more is in the list.
   *[other] { $count } more are in the list.
}
