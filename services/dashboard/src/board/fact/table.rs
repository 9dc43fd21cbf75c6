//! The table of facts as a macro: every event once, with what is kept of it.

/// Makes `Fact` of rows: the name of an event, what is kept of it, the columns of the row of its review that it changes, and
/// what else the board keeps of it.
///
/// What is kept is stored alone; of findings it is stored under the name of the event. Views of analysts read it so.
macro_rules! facts {
    (@asked Request $facts:ident) => { Some(&$facts.asked) };
    (@asked $nothing:ident $facts:ident) => {{ _ = $facts; None }};
    (
        alone { $($event:ident ($facts:ty) [$($column:ident),*] $also:ident;)+ }
        under_its_name { $($of_finding:ident ($kept:ty) [$($finding_column:ident),*] $finding_also:ident;)+ }
    ) => {
        /// What the board keeps of an event of a review. Read by the name of the event.
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        pub(crate) enum Fact {
            $($event($facts),)+
            $($of_finding($kept),)+
        }

        impl Fact {
            /// The events of findings. New ones come at the end: analysts sort by their places.
            pub(crate) const OF_FINDINGS: &[&str] = &[$(stringify!($of_finding)),+];

            /// The name of the event.
            pub(crate) const fn name(&self) -> &'static str {
                match self {
                    $(Self::$event(_) => stringify!($event),)+
                    $(Self::$of_finding(_) => stringify!($of_finding),)+
                }
            }

            /// The columns of the row that such an event changes.
            pub(crate) const fn columns(&self) -> &'static [Column] {
                match self {
                    $(Self::$event(_) => &[$(Column::$column),*],)+
                    $(Self::$of_finding(_) => &[$(Column::$finding_column),*],)+
                }
            }

            /// What else the board keeps of it.
            pub(in crate::board) const fn also(&self) -> Also {
                match self {
                    $(Self::$event(_) => Also::$also,)+
                    $(Self::$of_finding(_) => Also::$finding_also,)+
                }
            }

            /// What is asked for from now on, if it says so.
            pub(in crate::board) fn asked(&self) -> Option<&Asked> {
                match self {
                    $(Self::$event(facts) => facts!(@asked $also facts),)+
                    $(Self::$of_finding(facts) => facts!(@asked $finding_also facts),)+
                }
            }

            /// What happened, in one sentence; who did it stands beside it.
            pub(crate) fn sentence(&self) -> Text {
                match self {
                    $(Self::$event(facts) => facts.sentence(),)+
                    $(Self::$of_finding(facts) => facts.sentence(),)+
                }
            }
        }

        impl Serialize for Fact {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$event(facts) => facts.serialize(serializer),)+
                    $(Self::$of_finding(facts) => serializer.collect_map([(self.name(), facts)]),)+
                }
            }
        }
    };
}

pub(super) use facts;
