findings-total = { $count }건
findings-none = 아직 조치 항목이 없습니다.
findings-none-fit = 조건에 맞는 조치 항목이 없습니다.
findings-search = 내용, 보안요구사항, 부서
findings-mine = 내 담당
findings-ending = 곧 끝나는 위험 수용
findings-what = 보안요구사항과 발견 내용
findings-severity = 심각도
findings-owner = 담당 부서·담당자
findings-due = 조치 기한
findings-again = 재발

finding-withdrawn = 철회된 검토입니다. 남은 조치 항목은 더 조치하지 않아도 됩니다.
finding-none = 이 검토에는 조치 항목이 없습니다.
finding-what = 발견한 내용
finding-found = 발견 내용
finding-checkpoint = 점검 항목
finding-fix = 확인을 기다리는 조치
finding-acceptance = 위험 수용
finding-history = 이력
finding-new = 작성하는 동안 바뀜

acceptance-waits = { $agreed }/{ $needed }명 승인
acceptance-until = 종료

claim-title = 고른 항목 조치 완료 보고
claim-pick = 고르기
claim-none = 조치 완료를 보고할 항목을 고르세요.

step-verify-words = 확인한 내용
step-verify-about = 조치가 끝난 것을 확인합니다. 점검 결과는 양호가 되고 조치 항목은 조치 완료가 됩니다.
step-reject-words = 부족한 점
step-reject-about = 조치가 부족하면 요청 부서로 돌려보냅니다.
step-approve = 위험 수용 승인
step-approve-about = 종료일까지 위험을 수용합니다. 심각 항목은 승인자 2명이 승인해야 합니다.
step-decline = 위험 수용 반려
step-decline-about = 위험을 수용하지 않습니다. 요청 부서가 조치해야 합니다.
step-claim-words = 조치한 내용
step-claim-about = 검토자가 조치를 확인합니다.
step-request-about = 승인자가 승인하거나 반려합니다. 최대 180일, 심각 항목은 최대 90일이며 승인자 2명이 필요합니다.
step-assign-about = 조치를 책임질 사람을 정합니다.
step-revoke-about = 종료일 전에 위험 수용을 끝냅니다. 조치 항목은 다시 조치 필요가 됩니다.
step-retract-about = 취약으로 잘못 기록한 결과를 취소합니다. 조치 항목도 취소되고 점검 항목은 미점검이 됩니다. 종료한 진단이면 이 항목만 다시 점검하는 새 진단이 시작됩니다.
step-account = 담당자
step-account-about = 이름이나 계정을 입력하면 이 부서 사람이 목록에 나옵니다.
step-conditions = 종료일까지 지킬 조건
step-until = 종료일

said-verify = 조치를 확인했습니다. 조치 완료가 됐습니다.
said-reject = 조치를 돌려보냈습니다.
said-approve = 위험 수용을 승인했습니다.
said-decline = 위험 수용을 반려했습니다.
said-claim = 조치 완료를 보고했습니다. 검토자가 확인합니다.
said-claims = { $count }건의 조치 완료를 보고했습니다. 검토자가 확인합니다.
said-request = 위험 수용을 신청했습니다. 승인자가 승인하거나 반려합니다.
said-assign = 담당자를 지정했습니다.
said-revoke = 위험 수용을 철회했습니다.
said-retract = 취약을 취소했습니다.

file-review = 검토 번호
file-review-title = 검토 제목
file-control = 보안요구사항
file-owner = 담당 부서
file-acceptance-ends = 위험 수용 종료일
