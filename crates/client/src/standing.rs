//! The displayed status of a review, and the filter that finds reviews with it.

use haetae_proto::{
    common::v1::{ReviewStatus, TriageOutcome},
    words::{Name, Named, Value},
};

/// The displayed status of a review. A duplicate has the status `REJECTED`, but lists show it as a duplicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The status of a review that is not a duplicate.
    Status(ReviewStatus),
    /// Another review covers it.
    Duplicate,
}

/// The statuses in their order, and the duplicate after them.
const STANDINGS: [Value; ReviewStatus::VALUES.len() + 1] = {
    let mut all = [TriageOutcome::VALUES[TriageOutcome::Duplicate as usize]; ReviewStatus::VALUES.len() + 1];
    let mut number = 0;
    while number < ReviewStatus::VALUES.len() {
        all[number] = ReviewStatus::VALUES[number];
        number += 1;
    }
    all
};

/// The number after the last status.
#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "there are a dozen statuses")]
const DUPLICATE: i32 = ReviewStatus::VALUES.len() as i32;

impl Standing {
    /// The displayed status of a row; `status` is the contract's number.
    #[must_use]
    pub fn of(status: i32, duplicate: bool) -> Self {
        if duplicate { Self::Duplicate } else { Self::Status(ReviewStatus::try_from(status).unwrap_or_default()) }
    }

    /// The filter of ListReviews that finds the reviews that lists show with this word.
    #[must_use]
    pub fn filter(self) -> String {
        match self {
            Self::Duplicate => "duplicate = true".to_owned(),
            Self::Status(ReviewStatus::Rejected) => {
                format!("status = {} AND duplicate = false", self.value().word)
            }
            Self::Status(_) => format!("status = {}", self.value().word),
        }
    }
}

impl TryFrom<i32> for Standing {
    type Error = <ReviewStatus as TryFrom<i32>>::Error;

    fn try_from(number: i32) -> Result<Self, Self::Error> {
        if number == DUPLICATE { Ok(Self::Duplicate) } else { ReviewStatus::try_from(number).map(Self::Status) }
    }
}

impl From<Standing> for i32 {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Status(status) => status.into(),
            Standing::Duplicate => DUPLICATE,
        }
    }
}

impl Named for Standing {
    const KIND: Name = ReviewStatus::KIND;
    const VALUES: &'static [Value] = &STANDINGS;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_that_lists_show_finds_what_it_is_shown_for() {
        let all: Vec<Standing> = (1..).map_while(|number| Standing::try_from(number).ok()).collect();
        assert_eq!(all.len(), ReviewStatus::VALUES.len(), "all but the unspecified one, and the duplicate");
        for standing in all {
            let number = i32::from(standing);
            assert_eq!(Standing::try_from(number), Ok(standing));
            assert_eq!(Standing::VALUES[usize::try_from(number).unwrap()], *standing.value());
        }
        let of = |status: ReviewStatus, duplicate| Standing::of(status.into(), duplicate);
        assert_eq!(of(ReviewStatus::Rejected, true).filter(), "duplicate = true");
        assert_eq!(of(ReviewStatus::Rejected, false).filter(), "status = REJECTED AND duplicate = false");
        assert_eq!(of(ReviewStatus::Waived, false).filter(), "status = WAIVED");
        assert_eq!(of(ReviewStatus::Rejected, true).name(), TriageOutcome::Duplicate.name());
        assert_eq!(Standing::of(99, false), Standing::Status(ReviewStatus::Unspecified), "of a newer contract");
    }
}
