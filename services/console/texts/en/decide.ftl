decide-lead = { $judged } of { $total } checkpoints are judged. Open findings: { $open }. Accepted risks: { $accepted }.
decide-since = Changed since your last step
decide-approved-about = The review is approved as it is.
decide-conditional-about = The review is approved, and the conditions below must be met.
decide-rejected-about = The review is not approved. The team has to make changes and request it again.
decide-conditions-about = Only for an approval with conditions: one per line, with its due date if it has one. For example: multi-factor sign-in on all agents' devices by 29 Jan 2027
decide-reason-about = It appears unchanged for the requester's team and in the report.
decide-binds = What the decision applies to
decide-binds-about = The decision applies to what this page shows. If something changes meanwhile, nothing is decided and the changes are shown first.
decide-findings = { $open } open · { $accepted } accepted
decide-files = { $count ->
    [one] { $count } file
   *[other] { $count } files
 }
done-decide = The decision is recorded.

sheet-summary = Summary of the diagnosis
sheet-failed = Fail and Partial
sheet-failed-none = No checkpoint is Fail or Partial.
sheet-result = Result
sheet-judged-by = Judged by
sheet-control = Compensating control
sheet-until = until { $day }
sheet-document = { $name } version { $version }
sheet-policy = scoring policy version { $version }
