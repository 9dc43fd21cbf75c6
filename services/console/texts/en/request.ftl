request-first = Request your first review
request-service = Service
request-work = What it does
request-data = Data and exposure
request-impact = Impact: if the worst happens
request-title-about = Name the service and what is done now, e.g. Card payments in the citizen app
request-description-about = Describe what is new or changed, when it opens, its addresses and who is responsible.
request-seldom = Choose if it touches parts of a smart city
request-from = Begin with an earlier request
request-begin = Begin
request-begun-with = These are the answers of { $number }. Correct what is different, then send.
request-preview = Preview
request-send = Request review
request-after = When you send it, it is scored, gets its checklist and is shown to reviewers.
request-no-team = You cannot request a review because your account has no team. Ask an administrator to check it.
request-similar = There is a similar request.
request-similar-about = Your team sent it within the last 30 days. If it is about the same thing, open it and go on there.
request-anyway = Request anyway
request-draft = You have an unfinished request.
request-draft-take = Continue
request-draft-drop = Discard

preview-title = What to expect
preview-unasked = As you answer, the expected score and checkpoints appear here.
preview-open = { $count ->
    [one] One question is open.
   *[other] { $count } questions are open.
}
preview-days = Due { $count ->
    [one] one business day
   *[other] { $count } business days
} after the request
preview-why = Main reasons for the score
preview-checks = { $total } checkpoints expected ({ $mandatory } mandatory)
preview-otherwise = With exposure “{ $exposure }” it would be { $score } { $level } with { $total } checkpoints.
preview-stale = The expected result could not be updated. It may not fit your present answers.

requested-done = Review { $number } is requested.
requested-score = { $level } { $score }
requested-checks = { $count ->
    [one] one checkpoint
   *[other] { $count } checkpoints
}
requested-due = due { $day }
requested-arriving = Its score and checklist are being made.
requested-look = Refresh
requested-triage = Next, a reviewer triages it.
requested-diagnosis = Next comes the diagnosis. Its reviewer is shown here once there is one.
requested-assigned = Next, { $name } diagnoses it.

type-payment = Takes or moves money
type-authentication = Establishes who a user is, e.g. sign-in, identity checks
type-personal-data = Collects, stores or shows personal data
type-external-integration = Exchanges data with systems of other organisations
type-administration = Has pages that change other users or systems
type-file-exchange = Receives or hands out files
type-mobile-app = Is an app on phones or tablets
type-public-web = Has web pages that anyone can open
type-ai-feature = Uses an AI model at run time, e.g. a chatbot, video analysis
type-iot-device = Controls or reads sensors and devices

component-management = Security policy, organisation, monitoring
component-infrastructure = Networks, servers, data centres
component-platform-software = The platform where the city’s data meets
component-device = Sensors, CCTV and controllers in the street
component-service = A service that citizens use directly
component-interconnection = Links to other cities or organisations

stage-planning = Not open yet: being designed or built
stage-operation = Already in operation
stage-advanced = In operation, and being extended or linked further

data-public = Anyone may see it, e.g. notices, published statistics
data-internal = For members only, e.g. working papers, internal contacts
data-confidential = Its leak harms the organisation, e.g. contract prices, security settings
data-personal = Identifies a living person, e.g. name, telephone number, location (PIPA, article 2)
data-sensitive = Health, biometrics, beliefs, criminal records (PIPA, article 23)
data-unique-identifier = Resident registration, passport, driving licence or alien registration numbers (PIPA, article 24)

exposure-internal = Only the organisation’s own network reaches it
exposure-partner = Named partner organisations reach it too
exposure-internet = Anyone on the internet reaches it

money-none = No money is lost
money-minor = The team’s budget covers it
money-moderate = Reserves are used or projects are cut
money-major = The organisation’s budget is hurt for long
money-severe = The organisation cannot bear it

reputation-none = Nobody notices
reputation-minor = It ends with a few enquiries
reputation-moderate = Local news report it and it has to be explained
reputation-major = National news report it and trust is lost for long
reputation-severe = The service or the organisation can hardly go on

law-none = No law is broken
law-minor = It ends with a correction
law-moderate = People affected and the authority have to be notified
law-major = Fines or lawsuits follow
law-severe = Sensitive data of many people leaks, or someone is prosecuted

safety-none = Nobody can be hurt
safety-minor = A nuisance that hurts nobody
safety-moderate = Slight injuries are possible
safety-major = Serious injuries are possible
safety-severe = People may die
