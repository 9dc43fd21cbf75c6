//! Images: pinned by digest where the overlay says production, and no placeholder in an operator's own overlay.

use crate::deploy::manifest::{Rendering, text};

/// What the shipped overlays have in the place of values that only operators know.
const PLACEHOLDERS: [&str; 5] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    ".invalid",
    "example.com",
    "+PUBLIC",
    "\"keys\": []",
];

/// The overlay whose images are pinned.
const PINNED: &str = "production";

pub(super) fn faults(rendering: &Rendering, own: bool) -> Vec<String> {
    let mut faults = Vec::new();
    for pod in rendering.pods() {
        for container in pod.containers() {
            let image = text(container, "/image");
            let pinned = image.split_once("@sha256:").is_some_and(|(_, digest)| digest.len() == 64);
            if (own || rendering.name == PINNED) && !pinned {
                faults.push(format!("{}: the image {image} is not pinned by its digest", pod.owner));
            }
            if image.ends_with(":latest") || !image.contains([':', '@']) {
                faults.push(format!("{}: the image {image} has no version", pod.owner));
            }
        }
    }
    for object in rendering.objects.iter().filter(|_| own) {
        let text = object.0.to_string().replace("\\\"", "\"");
        let left = PLACEHOLDERS.iter().filter(|placeholder| text.contains(**placeholder));
        faults.extend(left.map(|placeholder| format!("{object} still has the placeholder {placeholder}")));
    }
    faults
}
