//! Files of a crate that need each other, directly or by way of others.

use petgraph::{algo::tarjan_scc, graphmap::DiGraphMap};

use super::room::Room;

/// Files that need each other.
pub(super) struct Circle {
    files: Vec<usize>,
    needs: Vec<(usize, usize)>,
}

/// The circles of a crate; the files in an order of their own.
pub(super) fn of(room: &Room) -> Vec<Circle> {
    let mut graph = DiGraphMap::<usize, ()>::new();
    for at in 0..room.files.len() {
        for to in room.needs(at) {
            graph.add_edge(at, to, ());
        }
    }
    let tied = tarjan_scc(&graph).into_iter().filter(|files| files.len() > 1);
    let circle = |mut files: Vec<usize>| {
        files.sort_unstable();
        let within = |&(from, to, ()): &(usize, usize, &())| files.contains(&from) && files.contains(&to);
        let needs = graph.all_edges().filter(within).map(|(from, to, ())| (from, to)).collect();
        Circle { files, needs }
    };
    tied.map(circle).collect()
}

impl Circle {
    /// Describes the dependencies within a circle.
    pub(super) fn description(&self, room: &Room) -> String {
        let path = |at: usize| &room.files[at].path;
        let needs = self.needs.iter().map(|&(from, to)| format!("\n  {} needs {}", path(from), path(to)));
        format!("{} files need each other:{}", self.files.len(), needs.collect::<String>())
    }
}
