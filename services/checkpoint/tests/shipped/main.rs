//! The shipped catalogues as reviews meet them: golden checklists and guides to be read by people, and what must hold
//! for every profile.

#![expect(clippy::expect_used, reason = "a test stops where its ground is missing")]

mod golden;
mod laws;
mod requests;

use std::path::Path;

use haetae_domain::catalog::Catalog;

fn shipped() -> Vec<Catalog> {
    haetae_checkpoint::load_catalogs(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"))
        .expect("catalogues without faults")
}
