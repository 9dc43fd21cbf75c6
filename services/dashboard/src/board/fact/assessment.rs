//! Facts about assessments, and their sentences.

use haetae_domain::text::{Text, counted};
use haetae_domain::vocabulary::{Depth, Level};
use haetae_event_log::codec::CodecError;
use haetae_proto::event::v1 as pb;
use serde::{Deserialize, Serialize};

use super::wire::{field, word};
use crate::words::named;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Assessed {
    pub(in crate::board) score: u8,
    pub(in crate::board) level: Level,
    pub(in crate::board) depth: Depth,
    policy_version: u32,
    target_days: u32,
}

impl TryFrom<pb::RiskAssessed> for Assessed {
    type Error = CodecError;

    fn try_from(e: pb::RiskAssessed) -> Result<Self, CodecError> {
        Ok(Self {
            score: u8::try_from(e.score).map_err(|_| field("score"))?,
            level: word(e.level, "level")?,
            depth: word(e.depth, "depth")?,
            policy_version: e.policy.ok_or_else(|| field("policy"))?.version,
            target_days: e.target_days,
        })
    }
}

impl Assessed {
    pub(super) fn sentence(&self) -> Text {
        let Self { score, level, depth, policy_version, target_days } = self;
        let (level, depth) = (named(*level), named(*depth));
        Text::new(
            format!(
                "평가 정책 버전 {policy_version}에 따라 위험도를 {score}점({})으로 평가했습니다(검토 수준: {}, 처리 기한: 영업일 {target_days}일).",
                level.ko, depth.ko
            ),
            format!(
                "Scored {score} ({}) under policy version {policy_version}: depth {}, {}.",
                level.en,
                depth.en,
                counted(target_days, "business day")
            ),
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Residual {
    round: u32,
    score: u8,
    level: Level,
}

impl TryFrom<pb::ResidualAssessed> for Residual {
    type Error = CodecError;

    fn try_from(e: pb::ResidualAssessed) -> Result<Self, CodecError> {
        let score = u8::try_from(e.score).map_err(|_| field("score"))?;
        Ok(Self { round: e.round, score, level: word(e.level, "level")? })
    }
}

impl Residual {
    pub(super) fn sentence(&self) -> Text {
        let Self { round, score, level } = self;
        let level = named(*level);
        Text::new(
            format!("{round}차 진단 결과를 반영해 잔여 위험을 {score}점({})으로 평가했습니다.", level.ko),
            format!("Assessed the residual risk after round {round}: {score} ({}).", level.en),
        )
    }
}
