//! Words of read models and how they are kept.

use haetae_proto::dashboard::v1::{
    Comparison, GenerationState, ParkedCause, ProjectionState, RebuildKind, RebuildStage, RebuildState,
};

use super::{Vocabulary, Word, word};

impl Vocabulary for GenerationState {
    const KIND: Word = word("GENERATION_STATE", "세대 상태", "generation state");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미상", "unknown"),
            Self::Building => word("BUILDING", "구축 중", "building"),
            Self::Live => word("LIVE", "사용 중", "live"),
            Self::Retired => word("RETIRED", "보관", "retired"),
        }
    }
}

impl Vocabulary for ProjectionState {
    const KIND: Word = word("PROJECTION_STATE", "프로젝션 상태", "projection state");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미상", "unknown"),
            Self::Following => word("FOLLOWING", "반영 중", "following"),
            Self::RebuildNeeded => word("REBUILD_NEEDED", "재구축 필요", "needs a rebuild"),
            Self::NotInstalled => word("NOT_INSTALLED", "설치되지 않음", "not installed"),
            Self::StandsStill => word("STANDS_STILL", "반영 중단", "stands still"),
        }
    }
}

impl Vocabulary for RebuildKind {
    const KIND: Word = word("REBUILD_KIND", "작업 종류", "kind of rebuild");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미상", "unknown"),
            Self::Rebuild => word("REBUILD", "재구축", "rebuild"),
            Self::Retry => word("RETRY", "보류 재시도", "retry of what is parked"),
            Self::Switch => word("SWITCH", "이전 세대로 전환", "switch to an older generation"),
        }
    }
}

impl Vocabulary for RebuildState {
    const KIND: Word = word("REBUILD_STATE", "작업 상태", "state of a rebuild");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미상", "unknown"),
            Self::Running => word("RUNNING", "진행 중", "running"),
            Self::Succeeded => word("SUCCEEDED", "완료", "succeeded"),
            Self::Differs => word("DIFFERS", "불일치로 중단", "stopped: rows differ"),
            Self::Failed => word("FAILED", "실패", "failed"),
            Self::Interrupted => word("INTERRUPTED", "중단됨", "interrupted"),
        }
    }
}

impl Vocabulary for RebuildStage {
    const KIND: Word = word("REBUILD_STAGE", "작업 단계", "stage of a rebuild");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미상", "unknown"),
            Self::Loading => word("LOADING", "이벤트 재생", "replaying the log"),
            Self::Indexing => word("INDEXING", "색인 생성", "making indexes"),
            Self::Comparing => word("COMPARING", "기존 세대와 비교", "comparing with the live generation"),
            Self::Swapping => word("SWAPPING", "세대 전환", "moving readers over"),
        }
    }
}

impl Vocabulary for Comparison {
    const KIND: Word = word("COMPARISON", "비교 결과", "comparison");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "비교하지 않음", "not compared"),
            Self::Equal => word("EQUAL", "일치", "equal"),
            Self::Differs => word("DIFFERS", "불일치", "differs"),
            Self::OtherShape => word("OTHER_SHAPE", "구조가 달라 비교하지 않음", "another shape, not compared"),
            Self::Mended => word("MENDED", "보류분 반영", "parked commits taken in"),
        }
    }
}

impl Vocabulary for ParkedCause {
    const KIND: Word = word("PARKED_CAUSE", "보류 사유", "cause");

    fn word(self) -> Word {
        match self {
            Self::Unspecified => word("UNSPECIFIED", "미상", "unknown"),
            Self::Unreadable => word("UNREADABLE", "해석 불가", "not understood"),
            Self::Unwritable => word("UNWRITABLE", "저장 불가", "refused by the database"),
            Self::Waiting => word("WAITING", "앞선 커밋 대기", "waits behind another"),
        }
    }
}
