//! The moments that are compared.

use haetae_proto::dashboard::v1::{AsOf as Wire, ComparePoint, as_of::Moment, compare_point};
use haetae_service_kit::error::Violations;

use crate::{grpc::moment, store::AsOf};

/// A moment in the life of a review.
#[derive(Clone, Copy, Debug)]
pub(super) enum Point {
    Moment(AsOf),
    LatestDecision,
}

impl Point {
    pub(super) const NOW: Self = Self::Moment(AsOf::Now);

    /// The point in a field; violations are recorded. An absent point means now.
    pub(super) fn parse(v: &mut Violations, field: &str, point: Option<&ComparePoint>) -> Self {
        let Some(point) = point else { return Self::NOW };
        let moment = match &point.point {
            None => {
                v.add(
                    field,
                    "time, position, decision 중 하나를 지정해야 합니다.",
                    "Must hold a time, a position or the decision.",
                );
                return Self::NOW;
            }
            Some(compare_point::Point::Decision(_)) => return Self::LatestDecision,
            Some(compare_point::Point::Time(time)) => Moment::Time(*time),
            Some(compare_point::Point::Position(position)) => Moment::Position(*position),
        };
        Self::Moment(moment::parse_at(v, field, Some(&Wire { moment: Some(moment) })))
    }

    /// The position it names; 0 when it names none.
    pub(super) const fn position(self) -> u64 {
        match self {
            Self::Moment(as_of) => as_of.position(),
            Self::LatestDecision => 0,
        }
    }

    /// Whether it is later than another point, judged by the caller's input alone: two positions, or two times. Other
    /// combinations depend on the log.
    pub(super) fn is_later(self, than: Self) -> bool {
        match (self, than) {
            (Self::Moment(AsOf::Position(this)), Self::Moment(AsOf::Position(other))) => this > other,
            (Self::Moment(AsOf::Time(this)), Self::Moment(AsOf::Time(other))) => this > other,
            (Self::Moment(_) | Self::LatestDecision, _) => false,
        }
    }
}
