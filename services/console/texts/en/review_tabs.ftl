comments-none = There are no comments yet.
comments-visible = Visible to
comments-shared = Everyone who sees the review, with the requester's team.
comments-internal = Internal comments are not shown to the requester's team.
comments-send = Add the comment

kind-all = All
kind-request = Request
kind-people = Assignee
kind-risk = Risk and due date
kind-checks = Results
kind-findings = Findings
kind-decision = Decision
history-kinds = Kinds of history
history-as-of = Moment (Seoul)
history-until = Show history up to then
history-then = Show the review as of then
history-none = There is no such history.
history-system = { $count ->
    [one] { $count } step of the system
   *[other] { $count } steps of the system
 }
history-later = Later history

compare-from = From (Seoul)
compare-to = To (Seoul)
compare-do = Compare
compare-since-decision = Compare the decision with now
compare-decision = Decision
compare-now = now
compare-about = Leave a moment empty to compare the decision, or the request where there is none, with now. The address can be shared.
compare-none = Nothing is different.
compare-what = What
compare-before = Before
compare-after = After
compare-by = Who and when
compare-left-out = { $count ->
    [one] { $count } difference is left out.
   *[other] { $count } differences are left out.
 }

evidence-none = There is no evidence yet.
evidence-file = File
evidence-for = Checkpoint
evidence-size = Size
evidence-by = Uploaded by
evidence-collected = Collected
evidence-hash = Hash (SHA-256)
evidence-add = Upload evidence
evidence-send = Upload
evidence-file-about = One file of up to { $count } MB: PDF, picture, Office or Hancom document, text or ZIP.
evidence-no-file = Choose the file to upload.
evidence-kind = .{ $ending } files are not taken as evidence; { $instead }.
evidence-unknown = Files of this kind are not taken as evidence; make a PDF or a ZIP of it.
evidence-empty = The file is empty. Choose one with content.
evidence-large = “{ $name }” has { $size } MB. Files of up to { $most } MB are taken.
evidence-upload = Upload evidence for this
done-evidence = The evidence is uploaded.
