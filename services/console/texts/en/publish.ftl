publish-about = Content is checked, then published. Publishing alone changes nothing: a published version is activated on its own page.
publish-content = Content
publish-file = File
publish-file-about = A .toml, .yaml, .yml or .json file, up to 1 MB. If you choose a file, it is read instead of the text below.
publish-format = Format of the text
publish-text = Text
publish-check = Check
publish-do = Publish
publish-back = Cancel
publish-download = Download
publish-faults = { $count ->
    [one] There is one fault.
   *[other] There are { $count } faults.
}
publish-correct = Nothing was published. Correct it and check again.
publish-again = The content changed after it was checked, so it was checked again and not published. Look at the outcome, then publish.
publish-empty = Choose a file, or enter the text.
publish-kind = Only files whose name ends with .toml, .yaml, .yml or .json can be read.
publish-too-large = The limit is 1 MB.
publish-no-text = This is not a text file. Save it as UTF-8.
publish-result = Outcome of the check
publish-right = There is no fault. Publishing makes this version:
publish-same = The same content is published already:
publish-differences = Differences from the version in use
publish-none = It is the same as the version in use.

activate-to = To be activated
activate-back = Go back to this version
activate-already = This version is in use already.
activate-policy-about = All open reviews are then scored again by this version. Their levels and due dates may change. Closed reviews stay as they are.

policy-was-published = { $version } is published, and not in use yet.
policy-was-activated = { $version } is in use. Open reviews are being scored again.
policy-unsimulated = The simulation failed.
policy-waiver = Automatic waiver
policy-kept = Score that remains after all fixes (%)
policy-explanation = Explanation
policy-cap = Maximum points
policy-further = Share of further items (%)
policy-rule = Rule { $id } that lifts the level
policy-floor = Minimum level
policy-yes = yes
language-ko = Korean
language-en = English

activate-catalogue-about = New checklists are then made from this version. Checklists that exist stay as they are; revising the checklist of a review moves it to this version.
catalogue-publish-about = The id in the content says which catalogue it is.
catalogue-none-used = No version is in use.
catalogue-was-activated = { $version } is in use for new checklists.
catalogue-differences = { $added } added · { $changed } changed · { $retired } retired
catalogue-part = Part
catalogue-what = Difference

effects = Effect on open reviews
effects-lead = { $changed } of { $all } open reviews get another checklist when it is revised.
effects-unknown = The effect could not be calculated.
effects-unreadable = { $count ->
    [one] The checklist of one review could not be read.
   *[other] The checklists of { $count } reviews could not be read.
}
effects-checkpoints = Checkpoints
effects-results = Recorded results
effects-added = { $count } added
effects-changed = { $count } changed
effects-retired = { $count } retired
effects-kept = { $count } carry over
effects-to-check = { $count } to look at again
effects-gone = { $count } retired
