comments-none = There are no comments yet.
comments-visible = Visible to
comments-shared = Everyone who sees the review, with the requester's team.
comments-internal = Internal comments are not shown to the requester's team.
comments-send = Add the comment

kind-all = All
history-kinds = Kinds of history
history-as-of = Moment (Seoul)
history-until = Show history up to then
history-then = Show the review as of then
history-none = No history matches.
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
compare-none = No differences.
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
evidence-file-about = PDF, picture, Office or Hancom document, text or ZIP, up to { $count } MB each. Choose or drop several files at once.
evidence-no-file = Choose the file to upload.
evidence-kind = .{ $ending } files are not accepted as evidence; { $instead }.
evidence-unknown = Files of this kind are not accepted as evidence; make a PDF or a ZIP of it.
evidence-empty = The file is empty. Choose one with content.
evidence-large = “{ $name }” has { $size } MB. The limit is { $most } MB.
evidence-together = The chosen files together exceed { $count } MB, so this one was not uploaded. Choose it again by itself.
evidence-some = { $added } of { $total } files uploaded.
evidence-again = Choose only the files that were not uploaded.
evidence-added = Uploaded.
evidence-sending = Uploading
evidence-total = Files uploaded:
evidence-unsent = Could not be sent. Try again.
evidence-upload = Upload evidence for this
done-evidence = { $count ->
    [one] The evidence is uploaded.
   *[other] { $count } files are uploaded as evidence.
 }
