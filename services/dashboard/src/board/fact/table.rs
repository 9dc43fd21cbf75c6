//! The macro for the table of facts: it lists every event once, with the fact that is kept of it.

/// Generates `Fact` and its decoding from rows: the name of an event, its fact, the columns of the review's row that
/// it changes, and what else the board keeps of it. Every event of the contract has to be in one of the groups;
/// otherwise `happened` does not compile.
///
/// Facts are stored without the event's name, except facts of findings, which are stored under that name, as views
/// for analysts read it.
macro_rules! facts {
    (@asked Request $facts:ident) => { Some(&$facts.asked) };
    (@asked Amendment $facts:ident) => { Some(&$facts.asked) };
    (@amendments Amendment $facts:ident) => { &$facts.changes };
    (@amendments $other:ident $facts:ident) => {{ _ = $facts; &[] }};
    (@submitted Request $facts:ident) => { Some(&**$facts) };
    (@triaged Duplicate $facts:ident) => { Some($facts) };
    (@reopened Round $facts:ident) => { Some($facts) };
    (@$of:ident $other:ident $facts:ident) => {{ _ = $facts; None }};
    (
        of_reviews { $($review:ident ($said:ty) [$($review_column:ident),*] $review_also:ident;)+ }
        of_diagnoses { $($diagnosis:ident ($found:ty) [$($diagnosis_column:ident),*] $diagnosis_also:ident;)+ }
        of_findings { $($finding:ident ($kept:ty) [$($finding_column:ident),*] $finding_also:ident;)+ }
        of_documents { $($document:ident)+ }
    ) => {
        /// The data that the board keeps of an event of a review, decoded by the name of the event.
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        pub(crate) enum Fact {
            $($review($said),)+
            $($diagnosis($found),)+
            $($finding($kept),)+
        }

        /// The effect of an event; none for one that does not concern a review.
        pub(in crate::board) fn happened(event: Event) -> Result<Option<Happened>, CodecError> {
            let fact = match event {
                event @ ($(Event::$review(_))|+) => return read::of_review(event).map(Some),
                $(Event::$document(_))|+ => return Ok(None),
                $(Event::$diagnosis(event) => Fact::$diagnosis(event.try_into()?),)+
                $(Event::$finding(event) => Fact::$finding(event.try_into()?),)+
            };
            Ok(Some(Happened::beside_the_status(fact)))
        }

        impl Fact {
            /// The events of findings. New ones come at the end: analysts sort by their places.
            pub(crate) const OF_FINDINGS: &[&str] = &[$(stringify!($finding)),+];

            /// The name of the event.
            pub(crate) const fn name(&self) -> &'static str {
                match self {
                    $(Self::$review(_) => stringify!($review),)+
                    $(Self::$diagnosis(_) => stringify!($diagnosis),)+
                    $(Self::$finding(_) => stringify!($finding),)+
                }
            }

            /// The columns of the row that such an event changes.
            pub(crate) const fn columns(&self) -> &'static [Column] {
                match self {
                    $(Self::$review(_) => &[$(Column::$review_column),*],)+
                    $(Self::$diagnosis(_) => &[$(Column::$diagnosis_column),*],)+
                    $(Self::$finding(_) => &[$(Column::$finding_column),*],)+
                }
            }

            /// The other data that the board keeps of the event.
            pub(in crate::board) const fn also(&self) -> Also {
                match self {
                    $(Self::$review(_) => Also::$review_also,)+
                    $(Self::$diagnosis(_) => Also::$diagnosis_also,)+
                    $(Self::$finding(_) => Also::$finding_also,)+
                }
            }

            /// The request from now on, if the event changes it.
            pub(in crate::board) fn asked(&self) -> Option<&Asked> {
                match self {
                    $(Self::$review(facts) => facts!(@asked $review_also facts),)+
                    $(Self::$diagnosis(facts) => facts!(@asked $diagnosis_also facts),)+
                    $(Self::$finding(facts) => facts!(@asked $finding_also facts),)+
                }
            }

            /// Fields that it amended: path, before, after.
            pub(crate) fn amendments(&self) -> &[(String, String, String)] {
                match self {
                    $(Self::$review(facts) => facts!(@amendments $review_also facts),)+
                    $(Self::$diagnosis(facts) => facts!(@amendments $diagnosis_also facts),)+
                    $(Self::$finding(facts) => facts!(@amendments $finding_also facts),)+
                }
            }

            /// The request that begins the review.
            pub(in crate::board) fn submitted(&self) -> Option<&Submitted> {
                match self {
                    $(Self::$review(facts) => facts!(@submitted $review_also facts),)+
                    $(Self::$diagnosis(facts) => facts!(@submitted $diagnosis_also facts),)+
                    $(Self::$finding(facts) => facts!(@submitted $finding_also facts),)+
                }
            }

            /// A round that began after another.
            fn reopened(&self) -> Option<&diagnosis::Reopened> {
                match self {
                    $(Self::$review(facts) => facts!(@reopened $review_also facts),)+
                    $(Self::$diagnosis(facts) => facts!(@reopened $diagnosis_also facts),)+
                    $(Self::$finding(facts) => facts!(@reopened $finding_also facts),)+
                }
            }

            /// The outcome of a triage, which may name another review.
            fn triaged(&self) -> Option<&work::Triaged> {
                match self {
                    $(Self::$review(facts) => facts!(@triaged $review_also facts),)+
                    $(Self::$diagnosis(facts) => facts!(@triaged $diagnosis_also facts),)+
                    $(Self::$finding(facts) => facts!(@triaged $finding_also facts),)+
                }
            }

            /// The event in one sentence, without its actor, who is displayed beside it.
            pub(crate) fn sentence(&self) -> Text {
                match self {
                    $(Self::$review(facts) => facts.sentence(),)+
                    $(Self::$diagnosis(facts) => facts.sentence(),)+
                    $(Self::$finding(facts) => facts.sentence(),)+
                }
            }
        }

        impl Serialize for Fact {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$review(facts) => facts.serialize(serializer),)+
                    $(Self::$diagnosis(facts) => facts.serialize(serializer),)+
                    $(Self::$finding(facts) => serializer.collect_map([(self.name(), facts)]),)+
                }
            }
        }
    };
}

pub(super) use facts;
