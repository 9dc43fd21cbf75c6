//! Which columns of a table are shown, and how wide, so that it fits.

use super::column::{Column, GAP};

/// The width of each column; none for one that is left out. Without a width to fit into everything is whole. First what
/// may be left out is, until the least widths fit; then the widest texts are cut. What has neither is too wide all the
/// same: ids and numbers are of no use in part.
pub(super) fn fit(columns: &[Column], natural: &[usize], into: Option<usize>) -> Vec<Option<usize>> {
    let mut widths: Vec<Option<usize>> = natural.iter().copied().map(Some).collect();
    let Some(into) = into else { return widths };
    let least: Vec<usize> = columns.iter().zip(natural).map(|(column, natural)| column.least.min(*natural)).collect();
    let needed =
        |widths: &[Option<usize>]| total(widths.iter().zip(&least).filter_map(|(width, least)| width.map(|_| *least)));
    while needed(&widths) > into {
        let shown =
            columns.iter().zip(&widths).enumerate().filter(|(_, (column, width))| width.is_some() && column.rank > 0);
        let Some((last, _)) = shown.max_by_key(|(_, (column, _))| column.rank) else { break };
        widths[last] = None;
    }
    while total(widths.iter().filter_map(|width| *width)) > into {
        let cut = widths
            .iter()
            .zip(&least)
            .enumerate()
            .filter_map(|(n, (width, least))| Some((n, (*width)?)).filter(|(_, width)| width > least));
        let Some((widest, width)) = cut.max_by_key(|(_, width)| *width) else { break };
        widths[widest] = Some(width - 1);
    }
    widths
}

/// The width of a table with columns of these.
pub(super) fn total(widths: impl Iterator<Item = usize>) -> usize {
    widths.map(|width| width + GAP).sum()
}
