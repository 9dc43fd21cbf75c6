tab-evidence = 증적
tab-comments = 의견
tab-history = 이력
tab-compare = 비교

head-summary = 상태 요약
head-stages = 진행 단계
head-tabs = 검토 내용
head-more = 더 보기
head-why = 이유
head-residual = 잔여 위험
head-open = 미조치 { $count }건
head-due-sum = 접수 후 { $days }영업일
head-due-sum-paused = 접수 후 { $days }영업일 + 보완 요청 { $paused }영업일
head-due-unknown = { $year }년 공휴일이 등록되지 않아 날짜를 정하지 못했습니다
head-moved = 판정 이후 바뀜:
head-difference = 차이 보기
head-question = 보완 요청:

stage-received = 접수
stage-diagnosis = 진단
stage-remediation = 조치
stage-decision = 최종 판정
stage-end = 완료
stage-done = (마침)
stage-round = { $round }차 진단 { $judged }/{ $total }
stage-due = 처리 기한 { $day }

take-judge = 이어서 점검
take-findings = 조치 항목 보기
take-duties = 직무 분리: 이 검토를 요청했거나 점검한 분은 할 수 없습니다. 다른 분에게 넘기세요.
take-not-in = ‘{ $status }’ 상태에서는 { WITH($step, "을/를") } 할 수 없습니다.
take-claimed = 이미 담당하고 있습니다.
take-claimed-by = { $name } 님이 담당하고 있습니다.
take-unclaimed = 담당자가 없습니다.

done-amend = 요청을 수정했습니다.
done-withdraw = 요청을 철회했습니다.
done-ask = 보완을 요청했습니다. 답변이 올 때까지 처리 기한이 멈춥니다.
done-retract-question = 보완 요청을 취소했습니다.
done-answer = 답변을 보냈습니다.
done-triage = 사전 검토 결과를 기록했습니다.
done-claim = 이 검토를 담당합니다.
done-assign = 담당자를 지정했습니다.
done-release = 담당을 해제했습니다.
done-reopen = 검토를 재개했습니다.
done-comment = 의견을 남겼습니다.

moment-shown = { $when } 시점의 내용입니다.
moment-now = 지금 내용 보기
nothing = 없음
review-all = 모두 보기

triage-automatic = 평가 정책에 따라 시스템이 정했습니다.
triage-covered-by = 이 검토를 대신하는 검토:
triage-another-team = 다른 부서의 검토
decision-title = 최종 판정
decision-earlier = 이전 판정
decision-earlier-about = 재개하기 전의 최종 판정입니다. 지금은 유효하지 않습니다.
decision-conditions = 조건
open-findings = 미조치 항목
open-findings-none = 미조치 항목이 없습니다.
column-found = 발견 내용
column-severity = 심각도
column-fix-due = 조치 기한

layers-title = 정보 흐름별 점검 결과
layers-layer = 정보 흐름
layers-total = 항목
layers-share = 비율
layers-sum = 합계
layers-about = { $round }차 진단 중 · { $total }개 중 필수 { $open }개 남음
layers-stopped = { $round }차 진단을 종료하지 않음 · { $total }개 중 필수 { $open }개 남음
layers-over = { $round }차 진단 종료 · { $total }개
round-name = { $round }차 진단
round-open = { $when }부터
round-stopped-since = { $when }부터, 종료하지 않음
round-over = 종료 { $when } · { $name }

why-title = { $score }점 { $level }인 이유
why-about = 평가 정책 버전 { $version } · 합이 점수입니다
why-rest = 나머지 { $count }가지, { $points }점
why-open-title = 위험 평가
why-open = 아직 평가하지 않았습니다.

request-title = 요청 내용
people-title = 참여한 사람
log-title = 최근 이력
