//! Every workload that stays has exactly one budget of disruptions.

use crate::deploy::manifest::{Rendering, matches};

pub(super) fn faults(rendering: &Rendering) -> Vec<String> {
    let mut faults = Vec::new();
    for pod in rendering.pods().into_iter().filter(|pod| pod.stays()) {
        let labels = pod.labels();
        let budgets = rendering.of_kind("PodDisruptionBudget");
        match budgets.filter(|budget| matches(budget.at("/spec/selector"), &labels)).count() {
            1 => {}
            budgets => faults.push(format!("{} has {budgets} PodDisruptionBudgets, not 1", pod.owner)),
        }
    }
    for budget in rendering.of_kind("PodDisruptionBudget") {
        let selects = |labels| matches(budget.at("/spec/selector"), &labels);
        if !rendering.pods().into_iter().any(|pod| selects(pod.labels())) {
            faults.push(format!("{budget} selects no pod"));
        }
        if budget.at("/spec/unhealthyPodEvictionPolicy") != "AlwaysAllow" {
            faults.push(format!(
                "{budget} keeps pods that are not ready from leaving a node (unhealthyPodEvictionPolicy)"
            ));
        }
        if budget.at("/spec/maxUnavailable") != 1 {
            faults.push(format!("{budget} has not maxUnavailable: 1"));
        }
    }
    faults
}
