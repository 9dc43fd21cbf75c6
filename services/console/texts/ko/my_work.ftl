work-none = 지금 할 일이 없습니다. 새 일이 생기면 여기에 나타납니다.
work-sections = 구역
work-mine = 나에게 지정된 일
work-pool = 같은 역할이면 누구나 맡을 수 있는 일
work-no-number = 번호 준비 중
work-remediate = 조치할 항목
work-diagnose = 내 담당
work-sent-back = 반려됨
work-read-answer = 보완 답변 도착
work-claim = 담당자 없음
work-approvals = { $agreed }/{ $needed }명 승인

do-look = 보기
work-own = 내가 요청한 검토
work-own-about = 완료되지 않은 검토입니다.
work-own-more = { $count }건 더 있습니다. 목록에서 보세요.
