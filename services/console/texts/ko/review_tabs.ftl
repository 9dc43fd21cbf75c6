comments-none = 아직 의견이 없습니다.
comments-visible = 공개 대상
comments-shared = 요청 부서를 포함해 이 검토를 보는 모두에게 보입니다.
comments-internal = 내부 의견은 요청 부서에 보이지 않습니다.
comments-send = 의견 남기기

kind-all = 모두
history-kinds = 이력 종류
history-as-of = 시점(서울)
history-until = 이 시점까지 보기
history-then = 그때의 검토 보기
history-none = 해당하는 이력이 없습니다.
history-system = 시스템이 한 일 { $count }건
history-later = 그 뒤의 이력

compare-from = 시작 시점(서울)
compare-to = 끝 시점(서울)
compare-do = 비교하기
compare-since-decision = 최종 판정과 지금 비교
compare-decision = 최종 판정
compare-now = 지금
compare-about = 시점을 비우면 최종 판정(없으면 요청 때)과 지금을 비교합니다. 주소를 복사해 나눌 수 있습니다.
compare-none = 달라진 점이 없습니다.
compare-what = 항목
compare-before = 변경 전
compare-after = 변경 후
compare-by = 누가, 언제
compare-left-out = 너무 많아 { $count }건은 줄였습니다.

evidence-none = 아직 증적이 없습니다.
evidence-file = 파일
evidence-for = 점검 항목
evidence-size = 크기
evidence-by = 올린 사람
evidence-collected = 수집한 날
evidence-hash = 해시(SHA-256)
evidence-add = 증적 올리기
evidence-send = 올리기
evidence-file-about = PDF, 이미지, 오피스·한글 문서, 텍스트, ZIP 파일을 하나에 { $count } MB까지 올릴 수 있습니다. 여러 파일을 함께 고르거나 끌어다 놓을 수 있습니다.
evidence-no-file = 올릴 파일을 고르세요.
evidence-kind = .{ $ending } 파일은 증적으로 받지 않습니다. { $instead } 올리세요.
evidence-unknown = 이 종류의 파일은 증적으로 받지 않습니다. PDF나 ZIP으로 만들어 올리세요.
evidence-empty = 빈 파일입니다. 내용이 있는 파일을 고르세요.
evidence-large = ‘{ $name }’ 파일은 { $size } MB입니다. { $most } MB까지 올릴 수 있습니다.
evidence-together = 함께 고른 파일이 { $count } MB를 넘어 이 파일은 올리지 않았습니다. 이 파일만 다시 고르세요.
evidence-some = 파일 { $total }건 중 { $added }건을 올렸습니다.
evidence-again = 올리지 못한 파일만 다시 고르세요.
evidence-added = 올렸습니다.
evidence-sending = 올리는 중
evidence-total = 올린 파일
evidence-unsent = 보내지 못했습니다. 다시 시도하세요.
evidence-upload = 이 항목에 증적 올리기
done-evidence = { $count ->
    [1] 증적을 올렸습니다.
   *[other] 증적 { $count }건을 올렸습니다.
 }
