reviews-total = { $count }건
reviews-shown = 이 화면에 { $count }건.
reviews-views = 보기
reviews-filters = 거르기
reviews-any = 모두
reviews-clear = 조건 지우기
reviews-remove = 조건 빼기
reviews-list = 검토 목록
list-file = 내보내기(CSV)
reviews-none = 아직 검토가 없습니다.
reviews-none-fit = 조건에 맞는 검토가 없습니다.

view-all = 전체
view-team = 우리 부서
view-mine = 내 담당
view-unassigned = 담당자 없음
view-deciding = 결재 대기
view-overdue = 기한 초과
