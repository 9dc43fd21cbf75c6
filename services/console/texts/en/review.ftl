tab-evidence = Evidence
tab-comments = Comments
tab-history = History
tab-compare = Compare

head-summary = Summary
head-stages = Stages
head-tabs = Parts of the review
head-more = More
head-why = Why
head-residual = Residual risk
head-open = { $count ->
    [one] { $count } open finding
   *[other] { $count } open findings
 }
head-due-sum = { $days } business days after the request
head-due-sum-paused = { $days } business days after the request + { $paused } while information was requested
head-due-unknown = No date yet: the holidays of { $year } are not known
head-moved = Changed since the decision:
head-difference = Show what changed
head-question = Information requested:

stage-received = Received
stage-diagnosis = Diagnosis
stage-remediation = Remediation
stage-decision = Decision
stage-end = End
stage-done = (done)
stage-round = Round { $round }, { $judged }/{ $total }
stage-due = Due { $day }

take-judge = Continue judging
take-findings = Show findings
take-duties = Separation of duties: you requested this review or judged it. Leave this to another person.
take-not-in = Not possible while the status is “{ $status }”: { $step }.
take-claimed = You have taken this review already.
take-claimed-by = { $name } has taken this review.
take-unclaimed = The review has no assignee.

done-amend = The request is changed.
done-withdraw = The request is withdrawn.
done-ask = The requester has been asked. The due date is paused until they answer.
done-retract-question = The question is taken back.
done-answer = The answer is sent.
done-triage = The outcome of the triage is recorded.
done-claim = The review is yours.
done-assign = The assignee is set.
done-release = The review is given back.
done-reopen = The review is reopened.
done-comment = The comment is added.

moment-shown = This is the review as of { $when }.
moment-now = Show it as it is now
nothing = none
review-all = Show all

triage-automatic = The scoring policy decided this automatically.
triage-covered-by = Covered by:
triage-another-team = a review of another team
decision-title = Decision
decision-earlier = Earlier decision
decision-earlier-about = This was the decision before the review was reopened. It no longer holds.
decision-conditions = Conditions
open-findings = Open findings
open-findings-none = There are no open findings.
column-found = What was found
column-severity = Severity
column-fix-due = Fix due

layers-title = Results by flow layer
layers-layer = Flow layer
layers-total = Checkpoints
layers-share = Share
layers-sum = Total
layers-about = Round { $round } in progress · { $open } mandatory of { $total } left
layers-stopped = Round { $round } not concluded · { $open } mandatory of { $total } left
layers-over = Round { $round } concluded · { $total } checkpoints
round-name = Round { $round }
round-open = since { $when }
round-stopped-since = since { $when }, not concluded
round-over = concluded { $when } · { $name }

why-title = Why the score is { $score }, { $level }
why-about = Scoring policy version { $version } · the points add up to the score
why-rest = { $count } more reasons, { $points } points
why-open-title = Risk assessment
why-open = The review is not scored yet.

request-title = Request
people-title = People
log-title = Latest history
