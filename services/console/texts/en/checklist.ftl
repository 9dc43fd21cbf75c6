bar-pages = Pages of the review
bar-overview = Overview
bar-checklist = Checklist
bar-findings = Findings

check-mandatory = Mandatory
check-recommended = Recommended
check-changed = Text changed
check-result = Result
check-reason = Reason
check-reason-when = required unless Pass
check-compensating = Compensating control
check-compensating-when = required for Partial, not allowed otherwise
check-method = Check method
check-evidence = Names of evidence
check-evidence-how = one per line
check-files = Choose uploaded evidence
check-record = Record
check-record-next = Record and go to the next not judged
check-why = Why it is checked
check-requirement = Requirement
check-siblings = Other checks of the same control
check-earlier = Results of earlier rounds
check-fix = How to fix it
check-references = References
check-overtaken-held = Another reviewer recorded Fail here while you were typing, and its finding is open. Another result can be recorded once the finding is void or closed.
check-overtaken = Another reviewer recorded a result here while you were typing. Compare both; recording again replaces theirs.
check-theirs = Their result
check-mine = Your result
check-finding = Finding
check-neighbours = Checkpoints before and after
check-before = Previous
check-after = Next
check-next-open = Next not judged
check-all = To the checklist

said-recorded = { $count ->
    [one] { $count } result recorded.
   *[other] { $count } results recorded.
 }
said-none = Nothing was recorded: every checkpoint was left out.
said-concluded = The round is concluded.
said-reopened = A new round has begun.

round-on = Round { $round }, in progress
round-stopped = Round { $round }, not concluded
round-concluded = Round { $round }, concluded
round-reopen = Begin round { $round }
round-left = { $count } mandatory left
round-conclude-about = After this, the results of this round cannot be changed. Every Fail remains a finding to be fixed.
round-reopen-about = Only checkpoints that failed, changed or were added are judged again.
round-summary = Summary of the round
round-reason = Reason

list-filters = Filters
list-find = Find by number or text
list-layers = Flow layers
list-left = left/total
list-look = Show
list-files = Evidence
list-none = The checklist is being made. Open it again in a moment.
list-none-fit = No checkpoint fits these filters.
list-clear = Clear filters
list-bulk = Judge several at once
list-scope = For
list-scope-picked = Selected checkpoints
list-scope-shown = { $count ->
    [one] The { $count } not judged that is shown
   *[other] All { $count } not judged that are shown
 }
list-preview = Review and record
list-panel = Selected checkpoint
show-all = All

confirm-title = { $count ->
    [one] Record { $count } result?
   *[other] Record { $count } results?
 }
confirm-wrong = { $count ->
    [one] { $count } result needs a correction.
   *[other] { $count } results need a correction.
 }
confirm-all-or-none = Nothing is recorded yet. Correct it and record again.
confirm-overtaken = { $count ->
    [one] Another reviewer judged { $count } of them meanwhile.
   *[other] Other reviewers judged { $count } of them meanwhile.
 }
confirm-choose = Choose for each which result stays.
confirm-opens = Opens findings: { $count }, fix due { $day }.
confirm-opens-none = Opens no finding.
confirm-nothing = There is no result to record. Choose checkpoints and a result on the checklist.
confirm-back = Back to the checklist
confirm-record = { $count ->
    [one] Record { $count } result
   *[other] Record { $count } results
 }
confirm-which = What to do
confirm-theirs = Their result
confirm-drop = Record without this one
confirm-after-retract = Record yours, after { $finding } is void
confirm-held = No other result can be recorded while this finding is open:
confirm-new-tab = (new tab)
confirm-mine = Replace it with yours

draft-kept = Kept on this device.
draft-clear = Discard all
draft-clear-sure = Discard all results that are not recorded?
draft-record = Record
draft-count = Not recorded: {"{n}"}
draft-mark = not recorded
draft-overtaken = judged by another reviewer meanwhile
tell-judged = {"{line}"}: {"{result}"}
tell-cleared = {"{line}"}: result cleared
tell-several = {"{n}"} checkpoints: {"{result}"}
tell-chosen = Chosen checkpoints: {"{n}"}
tell-offline = The server cannot be reached. Results and reasons are kept on this device.

keys-title = Keys
keys-hangul = They work while the Hangul input method is on.
keys-close = Close
key-next = Next
key-before = Previous
key-next-open = Next not judged
key-clear = Discard the result
key-undo = Undo
key-reason = Reason
key-method = Check method
key-files = Choose uploaded evidence
key-again = Reuse the last reason and evidence
key-earlier = Take over the result of the earlier round
key-pick = Select
key-all = Select all that are shown
key-layers = To the flow layers
key-record = Record
key-help = Show the keys
