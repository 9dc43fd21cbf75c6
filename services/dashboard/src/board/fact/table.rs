//! The table of facts as a macro: every event once, with what is kept of it.

/// Makes `Fact` and its reading from rows: the name of an event, what is kept of it, the columns of the row of its review
/// that it changes, and what else the board keeps of it. Each event of the contract is in one of the groups, or
/// `happened` does not compile.
///
/// What is kept is stored alone; of findings it is stored under the name of the event, as views for analysts read it.
macro_rules! facts {
    (@asked Request $facts:ident) => { Some(&$facts.asked) };
    (@asked $nothing:ident $facts:ident) => {{ _ = $facts; None }};
    (
        of_reviews { $($review:ident ($said:ty) [$($review_column:ident),*] $review_also:ident;)+ }
        of_diagnoses { $($diagnosis:ident ($found:ty) [$($diagnosis_column:ident),*] $diagnosis_also:ident;)+ }
        of_findings { $($finding:ident ($kept:ty) [$($finding_column:ident),*] $finding_also:ident;)+ }
        of_documents { $($document:ident)+ }
    ) => {
        /// What the board keeps of an event of a review. Read by the name of the event.
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        pub(crate) enum Fact {
            $($review($said),)+
            $($diagnosis($found),)+
            $($finding($kept),)+
        }

        /// What happened in an event; none for one that is not about a review.
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

            /// What else the board keeps of it.
            pub(in crate::board) const fn also(&self) -> Also {
                match self {
                    $(Self::$review(_) => Also::$review_also,)+
                    $(Self::$diagnosis(_) => Also::$diagnosis_also,)+
                    $(Self::$finding(_) => Also::$finding_also,)+
                }
            }

            /// What is asked for from now on, if it says so.
            pub(in crate::board) fn asked(&self) -> Option<&Asked> {
                match self {
                    $(Self::$review(facts) => facts!(@asked $review_also facts),)+
                    $(Self::$diagnosis(facts) => facts!(@asked $diagnosis_also facts),)+
                    $(Self::$finding(facts) => facts!(@asked $finding_also facts),)+
                }
            }

            /// What happened, in one sentence; who did it stands beside it.
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
