findings-total = { $count ->
    [one] { $count } finding
   *[other] { $count } findings
 }
findings-none = There are no findings yet.
findings-none-fit = No finding fits these filters.
findings-search = Text, control, team
findings-mine = Mine
findings-ending = Acceptance ends soon
findings-what = Control and what was found
findings-severity = Severity
findings-owner = Team and assignee
findings-due = Fix due
findings-again = Recurred

finding-withdrawn = This review was withdrawn. Its findings need no further fix.
finding-none = This review has no findings.
finding-what = What was found
finding-found = Found
finding-checkpoint = Checkpoint
finding-fix = Fix waiting to be verified
finding-acceptance = Risk acceptance
finding-history = History
finding-new = Changed while you typed

acceptance-waits = { $agreed } of { $needed } approved
acceptance-until = Ends

claim-title = Claim the fix of the selected
claim-pick = Select
claim-none = Select the findings whose fix you claim.

step-verify-words = What was seen
step-verify-about = Verifies the fix: the checkpoint passes and the finding is closed.
step-reject-words = What is missing
step-reject-about = Sends the fix back to the team.
step-approve = Approve the acceptance
step-approve-about = The risk is accepted until its end. A critical finding needs two approvers.
step-decline = Decline the acceptance
step-decline-about = The risk is not accepted, and the team has to fix it.
step-claim-words = What was done
step-claim-about = A reviewer verifies it.
step-request-about = Approvers decide. At most 180 days; 90 days and two approvers for a critical finding.
step-assign-about = Names the person responsible for the fix.
step-revoke-about = Ends the acceptance early; the finding is open again.
step-retract-about = Takes back a Fail that was a mistake: the finding becomes void and its checkpoint has no result. In a concluded diagnosis another round begins with that checkpoint.
step-account = Assignee
step-account-about = Type a name or an account: people of the team are offered in the list.
step-conditions = Conditions until then
step-until = End

said-verify = The fix is verified, and the finding is closed.
said-reject = The fix was sent back.
said-approve = The acceptance is approved.
said-decline = The acceptance is declined.
said-claim = The fix is claimed. A reviewer verifies it.
said-claims = { $count ->
    [one] { $count } fix is claimed. A reviewer verifies it.
   *[other] { $count } fixes are claimed. A reviewer verifies them.
 }
said-request = The acceptance is requested. Approvers decide.
said-assign = The assignee is set.
said-revoke = The acceptance is revoked.
said-retract = The Fail is taken back.

file-review = Review
file-review-title = Title of the review
file-control = Control
file-owner = Owner
file-acceptance-ends = Acceptance ends
