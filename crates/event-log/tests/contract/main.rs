//! The contract of every event log, run against memory, one server and three replicas. And faults that only a real server
//! has: silence, death, forgetting, drift.
#![expect(clippy::expect_used, clippy::panic, reason = "a test ends at the first surprise")]

mod archive;
mod cases;
mod deaths;
mod disk;
mod faults;
mod flips;
mod heads;
mod members;
mod noting;
mod objects;
mod odd;
mod reactor;
mod refusals;
mod silence;
mod support;
mod turns;

use haetae_event_log::MemoryLog;
use support::{Cluster, Single};

/// One test for each backend that costs little to start.
macro_rules! contract {
    ($($case:ident),+ $(,)?) => {
        mod memory {
            $(#[tokio::test]
            async fn $case() {
                super::cases::$case(&super::MemoryLog::new()).await;
            })+
        }

        mod single {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                let server = super::Single::start().await;
                super::cases::$case(&server.log().await).await;
            })+
        }

        /// One cluster for all cases: starting it takes seconds, and cases do not share aggregates.
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn cluster() {
            let cluster = Cluster::start().await;
            let log = cluster.log().await;
            $(
                eprintln!("{}", stringify!($case));
                cases::$case(&log).await;
            )+
        }
    };
}

contract!(
    a_commit_comes_back_as_it_was_given,
    a_stale_expectation_conflicts,
    an_aggregate_that_exists_is_not_new,
    a_repeated_commit_has_its_effect_once,
    loading_nothing_gives_nothing,
    loading_is_complete_beyond_one_page,
    loading_many_keeps_their_order,
    a_category_lists_its_aggregates,
    reading_starts_behind_a_position_and_follows,
    reading_some_categories_leaves_the_others_out,
    reading_behind_the_head_is_a_gap,
    appends_to_many_aggregates_all_succeed,
    appends_to_one_aggregate_have_one_winner,
    after_the_deadline_nothing_is_written,
    what_is_too_large_is_refused,
    a_dropped_append_is_written_once_or_not_at_all,
);
